"""How long an outside party takes to answer: its own past answers, pulled towards everybody's, or the range."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from varifocal.core.forecast.draws import BINS, SCORES, SHARES, Floats
from varifocal.core.portfolio import TrackRecord, Wait

RANGE_WEIGHT = 3
"""Own answers after which a company's past counts as much as the typed range."""

_COMPANY_SPREAD = 0.5
"""How far companies usually differ, in log units, before anything is known."""
_USUAL_SPREAD = 0.8
_USUAL_WEIGHT = 5.0
_SHORTEST = 0.02
"""Half an hour, in days; nobody answers faster."""
_P90_SCORE = 1.2815515655446004


@dataclass(frozen=True, slots=True)
class Answers:
    """Everybody's answering times and each company's own, as logarithms of days."""

    mean: float
    spread: float
    own: Mapping[int, tuple[int, float]]
    """By company: how many answers, and their pulled average."""

    def days(self, wait: Wait) -> Floats:
        """The days this wait takes from asking to answer, at the normal scores."""
        logs = _two_piece(wait)
        if wait.company is not None and wait.company in self.own:
            count, mean = self.own[wait.company]
            known = count / (count + RANGE_WEIGHT)
            logs = known * (mean + self.spread * SCORES) + (1 - known) * logs
        return np.exp(logs).astype(np.float32)

    def quantiles(self, wait: Wait, *shares: float) -> tuple[float, ...]:
        """The days within which these shares of such waits are answered."""
        days = self.days(wait)
        return tuple(float(np.interp(share, SHARES, days)) for share in shares)

    def days_left(self, wait: Wait, waited: float) -> Floats:
        """The days still to come, at the normal scores, knowing that so many days brought no answer.

        Where the answer is later than any we expected, waiting starts anew.
        """
        days = self.days(wait)
        if waited <= 0:
            return days
        passed = float(np.interp(waited, days, SHARES, left=0.0, right=1.0))
        if passed >= float(SHARES[BINS - 2]):
            return days
        return (np.interp(passed + (1 - passed) * SHARES, SHARES, days) - waited).astype(np.float32)


def answers(record: TrackRecord) -> Answers:
    """Learn from past waits; shrinkage of company averages as in calibration (normal, known variances)."""
    logs: dict[int | None, list[float]] = {}
    for one in record.answered:
        if math.isfinite(one.days) and one.days >= 0:
            logs.setdefault(one.company, []).append(math.log(max(one.days, _SHORTEST)))
    every = [log for own in logs.values() for log in own]
    mean = sum(every) / len(every) if every else 0.0
    squares = sum((log - sum(own) / len(own)) ** 2 for own in logs.values() for log in own)
    spread = math.sqrt((squares + _USUAL_WEIGHT * _USUAL_SPREAD**2) / (len(every) + _USUAL_WEIGHT))
    pull = (spread / _COMPANY_SPREAD) ** 2
    own_means = {
        company: (len(own), (sum(own) + pull * mean) / (len(own) + pull))
        for company, own in logs.items()
        if company is not None
    }
    return Answers(mean, spread, own_means)


def _two_piece(wait: Wait) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    low, likely, high = (math.log(max(days, _SHORTEST)) for days in (wait.low, wait.likely, wait.high))
    down, up = max(0.0, likely - low) / _P90_SCORE, max(0.0, high - likely) / _P90_SCORE
    logs: np.ndarray[tuple[int], np.dtype[np.float64]] = likely + np.where(
        SCORES < 0, SCORES * down, SCORES * up
    )
    return logs
