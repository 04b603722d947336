"""How soon our hours would have been missed, week by week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from varifocal.web import format as say
from varifocal.web.charts.picture import Picture, canvas, el, join, nothing, percent, words

TOP, BODY, FOOT = 8.0, 150.0, 24.0
TONES = {"keep": "d-keep", "owed": "d-near", "next": "d-quarter", "far": "d-far", "unplaced": "d-none hollow"}
"""From the ground up: what keeps the house, then from near to far, then what we do not know."""
WORDS = {
    "keep": "keeps the house running",
    "owed": "owed to somebody",
    "next": "felt within a year",
    "far": "felt later",
    "unplaced": "not placed",
}


def reach(
    weeks: Sequence[tuple[date, Sequence[tuple[str, float]]]],
    *,
    title: str,
    today: date,
    empty: str = "No hours recorded yet.",
) -> Picture:
    """Draw hours by reach as a column a week (named by its Monday): keep, owed, next, far, unplaced; `empty` is said
    where there is none."""
    told = [
        (monday, {name.lower(): max(0.0, hours) for name, hours in parts}) for monday, parts in sorted(weeks)
    ]
    most = max((sum(parts.values()) for _, parts in told), default=0.0)
    if most <= 0:
        return nothing(title, empty)
    columns = [_column(place, len(told), parts, most) for place, (_, parts) in enumerate(told)]
    every = -(-len(told) // 5)
    dates = [
        words(say.day(monday, today), percent((place + 0.5) / len(told)), TOP + BODY + 17, anchor="middle")
        for place, (monday, _) in enumerate(told)
        if place % every == every // 2
    ]
    base = el("line", x1="0", x2="100%", y1=TOP + BODY, y2=TOP + BODY, class_="base")
    totals = {name: sum(parts.get(name, 0.0) for _, parts in told) for name in TONES}
    whole = sum(totals.values()) or 1.0
    says = (
        "; ".join(f"{say.percent(hours / whole)} {WORDS[name]}" for name, hours in totals.items() if hours)
        + "."
    )
    drawing = canvas(title, says, TOP + BODY + FOOT, *columns, base, *dates)
    rows = [
        [say.day(monday, today), *(say.hours(parts.get(name, 0.0)) for name in TONES)]
        for monday, parts in told
    ]
    head = ["Week of", *(WORDS[name].capitalize() for name in TONES)]
    return Picture(join([drawing, _legend(totals, whole)]), title, head, rows)


def _column(place: int, count: int, parts: dict[str, float], most: float) -> str:
    width = min(0.82 / count, 0.12)
    left = (place + 0.5) / count - width / 2
    drawn: list[str] = []
    top = TOP + BODY
    for name, tone in TONES.items():
        height = parts.get(name, 0.0) / most * BODY
        if height < 0.3:
            continue
        top -= height
        drawn.append(
            el(
                "rect",
                x=percent(left),
                width=percent(width),
                y=top,
                height=max(0.3, height - 1),
                class_=f"bar {tone}",
            )
        )
    return el("g", *drawn)


def _legend(totals: dict[str, float], whole: float) -> str:
    lines = [
        el(
            "li",
            el(
                "svg",
                el("rect", x=1, y=1, width=10, height=10, rx=2, class_=f"bar {TONES[name]}"),
                viewBox="0 0 12 12",
                width=12,
                height=12,
                aria_hidden="true",
            ),
            f"{WORDS[name]} ",
            el("b", say.percent(hours / whole), class_="num"),
        )
        for name, hours in totals.items()
        if hours > 0
    ]
    return el("ul", *lines, class_="legend")
