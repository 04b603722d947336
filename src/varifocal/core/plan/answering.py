"""The latest answer of an outside party that keeps every date which is kept as it stands."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from datetime import date, timedelta

from varifocal.core.plan.make import plan
from varifocal.core.plan.relaxing.kept import is_kept
from varifocal.core.plan.relaxing.values import Planner
from varifocal.core.plan.values import Plan
from varifocal.core.portfolio import Portfolio

FURTHEST = 180
"""Days looked ahead."""


@dataclass(frozen=True, slots=True)
class Latest:
    """The last day on which the answer keeps all dates behind it, and the date that breaks first if it comes later
    (noun, id, and the day promised)."""

    day: date
    noun: str
    id: int
    promised: date


def latest_answer(
    portfolio: Portfolio, planned: Plan, wait: int, *, planner: Planner = plan
) -> Latest | None:
    """When an outside party must answer at the latest; None where no date that is kept now hangs on it, or none
    within half a year does. Raises KeyError for what is not open.

    Halving finds it: each day tried is planned, so about eight plans are made. Of two days the later is taken to
    keep no more than the earlier.
    """
    asked = portfolio.task[wait]
    if asked.wait is None:
        return None
    kept = _behind(portfolio, planned, wait)
    today = planned.origin.date()
    if not kept:
        return None

    def breaks(days: int) -> bool:
        return bool(_broken(portfolio, kept, wait, today, days, planner))

    days = range(FURTHEST + 1)
    first = bisect_right(days, False, key=breaks)  # the first number of days that breaks something
    if first > FURTHEST or first == 0:
        return None
    noun, id = _broken(portfolio, kept, wait, today, first, planner)[0]
    one = portfolio.task[id] if noun == "task" else portfolio.project[id]
    promised = min(day for day in (one.due, one.deadline) if day)
    return Latest(today + timedelta(days=first - 1), noun, id, promised)


def _behind(portfolio: Portfolio, planned: Plan, wait: int) -> list[tuple[str, int]]:
    """Dates that are kept now and hang on the wait: of tasks behind it, and of their projects."""
    after: dict[int, list[int]] = {}
    for tie in portfolio.dependencies:
        after.setdefault(tie.before, []).append(tie.after)
    found, look = {wait}, [wait]
    while look:
        for later in after.get(look.pop(), ()):
            if later in portfolio.task and later not in found:
                found.add(later)
                look.append(later)
    dated = [
        ("task", task) for task in sorted(found) if portfolio.task[task].due or portfolio.task[task].deadline
    ]
    projects = sorted({portfolio.task[task].project for task in found})
    dated += [
        ("project", id)
        for id in projects
        if id in portfolio.project and (portfolio.project[id].due or portfolio.project[id].deadline)
    ]
    return [(noun, id) for noun, id in dated if is_kept(portfolio, planned, noun, id)]


def _broken(
    portfolio: Portfolio, kept: list[tuple[str, int]], wait: int, today: date, days: int, planner: Planner
) -> list[tuple[str, int]]:
    """Those of the dates that break when the answer comes so many days from today."""
    asked = portfolio.task[wait]
    assert asked.wait is not None
    told = replace(asked.wait, asked=today, learned=(float(days), float(days)))
    tasks = tuple(replace(task, wait=told) if task.id == wait else task for task in portfolio.tasks)
    late = replace(portfolio, tasks=tasks)
    planned = planner(late)
    return [(noun, id) for noun, id in kept if not is_kept(late, planned, noun, id)]
