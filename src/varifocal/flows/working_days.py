"""When people work, as calendars know it: their stored weeks, and the public holidays where they live."""

from __future__ import annotations

from datetime import date, time
from functools import cache

import holidays

from varifocal.core.calendar import WorkingWeek
from varifocal.org.people.person import Week


@cache
def public_holidays(country: str, region: str, year: int) -> frozenset[date]:
    """Public holidays from last year to five years ahead; none where the library knows no such country."""
    years = range(year - 1, year + 6)
    try:
        return frozenset(holidays.country_holidays(country, subdiv=region or None, years=years))
    except NotImplementedError:
        return frozenset()


def week_of(week: Week, zone: str) -> WorkingWeek:
    """A stored week as calendars know it."""
    return _compiled(tuple(tuple(tuple(stretch) for stretch in day) for day in week), zone)


@cache
def _compiled(week: tuple[tuple[tuple[str, ...], ...], ...], zone: str) -> WorkingWeek:
    days = tuple(
        tuple((time.fromisoformat(begin), time.fromisoformat(end)) for begin, end in day) for day in week
    )
    return WorkingWeek(days, zone)
