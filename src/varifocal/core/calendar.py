"""Working time: when somebody works, compiled once, so that effort and dates turn into each other at once.

Planned time is whole quarter hours of UTC counted from an origin (a `Grid`). A `Calendar` holds the same
working time twice: `slots[k]` is the grid quarter of the k-th working quarter, `cum[g]` the number of working
quarters before grid quarter g. Work of n quarters that may begin at g begins with k = cum[g] and ends at
slots[k + n - 1] + 1; both arrays are int32, so ten thousand draws take the same look-up at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache, reduce
from types import MappingProxyType
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import ArrayLike, NDArray

from varifocal.core.values import QUARTERS_PER_HOUR, Invalid

QUARTER = timedelta(minutes=15)
QUARTERS_PER_DAY = 96
QUARTERS_PER_WEEK = 7 * QUARTERS_PER_DAY
NEVER = 2**30
"""A grid quarter later than any: the working time within the horizon is used up."""

MOST_CREWS = 256
"""Crews whose working time is kept: each takes as much memory as a person, and in a large organization hardly any two
tasks have the same."""

_FIRST_DAY, _LAST_DAY = date.min + timedelta(days=2), date.max - timedelta(days=2)
"""Beyond these a time zone or the end of a day would leave what dates can say."""
_LEAD = 8 * QUARTERS_PER_DAY
"""Every calendar is compiled from before the Monday of the origin's week, so that a share of a week does not
depend on the hour at which somebody asks."""

Quarters = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class WorkingWeek:
    """When a person works: per weekday (Monday first) the stretches of local time, each whole quarter hours.

    A stretch that ends at 00:00 ends at the end of its day; night work is written as two stretches.
    """

    days: tuple[tuple[tuple[time, time], ...], ...]
    zone: str

    @property
    def hours(self) -> float:
        """Hours a week."""
        return _hours(self)

    def ends(self, weekday: int) -> int | None:
        """The quarter of the local day at which work ends on this weekday (0 is Monday); None: no work."""
        return max((_end(stretch[1]) for stretch in self.days[weekday]), default=None)


@dataclass(frozen=True, slots=True)
class Busy:
    """A stretch of UTC time that takes capacity (a meeting): end exclusive."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, eq=False)
class Calendar:
    """The working quarters of one person, one crew or the organization, on one grid.

    `slots`: grid quarter of the k-th working quarter, ascending. `cum`: working quarters before grid quarter
    g, for g from 0 to the grid's size (one longer than the grid). Both are read-only int32.
    """

    slots: Quarters
    cum: Quarters


class Table(NamedTuple):
    """Calendars side by side: `cum` as rows, `slots` one after the other, and in `days` the working quarters before
    each day (so many quarters into which the grid begins), a row a day and a column a calendar."""

    cum: Quarters
    slots: Quarters
    days: Quarters


