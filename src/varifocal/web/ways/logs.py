"""Event logs of other tools on pages: bring one, say what its columns mean, look at it, let it go."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from varifocal.flows import brought_logs
from varifocal.flows.brought_logs import Asked, Table
from varifocal.flows.improve import words
from varifocal.flows.improve.finding import hour_cost
from varifocal.flows.improve.measuring import END, START, Edge, Spread, main_road
from varifocal.flows.improve.presence import house_shifts
from varifocal.flows.improve.reading import rates
from varifocal.org.base.account import Account
from varifocal.org.base.organization import Organization
from varifocal.org.base.plumbing import StagedImport
from varifocal.org.base.refusals import Impossible
from varifocal.org.evidence.process import Process
from varifocal.web import format as say
from varifocal.web.answers import inside, own_acts
from varifocal.web.asking import Form, Question, ask, done
from varifocal.web.charts.ways import Arc, Node, chevrons, map_of
from varifocal.web.sheet import Cell, file_of, files, is_file
from varifocal.web.ways.shown import price

DAY = 86_400
LEAST_NODES, MOST_NODES = 10, 30
MOST_CHEVRONS = 12
MOST_FINDINGS = 8
SHOWN = 20
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
SHEETS: dict[str, tuple[str, ...]] = {
    "map": ("From", "To", "Times", "Mean, hours", "Half within, hours", "Nine of ten within, hours", "In all, hours"),
    "wastes": (
        "Kind", "Where", "In words", "Times", "Cases", "Hours waited", "Hours worked", "Hours a case", "A month, low",
        "A month, high", "Remedy",
    ),
    "problems": ("What",),
}  # fmt: skip


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
    """Everything measured of it: what is lost, why, the map, the ways taken, of some cases or of all."""
    by = _steers(request)
    laid = _laid(by, pk)
    if brought_logs.is_table(laid) and "columns" not in laid.mapping["log"]:
        return done(request, reverse("log-columns", args=[pk]), "Say first what its columns mean")
    asked, fault = _asked(request.GET, by), ""
    try:
        found = brought_logs.looked_at(laid, asked)
    except Impossible as refusal:
        found, fault = {}, refusal.sentence
    if is_file(request) and found:
        what = request.GET.get("what", "map")
        what = what if what in SHEETS else "map"
        return file_of(request, f"{what}-{pk}", SHEETS[what], _sheet(found, what))
    here = Organization.here()
    context: dict[str, Any] = {"log": laid, "fault": fault, "only": _form(request.GET), "acts": _acts(laid)}
    if found:
        context |= {"it": _page(found, request, here.currency), "files": files(request.GET)}
    return render(request, "ways/log.html", context, status=422 if fault else 200)


def _page(found: dict[str, Any], request: HttpRequest, currency: str) -> dict[str, Any]:
    names = _in_order(found)
    share = min(
        100, int(given) if (given := request.GET.get("paths", "")).isdecimal() and len(given) < 4 else 0
    )
    return {
        "headline": f"{found['cases']:,} cases; half take at most {words.days(found['median_case_hours'] / 24)}",
        "facts": [
            ("Events", f"{found['events']:,}"),
            ("Steps", f"{found['activities']:,}"),
            ("Ways", f"{found['variants']:,}"),
            ("From", found["from"][:10]),
            ("To", found["to"][:10]),
            ("Cases with a step again", f"{found['rework_cases']:,}"),
            ("Handed on", f"{found['handovers']:,} of {found['handover_pairs']:,}" if found["handover_pairs"] else ""),
            ("Worked", _hours(found["working_hours"])),
            ("Waited", _hours(found["waiting_hours"])),
            ("Waited in working time", _hours(found.get("shift_waiting_hours"))),
        ],
        "clock": found["clock"],
        "findings": [_finding(one, currency) for one in found["findings"][:MOST_FINDINGS]],
        "more_findings": max(0, len(found["findings"]) - MOST_FINDINGS),
        "causes": sorted(
            ((name, _hours(hours)) for name, hours in found.get("waiting_causes", {}).items()),
            key=lambda one: one[0],
        ),
        "drifts": [
            {"day": one["at"][:10], "sentence": one["sentence"], "better": one["verdict"] == "better"}
            for one in found["drifts"]
        ],
        "change": found.get("change", {}).get("sentence", ""),
        "ways": [
            {
                "cases": one["cases"],
                "chevrons": chevrons(
                    [(names.index(step), step) for step in one["trace"][:MOST_CHEVRONS]], small=True
                ),
                "more": max(0, len(one["trace"]) - MOST_CHEVRONS),
            }
            for one in found["top_variants"][:MOST_FINDINGS]
        ],
        "problems": found["problems"][:SHOWN],
        "more_problems": max(0, len(found["problems"]) - SHOWN),
        **_map(found, names, share, request),
    }  # fmt: skip


def _finding(one: dict[str, Any], currency: str) -> dict[str, Any]:
    return {
        "sentence": one["sentence"],
        "remedy": one["remedy"],
        "strength": one["strength"],
        "price": price(tuple(one["price_month"]) if one["price_month"] else None, currency),
        "each": f"{one['hours_a_case']:,.1f}",
        "evidence": ", ".join(one["evidence"][:5]),
        "groups": [
            {"name": group["text"], "cases": group["cases"], "hours": f"{group['hours_a_case']:,.1f}",
             "apart": _apart(group["more"])}
            for group in one.get("groups", ())[:SHOWN]
        ],
    }  # fmt: skip


def _apart(more: Sequence[float] | None) -> str:
    if not more or more[0] <= 0 <= more[2]:
        return ""
    less, most = sorted((abs(more[0]), abs(more[2])))
    return f"{less:,.1f} to {most:,.1f} h {'more' if more[0] > 0 else 'less'} than the others"


def _map(found: dict[str, Any], names: list[str], share: int, request: HttpRequest) -> dict[str, Any]:
    every = _edges(found, names)
    passed = {node: sum(one.count for one in every if one.after == node) for node in range(len(names))}
    often = set(
        sorted(passed, key=lambda node: -passed[node])[
            : LEAST_NODES + (MOST_NODES - LEAST_NODES) * share // 100
        ]
    )
    inside = [one for one in every if {one.before, one.after} - {START, END} <= often]
    drawn = main_road(inside, share / 100)
    longest = max([one.days.median for one in drawn if one.days], default=1.0) or 1.0
    query = request.GET.copy()
    kept = [(key, value) for key, value in query.items() if key not in ("paths", "as", "what")]

    def url(one: Edge) -> str:
        if START in (one.before, one.after) or END in (one.before, one.after):
            return "#drawn"
        narrowed = query.copy()
        narrowed["path"] = f"{names[one.before]} > {names[one.after]}"
        return f"?{narrowed.urlencode()}"

    arcs = [
        Arc(
            one.before, one.after, one.count, words.days(one.days.median) if one.days else "",
            one.days.median / longest if one.days else 0.0, url(one),
        )
        for one in drawn
    ]  # fmt: skip
    nodes = [Node(node, names[node], passed[node]) for node in sorted(often)]
    around = [
        Node(START, "Begins", found["cases"], is_end=True), *nodes, Node(END, "Ends", found["cases"], is_end=True)
    ]  # fmt: skip
    return {
        "picture": map_of(around, arcs, title="What follows what"),
        "paths": share,
        "all": len(inside),
        "kept": kept,
        "left_out": max(0, len(names) - len(often)),
    }


def _edges(found: dict[str, Any], names: list[str]) -> list[Edge]:
    number = {name: place for place, name in enumerate(names)}
    every = [
        Edge(
            number[one["from"]], number[one["to"]], one["count"],
            Spread(one["count"], one["median_s"] / DAY, one["p90_s"] / DAY, one["total_s"] / DAY), 0.0, (),
        )
        for one in found["edges"]
    ]  # fmt: skip
    every += [Edge(START, number[name], count, None, 0.0, ()) for name, count in found["start"].items()]
    every += [Edge(number[name], END, count, None, 0.0, ()) for name, count in found["end"].items()]
    return sorted(every, key=lambda one: (-one.count, one.before, one.after))


def _in_order(found: dict[str, Any]) -> list[str]:
    """The steps as they mostly come: by the mean place at which each first stands in the ways most taken."""
    places: dict[str, list[float]] = defaultdict(list)
    for one in found["top_variants"]:
        size = max(1, len(one["trace"]) - 1)
        for name in dict.fromkeys(one["trace"]):
            places[name] += [one["trace"].index(name) / size] * min(20, one["cases"])
    steps = {
        *found["start"],
        *found["end"],
        *(name for one in found["edges"] for name in (one["from"], one["to"])),
    }
    return sorted(
        {*steps, *places},
        key=lambda name: (sum(places[name]) / len(places[name]) if places[name] else 0.5, name),
    )


def _sheet(found: dict[str, Any], what: str) -> Iterable[Sequence[Cell]]:
    if what == "problems":
        return ((one,) for one in found["problems"])
    if what == "wastes":
        return (
            (
                one["kind"], " > ".join(one["where"]), one["sentence"], one["times"], one["cases"],
                one["waiting_hours"], one["working_hours"], one["hours_a_case"], *(one["price_month"] or (None, None)),
                one["remedy"],
            )
            for one in found["findings"]
        )  # fmt: skip
    return (
        (
            one["from"],
            one["to"],
            one["count"],
            *(one[key] / 3600 for key in ("mean_s", "median_s", "p90_s", "total_s")),
        )
        for one in found["edges"]
    )


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


def _form(given: QueryDict) -> dict[str, Any]:
    names = (*FILTERS, "attribute", "value", "by", "change")
    return {
        **{name: given.get(name, "") for name in names},
        "is_narrowed": any(given.get(name) for name in names),
    }


def _acts(laid: StagedImport) -> list[dict[str, Any]]:
    acts: list[dict[str, Any]] = []
    if brought_logs.is_table(laid):
        acts.append({"name": "What its columns mean", "url": reverse("log-columns", args=[laid.pk])})
    return [*acts, {"name": "Forget it", "url": reverse("log-let-go", args=[laid.pk]), "dialog": True}]


def _hours(hours: float | None) -> str:
    return f"{hours:,.0f} h" if hours is not None else ""


def _steers(request: HttpRequest) -> Account:
    by = inside(request)
    by.may("choose", Process)
    return by


def _laid(by: Account, pk: int) -> StagedImport:
    laid = brought_logs.desk(by).filter(pk=pk).first()
    if laid is None:
        raise Http404
    return laid
