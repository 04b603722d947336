"""Working days and hours of a week, from what the tables say of people; for pages, not for plans."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time, timedelta

WEEK = timedelta(days=7)


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def share_within(monday: date, start: date, finish: date) -> float:
    """Of the working days between start and finish (both included), the share in the week of that Monday."""
    if start >= monday + WEEK or finish < monday:
        return 0.0
    days = [start + timedelta(days=n) for n in range((finish - start).days + 1)]
    working = [day for day in days if day.weekday() < 5] or days
    return sum(1 for day in working if monday <= day < monday + WEEK) / len(working)


def hours_in(monday: date, week: list[list[list[str]]], away: Iterable[tuple[date, date]]) -> float:
    """Hours of an ordinary week (stretches of local time by weekday) on the days nobody is away."""
    gone = list(away)
    return sum(
        _hours(begin, end)
        for weekday, stretches in enumerate(week)
        for begin, end in stretches
        if not any(first <= monday + timedelta(days=weekday) <= last for first, last in gone)
    )


def _hours(begin: str, end: str) -> float:
    start, stop = time.fromisoformat(begin), time.fromisoformat(end)
    until = 24 * 60 if stop == time.min else stop.hour * 60 + stop.minute
    return (until - start.hour * 60 - start.minute) / 60
