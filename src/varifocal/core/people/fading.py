"""A skill that is not used fades: what is shown of it is what it still is, not what it once was.

What was learned and is not used is lost with time (Arthur, Bennett, Stanush and McNelly 1998, a meta-analysis of skill
decay). How much is an opinion: a level less is believed for every year begun after the first without any use; who began
somewhere always keeps the first level. Where nobody knows of any use nothing fades: a record that is silent proves
nothing.
"""

from __future__ import annotations

from datetime import date

FULL = 365
"""Days without use in which nothing is believed lost …"""
STEP = 365
"""… and days after them that cost a level, from the first of them on."""


def faded(level: int, last_used: date | None, today: date) -> int:
    """The level somebody is believed to have today of one shown before, `last_used` then (None: nobody knows)."""
    if last_used is None or level <= 1:
        return level
    unused = (today - last_used).days
    return level if unused <= FULL else max(1, level - 1 - (unused - FULL - 1) // STEP)
