"""Money: what was agreed with clients, and what was asked beyond it."""
