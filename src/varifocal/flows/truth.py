"""Which promises will not hold, and why: the newest run read for one person's eyes, the shakiest promise first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, Q

from varifocal.core.plan import Plan
from varifocal.core.portfolio import Portfolio
from varifocal.core.values import WANTED_CHANCE
from varifocal.flows.driven import seen_of_each
from varifocal.flows.replan import changed_since
from varifocal.flows.schedule import explainer
from varifocal.org.base.account import Account
from varifocal.org.base.organization import Organization
from varifocal.org.runs.run import ProjectForecast, Run, ScheduledTask
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task

BROKEN = 0.5
"""A promise does not hold when it is missed in more than half of the futures."""
MOST_READ = 40
"""Tasks read by name, the shakiest first; beyond them they are only counted."""


@dataclass(frozen=True, slots=True)
class Promise:
    """A due date of a task or project with its chance; `likely` and `safe` are the days by which it is done in
    half and in four fifths of the futures, in the organization's zone."""

    noun: str
    id: int
    name: str
    project: str
    who: str
    due: date
    chance: float
    likely: date | None
    safe: date | None
    driver: str
    """What moves it most, where the forecast says so."""

    @property
    def key(self) -> tuple[str, int]:
        """Tells it from every other."""
        return self.noun, self.id


@dataclass(frozen=True, slots=True)
class Homeless:
    """Open work the plan found no place for, and why."""

    id: int
    name: str
    project: str
    reason: str


@dataclass(frozen=True)
class Truth:
    """What the newest run says of everything open that one person sees; `run` is None before the first."""

    today: date
    run: Run | None
    stale: bool
    promises: tuple[Promise, ...] = ()
    """The shakiest first; of those that are safe only as many as were read."""
    homeless: tuple[Homeless, ...] = ()
    tasks: int = 0
    guessed: int = 0
    """Open tasks whose effort nobody said."""
    broken: int = 0
    """Promises that will not hold …"""
    shaky: int = 0
    """… that may or may not …"""
    safe: int = 0
    """… and that do."""
    nowhere: int = 0
    """Tasks without a place."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a promise stands as it does: the sentence, the root of it, and what would bring it forward."""

    sentence: str
    remedies: tuple[str, ...]


def truth(by: Account) -> Truth:
    """What she may see of the newest run's promises and of the work without a place; ten questions at most."""
    house = Organization.here()
    run = Run.latest_one()
    if run is None:
        return Truth(house.today(), None, True)
    zone = ZoneInfo(house.zone)
    rows = ScheduledTask.objects.visible_to(by).filter(run=run, task__finished_at=None)
    promised = Q(task__due__isnull=False, chance__isnull=False, unplanned="")
    counted = rows.aggregate(
        tasks=Count("pk"),
        guessed=Count("pk", filter=Q(guessed=True)),
        nowhere=Count("pk", filter=~Q(unplanned="")),
        broken=Count("pk", filter=promised & Q(chance__lt=BROKEN)),
        shaky=Count("pk", filter=promised & Q(chance__gte=BROKEN, chance__lt=WANTED_CHANCE)),
        safe=Count("pk", filter=promised & Q(chance__gte=WANTED_CHANCE)),
    )
    dated = rows.filter(promised)
    projects = _of_projects(by, run, zone)
    shakiest = dated.select_related("task__project", "person").order_by("chance", "task__due", "pk")[
        :MOST_READ
    ]
    lost = rows.exclude(unplanned="").select_related("task__project").order_by("task__due", "pk")[:MOST_READ]
    return Truth(
        today=house.today(),
        run=run,
        stale=changed_since(run.seen),
        promises=tuple(
            sorted([*projects, *_of_tasks(shakiest, zone)], key=lambda one: (one.chance, one.due, one.key))
        ),
        homeless=tuple(
            Homeless(row.task_id, row.task.name, row.task.project.name, row.unplanned) for row in lost
        ),
        tasks=counted["tasks"],
        guessed=counted["guessed"],
        nowhere=counted["nowhere"],
        broken=counted["broken"] + sum(one.chance < BROKEN for one in projects),
        shaky=counted["shaky"] + sum(BROKEN <= one.chance < WANTED_CHANCE for one in projects),
        safe=counted["safe"] + sum(one.chance >= WANTED_CHANCE for one in projects),
    )


def reasons(promises: Iterable[Promise], by: Account, now: datetime) -> dict[tuple[str, int], Reason]:
    """Why these promises stand as they do, from one plan of everything as of `now`; names she may not see are
    withheld. A project's reason is that of its task that ends last."""
    explain = explainer(by, now)
    portfolio, planned = explain.portfolio, explain.plan
    found: dict[tuple[str, int], Reason] = {}
    for one in promises:
        task = one.id if one.noun == Task.noun() else _last_of(planned, portfolio, one.id)
        if task is None or (task not in planned.placed and task not in planned.unplanned):
            continue
        told = explain.explain(task)
        found[one.key] = Reason(told.sentence, tuple(remedy.sentence for remedy in told.remedies))
    return found


def _of_projects(by: Account, run: Run, zone: ZoneInfo) -> list[Promise]:
    rows = ProjectForecast.objects.visible_to(by).filter(
        run=run, chance__isnull=False, project__due__isnull=False, project__ended_on=None
    )
    told = list(rows.select_related("project__manager"))
    return [
        Promise(
            Project.noun(),
            row.project_id,
            row.project.name,
            "",
            row.project.manager.name if row.project.manager else "",
            row.project.due,
            row.chance,
            _day(row.p50, zone),
            _day(row.p80, zone),
            next(iter(moves), ""),
        )
        for row, moves in zip(told, seen_of_each(by, (row.drivers for row in told)), strict=True)
        if row.project.due is not None and row.chance is not None
    ]


def _of_tasks(rows: Iterable[ScheduledTask], zone: ZoneInfo) -> list[Promise]:
    return [
        Promise(
            Task.noun(),
            row.task_id,
            row.task.name,
            row.task.project.name,
            row.person.name if row.person else "",
            row.task.due,
            row.chance,
            _day(row.p50, zone),
            _day(row.p80, zone),
            "",
        )
        for row in rows
        if row.task.due is not None and row.chance is not None
    ]


def _last_of(planned: Plan, portfolio: Portfolio, project: int) -> int | None:
    """The placed task of a project that ends last."""
    own = [one for one in planned.placed.values() if portfolio.task[one.task].project == project]
    return max(own, key=lambda one: (one.finish, one.task)).task if own else None


def _day(moment: datetime | None, zone: ZoneInfo) -> date | None:
    return moment.astimezone(zone).date() if moment else None
