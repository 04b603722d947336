"""Projects, tasks, and everything that happens to them."""
