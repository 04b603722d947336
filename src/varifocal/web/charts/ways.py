"""How work goes: the map of what follows what, the ways taken as chevrons, and each case on its own line.

The map stands upright, so that it is read on a telephone as on a wall: the steps one under the other, what goes on to
the next between them, what leaps over one on the right, what goes back on the left. An arc is the thicker the more
often it is gone, and the darker the longer it takes; both stand beside it as numbers. No two arcs of a side share a
lane where they would touch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from varifocal.web.charts.frames import ROW, beside_names, width_class
from varifocal.web.charts.picture import Picture, el, join, nothing

WIDTH, MIDDLE, BOX, TALL = 360.0, 180.0, 116.0, 34.0
STEP, TOP = 78.0, 22.0
LANE = 25.0
LABEL = 13.0
"""By so much the numbers of neighbouring lanes stand apart, or those of equally long arcs would cover each other."""
MOST_LANES = 4
"""On either side; more share the outermost one."""


@dataclass(frozen=True)
class Node:
    """A step, or where a way begins and ends: its name, how often it was passed, whether it is one of these ends."""

    key: int
    name: str
    count: int
    is_end: bool = False


@dataclass(frozen=True)
class Arc:
    """From one step to another: how often, the days in words, a share of the longest (0 to 1), and where it leads."""

    before: int
    after: int
    count: int
    days: str
    dark: float
    url: str
    here: bool = False
    off: bool = False
    """Not as it is meant."""


def map_of(nodes: Sequence[Node], arcs: Sequence[Arc], *, title: str) -> Picture:
    """The map; the nodes in the order they are meant to be passed."""
    if not arcs:
        return nothing(title, "Nothing has gone from one step to another yet.")
    place = {node.key: number for number, node in enumerate(nodes)}
    most = max(arc.count for arc in arcs)
    lanes = _lanes(arcs, place)
    height = TOP * 2 + STEP * (len(nodes) - 1) + TALL
    drawn = [_arc(arc, place, lanes, most) for arc in sorted(arcs, key=lambda one: (one.here, one.count))]
    boxes = [_box(node, place[node.key]) for node in nodes]
    told = "; ".join(_said(arc, nodes, place) for arc in arcs[:6])
    svg = el(
        "svg",
        el("desc", told),
        *drawn,
        *boxes,
        class_="way-map",
        viewBox=f"0 0 {WIDTH:.0f} {height:.0f}",
        role="group",
        aria_label=title,
    )
    names = {node.key: node.name for node in nodes}
    rows = [[f"{names[arc.before]} → {names[arc.after]}", str(arc.count), arc.days] for arc in arcs]
    return Picture(svg, title, ["From, to", "Times", "Half of them take"], rows)


def _said(arc: Arc, nodes: Sequence[Node], place: dict[int, int]) -> str:
    before, after = nodes[place[arc.before]].name, nodes[place[arc.after]].name
    return f"{before} to {after}, {arc.count} times" + (f", {arc.days}" if arc.days else "")


def _lanes(arcs: Sequence[Arc], place: dict[int, int]) -> dict[tuple[int, int], int]:
    """The short arcs inside, the long ones outside; each in the first lane that is free where it runs."""
    found: dict[tuple[int, int], int] = {}
    taken: dict[tuple[bool, int], list[tuple[int, int]]] = {}
    for arc in sorted(arcs, key=lambda one: abs(place[one.after] - place[one.before])):
        start, stop = place[arc.before], place[arc.after]
        if stop == start + 1:
            continue
        back, low, high = stop <= start, min(start, stop), max(start, stop)
        lane = next(
            lane
            for lane in range(1, 100)
            if all(high <= a or low >= b for a, b in taken.get((back, lane), ()) if (a, b) != (low, high))
            and (low, high) not in taken.get((back, lane), ())
        )
        taken.setdefault((back, lane), []).append((low, high))
        found[arc.before, arc.after] = min(lane, MOST_LANES)
    return found


def _arc(arc: Arc, place: dict[int, int], lanes: dict[tuple[int, int], int], most: int) -> SafeString:
    start, stop = place[arc.before], place[arc.after]
    thick = 1.5 + 6.5 * (arc.count / most) ** 0.5
    begin, end = _y(start), _y(stop)
    if stop == start + 1:
        path = f"M{MIDDLE:.0f} {begin + TALL:.1f} V{end - 5:.1f}"
        x, y = MIDDLE + thick / 2 + 5, (begin + TALL + end) / 2 + 4
        side, tip = "start", _tip(MIDDLE, end, down=True)
    else:
        back = stop <= start
        lane = lanes[arc.before, arc.after]
        sign = -1.0 if back else 1.0
        edge = MIDDLE + sign * BOX / 2
        out = edge + sign * (lane * LANE - 6)
        y1, y2 = begin + TALL * (0.3 if back else 0.7), end + TALL * (0.7 if back else 0.3)
        if start == stop:
            y1, y2 = begin + TALL * 0.85, begin + TALL * 0.15
        half = (y1 + y2) / 2
        there = f"C{out:.1f} {y1:.1f} {out:.1f} {y1:.1f} {out:.1f} {half:.1f}"
        path = f"M{edge:.1f} {y1:.1f} {there} S{out:.1f} {y2:.1f} {edge + sign * 6:.1f} {y2:.1f}"
        x, y = out + sign * (thick / 2 + 3), half + 4 + LABEL * ((lane - 1) % 3 - 1)
        side, tip = ("end" if back else "start"), _tip(edge, y2, down=False, sign=sign)
    label = f"{arc.count}×" + (f" {arc.days}" if arc.days and stop == start + 1 else "")
    shade = f"dark-{min(4, int(arc.dark * 5))}"
    return el(
        "a",
        el("title", f"{arc.count} times" + (f", half of them within {arc.days}" if arc.days else "")),
        el("path", d=path, stroke_width=round(thick, 1), class_="way"),
        el("path", d=tip, class_="tip-of"),
        el("path", d=path, class_="reach"),
        el("text", label, x=round(x, 1), y=round(y, 1), text_anchor=side, class_="halo"),
        href=arc.url,
        class_=f"arc {shade}{' here' if arc.here else ''}{' off' if arc.off else ''}",
        aria_current="true" if arc.here else None,
    )


def _tip(x: float, y: float, *, down: bool, sign: float = 1.0) -> str:
    if down:
        return f"M{x - 5:.1f} {y - 8:.1f} L{x + 5:.1f} {y - 8:.1f} L{x:.1f} {y:.1f} Z"
    return f"M{x + sign * 8:.1f} {y - 5:.1f} L{x + sign * 8:.1f} {y + 5:.1f} L{x:.1f} {y:.1f} Z"


def _box(node: Node, place: int) -> SafeString:
    y = _y(place)
    name = node.name if len(node.name) <= 17 else node.name[:16].rstrip() + "…"
    return el(
        "g",
        el("title", f"{node.name}, {node.count} times"),
        el(
            "rect",
            x=MIDDLE - BOX / 2,
            y=y,
            width=BOX,
            height=TALL,
            rx=TALL / 2 if node.is_end else 7,
        ),
        el("text", name, x=MIDDLE, y=y + (21 if node.is_end else 16), text_anchor="middle", class_="strong"),
        *([] if node.is_end else [el("text", f"{node.count}×", x=MIDDLE, y=y + 28, text_anchor="middle")]),
        class_="step-box end" if node.is_end else "step-box",
    )


def _y(place: int) -> float:
    return TOP + place * STEP


def chevrons(steps: Sequence[tuple[int, str]], *, small: bool = False) -> SafeString:
    """A way as chevrons, one after another: the number of each step and its name."""
    items = [
        el("li", el("b", str(number + 1)), el("span", name), class_=f"step-{number % 7}")
        for number, name in steps
    ]
    return el("ol", *items, class_="chevrons small" if small else "chevrons")


@dataclass(frozen=True)
class Line:
    """A case on its own line: its name and address, and its passages: number of the step, first and last day."""

    name: str
    url: str
    dots: Sequence[tuple[int, float, float]]


def dotted(lines: Sequence[Line], steps: Sequence[str], *, title: str, case: str = "project") -> Picture:
    """Each case from its own first day: when it came to each step. A passage is a bar from begin to end with the step's
    number at its begin."""
    if not lines:
        return nothing(title, f"No {case} has gone this way yet.")
    last = max(end for line in lines for _, _, end in line.dots) or 1.0
    wide = 640.0
    marks: list[str] = []
    every = next((days for days in (7, 14, 28, 56, 112) if last / days <= 12), 364)
    for week in range(0, int(last) + 1, every):
        x = f"{week / last * 96 + 1:.2f}%"
        marks += [
            el("line", x1=x, x2=x, y1=24.0, y2=30 + ROW * len(lines), class_="grid"),
            el("text", f"{week}", x=x, y=16, text_anchor="middle" if week < 0.95 * last else "end"),
        ]
    for number, line in enumerate(lines):
        y = 30 + ROW * number + ROW / 2
        for step, begin, end in line.dots:
            left, width = begin / last * 96 + 1, max(0.0, (end - begin) / last * 96)
            said = f"{steps[step]}, day {begin:.0f} to {end:.0f}"
            marks.append(
                el(
                    "g",
                    el("title", said),
                    el(
                        "rect",
                        x=f"{left:.2f}%",
                        y=y - 4,
                        width=f"{width:.2f}%",
                        height=8,
                        rx=4,
                        class_=f"run step-{step % 7}",
                    ),
                    el("circle", cx=f"{left:.2f}%", cy=y, r=8, class_="stop"),
                    el(
                        "text",
                        str(step + 1),
                        x=f"{left:.2f}%",
                        y=y + 4,
                        text_anchor="middle",
                        class_="strong",
                    ),
                )
            )
    drawing = el(
        "svg",
        el("desc", f"{len(lines)} {case}s, each from its first day; the longest has run {last:.0f} days."),
        *marks,
        class_=f"plot dotted {width_class(wide)}",
        width="100%",
        height=30 + ROW * len(lines) + 4,
        role="img",
        aria_label=title,
    )
    names = [(line.name, line.url, "") for line in lines]
    rows = [
        [line.name, ", ".join(f"{steps[step]} {begin:.0f}-{end:.0f}" for step, begin, end in line.dots)]
        for line in lines
    ]
    return Picture(
        join([beside_names(names, drawing, title)]),
        title,
        [case.capitalize(), "Steps, days from its first"],
        rows,
    )
