"""Hours by a shift calendar: how much of a stretch of time somebody was there."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np

from varifocal.core.mine.log import EventLog, Numbers
from varifocal.core.values import Invalid

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MICRO = timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MOST_DAYS = 80_000


@dataclass(frozen=True, slots=True)
class Shifts:
    """When the house works: stretches of local time per weekday, Monday first, and days nobody works."""

    days: tuple[tuple[tuple[time, time], ...], ...]
    zone: str = "UTC"
    free: frozenset[date] = frozenset()


def read_shifts(text: str) -> Shifts:
    """From JSON: `{"zone": "Europe/Berlin", "mon": ["09:00-17:00"], …, "free": ["2027-12-24"]}`; a stretch that ends
    before it begins ends the next day. Raises Invalid with what is wrong."""
    try:
        said = json.loads(text)
        zone = str(said.get("zone", "UTC"))
        ZoneInfo(zone)
        days = tuple(tuple(_stretch(each) for each in said.get(day, [])) for day in DAYS)
        free = frozenset(date.fromisoformat(day) for day in said.get("free", []))
    except (ValueError, TypeError, AttributeError, ZoneInfoNotFoundError) as fault:
        raise Invalid(f"The calendar cannot be read: {fault}.") from fault
    if not any(days):
        raise Invalid('The calendar names no hours; a day looks like "mon": ["09:00-17:00"].')
    return Shifts(days, zone, free)


def _stretch(word: str) -> tuple[time, time]:
    begin, _, end = word.partition("-")
    return time.fromisoformat(begin.strip()), time.fromisoformat(
        "00:00" if end.strip() == "24:00" else end.strip()
    )


class Worked:
    """Working time before any moment, for moments within the span it was made for."""

    def __init__(
        self,
        shifts: Shifts,
        first: int,
        last: int,
        laid: Sequence[tuple[date, tuple[int, int]]] | None = None,
    ) -> None:
        """`laid`: the stretches of this week over the span, where they are laid out already."""
        laid = _stretches(shifts, first, last) if laid is None else laid
        stretches = _united(stretch for day, stretch in laid if day not in shifts.free)
        self.starts = np.array([begin for begin, _ in stretches], np.int64)
        self.ends = np.array([end for _, end in stretches], np.int64)
        self.before = np.concatenate(([0], np.cumsum(self.ends - self.starts)))

    def until(self, moments: Numbers) -> Numbers:
        """Microseconds of working time before each moment."""
        at = np.searchsorted(self.starts, moments, side="right")
        if not len(self.starts):
            return np.zeros(len(moments), np.int64)
        last = np.maximum(at - 1, 0)
        inside = np.clip(moments, self.starts[last], self.ends[last]) - self.starts[last]
        return np.where(at > 0, self.before[last] + inside, 0)


def shift_figures(log: EventLog, shifts: Shifts) -> tuple[int, int, Numbers]:
    """By this calendar: worked, waited, and each case's span; microseconds, meant as in `measure.Figures`."""
    begin = log.end if log.begin is None else log.begin
    first, last = int(min(begin.min(), log.end.min())), int(max(begin.max(), log.end.max()))
    if (last - first) // 86_400_000_000 > MOST_DAYS:
        raise Invalid("The log spans more than two centuries: a time in it is wrong.")
    worked = Worked(shifts, first, last)
    started, ended = worked.until(begin), worked.until(log.end)
    inner = np.ones(log.events, np.bool_)
    inner[log.offsets[:-1]] = False
    after = np.flatnonzero(inner)
    waited = int(np.maximum(0, started[after] - ended[after - 1]).sum())
    starts = log.offsets[:-1]
    spans = np.maximum.reduceat(np.maximum(started, ended), starts) - np.minimum.reduceat(
        np.minimum(started, ended), starts
    )
    return int((ended - started).sum()), waited, spans


def worked_by_each(everybody: Sequence[Shifts], first: int, last: int) -> list[Worked]:
    """The working time of each of them; a week that several work is laid out once."""
    weeks: dict[tuple[object, str], list[tuple[date, tuple[int, int]]]] = {}
    found = []
    for shifts in everybody:
        week = shifts.days, shifts.zone
        if week not in weeks:
            weeks[week] = _stretches(shifts, first, last)
        found.append(Worked(shifts, first, last, weeks[week]))
    return found


def _stretches(shifts: Shifts, first: int, last: int) -> list[tuple[date, tuple[int, int]]]:
    """Every stretch of the span with its local day, free days too."""
    clock = ZoneInfo(shifts.zone)
    day = (_EPOCH + timedelta(microseconds=first)).astimezone(clock).date() - timedelta(days=1)
    end = (_EPOCH + timedelta(microseconds=last)).astimezone(clock).date() + timedelta(days=1)
    found: list[tuple[date, tuple[int, int]]] = []
    while day <= end:
        for begin, until in shifts.days[day.weekday()]:
            next_day = day + timedelta(days=1) if until <= begin else day
            moments = (datetime.combine(day, begin, clock), datetime.combine(next_day, until, clock))
            start, stop = ((each.astimezone(UTC) - _EPOCH) // _MICRO for each in moments)
            found.append((day, (start, stop)))
        day += timedelta(days=1)
    return found


def _united(stretches: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    united: list[tuple[int, int]] = []
    for begin, end in sorted(stretches):
        if united and begin <= united[-1][1]:
            united[-1] = united[-1][0], max(end, united[-1][1])
        elif end > begin:
            united.append((begin, end))
    return united
