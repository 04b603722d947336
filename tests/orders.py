"""Half years made of what real work orders took, with a change in them as the real one was said to be."""

from __future__ import annotations

import numpy as np

from varifocal.core.mine.comparing import ends_and_spans
from varifocal.core.mine.log import HOUR, Column, EventLog, Numbers

DAY = 24 * HOUR
HALF_A_YEAR = 183 * DAY
FASTER = 55 / 114
"""The real change took the median of a case from 114 hours to 55."""


def as_cases(begin: Numbers, end: Numbers) -> EventLog:
    """A log of cases of one event each: all that matters here is when each begins and ends."""
    work = Column(np.zeros(len(begin), np.int32), ["order"])
    cases = [str(case) for case in range(len(begin))]
    return EventLog(cases, np.arange(len(begin) + 1), work, end, np.arange(len(begin)), begin)


def half_a_year(log: EventLog, seed: int, *, changes: bool = True) -> tuple[EventLog, int]:
    """2,500 cases begun at random in half a year, each as long as one of `log`; from the day that is told as well on
    (microseconds, between the 60th and the 120th), what is left of a case goes in 55/114 of the time."""
    random, took = np.random.default_rng(seed), ends_and_spans(log)[1]
    begin = np.sort(random.integers(0, HALF_A_YEAR, 2500))
    end = begin + random.choice(took, len(begin))
    changed = int(random.uniform(60, 120) * DAY)
    if changes:
        left = np.maximum(0, end - np.maximum(begin, changed))
        end = end - left + (left * FASTER).astype(np.int64)
    seen = end < HALF_A_YEAR
    return as_cases(begin[seen], end[seen]), changed
