"""Random numbers with an address: the same question gets the same numbers, whatever else is asked.

Every number belongs to a key (seed, kind of draw, record), so that two runs differ only where their inputs
do, and a run of 2,000 draws sees the first 2,000 of a run of 10,000. The generator counts and mixes
(SplitMix64: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014); the key,
mixed likewise, is where counting begins. Four scores come out of each number, twelve bits each.

A spread is a table over `SCORES`, the standard normal scores from -4 to 4: a draw is a score, its bin the
place in the table. That keeps any margin exact (an atom, a two-piece range) while scores may be correlated.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from functools import lru_cache
from statistics import NormalDist
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Bins = NDArray[np.intp]
Words = NDArray[np.uint64]
Number = TypeVar("Number", np.float32, np.int32)

BINS = 512
_WIDTH = 4.0
_PER_BIN = BINS / (2 * _WIDTH)
LEVELS = 4096
_NORMAL = NormalDist()

SCORES: NDArray[np.float64] = np.linspace(0.5, BINS - 0.5, BINS, dtype=np.float64) / _PER_BIN - _WIDTH
"""The normal score in the middle of each bin."""

SHARES: NDArray[np.float64] = np.array([_NORMAL.cdf(score) for score in SCORES.tolist()])
"""The share of draws below the middle of each bin."""

SCORE_OF_LEVEL: Floats = np.array(
    [_NORMAL.inv_cdf((level + 0.5) / LEVELS) for level in range(LEVELS)], dtype=np.float32
)
"""The score of each level a number may have."""

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIXING = (
    (np.uint64(30), np.uint64(0xBF58476D1CE4E5B9)),
    (np.uint64(27), np.uint64(0x94D049BB133111EB)),
)
_LAST_SHIFT = np.uint64(31)


class Kind(IntEnum):
    """What a number is drawn for; part of its key."""

    WORK = 1
    ANSWER = 2
    PROJECT = 3
    PERSON = 4
    HOUSE = 5
    SCOPE = 6
    REMOVED = 7
    DELAY = 8
    RISK = 9
    OPPORTUNITY = 10
    CLIENT = 11
    MANAGER = 12
    BIAS = 13


def scores(seed: int, kind: Kind, record: int, draws: int) -> Floats:
    """Standard normal scores of one record for one kind of draw; the same for the same key on any machine."""
    found: Floats = many_scores(seed, ((kind, record),), draws)[0]
    return found


def many_scores(seed: int, asked: Iterable[tuple[Kind, int]], draws: int) -> Floats:
    """The same for several, one row each."""
    begins = begin_of(seed, np.array([key_of(*one) for one in asked], dtype=np.uint64))
    found = np.empty((len(begins), draws), dtype=np.float32)
    for row, begin in enumerate(begins.tolist()):
        SCORE_OF_LEVEL.take(levels(begin, draws), out=found[row], mode="clip")
    return found


def key_of(kind: Kind, record: int) -> int:
    """A record and what is drawn for it, as one number."""
    return (int(kind) << 56) + record % 2**56


def begin_of(seed: int, keys: Words) -> Words:
    """Where the numbers of each key begin."""
    return _mix(_mix(np.array([seed % 2**64], dtype=np.uint64)) ^ keys)


def levels(begin: int, draws: int, first: int = 0) -> NDArray[Any]:
    """Twelve bits for each draw from the `first` on (a multiple of four), of the numbers that begin there."""
    raw = _mix(_steps((draws + 3) // 4) + np.uint64((begin + first // 4 * int(_GOLDEN)) % 2**64))
    found: NDArray[Any] = raw.astype("<u8", copy=False).view("<u2")[:draws] >> 4
    return found


def _mix(numbers: Words) -> Words:
    """Mix them, where they are."""
    for shift, factor in _MIXING:
        numbers ^= numbers >> shift
        numbers *= factor
    numbers ^= numbers >> _LAST_SHIFT
    return numbers


@lru_cache(maxsize=4)
def _steps(count: int) -> NDArray[np.uint64]:
    """How far the generator has counted, step by step."""
    return np.arange(1, count + 1, dtype=np.uint64) * _GOLDEN


def bins(scored: Floats) -> Bins:
    """The bin of each score; those beyond ±4 lie outside the table, whose ends `taken` gives them."""
    place: Bins = ((scored + np.float32(_WIDTH)) * np.float32(_PER_BIN)).astype(np.intp)
    return place


def taken(table: NDArray[Number], place: Bins) -> NDArray[Number]:
    """What a table over `SCORES` says for each bin."""
    return table.take(place, mode="clip")


def unsure(share: float, draws: int) -> float:
    """The share of draws in which something came true, where draws differ: that all of so many saw it makes it no
    more than half a draw short of sure, and that none did no less than half a draw more than out of the question."""
    return min(max(share, 0.5 / draws), 1 - 0.5 / draws)
