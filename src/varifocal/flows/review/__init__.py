"""This week: what needs somebody now, near and far, each with what it stands on; page, text and JSON tell the same."""
