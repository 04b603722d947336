"""Measure a process as it was lived: how long its steps take and wait, how often they come back, which ways are taken,
and where the way differs from the one meant. Times are days of the wall calendar, from moments of the log."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from varifocal.flows.improve.steps import DAY, Case, Passage

START, END = -1, -2
"""Where a way begins and ends, beside the steps."""


@dataclass(frozen=True, slots=True)
class Spread:
    """How long, in days: how often, half of them at most, nine of ten at most, all together."""

    times: int
    median: float
    p90: float
    total: float


@dataclass(frozen=True, slots=True)
class Passed:
    """A step as it was lived: what it takes, what is waited before it, how often it came beyond what is meant, and how
    many of those with a service level kept it."""

    took: Spread | None
    waited: Spread | None
    extra: int
    kept: int
    of: int
    open: int


@dataclass(frozen=True, slots=True)
class Edge:
    """One step directly after another (or the begin, or the end): how often, the days from the end of the first to the
    end of the second, of which were waited until the second began, and the projects in which."""

    before: int
    after: int
    count: int
    days: Spread | None
    waited: float
    cases: tuple[int, ...]


def spread(days: Iterable[float]) -> Spread | None:
    """Median (the middle, or the mean of the two middle ones) and 90th percentile by nearest rank; None of nothing."""
    sorted_ = sorted(days)
    n = len(sorted_)
    if not n:
        return None
    middle = (sorted_[(n - 1) // 2] + sorted_[n // 2]) / 2
    return Spread(n, middle, sorted_[max(n // 2, (9 * n + 9) // 10 - 1)], sum(sorted_))


def waits(case: Case) -> list[tuple[Passage, float]]:
    """Each passage that is over and not the first, with the days waited before it: from the end of the one before it
    in the order of completion until it began, nought where it began earlier."""
    log = case.log
    return [(now, max(0.0, now.begin - (before.end or now.begin)) / DAY) for before, now in pairwise(log)]


def passed(cases: Sequence[Case], step: int, repeats: int, level: float | None) -> Passed:
    """A step in these projects; `level`: within how many days it should be over, where nothing else was agreed."""
    done = [one for case in cases for one in case.log if one.step == step]
    waited = [days for case in cases for one, days in waits(case) if one.step == step]
    took = spread(days_of(one) for one in done)
    asked = [days <= agreed for days, agreed in levels(cases, step, level)]
    open_ones = sum(1 for case in cases for one in case.passages if one.step == step and one.end is None)
    return Passed(
        took,
        spread(waited),
        sum(extra(case, step, repeats) for case in cases),
        sum(asked),
        len(asked),
        open_ones,
    )


def levels(cases: Iterable[Case], step: int, level: float | None) -> list[tuple[float, float]]:
    """Days taken and days agreed of each answer or passage of a step that has a service level: an answer has the one
    agreed for it, else the step's."""
    found = []
    for case in cases:
        for one in case.log:
            if one.step != step:
                continue
            if any(deed.outside for deed in one.deeds):
                found += [
                    ((deed.end - deed.begin) / DAY, agreed)
                    for deed in one.deeds
                    if deed.end is not None and deed.begin is not None
                    if (agreed := deed.agreed if deed.agreed is not None else level) is not None
                ]
            elif level is not None:
                found.append((days_of(one), level))
    return found


def extra(case: Case, step: int, repeats: int) -> int:
    """How often the step came beyond what is meant: done again, or more often than it may."""
    mine = [one for one in case.passages if one.step == step]
    again = sum(one.again for one in mine)
    return again + max(0, len(mine) - again - repeats)


def days_of(one: Passage) -> float:
    """From the begin to the end of a passage that is over."""
    return ((one.end or one.begin) - one.begin) / DAY


def took(case: Case) -> float:
    """Days of a project from the first thing begun to the last one over."""
    log = case.log
    return (max(one.end or 0.0 for one in log) - min(one.begin for one in log)) / DAY if log else 0.0


def edges(cases: Sequence[Case]) -> list[Edge]:
    """Who follows whom, the most frequent first, begin and end among them (an end only of what has ended)."""
    days: dict[tuple[int, int], list[float]] = defaultdict(list)
    waited: Counter[tuple[int, int]] = Counter()
    met: dict[tuple[int, int], dict[int, None]] = defaultdict(dict)
    count: Counter[tuple[int, int]] = Counter()
    for case in cases:
        log = case.log
        if not log:
            continue
        pairs = [(START, log[0].step)] + ([(log[-1].step, END)] if case.ended else [])
        for before, now in pairwise(log):
            pair = before.step, now.step
            pairs.append(pair)
            days[pair].append(((now.end or 0.0) - (before.end or 0.0)) / DAY)
            waited[pair] += max(0.0, now.begin - (before.end or now.begin)) / DAY  # type: ignore[assignment]
        for pair in pairs:
            count[pair] += 1
            met[pair][case.project] = None
    found = [
        Edge(*pair, number, spread(days[pair]), float(waited[pair]), tuple(met[pair]))
        for pair, number in count.items()
    ]
    return sorted(found, key=lambda one: (-one.count, one.before, one.after))


def main_road(all_edges: Sequence[Edge], share: float) -> list[Edge]:
    """The most frequent edges: of each step the way most taken into it and out of it, and this share of the others, 0
    to 1; the most frequent first."""
    kept: dict[tuple[int, int], Edge] = {}
    for side in ("before", "after"):
        best: dict[int, Edge] = {}
        for one in all_edges:  # the most frequent come first
            if one.before != one.after:
                best.setdefault(getattr(one, side), one)
        kept |= {(one.before, one.after): one for one in best.values()}
    others = [one for one in all_edges if (one.before, one.after) not in kept]
    kept |= {(one.before, one.after): one for one in others[: round(share * len(others))]}
    return sorted(kept.values(), key=lambda one: (-one.count, one.before, one.after))
