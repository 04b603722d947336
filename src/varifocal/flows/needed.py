"""What needs somebody: the responsibilities that were named, and gaps that facts name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Max, Prefetch, Q

from varifocal.flows.acting import acting
from varifocal.flows.grow_facts import Consents, consented, consents, who_agrees
from varifocal.flows.together import day, together
from varifocal.org.base.account import Account
from varifocal.org.growth.responsibility import Responsibility, ResponsibilitySkill
from varifocal.org.people.person import Person
from varifocal.org.relations.company import Company
from varifocal.org.relations.touch import Touch
from varifocal.org.work.project import Project

UNTOUCHED = timedelta(days=60)
"""A client nobody has touched for so long."""
MOST = 12


@dataclass(frozen=True, slots=True)
class Gap:
    """Something nobody does: a project nobody manages, a client nobody looks after or has touched."""

    kind: str
    id: int
    name: str
    words: str


def _gaps(by: Account, today: date) -> tuple[list[Gap], Consents]:
    """Gaps she may see, and who agrees to what at this moment, in one query."""
    seen = Touch.objects.visible_to(by)
    projects = Project.objects.visible_to(by).open().filter(manager=None).order_by("due", "pk")
    clients = (
        Company.objects.visible_to(by)
        .filter(kind=Company.Kind.CLIENT)
        .annotate(touched=Max("touches__on", filter=Q(touches__in=seen.values("pk"))))
        .order_by("touched", "name")
    )
    asked = together({
        "projects": (projects[:MOST], {"id": "pk", "name": "name", "due": "due"}),
        "clients": (
            clients[: MOST * 5], {"id": "pk", "name": "name", "after": "looked_after_by_id", "touched": "touched"}
        ),
        "agree": consented(),
    })  # fmt: skip
    orphans = sorted(asked["projects"], key=lambda row: (row["due"] is None, row["due"] or "", row["id"]))
    found = [Gap("project", row["id"], row["name"], "nobody manages it") for row in orphans]
    for row in sorted(asked["clients"], key=lambda row: (row["touched"] or "", row["name"])):
        touched = day(row["touched"])
        if row["after"] is None:
            found.append(Gap("client", row["id"], row["name"], "nobody looks after it"))
        elif touched is None or today - touched > UNTOUCHED:
            when = f"since {touched.day} {touched:%B %Y}" if touched else "that anybody has noted"
            found.append(Gap("quiet", row["id"], row["name"], f"no word {when}"))
    return found, who_agrees(asked["agree"])


@dataclass(frozen=True, slots=True)
class Needs:
    """What needs somebody: responsibilities, what nobody holds first; gaps the work shows; and by (kind, id) who acts
    already (“needed” for a responsibility)."""

    standing: list[Responsibility]
    gaps: list[Gap]
    acting: Mapping[tuple[str, int], str]


def needs(by: Account, today: date) -> Needs:
    """As this account may see it, with whoever acts already and agrees now that others see it. Eight queries."""
    rows, (found, agree) = standing(by), _gaps(by, today)
    unheld = [one for one in rows if one.holder_id is None or left_behind(one, today)]
    told = acting(by, today, [(one.kind, one.id) for one in found], unheld, agree)
    if consents() != agree:  # somebody changed her mind while this was reckoned
        return needs(by, today)
    return Needs(rows, found, told)


def standing(by: Account) -> list[Responsibility]:
    """What needs somebody, what nobody holds first."""
    rows = (
        Responsibility.objects.visible_to(by)
        .standing()
        .select_related("holder", "stand_in")
        .prefetch_related(Prefetch("skills", ResponsibilitySkill.objects.select_related("skill")))
    )
    return sorted(rows, key=lambda one: (one.holder_id is not None, one.stand_in_id is not None, one.pk))


def left_behind(one: Responsibility, today: date) -> bool:
    """Whoever holds it has left."""
    holder: Person | Any = one.holder
    return bool(holder and holder.left and holder.left < today)