class Grid:
    """The quarter hours of UTC from an origin on: quarter g is the fifteen minutes from origin + g · 15 min.

    `origin` must be UTC and a whole quarter hour. Raises Invalid otherwise. Calendars are compiled on it and
    kept, so that identical weeks and absences cost once.
    """

    def __init__(self, origin: datetime, quarters: int) -> None:
        if origin.utcoffset() != timedelta(0) or origin != whole_quarter(origin):
            raise Invalid(f"The origin of a plan is a whole quarter hour of UTC; it is {origin.isoformat()}.")
        self.origin = origin
        self.quarters = quarters
        self._walls: dict[str, _Wall] = {}
        self._weeks: dict[WorkingWeek, NDArray[np.bool_]] = {}
        self._calendars: dict[tuple[object, ...], Calendar] = {}
        self._crew = lru_cache(MOST_CREWS)(_together)
        self._table: tuple[tuple[Calendar, ...], int, Table] | None = None

    def at(self, quarter: int) -> datetime:
        """The moment at which this quarter begins, UTC."""
        return self.origin + int(quarter) * QUARTER

    def quarter(self, moment: datetime) -> int:
        """The quarter this moment lies in; negative before the origin."""
        return (moment - self.origin) // QUARTER

    def local(self, day: date, zone: str, quarter_of_day: int = 0) -> int:
        """The quarter at which the wall clock of `zone` first shows this day and quarter of the day (96: its
        end); negative before the origin, beyond the horizon after it, however far off the day is."""
        day = min(max(day, _FIRST_DAY), _LAST_DAY)
        day += timedelta(days=quarter_of_day // QUARTERS_PER_DAY)
        minutes = quarter_of_day % QUARTERS_PER_DAY * 15
        moment = datetime(day.year, day.month, day.day, minutes // 60, minutes % 60, tzinfo=ZoneInfo(zone))
        return self.quarter(moment.astimezone(UTC))

    def day(self, quarter: int, zone: str) -> date:
        """The local date of the moment at which this quarter begins."""
        return self.at(quarter).astimezone(ZoneInfo(zone)).date()

    def calendar(
        self,
        week: WorkingWeek,
        *,
        away: Sequence[tuple[date, date]] = (),
        busy: Sequence[Busy] = (),
        joined: date | None = None,
        left: date | None = None,
        share: float = 1.0,
    ) -> Calendar:
        """Compile a working week onto this grid, less days away (both ends included, in the week's zone),
        busy stretches (a quarter that is touched is lost), the time before `joined` and after `left`.

        She works whenever the wall clock of her zone shows her hours: an hour the clock skips is not worked,
        an hour it shows twice is worked twice. Of what remains `share` may be planned: the first quarters of
        each day, fractions carried to the next day of the week and rounded at its end.
        """
        key = (week, tuple(away), tuple(busy), joined, left, share)
        if key not in self._calendars:
            works = self._week(week).copy()
            wall = self._wall(week.zone)
            for first, last in away:
                works[wall.start(first) : wall.start(_day_after(last))] = False
            if joined is not None:
                works[: wall.start(joined)] = False
            if left is not None:
                works[wall.start(_day_after(left)) :] = False
            for stretch in busy:
                works[self._touched(stretch)] = False
            if share < 1:
                works = _planned_share(works, wall, share)
            self._calendars[key] = _compiled(works[_LEAD:])
        return self._calendars[key]

    def crew(self, calendars: Iterable[Calendar]) -> Calendar:
        """The working time in which all of them work."""
        members = frozenset(calendars)
        return next(iter(members)) if len(members) == 1 else self._crew(members)

    def table(self, calendars: tuple[Calendar, ...], into_day: int) -> Table:
        """These calendars side by side, the grid beginning so many quarters into a day; the last table is kept."""
        if self._table is None or self._table[:2] != (calendars, into_day):
            edges = np.arange(-into_day, self.quarters + 2 * QUARTERS_PER_DAY, QUARTERS_PER_DAY)
            edges = np.clip(edges, 0, self.quarters)
            table = Table(
                cum=np.stack([each.cum for each in calendars]),
                slots=np.concatenate([each.slots for each in calendars]),
                days=np.stack([each.cum[edges] for each in calendars], axis=1),
            )
            self._table = calendars, into_day, table
        return self._table[2]

    def _touched(self, stretch: Busy) -> slice:
        first = (stretch.start - self.origin) // QUARTER + _LEAD
        last = -((self.origin - stretch.end) // QUARTER) + _LEAD
        return slice(max(0, first), max(0, last))

    def _week(self, week: WorkingWeek) -> NDArray[np.bool_]:
        if week not in self._weeks:
            self._weeks[week] = _pattern(week)[self._wall(week.zone).of_week]
        return self._weeks[week]

    def _wall(self, zone: str) -> _Wall:
        if zone not in self._walls:
            self._walls[zone] = _Wall.of(self.origin - _LEAD * QUARTER, self.quarters + _LEAD, ZoneInfo(zone))
        return self._walls[zone]


@lru_cache(maxsize=2)
def grid_of(origin: datetime, quarters: int) -> Grid:
    """The grid from an origin on; the last two are kept with all calendars compiled on them, because plans made one
    after the other mostly begin in the same quarter hour and ask for the same people's."""
    return Grid(origin, quarters)


def whole_quarter(moment: datetime) -> datetime:
    """The first whole quarter hour that is not before this moment, UTC: the origin of a plan made then."""
    moment = moment.astimezone(UTC)
    past = timedelta(minutes=moment.minute % 15, seconds=moment.second, microseconds=moment.microsecond)
    return moment if not past else moment - past + QUARTER


def effort_to_finish(calendar: Calendar, start: ArrayLike, quarters: ArrayLike) -> Quarters:
    """When work ends that may begin at a grid quarter and takes so many working quarters.

    Takes numbers or arrays (they are broadcast); gives the grid quarter at which it has ended, the start
    itself for no work, NEVER beyond the horizon.
    """
    begin = np.asarray(start, dtype=np.int64)
    work = np.asarray(quarters, dtype=np.int64)
    last = calendar.cum[np.clip(begin, 0, len(calendar.cum) - 1)] + work - 1
    fits = (last < len(calendar.slots)) & (begin < len(calendar.cum))
    finish = np.append(calendar.slots + 1, NEVER)[np.where(fits, np.maximum(last, 0), -1)]
    return np.where(work <= 0, begin, finish).astype(np.int32)


def working_hours_between(calendar: Calendar, start: ArrayLike, finish: ArrayLike) -> NDArray[np.float64]:
    """Working hours from one grid quarter to another; what lies outside the grid counts nothing."""
    last = len(calendar.cum) - 1
    before, after = (calendar.cum[np.clip(np.asarray(g), 0, last)] for g in (start, finish))
    return np.asarray((after - before) / QUARTERS_PER_HOUR, dtype=np.float64)


def _together(members: frozenset[Calendar]) -> Calendar:
    return _compiled(reduce(np.logical_and, (np.diff(each.cum) == 1 for each in members)))


def _day_after(day: date) -> date:
    return min(day, _LAST_DAY) + timedelta(days=1)


def end_of_day(grid: Grid, day: date, week: WorkingWeek, holidays: frozenset[date] = frozenset()) -> int:
    """The grid quarter at which a day's working time ends, or the day itself where nobody works on it. Negative
    where it lies before the origin."""
    ends = None if day in holidays else week.ends(day.weekday())
    return grid.local(day, week.zone, QUARTERS_PER_DAY if ends is None else ends)


def add_lag(calendar: Calendar, quarter: int, hours: float) -> int:
    """The moment so many working hours after a grid quarter, or before it where the lag is negative.

    `calendar` is the organization's. Zero changes nothing; NEVER beyond the horizon, 0 before the origin.
    """
    work = round(hours * QUARTERS_PER_HOUR)
    if work == 0 or quarter >= len(calendar.cum):
        return quarter
    k = int(calendar.cum[max(0, quarter)]) + work
    if work < 0:
        return int(calendar.slots[k]) if k >= 0 else 0
    return int(calendar.slots[k - 1]) + 1 if k <= len(calendar.slots) else NEVER


OFFICE_DAY = ((time(9), time(17)),)


def office_week(zone: str) -> WorkingWeek:
    """Monday to Friday, nine to five: the organization's week where it says nothing else."""
    return WorkingWeek(days=(OFFICE_DAY,) * 5 + ((), ()), zone=zone)


@dataclass(frozen=True, slots=True, eq=False)
class _Wall:
    """What the wall clock of a zone shows at each quarter of UTC, daylight saving included."""

    of_week: NDArray[np.int32]
    """Quarter of the local week, Monday 00:00 is 0."""
    days: Mapping[int, int]
    """Where each local day begins, by the day's ordinal."""
    day_of: NDArray[np.int32]
    """Ordinal of the local day."""

    @classmethod
    def of(cls, origin: datetime, quarters: int, zone: ZoneInfo) -> _Wall:
        naive = origin.replace(tzinfo=None)
        since = (naive - datetime(1, 1, 1)) // QUARTER  # noqa: DTZ001 (0001-01-01 was a Monday)
        local = np.arange(since, since + quarters, dtype=np.int32) + _offsets(origin, quarters, zone)
        day_of = np.maximum.accumulate(local // QUARTERS_PER_DAY + 1)
        begins = np.flatnonzero(np.diff(day_of, prepend=0))
        days = dict(zip(day_of[begins].tolist(), begins.tolist(), strict=True))
        return cls(local % QUARTERS_PER_WEEK, MappingProxyType(days), day_of)

    def start(self, day: date) -> int:
        """Where this local day begins; the nearer end where it lies outside."""
        if day.toordinal() in self.days:
            return self.days[day.toordinal()]
        return 0 if day.toordinal() < self.day_of[0] else len(self.day_of)


def _offsets(origin: datetime, quarters: int, zone: ZoneInfo) -> NDArray[np.int32]:
    """Quarters by which the local clock is ahead of UTC, at each quarter; daily samples, changes bisected."""
    offsets = np.empty(quarters, dtype=np.int32)
    begin, ahead = 0, _ahead(origin, zone)
    for sample in range(QUARTERS_PER_DAY, quarters + QUARTERS_PER_DAY, QUARTERS_PER_DAY):
        later = _ahead(origin + sample * QUARTER, zone)
        if later != ahead:
            change = _first_change(origin, sample - QUARTERS_PER_DAY, sample, ahead, zone)
            offsets[begin:change] = ahead
            begin, ahead = change, later
    offsets[begin:] = ahead
    return offsets


def _first_change(origin: datetime, before: int, after: int, ahead: int, zone: ZoneInfo) -> int:
    while after - before > 1:
        middle = (before + after) // 2
        if _ahead(origin + middle * QUARTER, zone) == ahead:
            before = middle
        else:
            after = middle
    return after


def _ahead(moment: datetime, zone: ZoneInfo) -> int:
    return (moment.astimezone(zone).utcoffset() or timedelta(0)) // QUARTER


@lru_cache(maxsize=1_024)
def _hours(week: WorkingWeek) -> float:
    return float(_pattern(week).sum()) / QUARTERS_PER_HOUR


def _pattern(week: WorkingWeek) -> NDArray[np.bool_]:
    pattern = np.zeros(QUARTERS_PER_WEEK, dtype=np.bool_)
    for weekday, stretches in enumerate(week.days):
        for start, end in stretches:
            first = weekday * QUARTERS_PER_DAY + (start.hour * 60 + start.minute + 14) // 15
            pattern[first : weekday * QUARTERS_PER_DAY + _end(end)] = True
    return pattern


def _end(end: time) -> int:
    return (end.hour * 60 + end.minute) // 15 or QUARTERS_PER_DAY


def _planned_share(works: NDArray[np.bool_], wall: _Wall, share: float) -> NDArray[np.bool_]:
    """The first quarters of each day that make up the share of its week so far."""
    begins = np.fromiter(wall.days.values(), dtype=np.int64)
    ordinals = np.fromiter(wall.days, dtype=np.int64)
    before = np.concatenate(([0], np.cumsum(works, dtype=np.int64)))
    day_start = before[begins]
    day_end = np.append(day_start[1:], before[-1])
    weeks = (ordinals - 1) // 7
    week_start = day_start[np.searchsorted(weeks, weeks)]
    until = np.floor((day_end - week_start) * share + 0.5)
    allowed = until - np.floor((day_start - week_start) * share + 0.5)
    limit = np.repeat(day_start + allowed, np.diff(np.append(begins, len(works))))
    return works & (before[:-1] < limit)


def _compiled(works: NDArray[np.bool_]) -> Calendar:
    cum = np.zeros(len(works) + 1, dtype=np.int32)
    np.cumsum(works, out=cum[1:])
    slots = np.flatnonzero(works).astype(np.int32)
    cum.flags.writeable = slots.flags.writeable = False
    return Calendar(slots, cum)
