"""The direction and a goal, as pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from varifocal.org.direction.goal import Goal
from varifocal.web.answers import actor


def direction(request: HttpRequest) -> HttpResponse:
    """Vision, choices and goals."""
    return render(request, "direction/direction.html", {"goals": Goal.objects.visible_to(actor(request))})


def goal(request: HttpRequest, pk: int) -> HttpResponse:
    """One goal."""
    found = get_object_or_404(Goal.objects.visible_to(actor(request)), pk=pk)
    return render(request, "direction/goal.html", {"goal": found})
