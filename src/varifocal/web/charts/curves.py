"""The chance of being done by each day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from varifocal.web import format as say
from varifocal.web.charts.picture import Picture, Span, anchor, canvas, el, nothing, percent, stretched, words
from varifocal.web.colour import shade

TOP, FOOT = 26.0, 40.0
BODY = 104.0
LEFT = 0.11
"""Share of the width the names of the levels take."""
LEVELS = (0.5, 0.8)
_ROUNDED = 5e-5
"""Shares are kept to four digits."""


def curve(
    points: Sequence[tuple[date, float]], *, title: str, today: date, due: date | None = None
) -> Picture:
    """Draw the cumulative chance (0 to 1) of being done by each day, with the due date and the days by which it
    reaches 50 and 80 per cent. Days are in the organization's zone."""
    if not points:
        return nothing(title, "No forecast yet: too little is planned to draw one.")
    known = sorted(points)
    span = _span(known, due)
    tone = shade(due or _reached(known, 0.8) or known[-1][0], today)
    inside = [
        *(_level(level) for level in (0.0, *LEVELS, 1.0)),
        stretched(percent(LEFT), TOP, percent(1 - LEFT), BODY, *_line(known, span, tone)),
        *_crossings(known, span, today),
    ]
    if due is not None:
        inside.append(_due(due, span, today))
    told = _told(known, today, due)
    rows = [[say.day(day, today), say.percent(chance)] for day, chance in known]
    return Picture(
        canvas(title, told, TOP + BODY + FOOT, *inside), title, ["By", "Chance of being done"], rows
    )


def days_by(points: Sequence[tuple[date, float]], today: date) -> list[str]:
    """The day by which it is done with a chance of 5, 10 … 95 %, in words; nothing where the curve ends before."""
    known = sorted(points)
    found = [(step, _reached(known, step / 100 - _ROUNDED)) for step in range(5, 100, 5)]
    if any(day is None for _, day in found):
        return []
    return [f"With {say.percent(step / 100)}, by {say.day(day, today)}" for step, day in found]


def _span(points: list[tuple[date, float]], due: date | None) -> Span:
    """All points, with air at both ends; a due date far outside is held at the edge instead of squeezing them."""
    first, last = points[0][0], points[-1][0]
    air = max(timedelta(days=3), (last - first) * 0.06)
    most = max(timedelta(days=14), (last - first) * 0.6)
    if due is not None:
        first, last = min(first, max(due, first - most)), max(last, min(due, last + most))
    return Span(first - air, last + air)


def _line(points: list[tuple[date, float]], span: Span, tone: str) -> list[str]:
    places = [(span.share(day) * 1000, (1 - min(1.0, max(0.0, chance))) * 1000) for day, chance in points]
    if len(places) == 1 or places[0][1] < 1000:
        places.insert(0, (places[0][0], 1000.0))
    drawn = " ".join(f"L{x:.1f} {y:.1f}" for x, y in places)
    path = f"M0 1000 {drawn} L1000 {places[-1][1]:.1f}"
    return [
        el("path", d=f"{path} L1000 1000 Z", class_=f"area {tone}"),
        el("path", d=path, class_=f"line {tone}"),
    ]


def _level(level: float) -> str:
    y = TOP + (1 - level) * BODY
    line = el("line", x1=percent(LEFT), x2="100%", y1=y, y2=y, class_="base" if level == 0 else "grid")
    name = words(say.percent(level), percent(LEFT - 0.015), y + 4, anchor="end") if level in LEVELS else ""
    return el("g", line, name)


def _crossings(points: list[tuple[date, float]], span: Span, today: date) -> list[str]:
    drawn: list[str] = []
    for level, y in zip(LEVELS, (TOP + BODY + 16, TOP + BODY + 33), strict=True):
        day = _reached(points, level)
        if day is None:
            continue
        share = LEFT + span.share(day) * (1 - LEFT)
        top = TOP + (1 - level) * BODY
        drawn.append(el("line", x1=percent(share), x2=percent(share), y1=top, y2=y - 12, class_="drop"))
        drawn.append(el("circle", cx=percent(share), cy=top, r=3.5, class_=f"dot {shade(day, today)}"))
        text = f"{say.percent(level)} by {say.day(day, today)}"
        drawn.append(words(text, percent(share), y, anchor=anchor(share), class_="strong"))
    return drawn


def _due(due: date, span: Span, today: date) -> str:
    share = LEFT + span.share(due) * (1 - LEFT)
    beyond = "" if span.holds(due) else " →" if due > span.last else " ←"
    return el(
        "g",
        el("line", x1=percent(share), x2=percent(share), y1=TOP - 8, y2=TOP + BODY, class_="due-line"),
        words(
            f"due {say.day(due, today)}{beyond}", percent(share), 13, anchor=anchor(share), class_="strong"
        ),
    )


def _told(points: list[tuple[date, float]], today: date, due: date | None) -> str:
    parts = [
        f"{say.percent(level)} by {say.day(day, today)}"
        for level in LEVELS
        if (day := _reached(points, level))
    ]
    if due is not None:
        before = [chance for day, chance in points if day <= due]
        parts.append(f"{say.percent(before[-1] if before else 0.0)} by the due date, {say.day(due, today)}")
    return ("; ".join(parts) or f"At most {say.percent(points[-1][1])} within the days drawn") + "."


def _reached(points: list[tuple[date, float]], level: float) -> date | None:
    return next((day for day, chance in points if chance >= level), None)
