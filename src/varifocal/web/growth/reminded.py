"""Reminders within Today: a talk, her week, her growth, what she watches; each a line with its act, and let go."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from varifocal.flows.reminders import Reminder, reminders
from varifocal.org.growth.encouragement import PromptAnswer
from varifocal.web.asking import done
from varifocal.web.growth.common import me_inside


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What she is reminded of."""
    by, me = me_inside(request)
    found = reminders(by, me, me.today(timezone.now()))
    return render(request, "growth/reminders.html", {"reminders": [_shown(one) for one in found]})


def _shown(one: Reminder) -> dict[str, Any]:
    acts: dict[str, list[dict[str, Any]]] = {
        "talk": [{"name": "Set the hour", "url": reverse("room-meet", args=[one.id]), "dialog": True}],
        "week": [{"name": "Tell", "url": reverse("check-in"), "dialog": False}],
        "growth": [{"name": "Look", "url": reverse("me") + "#plans", "dialog": False}],
        "risk": [
            {"name": name, "post": reverse(route, args=[one.project, one.id]), "fields": {"from": "today"}}
            for name, route in (("It struck", "project-risk-struck"), ("It is over", "project-risk-passed"))
        ],
    }
    let_go = {
        "name": "Not now",
        "post": reverse("reminder-let-go"),
        "fields": {"key": one.key},
        "plain": True,
    }
    return {"words": one.words, "acts": [*(act | {"plain": True} for act in acts[one.about]), let_go]}


@require_POST
def let_go(request: HttpRequest) -> HttpResponse:
    """Not now: it stays away for its time."""
    by, me = me_inside(request)
    today = me.today(timezone.now())
    one = next((one for one in reminders(by, me, today) if one.key == request.POST.get("key")), None)
    if one is None:
        raise Http404
    PromptAnswer.answer(me, me, PromptAnswer.Kind.REMINDER, one.key, today, by=by, used=False)
    return done(request, reverse("today"), "Let go")
