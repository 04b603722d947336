"""What a profile shows: what she can, wants and stands for, when she works, on what and why, and who thanks her."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import CharField, F, IntegerField, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce

from varifocal.org.base.account import Account
from varifocal.org.base.organization import Organization
from varifocal.org.growth.mentorship import Mentorship
from varifocal.org.growth.passion import Passion
from varifocal.org.growth.praise import Praise
from varifocal.org.people.person import WEEKDAYS, Absence, Membership, Person
from varifocal.org.people.skill import PersonSkill, PersonValue
from varifocal.org.people.told import Eyes
from varifocal.org.runs.run import Run, ScheduledTask
from varifocal.org.work.handover import Handover
from varifocal.org.work.project import Project
from varifocal.web import colour, levels
from varifocal.web import format as say
from varifocal.web.direction.tree import Tree

TASKS, THANKS, ABSENCES = 12, 6, 8
"""How many rows of each a profile shows."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A line that stands beside a person: a skill, a passion, a value, a team, a mentorship."""

    kind: str
    id: int
    text: str
    number: int
    ref: int
    other: str

    @property
    def level(self) -> str:
        """A skill's level in words."""
        return levels.word(self.number)


@dataclass(frozen=True, slots=True)
class Work:
    """A task she does, and what it is for."""

    row: ScheduledTask
    hours: str
    day: str
    shade: str
    sight: tuple[dict[str, Any], ...]
    standing: bool


@dataclass(frozen=True, slots=True)
class Profile:
    """The page."""

    person: Person
    away: str
    week: tuple[tuple[str, str], ...]
    hours: str
    share: str
    beside: dict[str, list[Beside]]
    absences: Sequence[Absence]
    work: tuple[Work, ...]
    took: Sequence[Handover]
    thanks: Sequence[Praise]


def show(by: Account, pk: int, here: Organization) -> Profile | None:
    """All of it, in eight queries; None where she does not see the person. Days are the organization's."""
    today = here.today()
    person = Person.objects.visible_to(by).select_related("lead").filter(pk=pk).first()
    if person is None:
        return None
    absences = list(Absence.objects.visible_to(by).filter(person=person, last__gte=today)[:ABSENCES])
    now = next((row for row in absences if row.first <= today), None)
    return Profile(
        person=person,
        away=f"Away until {say.near_day(now.last, today)}." if now else "",
        week=tuple(
            (name, ", ".join(f"{start} to {end}" for start, end in stretches) or "free")
            for name, stretches in zip(WEEKDAYS, person.working_week, strict=True)
        ),
        hours=say.hours(person.hours_a_week),
        share="" if person.share == 1 else say.percent(float(person.share)),
        beside=_beside(by, person),
        absences=absences,
        work=_work(by, person, here, today),
        took=_took(by, person),
        thanks=_thanks(by, person),
    )


def _beside(by: Account, person: Person) -> dict[str, list[Beside]]:
    """Five kinds of lines in one query."""
    mentorships = Mentorship.objects.visible_to(by).begun()
    parts = [
        _lines(
            "skill",
            PersonSkill.objects.visible_to(by).filter(person=person),
            "skill__name",
            "level",
            "skill_id",
        ),
        _lines(
            "passion",
            Passion.objects.visible_to(by).filter(person=person, seen_by=Eyes.EVERYONE, less=False),
            "words",
        ),
        _lines(
            "value",
            PersonValue.objects.visible_to(by).filter(person=person, seen_by=Eyes.EVERYONE),
            Coalesce("value__name", "words"),
        ),
        _lines("team", Membership.objects.visible_to(by).filter(person=person), "team__name"),
        _lines("learns", mentorships.filter(learner=person), "skill__name", "", "mentor_id", "mentor__name"),
        _lines(
            "mentors", mentorships.filter(mentor=person), "skill__name", "", "learner_id", "learner__name"
        ),
    ]
    found: dict[str, list[Beside]] = {}
    for row in parts[0].union(*parts[1:], all=True):
        line = Beside(*row)
        found.setdefault(line.kind, []).append(line)
    for lines in found.values():
        lines.sort(key=lambda line: (-line.number, line.text.lower()))
    return found


def _lines(
    kind: str, rows: QuerySet[Any], text: str | Coalesce, number: str = "", ref: str = "", other: str = ""
) -> QuerySet[Any, tuple[Any, ...]]:
    """Rows of one kind in the shape all kinds share; both databases want the columns' types to agree."""
    none, nothing = Value(0, IntegerField()), Value("", CharField())
    return rows.order_by().values_list(
        Cast(Value(kind), CharField()),
        Cast("pk", IntegerField()),
        Cast(text, CharField()),
        Cast(number, IntegerField()) if number else none,
        Cast(ref, IntegerField()) if ref else none,
        Cast(other, CharField()) if other else Cast(nothing, CharField()),
    )


def _work(by: Account, person: Person, here: Organization, today: date) -> tuple[Work, ...]:
    """Her open tasks as the newest run orders them, each with its line of sight."""
    rows = list(
        ScheduledTask.objects.visible_to(by)
        .filter(run=Run.newest(), person=person, task__finished_at=None, task__project__ended_on=None)
        .select_related("task", "task__project")
        .order_by(F("start").asc(nulls_last=True), "rank", "pk")[:TASKS]
    )
    tree = Tree.seen_by(by, today, None) if rows else None
    zone = ZoneInfo(here.zone)
    return tuple(_doing(row, tree, zone, today) for row in rows if tree is not None)


def _doing(row: ScheduledTask, tree: Tree, zone: ZoneInfo, today: date) -> Work:
    finish = row.finish.astimezone(zone).date() if row.finish else None
    project = row.task.project
    return Work(
        row=row,
        hours=say.quarters(row.hours),
        day=say.near_day(finish, today),
        shade=colour.shade(row.task.due or project.due, today),
        sight=tuple(tree.sight_of(project)),
        standing=project.kind == Project.Kind.STANDING,
    )


def _took(by: Account, person: Person) -> list[Handover]:
    """What she took, and so promised: by the day somebody looks in."""
    taken = Handover.objects.visible_to(by).standing().filter(taker=person, state=Handover.State.TAKEN)
    return list(taken.select_related("task", "giver").order_by("look_in", "pk")[:TASKS])


def _thanks(by: Account, person: Person) -> list[Praise]:
    """Words about work she may see."""
    seen = Q(task=None) | Q(task__project__in=Project.objects.visible_to(by).values("pk"))
    rows = Praise.objects.visible_to(by).filter(seen, receiver=person)
    return list(rows.select_related("giver", "value", "task")[:THANKS])
