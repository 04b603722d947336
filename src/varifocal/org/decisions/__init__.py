"""What is decided together: open questions, the week we held, and what we tell of it."""
