"""A person's working time week by week, from what the tables say of her; for pages, not for plans."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from varifocal.flows.snapshot.view import grouped
from varifocal.flows.working_days import public_holidays
from varifocal.org.people.person import Absence, Person
from varifocal.org.work.doing import Attendance

WEEK = timedelta(days=7)
Stretches = list[list[list[str]]]


class Working:
    """When one person works from a Monday on, for some weeks: her week less days away and meetings.

    Answers in hours how much working time lies between two moments (UTC). `week` holds per weekday the stretches
    of local time; `share` is the part of it that may be planned.
    """

    def __init__(
        self,
        week: Stretches,
        zone: str,
        first: date,
        weeks: int,
        *,
        away: Iterable[tuple[date, date]] = (),
        meetings: Iterable[tuple[datetime, datetime]] = (),
        share: float = 1.0,
    ) -> None:
        self.share = share
        gone = {
            start + timedelta(days=n) for start, end in away for n in range(min((end - start).days, 400) + 1)
        }
        usual = _usual(tuple(tuple(map(tuple, day)) for day in week), zone, first, weeks)
        pieces = [piece for day, piece in usual if day not in gone]
        self._set(_without(pieces, sorted((a.timestamp(), b.timestamp()) for a, b in meetings)))

    def _set(self, pieces: list[tuple[float, float]]) -> None:
        self.begins = [begin for begin, _ in pieces]
        self.ends = [end for _, end in pieces]
        self.before = [0.0]
        for begin, end in pieces:
            self.before.append(self.before[-1] + end - begin)

    def until(self, moment: float) -> float:
        """Working seconds from the first Monday to a moment (a time stamp)."""
        place = bisect_right(self.begins, moment)
        if not place:
            return 0.0
        return self.before[place - 1] + min(moment, self.ends[place - 1]) - self.begins[place - 1]

    def hours(self, start: float, finish: float) -> float:
        """Hours that may be planned between two moments (time stamps)."""
        return max(0.0, self.until(finish) - self.until(start)) / 3600 * self.share


def workings(people: Iterable[Person], first: date, weeks: int) -> dict[int, Working]:
    """By person her working time from a Monday on: days away, public holidays and meetings are taken off, which
    everybody inside may see. Two queries."""
    last = first + WEEK * weeks
    away = grouped(
        Absence.objects.filter(last__gte=first, first__lt=last).values_list("person_id", "first", "last")
    )
    met = grouped(
        Attendance.objects.filter(
            meeting__end__gte=_midnight(first), meeting__start__lt=_midnight(last)
        ).values_list("person_id", "meeting__start", "meeting__end")
    )
    return {
        person.pk: Working(
            person.working_week,
            person.zone,
            first,
            weeks,
            away=[*away[person.pk], *_days_off(person, first, last)],
            meetings=met[person.pk],
            share=float(person.share),
        )
        for person in people
    }


def _days_off(person: Person, first: date, last: date) -> Iterable[tuple[date, date]]:
    free = public_holidays(person.country, person.region, first.year)
    return ((day, day) for day in free if first <= day < last)


@lru_cache(maxsize=500)
def _usual(
    week: tuple[tuple[tuple[str, ...], ...], ...], zone: str, first: date, weeks: int
) -> tuple[tuple[date, tuple[float, float]], ...]:
    """The stretches of such weeks, each with its day, as time stamps; many people work alike."""
    return tuple(
        (day, _piece(day, begin, end, zone))
        for day in (first + timedelta(days=number) for number in range(weeks * 7))
        for begin, end in week[(day - first).days % 7]
    )


def _piece(day: date, begin: str, end: str, zone: str) -> tuple[float, float]:
    start, stop = time.fromisoformat(begin), time.fromisoformat(end)
    last = day + timedelta(days=1) if stop == time.min else day
    there = ZoneInfo(zone)
    return (
        datetime.combine(day, start, there).timestamp(),
        datetime.combine(last, stop, there).timestamp(),
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def _without(
    pieces: list[tuple[float, float]], taken: list[tuple[float, float]]
) -> list[tuple[float, float]]:
    """The pieces less what meetings take of them; both ascending."""
    for start, finish in taken:
        left: list[tuple[float, float]] = []
        for begin, end in pieces:
            if finish <= begin or start >= end:
                left.append((begin, end))
                continue
            if begin < start:
                left.append((begin, start))
            if finish < end:
                left.append((finish, end))
        pieces = left
    return pieces
