"""How work is meant to be done, and what was made of a waste that was found in how it really is."""
