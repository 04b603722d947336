"""The bars of a timeline, as one account may see them: who does what when, what holds each, what ties them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from varifocal.flows.needs import asked_skills
from varifocal.flows.replan import changed_since
from varifocal.flows.together import Asked, day, together_for
from varifocal.org.base.account import Account
from varifocal.org.base.organization import Organization
from varifocal.org.people.person import Person
from varifocal.org.people.skill import Skill
from varifocal.org.runs.baselines import days_behind
from varifocal.org.runs.run import Run, ScheduledTask
from varifocal.org.runs.tentative import TentativeTask
from varifocal.org.work.equipment import Equipment, EquipmentNeed, Outage
from varifocal.org.work.mode import ModeNeed
from varifocal.org.work.order import Dependency
from varifocal.org.work.project import Project

MOST_BARS = 3_000
"""The soonest are drawn."""
LONGEST_CHAIN = 40
BY_OTHERS = ("predecessor", "wait", "queue", "equipment")
"""Holds that are other tasks."""
_FIELDS = (
    "task_id", "task__name", "task__project_id", "task__project__name", "crew", "start", "finish", "task__due",
    "p80", "chance", "proposed", "task__is_wait", "hold", "pieces", "mode_id", "task__kind_id",
)  # fmt: skip


_CREW, _START, _FINISH = (_FIELDS.index(name) for name in ("crew", "start", "finish"))


@dataclass(frozen=True, slots=True)
class Bar:
    """A placed task. Moments are UTC; `held_by` is the task its start waits for, where that is another one she
    sees; `elsewhere`: work of another project that stands in the chain."""

    task: int
    name: str
    project: int
    people: tuple[int, ...]
    start: datetime
    finish: datetime
    due: date | None
    p80: datetime | None
    chance: float | None
    proposed: bool
    is_wait: bool
    held_by: int | None = None
    elsewhere: bool = False
    was: tuple[date, date] | None = None
    """Its first and last day in the baseline of its project."""
    uses: tuple[int, ...] = ()
    """The equipment it keeps from its start to its finish, the way it is planned."""
    pauses: tuple[tuple[datetime, datetime], ...] = ()
    """From when to when it is put aside for other work of its person."""
    lands: float | None = None
    """The chance that it comes at all, of what may never; `task` is then its number among them, `project` its
    opportunity, both below zero."""


@dataclass(frozen=True, slots=True)
class Out:
    """So many `of` a kind of equipment out of service, both days included."""

    equipment: int
    first: date
    last: date
    count: int
    of: int
    note: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which bars are asked for: all, or those of a person, of a project, or that ask for a skill."""

    person: int | None = None
    project: int | None = None
    skill: int | None = None


@dataclass(frozen=True)
class Bars:
    """What a timeline draws: by start; `ties` as (before, after); `later`: how many more there are; `stale`:
    something changed that the plan has not seen yet."""

    today: date
    zone: ZoneInfo
    people: Mapping[int, str]
    projects: Mapping[int, str]
    bars: tuple[Bar, ...]
    ties: tuple[tuple[int, int], ...] = ()
    later: int = 0
    stale: bool = False
    of: str = ""
    chain: tuple[int, ...] = field(default=())
    """The tasks that hold the end of a project, the last first."""
    equipment: Mapping[int, tuple[str, int]] = field(default_factory=dict)
    """What tasks share, by name and with how many there are, where a bar uses it or some is out of service."""
    outages: tuple[Out, ...] = ()
    """What of it is out of service now or later, where all of the plan is asked for."""


