"""Who else could do a task: those qualified, how well each fits, and whether she has the hours before it is due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, Sum

from varifocal.core import portfolio as core
from varifocal.core.people.suiting import Known, suiting
from varifocal.core.plan import free_hours
from varifocal.core.portfolio.fit import fit
from varifocal.flows.schedule import UNSEEN, explainer
from varifocal.flows.together import together
from varifocal.org.base.account import Account
from varifocal.org.growth.growth_plan import GrowthPlan
from varifocal.org.growth.passion import Passion
from varifocal.org.people.person import Person
from varifocal.org.work.doing import TimeEntry
from varifocal.org.work.order import Assignment
from varifocal.org.work.task import Task

MOST = 8
A_YEAR = timedelta(days=364)
WITHOUT_A_DATE = timedelta(weeks=4)
"""Where nothing is due, hours free until then are counted."""


@dataclass(frozen=True, slots=True)
class Skilled:
    """A skill asked for, the level asked, and the level she has."""

    name: str
    asked: int
    has: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could do it. `free` hours until `until` in the plan, of which the task asks `hours`; `wishes` are
    skills it asks for that she wants more of; `known` counts tasks she finished for its project, `client` those for
    its client's other projects."""

    id: int
    name: str
    skills: tuple[Skilled, ...]
    wishes: tuple[str, ...]
    free: float
    hours: float
    until: date
    known: int
    client: int
    score: float
    """How well it suits her in all, from 0 to 1."""
    parts: tuple[str, ...]
    """In what it suits her, and in what not: a sentence each."""

    @property
    def has_time(self) -> bool:
        """Whether it fits beside what she has."""
        return self.free >= self.hours


def who_else(task: Task, by: Account, now: datetime) -> tuple[Candidate, ...]:
    """At most eight others who meet everything the task asks for, the best first: those with the hours, who want
    more of it, who know the project or its client, with levels to spare. Work this account may not see takes no
    hours here. Raises KeyError for a task that is not open; empty for what needs nobody."""
    told = explainer(by, now)
    portfolio, plan = told.portfolio, told.plan
    asked = portfolio.task[task.pk]
    if asked.wait is not None or asked.is_milestone:
        return ()
    until = asked.due or portfolio.project[asked.project].due or portfolio.now.date() + WITHOUT_A_DATE
    placed = {pk: one for pk, one in plan.placed.items() if portfolio.task[pk].name != UNSEEN}
    free = free_hours(portfolio, replace(plan, placed=placed), max(until, portfolio.now.date()))
    doing = plan.placed[task.pk].people if task.pk in plan.placed else asked.people
    known = _finished(task, by)
    wants, aims, hours = _wishes_and_hours(task, by, portfolio.now.date())
    here = set(
        Person.objects.visible_to(by)
        .filter(Q(account=None) | ~Q(account__roles=["guest"]))
        .values_list("pk", flat=True)
    )
    found = []
    for person in portfolio.people:
        if person.id in doing or person.id not in here:
            continue
        how = fit(person, asked.demands)
        if not all(met.qualified for met in how.met):
            continue
        names = portfolio.skills
        one = Candidate(
            person.id,
            person.name,
            tuple(Skilled(names.get(met.demand.skill, ""), met.demand.level, met.level) for met in how.met),
            tuple(names.get(skill, "") for skill in sorted(how.passions) if (person.id, skill) in wants),
            free.get(person.id, 0.0),
            asked.left / max(1, len(doing)),
            until,
            *known.get(person.id, (0, 0)),
            *_suits(person, asked, names, wants, aims.get(person.id, {}), hours),
        )
        found.append((how.surplus, one))
    found.sort(
        key=lambda pair: (
            not pair[1].has_time, -len(pair[1].wishes), -pair[1].known, -pair[1].client, -pair[0], pair[1].name,
        )
    )  # fmt: skip
    return tuple(one for _, one in found[:MOST])


def _suits(
    person: core.Person,
    asked: core.Task,
    names: Mapping[int, str],
    wants: set[tuple[int, int]],
    aims: Mapping[int, int],
    hours: Mapping[int, float],
) -> tuple[float, tuple[str, ...]]:
    """How well it suits her and in what, from what this account may see of her wishes."""
    seen = replace(
        person, passions=frozenset(skill for skill in person.passions if (person.id, skill) in wants)
    )
    known = Known(hours.get(person.id, 0.0), max(hours.values(), default=0.0))
    found = suiting(seen, asked, names, wishes=aims, known=known)
    return found.score, tuple(part.sentence for part in found.parts)


def _wishes_and_hours(
    task: Task, by: Account, today: date
) -> tuple[set[tuple[int, int]], dict[int, dict[int, int]], dict[int, float]]:
    """Skills people want more of, levels wanted by those who let it shape the work, and hours of a year for its client,
    by person; as this account may see them, in one query."""
    spent = TimeEntry.objects.visible_to(by).filter(
        project__company=task.project.company_id or 0, on__gt=today - A_YEAR
    )
    found = together({
        "wants": (
            Passion.objects.visible_to(by).filter(less=False).exclude(skill=None),
            {"person": "person_id", "skill": "skill_id"},
        ),
        "aims": (
            GrowthPlan.objects.visible_to(by).shaping().exclude(level=None),
            {"person": "person_id", "skill": "skill_id", "level": "level"},
        ),
        "spent": (
            spent.order_by().values("person_id").annotate(sum=Sum("hours")),
            {"person": "person_id", "hours": "sum"},
        ),
    })  # fmt: skip
    aims: dict[int, dict[int, int]] = defaultdict(dict)
    for row in found["aims"]:
        aims[row["person"]][row["skill"]] = row["level"]
    return (
        {(row["person"], row["skill"]) for row in found["wants"]},
        aims,
        {row["person"]: float(row["hours"]) for row in found["spent"]},
    )


def _finished(task: Task, by: Account) -> dict[int, tuple[int, int]]:
    project = task.project
    own = Q(task__project=project)
    theirs = Q(task__project__company=project.company_id) & ~own if project.company_id else Q(pk=None)
    rows = Assignment.objects.visible_to(by).filter(own | theirs).exclude(task__finished_at=None)
    counted = (
        rows.order_by()
        .values("person_id")
        .annotate(own=Count("pk", filter=own), theirs=Count("pk", filter=theirs))
    )
    return {row["person_id"]: (row["own"], row["theirs"]) for row in counted}
