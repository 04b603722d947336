"""Where in two people's weeks the time they want for each other is kept free: early enough in the middle of the week,
while both work, beside what is taken already, week by week."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYS = (2, 3, 1, 4, 0, 5, 6)
"""Weekdays in the order they are looked at: Wednesday first, since Mondays and Fridays are missed most."""
QUARTER = timedelta(minutes=15)
Stretch = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class AtWork:
    """When somebody works: per weekday (Monday first) stretches of local time in her zone, the days she is away (both
    ends included), and what is taken already (UTC)."""

    days: Sequence[Sequence[tuple[time, time]]]
    zone: str
    away: Sequence[tuple[date, date]] = ()
    taken: Sequence[Stretch] = ()

    def on(self, day: date) -> list[Stretch]:
        """Her working stretches of that day in UTC; none where she is away."""
        if any(first <= day <= last for first, last in self.away):
            return []
        zone = ZoneInfo(self.zone)
        return [
            (
                datetime.combine(day, begin, zone).astimezone(UTC),
                datetime.combine(day, end, zone).astimezone(UTC),
            )
            for begin, end in self.days[day.weekday()]
        ]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Two people (ids) want so many minutes for each other every so many weeks, from the week of this Monday on, until
    the day it ends. In weeks of `settled` Mondays they have a talk set anyway. `key` names what it is."""

    key: tuple[str, int]
    people: tuple[int, int]
    minutes: int
    monday: date
    every: int = 1
    until: date | None = None
    settled: AbstractSet[date] = frozenset()

    def is_due(self, monday: date) -> bool:
        """Whether that week is one of its weeks."""
        if monday < self.monday or monday in self.settled or (self.until is not None and monday > self.until):
            return False
        return (monday - self.monday).days // 7 % self.every == 0


@dataclass(frozen=True, slots=True)
class Kept:
    """A stretch kept free for the two (UTC)."""

    key: tuple[str, int]
    people: tuple[int, int]
    start: datetime
    end: datetime


def keep_free(
    wanted: Iterable[Wanted], at_work: Mapping[int, AtWork], now: datetime, weeks: int
) -> tuple[Kept, ...]:
    """A place for each in each of its weeks, from `now` (UTC) on, as many weeks ahead: the first both have free in the
    order of `DAYS`, whole quarter hours, those named first taking theirs first. A week without such a place keeps
    nothing: it is full, or one of the two is away."""
    taken = {one: list(hours.taken) for one, hours in at_work.items()}
    today = now.date()
    this_week = today - timedelta(days=today.weekday())
    kept: list[Kept] = []
    in_order = [one for one in wanted if one.minutes > 0 and all(person in at_work for person in one.people)]
    for number in range(weeks):
        monday = this_week + timedelta(weeks=number)
        for one in in_order:
            if not one.is_due(monday):
                continue
            place = _place(one, monday, at_work, taken, now)
            if place is not None:
                kept.append(Kept(one.key, one.people, *place))
                for person in one.people:
                    taken[person].append(place)
    return tuple(kept)


def _place(
    one: Wanted,
    monday: date,
    at_work: Mapping[int, AtWork],
    taken: Mapping[int, list[Stretch]],
    now: datetime,
) -> Stretch | None:
    long = QUARTER * -(-one.minutes // 15)
    first, second = one.people
    for weekday in DAYS:
        day = monday + timedelta(days=weekday)
        if one.until is not None and day > one.until:
            continue
        for a_begin, a_end in at_work[first].on(day):
            for b_begin, b_end in at_work[second].on(day):
                begin, end = max(a_begin, b_begin), min(a_end, b_end)
                found = _first_free(
                    max(begin, _next_quarter(now)), end, long, (*taken[first], *taken[second])
                )
                if found is not None:
                    return found
    return None


def _first_free(begin: datetime, end: datetime, long: timedelta, taken: Sequence[Stretch]) -> Stretch | None:
    for other_begin, other_end in sorted(each for each in taken if each[0] < end and each[1] > begin):
        if other_begin - begin >= long:
            break
        begin = max(begin, _next_quarter(other_end))
    return (begin, begin + long) if end - begin >= long else None


def _next_quarter(moment: datetime) -> datetime:
    """The first whole quarter hour at or after it."""
    over = timedelta(minutes=moment.minute % 15, seconds=moment.second, microseconds=moment.microsecond)
    return moment + (QUARTER - over) if over else moment
