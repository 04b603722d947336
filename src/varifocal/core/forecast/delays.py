"""How much later than its tasks say a project ends: one shared factor, learned from what was foretold of projects.

Delays inside a project have common causes and do not cancel out, so tasks drawn one by one foretell a project too
surely (on 77 published projects such intervals of 80 % held 44 %). What finished projects took, over what was foretold
for them from their tasks alone, is the reference class (Kahneman and Tversky 1979; Flyvbjerg, Project Management
Journal 37, 2006): its middle is the bias, and what it is wider than the tasks explain is the spread of a factor that
each draw takes once for all of a project.

The factor multiplies the time that is **left**. So it shrinks with the work that is done, as the errors of projections
in flight do that take the rest as planned (earned schedule with performance factor 1: Batselier and Vanhoucke, IJPM 33,
2015): on the same projects the time that was left took 1.00 to 1.06 times the planned in the middle, with a spread of
0.16 to 0.30 at 25, 50 and 75 % done, and the whole at the start with 0.14 to 0.33. That is the prior, `SPREAD`.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from varifocal.core.forecast.draws import SCORE_OF_LEVEL, Floats
from varifocal.core.portfolio import Lasted, ProjectKind, TrackRecord

SPREAD = 0.2
"""The spread of the factor in log units before any project was foretold here and finished."""

WEIGHT = 5.0
"""As many finished projects the prior is worth."""

HANDFUL = 5
"""Finished projects under which it is said that published ones stand in."""

_KIND_WEIGHT = 5.0
_SHORTEST = 0.5
"""Days; what was foretold to take less says nothing of delays."""
_ABSURD = math.log(100)
_NOTHING = 0.02
"""A spread below which nothing is shared."""


@dataclass(frozen=True, slots=True)
class Delays:
    """The factor's bias by kind and its spread, in log units; how many finished projects are behind it."""

    finished: int
    overall: float
    by_kind: Mapping[ProjectKind, float]
    spread: float

    def factors(self, kind: ProjectKind) -> Floats:
        """By the level of a project's score: how many times the time left takes what its tasks say."""
        bias = self.by_kind.get(kind, self.overall)
        found: Floats = np.exp(np.float32(bias) + np.float32(self.spread) * SCORE_OF_LEVEL)
        return found

    @property
    def is_published(self) -> bool:
        """Whether fewer than a handful of projects are behind it."""
        return self.finished < HANDFUL

    @property
    def sentence(self) -> str:
        """What it rests on."""
        if self.is_published:
            return "How far projects as a whole run late is taken from published projects until five are finished here."
        return f"How far projects as a whole run late is learned from {self.finished} of them."


def delays(record: TrackRecord) -> Delays:
    """Learn the shared factor: each kind's bias pulled towards all of them and that towards none, the spread towards
    the prior; what tasks alone explain is taken off. A project that is late and not done yet counts as far as it is
    late."""
    known = [one for one in record.lasted if _is_usable(one)]
    logs: dict[ProjectKind, list[float]] = defaultdict(list)
    for one in known:
        logs[one.kind].append(_log(one))
    every = [log for own in logs.values() for log in own]
    overall = sum(every) / (len(every) + WEIGHT)
    by_kind = {
        kind: (sum(own) + _KIND_WEIGHT * overall) / (len(own) + _KIND_WEIGHT) for kind, own in logs.items()
    }
    spread = _spread([_log(one) - by_kind[one.kind] for one in known], [one.spread for one in known])
    return Delays(len(known), overall, by_kind, spread if spread > _NOTHING else 0.0)


def _spread(off: Sequence[float], told: Sequence[float]) -> float:
    """What projects are off by, less what their tasks explain; wider where few say so, as a forecast from a mean and a
    spread that were both learned must be (Student's t)."""
    count, weight = len(off), len(off) + WEIGHT
    explained = sum(one**2 for one in told) / max(1, count)
    whole = (sum(one**2 for one in off) + WEIGHT * (SPREAD**2 + explained)) / weight
    unsure = (1 / weight + 2 / (weight - 2)) * count / weight
    return math.sqrt(max(0.0, whole * (1 + unsure) - explained))


def _is_usable(one: Lasted) -> bool:
    return one.foretold >= _SHORTEST and one.took > 0 and one.spread >= 0 and abs(_log(one)) <= _ABSURD


def _log(one: Lasted) -> float:
    return math.log(one.took / one.foretold)
