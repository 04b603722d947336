"""The score in words and pictures: no percentage of few, and beside each share where it may lie."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from varifocal.flows.scorecard import ENOUGH, Held, Line, Score
from varifocal.web import charts
from varifocal.web import format as say
from varifocal.web.charts import Mark
from varifocal.web.sheet import Cell

NAMES = {
    "project": "Projects",
    "goal": "Goals, their work",
    "promise": "Promises, as first said",
    "budget": "Budgets of hours",
    "money": "Budgets of money",
    "price": "Fixed prices that cover the cost",
    "task": "Tasks, a hundred a day drawn at random",
}
COUNTED = {"project": "projects", "goal": "goals", "task": "tasks"}
SHEET = ("From", "What", "Question", "Told", "Came true", "Low", "High", "Things", "Forecasts of them",
         "Off by, days")  # fmt: skip
TENTHS = tuple(place / 10 for place in range(1, 10))


def headline(score: Score) -> str:
    """How often our 80 % came true, or would have; nothing of few."""
    for line in score.lines:
        if line.kind in COUNTED and line.most.is_enough:
            return f"Our 80{say.THIN}% came true {_of_100(line.most.came)} times in 100"
    if "holds_80" in score.replay:
        return f"Our 80{say.THIN}% would have held {_of_100(score.replay['holds_80'])} times in 100"
    return "It is too early to say how often we are right"


def kept(score: Score, today: date) -> dict[str, Any]:
    """What was kept, kind by kind, and the diagram of all chances."""
    marks = [Mark(one.told, one.came, one.low, one.high, one.things, one.is_enough) for one in score.bins]
    return {
        "since": say.day(score.since, today),
        "lines": [_line(one) for one in score.lines],
        "best": _best(score),
        "picture": charts.reliability(
            marks, title="Chances told against how often they came true", counted="things"
        )
        if marks
        else None,
        "enough": ENOUGH,
    }


def replay(figures: Mapping[str, Any]) -> dict[str, Any] | None:
    """The replay: its sentence, its diagram, and what could not be used."""
    if not figures:
        return None
    return {
        "sentence": figures["sentence"],
        "picture": _replayed(figures) if "below" in figures else None,
        "facts": _facts(figures) if "below" in figures else [],
        "left": [{"reason": reason, "count": f"{count:,}"} for reason, count in figures["left_out"].items()],
    }


def sheet_of(score: Score) -> Iterable[Sequence[Cell]]:
    """All of it for a spreadsheet; shares of few stand there with their number beside."""
    for line in score.lines:
        for name, one in (("half", line.half), ("four in five", line.most), ("its chance", line.chances)):
            if one.things:
                lost = None if one is line.chances else round(one.lost, 2)
                yield ("kept", NAMES[line.kind], name, *_cells(one), lost)
    for one in score.bins:
        yield ("kept", "All chances", "a tenth", *_cells(one), None)
    between = score.replay.get("below_between", ())
    for (level, share), (low, high) in zip(score.replay.get("below", ()), between, strict=True):
        count = score.replay["foretold"]
        yield ("replay", "Tasks", "took no more than told", level, share, low, high, count, count, None)


def _line(one: Line) -> dict[str, Any]:
    return {
        "name": NAMES[one.kind],
        "half": _told(one.half),
        "most": _told(one.most),
        "chances": _told(one.chances),
        "promised": f"{say.percent(one.chances.told)} told" if one.chances.is_enough else "",
        "things": max(one.half.things, one.most.things, one.chances.things),
        "days": max(one.half.days, one.most.days, one.chances.days),
        "off": _off(one.most),
        "verdict": _verdict(one.most if one.most.things else one.chances),
    }


def _best(score: Score) -> str:
    """What the headline rests on."""
    for line in score.lines:
        if line.kind in COUNTED and line.most.is_enough:
            one = line.most
            return (
                f"Of {one.things} {COUNTED[line.kind]} whose day has passed; the true share lies between "
                f"{say.percent(one.low)} and {say.percent(one.high)}, nineteen times in twenty."
            )
    if "holds_80" in score.replay:
        count = f"{score.replay['foretold']:,}"
        return f"That is reckoned from {count} finished tasks, each foretold again from those before it."
    return ""


def _told(one: Held) -> str:
    if not one.things:
        return ""
    if one.is_enough:
        return say.percent(one.came)
    return f"{round(one.came * one.things)} of {one.things}"


def _off(one: Held) -> str:
    return f"{say.number(one.lost, 1)}{say.THIN}days" if one.is_enough else ""


def _verdict(one: Held) -> str:
    if not one.is_enough:
        return "too few to say"
    if one.low <= one.told <= one.high:
        return "as told"
    return "too bold" if one.came < one.told else "too careful"


def _replayed(figures: Mapping[str, Any]) -> charts.Picture:
    count = figures["foretold"]
    marks = [
        Mark(level, share, low, high, count, is_enough=count >= ENOUGH)
        for (level, share), (low, high) in zip(figures["below"], figures["below_between"], strict=True)
        if round(level, 3) in TENTHS
    ]
    return charts.reliability(
        marks, title="Tasks that took no more than was told, for each chance", counted="tasks"
    )


def _facts(figures: Mapping[str, Any]) -> list[dict[str, str]]:
    low, high = figures["holds_80_between"]
    count, held = figures["own_ranges"]
    facts = [
        ("Our 80 % held", say.percent(figures["holds_80"])),
        ("The true share, nineteen times in twenty", f"{say.percent(low)} to {say.percent(high)}"),
        ("Our 90 % held", say.percent(figures["holds_90"])),
        ("Your estimates, exactly as written", say.percent(figures["as_estimated"])),
        ("Your estimates, no more than written", say.percent(figures["at_most_estimated"])),
        ("Half of the time, our middle was off by less than", say.percent(figures["median_miss"])),
        ("Tasks foretold", f"{figures['foretold']:,}"),
    ]
    if count:
        ranges = say.percent(held / count) if count >= ENOUGH else f"{held} of {count}"
        facts.insert(5, ("Your own ranges held, where there was one", ranges))
    return [{"name": name.replace(" %", f"{say.THIN}%"), "value": value} for name, value in facts]


def _cells(one: Held) -> tuple[Cell, ...]:
    return round(one.told, 4), round(one.came, 4), round(one.low, 4), round(one.high, 4), one.things, one.days


def _of_100(share: float) -> int:
    return int(100 * share + 0.5)
