"""The orders people have agreed to work in, and the ranks of places in them."""

from __future__ import annotations

import numpy as np

from varifocal.core.plan.work import Compiled
from varifocal.core.plan.workload import WORKED_ON

BESIDE = 1e-3
"""How far, in days, a rank is set beside one it has to stand before or after."""


class Orders:
    """Agreed tasks that have not begun, by person, in the order agreed."""

    def __init__(self, work: Compiled) -> None:
        self.task = work.portfolio.task
        self.lines = _lines(work)

    def of(self, person: int) -> list[int]:
        """Hers; empty where nothing is agreed with her."""
        return self.lines.get(person, [])

    def behind(self, task: int, people: tuple[int, ...], rank: float) -> int | None:
        """The task before which one of this rank would go with these people."""
        line = (other for person in people for other in self.of(person) if other != task)
        later = [(self.task[other].rank or 0.0, other) for other in line]
        return min((one for one in later if one[0] > rank), default=(0.0, None))[1]

    def rank_before(self, person: int, task: int, wanted: float) -> float:
        """A place in somebody's order right before one of her tasks, near the rank that is wanted."""
        line = self.of(person)
        place = line.index(task)
        rank = self.task[task].rank or 0.0
        before = self.task[line[place - 1]].rank if place else None
        return rank_between(None if before is None or before >= rank else before, rank, wanted)

    def rank_behind_all(self, person: int, wanted: float) -> float:
        """A place in somebody's order behind all her tasks, of which there is one, near the rank that is wanted."""
        return rank_between(self.task[self.of(person)[-1]].rank or 0.0, None, wanted)


def rank_between(before: float | None, after: float | None, wanted: float) -> float:
    """The rank between two others (None: nothing stands there) that is nearest to one wanted. Ranks of different people
    are compared where their tasks depend on one another: one far from the day its task is planned for would take all
    that task waits for before everything else in the orders of those who do it. The compiled search does the same."""
    room = BESIDE if before is None or after is None else min(BESIDE, (after - before) / 2)
    if after is not None and wanted >= after:
        return after - room
    if before is not None and wanted <= before:
        return before + room
    return wanted


def _lines(work: Compiled) -> dict[int, list[int]]:
    columns = work.columns
    waiting = (columns["ranked"] == 1) & (columns["started"] == 0) & (columns["pinned_start"] == 0)
    line = np.flatnonzero(waiting & (columns["length"] == WORKED_ON))
    lines: dict[int, list[int]] = {}
    for at in line[np.lexsort((columns["number"][line], columns["rank"][line]))].tolist():
        for person in work.agreed[at]:
            lines.setdefault(person, []).append(work.tasks[at].id)
    return lines
