"""The day sheet: a day as it probably was, confirmed by one key."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from varifocal.flows import day_sheet
from varifocal.org.base.refusals import Impossible
from varifocal.org.people.person import Person
from varifocal.org.work.task import Task
from varifocal.web import format as say
from varifocal.web.answers import actor
from varifocal.web.asking import done

MOST_LINES = 40
MOST_CHOICES = 60


@require_safe
def day(request: HttpRequest) -> HttpResponse:
    """One day, line by line: the one asked for, else the first that still waits for her, else today."""
    by, person, now = actor(request), _me(request), timezone.now()
    waiting = [] if "on" in request.GET else day_sheet.open_days(person, now)
    on = _day(request.GET["on"]) if "on" in request.GET else waiting[0] if waiting else person.today(now)
    sheet = day_sheet.sheet(by, person, on, now)
    still = day_sheet.still_open(person, now)
    own = Task.objects.visible_to(by).open().filter(assignments__person=person, is_wait=False)
    context = _shown(sheet) | {
        "sheet": sheet,
        "choices": own.select_related("project").order_by("project__name", "name")[:MOST_CHOICES],
        "still": [{"on": one, "name": _short(one, sheet.today)} for one in still],
        "before": (sheet.on - timedelta(days=1)).isoformat(),
        "after": (sheet.on + timedelta(days=1)).isoformat() if sheet.on < sheet.today else "",
    }
    return render(request, "day/page.html", context)


@require_safe
def still_open(request: HttpRequest) -> HttpResponse:
    """For Today: the days that wait for her, each in a line."""
    by, person, now = actor(request), _me(request), timezone.now()
    sheets = [day_sheet.sheet(by, person, on, now) for on in day_sheet.open_days(person, now)]
    return render(
        request, "day/open.html", {"days": [_shown(one) | {"sheet": one} for one in sheets if one.blocks]}
    )


@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """That was the day."""
    by, person = actor(request), _me(request)
    on = _day(request.POST.get("on", ""))
    confirmed = day_sheet.confirm(by, person, on, _said(request), now=timezone.now())
    back = f"{reverse('day')}?on={on}" if "stay" in request.POST else reverse("today")
    told = f"{say.hours(confirmed.hours) or 'No hours'} on {say.WEEKDAYS[on.weekday()]}"
    return done(request, back, told)


def _said(request: HttpRequest) -> Iterator[tuple[str, Decimal]]:
    keys, hours = request.POST.getlist("key")[:MOST_LINES], request.POST.getlist("hours")[:MOST_LINES]
    for key, text in zip(keys, hours, strict=False):
        words = text.strip().replace(",", ".")
        if not key or not words:
            continue
        try:
            value = Decimal(words)
        except InvalidOperation:
            raise Impossible(f"“{words[:20]}” is no number of hours.", field="hours") from None
        if not value.is_finite() or not 0 <= value <= 24:
            raise Impossible("The hours of a line lie between 0 and 24.", field="hours")
        yield key, value.quantize(Decimal("0.01"))


def _shown(sheet: day_sheet.Sheet) -> dict[str, Any]:
    """A day in words."""
    away = (sheet.today - sheet.on).days
    weekday = say.WEEKDAYS[sheet.on.weekday()]
    name = {0: "Today", 1: "Yesterday"}.get(away, weekday)
    parts = [f"{one.name} {say.hours(one.hours)}" for one in sheet.blocks]
    return {
        "name": name,
        "date": f"{weekday}, {say.day(sheet.on, sheet.today)}",
        "in_words": ", ".join(parts),
        "total": say.hours(sheet.proposed),
    }


def _short(on: date, today: date) -> str:
    return "Yesterday" if (today - on).days == 1 else f"{say.WEEKDAYS[on.weekday()][:3]} {say.day(on, today)}"


def _me(request: HttpRequest) -> Person:
    person = actor(request).person
    if person is None or actor(request).is_guest:
        raise Http404
    return person


def _day(words: str) -> date:
    try:
        found = date.fromisoformat(words)
        return found if 2000 <= found.year <= 2200 else _day("")
    except ValueError:
        raise Http404 from None
