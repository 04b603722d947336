"""Pages of how we work: the processes, one of them, its map, the ways taken, a finding's evidence, the board."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from varifocal.flows.drifting import changes
from varifocal.flows.improve import adopting, causes
from varifocal.flows.improve.comparing import BY, groups
from varifocal.flows.improve.finding import Finding, findings
from varifocal.flows.improve.load import load_of, told_by_name
from varifocal.flows.improve.meant import meant
from varifocal.flows.improve.measuring import passed
from varifocal.flows.improve.presence import shifts_of
from varifocal.flows.improve.reading import Lived, lived, material, one_process, processes
from varifocal.flows.improve.tasks import tasks_lived
from varifocal.flows.improve.words import days
from varifocal.org.base.account import Account
from varifocal.org.base.organization import Organization
from varifocal.org.evidence.process import Process, ProcessGoal
from varifocal.web import format as say
from varifocal.web.answers import inside
from varifocal.web.asking import whole
from varifocal.web.charts.ways import chevrons
from varifocal.web.sheet import file_of, files, is_file
from varifocal.web.ways import compared, shown
from varifocal.web.ways.load_shown import LOAD, load_page, load_sheet
from varifocal.web.ways.look import look_at
from varifocal.web.ways.shown import Eyes

PROJECTS_IN_WORK = (
    "A project is in work from the first step begun until it ends. Hollow: begun; full: ended. The first and the last "
    "week count as far as they are known."
)
ROWS_IN_WORK = (
    "The darker, the more was under way at once, on average over the week. By person: you, and those you lead; "
    "everybody is in the sums by step and by role."
)
STATES = (
    ("found", "Found", "Nobody is at it yet."),
    (adopting.ADOPTED, "Adopted", "Somebody is at it."),
    (adopting.MENDED, "Mended", "The task is done; whether it helped is not proven."),
    (adopting.PROVEN, "Proven", "It is less than before, and not by chance."),
)


@require_safe
def ways(request: HttpRequest) -> HttpResponse:
    """The processes, each with what is lost in it."""
    by = inside(request)
    eyes = eyes_of(by)
    rows, of = processes(by), material(by=by, today=eyes.today)
    goals: dict[int, list[Any]] = {}
    for link in ProcessGoal.objects.visible_to(by).select_related("goal"):
        goals.setdefault(link.process_id, []).append(link.goal)
    listed = [_row(lived(row, of), goals.get(row.pk, []), eyes) for row in rows]
    context = {
        "headline": shown.headline_of(len(rows)),
        "processes": listed,
        "may": bool(by.can("choose", Process)),
    }
    return render(request, "ways/ways.html", context)


@require_safe
def process(request: HttpRequest, pk: int) -> HttpResponse:
    """One process: as it is meant and as it is lived."""
    by = inside(request)
    look = look_at(request, by, pk)
    it, eyes = look.it, look.eyes
    if is_file(request):
        return file_of(request, f"steps-{pk}-{eyes.today}", shown.STEPS, shown.steps_sheet(it, look.by_clock))
    adopted = adopting.taken_on(by).get(it.process.pk, ())
    goals = [
        link.goal
        for link in ProcessGoal.objects.visible_to(by).filter(process=it.process).select_related("goal")
    ]
    taken_on = [adopting.outcome(one, it, eyes.rated) for one in adopted]
    context = look.around("steps") | {
        "it": shown.process_page(it, look.by_clock, taken_on, eyes),
        "clock": look.clock,
        "goals": goals,
        "files": files(request.GET),
        "acts": _acts(it.process) if by.can("change", it.process) else [],
    }
    return render(request, "ways/process.html", context)


@require_safe
def map_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The map; `?paths=` says how many of the rarer ways are drawn, in per cent; `?from=&to=` a passage to look at."""
    look = look_at(request, inside(request), pk)
    if is_file(request):
        name = f"map-{pk}-{look.eyes.today}"
        return file_of(request, name, shown.PASSAGES, shown.passages_sheet(look.by_clock))
    share, at = _asked(request)
    context = look.around("map") | {
        "it": shown.map_page(look.it, look.by_clock, share, at, look.eyes),
        "clock": look.clock,
        "files": files(request.GET),
        "only_these": look.only_passage(*at) if at and min(at) >= 0 else "",
    }
    return render(request, "ways/map.html", context)


@require_safe
def taken(request: HttpRequest, pk: int) -> HttpResponse:
    """The ways that were taken."""
    look = look_at(request, inside(request), pk)
    if is_file(request):
        name = f"ways-taken-{pk}-{look.eyes.today}"
        return file_of(request, name, shown.PASSED, shown.passed_sheet(look.by_clock))
    context = look.around("taken") | {
        "it": shown.taken_page(look.by_clock, look.only_way),
        "clock": look.clock,
        "files": files(request.GET),
    }
    return render(request, "ways/taken.html", context)


