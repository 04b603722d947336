"""How much is in work at once, period by period: what arrives, what is completed, and what lies between.

What is in work in a period is the mean over its time (L of J. D. C. Little, "A Proof for the Queuing Formula: L = λW",
Operations Research 9, 1961): all time spent in work in it, over its length. It is counted from stamps and estimates
nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from varifocal.core.mine.log import MICRO, Column, EventLog, Numbers

MOST_PERIODS = 60
MOST_ROWS = 20
MONTHS = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ENDS = tuple(
    (datetime(year, 1, 1, tzinfo=UTC) - _EPOCH) // timedelta(microseconds=1) for year in (100, 9800)
)
"""What a calendar can cut; stamps beyond stand in its first and last period."""


@dataclass(frozen=True, slots=True)
class Periods:
    """A stretch of time cut into days, weeks (from Monday), months or longer ones of a zone: what they are, the
    first day of each, and their bounds (microseconds, one more than periods)."""

    word: str
    days: tuple[date, ...]
    bounds: Numbers


@dataclass(frozen=True, slots=True, eq=False)
class Load:
    """What went on in each period: how many were in work at once on average, how many were begun and completed. `open`
    is None where nobody knows when they began."""

    name: str
    open: Numbers | None
    begun: Numbers
    done: Numbers


@dataclass(frozen=True, slots=True, eq=False)
class Workload:
    """The load of a log: of its cases, and of its steps by `activity`, `role` and `person`, whatever has most first."""

    periods: Periods
    cases: Load
    by: dict[str, list[Load]]


def periods(first: int, last: int, *, zone: str = "UTC", most: int = MOST_PERIODS) -> Periods:
    """From the period that holds one moment to that which holds the other (microseconds), in the shortest of days,
    weeks, months, quarters, years, decades and centuries of which there are at most so many."""
    clock = ZoneInfo(zone)
    begin, end = (_day(moment, clock) for moment in (first, last))
    word, days = "", list[date]()
    for word in ("day", "week", *MONTHS):
        days = _cut(word, begin, end, most)
        if len(days) <= most + 1:
            break
    bounds = [(datetime.combine(day, time(), clock) - _EPOCH) // timedelta(microseconds=1) for day in days]
    return Periods(word, tuple(days[:-1]), np.array(bounds, np.int64))


def load(
    name: str, begin: Numbers, end: Numbers, over: Numbers, cut: Periods, until: int, since: int | None = None
) -> Load:
    """The load of stretches of time: in work from `begin` to `end` (microseconds), completed where `over`. Nothing is
    known after `until` and before `since`: the mean of a period cut by them is over what is known of it."""
    bounds, count = cut.bounds, len(cut.days)
    known = np.clip(bounds, bounds[0] if since is None else since, until)
    low, high = (np.clip(moments, known[0], known[-1]) for moments in (begin, np.maximum(begin, end)))
    first, last = (_place(moments, bounds) for moments in (low, high))
    spent = np.zeros(count)
    within = first == last
    np.add.at(spent, first[within], (high - low)[within] / MICRO)
    parted = ~within
    np.add.at(spent, first[parted], (known[first[parted] + 1] - low[parted]) / MICRO)
    np.add.at(spent, last[parted], (high[parted] - known[last[parted]]) / MICRO)
    inside = np.zeros(count + 1)  # periods that lie in a stretch as a whole
    np.add.at(inside, first[parted] + 1, 1)
    np.add.at(inside, last[parted], -1)
    lengths = np.diff(known) / MICRO
    spent += np.cumsum(inside)[:count] * lengths
    return Load(
        name,
        np.divide(spent, lengths, out=np.zeros(count), where=lengths > 0),
        _counted(begin, bounds),
        _counted(end[over], bounds),
    )


def workload(log: EventLog, *, zone: str = "UTC", most: int = MOST_PERIODS) -> Workload:
    """The load of a log. A case is in work from its first stamp to its last, a step from its begin to its end; where a
    log does not know begins, steps are counted as they are completed and none is said to be in work."""
    begin = log.end if log.begin is None else np.minimum(log.begin, log.end)
    lived = log.offsets[:-1][np.diff(log.offsets) > 0]
    firsts, lasts = np.minimum.reduceat(begin, lived), np.maximum.reduceat(log.end, lived)
    since, until = int(firsts.min()), int(lasts.max())
    cut = periods(since, until, zone=zone, most=most)
    cases = load("", firsts, lasts, np.ones(len(lived), np.bool_), cut, until, since)
    by = {
        word: _by(log, column, begin, cut, (since, until))
        for word, column in (("activity", log.activity), ("role", log.role), ("person", log.person))
        if column is not None
    }
    return Workload(cut, cases, by)


def told_load(found: Workload) -> dict[str, Any]:
    """The same as plain values: `per` which period, the first of its `days` each, and by period how many were in work
    on average (`open`, None where that is not known), `begun` and `done`."""
    return {
        "per": found.periods.word,
        "days": [day.isoformat() for day in found.periods.days],
        "cases": _plain(found.cases),
        "by": {word: [{"name": one.name, **_plain(one)} for one in ones] for word, ones in found.by.items()},
    }


def _plain(one: Load) -> dict[str, Any]:
    open_ = None if one.open is None else np.round(one.open, 4).tolist()
    return {"open": open_, "begun": one.begun.tolist(), "done": one.done.tolist()}


def _by(log: EventLog, column: Column, begin: Numbers, cut: Periods, ends: tuple[int, int]) -> list[Load]:
    """The steps of those with the most of them."""
    counts = np.bincount(column.codes[column.codes >= 0], minlength=len(column.texts))
    found = []
    for code in np.argsort(-counts, kind="stable")[:MOST_ROWS].tolist():
        if not counts[code]:
            break
        at = np.flatnonzero(column.codes == code)
        one = load(
            column.texts[code], begin[at], log.end[at], np.ones(len(at), np.bool_), cut, ends[1], ends[0]
        )
        found.append(Load(one.name, None, one.begun, one.done) if log.begin is None else one)
    return found


def _place(moments: Numbers, bounds: Numbers) -> Numbers:
    return np.clip(np.searchsorted(bounds, moments, side="right") - 1, 0, len(bounds) - 2)


def _counted(moments: Numbers, bounds: Numbers) -> Numbers:
    inside = moments[(moments >= bounds[0]) & (moments < bounds[-1])]
    return np.bincount(_place(inside, bounds), minlength=len(bounds) - 1)


def _day(moment: int, clock: ZoneInfo) -> date:
    inside = min(max(moment, _ENDS[0]), _ENDS[1])
    return (_EPOCH + timedelta(microseconds=inside)).astimezone(clock).date()


def _cut(word: str, begin: date, end: date, most: int) -> list[date]:
    """The first days of the periods from one day to another and of the one after, or more than `most` of them."""
    if word in ("day", "week"):
        step = 1 if word == "day" else 7
        first = begin - timedelta(days=begin.weekday() if step == 7 else 0)
        count = (end - first).days // step + 2
        return [first + timedelta(days=step * number) for number in range(min(count, most + 2))]
    months = MONTHS[word]
    low, high = (each.year * 12 + each.month - 1 for each in (begin, end))
    starts = range(low // months * months, high + months + 1, months)
    return [date(month // 12, month % 12 + 1, 1) for month in starts]
