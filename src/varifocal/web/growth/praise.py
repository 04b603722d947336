"""The praise wall, and facts worth a word."""

from __future__ import annotations

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from varifocal.flows.encouragement import prompts
from varifocal.org.base.organization import Organization
from varifocal.org.growth.encouragement import PromptAnswer
from varifocal.org.growth.praise import Praise
from varifocal.org.work.project import Project
from varifocal.web.asking import done
from varifocal.web.growth.common import me_inside
from varifocal.web.people.tabs import tabs

MOST = 60


@require_safe
def wall(request: HttpRequest) -> HttpResponse:
    """What was said, the newest first; above it, for whoever leads or teaches, what is worth a word."""
    by, me = me_inside(request)
    today = Organization.here().today()
    seen = Q(task=None) | Q(task__project__in=Project.objects.visible_to(by).values("pk"))
    rows = Praise.objects.visible_to(by).filter(seen).select_related("giver", "receiver", "value", "task")
    context = {
        "tabs": tabs(by, "praise", me), "today": today, "asker": me, "praise": list(rows[:MOST]),
        "prompts": prompts(by, today),
    }  # fmt: skip
    return render(request, "growth/praise.html", context)


@require_POST
def let_go(request: HttpRequest) -> HttpResponse:
    """Not worth a word to her; that teaches which kinds to offer."""
    by, me = me_inside(request)
    today = Organization.here().today()
    one = next((one for one in prompts(by, today) if one.key == request.POST.get("key")), None)
    if one is None:
        raise Http404
    PromptAnswer.answer(me, one.person, one.kind, one.key, today, by=by, used=False)
    return done(request, reverse("praise"), "Let go")
