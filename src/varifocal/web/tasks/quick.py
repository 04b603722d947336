"""Quick add: one line in, one task out, or a sentence and nothing written."""

from __future__ import annotations

import re
import secrets
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from varifocal.flows import quick
from varifocal.flows.quick import Named, Names, Understood
from varifocal.flows.sight import Lines
from varifocal.org.base.account import Account
from varifocal.org.base.organization import Organization
from varifocal.org.work.task import Task
from varifocal.web import format as say_it
from varifocal.web.answers import actor, say
from varifocal.web.sightline import steps_for

_PROJECT = re.compile(r"/projects/(\d+)(?:/|$)")
_TASK = re.compile(r"/tasks/(\d+)(?:/|$)")


@require_POST
def new_task(request: HttpRequest) -> HttpResponse:
    """Write the task of a line; where no project is named, the one of the page it was asked from, else she chooses."""
    by, today = actor(request), Organization.here().today()
    line, names = request.POST.get("line", ""), Names.seen_by(actor(request), today)
    understood = quick.understand(quick.read(line, today), names, project=_asked_from(request, by))
    if understood.problems:
        return _answer(request, {"problems": understood.problems}, 422)
    if understood.project is None:
        return _answer(request, {"choices": _choices(understood, names), "name": understood.name}, 422)
    task = quick.write(understood, by=by, on=today)
    say(request, f"Added “{task}” to {task.project}")
    if not request.headers.get("HX-Request"):
        return HttpResponseRedirect(reverse("task", args=[task.pk]))
    response = _answer(request, {"made": _made(task, understood, names, by, today)}, 200)
    response.headers["HX-Trigger-After-Settle"] = "taskMade"
    return response


def _asked_from(request: HttpRequest, by: Account) -> int | None:
    """The project chosen in the form, or of the page it was asked from."""
    chosen = request.POST.get("project", "")
    if chosen.isascii() and chosen.isdigit():
        return int(chosen[:9])
    page = urlsplit(request.headers.get("HX-Current-URL") or request.headers.get("Referer") or "").path
    if found := _PROJECT.match(page):
        return int(found[1][:9])
    if found := _TASK.match(page):
        return (
            Task.objects.visible_to(by).filter(pk=int(found[1][:9])).values_list("project", flat=True).first()
        )
    return None


def _choices(understood: Understood, names: Names) -> list[Named]:
    return sorted(understood.choices or names.projects, key=lambda one: one.name.casefold())


def _made(task: Task, understood: Understood, names: Names, by: Account, today: Any) -> dict[str, Any]:
    lines = Lines.seen_by(by)
    people = {one.id: one.name for one in names.people}
    skills = {one.id: one.name for one in names.skills}
    own = {"name": task.project.name, "url": reverse("project", args=[task.project_id]), "shade": "d-none"}
    return {
        "name": task.name,
        "url": reverse("task", args=[task.pk]),
        "effort": understood.line.effort or "",
        "who": ", ".join(people[one] for one in understood.people if one in people),
        "skills": ", ".join(skills[one] for one in understood.skills if one in skills),
        "due": say_it.near_day(task.due, today),
        "urgent": understood.line.urgent,
        "sight": [own, *steps_for(lines.of_project(task.project_id), today)],
    }


def _answer(request: HttpRequest, context: dict[str, Any], status: int) -> HttpResponse:
    template = "tasks/quick.html" if request.headers.get("HX-Request") else "tasks/quick_page.html"
    context |= {"line": request.POST.get("line", "")[:500], "once": secrets.token_hex(16)}
    return render(request, template, context, status=status)
