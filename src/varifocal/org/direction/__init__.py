"""Where we want to be: vision, strategy, goals and their measures."""
