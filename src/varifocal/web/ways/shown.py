"""How we work in words and pictures: one process as it is meant and lived, and the board of what is wasted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from varifocal.flows.going_round import rounds
from varifocal.flows.improve import adopting, words
from varifocal.flows.improve.adopting import Outcome
from varifocal.flows.improve.finding import LEAST_SEEN, Finding, findings, hour_cost
from varifocal.flows.improve.meant import EXTRA, LATE, MISSING, Strayed, meant
from varifocal.flows.improve.measuring import (
    END,
    START,
    Edge,
    Passed,
    days_of,
    edges,
    main_road,
    passed,
)
from varifocal.flows.improve.reading import Lived, rates
from varifocal.flows.improve.steps import DAY, Case, traces
from varifocal.flows.improve.tasks import DONE, NAMES, TasksLived, edges_of, hands
from varifocal.org.base.account import Account
from varifocal.org.work.task import Task
from varifocal.web import format as say
from varifocal.web.charts.ways import Arc, Line, Node, chevrons, dotted, map_of
from varifocal.web.sheet import Cell

MOST_CASES = 30
MOST_WAYS = 12
DOTTED_CAPTION = "A number stands where the step was begun, its bar until it was done."
HOW = {MISSING: "passed over", EXTRA: "more often than meant, or before its turn", LATE: "late"}
HEADS = {
    "late": "Too late",
    "back": "Sent back",
    "more": "Too often",
    "one": "All through one",
    "wait": "Lying",
    "rework": "Done again",
    "waiting": "Waiting",
}
STEPS = (
    "Step", "Times", "Half take, days", "Nine of ten, days", "In all, days", "Half wait before, days",
    "Nine of ten wait, days", "Waited in all, days", "Within its days", "Of", "Too often", "In it now",
)  # fmt: skip
PASSAGES = (
    "From", "To", "Times", "Half within, days", "Nine of ten within, days", "In all, days", "Waited, days", "Projects",
)  # fmt: skip
TASK_PASSAGES = (*PASSAGES[:6], "Tasks")
EVIDENCE = ("What", "Project", "Looked at, times", "Lost there", "In")
PASSED = ("Project", "Step", "Begun (UTC)", "Done (UTC)", "Days", "Done again")
WASTES = ("State", "What", "Process", "Step", "In words", "Days", "Hours", "A month, low", "A month, high")


@dataclass(frozen=True)
class Eyes:
    """Who looks, and the currency money is told in; what an hour costs, where she may know it."""

    by: Account
    today: date
    currency: str
    query: str = ""
    """What is asked for in the address, kept in every link."""

    @cached_property
    def rated(self) -> dict[int, float] | None:
        """What an hour of each person costs."""
        return rates(self.by, self.today)


def steps_of(it: Lived, by_clock: Lived) -> list[Passed]:
    """Each step as it was lived: its times by the clock asked for, what was agreed by the calendar."""
    found = []
    for place, step in enumerate(it.steps):
        level = float(step.days) if step.days is not None else None
        clocked = passed(by_clock.cases, place, step.repeats, None)
        agreed = passed(it.cases, place, step.repeats, level)
        found.append(replace(agreed, took=clocked.took, waited=clocked.waited))
    return found


def process_page(it: Lived, by_clock: Lived, taken_on: Sequence[Outcome], eyes: Eyes) -> dict[str, Any]:
    """The page of a process: its steps as meant and lived, and what is wasted."""
    rows = steps_of(it, by_clock)
    found = findings(it, eyes.rated)
    fit = meant(it, eyes.rated)
    begun = [case for case in it.cases if case.log]
    return {
        "headline": _headline(it, found, eyes),
        "cases": len(begun),
        "meant": fit.fitting if fit else 0,
        "chevrons": chevrons([(place, step.name) for place, step in enumerate(it.steps)]),
        "steps": [_step(it, place, row) for place, row in enumerate(rows)],
        "findings": [finding(one, it, eyes, taken_on) for one in found],
        "strayed": [_strayed(it, one) for one in (fit.strayed if fit else ()) if one.how != LATE],
        "adopted": [outcome(one, eyes) for one in taken_on],
        "priced": eyes.rated is not None,
    }


def steps_sheet(it: Lived, by_clock: Lived) -> Iterable[Sequence[Cell]]:
    """The steps as rows of `STEPS`."""
    for step, row in zip(it.steps, steps_of(it, by_clock), strict=True):
        took = (
            (row.took.times, row.took.median, row.took.p90, row.took.total)
            if row.took
            else (0, None, None, None)
        )
        waited = (row.waited.median, row.waited.p90, row.waited.total) if row.waited else (None, None, None)
        yield step.name, *took, *waited, row.kept, row.of, row.extra, row.open


def passages_sheet(it: Lived) -> Iterable[Sequence[Cell]]:
    """Every passage of the map as rows of `PASSAGES`."""
    names = _names(it)
    for one in edges(it.cases):
        spread = (one.days.median, one.days.p90, one.days.total, one.waited) if one.days else (None,) * 4
        yield names[one.before], names[one.after], one.count, *spread, len(one.cases)


def passed_sheet(it: Lived) -> Iterable[Sequence[Cell]]:
    """Every project through every step as rows of `PASSED`."""
    for case in it.cases:
        for one in case.passages:
            done = None if one.end is None else _stamp(max(deed.end or 0.0 for deed in one.deeds))
            begun = _stamp(min(deed.begin or 0.0 for deed in one.deeds))
            days = None if one.end is None else days_of(one)
            yield case.name, it.steps[one.step].name, begun, done, days, "yes" if one.again else ""


def wastes_sheet(
    states: Sequence[tuple[str, str, str]], columns: Mapping[str, Sequence[dict[str, Any]]]
) -> Iterable[Sequence[Cell]]:
    """The board as rows of `WASTES`."""
    for key, name, _ in states:
        for line in columns[key]:
            low, high = line["paid"] or (None, None)
            yield (
                name, line["head"], line["process"], line["step"], line.get("sentence") or line["says"],
                line.get("lost"), line.get("again"), low, high,
            )  # fmt: skip


def finding(one: Finding, it: Lived, eyes: Eyes, taken_on: Sequence[Outcome] = ()) -> dict[str, Any]:
    """A finding as a line: where, what, what it costs, and its act."""
    step = it.steps[one.step]
    args = [it.process.pk, one.key]
    at_it = next(
        (
            out
            for out in taken_on
            if (out.adoption.kind, out.adoption.step_id) == (one.kind, step.pk)
            and out.state == adopting.ADOPTED
        ),
        None,
    )
    return {
        "head": HEADS[one.kind],
        "step": step.name,
        "process": it.process.name,
        "sentence": words.sentence(one, step),
        "likely": words.likely(one, step),
        "remedy": words.remedy(one, step),
        "days": words.days(one.days),
        "hours": say.hours(one.hours) if one.hours else "",
        "price": price(one.price, eyes.currency),
        "url": reverse("process-finding", args=args) + eyes.query,
        "adopt": "" if at_it else reverse("process-adopt", args=args) + eyes.query,
        "at_it": reverse("task", args=[at_it.adoption.task_id]) if at_it else "",
        "rank": (one.price or (0.0, 0.0))[1],
        "lost": one.days,
        "again": one.hours,
        "paid": one.price,
    }


def outcome(one: Outcome, eyes: Eyes) -> dict[str, Any]:
    """Something taken on, as a line."""
    row = one.adoption
    quoted = (float(row.low), float(row.high)) if row.low is not None and row.high is not None else None
    return {
        "state": one.state,
        "head": HEADS[row.kind],
        "step": row.step.name if row.step else " > ".join(row.place),
        "process": row.process.name if row.process else row.log,
        "paid": quoted if eyes.by.money_right else None,
        "name": row.task.name,
        "url": reverse("process-adopted", args=[row.pk]),
        "task": reverse("task", args=[row.task_id]),
        "project": row.task.project.name,
        "quoted": row.sentence,
        "price": price(quoted, eyes.currency) if eyes.by.money_right else "",
        "on": say.day(row.adopted_on, eyes.today),
        "done": say.day(_day(row.task.finished_at.timestamp()), eyes.today) if row.task.finished_at else "",
        "says": one.sentence,
    }


def price(paid: tuple[float, float] | None, currency: str) -> str:
    """A range a month: “1,600 to 2,000 € a month”."""
    return f"{range_of(paid, currency)} a month" if paid is not None and paid[1] >= 1 else ""


def range_of(paid: tuple[float, float], currency: str) -> str:
    """Money from low to high: “1,600 to 2,000 €”."""
    low, high = (say.money(Decimal(_rounded(one)), currency) for one in paid)
    return f"{low} to {high}" if low != high else f"about {high}"


def map_page(
    it: Lived, by_clock: Lived, share: float, at: tuple[int, int] | None, eyes: Eyes
) -> dict[str, Any]:
    """The map, its times by the clock asked for, and what stands behind the passage asked for."""
    every = edges(by_clock.cases)
    begun = sum(1 for case in it.cases if case.log)
    counts = [sum(1 for case in it.cases for one in case.log if one.step == n) for n in range(len(it.steps))]
    nodes = [Node(place, step.name, counts[place]) for place, step in enumerate(it.steps)]
    base = f"{reverse('process-map', args=[it.process.pk])}{eyes.query or '?'}{'&' if eyes.query else ''}"
    drawn = _map(every, nodes, share, at, base, f"What follows what in {it.process.name}", begun)
    picked = next((one for one in every if (one.before, one.after) == at), None)
    kept = list(QueryDict(eyes.query.removeprefix("?")).items())
    return drawn | {
        "headline": "What follows what",
        "edge": _edge(it, picked, eyes) if picked else None,
        "kept": kept,
    }


def tasks_page(it: TasksLived, share: float, at: tuple[int, int] | None, by: Account) -> dict[str, Any]:
    """Every task on its way: the map of what is done with tasks, by how many hands, and one passage."""
    every = edges_of(it)
    counts = Counter(one.what for events in it.by_task.values() for one in events)
    nodes = [Node(place, name, counts[name]) for place, name in enumerate(NAMES) if counts[name]]
    drawn = _map(
        every, nodes, share, at, f"{reverse('ways-tasks')}?", "What is done with tasks", len(it.by_task)
    )
    picked = next((one for one in every if (one.before, one.after) == at), None)
    passed_on, of = hands(it)
    ended = sum(1 for events in it.by_task.values() if events[-1].what == DONE)
    return drawn | {
        "headline": f"{len(it.by_task):,} tasks on their way, {ended:,} of them done"
        if it.by_task
        else "No task yet",
        "hands": say.percent(passed_on / of) if of >= LEAST_SEEN else "",
        "edge": _task_edge(it, picked, by) if picked else None,
    }


def tasks_sheet(it: TasksLived) -> Iterable[Sequence[Cell]]:
    """Every passage as rows of `TASK_PASSAGES`."""
    names = {START: "The beginning", END: "the end"} | dict(enumerate(NAMES))
    for one in edges_of(it):
        spread = (one.days.median, one.days.p90, one.days.total) if one.days else (None,) * 3
        yield names[one.before], names[one.after], one.count, *spread, len(one.cases)


def _map(
    every: Sequence[Edge], nodes: Sequence[Node], share: float, at: tuple[int, int] | None, base: str, title: str,
    begun: int,
) -> dict[str, Any]:  # fmt: skip
    drawn = main_road(every, share)
    longest = max([one.days.median for one in drawn if one.days], default=1.0) or 1.0
    ends = sum(one.count for one in every if one.after == END)
    arcs = [
        Arc(
            one.before, one.after, one.count, words.days(one.days.median) if one.days else "",
            one.days.median / longest if one.days else 0.0,
            f"{base}paths={round(share * 100)}&from={one.before}&to={one.after}#passage",
            here=(one.before, one.after) == at,
        )
        for one in drawn
    ]  # fmt: skip
    around = [Node(START, "Begins", begun, is_end=True), *nodes, Node(END, "Ends", ends, is_end=True)]
    return {
        "picture": map_of(around, arcs, title=title),
        "paths": round(share * 100),
        "shown": len(drawn),
        "all": len(every),
    }


def _task_edge(it: TasksLived, one: Edge, by: Account) -> dict[str, Any]:
    names = {START: "The beginning", END: "the end"} | dict(enumerate(NAMES))
    rows = Task.objects.visible_to(by).filter(pk__in=one.cases[:MOST_CASES]).select_related("project")
    return {
        "name": f"{names[one.before]} → {names[one.after]}",
        "count": one.count,
        "median": words.days(one.days.median) if one.days else "",
        "p90": words.days(one.days.p90) if one.days else "",
        "cases": [
            {"name": row.name, "url": reverse("task", args=[row.pk]), "in": row.project.name} for row in rows
        ],
        "more": max(0, len(one.cases) - MOST_CASES),
    }


def taken_page(it: Lived, only: Callable[[Sequence[int]], str]) -> dict[str, Any]:
    """The ways that were taken, the most frequent first, and each project on its own line. `only`: the address of
    those that went one way."""
    names = [step.name for step in it.steps]
    found = traces(it.cases)
    ways = [
        {
            "count": len(cases),
            "chevrons": chevrons([(step, names[step]) for step in trace], small=True),
            "cases": [case_line(one) for one in cases[:MOST_CASES]],
            "took": _took(cases),
            "only": only(trace),
        }
        for trace, cases in list(found.items())[:MOST_WAYS]
    ]
    lines = [
        Line(
            case.name,
            reverse("project", args=[case.project]),
            [
                (one.step, (one.begin - first) / DAY, ((one.end or one.begin) - first) / DAY)
                for one in case.passages
            ],
        )
        for case in sorted(it.cases, key=lambda one: min((p.begin for p in one.passages), default=0.0))
        if case.passages
        for first in [min(one.begin for one in case.passages)]
    ]
    return {
        "headline": "Which ways were taken",
        "caption": f"{DOTTED_CAPTION} Days along the top, by the clock chosen above.",
        "ways": ways,
        "others": max(0, len(found) - MOST_WAYS),
        "loops": [
            {
                "steps": " > ".join(one.steps),
                "times": one.times,
                "in": len(one.cases),
                "took": words.days(one.hours / 24),
                "cases": [case_line(case) for case in cases[:MOST_CASES]],
            }
            for one, cases in rounds(it)
        ],
        "picture": dotted(lines[-60:], names, title="When each project came to which step"),
    }


def _lost_by(one: Finding) -> tuple[dict[int, float], dict[int, int]]:
    """What each project behind a finding lost there, and how often it was looked at."""
    lost: dict[int, float] = dict.fromkeys(one.cases, 0.0)
    times: dict[int, int] = dict.fromkeys(one.cases, 0)
    for seen in one.seen:
        if seen.project in lost:
            lost[seen.project] += seen.value
            times[seen.project] += 1
    return lost, times


def evidence_sheet(one: Finding, it: Lived) -> Iterable[Sequence[Cell]]:
    """The projects behind a finding as rows of `EVIDENCE`."""
    says, (lost, times) = words.sentence(one, it.steps[one.step]), _lost_by(one)
    names = {case.project: case.name for case in it.cases}
    for number in one.cases:
        yield (
            says,
            names[number],
            times[number],
            lost[number],
            "times" if one.kind in ("back", "more") else "days",
        )


def evidence_page(one: Finding, it: Lived, eyes: Eyes, taken_on: Sequence[Outcome]) -> dict[str, Any]:
    """The projects behind a finding, those that lost most first."""
    by_number = {case.project: case for case in it.cases}
    lost, times = _lost_by(one)
    rows = [
        case_line(by_number[number])
        | {
            "lost": str(round(lost[number])) + "×"
            if one.kind in ("back", "more")
            else words.days(lost[number]),
            "times": times[number],
        }
        for number in one.cases
    ]
    low, high = one.interval
    about_share = one.kind in ("back", "more", "one")
    between = (
        f"{say.percent(max(0.0, low))} to {say.percent(high)}"
        if about_share
        else f"{words.days(max(0.0, low))} to {words.days(high)}"
    )
    return finding(one, it, eyes, taken_on) | {
        "rows": rows,
        "between": between,
        "of": one.of,
        "back": about_share,
        "counted": True,
    }


def headline_of(count: int) -> str:
    """Of the list of processes."""
    if not count:
        return "Which ways of working decide our goals?"
    way = "way of working decides" if count == 1 else "ways of working decide"
    return f"{say.count(count).capitalize()} {way} our goals"


def _headline(it: Lived, found: Sequence[Finding], eyes: Eyes) -> str:
    if not any(case.log for case in it.cases) and eyes.query:
        return f"{it.process.name}: none of these projects"
    if not any(case.log for case in it.cases):
        return f"{it.process.name}: nothing has gone this way yet"
    if not found:
        return f"{it.process.name}: nothing is wasted that the log could prove"
    worst = max(found, key=lambda one: one.days)
    return f"{it.process.name}: most is lost at {it.steps[worst.step].name}, {words.days(worst.days)}"


def _step(it: Lived, place: int, row: Passed) -> dict[str, Any]:
    step = it.steps[place]
    share = row.kept / row.of if row.of else None
    return {
        "number": place + 1,
        "name": step.name,
        "role": "whoever is asked outside" if step.outside else step.role.name if step.role else "",
        "took": words.days(row.took.median) if row.took else "",
        "took90": words.days(row.took.p90) if row.took else "",
        "times": row.took.times if row.took else 0,
        "waited": words.days(row.waited.median) if row.waited else "",
        "waited90": words.days(row.waited.p90) if row.waited else "",
        "extra": row.extra,
        "allowed": "once" if step.repeats == 1 else f"{say.count(step.repeats)} times",
        "level": words.days(float(step.days)) if step.days is not None else "",
        "kept": say.percent(share) if share is not None else "",
        "kept_of": f"{row.kept} of {row.of}" if row.of else "",
        "danger": share is not None and share < 0.5 and row.of >= 5,
        "open": row.open,
    }


def _strayed(it: Lived, one: Strayed) -> dict[str, Any]:
    by_number = {case.project: case for case in it.cases}
    return {
        "step": it.steps[one.step].name,
        "how": HOW[one.how],
        "count": one.times,
        "cases": [case_line(by_number[number]) for number in one.cases[:MOST_CASES]],
    }


def _edge(it: Lived, one: Edge, eyes: Eyes) -> dict[str, Any]:
    by_number = {case.project: case for case in it.cases}
    names = _names(it)
    roles: set[str] = {
        step.role.name if step.role else step.name
        for place, step in enumerate(it.steps)
        if place == one.after
    }
    hours = 0.0
    people: set[int] = set()
    for number in one.cases:
        for now in _arrived(by_number[number], one):
            hours += sum(deed.hours for deed in now.deeds)
            people |= {person for deed in now.deeds for person in deed.people}
    return {
        "name": f"{names[one.before]} → {names[one.after]}",
        "count": one.count,
        "days": one.days,
        "median": words.days(one.days.median) if one.days else "",
        "p90": words.days(one.days.p90) if one.days else "",
        "waited": words.days(one.waited) if one.days else "",
        "cases": [case_line(by_number[number]) for number in one.cases[:MOST_CASES]],
        "more": max(0, len(one.cases) - MOST_CASES),
        "roles": ", ".join(sorted(roles)),
        "people": len(people),
        "hours": say.hours(hours) if hours else "",
        "money": _total(hours, hour_cost(eyes.rated, people), eyes.currency),
    }


def _names(it: Lived) -> dict[int, str]:
    return {START: "The beginning", END: "the end"} | {n: step.name for n, step in enumerate(it.steps)}


def _stamp(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d %H:%M")


def _arrived(case: Case, edge: Edge) -> list[Any]:
    log = case.log
    return [now for before, now in pairwise(log) if (before.step, now.step) == (edge.before, edge.after)]


def _total(hours: float, hour: tuple[float, float] | None, currency: str) -> str:
    return range_of((hours * hour[0], hours * hour[1]), currency) if hour and hours else ""


def case_line(case: Case) -> dict[str, Any]:
    """A project as a line, with what it took."""
    begun = [one.begin for one in case.passages]
    ended = [one.end for one in case.passages if one.end is not None]
    took = (max(ended) - min(begun)) / DAY if ended and begun else 0.0
    return {
        "name": case.name,
        "url": reverse("project", args=[case.project]),
        "took": words.days(took) if took else "",
    }


def _took(cases: Sequence[Case]) -> str:
    spans = sorted(
        (max(one.end or 0.0 for one in case.log) - min(one.begin for one in case.log)) / DAY for case in cases
    )
    return words.days(spans[len(spans) // 2]) if spans else ""


def _rounded(value: float) -> int:
    """To two digits that count: a range from so few cases has no more."""
    whole = round(value)
    digits = max(0, len(str(whole)) - 2)
    return round(whole, -digits)


def _day(moment: float) -> date:
    return datetime.fromtimestamp(moment, UTC).date()
