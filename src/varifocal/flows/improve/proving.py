"""What became of a waste somebody took on: whether it is adopted, mended or proven, and the comparison that says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import sqrt

from varifocal.flows.improve.finding import Seen, observed, t95
from varifocal.flows.improve.reading import Lived
from varifocal.org.evidence.adoption import Adoption

LEAST_EACH = 5
"""Observations either side below which nothing is said."""
BEFORE = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Compared:
    """Before and after: how many and their means, the difference (after less before) with its interval of 95 %, None
    where there are too few to say."""

    before: int
    after: int
    mean_before: float
    mean_after: float
    interval: tuple[float, float] | None

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


def compared(adoption: Adoption, lived: Lived) -> Compared | None:
    """What was seen in the year before the task was done against what began since; None while the task is open, or
    where its step is no more."""
    finished = adoption.task.finished_at
    place = next((n for n, step in enumerate(lived.steps) if step.pk == adoption.step_id), None)
    if finished is None or place is None:
        return None
    end, begin = finished.timestamp(), (finished - BEFORE).timestamp()
    seen = observed(lived, adoption.kind, place)
    return compare(
        [one for one in seen if begin <= one.began < end], [one for one in seen if one.began >= end]
    )


def compare(before: Sequence[Seen], after: Sequence[Seen]) -> Compared:
    """The difference of two means with its interval (B. L. Welch, 1947)."""
    sides = [[one.value for one in side] for side in (before, after)]
    means = [sum(side) / len(side) if side else 0.0 for side in sides]
    interval = None
    if min(len(side) for side in sides) >= LEAST_EACH:
        errors = [
            sum((value - mean) ** 2 for value in side) / (len(side) - 1) / len(side)
            for side, mean in zip(sides, means, strict=True)
        ]
        difference, error = means[1] - means[0], sum(errors)
        if error > 0:
            freedom = error**2 / sum(
                one**2 / (len(side) - 1) for one, side in zip(errors, sides, strict=True)
            )
            half = t95(freedom) * sqrt(error)
            interval = difference - half, difference + half
        else:
            interval = difference, difference
    return Compared(len(before), len(after), means[0], means[1], interval)
