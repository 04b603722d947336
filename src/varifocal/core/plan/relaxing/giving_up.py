"""A portfolio in which something is given up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from varifocal.core.plan.relaxing.values import Kind, Relaxation
from varifocal.core.plan.suppose import Due, suppose
from varifocal.core.portfolio import Dependency, Person, Portfolio

HELPER = 1 << 41
"""Ids of people from outside begin here."""


def relax(portfolio: Portfolio, relaxations: Iterable[Relaxation]) -> Portfolio:
    """The portfolio with all of these given up."""
    for one in relaxations:
        portfolio = _relaxed(portfolio, one)
    return portfolio


def _relaxed(portfolio: Portfolio, one: Relaxation) -> Portfolio:
    match one.kind:
        case Kind.PIN:
            return _with(portfolio, one.task, pinned_start=None)
        case Kind.RELEASE:
            return _with(portfolio, one.task, release=None)
        case Kind.TIE:
            ties = tuple(
                tie for tie in portfolio.dependencies if (tie.before, tie.after) != (one.other, one.task)
            )
            return replace(portfolio, dependencies=ties)
        case Kind.ABSENCE:
            people = tuple(
                replace(each, away=tuple(days for days in each.away if days != (one.first, one.last)))
                if each.id == one.other
                else each
                for each in portfolio.people
            )
            return replace(portfolio, people=people)
        case Kind.EQUIPMENT:
            equipment = tuple(
                replace(each, count=each.count + 1) if each.id == one.other else each
                for each in portfolio.equipment
            )
            return replace(portfolio, equipment=equipment)
        case Kind.HELP:
            return _helped(portfolio, one)
        case Kind.SCOPE:
            return _without(portfolio, one.task)
        case Kind.LATER:
            moved = suppose(portfolio, [Due(one.noun, one.task, one.last)])
            rows = moved.task if one.noun == "task" else moved.project
            if rows[one.task].deadline is None:
                return moved
            if one.noun == "task":
                return _with(moved, one.task, deadline=one.last)
            projects = tuple(
                replace(each, deadline=one.last) if each.id == one.task else each for each in moved.projects
            )
            return replace(moved, projects=projects)


def _with(portfolio: Portfolio, id: int, **fields: object) -> Portfolio:
    tasks = tuple(replace(task, **fields) if task.id == id else task for task in portfolio.tasks)  # type: ignore[arg-type]
    return replace(portfolio, tasks=tasks)


def _helped(portfolio: Portfolio, one: Relaxation) -> Portfolio:
    """Somebody from outside with what the task asks does it instead of its people."""
    task = portfolio.task[one.task]
    id = HELPER + one.task
    week = portfolio.week or portfolio.people[0].week
    skills = {demand.skill: demand.level for demand in task.demands}
    helper = Person(id=id, name="somebody from outside", week=week, skills=skills)
    helped = _with(portfolio, one.task, people=(id,), rank=None, pinned_people=())
    return replace(helped, people=(*helped.people, helper))


def _without(portfolio: Portfolio, id: int) -> Portfolio:
    """Without a task; what waited for it waits for what it waited for."""
    before = [tie for tie in portfolio.dependencies if tie.after == id]
    after = [tie for tie in portfolio.dependencies if tie.before == id]
    bridges = [
        Dependency(one.before, other.after) for one in before for other in after if one.before != other.after
    ]
    ties = [tie for tie in portfolio.dependencies if id not in (tie.before, tie.after)]
    tasks = tuple(task for task in portfolio.tasks if task.id != id)
    return replace(portfolio, tasks=tasks, dependencies=(*ties, *bridges))
