"""What needs somebody: the responsibilities that were named, and gaps that facts name."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Max, Q, Sum

from varifocal.org.base.account import Account
from varifocal.org.growth.responsibility import Responsibility
from varifocal.org.people.consent import Consent, people_who
from varifocal.org.people.person import Person
from varifocal.org.relations.company import Company
from varifocal.org.relations.touch import Touch
from varifocal.org.work.doing import TimeEntry
from varifocal.org.work.project import Project

UNTOUCHED = timedelta(days=60)
"""A client nobody has touched for so long."""
LATELY = timedelta(days=91)
MOST = 12


@dataclass(frozen=True, slots=True)
class Gap:
    """Something nobody does: a project nobody manages, a client nobody looks after or has touched."""

    kind: str
    id: int
    name: str
    words: str
    acting: str = ""
    """Who acts in it already, of those who agree that others see it, and what shows it."""


def _acting(by: Account, today: date, found: list[Gap]) -> dict[tuple[str, int], str]:
    """Whoever did most of it lately, where she agrees now that it is seen: hours of leading and managing for a project,
    words with a client. Three queries."""
    agree = people_who(Consent.About.ACTING)
    if not found or not agree:
        return {}
    since = today - LATELY
    hours = TimeEntry.objects.visible_to(by).filter(
        project__in=[one.id for one in found if one.kind == "project"], on__gte=since, person__in=agree,
        act__in=(TimeEntry.Act.LEAD, TimeEntry.Act.MANAGE),
    )  # fmt: skip
    told: dict[tuple[str, int], str] = {}
    spent = hours.order_by().values_list("project_id", "person__name").annotate(all=Sum("hours"))
    for project, name, sum_ in sorted(spent, key=lambda row: (row[2], row[1])):
        told["project", project] = f"{name} acts already: {sum_:.0f} h of steering it in a quarter"
    touches = Touch.objects.visible_to(by).filter(
        company__in=[one.id for one in found if one.kind == "client"], on__gte=since, person__in=agree
    )
    words = (
        touches.order_by().values_list("company_id", "person__name").annotate(all=Count("pk", distinct=True))
    )
    for company, name, count in sorted(words, key=lambda row: (row[2], row[1])):
        told["client", company] = (
            f"{name} acts already: {count} {'word' if count == 1 else 'words'} in a quarter"
        )
    return told


def gaps(by: Account, today: date) -> list[Gap]:
    """Gaps she may see, and who acts in them already."""
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
    acting = _acting(by, today, found)
    return [replace(one, acting=acting.get((one.kind, one.id), "")) for one in found]


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
