"""What a goal's page shows: two lines, what it takes today and in all, what moved it, what serves it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Subquery, Sum, Window

from varifocal.org.base.account import Account
from varifocal.org.base.organization import Organization
from varifocal.org.direction.goal import Goal
from varifocal.org.runs.run import Run, ScheduledTask
from varifocal.org.work.project import Serving
from varifocal.web import colour
from varifocal.web import format as say
from varifocal.web.direction.overview import away
from varifocal.web.direction.tree import Branch, Tree, latest
from varifocal.web.direction.two_lines import Gauge, Work, gauges_of, work_of

STEPS = 8
"""How many next steps a page shows."""


@dataclass(frozen=True, slots=True)
class Step:
    """A task to do next."""

    row: ScheduledTask
    who: str
    hours: str
    day: str
    shade: str


@dataclass(frozen=True, slots=True)
class Share:
    """A project that serves the goal or one below it."""

    serving: Serving
    share: str
    chance: say.Chance | None
    hours: str
    due: str
    shade: str
    through: str


@dataclass(frozen=True, slots=True)
class GoalPage:
    """The whole page."""

    goal: Goal
    branch: Branch
    day: str
    shade: str
    away: str
    sight: tuple[dict[str, Any], ...]
    work: Work
    gaps: tuple[Goal, ...]
    gauges: tuple[Gauge, ...]
    steps: tuple[Step, ...]
    more_steps: int
    shares: tuple[Share, ...]
    hours_left: str
    people: int
    is_planned: bool


def show(by: Account, pk: int, here: Organization) -> GoalPage | None:
    """All of it, in eight queries; None where she does not see the goal. Days are the organization's."""
    run, today = latest(), here.today()
    tree = Tree.seen_by(by, today, run, whole=True)
    goal = tree.goals.get(pk)
    if goal is None:
        return None
    shares = _shares(tree, tree.under(goal), goal, today)
    rows = _next(by, run, {share.serving.project_id for share in shares})
    return GoalPage(
        goal=goal,
        branch=tree.branch(goal, ended=True),
        day=say.day(goal.target, today),
        shade=colour.shade(goal.target, today),
        away=away(goal.target, today),
        sight=tuple(tree.above(goal)),
        work=work_of(by, goal, tree.forecasts.get(pk), run, here),
        gaps=tuple(tree.gaps(goal)),
        gauges=gauges_of(by, goal, run, today),
        steps=tuple(_step(row, here, today) for row in rows),
        more_steps=max(0, rows[0].tasks_in_all - STEPS) if rows else 0,
        shares=shares,
        hours_left=say.hours(round(rows[0].hours_in_all)) if rows and rows[0].hours_in_all else "",
        people=rows[0].people_in_all or 0 if rows else 0,
        is_planned=run is not None,
    )


def _next(by: Account, run: Run | None, projects: set[int]) -> list[Any]:
    """The first open tasks in planned order, a wait is nobody's step; each row also knows the sums over all."""
    if run is None or not projects:
        return []
    rows = ScheduledTask.objects.visible_to(by).filter(
        run=run, task__finished_at=None, task__is_wait=False, task__project__in=projects
    )
    people = rows.order_by().values("run").annotate(count=Count("person", distinct=True)).values("count")
    known = rows.annotate(
        hours_in_all=Window(Sum("hours")),
        tasks_in_all=Window(Count("pk")),
        people_in_all=Subquery(people),
    ).select_related("task", "task__project", "person")
    return list(known.order_by(F("start").asc(nulls_last=True), "rank", "pk")[:STEPS])


def _step(row: ScheduledTask, here: Organization, today: date) -> Step:
    finish = row.finish.astimezone(ZoneInfo(here.zone)).date() if row.finish else None
    return Step(
        row=row,
        who=row.person.name if row.person else "nobody yet",
        hours=say.quarters(row.hours),
        day=say.near_day(finish, today),
        shade=colour.shade(finish, today),
    )


def _shares(tree: Tree, under: Sequence[Goal], goal: Goal, today: date) -> tuple[Share, ...]:
    """Each project once, the goal's own first."""
    found: dict[int, Share] = {}
    for each in under:
        for serving in tree.servings.get(each.pk, ()):
            if serving.project_id not in found:
                found[serving.project_id] = _share(serving, "" if each == goal else each.name, today)
    return tuple(found.values())


def _share(serving: Any, through: str, today: date) -> Share:
    chance, left = getattr(serving, "now_chance", None), getattr(serving, "now_hours_left", None)
    return Share(
        serving=serving,
        share="" if serving.share == 1 else say.percent(float(serving.share)),
        chance=None if chance is None else say.chance(chance),
        hours="" if left is None else say.hours(round(left)),
        due=say.day(serving.project.due, today),
        shade=colour.shade(serving.project.due, today),
        through=through,
    )
