"""The whole portfolio by person and week, as one account may see it, and what has no place yet."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet

from varifocal.core.plan import Explainer
from varifocal.core.plan import Explanation as Explanation
from varifocal.flows.planner import plan
from varifocal.flows.snapshot import snapshot
from varifocal.flows.today import open_proposals, proposals
from varifocal.flows.together import Asked, Row, together_for
from varifocal.flows.weeks import WEEK, monday_of, workings
from varifocal.org.base.account import Account, Role
from varifocal.org.base.acts import Head
from varifocal.org.base.organization import Organization
from varifocal.org.people.person import Person
from varifocal.org.runs.run import Run, ScheduledTask
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task

WEEKS = 12
FULL = 0.95
MOST_OF_ONE = 60
"""Tasks drawn where one person's plan is asked for …"""
LEAST_OF_ALL, MOST_OF_ALL, MOST_BARS = 2, 6, 120
"""… and of each where everybody's is: as many as keep the drawing small enough to read."""
MOST_UNPLACED = 60
FRESH = timedelta(hours=2)
"""A plan older than this is made anew before it explains anything."""
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
class Waiting:
    """How many tasks of a project are proposed to somebody and wait for a yes, and how many have no place."""

    project: int
    project_name: str
    proposed: int
    unplaced: int


