"""The way to the vision on a narrow screen: a line for each thing, far ones first, beside a small axis of time."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from datetime import date

from varifocal.web.charts.nodes import Axis, Place, TreeNode, behind, grow, mark, tail, walk
from varifocal.web.charts.picture import el
from varifocal.web.colour import shade

WIDTH = 328.0
"""Px: what a screen of 360 px leaves."""
LEFT, RIGHT, NAMES = 12.0, 122.0, 146.0
TOP, LINE, GAP = 30.0, 16.0, 14.0
MOST_LETTERS, MOST_LINES = 26, 3
MARKS = ((1, "now"), (30, "month"), (365, "year"), (3650, "10 y"))


def ladder(nodes: Sequence[TreeNode], *, title: str, today: date) -> str:
    """Draw the vision, what is chosen and the goals, each above what stands under it. Projects stay in the table."""
    far = [node for node in nodes if node.kind != "project"] or nodes
    axis = Axis.over(far, today, LEFT, RIGHT)
    places = list(walk(grow(far, today, axis)))
    bottom = TOP
    names = []
    for place in places:
        lines = _lines(place)
        place.y = bottom + GAP
        names.append(_name(place, lines))
        bottom = place.y + (len(lines) - 1) * LINE + GAP
    return el(
        "svg",
        *_grid(axis, bottom),
        *(_tie(child, place, today) for place in places for child in place.children),
        *(mark(place, today) for place in places),
        *names,
        class_="tree ladder",
        viewBox=f"0 0 {WIDTH:.0f} {bottom + 6:.0f}",
        role="group",
        aria_label=title,
    )


def _lines(place: Place) -> list[str]:
    """The name over a few lines, with room on the last for what stands behind it."""
    more = tail(place.node)
    kept = textwrap.wrap(place.node.name + (" " + more.replace(" ", "\xa0") if more else ""), MOST_LETTERS)
    kept[-1] = kept[-1].removesuffix(more.replace(" ", "\xa0")).rstrip() if more else kept[-1]
    if len(kept) > MOST_LINES:
        kept = [*kept[: MOST_LINES - 1], kept[MOST_LINES - 1][: MOST_LETTERS - 1] + "…"]
    return kept


def _name(place: Place, lines: list[str]) -> str:
    ends = ["" for _ in lines[1:]] + [behind(place.node)]
    told = [
        el("tspan", line, end, x=NAMES, y=place.y + 4 + number * LINE)
        for number, (line, end) in enumerate(zip(lines, ends, strict=True))
    ]
    return el("text", *told, class_=f"name {place.node.kind}")


def _grid(axis: Axis, bottom: float) -> list[str]:
    drawn: list[str] = []
    for days, name in MARKS:
        x = axis.x(days)
        drawn.append(el("line", x1=x, x2=x, y1=TOP - 8, y2=bottom, class_="grid"))
        drawn.append(el("text", name, x=x, y=12, text_anchor="middle", class_="tick"))
    return drawn


def _tie(child: Place, parent: Place, today: date) -> str:
    """From a goal up to what it serves: along its own line first, then up."""
    bend = f"{parent.x:.1f} {child.y:.1f}"
    d = f"M{child.x:.1f} {child.y:.1f}C{bend} {bend} {parent.x:.1f} {parent.y:.1f}"
    return el("path", d=d, class_=f"tie {shade(child.node.day, today)}")
