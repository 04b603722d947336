"""People: who is here, what they can do and want, when they are away."""
