"""Days early and late on one line: a mark for each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from varifocal.web.charts.picture import Picture, anchor, canvas, el, nothing, percent, words

TOP, ROW, FOOT = 22.0, 15.0, 24.0
LEAST = 14
"""Days either way that are always drawn."""


def strip(days: Sequence[tuple[str, int]], *, title: str, today: date) -> Picture:
    """Draw for each name how many days after its date it came: early to the left, late to the right. Those of one
    day stand above one another."""
    del today  # marks have no date of their own
    if not days:
        return nothing(title, "Nothing with a date has been finished yet.")
    first, last = min(-LEAST, *(one for _, one in days)), max(LEAST, *(one for _, one in days))
    heights: dict[int, int] = {}
    marks: list[str] = []
    tallest = max(sum(1 for _, other in days if other == one) for _, one in days)
    floor = TOP + tallest * ROW
    for name, late in sorted(days, key=lambda one: (one[1], one[0])):
        place = heights[late] = heights.get(late, 0) + 1
        marks.append(
            el(
                "circle",
                el("title", f"{name}: {_said(late)}"),
                cx=percent(_share(late, first, last)),
                cy=floor - (place - 0.5) * ROW,
                r=5.5,
                class_=f"dot {'danger' if late > 0 else 'kept'}",
            )
        )
    at = _share(0, first, last)
    ground = [
        el("line", x1="0", x2="100%", y1=floor + 2, y2=floor + 2, class_="base"),
        el("line", x1=percent(at), x2=percent(at), y1=TOP - 6, y2=floor + 2, class_="due-line"),
        words("as first said", percent(at), 11, anchor=anchor(at), class_="strong"),
        words(_said(first), "0%", floor + 18),
        words(_said(last), "100%", floor + 18, anchor="end"),
    ]
    late_ones = sum(1 for _, one in days if one > 0)
    told = f"{len(days) - late_ones} of {len(days)} came by the day first said; the latest {_said(max(0, last))}."
    drawing = canvas(title, told, floor + FOOT, *ground, *marks)
    rows = [[name, _said(late)] for name, late in sorted(days, key=lambda one: -one[1])]
    return Picture(drawing, title, ["What", "Against the first date"], rows)


def _share(day: int, first: int, last: int) -> float:
    return 0.03 + 0.94 * (day - first) / max(1, last - first)


def _said(days: int) -> str:
    if days == 0:
        return "on the day"
    count = f"{abs(days)}\N{NO-BREAK SPACE}{'day' if abs(days) == 1 else 'days'}"
    return f"{count} {'late' if days > 0 else 'early'}"
