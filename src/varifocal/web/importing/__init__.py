"""Import: a pasted list or a file becomes planned work, and the plan tells the truth about it."""
