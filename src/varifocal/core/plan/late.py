"""How late some of a plan is, counted as the objective counts all of it."""

from __future__ import annotations

from collections.abc import Set
from datetime import date

from varifocal.core.calendar import QUARTERS_PER_DAY
from varifocal.core.plan.values import Plan
from varifocal.core.portfolio import Portfolio
from varifocal.core.portfolio.hours import no_ones_time


def days_late(portfolio: Portfolio, planned: Plan, tasks: Set[int], projects: Set[int]) -> float:
    """Days, and parts of days, past the due dates of these tasks and projects, weighted by their priorities; a project
    is done with the last of these tasks that has a place, and what may never come counts nothing. For all there are
    it is the plan's tardiness."""
    time = no_ones_time(portfolio)
    ends: dict[int, int] = {}
    late = 0.0

    def past(finish: int, due: date | None, priority: int) -> float:
        if due is None:
            return 0.0
        return max(0, finish - time.due(due)) / QUARTERS_PER_DAY * portfolio.aims.weight(priority)

    for id, placed in planned.placed.items():
        if id in tasks and id not in portfolio.tentative:
            task = portfolio.task[id]
            ends[task.project] = max(placed.finish, ends.get(task.project, 0))
            late += past(placed.finish, task.due, task.priority)
    for id, finish in ends.items():
        if id in projects:
            project = portfolio.project[id]
            late += past(finish, project.due, project.priority)
    return late
