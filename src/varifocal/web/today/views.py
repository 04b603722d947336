"""What I do now, and why: start it, stop it, be done with it; the time is recorded on the way."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from varifocal.flows.today.day import today as day_of
from varifocal.org.base.refusals import Impossible
from varifocal.org.work.doing import TimeEntry
from varifocal.org.work.task import Task
from varifocal.web import format as words
from varifocal.web.answers import actor, say
from varifocal.web.asking import whole
from varifocal.web.today.shown import shown
from varifocal.web.today.tasks import quarters

MINUTES_OF_A_DAY = 24 * 60


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """The page."""
    by = actor(request)
    return render(request, "today/page.html", {"it": shown(day_of(by, timezone.now()), by)})


@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """She is at it now."""
    task = _hers(request, pk)
    task.start(by=actor(request), seen=_seen(request), at=timezone.now())
    say(request, f"You are at “{task}”")
    return _back(request)


@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """She stops for now: what she worked is recorded, and nobody is at it any more."""
    task = _hers(request, pk)
    minutes = _minutes(request)
    if minutes is None:
        raise Impossible("Say how many minutes you worked on it.", field="minutes")
    task.hang(Task.Status.TODO, by=actor(request), seen=_seen(request), at=timezone.now())
    _record(request, task, minutes)
    say(request, f"Stopped; {words.hours(minutes)} recorded for “{task}”")
    return _back(request)


@require_POST
def done(request: HttpRequest, pk: int) -> HttpResponse:
    """It is done; what she worked is recorded if she says so."""
    task = _hers(request, pk)
    minutes = _minutes(request)
    task.finish(by=actor(request), seen=_seen(request), at=timezone.now())
    if minutes is not None:
        _record(request, task, minutes)
    told = f"; {words.hours(minutes)} recorded" if minutes is not None else ""
    say(request, f"Done: “{task}”{told}")
    return _back(request)


def _hers(request: HttpRequest, pk: int) -> Task:
    seen = Task.objects.visible_to(actor(request)).select_related("project")
    return get_object_or_404(seen, pk=pk)


def _seen(request: HttpRequest) -> int:
    """The version she looked at; none said is older than any."""
    return whole(request.POST.get("seen", "")) or 0


def _minutes(request: HttpRequest) -> Decimal | None:
    """Hours worked, from minutes in the form: whole quarter hours, at least one; None where nothing was said."""
    text = request.POST.get("minutes", "").strip()
    if not text:
        return None
    minutes = whole(text)
    if minutes is None or minutes > MINUTES_OF_A_DAY:
        raise Impossible("Write the minutes as a whole number, at most a day's.", field="minutes")
    return Decimal(quarters(timedelta(minutes=minutes))) / 60 if minutes else None


def _record(request: HttpRequest, task: Task, hours: Decimal) -> None:
    by = actor(request)
    if by.person_id is None:
        raise Impossible("This sign-in belongs to no person, so there is nobody whose hours these are.")
    TimeEntry.record(by.person, by.person.today(timezone.now()), hours, by=by, task=task)


def _back(request: HttpRequest) -> HttpResponse:
    """The page anew, wherever on it the act was pressed."""
    if request.headers.get("HX-Request"):
        again = {"path": reverse("today"), "target": "#page", "select": "#page", "swap": "outerHTML"}
        return HttpResponse(headers={"HX-Location": json.dumps(again)})
    return HttpResponseRedirect(reverse("today"))
