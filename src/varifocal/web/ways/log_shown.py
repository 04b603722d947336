"""What the miner tells of a log that was brought in, in words and pictures: the same ones as of our own."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2s
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from varifocal.flows.improve import adopting, words
from varifocal.flows.improve.adopting import Outcome
from varifocal.flows.improve.causes import WORDS
from varifocal.flows.improve.measuring import END, START
from varifocal.org.base.plumbing import StagedImport
from varifocal.web import format as say
from varifocal.web.charts.wastes import Parts, parted
from varifocal.web.charts.ways import Arc, Line, Node, chevrons, dotted, map_of
from varifocal.web.sheet import Cell
from varifocal.web.ways.compared import MEANT_CAPTION, MOST_LONG, meant_map, why_headline
from varifocal.web.ways.shown import DOTTED_CAPTION, HEADS, HOW, price

DAY, HOURS = 86_400, 24
LEAST_NODES, MOST_NODES = 10, 30
MOST_CHEVRONS = 12
MOST_FINDINGS = 8
MOST_PROBLEMS = 6
SHOWN = 20
DEVIATES = {
    "missing": HOW["missing"], "not foreseen": HOW["extra"], "late": HOW["late"], "wrong role": "by another role"
}  # fmt: skip
SHEETS: dict[str, tuple[str, ...]] = {
    "map": ("From", "To", "Times", "Mean, hours", "Half within, hours", "Nine of ten within, hours", "In all, hours"),
    "wastes": (
        "Kind", "Where", "In words", "Times", "Cases", "Hours waited", "Hours worked", "Hours a case", "A month, low",
        "A month, high", "Remedy",
    ),
    "problems": ("What",),
    "estimates": (
        "Step", "Times", "Estimate: a quarter takes at most, hours", "half", "three quarters",
        "Estimate: a quarter waits at most, hours", "half", "three quarters",
    ),
    "why": ("Step", "Times", "Hours waited", *(f"Hours: {word}" for word in WORDS.values())),
    "loops": ("Round in place", "Times", "Cases", "Hours"),
    "taken": ("Cases", "Half take, hours", "Way"),
    "meant": (
        "Step", "How", "Times", "Cases", "Hours passed", "Hours worked", "A month, low", "A month, high",
        "Such take longer by, hours, low", "high",
    ),
    "evidence": ("What", "Case", "Lost there, hours"),
}  # fmt: skip


def page(
    found: Mapping[str, Any], laid: StagedImport, share: int, given: QueryDict, outcomes: Sequence[Outcome],
    currency: str,
) -> dict[str, Any]:  # fmt: skip
    """What is lost, the map, and the figures. `share`: of the rarer ways, in per cent."""
    return {
        "headline": f"{found['cases']:,} cases; half take at most {words.days(found['median_case_hours'] / HOURS)}",
        "facts": [
            ("Events", f"{found['events']:,}"),
            ("Steps", f"{found['activities']:,}"),
            ("Ways", f"{found['variants']:,}"),
            ("From", found["from"][:10]),
            ("To", found["to"][:10]),
            ("Cases with a step again", f"{found['rework_cases']:,}"),
            ("Handed on", _of(found["handovers"], found["handover_pairs"])),
            ("Handed to another role", _of(found["role_handovers"], found["role_handover_pairs"])),
            ("Worked", _hours(found["working_hours"])),
            ("Waited", _hours(found["waiting_hours"])),
            ("Waited in working time", _hours(found.get("shift_waiting_hours"))),
        ],
        "clock": found["clock"],
        "findings": [_finding(one, laid, given, outcomes, currency) for one in found["findings"][:MOST_FINDINGS]],
        "more_findings": max(0, len(found["findings"]) - MOST_FINDINGS),
        "causes": sorted((name, _hours(hours)) for name, hours in found.get("waiting_causes", {}).items()),
        "drifts": [
            {"day": one["at"][:10], "sentence": one["sentence"], "better": one["verdict"] == "better"}
            for one in found["drifts"]
        ],
        "change": found.get("change", {}).get("sentence", ""),
        "adopted": [
            {"name": one.adoption.task.name, "url": reverse("process-adopted", args=[one.adoption.pk]),
             "says": one.sentence}
            for one in outcomes
        ],
        "problems": found["problems"][:MOST_PROBLEMS],
        "more_problems": max(0, len(found["problems"]) - MOST_PROBLEMS),
        **_map(found, share, given),
    }  # fmt: skip


def taken_page(found: Mapping[str, Any], laid: StagedImport, given: QueryDict) -> dict[str, Any]:
    """The ways most taken, and the cases that began last, event by event."""
    names = _in_order(found)
    place = {name: number for number, name in enumerate(names)}
    lines = [
        Line(
            one["case"], case_of(laid, one["case"])["url"],
            [(place[name], begun / HOURS, ended / HOURS) for name, begun, ended in one["dots"]],
        )
        for one in found["lines"]
    ]  # fmt: skip
    return {
        "headline": "Which ways were taken",
        "caption": f"{DOTTED_CAPTION} Days of the calendar along the top; these are the cases that began last.",
        "ways": [
            {
                "count": f"{one['cases']:,}",
                "took": words.days(one["median_hours"] / HOURS),
                "chevrons": chevrons(
                    [(place[step], step) for step in one["trace"][:MOST_CHEVRONS]], small=True
                ),
                "more": max(0, len(one["trace"]) - MOST_CHEVRONS),
                "cases": [case_of(laid, name) for name in one["examples"]],
            }
            for one in found["top_variants"]
        ],
        "loops": [
            {
                "steps": " > ".join(one["steps"]),
                "times": f"{one['times']:,}",
                "in": f"{one['cases']:,}",
                "took": words.days(one["hours"] / HOURS),
                "only": _with_path(given, " > ".join(one["steps"])),
                "cases": [case_of(laid, name) for name in one["evidence"]],
            }
            for one in found["loops"]
        ],
        "others": max(0, found["variants"] - len(found["top_variants"])),
        "picture": dotted(lines, names, title="When each case came to which step", case="case"),
    }


def meant_page(
    found: Mapping[str, Any], laid: StagedImport, steps: Sequence[str], given: QueryDict, currency: str
) -> dict[str, Any]:
    """Where cases left the way meant; `steps` in the order meant, none where it is the way found in the log."""
    fit = found["conformance"]
    against = (
        "the steps in the order meant"
        if steps
        else "the way found in this log, what is rarer than a fifth left out"
    )
    went = "as they are meant to" if steps else "the way found in this log"
    return {
        "headline": f"{fit['fitting']:,} of {fit['cases']:,} cases went {went}",
        "against": against,
        "ends": "A case is taken as over.",
        "caption": f"{MEANT_CAPTION} Choose one to look at its cases only.",
        "fitness": say.percent(fit["fitness"]),
        "picture": _meant_map(found, laid, steps, given),
        "lines": [
            {
                "step": one["step"],
                "how": DEVIATES[one["kind"]],
                "times": f"{one['times']:,}",
                "projects": one["cases"],
                "days": words.days(one["passed_hours"] / HOURS) if one["passed_hours"] else "",
                "over": one["kind"] == "late",
                "hours": say.hours(one["working_hours"]) if one["working_hours"] else "",
                "price": price(_pair(one["price_month"]), currency),
                "longer": _apart(one["longer_hours"], days=True),
                "cases": [case_of(laid, name) for name in one["evidence"]],
            }
            for one in fit["deviations"][:SHOWN]
        ],
        "longer": any(one["longer_hours"] for one in fit["deviations"]),
        "priced": any(one["price_month"] for one in fit["deviations"]),
    }


def evidence_page(
    one: Mapping[str, Any], laid: StagedImport, given: QueryDict, outcomes: Sequence[Outcome], currency: str
) -> dict[str, Any]:
    """One finding, for `ways/finding.html`."""
    low, high = (max(0.0, hours) / HOURS for hours in one["mean_hours"])
    return _finding(one, laid, given, outcomes, currency) | {
        "head": HEADS[one["kind"]],
        "step": " > ".join(one["where"]),
        "days": words.days(one["waiting_hours"] / HOURS),
        "hours": say.hours(one["working_hours"]) if one["working_hours"] else "",
        "between": f"{words.days(low)} to {words.days(high)}",
        "of": f"{one['times']:,}",
        "likely": words.likely_in_log(one["causes"]),
        "rows": [
            case_of(laid, name) | {"lost": words.days(hours / HOURS)}
            for name, hours in zip(one["evidence"], one["evidence_hours"], strict=True)
        ],
        "more": f"{more:,}" if (more := one["cases"] - len(one["evidence"])) > 0 else "",
    }


def evidence_sheet(one: Mapping[str, Any]) -> Iterable[Sequence[Cell]]:
    """The cases behind a finding that lost most."""
    for name, hours in zip(one["evidence"], one["evidence_hours"], strict=True):
        yield one["sentence"], name, hours


def sheet(found: Mapping[str, Any], what: str) -> Iterable[Sequence[Cell]]:
    """What is shown, as rows of `SHEETS`."""
    if what == "problems":
        return ((one,) for one in found["problems"])
    if what == "why":
        steps = found.get("waits", {"steps": []})["steps"]
        return (
            (one["step"], one["times"], one["hours"], *(one["causes"].get(cause, 0.0) for cause in WORDS))
            for one in steps
        )
    if what == "estimates":
        return ((one["activity"], one["times"], *one["takes"], *one["waits"]) for one in found["estimates"])
    if what == "loops":
        return (
            (" > ".join(one["steps"]), one["times"], one["cases"], one["hours"]) for one in found["loops"]
        )
    if what == "taken":
        return (
            (one["cases"], one["median_hours"], " > ".join(one["trace"])) for one in found["top_variants"]
        )
    if what == "meant":
        return (
            (
                one["step"], DEVIATES[one["kind"]], one["times"], one["cases"], one["passed_hours"],
                one["working_hours"], *(one["price_month"] or (None, None)),
                *((one["longer_hours"][0], one["longer_hours"][2]) if one["longer_hours"] else (None, None)),
            )
            for one in found["conformance"]["deviations"]
        )  # fmt: skip
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


def case_of(laid: StagedImport, name: str) -> dict[str, str]:
    """A case, and where it stands event by event; nowhere where its name says several."""
    query = urlencode({"attribute": "case", "value": name})
    return {"name": name, "url": "" if "|" in name else f"{reverse('log-taken', args=[laid.pk])}?{query}"}


def why_page(found: Mapping[str, Any], laid: StagedImport) -> dict[str, Any]:
    """Why cases wait, by step and cause, with the cases that lost most; the longest waits; and when it changed."""
    told = found.get("waits", {"steps": [], "causes": [], "longest": []})
    causes, total = list(WORDS), sum(one["hours"] for one in told["causes"])
    bars = [
        Parts(
            one["step"],
            f"{words.days(one['hours'] / HOURS)}, {one['times']:,} times",
            [
                (number, hours / HOURS, f"{WORDS[cause]}: {words.days(hours / HOURS)}")
                for number, cause in enumerate(causes)
                if (hours := one["causes"].get(cause, 0.0)) > 0
            ],
        )
        for one in told["steps"]
    ]
    known = "waits" in found
    return {
        "headline": why_headline({one["cause"]: one["hours"] / HOURS for one in told["causes"]}, total / HOURS)
        if known
        else "Why it waits the log does not say",
        "silent": "" if known else "It would have to say when steps begin, and who does them.",
        "estimates": [
            {
                "step": one["activity"],
                "times": f"{one['times']:,}",
                **{what: _short(one[what][1]) for what in ("takes", "waits")},
                **{f"{what}_range": _range(one[what]) for what in ("takes", "waits")},
            }
            for one in found.get("estimates", ())[:SHOWN]
        ],
        "picture": parted(bars, title="Why cases wait") if known else None,
        "caption": "From the end of a step until the next began; days of the calendar. The parts of each wait "
        "add up to it.",
        "legend": [
            {
                "number": causes.index(one["cause"]), "name": WORDS[one["cause"]],
                "days": words.days(one["hours"] / HOURS), "share": say.percent(one["hours"] / total),
                "in": f"{one['cases']:,}",
                "cases": [
                    case_of(laid, name) | {"took": words.days(hours / HOURS)}
                    for name, hours in zip(one["evidence"], one["evidence_hours"], strict=True)
                ],
            }
            for one in told["causes"]
        ],
        "longest": [
            {"url": case_of(laid, one["case"])["url"], "step": one["step"], "project": one["case"],
             "days": words.days(one["hours"] / HOURS), "most": WORDS[one["most"]]}
            for one in told["longest"][:MOST_LONG]
        ],
        "changed": [f"{one['at'][:10]}: {one['sentence']}" for one in found["drifts"]],
    }  # fmt: skip


def _range(quarters: Sequence[float]) -> str:
    low, _, high = map(_short, quarters)
    return f"{low} to {high}" if low != high else ""


def _short(hours: float) -> str:
    """Hours in the unit that suits them: steps of a machine take seconds."""
    if hours >= 2 * HOURS:
        return words.days(hours / HOURS)
    value, unit = (
        (hours, "h") if hours >= 1 else (hours * 60, "min") if hours * 60 >= 1 else (hours * 3600, "s")
    )
    return f"{say.number(value, 1 if unit == 'h' else 0) or '0'}{say.THIN}{unit}"


def knows_begins(found: Mapping[str, Any]) -> bool:
    """Whether the log says when steps begin."""
    return found["working_hours"] is not None


def key_of(one: Mapping[str, Any]) -> str:
    """Which waste of a log it is, whatever its size."""
    place = json.dumps(one["where"]).encode()
    return f"{one['kind']}-{blake2s(place, digest_size=6).hexdigest()}"


def url_of(route: str, laid: StagedImport, one: Mapping[str, Any], given: QueryDict) -> str:
    """A page of this finding, found in the same cases."""
    query = given.copy()
    for name in ("paths", "as", "what"):
        query.pop(name, None)
    return reverse(route, args=[laid.pk, key_of(one)]) + (f"?{query.urlencode()}" if query else "")


def _finding(
    one: Mapping[str, Any], laid: StagedImport, given: QueryDict, outcomes: Sequence[Outcome], currency: str
) -> dict[str, Any]:
    at_it = next(
        (
            out.adoption
            for out in outcomes
            if out.state == adopting.ADOPTED
            and (out.adoption.kind, out.adoption.place) == (one["kind"], list(one["where"]))
        ),
        None,
    )
    return {
        "sentence": one["sentence"],
        "remedy": one["remedy"],
        "strength": one["strength"],
        "price": price(_pair(one["price_month"]), currency),
        "each": f"{one['hours_a_case']:,.1f}",
        "url": url_of("log-finding", laid, one, given),
        "adopt": "" if at_it else url_of("log-adopt", laid, one, given),
        "at_it": reverse("task", args=[at_it.task_id]) if at_it else "",
        "groups": [
            {"name": group["text"], "cases": group["cases"], "hours": f"{group['hours_a_case']:,.1f}",
             "apart": f"{apart} than the others" if (apart := _apart(group["more"])) else ""}
            for group in one.get("groups", ())[:SHOWN]
        ],
    }  # fmt: skip


def _apart(more: Sequence[float] | None, *, days: bool = False) -> str:
    """An interval of hours that does not hold nothing: “2.0 to 5.0 h more”."""
    if not more or more[0] <= 0 <= more[2]:
        return ""
    less, most = sorted((abs(more[0]), abs(more[2])))
    way = "more" if more[0] > 0 else "less"
    if days:
        return f"{words.days(less / HOURS)} to {words.days(most / HOURS)}" + ("" if more[0] > 0 else " less")
    return f"{less:,.1f} to {most:,.1f} h {way}"


def _meant_map(found: Mapping[str, Any], laid: StagedImport, steps: Sequence[str], given: QueryDict) -> Any:
    """The steps meant, then what else is often done; each passage as meant or not."""
    fit = found["conformance"]
    often = [name for name in _in_order(found) if name not in steps]
    passed: dict[str, int] = defaultdict(int)
    for _, after, good, off in fit["passages"]:
        passed[after] += good + off
    room = max(0, (LEAST_NODES + MOST_NODES) // 2 - len(steps))
    shown = set(sorted(often, key=lambda name: -passed[name])[:room])
    names = [*steps, *(name for name in often if name in shown and passed[name])]
    number = {name: place for place, name in enumerate(names)}
    begin, end = number | {"": START}, number | {"": END}
    roads = {
        (begin[before], end[after]): (good, off)
        for before, after, good, off in fit["passages"]
        if before in begin and after in end
    }
    kept = sorted(roads, key=lambda pair: -sum(roads[pair]))[: 3 * len(names)]

    def url(before: int, after: int) -> str:
        if before == START or after == END:
            return "#strayed"
        return _narrowed(given, names[before], names[after], reverse("log", args=[laid.pk]))

    gone = {place for pair in kept for place in pair}
    nodes = [
        Node(place, name, passed[name]) for name, place in number.items() if name in steps or place in gone
    ]
    return meant_map(
        laid.name, nodes, fit["cases"], passed[""], {pair: roads[pair] for pair in sorted(kept)}, url
    )


def _map(found: Mapping[str, Any], share: int, given: QueryDict) -> dict[str, Any]:
    """The miner's map at this level: where it shows more steps than one can read, those of the barest maps."""
    told = found["map"]
    if told is None:
        return {"too_many": f"{found['activities']:,}"}
    on = [one for one in told["steps"] if one["level"] <= share]
    drawn = sorted(on, key=lambda one: (one["level"], -one["times"]))[:MOST_NODES]
    drawn.sort(key=lambda one: (one["place"], -one["times"]))
    number = {one["name"]: place for place, one in enumerate(drawn)}
    paths = [
        one
        for one in told["paths"]
        if one["level"] <= share and one["from"] in number and one["to"] in number
    ]
    longest = max([one["median_s"] for one in paths], default=1.0) or 1.0
    arcs = [
        Arc(
            number[one["from"]], number[one["to"]], one["times"], words.days(one["median_s"] / DAY),
            one["median_s"] / longest, _narrowed(given, one["from"], one["to"]),
        )
        for one in paths
    ]  # fmt: skip
    for side in ("begins", "ends"):
        arcs += [
            Arc(
                *((START, number[name]) if side == "begins" else (number[name], END)), one["times"], "", 0.0, "#drawn"
            )
            for name, one in told[side].items()
            if one["level"] <= share and name in number
        ]  # fmt: skip
    arcs.sort(key=lambda one: (-one.count, one.before, one.after))
    nodes = [Node(place, one["name"], one["times"]) for place, one in enumerate(drawn)]
    around = [
        Node(START, "Begins", found["cases"], is_end=True), *nodes, Node(END, "Ends", found["cases"], is_end=True)
    ]  # fmt: skip
    return {
        "picture": map_of(around, arcs, title="What follows what"),
        "paths": share,
        "all": len(told["paths"]),
        "shows": say.percent(told["shown"][share // 10]),
        "kept": [(key, value) for key, value in given.items() if key not in ("paths", "as", "what")],
        "left_out": len(on) - len(drawn),
    }


def _narrowed(given: QueryDict, before: str, after: str, base: str = "") -> str:
    return base + _with_path(given, f"{before} > {after}")


def _with_path(given: QueryDict, path: str) -> str:
    query = given.copy()
    query.pop("as", None)
    query["path"] = path
    return f"?{query.urlencode()}"


def _in_order(found: Mapping[str, Any]) -> list[str]:
    """The steps as they mostly come: by the mean place at which each first stands in the ways most taken."""
    places: dict[str, list[float]] = defaultdict(list)
    for one in found["top_variants"]:
        size = max(1, len(one["trace"]) - 1)
        first = {name: place for place, name in reversed(list(enumerate(one["trace"])))}
        for name, place in first.items():
            places[name] += [place / size] * min(20, one["cases"])
    steps = {
        *found["start"],
        *found["end"],
        *(name for one in found["edges"] for name in (one["from"], one["to"])),
        *(name for one in found["lines"] for name, _, _ in one["dots"]),
    }
    return sorted(
        {*steps, *places},
        key=lambda name: (sum(places[name]) / len(places[name]) if places[name] else 0.5, name),
    )


def _pair(said: Sequence[float] | None) -> tuple[float, float] | None:
    return (said[0], said[1]) if said else None


def _of(times: int, of: int) -> str:
    return f"{times:,} of {of:,}" if of else ""


def _hours(hours: float | None) -> str:
    return f"{hours:,.0f} h" if hours is not None else ""
