"""Whether a plan keeps what was promised: a task, or all of a project, by its dates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from varifocal.core.plan.values import Plan
from varifocal.core.portfolio import Portfolio
from varifocal.core.portfolio.hours import WorkingTime, working_time


def broken(portfolio: Portfolio, planned: Plan) -> Iterator[tuple[str, int]]:
    """Promises the plan breaks: tasks and projects (noun and id) done after their due date or deadline."""
    for noun, rows in (("project", portfolio.projects), ("task", portfolio.tasks)):
        for one in rows:
            if (one.due or one.deadline) and not is_kept(portfolio, planned, noun, one.id):
                yield noun, one.id


def is_kept(portfolio: Portfolio, planned: Plan, noun: str, id: int) -> bool:
    """Whether all of it has a place and is done by the end of each date it has."""
    limit = limit_of(portfolio, noun, id)
    tasks = tasks_of(portfolio, noun, id)
    if limit is None or any(task in planned.unplanned for task in tasks):
        return limit is None
    return done(planned, tasks) <= dates(portfolio, planned).due(limit)


def tasks_of(portfolio: Portfolio, noun: str, id: int) -> tuple[int, ...]:
    """The open tasks that are promised."""
    if noun == "task":
        return (portfolio.task[id].id,) if id in portfolio.task else ()
    return tuple(task.id for task in portfolio.tasks if task.project == id)


def limit_of(portfolio: Portfolio, noun: str, id: int) -> date | None:
    """The earliest date it has."""
    rows = portfolio.task if noun == "task" else portfolio.project
    asked = rows.get(id)
    days = [day for day in (asked.due, asked.deadline) if day] if asked else []
    return min(days, default=None)


def done(planned: Plan, tasks: Iterable[int]) -> int:
    """The grid quarter at which all of them are done."""
    return max((planned.placed[task].finish for task in tasks), default=0)


def dates(portfolio: Portfolio, planned: Plan) -> WorkingTime:
    """The house's own time on the grid of a plan, without its people's: only dates are asked for."""
    return working_time(replace(portfolio, people=()), planned.horizon, planned.origin)
