"""What would keep a promise that breaks: what somebody could give up, and the smallest sets of it that do."""
