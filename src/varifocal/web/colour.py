"""Colour is distance in time: which step of the scale a thing's own date stands on, decided here and nowhere else."""

from __future__ import annotations

from datetime import date
from enum import StrEnum


class Distance(StrEnum):
    """How far away a date is, from today's work to the vision; the value is the name of the look's token."""

    NEAR = "near"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    YEARS = "years"
    FAR = "far"


STANDING = "d-keep"
"""The class of work that keeps the house running: its own grey, never a place on the scale."""

UNDATED = "d-none"
"""The class of a thing without a date."""

_LAST_DAY_OF = (
    (2, Distance.NEAR),
    (7, Distance.WEEK),
    (31, Distance.MONTH),
    (92, Distance.QUARTER),
    (366, Distance.YEAR),
    (3 * 366, Distance.YEARS),
)


def distance(day: date, today: date) -> Distance:
    """Say how far a day is from today; both are days in the organization's zone. What is overdue is near."""
    away = (day - today).days
    return next((step for last, step in _LAST_DAY_OF if away <= last), Distance.FAR)


def shade(day: date | None, today: date) -> str:
    """Name the CSS class that colours a thing by its own date; without a date, the quiet grey."""
    return UNDATED if day is None else f"d-{distance(day, today)}"
