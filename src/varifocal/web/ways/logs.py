"""Event logs of other tools on pages: bring one, say what its columns mean, look at it, let it go."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from varifocal.flows import brought_logs
from varifocal.flows.brought_logs import Asked, Table
from varifocal.flows.improve import adopting, words
from varifocal.flows.improve.finding import hour_cost
from varifocal.flows.improve.meant import intended_of
from varifocal.flows.improve.presence import house_shifts
from varifocal.flows.improve.reading import processes, rates
from varifocal.org.base.account import Account
from varifocal.org.base.organization import Organization
from varifocal.org.base.plumbing import StagedImport
from varifocal.org.base.refusals import Impossible
from varifocal.org.direction.goal import Goal
from varifocal.org.evidence.adoption import Adoption
from varifocal.org.evidence.process import Process
from varifocal.web import format as say
from varifocal.web.answers import inside, own_acts
from varifocal.web.asking import Form, Question, ask, done, whole
from varifocal.web.sheet import file_of, files, is_file
from varifocal.web.ways import log_shown
from varifocal.web.ways.forms import AdoptForm
from varifocal.web.ways.load_shown import LOAD, load_page, load_sheet
from varifocal.web.ways.log_shown import SHEETS
from varifocal.web.ways.look import frame

MEANINGS = (
    ("case", "the case"), ("activity", "the step"), ("end", "when it was done"), ("begin", "when it was begun"),
    ("person", "who did it"), ("role", "in which role"), ("transition", "begun or done (lifecycle)"),
)  # fmt: skip
ORDERS = (
    ("ymd", "year first"),
    ("dmy", "day first"),
    ("mdy", "month first"),
    ("epoch", "a number of seconds"),
)
FILTERS = ("since", "until", "path", "hours", "ways")
NARROWED = (*FILTERS, "attribute", "value", "by", "change")
NOISE = 0.2
"""What is rarer than this share of a step's most frequent passage is left out of the process found in a log."""
VIEWS = (
    ("lost", "log", "What is lost"),
    ("taken", "log-taken", "Ways taken"),
    ("meant", "log-meant", "As it is meant"),
    ("why", "log-why", "Why it waits"),
    ("load", "log-load", "Workload"),
)
CASES_IN_WORK = (
    "A case is in work from its first stamp to its last. Cases that began before the log does or ended after it are "
    "not in it, so at its edges there were more than are shown."
)
STEPS_IN_WORK = "The darker, the more steps were under way at once, on average; the twenty with the most."
STEPS_DONE = (
    "The darker, the more steps were done; the log does not say when they begin. The twenty with the most."
)
STEPS = "steps"
"""The key of steps somebody wrote down in the address."""


