"""How the planner says days and lengths of time: as people write them."""

from __future__ import annotations

from datetime import date

LONGEST_NAME = 60


def day_text(day: date | None, today: date) -> str:
    """A date; one beyond this year names its year."""
    if day is None:
        return "no day"
    return f"{day.day} {day:%B}" if day.year == today.year else f"{day.day} {day:%B %Y}"


def days_text(days: float) -> str:
    """A number of days: “less than a day”, “1 day”, “4 days”."""
    if days < 0.75:
        return "less than a day"
    return "1 day" if days < 1.5 else f"{days:.0f} days"


def quoted(name: str) -> str:
    """A name in quotation marks, cut where it would drown the sentence."""
    return f"“{short(name)}”"


def short(name: str) -> str:
    """A name, cut where it would drown the sentence."""
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1].rstrip()}…"
