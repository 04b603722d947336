"""The one page a client sees: a question, and two ways to answer it."""
