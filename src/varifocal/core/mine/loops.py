"""Where cases go round in place: a step again directly after itself (a self-loop), or again after just one other
(ping-pong: a, b, a). What is told here adds up to `Figures.self_loops` and `Figures.ping_pong`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from varifocal.core.mine.log import HOUR, EventLog, Numbers


@dataclass(frozen=True, slots=True)
class Loop:
    """The steps in their order, two (a, a) or three (a, b, a); how often; the cases in which (their numbers, those that
    lost most first); hours from the end of the first to the end of the last, over all times."""

    steps: tuple[str, ...]
    times: int
    cases: tuple[int, ...]
    hours: float


def loops(log: EventLog) -> list[Loop]:
    """Every place where cases go round, that which takes most hours first."""
    codes, case = log.activity.codes, log.case_of
    found = []
    for far in (1, 2):
        same = (codes[far:] == codes[:-far]) & (case[far:] == case[:-far])
        if far == 2:
            same &= codes[1:-1] != codes[2:]
        at = np.flatnonzero(same) + far
        width = max(1, len(log.activity.texts))
        place = codes[at].astype(np.int64) * width + codes[at - 1]
        order = np.argsort(place, kind="stable")
        for group in np.split(order, np.flatnonzero(np.diff(place[order])) + 1):
            if len(group):
                found.append(_loop(log, at[group], far, case))
    return sorted(found, key=lambda one: (-one.hours, one.steps))


def _loop(log: EventLog, at: Numbers, far: int, case: Numbers) -> Loop:
    texts, codes = log.activity.texts, log.activity.codes
    took = (log.end[at] - log.end[at - far]) / HOUR
    cases, which = np.unique(case[at], return_inverse=True)
    most = np.argsort(-np.bincount(which, weights=took), kind="stable")
    steps = tuple(texts[int(codes[at[0] - back])] for back in range(far, -1, -1))
    return Loop(steps, len(at), tuple(cases[most].tolist()), float(took.sum()))
