"""Notes and statuses: drafted from facts, edited and sent by a human, and how a note was read."""
