"""Numbers the whole kernel shares. Moments and lengths are in quarters of an hour."""

NONE = -1
"""No task, no person."""
DAY = 96
WEEK = 7 * DAY
NEVER = 1 << 30
"""A moment beyond every horizon."""
FAR, NO_RANK = 1e9, 1e9
"""When what has no date presses; the rank of what nobody has agreed."""
NOW, RELEASE, PREDECESSOR, WAIT, QUEUE, CALENDAR, SKILL, PIN, EQUIPMENT, OUTAGE, LAG = range(11)
"""What a start waited for: the kinds of hold, in their order."""
UNPLANNED, BROKEN, TARDINESS, COST, STRANGERS, FLOW, LEVELS = 0, 1, 2, 3, 4, 5, 6
"""Places in an objective: the published order, `moved` left out since nothing agreed is ever moved."""
MADE, FOUND_AT, TAKEN_UP = range(3)
"""Places in `tally`."""
RIVALS = 12
"""Tasks of a late project, the last ones, that are looked at for what else holds it."""
