"""Random numbers with an address: the same question gets the same numbers, whatever else is asked.

Every number belongs to a key (seed, kind of draw, record), so that two runs differ only where their inputs
do, and a run of 2,000 draws sees the first 2,000 of a run of 10,000. Source of the generator: Salmon et al.,
"Parallel random numbers: as easy as 1, 2, 3", SC 2011 (Philox, counter based).

A spread is a table over `SCORES`, the standard normal scores from -4 to 4: a draw is a score, its bin the
place in the table. That keeps any margin exact (an atom, a two-piece range) while scores may be correlated.
"""

from __future__ import annotations

from enum import IntEnum
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Bins = NDArray[np.intp]

BINS = 1024
_WIDTH = 4.0
_PER_BIN = BINS / (2 * _WIDTH)
_LEVELS = 4096
_NORMAL = NormalDist()

SCORES: NDArray[np.float64] = np.linspace(0.5, BINS - 0.5, BINS, dtype=np.float64) / _PER_BIN - _WIDTH
"""The normal score in the middle of each bin."""

SHARES: NDArray[np.float64] = np.array([_NORMAL.cdf(score) for score in SCORES.tolist()])
"""The share of draws below the middle of each bin."""

_SCORE_OF_LEVEL: Floats = np.array(
    [_NORMAL.inv_cdf((level + 0.5) / _LEVELS) for level in range(_LEVELS)], dtype=np.float32
)


class Kind(IntEnum):
    """What a number is drawn for; part of its key."""

    WORK = 1
    ANSWER = 2
    PROJECT = 3
    PERSON = 4
    HOUSE = 5
    SCOPE = 6
    REMOVED = 7


def scores(seed: int, kind: Kind, record: int, draws: int) -> Floats:
    """Standard normal scores of one record for one kind of draw; the same for the same key on any machine."""
    key = np.array([seed % 2**64, (int(kind) << 56) + record % 2**56], dtype=np.uint64)
    raw = np.random.Philox(key=key).random_raw((draws + 3) // 4)
    levels = np.asarray(raw, dtype="<u8").view("<u2")[:draws] >> 4
    return np.take(_SCORE_OF_LEVEL, levels)


def bins(scored: Floats) -> Bins:
    """The bin of each score, the outermost beyond ±4."""
    place: Bins = np.clip((scored + _WIDTH) * _PER_BIN, 0, BINS - 1).astype(np.intp)
    return place