@dataclass(frozen=True, slots=True)
class Schedule:
    """What a page of the schedule shows: `waiting` and `proposals` always, the rest where it was asked for."""

    today: date
    run: Run | None
    weeks: tuple[date, ...]
    waiting: tuple[Waiting, ...]
    proposals: tuple[Row, ...]
    loads: tuple[Load, ...] = ()
    people: tuple[tuple[int, str], ...] = ()
    bars: tuple[Bar, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()

    @property
    def proposed_tasks(self) -> int:
        """Tasks that wait for a yes."""
        return sum(one.proposed for one in self.waiting)

    @property
    def unplaced_tasks(self) -> int:
        """Tasks without a place."""
        return sum(one.unplaced for one in self.waiting)


def loads(by: Account, now: datetime) -> Schedule:
    """How full everybody's weeks are; work this account may not see is absent, from sums too. `now` is UTC."""
    return _Asked(by, now).loads()


def timelines(by: Account, now: datetime, person: int | None) -> Schedule:
    """Each one's next tasks in the order they are planned; one person's where she is named."""
    return _Asked(by, now).timelines(person)


def tray(by: Account, now: datetime) -> Schedule:
    """What is proposed, what nobody agreed yet, and the first tasks without a place."""
    return _Asked(by, now).tray()


def why(task: Task, by: Account, now: datetime) -> Explanation:
    """Why a task stands where the plan has it, and what would bring it forward; names she may not see are
    withheld. Raises KeyError for a task that is not open."""
    return explainer(by, now).explain(task.pk)


def explainer(by: Account, now: datetime) -> Explainer:
    """What explains any task of the plan as it is now, with the names this account may not see withheld.

    As of the newest run, where that is fresh, so that page and reason tell of the same plan; kept until something
    changes, because reading and planning everything takes far longer than a page may.
    """
    run, head = Run.latest_one(), Head.objects.first()
    as_of = run.as_of if run is not None and timedelta() <= now - run.as_of < FRESH else now
    shown = Task.objects.visible_to(by).values("pk")
    hidden = Task.objects.open().exclude(pk__in=shown).values_list("pk", flat=True)
    projects = Project.objects.visible_to(by).values("pk")
    unseen = Project.objects.open().exclude(pk__in=projects).values_list("pk", flat=True)
    return _explainer(head.chain if head else "", as_of, frozenset(hidden), frozenset(unseen))


@lru_cache(maxsize=3)
def _explainer(chain: str, as_of: datetime, tasks: frozenset[int], projects: frozenset[int]) -> Explainer:
    """`chain` is the newest link of the log: whatever changed, it is another one."""
    portfolio = snapshot(as_of)
    withheld = replace(
        portfolio,
        tasks=tuple(replace(one, name=UNSEEN) if one.id in tasks else one for one in portfolio.tasks),
        projects=tuple(
            replace(one, name=UNSEEN) if one.id in projects else one for one in portfolio.projects
        ),
    )
    return Explainer(withheld, plan(withheld))


def proposed_rows(by: Account, project: Project | None) -> Iterable[ScheduledTask]:
    """What the newest run proposes for work nobody had placed: of one project, or all she may see."""
    run = Run.latest_one()
    rows = ScheduledTask.objects.visible_to(by).filter(run=run, proposed=True, task__finished_at=None)
    if project is not None:
        rows = rows.filter(task__project=project)
    return rows.select_related("task__project")


class _Asked:
    """One page's questions."""

    def __init__(self, by: Account, now: datetime) -> None:
        self.by, self.house = by, Organization.here()
        self.today, self.run = self.house.today(now), Run.latest_one()
        self.weeks = tuple(monday_of(self.today) + WEEK * n for n in range(WEEKS))
        self.last = self.weeks[-1] + WEEK
        self.rows = ScheduledTask.objects.visible_to(by).filter(run=self.run, task__finished_at=None)
        here = Person.objects.visible_to(by).filter(Q(left=None) | Q(left__gte=self.weeks[0]))
        self.people = here.exclude(joined__gte=self.last)

    def loads(self) -> Schedule:
        return self._told(loads=tuple(self._loads()))

    def timelines(self, person: int | None) -> Schedule:
        people = tuple(self.people.values_list("pk", "name"))
        each = MOST_OF_ONE if person else max(LEAST_OF_ALL, min(MOST_OF_ALL, MOST_BARS // (len(people) or 1)))
        known = {pk for pk, _ in people} if person is None else {person}
        taken: Counter[int] = Counter()
        wanted: set[int] = set()
        placed = self.rows.exclude(start=None).order_by("start", "rank", "pk")
        for row, crew in placed.values_list("pk", "crew"):
            for one in known.intersection(crew):
                taken[one] += 1
                if taken[one] <= each:
                    wanted.add(row)
        bars = (bar for row in _with_names(placed.filter(pk__in=wanted)) for bar in _bars(row))
        return self._told(people=people, bars=tuple(bar for bar in bars if bar.person in known))

    def tray(self) -> Schedule:
        homeless = _with_names(
            self.rows.exclude(unplanned="").order_by("task__project", "pk")[:MOST_UNPLACED]
        )
        return self._told(
            unplaced=tuple(
                Unplaced(
                    row.task_id, row.task.name, row.task.project_id, row.task.project.name, row.unplanned
                )
                for row in homeless
            )
        )

    def _told(self, **more: Any) -> Schedule:
        found = together_for(self.by, _lists, run=self.run.pk if self.run else 0)
        waiting = (
            Waiting(row["project"], row["name"], row["proposed"], row["unplaced"]) for row in found["waiting"]
        )
        return Schedule(
            today=self.today,
            run=self.run,
            weeks=self.weeks,
            waiting=tuple(sorted(waiting, key=lambda one: one.project)),
            proposals=tuple(open_proposals(found)),
            **more,
        )

    def _loads(self) -> Iterable[Load]:
        zone = ZoneInfo(self.house.zone)
        edges = [datetime.combine(day, time.min, zone).timestamp() for day in (*self.weeks, self.last)]
        planned: dict[int, list[tuple[float, float]]] = defaultdict(list)
        in_sight = self.rows.filter(start__lt=datetime.fromtimestamp(edges[-1], UTC)).order_by("start", "pk")
        for crew, start, finish in in_sight.values_list("crew", "start", "finish"):
            if start is None or finish is None:
                continue
            for one in crew:
                planned[one].append((start.timestamp(), finish.timestamp()))
        people = list(self.people)
        worked = workings(people, self.weeks[0], len(self.weeks))
        for person in people:
            working, own = worked[person.pk], planned[person.pk]
            capacity = tuple(working.hours(begin, end) for begin, end in pairwise(edges))
            hours = tuple(
                sum(
                    working.hours(max(start, begin), min(finish, end))
                    for start, finish in own
                    if start < end and finish > begin
                )
                for begin, end in pairwise(edges)
            )
            yield Load(person.pk, person.name, hours, capacity)


def _lists(by: Account, *, run: Any) -> dict[str, Asked]:
    """What waits for a yes or for a place, by project, and what is proposed to those who may accept it."""
    rows = ScheduledTask.objects.visible_to(by).filter(run_id=run, task__finished_at=None)
    counted = (
        rows.filter(Q(proposed=True, start__isnull=False) | ~Q(unplanned=""))
        .order_by()
        .values("task__project_id", "task__project__name")
        .annotate(fresh=Count("pk", filter=Q(proposed=True)), homeless=Count("pk", filter=~Q(unplanned="")))
    )
    told = {
        "project": "task__project_id",
        "name": "task__project__name",
        "proposed": "fresh",
        "unplaced": "homeless",
    }
    lists: dict[str, Asked] = {"waiting": (counted, told)}
    return lists | (proposals(by, run) if by.has_role(Role.OWNER, Role.MANAGER) else {})


def _with_names(rows: QuerySet[ScheduledTask]) -> QuerySet[ScheduledTask]:
    return rows.select_related("task__project").only(
        "crew", "start", "finish", "p80", "chance", "proposed", "unplanned",
        "task__name", "task__due", "task__project__name",
    )  # fmt: skip


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
