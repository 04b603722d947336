"""What would it take: the part of a project's forecast that finds levers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from varifocal.flows.reaching import Pulled, what_would_it_take
from varifocal.org.base.organization import Organization
from varifocal.org.work.project import Project
from varifocal.web import format as say
from varifocal.web.answers import actor
from varifocal.web.asking import DateField

MOST_EFFECTS = 3


class ReachForm(forms.Form):
    """The chance that is wanted, in per cent, and the day."""

    chance = forms.IntegerField(min_value=5, max_value=99)
    day = DateField()


@require_safe
def reach(request: HttpRequest, pk: int) -> HttpResponse:
    """The cheapest levers that bring it to a chance on a day."""
    by, now = actor(request), timezone.now()
    today = Organization.here().today(now)
    project = get_object_or_404(Project.objects.visible_to(by).open(), pk=pk)
    form = ReachForm({"chance": request.GET.get("chance", "80"), "day": request.GET.get("day", project.due)})
    if not form.is_valid() or form.cleaned_data["day"] < today:
        return render(request, "projects/reach.html", {"wrong": True})
    day, wanted = form.cleaned_data["day"], form.cleaned_data["chance"] / 100
    told = what_would_it_take(pk, day, wanted, by=by, now=now)
    context = {
        "told": told,
        "chance": None if told.chance is None else say.chance(told.chance, wanted),
        "day": say.day(day, today),
        "wanted": say.percent(wanted),
        "later": say.day(told.later, today) if told.later else "",
        "found": [_shown(one, wanted) for one in told.found],
    }
    return render(request, "projects/reach.html", context)


def _shown(one: Pulled, wanted: float) -> dict[str, Any]:
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
        "left_out": sum(lever.hours for lever in one.levers),
        "outside": one.from_outside,
        "lost": [
            {"name": each.name, "before": say.percent(each.before), "after": say.percent(each.after)}
            for each in lost[:MOST_EFFECTS]
        ],
        "more": max(0, len(lost) - MOST_EFFECTS),
        "hidden": one.hidden,
    }
