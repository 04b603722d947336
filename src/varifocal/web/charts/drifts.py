"""How the day by which something is done was told, day after day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from varifocal.web import format as say
from varifocal.web.charts.picture import Picture, Span, canvas, el, percent, stretched, words
from varifocal.web.colour import shade

TOP, BODY, FOOT = 22.0, 96.0, 24.0
AIR = 0.12
Told = tuple[date, date, date, float | None]
"""The day it was told on, the days by which it is done in half and in four fifths of the futures, and its chance."""


def drift(told: Sequence[Told], *, title: str, today: date, due: date | None = None) -> Picture | None:
    """Draw both days over the days they were told on, the band between them, and the due date where it lies near;
    later is higher. None for fewer than two days. Days are in the organization's zone."""
    if len(told) < 2:
        return None
    known = sorted(told)
    across, up = Span(known[0][0], known[-1][0]), _height(known, due)
    tone = shade(due or known[-1][2], today)
    halves = [(across.share(on) * 1000, (1 - up.share(half)) * 1000) for on, half, _, _ in known]
    mosts = [(across.share(on) * 1000, (1 - up.share(most)) * 1000) for on, _, most, _ in known]
    band = _path([*mosts, *reversed(halves)]) + " Z"
    inside = [
        el("line", x1="0", x2="100%", y1=TOP + BODY, y2=TOP + BODY, class_="base"),
        stretched(
            "0",
            TOP,
            "100%",
            BODY,
            el("path", d=band, class_=f"area {tone}"),
            el("path", d=_path(mosts), class_=f"line {tone}"),
            el("path", d=_path(halves), class_=f"line ahead {tone}"),
        ),
        *_due(due, up, today),
        words(f"told {say.near_day(known[0][0], today)}", "0", TOP + BODY + 16),
        words(f"told {say.near_day(known[-1][0], today)}", "100%", TOP + BODY + 16, anchor="end"),
        words(
            f"four in five by {say.day(known[-1][2], today)}",
            "100%",
            max(13.0, TOP + mosts[-1][1] / 1000 * BODY - 7),
            anchor="end",
            class_="strong halo",
        ),
    ]
    rows = [
        [
            say.day(on, today),
            "" if chance is None else say.percent(chance),
            say.day(half, today),
            say.day(most, today),
        ]
        for on, half, most, chance in reversed(known)
    ]
    return Picture(
        canvas(title, _said(known, today), TOP + BODY + FOOT, *inside),
        title,
        ["Told on", "Chance", "Even chances by", "Four in five by"],
        rows,
    )


def _height(known: Sequence[Told], due: date | None) -> Span:
    """All days told, with air; a due date far off is left out instead of squeezing them."""
    low, high = min(one[1] for one in known), max(one[2] for one in known)
    wide = max(high - low, timedelta(days=7))
    if due is not None and low - wide <= due <= high + wide:
        low, high = min(low, due), max(high, due)
    air = max(timedelta(days=2), (high - low) * AIR)
    return Span(low - air, high + air)


def _due(due: date | None, up: Span, today: date) -> list[str]:
    if due is None or not up.holds(due):
        return []
    y = TOP + (1 - up.share(due)) * BODY
    return [
        el("line", x1="0", x2="100%", y1=y, y2=y, class_="due-line"),
        words(f"due {say.day(due, today)}", percent(0.0), y - 6 if y > 18 else y + 14, class_="strong halo"),
    ]


def _path(places: Sequence[tuple[float, float]]) -> str:
    return "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in places)


def _said(known: Sequence[Told], today: date) -> str:
    (first, _, was, _), (_, half, most, _) = known[0], known[-1]
    return (
        f"Four in five by {say.day(most, today)}, even chances by {say.day(half, today)}; "
        f"on {say.day(first, today)} it was four in five by {say.day(was, today)}."
    )
