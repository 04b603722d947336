"""The whole portfolio by person and week, as one account may see it, and what has no place yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from django.db.models import Q

from varifocal.core.plan import Explanation as Explanation
from varifocal.core.plan import explain, plan
from varifocal.core.portfolio import Portfolio
from varifocal.flows.snapshot import snapshot
from varifocal.flows.today import open_proposals, proposals
from varifocal.flows.together import Row, together
from varifocal.flows.weeks import WEEK, monday_of, workings
from varifocal.org.base.account import Account, Role
from varifocal.org.base.organization import Organization
from varifocal.org.people.person import Person
from varifocal.org.runs.run import Run, ScheduledTask
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task

WEEKS = 12
FULL = 0.95
UNSEEN = "work you cannot see"


@dataclass(frozen=True, slots=True)
class Load:
    """A person's planned hours and capacity, week by week: her working time less absences, holidays, meetings."""

    id: int
    name: str
    hours: tuple[float, ...]
    capacity: tuple[float, ...]

    def is_full(self, week: int) -> bool:
        """Nothing worth naming is left of the week."""
        return self.capacity[week] > 0 and self.hours[week] > FULL * self.capacity[week]


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
    portfolio = discreet(snapshot(now), by)
    return explain(portfolio, plan(portfolio), task.pk)


def proposed_rows(by: Account, project: Project | None) -> Iterable[ScheduledTask]:
    """What the newest run proposes for work nobody had placed: of one project, or all she may see."""
    run = Run.latest_one()
    rows = ScheduledTask.objects.visible_to(by).filter(run=run, proposed=True, task__finished_at=None)
    if project is not None:
        rows = rows.filter(task__project=project)
    return rows.select_related("task__project")


def discreet(portfolio: Portfolio, by: Account) -> Portfolio:
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
    first, last = weeks[0], weeks[-1] + WEEK
    planned: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for row in rows:
        if row.start is not None and row.finish is not None:
            for one in row.crew:
                planned[one].append((row.start.timestamp(), row.finish.timestamp()))
    zone = ZoneInfo(house.zone)
    edges = [datetime.combine(day, time.min, zone).timestamp() for day in (*weeks, last)]
    here = Person.objects.visible_to(by).filter(Q(left=None) | Q(left__gte=first))
    people = list(here.exclude(joined__gte=last))
    worked = workings(people, first, len(weeks))
    for person in people:
        working = worked[person.pk]
        capacity, hours = [], []
        for begin, end in pairwise(edges):
            capacity.append(working.hours(begin, end))
            hours.append(
                sum(
                    working.hours(max(start, begin), min(finish, end))
                    for start, finish in planned[person.pk]
                    if start < end and finish > begin
                )
            )
        yield Load(person.pk, person.name, tuple(hours), tuple(capacity))
