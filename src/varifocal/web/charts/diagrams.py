"""What was told against what came true: marks on the diagonal are chances that hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from varifocal.web import format as say
from varifocal.web.charts.picture import Picture, canvas, el, nothing, percent, stretched, words

TOP, BODY, FOOT = 12.0, 220.0, 36.0
LEFT = 0.1
RIGHT = 0.03
TICKS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


@dataclass(frozen=True, slots=True)
class Mark:
    """Chances of about one size: what was told and what came true (0 to 1), where that may lie, on how many it rests,
    and whether those are enough to tell it as a percentage."""

    told: float
    came: float
    low: float
    high: float
    count: int
    is_enough: bool


def reliability(marks: Sequence[Mark], *, title: str, counted: str) -> Picture:
    """Draw a mark for each size of chance, with the interval it may lie in; where it rests on few it is hollow.
    `counted` is what they rest on, in the plural."""
    if not marks:
        return nothing(title, "Nothing with a chance has come due yet.")
    drawn = [
        *(_level(share) for share in TICKS),
        stretched(
            percent(LEFT),
            TOP,
            percent(1 - LEFT - RIGHT),
            BODY,
            el("path", d="M0 1000 L1000 0", class_="due-line"),
        ),
        *(_mark(one) for one in marks),
        words("told", "100%", TOP + BODY + 33, anchor="end", class_="strong"),
        words("came true", "0%", TOP + BODY + 33, class_="strong"),
    ]
    rows = [[f"about {say.percent(one.told)}", _came(one), _between(one), f"{one.count:,}"] for one in marks]
    told = "; ".join(f"{say.percent(one.told)} told, {_came(one)} came true" for one in marks)
    head = ["Told", "Came true", "Nineteen times in twenty between", counted.capitalize()]
    return Picture(canvas(title, f"{told}.", TOP + BODY + FOOT, *drawn), title, head, rows)


def _level(share: float) -> str:
    y, x = _y(share), _x(share)
    return el(
        "g",
        el("line", x1=percent(LEFT), x2=percent(1 - RIGHT), y1=y, y2=y, class_="grid" if share else "base"),
        words(say.percent(share), percent(LEFT - 0.015), y + 4, anchor="end"),
        words(say.percent(share), percent(x), TOP + BODY + 16, anchor="middle"),
    )


def _mark(one: Mark) -> str:
    x = percent(_x(one.told))
    return el(
        "g",
        el("title", f"{say.percent(one.told)} told, {_came(one)} came true"),
        el("line", x1=x, x2=x, y1=_y(one.low), y2=_y(one.high), class_="whisker plain"),
        el("circle", cx=x, cy=_y(one.came), r=4.5, class_=f"dot {'kept' if one.is_enough else 'few'}"),
    )


def _came(one: Mark) -> str:
    return say.percent(one.came) if one.is_enough else f"about {round(one.came * one.count)} of {one.count}"


def _between(one: Mark) -> str:
    return f"{say.percent(one.low)} and {say.percent(one.high)}" if one.is_enough else "too few to say"


def _x(share: float) -> float:
    return LEFT + share * (1 - LEFT - RIGHT)


def _y(share: float) -> float:
    return TOP + (1 - share) * BODY
