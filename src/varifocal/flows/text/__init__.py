"""Plans as text: one in a file is planned, and the organization's is written."""