def bars(by: Account, now: datetime, wanted: Wanted = Wanted()) -> Bars:
    """What the newest run placed, for one account's eyes; eleven queries. `now` is UTC."""
    house, run = Organization.here(), Run.latest_one()
    rows = ScheduledTask.objects.visible_to(by).filter(run=run, task__finished_at=None, start__isnull=False)
    told = _told(rows, by, wanted)
    chain: tuple[int, ...] = ()
    outside: set[int] = set()
    if wanted.project is not None and told:
        chain = _chain(max(told, key=lambda row: (row[_FINISH], row[0]))[0], rows)
        outside = set(chain) - {row[0] for row in told}
        told += rows.filter(task__in=outside).values_list(*_FIELDS)
    shown = sorted(told, key=lambda row: (row[_START], row[0]))[:MOST_BARS]
    seen = {row[0] for row in shown}
    projects = {row[2]: row[3] for row in shown}
    ties = (
        Dependency.objects.visible_to(by)
        .filter(before__finished_at=None, after__finished_at=None)
        .filter(Q() if wanted.project is None else Q(after__project=wanted.project))
        .order_by("pk")
    )
    behind = days_behind(by, projects)
    coming = [] if wanted.project is not None else _coming(by, run, wanted)
    projects |= {-one.opportunity_id: one.opportunity.name for one in coming}
    people = dict(_people(by, house.today(now)))
    shared = _Shared(by, house.today(now))
    drawn = (
        *(_bar(row, seen, behind.get(row[0]), shared, elsewhere=row[0] in outside) for row in shown),
        *(_may_come(number, one) for number, one in enumerate(coming, 1)),
    )
    outages = shared.outages if wanted == Wanted() else ()
    touched = {one for bar in drawn for one in bar.uses} | {one.equipment for one in outages}
    return Bars(
        today=house.today(now),
        zone=ZoneInfo(house.zone),
        people=_those_wanted(people, wanted, shown),
        projects=projects,
        bars=drawn,
        ties=tuple(pair for pair in ties.values_list("before_id", "after_id") if seen.issuperset(pair)),
        later=len(told) - len(shown),
        stale=run is None or changed_since(run.seen),
        of=_name_of(by, wanted, people),
        chain=tuple(task for task in chain if task in seen),
        equipment={one: told for one, told in shared.equipment.items() if one in touched},
        outages=outages,
    )


class _Shared:
    """The equipment tasks share: which task uses what, and what of it is out of service; one query."""

    def __init__(self, by: Account, today: date) -> None:
        found = together_for(by, _of_equipment, today=today)
        rows = sorted(found["all"], key=lambda row: str(row["name"]).lower())
        self.equipment = {row["id"]: (row["name"], row["count"]) for row in rows}
        self.uses: dict[int, list[int]] = defaultdict(list)
        self.ways: dict[int, list[int]] = defaultdict(list)
        for row in found["uses"]:
            self.uses[row["task"]].append(row["equipment"])
        for row in found["ways"]:
            self.ways[row["mode"]].append(row["equipment"])
        out = (
            (
                row["equipment"],
                day(row["first"]) or today,
                day(row["last"]) or today,
                row["count"],
                row["note"],
            )
            for row in sorted(found["out"], key=lambda row: (row["first"], row["id"]))
        )
        self.outages = tuple(
            Out(one, first, last, count, self.equipment[one][1], note)
            for one, first, last, count, note in out
        )

    def of(self, task: int, way: int | None) -> tuple[int, ...]:
        """What a task uses, done by another way where it is planned so."""
        return tuple(sorted(self.uses[task] if way is None else self.ways[way]))


def _of_equipment(by: Account, *, today: Any) -> dict[str, Asked]:
    uses = EquipmentNeed.objects.visible_to(by).filter(task__finished_at=None)
    ways = ModeNeed.objects.visible_to(by).filter(mode__task__finished_at=None).exclude(equipment=None)
    return {
        "all": (Equipment.objects.visible_to(by), {"id": "id", "name": "name", "count": "count"}),
        "uses": (uses, {"task": "task_id", "equipment": "equipment_id"}),
        "ways": (ways, {"mode": "mode_id", "equipment": "equipment_id"}),
        "out": (
            Outage.objects.visible_to(by).filter(last__gte=today),
            {
                "id": "id",
                "equipment": "equipment_id",
                "first": "first",
                "last": "last",
                "count": "count",
                "note": "note",
            },
        ),
    }


