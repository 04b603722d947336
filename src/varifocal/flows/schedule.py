"""The whole portfolio by person and week, as one account may see it, and what has no place yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet

from varifocal.core.plan import Explainer
from varifocal.core.plan import Explanation as Explanation
from varifocal.core.values import monday_of
from varifocal.flows.needs import Needs, asked_skills
from varifocal.flows.planner import plan
from varifocal.flows.proposed import open_proposals, proposals
from varifocal.flows.replan import LEAST
from varifocal.flows.snapshot import snapshot
from varifocal.flows.together import Asked, Row, moment, nested, together, together_for
from varifocal.flows.weeks import WEEK, Working, workings
from varifocal.org.base.account import Account, Role
from varifocal.org.base.acts import Head
from varifocal.org.base.organization import Organization
from varifocal.org.people.person import Person
from varifocal.org.people.skill import PersonSkill
from varifocal.org.runs.run import Run, ScheduledTask, stretches
from varifocal.org.runs.tentative import TentativeTask
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task

WEEKS = 12
FULL = 0.95
Stretch = tuple[float, float]
"""From when to when, as time stamps."""
MOST_UNPLACED = 60
FRESH = timedelta(hours=2)
"""A plan older than this is made anew before it explains anything."""
UNSEEN = "work you cannot see"


@dataclass(frozen=True, slots=True)
class Load:
    """A person's planned hours and capacity, week by week: her working time less absences, holidays, meetings; or
    a skill's. `tentative` are hours beside the planned ones of what may never come, as far as one may see it."""

    id: int
    name: str
    hours: tuple[float, ...]
    capacity: tuple[float, ...]
    tentative: tuple[float, ...] = ()

    def is_full(self, weeks: Sequence[int]) -> bool:
        """Nothing worth naming is left of these weeks, taken together."""
        there = sum(self.capacity[week] for week in weeks)
        return there > 0 and sum(self.hours[week] for week in weeks) > FULL * there


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A task that has no place yet, with the reason."""

    task: int
    name: str
    project: int
    project_name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Broken:
    """A pin or deadline of a “task” or “project” that the plan cannot keep, in a sentence."""

    noun: str
    id: int
    name: str
    sentence: str


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
    unplaced: tuple[Unplaced, ...] = ()
    broken: tuple[Broken, ...] = ()
    late: tuple[float, float] | None = None
    """Weighted days by which the plan misses its dates, and which no plan of this work can avoid; only for those who
    see all of it."""

    @property
    def proposed_tasks(self) -> int:
        """Tasks that wait for a yes."""
        return sum(one.proposed for one in self.waiting)

    @property
    def unplaced_tasks(self) -> int:
        """Tasks without a place."""
        return sum(one.unplaced for one in self.waiting)


def loads(by: Account, now: datetime, weeks: int = WEEKS) -> Schedule:
    """How full everybody's weeks are; work this account may not see is absent, from sums too. `now` is UTC."""
    return _Asked(by, now, weeks).loads()


def skill_loads(by: Account, now: datetime, weeks: int = WEEKS) -> Schedule:
    """The same by skill: hours the plan asks of it, and hours those who have it are there for it: their working
    time less what the plan gives them of other skills. Whoever has several skills is there for each."""
    return _Asked(by, now, weeks).skill_loads()


def around(by: Account, now: datetime) -> Schedule:
    """What stands beside a timeline: what waits for a yes, and the first tasks without a place."""
    return _Asked(by, now, asks_of_hours=False).tray()


def tray(by: Account, now: datetime) -> Schedule:
    """What is proposed, what nobody agreed yet, and the first tasks without a place."""
    return _Asked(by, now, asks_of_hours=False).tray()


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


def proposed_rows(by: Account, project: Project | None) -> QuerySet[ScheduledTask]:
    """What the newest run proposes for work nobody had placed: of one project, or all she may see."""
    run = Run.latest_one()
    rows = ScheduledTask.objects.visible_to(by).filter(run=run, proposed=True, task__finished_at=None)
    if project is not None:
        rows = rows.filter(task__project=project)
    return rows.select_related("task__project", "run", "mode")


