"""The direction and a goal, as pages."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from varifocal.org.base.organization import Organization
from varifocal.org.direction.goal import Goal
from varifocal.org.direction.vision import Strategy, Vision
from varifocal.org.people.skill import Value
from varifocal.org.work.project import Project
from varifocal.web.answers import actor
from varifocal.web.colour import shade
from varifocal.web.direction.alike import alike
from varifocal.web.direction.goal_page import show
from varifocal.web.direction.overview import Overview
from varifocal.web.direction.tree import Tree
from varifocal.web.direction.two_lines import work_again


def direction(request: HttpRequest) -> HttpResponse:
    """Vision, choices and goals."""
    by, today = actor(request), Organization.here().today()
    context = {
        "shown": Overview.seen_by(by, today),
        "today": today,
        "may_draw": bool(by.can("draw", Vision)),
        "may_choose": bool(by.can("choose", Strategy)),
        "may_hold": bool(by.can("hold", Value)),
        "may_set": bool(by.can("set", Goal)),
    }
    return render(request, "direction/direction.html", context)


def goal(request: HttpRequest, pk: int) -> HttpResponse:
    """One goal: both its lines, and what it takes."""
    by, here = actor(request), Organization.here()
    shown = show(by, pk, here)
    if shown is None:
        raise Http404
    may_change = bool(by.can("change", shown.goal))
    may_read = may_change or bool(by.can("read", shown.goal))
    context = {
        "shown": shown,
        "goal": shown.goal,
        "work": shown.work,
        "gaps": shown.gaps,
        "shade": shown.shade,
        "today": here.today(),
        "may_change": may_change,
        "may_read": may_read,
        "may_set": may_read or bool(by.can("set", shown.goal)),
        "may_open": bool(by.can("open", Project)),
        "may_try": not by.is_guest,
    }
    return render(request, "direction/goal.html", context)


def chance(request: HttpRequest, pk: int) -> HttpResponse:
    """The first line alone; asks again by itself while it is being recalculated."""
    by = actor(request)
    found = get_object_or_404(Goal.objects.visible_to(by), pk=pk)
    here = Organization.here()
    tree = Tree.seen_by(by, here.today(), None)
    context = {
        "goal": found,
        "work": work_again(by, found, here),
        "gaps": tree.gaps(tree.goals[found.pk]),
        "shade": shade(found.target, here.today()),
        "may_open": bool(by.can("open", Project)),
    }
    return render(request, "direction/goal.html#work", context)


def break_down(request: HttpRequest, pk: int) -> HttpResponse:
    """Ways to begin: from a finished project alike, or empty."""
    by = actor(request)
    by.may("open", Project)
    found = get_object_or_404(Goal.objects.visible_to(by), pk=pk)
    template = "break_down.html" if request.headers.get("HX-Request") else "break_down_page.html"
    return render(request, f"direction/{template}", {"goal": found, "alike": alike(by, found)})
