"""What needs somebody: the responsibilities that were named, and gaps that facts name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Max, Q

from varifocal.org.base.account import Account
from varifocal.org.growth.responsibility import Responsibility
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


def gaps(by: Account, today: date) -> list[Gap]:
    """Gaps she may see, in two queries."""
    found = [
        Gap("project", project.pk, project.name, "nobody manages it")
        for project in Project.objects.visible_to(by).open().filter(manager=None).order_by("due", "pk")[:MOST]
    ]
    seen = Touch.objects.visible_to(by)
    clients = (
        Company.objects.visible_to(by)
        .filter(kind=Company.Kind.CLIENT)
        .annotate(touched=Max("touches__on", filter=Q(touches__in=seen.values("pk"))))
        .order_by("touched", "name")
    )
    for client in clients[: MOST * 5]:
        touched: date | None = client.touched
        if client.looked_after_by_id is None:
            found.append(Gap("client", client.pk, client.name, "nobody looks after it"))
        elif touched is None or today - touched > UNTOUCHED:
            when = f"since {touched.day} {touched:%B %Y}" if touched else "that anybody has noted"
            found.append(Gap("quiet", client.pk, client.name, f"no word {when}"))
    return found


def standing(by: Account) -> list[Responsibility]:
    """What needs somebody, what nobody holds first."""
    rows = (
        Responsibility.objects.visible_to(by)
        .standing()
        .select_related("holder", "stand_in")
        .prefetch_related("skills__skill")
    )
    return sorted(rows, key=lambda one: (one.holder_id is not None, one.stand_in_id is not None, one.pk))


def left_behind(one: Responsibility, today: date) -> bool:
    """Whoever holds it has left."""
    holder: Person | Any = one.holder
    return bool(holder and holder.left and holder.left < today)
