"""The schedule: people by weeks, each one's timeline, the tray, and why a task stands where it stands."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from varifocal.flows.schedule import loads, proposed_rows, timelines, why
from varifocal.flows.schedule import tray as tray_for
from varifocal.org.base.account import Account
from varifocal.org.runs.agreeing import agree_to
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task
from varifocal.web.answers import actor
from varifocal.web.asking import done, whole
from varifocal.web.schedule import shown
from varifocal.web.sheet import file_of, files, is_file


@require_safe
def load(request: HttpRequest) -> HttpResponse:
    """How full everybody's weeks are; or as a file."""
    told = loads(_inside(request), timezone.now())
    if is_file(request):
        return file_of(request, f"schedule-{told.today}", shown.SHEET, shown.sheet_of(told))
    context = {"it": shown.load_page(told), "files": files(request.GET)}
    return render(request, "schedule/load.html", context)


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Each person's tasks in the order they are planned."""
    chosen = request.GET.get("person", "")
    person = whole(chosen)
    told = timelines(_inside(request), timezone.now(), person)
    return render(request, "schedule/people.html", {"it": shown.people_page(told, person)})


@require_safe
def tray(request: HttpRequest) -> HttpResponse:
    """What is proposed, what nobody agreed yet, and what has no place."""
    by = _inside(request)
    return render(request, "schedule/tray.html", {"it": shown.tray_page(tray_for(by, timezone.now()), by)})


@require_POST
def agree_all(request: HttpRequest) -> HttpResponse:
    """Agree to who the plan proposes, for one project or for all she may see."""
    by = actor(request)
    project = None
    if chosen := request.POST.get("project", ""):
        project = get_object_or_404(Project.objects.visible_to(by), pk=whole(chosen))
    agreed = agree_to(proposed_rows(by, project), by=by)
    words = "1 task" if len(agreed) == 1 else f"{len(agreed)} tasks"
    return done(request, reverse("schedule-tray"), f"Agreed: {words}" + (f" of {project}" if project else ""))


@require_safe
def why_here(request: HttpRequest, pk: int) -> HttpResponse:
    """What holds a task, link by link back to now, and what would bring it forward."""
    by = actor(request)
    task = get_object_or_404(Task.objects.visible_to(by).select_related("project"), pk=pk)
    try:
        told = why(task, by, timezone.now())
    except KeyError:
        raise Http404 from None
    in_dialog = bool(request.headers.get("HX-Request"))
    template = "schedule/why_dialog.html" if in_dialog else "schedule/why.html"
    return render(request, template, {"it": shown.why_page(task, told)})


def _inside(request: HttpRequest) -> Account:
    by = actor(request)
    if by.is_guest:
        raise Http404
    return by
