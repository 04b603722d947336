"""Companies we work for and with, and the people there."""
