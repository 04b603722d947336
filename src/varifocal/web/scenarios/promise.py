"""What stands for and against a due date while it is typed: a part under the field, and the days that could be
promised."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from varifocal.flows.promising import can_promise, earliest
from varifocal.org.base.organization import Organization
from varifocal.org.base.refusals import Impossible, NotAllowed
from varifocal.web import format as say
from varifocal.web.answers import actor
from varifocal.web.asking import DateField

STATES = {
    "holds": ("good", "it holds"),
    "another": ("open", "it holds with somebody else"),
    "first": ("open", "it holds if others give way"),
    "breaks": ("danger", "it does not hold"),
}


@require_safe
def of_project(request: HttpRequest, pk: int) -> HttpResponse:
    """Whether a project can be promised by the day in its form."""
    return _said(request, "project", pk)


@require_safe
def of_task(request: HttpRequest, pk: int) -> HttpResponse:
    """Whether a task can."""
    return _said(request, "task", pk)


@require_safe
def days_of_project(request: HttpRequest, pk: int) -> HttpResponse:
    """By when a project could be promised; a forecast, so it comes after."""
    return _days(request, "project", pk)


@require_safe
def days_of_task(request: HttpRequest, pk: int) -> HttpResponse:
    """By when a task could be."""
    return _days(request, "task", pk)


def _said(request: HttpRequest, noun: str, pk: int) -> HttpResponse:
    now = timezone.now()
    try:
        day = DateField(required=False).clean(request.GET.get("due", ""))
    except ValidationError:
        day = None
    told = _found(lambda: can_promise(noun, pk, day or now.date(), by=actor(request), now=now))
    context: dict[str, Any] = {}
    if day is not None:
        state, word = STATES[told.state]
        context = {
            "state": state,
            "word": word,
            "sentences": told.sentences,
            "days_url": reverse(f"{noun}-promise-days", args=[pk]),
        }
    return render(request, "scenarios/promise.html", context)


def _days(request: HttpRequest, noun: str, pk: int) -> HttpResponse:
    now = timezone.now()
    told = _found(lambda: earliest(noun, pk, by=actor(request), now=now))
    today = Organization.here().today(now)
    days = ((50, told.half), (80, told.most), (95, told.sure))
    context = {
        "days": [{"share": share, "day": say.day(day, today)} for share, day in days if day],
        "sentence": told.sentence,
    }
    return render(request, "scenarios/promise_days.html", context)


def _found(asked: Any) -> Any:
    """What is answered; what is not there for her eyes is no page of hers."""
    try:
        return asked()
    except (Impossible, NotAllowed):
        raise Http404 from None
