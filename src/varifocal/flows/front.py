"""From leaving all as agreed to taking every proposal: what each step would bring, and what it would disturb."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from varifocal.core.plan import Explainer, Plan
from varifocal.core.plan.late import days_late
from varifocal.core.plan.suppose import Given, suppose
from varifocal.core.portfolio import Portfolio
from varifocal.flows.planner import plan
from varifocal.flows.proposed import moved_by, open_proposals, proposals
from varifocal.flows.schedule import explainer
from varifocal.flows.together import Row, nested, together_for
from varifocal.org.base.account import Account, Role
from varifocal.org.runs.run import Run
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task


@dataclass(frozen=True, slots=True)
class Step:
    """So many proposals taken, the best first. `late`: days past due dates of tasks and projects, weighted as the
    planner weighs them (4 urgent, 2 normal, 1 can wait); `moved`: tasks that would start on another day, or be done
    by somebody else, than as agreed; `handed`: those of them that change hands."""

    taken: int
    late: float
    moved: int
    handed: int


@dataclass(frozen=True, slots=True)
class Front:
    """The proposals in the order in which they are taken, and what stands after each; `apart` are those that move
    the same work as one before them, to be taken by themselves."""

    proposals: tuple[Row, ...]
    steps: tuple[Step, ...]
    apart: int = 0


def front(by: Account, now: datetime) -> Front:
    """The whole front of choices of the newest run's proposals, for those who may take them; worth per disturbance
    decides the order. Each step is planned anew with all before it taken, since two together may bring more or
    less than each alone; no forecast is made. Kept until something changes. `now` is UTC.
    """
    if not by.has_role(Role.OWNER, Role.MANAGER):
        return Front((), ())
    run = Run.latest_one()
    rows = open_proposals(together_for(by, proposals, run=run.pk if run else 0))
    ordered = in_order(rows)
    fitting: list[Row] = []
    taken: set[int] = set()
    for row in ordered:
        if taken.isdisjoint(moved_by(row)):
            taken.update(moved_by(row))
            fitting.append(row)
    told = explainer(by, now)
    known = {task for row in fitting for task in moved_by(row)} <= set(told.portfolio.task)
    if not fitting or not known:  # something was finished since; the next run proposes anew
        return Front((), ())
    seen = frozenset(Task.objects.visible_to(by).open().values_list("pk", flat=True))
    projects = frozenset(Project.objects.visible_to(by).open().values_list("pk", flat=True))
    steps = _steps(told, tuple(given_by(nested(row["moves"]) or ()) for row in fitting), seen, projects)
    return Front(tuple(fitting), steps, len(ordered) - len(fitting))


def in_order(rows: Iterable[Row]) -> list[Row]:
    """Proposals by what they are worth for what they disturb, the best first."""
    return sorted(rows, key=lambda row: (-_worth(row) / _disturbance(row), row["place"], row["id"]))


@lru_cache(maxsize=8)
def _steps(
    told: Explainer, changes: tuple[tuple[Given, ...], ...], tasks: frozenset[int], projects: frozenset[int]
) -> tuple[Step, ...]:
    portfolio = told.portfolio
    days = _Days(portfolio, tasks, projects)
    steps = [Step(0, days.late(told.plan), 0, 0)]
    for taken in range(1, len(changes) + 1):
        portfolio = suppose(portfolio, changes[taken - 1])
        then = plan(portfolio)
        steps.append(Step(taken, days.late(then), *days.moved(told.plan, then)))
    return tuple(steps)


class _Days:
    """Counts what somebody sees of a plan."""

    def __init__(self, portfolio: Portfolio, tasks: frozenset[int], projects: frozenset[int]) -> None:
        self.portfolio, self.tasks, self.projects = portfolio, tasks, projects
        self.zone = ZoneInfo(portfolio.zone)

    def late(self, told: Plan) -> float:
        """Weighted days past due dates."""
        return days_late(self.portfolio, told, self.tasks, self.projects)

    def moved(self, before: Plan, after: Plan) -> tuple[int, int]:
        """Tasks that start on another day or are done by others, and the latter alone."""
        moved = handed = 0
        for pk, was in before.placed.items():
            then = after.placed.get(pk)
            if pk not in self.tasks or then is None:
                continue
            others = was.people != then.people
            handed += others
            moved += others or self._day(before.starts(pk)) != self._day(after.starts(pk))
        return moved, handed

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()


def given_by(moves: Iterable[Mapping[str, Any]]) -> tuple[Given, ...]:
    """What a proposal's moves suppose: who does each task then, in which place of their order, by which way."""
    return tuple(
        Given(one["task"], tuple(sorted(one["people_after"])), one["rank_after"], one.get("mode"))
        for one in moves
    )


def _worth(row: Row) -> float:
    """Days of tardiness saved over all projects."""
    return sum(float(days) for days in (nested(row["worth"]) or {}).values())


def _disturbance(row: Row) -> float:
    """Tasks that move, one at the least."""
    price = nested(row["price"]) or {}
    return 1.0 + float(price.get("disturbed", 0)) + len(moved_by(row))
