"""What may strike and what may come: how long it holds work up and how many hours it takes, by its score."""

from __future__ import annotations

import math
from functools import lru_cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from varifocal.core.calendar import QUARTERS_PER_DAY
from varifocal.core.forecast.draws import BINS, SCORE_OF_LEVEL, Floats, bins
from varifocal.core.forecast.script import LONGEST, Whole
from varifocal.core.portfolio import Opportunity, Risk
from varifocal.core.values import Range

Numbers = NDArray[np.float64]

_NORMAL = NormalDist()
_P90 = _NORMAL.inv_cdf(0.9)

_BIN_OF_LEVEL = np.clip(bins(SCORE_OF_LEVEL), 0, BINS - 1)
_ABOVE = np.array([np.count_nonzero(place <= _BIN_OF_LEVEL) for place in range(BINS + 1)]) / len(
    _BIN_OF_LEVEL
)
"""The share of draws in each bin or above it."""


def days(risk: Risk) -> Whole:
    """Grid quarters for which it holds up what it strikes, by the bin of its score; 0 where it does not strike."""
    if risk.days is None:
        return np.zeros(BINS, dtype=np.int32)
    quarters = np.ceil(np.minimum(_by_bin(risk.days, risk.chance) * QUARTERS_PER_DAY, LONGEST))
    found: Whole = quarters.astype(np.int32)
    return found


def hours(one: Risk | Opportunity) -> Floats:
    """Hours it takes, by the level of its score; a risk in the very draws in which it holds something up."""
    if one.hours is None:
        return np.zeros(len(SCORE_OF_LEVEL), dtype=np.float32)
    found: Floats = _by_bin(one.hours, one.chance)[_BIN_OF_LEVEL].astype(np.float32)
    return found


def chance_drawn(chance: float) -> float:
    """The share of draws in which what has this chance comes true: the nearest that whole bins of scores can make,
    which is within a third of a point."""
    return float(_ABOVE[_first_bin(chance)])


@lru_cache(maxsize=256)
def _first_bin(chance: float) -> int:
    return int(np.argmin(np.abs(_ABOVE - chance)))


@lru_cache(maxsize=256)
def _by_bin(believed: Range, chance: float) -> Numbers:
    """What the range says for each bin in which it strikes, the higher the score the more; 0 in the others. Worked out
    once for all forecasts."""
    found, first = np.zeros(BINS), _first_bin(chance)
    if first < BINS:
        middles = (_ABOVE[first:-1] + _ABOVE[first + 1 :]) / 2
        shares = np.clip((_ABOVE[first] - middles) / _ABOVE[first], 1e-4, 1 - 1e-4)
        found[first:] = _quantiles(believed, np.array([_NORMAL.inv_cdf(share) for share in shares.tolist()]))
    found.flags.writeable = False
    return found


def _quantiles(believed: Range, scores: Numbers) -> Numbers:
    """Of a two-piece lognormal around the likely value, through low at one tenth and high at nine; one number is
    itself, and where low is nothing it falls off evenly to it."""
    likely = believed.likely
    down, up = (
        math.log(side / likely) / _P90 if side and likely > 0 else 0.0
        for side in (believed.low, believed.high)
    )
    found: Numbers = likely * np.exp(np.where(scores < 0, -scores * down, scores * up))
    if believed.low == 0:
        found = np.where(scores < 0, likely * np.maximum(0.0, 1 + scores / _P90), found)
    return found
