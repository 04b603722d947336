"""Proposals: what the engine would do differently against the agreed plan, what that saves and what it costs."""