def _told(rows: QuerySet[ScheduledTask], by: Account, wanted: Wanted) -> list[tuple[Any, ...]]:
    if wanted.project is not None:
        rows = rows.filter(task__project=wanted.project)
    told = list(rows.values_list(*_FIELDS))
    if wanted.skill is not None:
        needs = asked_skills(by)
        told = [row for row in told if wanted.skill in needs.of(row[0], row[-1])]
    if wanted.person is not None:
        told = [row for row in told if wanted.person in row[_CREW]]
    return told


def _bar(
    row: tuple[Any, ...], seen: set[int], was: tuple[date, date] | None, shared: _Shared, *, elsewhere: bool
) -> Bar:
    """A row as it is drawn; what holds it is told only where that is drawn as well."""
    task, name, project, _, crew, start, finish, due, p80, chance, proposed, wait, hold, pieces, way, _ = row
    held = hold.get("id") if hold.get("kind") in BY_OTHERS else None
    return Bar(
        task, name, project, tuple(crew), start, finish, due, p80, chance, proposed, wait,
        held if held in seen else None, elsewhere, was, shared.of(task, way),
        tuple((_moment(end), _moment(begin)) for (_, end), (begin, _) in pairwise(pieces)),
    )  # fmt: skip


def _coming(by: Account, run: Run | None, wanted: Wanted) -> list[TentativeTask]:
    """What may never come, by start."""
    rows = TentativeTask.objects.visible_to(by).filter(run=run, start__isnull=False)
    rows = rows.select_related("opportunity", "like").order_by("start", "pk")
    if wanted.skill is not None:
        rows = rows.filter(skill=wanted.skill)
    return [one for one in rows[:MOST_BARS] if wanted.person in (None, *one.crew)]


def _may_come(number: int, one: TentativeTask) -> Bar:
    """Numbered as she sees them: the numbers of rows would tell of others."""
    assert one.start is not None
    assert one.finish is not None
    return Bar(
        -number, one.like.name, -one.opportunity_id, tuple(one.crew), one.start, one.finish, None, None, None,
        proposed=True, is_wait=one.like.is_wait, lands=one.opportunity.chance_to_win,
        pauses=tuple((_moment(end), _moment(begin)) for (_, end), (begin, _) in pairwise(one.pieces)),
    )  # fmt: skip


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _chain(last: int, rows: QuerySet[ScheduledTask]) -> tuple[int, ...]:
    """What holds the last task, and what holds that, back to what nothing else holds; only what she sees."""
    holds = dict(rows.values_list("task_id", "hold"))
    chain = [last]
    while len(chain) < LONGEST_CHAIN:
        hold = holds[chain[-1]]
        before = hold.get("id") if hold.get("kind") in BY_OTHERS else None
        if before not in holds or before in chain:
            break
        chain.append(before)
    return tuple(chain)


def _people(by: Account, today: date) -> Iterable[tuple[int, str]]:
    here = Person.objects.visible_to(by).filter(Q(left=None) | Q(left__gte=today))
    return here.order_by("name", "pk").values_list("pk", "name")


def _those_wanted(
    people: Mapping[int, str], wanted: Wanted, shown: Iterable[tuple[Any, ...]]
) -> dict[int, str]:
    """Everybody, who could be given any of it; where one skill is asked for, those who have it in hand."""
    if wanted.skill is None:
        return dict(people)
    busy = {person for row in shown for person in row[_CREW]}
    return {pk: name for pk, name in people.items() if pk in busy}


def _name_of(by: Account, wanted: Wanted, people: Mapping[int, str]) -> str:
    if wanted.person is not None:
        return people.get(wanted.person, "")
    if wanted.skill is not None:
        return Skill.objects.filter(pk=wanted.skill).values_list("name", flat=True).first() or ""
    if wanted.project is not None:
        project = Project.objects.visible_to(by).filter(pk=wanted.project)
        return project.values_list("name", flat=True).first() or ""
    return ""
