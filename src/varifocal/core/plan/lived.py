"""A portfolio as a plan lives it: every task in the mode chosen for it, what shares equipment one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from varifocal.core.plan.make import settled
from varifocal.core.plan.values import Plan
from varifocal.core.portfolio import Dependency, Equipment, Portfolio, Task
from varifocal.core.portfolio.hours import no_ones_time


def lived(portfolio: Portfolio, plan: Plan) -> Portfolio:
    """The same portfolio for whoever lives through its plan (a forecaster) and knows neither modes nor equipment: tasks
    as they are in their modes; of what shares equipment, each begins when those have finished that use it before, and
    what comes after an outage not before that is over.

    Units go to whoever begins next, the one free for longest first. The same object where there is none of either.
    """
    portfolio = settled(portfolio, plan)
    if not any(task.uses for task in portfolio.tasks):
        return portfolio
    portfolio = replace(portfolio, tasks=tuple(_after_outages(portfolio, plan)))
    known = {(link.before, link.after) for link in portfolio.dependencies}
    place = {task: at for at, task in enumerate(plan.order)}
    turns = dict.fromkeys(pair for one in portfolio.equipment for pair in _turns(portfolio, plan, one))
    links = (
        Dependency(before, after)
        for before, after in turns
        if (before, after) not in known and place[before] < place[after]
    )
    return replace(portfolio, dependencies=(*portfolio.dependencies, *links))


def _after_outages(portfolio: Portfolio, plan: Plan) -> Iterator[Task]:
    """Tasks, none of which begins before an outage is over behind which the plan has it."""
    time = no_ones_time(portfolio)
    over = {
        each.id: [
            (each.count - out.count, time.due(out.last), out.last + timedelta(days=1)) for out in each.out
        ]
        for each in portfolio.equipment
    }
    for task in portfolio.tasks:
        start = plan.placed[task.id].start if task.id in plan.placed else 0
        days = [
            day
            for use in task.uses
            for left, end, day in over.get(use.equipment, ())
            if use.count > left and 0 < end <= start
        ]
        if days and task.started is None:
            days += [task.release] if task.release else []
            yield replace(task, release=max(days))
        else:
            yield task


def _turns(portfolio: Portfolio, plan: Plan, equipment: Equipment) -> Iterator[tuple[int, int]]:
    """Who uses a unit before whom."""
    users = [
        (plan.placed[task.id].start, plan.placed[task.id].finish, task.id, use.count)
        for task in portfolio.tasks
        for use in task.uses
        if use.equipment == equipment.id and task.id in plan.placed
    ]
    units: list[tuple[int, int | None]] = [(0, None)] * equipment.count
    for start, finish, task, count in sorted(users):
        if finish == start:
            continue
        units.sort(key=lambda unit: unit[0])
        for _, before in units[:count]:
            if before is not None:
                yield before, task
        units[:count] = [(finish, task)] * min(count, len(units))
