"""What stands for and against a due date while it is typed: a part under the field, and the days that could be
promised."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from varifocal.flows.pricing import priced
from varifocal.flows.promising import can_promise, earliest, what_would_keep
from varifocal.flows.trying import Given
from varifocal.flows.trying.values import Cost
from varifocal.org.base.account import Account, Role
from varifocal.org.base.organization import Organization
from varifocal.org.base.refusals import Impossible, NotAllowed
from varifocal.web import format as say
from varifocal.web.answers import actor
from varifocal.web.asking import DateField
from varifocal.web.schedule.trying import at_rates

STATES = {
    "holds": ("good", "as planned it holds"),
    "another": ("open", "it holds with somebody else"),
    "first": ("open", "it holds if others give way"),
    "breaks": ("danger", "it does not hold"),
}
FUTURES = {
    "few": ("danger", "in fewer than half of the futures"),
    "half": ("open", "in half of the futures or more, in fewer than four of five"),
    "most": ("good", "in four of five futures or more"),
}
"""A plan that keeps a day is no promise yet: in how many of the futures lived through it is kept."""
MOST_CHANCES = 3
"""Promises and goals named beside a remedy, those it changes most."""


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
    day = _day(request)
    told = _found(lambda: can_promise(noun, pk, day or now.date(), by=actor(request), now=now))
    context: dict[str, Any] = {}
    if day is not None:
        state, word = STATES[told.state]
        context = {
            "state": state,
            "word": word,
            "sentences": told.sentences,
            "days_url": f"{reverse(f'{noun}-promise-days', args=[pk])}?due={day}",
            "keeping_url": ""
            if told.state == "holds"
            else f"{reverse(f'{noun}-keeping', args=[pk])}?due={day}",
        }
    return render(request, "scenarios/promise.html", context)


def _days(request: HttpRequest, noun: str, pk: int) -> HttpResponse:
    now, due = timezone.now(), _day(request)
    told = _found(lambda: earliest(noun, pk, by=actor(request), now=now))
    today = Organization.here().today(now)
    days = ((50, told.half), (80, told.most), (95, told.sure))
    state, word = FUTURES.get(told.holds_in(due) if due else "", ("", ""))
    context = {
        "state": state,
        "word": word,
        "days": [{"share": share, "day": say.day(day, today)} for share, day in days if day],
        "sentence": told.sentence,
    }
    return render(request, "scenarios/promise_days.html", context)


@require_safe
def keeping_project(request: HttpRequest, pk: int) -> HttpResponse:
    """What would keep the date of a project."""
    return _keeping(request, "project", pk)


@require_safe
def keeping_task(request: HttpRequest, pk: int) -> HttpResponse:
    """What would keep the date of a task."""
    return _keeping(request, "task", pk)


@require_safe
def priced_here(request: HttpRequest, pk: int) -> HttpResponse:
    """What would bring a task forward, with its price in days and chances; comes after the explanation."""
    now = timezone.now()
    by = actor(request)
    told = _found(lambda: priced(pk, by=by, now=now))
    today = Organization.here().today(now)
    context = {
        "beside": "beside" in request.GET,
        "remedies": [
            {
                "sentence": one.sentence,
                "day": say.day(one.day, today),
                "instead_of": say.day(one.instead_of, today),
                "chances": [
                    {"name": each.name, "before": say.percent(each.before), "after": say.percent(each.after)}
                    for each in sorted(one.chances, key=lambda each: -abs(each.points))[:MOST_CHANCES]
                ],
                "hidden": one.hidden,
                "cost": _cost(one.cost),
                "try": _try(one.given, by),
            }
            for one in told.remedies
        ],
        "answers": [
            {
                "wait": one.wait,
                "day": say.day(one.day, today),
                "name": one.name,
                "promised": say.day(one.promised, today),
            }
            for one in told.answers
        ],
    }
    return render(request, "scenarios/priced.html", context)


def _cost(cost: Cost | None) -> str:
    """What a remedy costs more or less; empty where that is nothing, or not for her."""
    if cost is None or not cost.more:
        return ""
    return (
        f"{say.money(abs(cost.more), cost.currency)} {'more' if cost.more > 0 else 'less'} {at_rates(cost)}"
    )


def _try(given: Given | None, by: Account) -> str:
    """Where it is tried, with bars and dates, where giving a task to somebody is hers."""
    if given is None or not by.has_role(Role.OWNER, Role.MANAGER):
        return ""
    return (
        f"{reverse('schedule-try', args=[given.task])}?{urlencode({'person': given.people[0], 'dropped': 1})}"
    )


def _keeping(request: HttpRequest, noun: str, pk: int) -> HttpResponse:
    day = _day(request)
    ways = _found(lambda: what_would_keep(noun, pk, day, by=actor(request), now=timezone.now()))
    return render(request, "scenarios/keeping.html", {"ways": ways, "kept": ways is None})


def _day(request: HttpRequest) -> date | None:
    """The day in the form; None where there is none, or no day."""
    try:
        return DateField(required=False).clean(request.GET.get("due", "")) or None
    except ValidationError:
        return None


def _found(asked: Any) -> Any:
    """What is answered; what is not there for her eyes is no page of hers."""
    try:
        return asked()
    except (Impossible, NotAllowed):
        raise Http404 from None
