"""Open questions: what somebody has to decide, by when, and what became of it."""
