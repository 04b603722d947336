"""Three views of a process: as it is meant, why it waits, beside itself; and what became of a waste taken on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from django.urls import reverse

from varifocal.flows.drifting import Drift
from varifocal.flows.improve import adopting, causes, words
from varifocal.flows.improve.adopting import Outcome
from varifocal.flows.improve.causes import WORDS, Lay
from varifocal.flows.improve.comparing import BY, Group
from varifocal.flows.improve.meant import LATE, Meant, Strayed
from varifocal.flows.improve.measuring import END, START
from varifocal.flows.improve.proving import IN_HOURS
from varifocal.flows.improve.reading import Lived
from varifocal.flows.improve.steps import Case
from varifocal.org.work.project import Project
from varifocal.web import format as say
from varifocal.web.charts.wastes import Beside, Parts, before_after, beside, parted
from varifocal.web.charts.ways import Arc, Node, map_of
from varifocal.web.sheet import Cell
from varifocal.web.ways.look import Look
from varifocal.web.ways.shown import HEADS, HOW, Eyes, case_line, outcome, price, range_of

STRAYED = ("Step", "How", "Times", "Projects", "Days", "Hours", "A month, low", "A month, high")
WAITED = ("Step", "Tasks", "Days in all", *(f"Days: {word}" for word in WORDS.values()))
COMPARED = (
    "Name", "Projects", "Half take, days", "Waited a project, days", "More than the others, low", "high",
    "Over, days each", "Looked at", "Sent back, share", "Answers", "Hours worked once more, a project",
    "A month, low", "A month, high",
)  # fmt: skip
MOST_LONG = 10
MEANT_CAPTION = "Grey: as it is meant. Dashed red: a step is leapt over, or comes where it should not."


# -- as it is meant ---------------------------------------------------------------------------------------


def meant_page(look: Look, fit: Meant | None) -> dict[str, Any]:
    """The process as it is meant, where projects left it, and what goes with that."""
    it = look.it
    if fit is None:
        return {"headline": "Nothing has gone this way yet", "lines": []}
    return {
        "headline": _meant_headline(fit),
        "fitness": say.percent(fit.fitness),
        "picture": _meant_map(it, fit),
        "against": "the steps in the order meant, each as often as it may come",
        "ends": "What goes on misses nothing at its end yet.",
        "caption": f"{MEANT_CAPTION} Choose one to see its projects.",
        "lines": [_strayed(it, one, look.eyes) for one in fit.strayed],
        "longer": any(one.longer for one in fit.strayed),
        "priced": any(one.price for one in fit.strayed),
    }


def _meant_headline(fit: Meant) -> str:
    return (
        f"{say.count(fit.fitting).capitalize()} of {say.count(fit.cases)} projects went as they are meant to"
    )


def strayed_sheet(it: Lived, fit: Meant | None) -> Iterable[Sequence[Cell]]:
    """The deviations as rows of `STRAYED`."""
    for one in fit.strayed if fit else ():
        low, high = one.price or (None, None)
        yield it.steps[one.step].name, HOW[one.how], one.times, len(one.cases), one.days, one.hours, low, high


def _meant_map(it: Lived, fit: Meant) -> Any:
    passed = [sum(1 for case in it.cases for one in case.log if one.step == n) for n in range(len(it.steps))]
    nodes = [Node(place, step.name, passed[place]) for place, step in enumerate(it.steps)]
    ended = sum(len(ours) for (_, after), ours in fit.good.items() if after == END)
    roads = {
        pair: (len(fit.good.get(pair, ())), len(fit.off.get(pair, ())))
        for pair in sorted({*fit.good, *fit.off})
    }
    base = reverse("process-map", args=[it.process.pk])
    return meant_map(
        it.process.name,
        nodes,
        fit.cases,
        ended,
        roads,
        lambda a, b: f"{base}?paths=100&from={a}&to={b}#passage",
    )


def meant_map(
    name: str, nodes: Sequence[Node], begun: int, ended: int, roads: Mapping[tuple[int, int], tuple[int, int]],
    url: Callable[[int, int], str],
) -> Any:  # fmt: skip
    """A process as it is meant, and where it is left. `roads`: from one step to another, how often as meant and how
    often not."""
    around = [Node(START, "Begins", begun, is_end=True), *nodes, Node(END, "Ends", ended, is_end=True)]
    arcs = [
        Arc(*pair, good + off, "", 0.3, url(*pair), off=off > good) for pair, (good, off) in roads.items()
    ]
    return map_of(around, arcs, title=f"{name}: as it is meant, and where it is left")


def _strayed(it: Lived, one: Strayed, eyes: Eyes) -> dict[str, Any]:
    by_number = {case.project: case for case in it.cases}
    return {
        "step": it.steps[one.step].name,
        "how": HOW[one.how],
        "times": one.times,
        "projects": len(one.cases),
        "days": words.days(one.days) if one.days else "",
        "over": one.how == LATE,
        "hours": say.hours(one.hours) if one.hours else "",
        "price": price(one.price, eyes.currency),
        "longer": f"{words.days(one.longer[0])} to {words.days(one.longer[2])}" if one.longer else "",
        "cases": [case_line(by_number[number]) for number in one.cases if number in by_number],
    }


# -- why it waits -----------------------------------------------------------------------------------------


def why_page(look: Look, lain: Sequence[Lay], changed: Sequence[Drift]) -> dict[str, Any]:
    """Why work lies, by step and cause; the tasks that lay longest; and when it changed."""
    it, rows = look.it, [one for one in causes.gathered(lain) if one.days > 0]
    total = sum(one.days for one in rows)
    whole = {cause: sum(one.split[cause] for one in rows) for cause in WORDS}
    ended = sum(1 for case in it.cases if case.ended)
    by_number = {case.project: case for case in it.cases}
    longest = sorted(lain, key=lambda one: -one.days)[:MOST_LONG]
    bars = [
        Parts(
            it.steps[one.step].name,
            f"{words.days(one.days)}, {one.times} tasks",
            [
                (number, days, f"{WORDS[cause]}: {words.days(days)}")
                for number, (cause, days) in enumerate(one.split.items())
                if days > 0
            ],
        )
        for one in rows
    ]
    return {
        "headline": why_headline(whole, total),
        "picture": parted(bars, title="Why work lies"),
        "caption": "From when a task could have been begun until it was; days of the calendar. The parts of each "
        "wait add up to it.",
        "legend": [
            {"number": number, "name": name, "days": words.days(whole[cause]),
             "share": say.percent(whole[cause] / total), **_lost_most(lain, cause, by_number)}
            for number, (cause, name) in enumerate(WORDS.items())
            if total and whole[cause] / total >= 0.005
        ],
        "longest": [
            {
                "task": one.task,
                "url": reverse("task", args=[one.task]),
                "step": it.steps[one.step].name,
                "project": by_number[one.project].name,
                "days": words.days(one.days),
                "most": WORDS[max(one.split, key=lambda cause: one.split[cause])],
            }
            for one in longest
            if one.days >= 1
        ],
        "drifts": [_drift(one) for one in changed],
        "ended": ended,
    }  # fmt: skip


def why_sheet(it: Lived, lain: Sequence[Lay]) -> Iterable[Sequence[Cell]]:
    """The waits by step as rows of `WAITED`."""
    for one in causes.gathered(lain):
        yield it.steps[one.step].name, one.times, one.days, *(one.split[cause] for cause in WORDS)


def _lost_most(lain: Sequence[Lay], cause: str, by_number: Mapping[int, Case]) -> dict[str, Any]:
    """The projects that lost most to a cause."""
    lost: Counter[int] = Counter()
    for one in lain:
        lost[one.project] += one.split[cause]  # type: ignore[assignment]
    cases = [(number, days) for number, days in lost.most_common() if days > 0]
    shown = [case_line(by_number[number]) | {"took": words.days(days)} for number, days in cases[:MOST_LONG]]
    return {"in": str(len(cases)), "cases": shown}


def why_headline(whole: Mapping[str, float], total: float) -> str:
    """How long work lay, and most of it why."""
    if total < 1:
        return "Nothing lies that could have been begun"
    most = max(whole, key=lambda cause: whole[cause])
    return f"Work lay ready for {words.days(total)}; {say.percent(whole[most] / total)} of it: {WORDS[most]}"


def _drift(one: Drift) -> dict[str, Any]:
    before, after = one.comparison.before, one.comparison.after
    low, _, high = (hours / 24 for hours in one.comparison.median_change)
    less, more = sorted((abs(low), abs(high)))
    return {
        "day": datetime.fromtimestamp(one.moment / 1_000_000, UTC).date(),
        "better": one.comparison.verdict == "better",
        "before": words.days(before.median / 24),
        "after": words.days(after.median / 24),
        "cases": f"{before.cases} and {after.cases}",
        "between": f"{words.days(less)} to {words.days(more)}",
    }


# -- beside itself ----------------------------------------------------------------------------------------


def compared_page(look: Look, by: str, found: Sequence[Group]) -> dict[str, Any]:
    """Each group beside the others."""
    currency = look.eyes.currency
    bars = [
        Beside(
            _group_name(one, by),
            one.waited,
            f"{words.days(one.waited)} waited a project, {one.projects} project{'' if one.projects == 1 else 's'}",
            apart=one.more is not None and (one.more[0] > 0 or one.more[2] < 0),
        )
        for one in found
    ]  # fmt: skip
    return {
        "headline": _compared_headline(found, by),
        "picture": beside(bars, title=f"Waiting by {BY[by].lower()}", head=[BY[by], "Waited"]),
        "by": BY[by],
        "choices": [
            {"name": name, "url": f"{reverse('process-compared', args=[look.every.process.pk])}{look.plus('by', key)}",
             "here": key == by}
            for key, name in BY.items()
        ],
        "rows": [
            {
                "name": _group_name(one, by),
                "projects": one.projects,
                "took": words.days(one.took.median) if one.took else "",
                "waited": words.days(one.waited),
                "more": _more(one),
                "late": words.days(one.late[0]) if one.late[1] else "",
                "late_of": one.late[1],
                "back": say.percent(one.back[0]) if one.back[1] else "",
                "back_of": one.back[1],
                "hours": say.hours(one.hours) if one.hours else "",
                "price": price(one.price, currency),
            }
            for one in found
        ],
        "priced": any(one.price for one in found),
    }  # fmt: skip


def compared_sheet(found: Sequence[Group], by: str) -> Iterable[Sequence[Cell]]:
    """The groups as rows of `COMPARED`."""
    for one in found:
        low, _, high = one.more or (None, None, None)
        paid = one.price or (None, None)
        yield (
            _group_name(one, by), one.projects, one.took.median if one.took else None, one.waited, low, high,
            one.late[0] if one.late[1] else None, one.late[1], one.back[0] if one.back[1] else None, one.back[1],
            one.hours, *paid,
        )  # fmt: skip


def _group_name(one: Group, by: str) -> str:
    return str(Project.Kind(one.name).label) if by == "kind" and one.name in Project.Kind.values else one.name


def _more(one: Group) -> str:
    if one.more is None:
        return ""
    low, _, high = one.more
    if low <= 0 <= high:
        return "no difference that could not be chance"
    less, more = sorted((abs(low), abs(high)))
    return f"{words.days(less)} to {words.days(more)} {'more' if low > 0 else 'less'} than the others"


def _compared_headline(found: Sequence[Group], by: str) -> str:
    apart = [one for one in found if one.more is not None and one.more[0] > 0]
    if len(found) < 2:
        return f"There is nothing to compare by {BY[by].lower()} yet"
    if not apart:
        return "No difference in waiting that could not be chance"
    most = max(apart, key=lambda one: one.more[1] if one.more else 0.0)
    return f"{_group_name(most, by)} waits longer than the others"


# -- what became of it ------------------------------------------------------------------------------------


def adopted_page(out: Outcome, it: Lived | None, eyes: Eyes) -> dict[str, Any]:
    """A waste that was taken on: what was quoted, what was seen before and since, what it saved."""
    row, found = out.adoption, out.compared
    line = outcome(out, eyes)
    picture = None
    if it is not None and found is not None and row.task.finished_at is not None and found.seen:
        told = adopting.sides(row.kind, found)
        means = (found.mean_before if found.before else None, found.mean_after if found.after else None)
        names = {case.project: case.name for case in it.cases}
        seen = [
            (_day(one.began), one.value, f"{names[one.project]}: {adopting.said(row.kind, one.value)}")
            for one in found.seen
        ]
        title = "Before and after"
        picture = before_after(seen, _day(row.task.finished_at.timestamp()), means, title=title, told=told)
    return line | {
        "headline": adopting.HEADLINES[out.state].format(name=row.task.name),
        "head": HEADS[row.kind],
        "picture": picture,
        "saves": saves(out, eyes),
        "in_hours": row.kind in IN_HOURS,
    }


def saves(out: Outcome, eyes: Eyes) -> str:
    """What is saved a month, in hours or days and in money, said plainly; empty before there is anything to compare."""
    found = out.compared
    if found is None or found.interval is None:
        return ""
    if not (found.is_proven or found.is_worse) or found.saved is None:
        return "Nothing is saved that could not be chance, so no money either."
    less, more = sorted(abs(one) for one in found.saved)
    sure = found.saved[0] * found.saved[1] > 0
    what = "hours" if out.adoption.kind in IN_HOURS else "days"
    verb = "saves" if found.is_proven else "costs"
    span = f"{less:,.0f} to {more:,.0f} {what}" if sure else f"up to {more:,.0f} {what}"
    if out.adoption.kind not in IN_HOURS:
        return f"It {verb} {span} of waiting a month. Waiting is nobody's hour: no money is saved that could be told."
    if found.money is None:
        return f"It {verb} {span} of work a month."
    least, most = sorted(abs(one) for one in found.money)
    money = (
        range_of((least, most), eyes.currency) if sure else f"up to {range_of((most, most), eyes.currency)}"
    )
    return f"It {verb} {span} of work a month: {money}."


def _day(moment: float) -> date:
    return datetime.fromtimestamp(moment, UTC).date()
