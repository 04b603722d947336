"""The orders people have agreed to work in, and the ranks of places in them."""

from __future__ import annotations

import numpy as np

from varifocal.core.plan.workload import WORKED_ON, Compiled


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

    def rank_before(self, person: int, task: int) -> float:
        """A place in somebody's order right before one of her tasks."""
        line = self.of(person)
        place = line.index(task)
        rank = self.task[task].rank or 0.0
        before = self.task[line[place - 1]].rank if place else None
        return rank - 1.0 if before is None or before >= rank else (before + rank) / 2

    def rank_behind_all(self, person: int) -> float:
        """A place in somebody's order behind all her tasks, of which there is one."""
        return (self.task[self.of(person)[-1]].rank or 0.0) + 1.0


def _lines(work: Compiled) -> dict[int, list[int]]:
    columns = work.columns
    waiting = (columns["ranked"] == 1) & (columns["started"] == 0) & (columns["pinned_start"] == 0)
    line = np.flatnonzero(waiting & (columns["length"] == WORKED_ON))
    lines: dict[int, list[int]] = {}
    for at in line[np.lexsort((columns["number"][line], columns["rank"][line]))].tolist():
        for person in work.agreed[at]:
            lines.setdefault(person, []).append(work.tasks[at].id)
    return lines
