"""The schedule: the timeline, how full the weeks are, the tray, and why a task stands where it stands."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from varifocal.flows.bars import Wanted, bars
from varifocal.flows.front import front
from varifocal.flows.proposed import proposal_seen
from varifocal.flows.schedule import around, loads, proposed_rows, skill_loads, why
from varifocal.flows.schedule import tray as tray_for
from varifocal.flows.who_else import who_else
from varifocal.org.base.account import Account, Role
from varifocal.org.base.organization import Organization
from varifocal.org.base.refusals import Impossible
from varifocal.org.runs.agreeing import agree_to, take
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task
from varifocal.web.answers import actor, inside
from varifocal.web.asking import done, whole
from varifocal.web.schedule import drawn, load_page, timeline_page, tray_page
from varifocal.web.schedule.explained import who_else_part, why_page
from varifocal.web.schedule.stepping import front_part
from varifocal.web.sheet import file_of, files, is_file

BESIDE = "beside"
"""The place beside a timeline."""


@require_safe
def timeline(request: HttpRequest) -> HttpResponse:
    """Who does what when, by person or by project; or as a file."""
    by, now = inside(request), timezone.now()
    if is_file(request):
        it = bars(by, now, _wanted(request))
        return file_of(request, f"timeline-{it.today}", drawn.SHEET, drawn.sheet_of(it))
    page = timeline_page.shown(around(by, now), request.GET, by)
    return render(request, "schedule/timeline.html", {"it": page, "files": files(request.GET)})


@require_safe
def bars_here(request: HttpRequest) -> HttpResponse:
    """The bars of a timeline, for its script."""
    by, wanted = inside(request), _wanted(request)
    it = bars(by, timezone.now(), wanted)
    told = drawn.told(it, project=wanted.project is not None, may_try=True)
    if at := _day(request.GET.get("at", "")):
        told["at"] = (at - date.fromisoformat(told["origin"])).days
    return JsonResponse(told)


@require_safe
def load(request: HttpRequest) -> HttpResponse:
    """How full everybody's weeks are, or those of each skill; or as a file."""
    ask = skill_loads if request.GET.get("of") == "skill" else loads
    told = ask(inside(request), timezone.now(), 26 if request.GET.get("weeks") == "26" else 12)
    if is_file(request):
        return file_of(request, f"schedule-{told.today}", load_page.SHEET, load_page.sheet_of(told))
    context = {"it": load_page.shown(told, request.GET), "files": files(request.GET)}
    return render(request, "schedule/load.html", context)


@require_safe
def tray(request: HttpRequest) -> HttpResponse:
    """What is proposed, what nobody agreed yet, and what has no place."""
    by = inside(request)
    return render(request, "schedule/tray.html", {"it": tray_page.shown(tray_for(by, timezone.now()), by)})


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
    template = "why_dialog" if request.headers.get("HX-Request") else "why"
    if request.headers.get("HX-Target") == BESIDE:
        template = "why_beside"
    return render(request, f"schedule/{template}.html", {"it": why_page(task, told)})


@require_safe
def who_else_here(request: HttpRequest, pk: int) -> HttpResponse:
    """Who else could do a task, and how well each fits."""
    by, now = actor(request), timezone.now()
    task = get_object_or_404(Task.objects.visible_to(by).select_related("project"), pk=pk)
    try:
        found = who_else(task, by, now)
    except KeyError:
        raise Http404 from None
    may_try = bool(by.can("assign", task))
    it = who_else_part(task, found, Organization.here().today(now), may_try)
    return render(request, "schedule/who_else.html", {"it": it})


@require_safe
def front_here(request: HttpRequest) -> HttpResponse:
    """How many proposals to take: the whole front of choices, as a slider."""
    it = front(_who_takes(request), timezone.now())
    return render(request, "schedule/front.html", {"it": front_part(it)})


@require_POST
def take_some(request: HttpRequest) -> HttpResponse:
    """Take the first so many of the proposals, in the order they were shown, in one act."""
    by = _who_takes(request)
    order = [whole(words) or 0 for words in request.POST.get("order", "").split(",")]
    wanted = order[: whole(request.POST.get("count", "")) or 0]
    found = [proposal_seen(by, pk) for pk in wanted]
    if not found or None in found:
        raise Impossible(
            "Choose at least one; or the proposals were made anew meanwhile. Look at the newest."
        )
    for proposal in found:
        if proposal is not None:
            take(proposal, by=by)
    words = "1 change" if len(found) == 1 else f"{len(found)} changes"
    return done(request, reverse("schedule-tray"), f"Taken: {words}")


def _who_takes(request: HttpRequest) -> Account:
    by = inside(request)
    if not by.has_role(Role.OWNER, Role.MANAGER):
        raise Http404
    return by


def _wanted(request: HttpRequest) -> Wanted:
    """Which bars; a number nobody knows narrows to none."""
    asked = {key: request.GET.get(key, "") for key in ("person", "project", "skill")}
    return Wanted(**{key: whole(words) or 0 for key, words in asked.items() if words})


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None
