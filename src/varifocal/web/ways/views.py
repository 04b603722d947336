"""Pages of how we work: the processes, one of them, its map, the ways taken, a finding's evidence, the board."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from varifocal.flows.improve import adopting
from varifocal.flows.improve.finding import Finding, findings
from varifocal.flows.improve.measuring import passed
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
from varifocal.web.ways import shown
from varifocal.web.ways.shown import Eyes

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
    it, eyes = lived_by(by, pk)
    adopted = adopting.taken_on(by).get(it.process.pk, ())
    goals = [
        link.goal
        for link in ProcessGoal.objects.visible_to(by).filter(process=it.process).select_related("goal")
    ]
    context = {
        "it": shown.process_page(it, [adopting.outcome(one, it) for one in adopted], eyes),
        "process": it.process,
        "goals": goals,
        "tabs": tabs(it.process, "steps"),
        "acts": _acts(it.process) if by.can("change", it.process) else [],
    }
    return render(request, "ways/process.html", context)


@require_safe
def map_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The map; `?paths=` says how many of the rarer ways are drawn, in per cent; `?from=&to=` a passage to look at."""
    by = inside(request)
    it, eyes = lived_by(by, pk)
    share, at = _asked(request)
    context = {
        "it": shown.map_page(it, share, at, eyes),
        "process": it.process,
        "tabs": tabs(it.process, "map"),
    }
    return render(request, "ways/map.html", context)


@require_safe
def taken(request: HttpRequest, pk: int) -> HttpResponse:
    """The ways that were taken."""
    it, _ = lived_by(inside(request), pk)
    context = {"it": shown.taken_page(it), "process": it.process, "tabs": tabs(it.process, "taken")}
    return render(request, "ways/taken.html", context)


@require_safe
def evidence(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """A finding with its evidence: the projects, one can open each."""
    by = inside(request)
    it, eyes = lived_by(by, pk)
    found = found_by(key, it, eyes)
    context = {"it": shown.evidence_page(found, it, eyes), "process": it.process}
    return render(request, "ways/finding.html", context)


@require_safe
def tasks(request: HttpRequest) -> HttpResponse:
    """Every task on its way, from the log; `?paths=`, `?from=&to=` as for a process."""
    by = inside(request)
    share, at = _asked(request)
    context = {"it": shown.tasks_page(tasks_lived(by=by, today=eyes_of(by).today), share, at, by)}
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
        taken_on = [adopting.outcome(one, it) for one in adopted.get(row.pk, ())]
        for one in findings(it, eyes.price):
            line = shown.finding(one, it, eyes, taken_on)
            if line["adopt"]:
                columns["found"].append(line)
        for out in taken_on:
            state = adopting.MENDED if out.state == adopting.WORSE else out.state
            columns[state].append(shown.outcome(out, eyes))
    columns["found"].sort(key=lambda line: (-line["rank"], -line["lost"]))
    context = {
        "columns": [
            {"key": key, "name": name, "help": help_, "lines": columns[key]} for key, name, help_ in STATES
        ],
        "headline": _board_headline(columns),
    }
    return render(request, "ways/board.html", context)


def eyes_of(by: Account) -> Eyes:
    """Who looks, today, in which currency."""
    here = Organization.here()
    return Eyes(by, here.today(), here.currency)


def found_by(key: str, it: Lived, eyes: Eyes | None = None) -> Finding:
    """The finding of this key as she sees it, priced for these eyes; raises Http404 where there is none."""
    found = next((one for one in findings(it, eyes.price if eyes else None) if one.key == key), None)
    if found is None:
        raise Http404
    return found


def tabs(process: Process, here: str) -> list[dict[str, Any]]:
    """The views of a process."""
    names = (
        ("steps", "process", "Steps"),
        ("map", "process-map", "Map"),
        ("taken", "process-taken", "Ways taken"),
    )
    return [
        {"name": name, "url": reverse(route, args=[process.pk]), "here": word == here}
        for word, route, name in names
    ]


def lived_by(by: Account, pk: int) -> tuple[Lived, Eyes]:
    found = one_process(by, pk)
    if found is None:
        raise Http404
    eyes = eyes_of(by)
    row, steps = found
    return lived(row, material(by=by, today=eyes.today), steps), eyes


def _row(it: Lived, goals: list[Any], eyes: Eyes) -> dict[str, Any]:
    found = findings(it, eyes.price)
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
