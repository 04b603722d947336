"""How what was told has moved, in the words and pictures of a page: named is only what she sees."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from varifocal.flows.estimated import of_project
from varifocal.flows.lately import Cause, Lately, Moved, lately
from varifocal.org.base.account import Account
from varifocal.org.base.acts import Change
from varifocal.org.base.organization import Organization
from varifocal.org.base.permission import visible
from varifocal.org.direction.goal import Goal
from varifocal.org.work.opportunity import Opportunity
from varifocal.org.work.project import Project
from varifocal.org.work.risk import Risk
from varifocal.org.work.task import Task
from varifocal.web import charts
from varifocal.web import format as say
from varifocal.web.answers import actor
from varifocal.web.scored.own import sentence

HIDDEN = "Something you cannot see"


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence about some time, and what moved the chance in it."""

    sentence: str
    causes: tuple[tuple[str, str], ...]
    """Words and points."""


@require_safe
def project(request: HttpRequest, pk: int) -> HttpResponse:
    """How what was told of a project has moved; beside its forecast, by itself."""
    by = actor(request)
    found = get_object_or_404(Project.objects.visible_to(by), pk=pk)
    return _page(request, by, found, found.due)


@require_safe
def goal(request: HttpRequest, pk: int) -> HttpResponse:
    """How what was told of a goal's work has moved."""
    by = actor(request)
    found = get_object_or_404(Goal.objects.visible_to(by), pk=pk)
    return _page(request, by, found, found.target)


def _page(request: HttpRequest, by: Account, thing: Project | Goal, due: date | None) -> HttpResponse:
    told = shown(by, lately(by, thing, timezone.now()), thing.name, due, Organization.here())
    if isinstance(thing, Project):
        told["estimates"] = sentence(of_project(by, thing))
    return render(request, "parts/lately.html", {"lately": told})


def shown(by: Account, found: Lately, name: str, due: date | None, here: Organization) -> dict[str, Any]:
    """The picture and the sentences of a project or goal; five queries at most, none where nothing moved."""
    today, zone = here.today(), ZoneInfo(here.zone)
    days = [
        (one.on, one.half, one.most, one.chance)
        for one in found.days
        if one.half is not None and one.most is not None
    ]
    about = {thing for one in found.moved for cause in one.causes for thing in cause.about}
    hidden = out_of_sight(by, about) if about else set()
    return {
        "picture": charts.drift(days, title=f"When “{name}” was told to be done", today=today, due=due),
        "moved": [_told(one, hidden, today, zone) for one in found.moved],
    }


def out_of_sight(by: Account, things: Collection[tuple[str, int]]) -> set[tuple[str, int]]:
    """Which of these she does not see; of what is gone by now she sees what she may read of it in the log."""
    hidden: set[tuple[str, int]] = set()
    for kind in (Task, Project, Goal, Risk, Opportunity):
        noun = kind.noun()
        if ids := {pk for name, pk in things if name == noun}:
            seen = set(kind.objects.visible_to(by).filter(pk__in=ids).values_list("pk", flat=True))
            hidden |= {(noun, pk) for pk in ids - seen}
    if hidden:
        told = Change.objects.filter(visible(by, Change), record_id__in=[pk for _, pk in hidden])
        told = told.filter(after__isnull=True)
        hidden -= set(told.values_list("noun", "record_id"))
    return hidden


def _told(one: Moved, hidden: Collection[tuple[str, int]], today: date, zone: ZoneInfo) -> Told:
    on = _day(one.since, zone)
    since = "earlier today" if on == today else say.near_day(on, today)
    return Told(
        f"{say.percent(one.now)} now, {say.percent(one.was)} {since}:",
        tuple((words, say.points(points / 100)) for words, points in _named(one.causes, hidden)),
    )


def _named(causes: Iterable[Cause], hidden: Collection[tuple[str, int]]) -> list[tuple[str, int]]:
    """Causes by name; those she does not see count together, so that they add up."""
    sums: dict[str, int] = {}
    for one in causes:
        words = HIDDEN if any(thing in hidden for thing in one.about) else one.label
        sums[words] = sums.get(words, 0) + one.points
    return [(words, points) for words, points in sums.items() if points]


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()
