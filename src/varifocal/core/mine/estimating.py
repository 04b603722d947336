"""What steps may take where a log says only when they were done: an estimate, never a measurement.

After J. Nakatumba and W. van der Aalst, "Analyzing Resource Behavior Using Process Mining" (BPM workshops, 2009),
and D. Chapela-Campa and M. Dumas, "Repairing Activity Start Times to Improve Business Process Simulation" (2022): a
step can have begun once its case had come to it (the step before was done) and once whoever did it was free (her
last step, in any case, was done); it is taken to have begun at the later of the two. Pauses, nights, work the log
does not know of and work side by side are not seen, so single estimates are far off, and sums of them say nothing.
Told is the middle of each activity with the quarter below and above it, of so many that a single one does not
matter. The first step of a case says nothing: when the case came is not known.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from varifocal.core.mine.log import HOUR, EventLog, Numbers

LEAST_SEEN = 20
"""Of fewer nothing is said."""

Range = tuple[float, float, float]
"""Hours of the wall calendar: a quarter of the times at most, half, three quarters (nearest rank)."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """An activity: of how many times it is estimated, what one takes, and how long a case waits for whoever is at
    something else (nought where she was free)."""

    activity: str
    times: int
    takes: Range
    waits: Range


def estimates(log: EventLog) -> list[Estimate]:
    """Of each activity seen often enough, what is done most often first. Nothing where the log names nobody; its
    begins, where it has any, are not looked at."""
    if log.person is None or not log.events:
        return []
    person, end = log.person.codes, log.end
    order = np.lexsort((np.arange(log.events), end, person))
    same = person[order][1:] == person[order][:-1]
    free = np.full(log.events, np.iinfo(np.int64).min)
    free[order[1:][same]] = end[order[:-1][same]]
    inner = np.ones(log.events, np.bool_)
    inner[log.offsets[:-1][np.diff(log.offsets) > 0]] = False
    at = np.flatnonzero(inner & (person >= 0))
    came = end[at - 1]
    began = np.minimum(np.maximum(came, free[at]), end[at])
    codes = log.activity.codes[at]
    found = []
    by = np.argsort(codes, kind="stable")
    for group in np.split(by, np.flatnonzero(np.diff(codes[by])) + 1):
        if len(group) >= LEAST_SEEN:
            takes, waits = (
                (late[group] - early[group]) / HOUR for late, early in ((end[at], began), (began, came))
            )
            name = log.activity.texts[int(codes[group[0]])]
            found.append(Estimate(name, len(group), _quarters(takes), _quarters(waits)))
    return sorted(found, key=lambda one: (-one.times, one.activity))


def _quarters(hours: Numbers) -> Range:
    ordered, size = np.sort(hours), len(hours)
    low, middle, high = (round(float(ordered[-(-size * part // 4) - 1]), 4) for part in (1, 2, 3))
    return low, middle, high