class _Asked:
    """One page's questions."""

    def __init__(self, by: Account, now: datetime, weeks: int = WEEKS, *, asks_of_hours: bool = True) -> None:
        self.asks_of_hours = asks_of_hours
        self.by, self.house = by, Organization.here()
        self.today, self.run = self.house.today(now), Run.latest_one()
        self.weeks = tuple(monday_of(self.today) + WEEK * n for n in range(weeks))
        self.last = self.weeks[-1] + WEEK
        self.rows = ScheduledTask.objects.visible_to(by).filter(run=self.run, task__finished_at=None)
        here = Person.objects.visible_to(by).filter(Q(left=None) | Q(left__gte=self.weeks[0]))
        self.people = here.exclude(joined__gte=self.last)

    @cached_property
    def _found(self) -> dict[str, list[Row]]:
        return together_for(self.by, _lists, self.asks_of_hours, run=self.run.pk if self.run else 0)

    def loads(self) -> Schedule:
        return self._told(loads=tuple(self._loads()))

    def skill_loads(self) -> Schedule:
        return self._told(loads=tuple(self._skill_loads()))

    def tray(self) -> Schedule:
        homeless = (
            self.rows.exclude(unplanned="")
            .select_related("task__project")
            .only("unplanned", "task__name", "task__project__name")
            .order_by("task__project", "pk")[:MOST_UNPLACED]
        )
        return self._told(
            unplaced=tuple(
                Unplaced(
                    row.task_id, row.task.name, row.task.project_id, row.task.project.name, row.unplanned
                )
                for row in homeless
            ),
            late=self._late(),
            broken=tuple(self._broken()),
        )

    def _broken(self) -> Iterator[Broken]:
        """Of what the plan cannot keep that of which she sees the task or project."""
        told = [
            one for one in (self.run.figures if self.run else {}).get("problems", ()) if isinstance(one, dict)
        ]
        where = {one["where"]: one["sentence"] for one in told}
        asked = {
            noun: (
                rows.objects.visible_to(self.by).open().filter(pk__in=_numbers(noun, where)),
                {"id": "pk", "name": "name"},
            )
            for noun, rows in (("task", Task), ("project", Project))
        }
        for noun, rows in (together(asked) if where else {}).items():
            for row in sorted(rows, key=lambda row: row["id"]):
                yield Broken(noun, row["id"], row["name"], where[f"{noun} {row['id']}"])

    def _late(self) -> tuple[float, float] | None:
        figures = self.run.figures if self.run else {}
        seen = self.rows.order_by().values("pk")
        hidden = ScheduledTask.objects.filter(run=self.run, task__finished_at=None).exclude(pk__in=seen)
        if LEAST not in figures or hidden.exists():
            return None
        return figures["tardiness"], figures[LEAST]

    def _told(self, **more: Any) -> Schedule:
        found = self._found
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

    def _loads(self) -> Iterator[Load]:
        planned: dict[int, list[Stretch]] = defaultdict(list)
        coming: dict[int, list[Stretch]] = defaultdict(list)
        for hours, found in ((planned, self._in_sight(None)), (coming, self._may_come())):
            for _, crew, stretch in found:
                for one in crew:
                    hours[one].append(stretch)
        people = list(self.people)
        worked = workings(people, self.weeks[0], len(self.weeks))
        for person in people:
            working = worked[person.pk]
            yield Load(
                person.pk,
                person.name,
                self._by_week(working, planned[person.pk]),
                self._capacity(working),
                self._by_week(working, coming[person.pk]) if person.pk in coming else (),
            )

    def _skill_loads(self) -> Iterator[Load]:
        levels: dict[int, dict[int, int]] = defaultdict(dict)
        names: dict[int, str] = {}
        for person, skill, level, name in PersonSkill.objects.visible_to(self.by).values_list(
            "person_id", "skill_id", "level", "skill__name"
        ):
            levels[person][skill], names[skill] = level, name
        needs = asked_skills(self.by)
        planned: dict[tuple[int, int], list[Stretch]] = defaultdict(list)
        coming: dict[tuple[int, int], list[Stretch]] = defaultdict(list)
        for hours_of, found in ((planned, self._in_sight(needs)), (coming, self._may_come())):
            for asked, crew, stretch in found:
                for one in crew:
                    skill = next((each for each in asked if each in levels[one]), asked[0] if asked else 0)
                    hours_of[one, skill].append(stretch)
        people = list(self.people)
        worked = workings(people, self.weeks[0], len(self.weeks))
        spent, would = (
            {
                key: self._by_week(worked[key[0]], stretches)
                for key, stretches in found.items()
                if key[0] in worked
            }
            for found in (planned, coming)
        )
        capacity = {person.pk: self._capacity(worked[person.pk]) for person in people}
        names |= {skill: needs.names[skill] for _, skill in spent if skill in needs.names}
        for skill in sorted(names, key=lambda each: names[each].lower()):
            having = [person.pk for person in people if skill in levels[person.pk]]
            of_it = [hours for (_, each), hours in spent.items() if each == skill]
            of_coming = [hours for (_, each), hours in would.items() if each == skill]
            others = [hours for (one, each), hours in spent.items() if each != skill and one in having]
            yield Load(
                skill,
                names[skill],
                tuple(sum(hours[week] for hours in of_it) for week in range(len(self.weeks))),
                tuple(
                    max(
                        0.0,
                        sum(capacity[one][week] for one in having) - sum(hours[week] for hours in others),
                    )
                    for week in range(len(self.weeks))
                ),
                tuple(sum(hours[week] for hours in of_coming) for week in range(len(self.weeks)))
                if of_coming
                else (),
            )

    @cached_property
    def _edges(self) -> list[float]:
        zone = ZoneInfo(self.house.zone)
        return [datetime.combine(day, time.min, zone).timestamp() for day in (*self.weeks, self.last)]

    def _in_sight(self, needs: Needs | None) -> Iterator[tuple[list[int], list[int], Stretch]]:
        """What is planned in these weeks: the skills it asks for, if that is asked, who does it, from when to when."""
        rows = self.rows.filter(start__lt=datetime.fromtimestamp(self._edges[-1], UTC)).order_by(
            "start", "pk"
        )
        for task, kind, crew, start, finish, pieces in rows.values_list(
            "task_id", "task__kind_id", "crew", "start", "finish", "pieces"
        ):
            if start is not None and finish is not None:
                asked = needs.of(task, kind) if needs else []
                for stretch in stretches(start, finish, pieces):
                    yield asked, crew, stretch

    def _may_come(self) -> Iterator[tuple[list[int], list[int], Stretch]]:
        """The same of what may never come."""
        for row in self._found["coming"]:
            start, finish = moment(row["start"]), moment(row["finish"])
            if start is not None and finish is not None and start.timestamp() < self._edges[-1]:
                asked = [row["skill"]] if row["skill"] else []
                for stretch in stretches(start, finish, nested(row["pieces"])):
                    yield asked, nested(row["crew"]), stretch

    def _capacity(self, working: Working) -> tuple[float, ...]:
        return tuple(working.hours(begin, end) for begin, end in pairwise(self._edges))

    def _by_week(self, working: Working, stretches: Sequence[Stretch]) -> tuple[float, ...]:
        return tuple(
            sum(
                working.hours(max(start, begin), min(finish, end))
                for start, finish in stretches
                if start < end and finish > begin
            )
            for begin, end in pairwise(self._edges)
        )


def _lists(by: Account, coming: bool, *, run: Any) -> dict[str, Asked]:
    """What waits for a yes or for a place, by project, what is proposed to those who may accept it, and, where it is
    asked for, what may never come."""
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
    if coming:
        fields = {name: name for name in ("skill", "crew", "start", "finish", "pieces")}
        rows_of = TentativeTask.objects.visible_to(by).filter(run_id=run, start__isnull=False)
        lists["coming"] = (rows_of, fields)
    return lists | (proposals(by, run) if by.has_role(Role.OWNER, Role.MANAGER) else {})


def _numbers(noun: str, where: Iterable[str]) -> list[int]:
    """The numbers of the records of one noun that problems are about: of “task 7” 7."""
    return [int(each.removeprefix(f"{noun} ")) for each in where if each.startswith(f"{noun} ")]
