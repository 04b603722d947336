"""Praise and mentoring: how people grow, tied to the work."""
