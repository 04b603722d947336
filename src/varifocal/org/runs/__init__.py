"""What the core answered, and to which question."""
