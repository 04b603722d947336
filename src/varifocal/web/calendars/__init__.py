"""A person's own calendars: what is read in them, what her meetings are, and feeds to read elsewhere."""
