"""When somebody last used a skill: work of hers that was finished and asked for it, by itself or by its kind, and what
she showed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import F, Max, Q
from django.db.models.functions import Coalesce

from varifocal.core.people.fading import faded as faded
from varifocal.flows.together import Asked, Row, day
from varifocal.org.base.account import Account
from varifocal.org.growth.evidence import SkillEvidence
from varifocal.org.work.order import Assignment

Pair = tuple[int, int]
"""A person and a skill, by ids."""
MOST_WORK = 400
LISTS = ("by_kind", "by_need", "by_showing")


def uses(by: Account, about: Q | None = None) -> Mapping[str, Asked]:
    """Lists for a question asked together: of each person (`about`: of whom, by `person`) and skill the last day, of
    the work and the evidence this account may see."""
    about = Q() if about is None else about
    done = (
        Assignment.objects.visible_to(by).filter(about, task__is_wait=False).exclude(task__finished_at=None)
    )
    kind, need = "task__kind__skill_id", "task__needs__skill_id"
    shown = SkillEvidence.objects.visible_to(by).filter(about)
    fields = {"person": "person_id", "skill": "of", "last": "last"}
    lists = zip(
        LISTS,
        (
            done.filter(task__needs=None).exclude(task__kind__skill=None).values("person_id", of=F(kind)),
            done.exclude(task__needs=None).values("person_id", of=F(need)),
            shown.values("person_id", of=F("skill_id")),
        ),
        ("task__finished_at", "task__finished_at", "on"),
        strict=True,
    )
    return {name: (rows.order_by().annotate(last=Max(when)), fields) for name, rows, when in lists}


def work_of(by: Account, person: int) -> Asked:
    """What she finished that asked for a skill, the newest first: its skill, task, name and day."""
    done = Assignment.objects.visible_to(by).filter(person=person, task__is_wait=False)
    asked = Coalesce("task__needs__skill_id", "task__kind__skill_id")
    rows = (
        done.exclude(task__finished_at=None)
        .annotate(of=asked)
        .exclude(of=None)
        .order_by("-task__finished_at")
    )
    fields = {"skill": "of", "task": "task_id", "name": "task__name", "on": "task__finished_at"}
    return rows[:MOST_WORK], fields


def last_used(found: Mapping[str, Iterable[Row]]) -> dict[Pair, date]:
    """The last day by person and skill, from the answers to `uses`; a pair nobody knows of is left out."""
    last: dict[Pair, date] = {}
    for name in LISTS:
        for row in found[name]:
            pair, on = (row["person"], row["skill"]), day(row["last"])
            if on is not None:
                last[pair] = max(on, last.get(pair, on))
    return last
