"""The whole portfolio by person and week, as one account may see it, and what has no place yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from varifocal.core.plan import Explanation as Explanation
from varifocal.core.plan import explain, plan
from varifocal.core.portfolio import Portfolio
from varifocal.flows.snapshot import public_holidays, snapshot
from varifocal.flows.today import open_proposals, proposals
from varifocal.flows.together import Row, together
from varifocal.flows.weeks import WEEK, hours_in, monday_of, share_within
from varifocal.org.base.account import Account, Role
from varifocal.org.base.organization import NINE_TO_FIVE, Organization
from varifocal.org.people.person import Absence, Person
from varifocal.org.runs.run import Run, ScheduledTask
from varifocal.org.work.doing import Attendance
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task

WEEKS = 12
UNSEEN = "work you cannot see"


@dataclass(frozen=True, slots=True)
class Load:
    """A person's planned hours and capacity, week by week; meetings are taken off the capacity."""

    id: int
    name: str
    hours: tuple[float, ...]
    capacity: tuple[float, ...]

    def over(self, week: int) -> bool:
        """More planned than she has, by more than an hour."""
        return self.hours[week] > self.capacity[week] + 1


@dataclass(frozen=True, slots=True)
class Bar:
    """A task in somebody's plan."""

    task: int
    name: str
    project: int
    project_name: str
    person: int
    start: date
    finish: date
    due: date | None
    p80: date | None
    chance: float | None
    proposed: bool


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A task that has no place yet, with the reason."""

    task: int
    name: str
    project: int
    project_name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Schedule:
    """What the page shows: weeks by their Mondays, people, their bars, the tray."""

    today: date
    run: Run | None
    weeks: tuple[date, ...]
    loads: tuple[Load, ...]
    bars: tuple[Bar, ...]
    unplaced: tuple[Unplaced, ...]
    proposals: tuple[Row, ...]


def schedule(by: Account, now: datetime) -> Schedule:
    """As this account may see it; work it may not see is absent, from sums too. `now` is UTC."""
    house = Organization.here()
    today, run = house.today(now), Run.latest_one()
    weeks = tuple(monday_of(today) + WEEK * n for n in range(WEEKS))
    rows = list(
        ScheduledTask.objects.visible_to(by)
        .filter(run=run, task__finished_at=None)
        .select_related("task__project")
        .only(
            "crew", "start", "finish", "p80", "chance", "hours", "proposed", "unplanned", "person",
            "task__name", "task__due", "task__is_wait", "task__project__name",
        )
        .order_by("start", "rank", "pk")
    )  # fmt: skip
    may_take = run is not None and by.has_role(Role.OWNER, Role.MANAGER)
    offered = open_proposals(together(proposals(by, run))) if may_take and run is not None else []
    return Schedule(
        today=today,
        run=run,
        weeks=weeks,
        loads=tuple(_loads(by, rows, weeks, house)),
        bars=tuple(bar for row in rows for bar in _bars(row)),
        unplaced=tuple(
            Unplaced(row.task_id, row.task.name, row.task.project_id, row.task.project.name, row.unplanned)
            for row in rows
            if row.unplanned
        ),
        proposals=tuple(offered),
    )


def why(task: Task, by: Account, now: datetime) -> Explanation:
    """Why a task stands where the plan has it, and what would bring it forward; names she may not see are
    withheld. Raises KeyError for a task that is not open."""
    portfolio = _discreet(snapshot(now), by)
    return explain(portfolio, plan(portfolio), task.pk)


def proposed_rows(by: Account, project: Project | None) -> Iterable[ScheduledTask]:
    """What the newest run proposes for work nobody had placed: of one project, or all she may see."""
    run = Run.latest_one()
    rows = ScheduledTask.objects.visible_to(by).filter(run=run, proposed=True, task__finished_at=None)
    if project is not None:
        rows = rows.filter(task__project=project)
    return rows.select_related("task__project")


def _discreet(portfolio: Portfolio, by: Account) -> Portfolio:
    """The same plan with the names she may not see withheld."""
    seen = set(Task.objects.visible_to(by).open().values_list("pk", flat=True))
    tasks = tuple(one if one.id in seen else replace(one, name=UNSEEN) for one in portfolio.tasks)
    projects = set(Project.objects.visible_to(by).open().values_list("pk", flat=True))
    named = tuple(one if one.id in projects else replace(one, name=UNSEEN) for one in portfolio.projects)
    return replace(portfolio, tasks=tasks, projects=named)


def _bars(row: ScheduledTask) -> Iterable[Bar]:
    if row.start is None or row.finish is None:
        return
    for person in row.crew:
        yield Bar(
            task=row.task_id,
            name=row.task.name,
            project=row.task.project_id,
            project_name=row.task.project.name,
            person=person,
            start=row.start.date(),
            finish=max(row.start, row.finish - timedelta(minutes=1)).date(),
            due=row.task.due,
            p80=row.p80.date() if row.p80 else None,
            chance=row.chance,
            proposed=row.proposed,
        )


def _loads(
    by: Account, rows: list[ScheduledTask], weeks: tuple[date, ...], house: Organization
) -> Iterable[Load]:
    planned: dict[int, list[float]] = defaultdict(lambda: [0.0] * len(weeks))
    for row in rows:
        for bar in _bars(row):
            for place, monday in enumerate(weeks):
                share = share_within(monday, bar.start, bar.finish)
                if share:
                    planned[bar.person][place] += share * row.hours / len(row.crew)
    first, last = weeks[0], weeks[-1] + WEEK
    away = _by_person(
        Absence.objects.visible_to(by)
        .filter(last__gte=first, first__lt=last)
        .values_list("person_id", "first", "last")
    )
    met = _by_person(
        Attendance.objects.visible_to(by)
        .filter(meeting__end__date__gte=first, meeting__start__date__lt=last)
        .values_list("person_id", "meeting__start", "meeting__end")
    )
    here = Person.objects.visible_to(by).filter(Q(left=None) | Q(left__gte=first))
    for person in here.exclude(joined__gte=last):
        free = {(day, day) for day in public_holidays(person.country, person.region, first.year)}
        gone = [*away[person.pk], *free]
        capacity = tuple(
            max(
                0.0,
                hours_in(monday, person.week or NINE_TO_FIVE, gone) * float(person.share)
                - _met_in(monday, met[person.pk]),
            )
            for monday in weeks
        )
        yield Load(person.pk, person.name, tuple(planned[person.pk]), capacity)


def _met_in(monday: date, meetings: Iterable[tuple[Any, ...]]) -> float:
    taken = timedelta()
    for start, end in meetings:
        if monday <= start.date() < monday + WEEK:
            taken += end - start
    return taken.total_seconds() / 3600


def _by_person(rows: Iterable[tuple[Any, ...]]) -> dict[int, list[tuple[Any, ...]]]:
    found: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for person, *rest in rows:
        found[person].append(tuple(rest))
    return found