@require_safe
def as_meant(request: HttpRequest, pk: int) -> HttpResponse:
    """Where projects left the way meant, how often, and what goes with it."""
    look = look_at(request, inside(request), pk)
    fit = meant(look.it, look.eyes.rated)
    if is_file(request):
        name = f"as-meant-{pk}-{look.eyes.today}"
        return file_of(request, name, compared.STRAYED, compared.strayed_sheet(look.it, fit))
    context = look.around("meant") | {"it": compared.meant_page(look, fit), "files": files(request.GET)}
    return render(request, "ways/meant.html", context)


@require_safe
def why_it_waits(request: HttpRequest, pk: int) -> HttpResponse:
    """Why work lay that could have been begun, and when the way changed by itself."""
    by = inside(request)
    look = look_at(request, by, pk)
    people = causes.people_of(look.it)
    there = dict(zip(people, shifts_of(people, by=by, today=look.eyes.today), strict=True))
    lain = causes.lays(look.it, there)
    if is_file(request):
        name = f"why-it-waits-{pk}-{look.eyes.today}"
        return file_of(request, name, compared.WAITED, compared.why_sheet(look.it, lain))
    page = compared.why_page(look, lain, changes(look.it))
    return render(request, "ways/why.html", look.around("why") | {"it": page, "files": files(request.GET)})


@require_safe
def workload(request: HttpRequest, pk: int) -> HttpResponse:
    """How much is in work at once, week by week; `?of=` a key of `load_shown.OF`."""
    by = inside(request)
    look, of, here = look_at(request, by, pk), request.GET.get("of", ""), Organization.here()
    told = load_of(look.it, told_by_name(look.it, by), now=timezone.now(), zone=here.zone)
    if is_file(request):
        return file_of(request, f"workload-{pk}-{look.eyes.today}", LOAD, load_sheet(told, of, "project"))
    going_on = sum(1 for case in look.it.cases if case.passages and not case.ended)
    page = load_page(told, of, request.GET, look.eyes.today, case="project", going_on=going_on)
    words = {"caption": PROJECTS_IN_WORK, "rows_caption": ROWS_IN_WORK}
    return render(
        request, "ways/load.html", look.around("load") | {"it": page | words, "files": files(request.GET)}
    )


@require_safe
def beside(request: HttpRequest, pk: int) -> HttpResponse:
    """The process beside itself; `?by=` a key of `BY`."""
    look = look_at(request, inside(request), pk)
    by = request.GET.get("by", "")
    by = by if by in BY else next(iter(BY))
    found = groups(look.it, by, look.eyes.rated)
    if is_file(request):
        name = f"compared-{pk}-{look.eyes.today}"
        return file_of(request, name, compared.COMPARED, compared.compared_sheet(found, by))
    page = compared.compared_page(look, by, found)
    context = look.around("compared") | {"it": page, "files": files(request.GET)}
    return render(request, "ways/compared.html", context)


