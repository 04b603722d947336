"""What became of a waste somebody took on: whether it is adopted, mended or proven, and the comparison that says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from math import sqrt

from varifocal.flows.improve.finding import MONTH, Rated, Seen, hour_cost, observed, t95
from varifocal.flows.improve.reading import Lived
from varifocal.flows.improve.steps import DAY
from varifocal.org.evidence.adoption import Adoption

LEAST_EACH = 5
"""Observations either side below which nothing is said."""
BEFORE = timedelta(days=365)
IN_HOURS = ("back", "more")
"""Wastes that cost hours of work; the others cost days."""


Interval = tuple[float, float, float]
"""Low, middle, high: 95 %."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Before and after: how many and their means, the difference (after less before) with its interval of 95 %, None
    where there are too few to say. `saved`: what is less in a month at the pace of after, low to high: days, or hours
    where work is done once more; `money`: the same in money, where hours are saved and have a price. `seen`: all that
    was looked at."""

    before: int
    after: int
    mean_before: float
    mean_after: float
    interval: tuple[float, float] | None
    saved: tuple[float, float] | None = None
    money: tuple[float, float] | None = None
    seen: tuple[Seen, ...] = ()

    @property
    def difference(self) -> float:
        """After less before; less than nought is better."""
        return self.mean_after - self.mean_before

    @property
    def is_proven(self) -> bool:
        """Whether it is better, and not by chance."""
        return self.interval is not None and self.interval[1] < 0

    @property
    def is_worse(self) -> bool:
        """Whether it is worse, and not by chance."""
        return self.interval is not None and self.interval[0] > 0


def compared(adoption: Adoption, lived: Lived, rated: Rated = None) -> Compared | None:
    """What was seen in the year before the task was done against what began since; None while the task is open, or
    where its step is no more. `rated`: what an hour of each person costs."""
    finished = adoption.task.finished_at
    place = next((n for n, step in enumerate(lived.steps) if step.pk == adoption.step_id), None)
    if finished is None or place is None:
        return None
    end, begin = finished.timestamp(), (finished - BEFORE).timestamp()
    seen = [one for one in observed(lived, adoption.kind, place) if one.began >= begin]
    before, after = [one for one in seen if one.began < end], [one for one in seen if one.began >= end]
    found = compare(before, after)
    hour = hour_cost(rated, _people(lived)) if adoption.kind in IN_HOURS else None
    saved, money = _saved(before, after, adoption.kind, hour)
    return replace(found, seen=tuple(seen), saved=saved, money=money)


def compare(before: Sequence[Seen], after: Sequence[Seen]) -> Compared:
    """The difference of two means with its interval (B. L. Welch, 1947)."""
    sides = [[one.value for one in side] for side in (before, after)]
    means = [sum(side) / len(side) if side else 0.0 for side in sides]
    told = difference(*sides)
    return Compared(len(before), len(after), means[0], means[1], (told[0], told[2]) if told else None)


def difference(before: Sequence[float], after: Sequence[float]) -> Interval | None:
    """By how much the mean after differs from the mean before; None where a side has fewer than `LEAST_EACH`."""
    sides = (before, after)
    if min(map(len, sides)) < LEAST_EACH:
        return None
    means = [sum(side) / len(side) for side in sides]
    errors = [
        sum((value - mean) ** 2 for value in side) / (len(side) - 1) / len(side)
        for side, mean in zip(sides, means, strict=True)
    ]
    middle, error = means[1] - means[0], sum(errors)
    if not error:
        return middle, middle, middle
    freedom = error**2 / sum(one**2 / (len(side) - 1) for one, side in zip(errors, sides, strict=True))
    half = t95(freedom) * sqrt(error)
    return middle - half, middle, middle + half


def _saved(
    before: Sequence[Seen], after: Sequence[Seen], kind: str, hour: tuple[float, float] | None
) -> tuple[tuple[float, float] | None, tuple[float, float] | None]:
    """What is less in a month, at the pace of after: of each observation the days, or the hours done once more."""
    values = [[one.hours if kind in IN_HOURS else one.value for one in side] for side in (before, after)]
    told = difference(*values)
    if told is None:
        return None, None
    began = [one.began for one in after]
    pace = len(after) / max(1.0, (max(began) - min(began)) / DAY / MONTH)
    low, high = -told[2] * pace, -told[0] * pace
    if hour is None:
        return (low, high), None
    corners = [saved * cost for saved in (low, high) for cost in hour]
    return (low, high), (min(corners), max(corners))


def _people(lived: Lived) -> set[int]:
    """Who did again what was sent back."""
    return {
        person
        for case in lived.cases
        for back in case.returned
        for work in back.again
        for person in work.people
    }
