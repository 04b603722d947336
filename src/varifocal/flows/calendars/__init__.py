"""Calendars in, calendars out: reading their files, fetching them safely, what a meeting is, and feeds."""
