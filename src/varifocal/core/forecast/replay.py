"""A history lived through again, month by month, as if the forecaster had been asked then.

A task is foretold from what was finished before the month in which it was estimated began. Where earlier answers
turned out too bold or too timid, the levels asked for are moved (conformal prediction's idea for drifting times:
Gibbs and Candès, NeurIPS 2021; with a proportional and an integral part: Angelopoulos, Candès and Tibshirani, NeurIPS
2023): the share of recent outcomes that fell below a level takes that level's place, pulled towards it as if `STEADY`
outcomes had been right; and what the answers given so far were off by in all is made up for.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from varifocal.core.forecast.scoring import LEVELS, Numbers, calibration_error, holds, pinball, pits, ranks
from varifocal.core.forecast.track_record import Outcome, Past

WARM_UP = 300
"""Finished tasks before the first is foretold."""

STEADY = 200
FADING_DAYS = 120.0

MADE_UP = 2.0
"""How strongly what the answers were off by in all is made up for."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Told:
    """One answer and its truth: log ratios of actual over estimate at `LEVELS`, the chance of exactly the estimate,
    where the truth fell in the unmoved answer, and where it fell among these quantiles (0 to 1)."""

    outcome: Outcome
    quantiles: tuple[float, ...]
    exact: float
    fell: float
    rank: float

    @property
    def log(self) -> float:
        """The true log ratio."""
        return math.log(self.outcome.actual / self.outcome.work.estimate)


def replay(
    outcomes: Sequence[Outcome],
    *,
    past: Iterable[Outcome] = (),
    warm_up: int = WARM_UP,
    progress: Progress | None = None,
) -> list[Told]:
    """Foretell each of the `outcomes` from what was finished before its month; `past` counts as earlier history.

    Both expect `sound` outcomes. What was estimated before `warm_up` outcomes were known is not foretold.
    `progress` is told outcomes done and outcomes in all.
    """
    everything = [*past, *outcomes]
    by_month: dict[date, list[Outcome]] = defaultdict(list)
    for one in outcomes:
        by_month[one.estimated.replace(day=1)].append(one)
    told: list[Told] = []
    done = 0
    for month in sorted(by_month):
        known = [one for one in everything if one.finished is not None and one.finished < month]
        if len(known) >= max(1, warm_up):
            levels = moved(told, month)
            told += _month(Past(known, month), by_month[month], levels, len(told))
        done += len(by_month[month])
        if progress:
            progress(done, len(outcomes))
    return told


def _month(past: Past, works: list[Outcome], levels: Numbers, seed: int) -> list[Told]:
    answers = [past.foretell(one.work) for one in works]
    logs = np.array([math.log(one.actual / one.work.estimate) for one in works])
    under, up_to = np.array([answer.below(log) for answer, log in zip(answers, logs.tolist(), strict=True)]).T
    quantiles = np.array([answer.quantiles(levels) for answer in answers])
    fell, rank = pits(under, up_to, seed), ranks(logs, quantiles, seed)
    return [
        Told(one, tuple(row), answer.exact, at, place)
        for one, answer, row, at, place in zip(
            works, answers, quantiles.tolist(), fell.tolist(), rank.tolist(), strict=True
        )
    ]


def moved(told: Iterable[Told], day: date) -> Numbers:
    """The levels to ask for so that `LEVELS` come true, from what had ended before the day."""
    known = [
        (one.fell, one.rank, (day - one.outcome.finished).days)
        for one in told
        if one.outcome.finished is not None and one.outcome.finished < day
    ]
    fell, rank, ages = np.array(known).reshape(-1, 3).T
    every = np.concatenate((fell, (np.arange(STEADY) + 0.5) / STEADY))
    weight = np.concatenate((np.exp(-ages / FADING_DAYS), np.ones(STEADY)))
    order = np.argsort(every, kind="stable")
    shares = (np.cumsum(weight[order]) - weight[order] / 2) / weight.sum()
    recent = np.interp(LEVELS, shares, every[order])
    below = np.searchsorted(np.sort(rank), LEVELS, side="right")
    owed = (np.asarray(LEVELS) * len(rank) - below) / (len(rank) + STEADY)
    found: Numbers = np.clip(np.maximum.accumulate(recent + MADE_UP * owed), 0.001, 0.999)
    return found


@dataclass(frozen=True, slots=True)
class Score:
    """How answers did: how many; the share within their 80 and 90 %; the calibration error; the mean pinball loss
    over deciles, in log units; the median share by which the middle was off the actual."""

    count: int
    holds_80: float
    holds_90: float
    calibration: float
    pinball: float
    median_miss: float


def score(logs: Numbers, quantiles: Numbers) -> Score:
    """Score log ratios against their quantiles at `LEVELS`."""
    middle = len(LEVELS) // 2
    return Score(
        count=len(logs),
        holds_80=holds(logs, quantiles[:, 1], quantiles[:, -2]),
        holds_90=holds(logs, quantiles[:, 0], quantiles[:, -1]),
        calibration=calibration_error(ranks(logs, quantiles)),
        pinball=float(pinball(logs, quantiles, LEVELS)[:, 1::2].mean()),
        median_miss=float(np.median(np.abs(1 - np.exp(quantiles[:, middle] - logs)))),
    )


def scored(told: Sequence[Told]) -> Score:
    """The score of a replay. Raises ValueError where nothing was foretold."""
    if not told:
        raise ValueError("nothing was foretold")
    return score(np.array([one.log for one in told]), np.array([one.quantiles for one in told]))


def last(told: Sequence[Told], span: timedelta) -> list[Told]:
    """The answers of the newest so many days."""
    newest = max((one.outcome.estimated for one in told), default=date.min)
    return [one for one in told if newest - one.outcome.estimated <= span]