# -- the desk ---------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@own_acts
def logs(request: HttpRequest) -> HttpResponse:
    """What lies on her desk, and a place to lay one more."""
    by = _steers(request)
    fault = ""
    if request.method == "POST":
        file = request.FILES.get("file")
        try:
            if file is None:
                raise Impossible("Choose a file.", field="file")
            laid = brought_logs.bring(file.name or "log", file.read(), by=by)
        except Impossible as refusal:
            fault = refusal.sentence
        else:
            route = "log-columns" if brought_logs.is_table(laid) else "log"
            return done(request, reverse(route, args=[laid.pk]), f"“{laid.name}” lies on your desk")
    here = Organization.here()
    context = {
        "fault": fault,
        "most_mb": settings.UPLOAD_MOST_BYTES // 2**20,
        "rows": [
            {
                "name": one.name,
                "url": reverse("log", args=[one.pk]),
                "on": say.near_day(here.today(one.made_at), here.today()),
                "events": f"{one.mapping['log']['events']:,}" if one.mapping["log"].get("events") else "",
            }
            for one in brought_logs.desk(by)
        ],
    }
    return render(request, "ways/logs.html", context, status=422 if fault else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@own_acts
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Which column says what, already guessed; then it is read once, or not taken in at all."""
    by = _steers(request)
    laid, faults = _laid(by, pk), list[str]()
    try:
        table = brought_logs.table_of(laid)
    except Impossible as refusal:
        table, faults = Table((), (), {}), [refusal.sentence]
    meant: Mapping[str, str] = table.meant
    if request.method == "POST":
        meant = {key: request.POST.get(key, "") for key in (*dict(MEANINGS), "order", "zone")}
        try:
            brought_logs.say(laid, meant, by=by, keep_as=request.POST.get("name", ""), head=table.head)
        except Impossible as refusal:
            faults = [refusal.sentence]
        else:
            return done(request, reverse("log", args=[pk]), f"“{laid.name}” is read")
    context = {
        "log": laid,
        "faults": faults,
        "doubts": table.doubts,
        "head": table.head,
        "rows": table.rows,
        "fields": [
            {
                "key": key,
                "says": says,
                "value": meant.get(key, ""),
                "needed": key in ("case", "activity", "end"),
            }
            for key, says in MEANINGS
        ],
        "orders": [
            {"key": key, "name": name, "here": key == meant.get("order", "ymd")} for key, name in ORDERS
        ],
        "zone": meant.get("zone") or Organization.here().zone,
    }
    return render(request, "ways/log_columns.html", context, status=422 if faults else 200)


def let_go(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it off the desk."""
    by = _steers(request)
    laid = _laid(by, pk)

    def act(_: dict[str, Any]) -> tuple[str, str]:
        brought_logs.let_go(laid, by=by)
        return reverse("logs"), f"“{laid.name}” is forgotten"

    asked = Question(
        f"Forget “{laid.name}”?", "Forget it", reverse("log", args=[pk]), "The file on your own machine stays.",
        danger=True,
    )  # fmt: skip
    return ask(request, Form(request.POST if request.method == "POST" else None), asked, act)


# -- one log ----------------------------------------------------------------------------------------------


@require_safe
def log(request: HttpRequest, pk: int) -> HttpResponse:
    """What is lost, why, the map, and whether it changed, of some cases or of all."""
    by = _steers(request)
    laid = _laid(by, pk)
    if brought_logs.is_table(laid) and "columns" not in laid.mapping["log"]:
        return done(request, reverse("log-columns", args=[pk]), "Say first what its columns mean")
    theirs = adopting.taken_on_from(by, laid.name)
    done_ones = [one for one in theirs if one.task.finished_at is not None]
    places = [(one.task.finished_at.isoformat(), one.place) for one in done_ones if one.task.finished_at]
    found, fault = _looked_at(laid, replace(_asked(request.GET, by), places=places))
    what = request.GET.get("what", "map")
    if is_file(request) and found:
        what = what if what in SHEETS else "map"
        return file_of(request, f"{what}-{pk}", SHEETS[what], log_shown.sheet(found, what))
    here, outcomes = Organization.here(), [adopting.log_outcome(one, None) for one in theirs]
    if found:
        told = dict(zip((one.pk for one in done_ones), found["places"], strict=True))
        outcomes = [adopting.log_outcome(one, told.get(one.pk)) for one in theirs]
    share = min(100, whole(request.GET.get("paths", "")) or 0) // 10 * 10
    page = log_shown.page(found, laid, share, request.GET, outcomes, here.currency) if found else {}
    return _view(request, laid, "lost", page, fault)


@require_safe
def taken(request: HttpRequest, pk: int) -> HttpResponse:
    """The ways that were taken, and each case on its own line."""
    by = _steers(request)
    laid = _laid(by, pk)
    found, fault = _looked_at(laid, _asked(request.GET, by))
    if is_file(request) and found:
        return file_of(request, f"ways-taken-{pk}", SHEETS["taken"], log_shown.sheet(found, "taken"))
    return _view(
        request, laid, "taken", log_shown.taken_page(found, laid, request.GET) if found else {}, fault
    )


@require_safe
def as_meant(request: HttpRequest, pk: int) -> HttpResponse:
    """Where cases left the way meant; `?against=` a process of ours, `?steps=` steps written in order, else the way
    found in the log."""
    by = _steers(request)
    laid = _laid(by, pk)
    meant = {str(one.pk): one for one in processes(by)}
    chosen = request.GET.get("against", "")
    written = [word.strip() for word in request.GET.get("steps", "")[:2000].split(">") if word.strip()]
    asked, steps = _asked(request.GET, by), list[str]()
    if written:
        said: dict[str, Any] = {"steps": written}
        asked, steps = replace(asked, process=json.dumps(said)), written
    elif chosen in meant:
        of = list(meant[chosen].steps.all())
        asked, steps = (
            replace(asked, process=intended_of(of, levels=True).as_json()),
            [one.name for one in of],
        )
    else:
        asked = replace(asked, noise=NOISE)
    found, fault = _looked_at(laid, asked)
    if is_file(request) and found:
        return file_of(request, f"as-meant-{pk}", SHEETS["meant"], log_shown.sheet(found, "meant"))
    page = (
        log_shown.meant_page(found, laid, steps, request.GET, Organization.here().currency) if found else {}
    )
    return _view(
        request, laid, "meant", page, fault, against=_against(request.GET, meant, chosen, bool(written))
    )


@require_safe
def why_it_waits(request: HttpRequest, pk: int) -> HttpResponse:
    """Why cases wait, step by step and cause by cause."""
    by = _steers(request)
    laid = _laid(by, pk)
    found, fault = _looked_at(laid, _asked(request.GET, by))
    if is_file(request) and found:
        what = "estimates" if found.get("estimates") else "why"
        return file_of(request, f"why-it-waits-{pk}", SHEETS[what], log_shown.sheet(found, what))
    return _view(request, laid, "why", log_shown.why_page(found, laid) if found else {}, fault)


@require_safe
def workload(request: HttpRequest, pk: int) -> HttpResponse:
    """How much is in work at once; `?of=` a key of `load_shown.OF`."""
    by = _steers(request)
    laid, of = _laid(by, pk), request.GET.get("of", "")
    found, fault = _looked_at(laid, _asked(request.GET, by))
    if is_file(request) and found:
        return file_of(request, f"workload-{pk}", LOAD, load_sheet(found["workload"], of, "case"))
    page: dict[str, Any] = {}
    if found:
        today = Organization.here().today()
        page = load_page(found["workload"], of, request.GET, today, case="case", going_on=None) | {
            "caption": CASES_IN_WORK,
            "rows_caption": STEPS_IN_WORK if log_shown.knows_begins(found) else STEPS_DONE,
        }
    return _view(request, laid, "load", page, fault)


@require_safe
def finding(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """One finding with the cases that lost most."""
    by = _steers(request)
    laid = _laid(by, pk)
    one = _found_by(laid, key, request.GET, by)
    if is_file(request):
        return file_of(request, f"{key}-{pk}", SHEETS["evidence"], log_shown.evidence_sheet(one))
    outcomes = [adopting.log_outcome(each, None) for each in adopting.taken_on_from(by, laid.name)]
    context = {
        "it": log_shown.evidence_page(one, laid, request.GET, outcomes, Organization.here().currency),
        "above": _above(laid),
        "case": "case",
        "files": files(request.GET),
    }
    return render(request, "ways/finding.html", context)


def adopt(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Make a task of it: what is quoted is read by all who see that task's project."""
    by = _steers(request)
    laid = _laid(by, pk)
    one, today = _found_by(laid, key, request.GET, by), Organization.here().today()
    form = AdoptForm(
        request.POST or None,
        initial={"name": words.task_in_log(one["kind"], one["where"]), "who": by.person_id},
    )
    form.offer(by, today, Goal.objects.visible_to(by).values("pk"))

    def act(given: dict[str, Any]) -> tuple[str, str]:
        made = Adoption.adopt(
            adopting.log_quote(laid.name, one), given["name"], given["project"], by=by, on=today, who=given["who"],
            due=given["due"], effort=given["effort"],
        )  # fmt: skip
        until = f" by {say.day(made.task.due, today)}" if made.task.due else ""
        return reverse("ways-findings"), f"“{made.task}” is to be done{until}"

    help_ = f"{one['sentence']} What may help: {one['remedy']}"
    back = log_shown.url_of("log-finding", laid, one, request.GET)
    return ask(request, form, Question("Take it on", "Make it a task", back, help_), act)


def _view(
    request: HttpRequest, laid: StagedImport, here: str, page: dict[str, Any], fault: str, **around: Any
) -> HttpResponse:
    """One view of a log, in the frame of all."""
    kept = _kept(request.GET)
    query = f"?{kept.urlencode()}" if kept else ""
    tabs = [
        {"name": name, "url": reverse(route, args=[laid.pk]) + query, "here": word == here}
        for word, route, name in VIEWS
    ]
    above, only = _above(laid)[: 1 if here == "lost" else 2], "ways/log_only.html"
    context = {
        "log": laid,
        "fault": fault,
        "it": page or {"headline": laid.name},
        "frame": frame(laid.name, above, tabs, "Views of this log", only, "case"),
        "only": _form(request.GET),
        "files": files(request.GET) if page else [],
        "acts": _acts(laid) if here == "lost" else [],
        **around,
    }  # fmt: skip
    template = {
        "lost": "ways/log.html", "taken": "ways/taken.html", "meant": "ways/meant.html", "why": "ways/why.html",
        "load": "ways/load.html",
    }[here]  # fmt: skip
    return render(request, template, context, status=422 if fault else 200)


def _above(laid: StagedImport) -> list[dict[str, str]]:
    return [
        {"name": "Logs of other tools", "url": reverse("logs")},
        {"name": laid.name, "url": reverse("log", args=[laid.pk])},
    ]


def _looked_at(laid: StagedImport, asked: Asked) -> tuple[dict[str, Any], str]:
    """What the miner says, or why it says nothing."""
    if brought_logs.is_table(laid) and "columns" not in laid.mapping["log"]:
        return {}, "Say first what its columns mean."
    try:
        return brought_logs.looked_at(laid, asked), ""
    except Impossible as refusal:
        return {}, refusal.sentence


def _found_by(laid: StagedImport, key: str, given: QueryDict, by: Account) -> dict[str, Any]:
    found, _ = _looked_at(laid, _asked(given, by))
    one = next((each for each in found.get("findings", ()) if log_shown.key_of(each) == key), None)
    if one is None:
        raise Http404
    return dict(one)


def _against(given: QueryDict, meant: Mapping[str, Process], chosen: str, is_written: bool) -> dict[str, Any]:
    offered = [("", "the way found in this log"), *((key, one.name) for key, one in meant.items())]
    return {
        "kept": [(name, value) for name, value in _kept(given).items() if name not in ("against", STEPS)],
        "choices": [
            {"key": key, "name": name, "here": not is_written and key == (chosen if chosen in meant else "")}
            for key, name in offered
        ],
        "steps": given.get(STEPS, ""),
    }


def _asked(given: QueryDict, by: Account) -> Asked:
    """What the address asks for: filters, groups, a day of change, the house's shifts."""
    filters = [f"{name}={value}" for name in FILTERS if (value := given.get(name, "").strip()[:200])]
    attribute, value = (given.get(name, "").strip()[:200] for name in ("attribute", "value"))
    if attribute and value:
        filters.append(f"{attribute}={value}")
    here = Organization.here()
    shifts = house_shifts(here, here.today())
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    week = {
        day: [f"{begin:%H:%M}-{until:%H:%M}" for begin, until in stretches]
        for day, stretches in zip(days, shifts.days, strict=True)
    }
    free = sorted(day.isoformat() for day in shifts.free)
    return Asked(
        filters=filters,
        by=given.get("by", "").strip()[:80],
        change=given.get("change", "").strip()[:10],
        rate=hour_cost(rates(by, here.today()), ()),
        calendar=json.dumps({"zone": shifts.zone, "free": free, **week}),
    )


def _kept(given: QueryDict) -> QueryDict:
    """What the address asks for that goes on from view to view."""
    query = QueryDict(mutable=True)
    for name in (*NARROWED, "against", STEPS):
        if value := given.get(name, "").strip()[:2000]:
            query[name] = value
    return query


def _form(given: QueryDict) -> dict[str, Any]:
    others = [(name, str(value)) for name, value in _kept(given).items() if name not in NARROWED]
    return {
        **{name: given.get(name, "") for name in NARROWED},
        "is_narrowed": any(given.get(name) for name in NARROWED),
        "kept": others,
        "all": f"?{urlencode(others)}",
    }


def _acts(laid: StagedImport) -> list[dict[str, Any]]:
    acts: list[dict[str, Any]] = []
    if brought_logs.is_table(laid):
        acts.append({"name": "What its columns mean", "url": reverse("log-columns", args=[laid.pk])})
    return [*acts, {"name": "Forget it", "url": reverse("log-let-go", args=[laid.pk]), "dialog": True}]


def _steers(request: HttpRequest) -> Account:
    by = inside(request)
    by.may("choose", Process)
    return by


def _laid(by: Account, pk: int) -> StagedImport:
    laid = brought_logs.desk(by).filter(pk=pk).first()
    if laid is None:
        raise Http404
    return laid
