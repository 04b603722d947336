"""When did it change? Days from which on cases took longer or less, found in the log itself.

The rank test for a change of A. N. Pettitt (1979) on the medians of weeks (of days where the log is short), so that
neither a busy week nor a heavy tail decides; the day is then where the cases themselves part most, near that week.
Either side is searched again. A change is told only if its chance is below 1 %, the medians differ by a fifth or more,
and a case on the better side is quicker than one on the other in at least 55 of 100 pairs.

A log is a window, and at its edges a lie: if it was cut by when cases end, the last to begin are only quick ones; if
by when they begin, the last to end only slow ones. So cases are looked at twice, in the order in which they end and in
that in which they begin, both without the edges, and a change must show in both.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import exp

import numpy as np

from varifocal.core.mine.comparing import CHANCE, LEAST_CASES, Comparison, compared, ends_and_spans, lasting
from varifocal.core.mine.log import HOUR, EventLog, Numbers

DAY = 24 * HOUR
LEAST_SIDE = 5
"""Weeks (or days) on either side."""

LEAST_IN_ONE = 3
LEAST_CHANGE = 0.2
LEAST_PAIRS = 0.55


@dataclass(frozen=True, slots=True)
class Drift:
    """A change: from when on cases that begin go otherwise (microseconds), the chance of the test, and the cases before
    and after it, up to the next."""

    moment: int
    chance: float
    comparison: Comparison


def drifts(log: EventLog, *, rate: tuple[float, float] | None = None) -> list[Drift]:
    """Every change of how long cases take, in order of time. `rate`: what an hour of a case costs, low and high.

    The moment is that of the order of begins: from it on, cases that begin go otherwise. In the order of ends it shows
    later, by up to what a case takes. Compared are the cases that began well before it, so that nearly all were over by
    then, with those that began since; none of those the window may have cut.
    """
    if not len(log.cases):
        return []
    ended, took = ends_and_spans(log)
    begun, long = ended - took, int(np.quantile(took, 0.9, method="nearest"))
    last = int(ended.max()) - long
    by_begin = _found(begun, took / HOUR, int(ended.min()), last)
    by_end = _found(ended, took / HOUR, int(begun.min()) + long, int(begun.max()))
    shown = [
        each
        for each in by_begin
        if any(each.worse == other.worse and abs(each.moment - other.moment) <= long for other in by_end)
    ]
    found = []
    bounds = [int(ended.min()), *(each.moment for each in shown), last + 1]
    for number, each in enumerate(shown):
        clear = begun < each.moment - long
        before = (begun >= bounds[number]) & (begun < each.moment)
        before = before & clear if int((before & clear).sum()) >= LEAST_CASES else before
        after = (begun >= each.moment) & (begun < bounds[number + 2])
        if min(int(before.sum()), int(after.sum())) < LEAST_CASES:
            continue
        months = (lasting(begun[before]), lasting(begun[after]))
        comparison = compared(took[before] / HOUR, took[after] / HOUR, months=months, rate=rate)
        if _worth(comparison):
            found.append(Drift(each.moment, each.chance, comparison))
    return found


@dataclass(frozen=True, slots=True)
class _Change:
    moment: int
    chance: float
    worse: bool


def _found(moments: Numbers, hours: Numbers, first: int, last: int) -> list[_Change]:
    """The changes of hours in the order of these moments, looked for from the first to the last."""
    order = np.argsort(moments, kind="stable")
    moments, hours = moments[order], hours[order]
    begin, end = np.searchsorted(moments, [first, last + 1]).tolist()
    if begin >= end:
        return []
    long = int(moments[end - 1] - moments[begin]) > 26 * 7 * DAY
    parts = _parts(moments[:end], begin, hours, 7 * DAY if long else DAY)
    return [
        _Change(int(moments[place]), chance, worse) for place, chance, worse in sorted(_changes(hours, parts))
    ]


def _parts(moments: Numbers, begin: int, hours: Numbers, long: int) -> list[tuple[int, int, float]]:
    """Stretches of time with enough cases: where each begins and ends among the cases, and its median."""
    number = (moments[begin:] - moments[begin]) // long
    bounds = begin + np.flatnonzero(np.diff(number, prepend=-1))
    found: list[tuple[int, int, float]] = []
    for end in [*bounds[1:].tolist(), len(moments)]:
        if end - begin >= LEAST_IN_ONE:
            found.append((begin, end, float(np.median(hours[begin:end]))))
            begin = end
    return found


def _changes(hours: Numbers, parts: list[tuple[int, int, float]]) -> Iterator[tuple[int, float, bool]]:
    """Where the cases part, and the chance of it; the strongest change first, then each side by itself."""
    size = len(parts)
    if size < 2 * LEAST_SIDE:
        return
    apart = _apart(np.array([part[2] for part in parts]))
    at = LEAST_SIDE + int(np.argmax(np.abs(apart[LEAST_SIDE : size - LEAST_SIDE + 1])))
    chance = min(1.0, 2 * exp(-6 * float(apart[at]) ** 2 / (size**3 + size**2)))
    if chance >= CHANCE:
        return
    near = range(max(LEAST_SIDE, at - 2), min(size - LEAST_SIDE, at + 2) + 1)
    begin, end = parts[0][0], parts[-1][1]
    low, high = parts[near[0]][0], parts[min(near[-1], size - 1)][0]
    exact = np.abs(_apart(hours[begin:end]))[low - begin : high - begin + 1]
    place = low + int(np.argmax(exact))
    if min(place - begin, end - place) < LEAST_CASES:
        return
    comparison = compared(hours[begin:place], hours[place:end], months=(1.0, 1.0))
    if not _worth(comparison):
        return
    yield place, chance, comparison.verdict == "worse"
    yield from _changes(hours, [part for part in parts if part[1] <= place])
    yield from _changes(hours, [part for part in parts if part[0] >= place])


def _apart(values: Numbers) -> Numbers:
    """Pettitt's U: how far the ranks before each place are from what they would be by chance; one more than values."""
    _, which, counts = np.unique(values, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[which]
    size = len(values)
    return np.concatenate(([0.0], 2 * np.cumsum(ranks) - np.arange(1, size + 1) * (size + 1)))


def _worth(comparison: Comparison) -> bool:
    before, after = comparison.before.median, comparison.after.median
    return (
        comparison.verdict != "no change shown"
        and abs(after - before) >= LEAST_CHANGE * max(before, after)
        and max(comparison.quicker, 1 - comparison.quicker) >= LEAST_PAIRS
    )
