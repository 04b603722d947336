"""How often did it come true: the scorecard of our own chances."""
