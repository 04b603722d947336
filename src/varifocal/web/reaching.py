"""What would it take: the part of a project's forecast, and of a goal, that finds levers."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from varifocal.core.values import WANTED_CHANCE
from varifocal.flows.reaching import MOST_NAMED, Handed, Pulled, what_would_it_take
from varifocal.flows.trying import Due, Supposed, to_plain
from varifocal.org.base.organization import Organization
from varifocal.org.direction.goal import Goal
from varifocal.org.work.project import Project
from varifocal.org.work.whatif import WhatIf
from varifocal.web import format as say
from varifocal.web.answers import actor
from varifocal.web.asking import DateField


class ReachForm(forms.Form):
    """The chance that is wanted, in per cent, and the day."""

    chance = forms.IntegerField(min_value=5, max_value=99)
    day = DateField()


@require_safe
def project(request: HttpRequest, pk: int) -> HttpResponse:
    """The cheapest levers that bring a project to a chance on a day."""
    rows = Project.objects.visible_to(actor(request)).open()
    return _reach(request, "project", pk, get_object_or_404(rows, pk=pk).due)


@require_safe
def goal(request: HttpRequest, pk: int) -> HttpResponse:
    """The same for the work of a goal."""
    rows = Goal.objects.visible_to(actor(request)).filter(ended_on=None)
    return _reach(request, "goal", pk, get_object_or_404(rows, pk=pk).target)


def _reach(request: HttpRequest, noun: str, pk: int, due: date | None) -> HttpResponse:
    by, now = actor(request), timezone.now()
    here = Organization.here()
    today = here.today(now)
    usual = f"{100 * WANTED_CHANCE:.0f}"
    form = ReachForm({"chance": request.GET.get("chance", usual), "day": request.GET.get("day", due)})
    if not form.is_valid() or form.cleaned_data["day"] < today:
        return render(request, "parts/reach.html", {"wrong": True})
    day, wanted = form.cleaned_data["day"], form.cleaned_data["chance"] / 100
    told = what_would_it_take(noun, pk, day, wanted, by=by, now=now)
    keeps = bool(by.can("keep", WhatIf))
    later = told.later if told.later and told.later > day else None
    context = {
        "told": told,
        "chance": None if told.chance is None else say.chance(told.chance, wanted),
        "day": say.day(day, today),
        "wanted": say.percent(wanted),
        "later": say.day(later, today) if later else "",
        "later_url": _scenario((Due("project", pk, later),)) if keeps and later and noun == "project" else "",
        "found": [_shown(one, wanted, here.currency, keeps) for one in told.found],
    }
    return render(request, "parts/reach.html", context)


def _shown(one: Pulled, wanted: float, currency: str, keeps: bool) -> dict[str, Any]:
    lost = [each for each in one.effects if each.points < 0]
    return {
        "levers": [
            {
                "sentence": lever.sentence,
                "url": reverse("task", args=[lever.task]) if lever.task else "",
            }
            for lever in one.levers
        ],
        "chance": say.chance(one.chance, wanted),
        "handed": [_handed(each) for each in one.handed[:MOST_NAMED]],
        "more_handed": max(0, len(one.handed) - MOST_NAMED),
        "left_out": sum(lever.hours for lever in one.levers),
        "outside": one.from_outside,
        "money": _money(one.more, currency),
        "lost": [
            {"name": each.name, "before": say.percent(each.before), "after": say.percent(each.after)}
            for each in lost[:MOST_NAMED]
        ],
        "more": max(0, len(lost) - MOST_NAMED),
        "hidden": one.hidden,
        "scenario_url": _scenario(one.supposed) if keeps and one.supposed else "",
    }


def _handed(one: Handed) -> str:
    after, before = (" and ".join(names) for names in (one.after, one.before))
    return f"“{one.name}” by {after} instead of {before}"


def _money(more: Decimal | None, currency: str) -> str:
    if more is None or abs(more) < 1:
        return ""
    return f"{say.money(abs(more), currency)} {'more' if more > 0 else 'less'} in all"


def _scenario(supposed: tuple[Supposed, ...]) -> str:
    plain = json.dumps([to_plain(one) for one in supposed])
    return f"{reverse('scenario-new')}?{urlencode({'supposed': plain})}"
