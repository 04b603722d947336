"""How often chances come true: the scores a forecast is judged by, in public.

Pinball loss (Koenker and Machado, JASA 94, 1999), coverage of central intervals, the randomised probability integral
transform for outcomes with atoms (Czado, Gneiting and Held, Biometrics 65, 2009), the Brier score (1950) and the
bins of a reliability diagram.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

LEVELS: tuple[float, ...] = tuple(place / 20 for place in range(1, 20))
"""The shares at which forecasts are kept and scored: 5, 10 … 95 %."""

_SAME = 1e-9


def pinball(actual: Numbers, quantiles: Numbers, levels: Sequence[float]) -> Numbers:
    """The loss of each forecast (rows) at each level (columns): distance times how wrong that side is."""
    miss = actual[:, None] - quantiles
    shares = np.asarray(levels)
    found: Numbers = np.maximum(shares * miss, (shares - 1) * miss)
    return found


def holds(actual: Numbers, low: Numbers, high: Numbers) -> float:
    """The share of actuals between low and high, both counted in."""
    return float(np.mean((actual >= low - _SAME) & (actual <= high + _SAME)))


def pits(under: Numbers, up_to: Numbers, seed: int = 1) -> Numbers:
    """Where each actual fell in its forecast, 0 to 1: uniform if chances come true. An atom is spread at random
    between what lies under it and what lies up to it."""
    found: Numbers = under + (up_to - under) * np.random.default_rng(seed).random(len(under))
    return found


def ranks(actual: Numbers, quantiles: Numbers, seed: int = 1) -> Numbers:
    """The same from quantiles at `LEVELS` alone: spread at random within the step an actual fell in."""
    under = np.sum(quantiles < actual[:, None] - _SAME, axis=1)
    up_to = np.sum(quantiles <= actual[:, None] + _SAME, axis=1) + 1
    steps = quantiles.shape[1] + 1
    return pits(under / steps, up_to / steps, seed)


def calibration_error(fell: Numbers, levels: Sequence[float] = LEVELS) -> float:
    """How far the share below each level is from that level, on average."""
    return float(np.mean([abs(np.mean(fell <= level) - level) for level in levels])) if len(fell) else 0.0


def brier(chances: Numbers, happened: Numbers) -> float:
    """The mean squared distance of chances from what happened (1 or 0)."""
    return float(np.mean((chances - happened) ** 2))


@dataclass(frozen=True, slots=True)
class Bin:
    """Forecasts of about the same chance: how many, their mean chance, and how often it came true, with the
    interval in which that share lies in 19 cases of 20 (Wilson 1927)."""

    count: int
    told: float
    came_true: float
    low: float
    high: float


def reliability(chances: Sequence[float], happened: Sequence[bool], bins: int = 10) -> tuple[Bin, ...]:
    """The bins of a reliability diagram, the lowest chance first; empty ones are left out."""
    groups: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
    for chance, came in zip(chances, happened, strict=True):
        groups[min(bins - 1, int(chance * bins))].append((chance, came))
    return tuple(_bin(group) for group in groups if group)


def _bin(group: list[tuple[float, bool]]) -> Bin:
    count = len(group)
    share = sum(came for _, came in group) / count
    return Bin(count, sum(chance for chance, _ in group) / count, share, *interval(share, count))


def independent(came: Sequence[bool], groups: Sequence[Hashable]) -> float:
    """As how many independent cases these count, where those of one group share their luck: no more than there are,
    no fewer than groups (the variance of a share over groups, Liang and Zeger, Biometrika 73, 1986)."""
    count, share = len(came), sum(came) / len(came)
    off: dict[Hashable, float] = defaultdict(float)
    for one, group in zip(came, groups, strict=True):
        off[group] += one - share
    variance = sum(value**2 for value in off.values()) * len(off) / max(1, len(off) - 1)
    if variance <= 0:
        return float(len(off))
    return min(float(count), max(float(len(off)), count**2 * share * (1 - share) / variance))


def interval(share: float, count: float, score: float = 1.96) -> tuple[float, float]:
    """Where a true share lies when so many cases show this one (Wilson's interval)."""
    if not count:
        return 0.0, 1.0
    square = score**2 / count
    centre = (share + square / 2) / (1 + square)
    half = score / (1 + square) * math.sqrt(share * (1 - share) / count + square / (4 * count))
    return max(0.0, centre - half), min(1.0, centre + half)