@require_safe
def evidence(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """A finding with its evidence: the projects, one can open each."""
    by = inside(request)
    look = look_at(request, by, pk)
    it, eyes = look.it, look.eyes
    found = found_by(key, it, eyes)
    if is_file(request):
        return file_of(request, f"{key}-{pk}-{eyes.today}", shown.EVIDENCE, shown.evidence_sheet(found, it))
    taken_on = [adopting.outcome(one, it, eyes.rated) for one in adopting.taken_on(by).get(pk, ())]
    context = {
        "it": shown.evidence_page(found, it, eyes, taken_on),
        "above": [
            {"name": "How we work", "url": reverse("ways")},
            {"name": it.process.name, "url": reverse("process", args=[pk])},
        ],
        "case": "project",
        "files": files(request.GET),
    }
    return render(request, "ways/finding.html", context)


@require_safe
def adopted(request: HttpRequest, pk: int) -> HttpResponse:
    """What became of a waste somebody took on."""
    by = inside(request)
    row = adopting.one_taken_on(by, pk)
    if row is None or (row.process is None and not row.log):
        raise Http404
    if row.process is None:
        page = compared.adopted_page(adopting.log_outcome(row, None), None, eyes_of(by))
    else:
        it, eyes = lived_by(by, row.process.pk)
        page = compared.adopted_page(adopting.outcome(row, it, eyes.rated), it, eyes)
    return render(request, "ways/adopted.html", {"it": page, "process": row.process})


@require_safe
def tasks(request: HttpRequest) -> HttpResponse:
    """Every task on its way, from the log; `?paths=`, `?from=&to=` as for a process."""
    by = inside(request)
    today = eyes_of(by).today
    it = tasks_lived(by=by, today=today)
    if is_file(request):
        return file_of(request, f"tasks-{today}", shown.TASK_PASSAGES, shown.tasks_sheet(it))
    share, at = _asked(request)
    context = {"it": shown.tasks_page(it, share, at, by), "files": files(request.GET)}
    return render(request, "ways/tasks.html", context)


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """What is wasted in all of them: found, adopted, mended, proven."""
    by = inside(request)
    eyes = eyes_of(by)
    columns: dict[str, list[dict[str, Any]]] = {key: [] for key, _, _ in STATES}
    of, adopted = material(by=by, today=eyes.today), adopting.taken_on(by)
    for row in processes(by):
        it = lived(row, of)
        taken_on = [adopting.outcome(one, it, eyes.rated) for one in adopted.get(row.pk, ())]
        for one in findings(it, eyes.rated):
            line = shown.finding(one, it, eyes, taken_on)
            if line["adopt"]:
                columns["found"].append(line)
        for out in taken_on:
            state = adopting.MENDED if out.state == adopting.WORSE else out.state
            columns[state].append(shown.outcome(out, eyes) | {"saves": compared.saves(out, eyes)})
    for out in [adopting.log_outcome(row, None) for row in adopted.get(None, ()) if row.log]:
        columns[out.state].append(shown.outcome(out, eyes))
    columns["found"].sort(key=lambda line: (-line["rank"], -line["lost"]))
    if is_file(request):
        return file_of(request, f"wastes-{eyes.today}", shown.WASTES, shown.wastes_sheet(STATES, columns))
    context = {
        "columns": [
            {"key": key, "name": name, "help": help_, "lines": columns[key]} for key, name, help_ in STATES
        ],
        "headline": _board_headline(columns),
        "files": files(request.GET),
    }
    return render(request, "ways/board.html", context)


def eyes_of(by: Account) -> Eyes:
    """Who looks, today, in which currency."""
    here = Organization.here()
    return Eyes(by, here.today(), here.currency)


def found_by(key: str, it: Lived, eyes: Eyes | None = None) -> Finding:
    """The finding of this key as she sees it, priced for these eyes; raises Http404 where there is none."""
    found = next((one for one in findings(it, eyes.rated if eyes else None) if one.key == key), None)
    if found is None:
        raise Http404
    return found


def lived_by(by: Account, pk: int) -> tuple[Lived, Eyes]:
    found = one_process(by, pk)
    if found is None:
        raise Http404
    eyes = eyes_of(by)
    row, steps = found
    return lived(row, material(by=by, today=eyes.today), steps), eyes


def _row(it: Lived, goals: list[Any], eyes: Eyes) -> dict[str, Any]:
    found = findings(it, eyes.rated)
    rows = [
        passed(it.cases, place, step.repeats, float(step.days) if step.days is not None else None)
        for place, step in enumerate(it.steps)
    ]
    kept, of = sum(row.kept for row in rows), sum(row.of for row in rows)
    return {
        "name": it.process.name,
        "purpose": it.process.purpose,
        "url": reverse("process", args=[it.process.pk]),
        "chevrons": chevrons([(place, step.name) for place, step in enumerate(it.steps)]),
        "goals": goals,
        "cases": sum(1 for case in it.cases if case.log),
        "findings": [shown.finding(one, it, eyes) for one in found[:3]],
        "more": max(0, len(found) - 3),
        "lost": days(sum(one.days for one in found)) if found else "",
        "kept": f"{kept} of {of}" if of else "",
    }


def _acts(process: Process) -> list[dict[str, Any]]:
    args = [process.pk]
    return [
        {"name": "Change it", "url": reverse("process-revise", args=args), "key": "e"},
        {"name": "Remove it", "url": reverse("process-remove", args=args), "dialog": True},
    ]


def _board_headline(columns: dict[str, list[dict[str, Any]]]) -> str:
    found, proven = len(columns["found"]), len(columns[adopting.PROVEN])
    if not any(columns.values()):
        return "Nothing is wasted that the log could prove"
    first = (
        "Nothing new is found"
        if not found
        else f"{say.count(found).capitalize()} {'waste is' if found == 1 else 'wastes are'} nobody's yet"
    )
    return first + (f"; {proven} {'is' if proven == 1 else 'are'} proven to be less" if proven else "")


def _asked(request: HttpRequest) -> tuple[float, tuple[int, int] | None]:
    """Which share of the rarer ways is to be drawn, and which passage is looked at."""
    share = min(100, whole(request.GET.get("paths", "")) or 0) / 100
    before, after = (_step(request.GET.get(name, "")) for name in ("from", "to"))
    return share, (before, after) if before is not None and after is not None else None


def _step(word: str) -> int | None:
    return whole(word) if word not in ("-1", "-2") else int(word)
