"""What may come month by month: the whole of it as an outline, weighed by its chances as a bar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from varifocal.web import format as say
from varifocal.web.charts.picture import Picture, canvas, el, nothing, percent, words
from varifocal.web.colour import shade

TOP, BODY, FOOT = 22.0, 130.0, 40.0
WIDEST = 0.14


@dataclass(frozen=True)
class MonthBar:
    """A month (None: no day was said): hours in all, weighed, money weighed, and of how many things."""

    first: date | None
    hours: float
    weighed: float
    money: Decimal
    count: int


def months(bars: Sequence[MonthBar], *, title: str, currency: str, today: date) -> Picture:
    """Draw a column a month; money stands under its month where `currency` is given."""
    most = max((bar.hours for bar in bars), default=0.0)
    if most <= 0:
        return nothing(title, "Nobody said yet how large anything would be.")
    inside = [_column(bar, place, len(bars), most, currency, today) for place, bar in enumerate(bars)]
    base = el("line", x1="0", x2="100%", y1=TOP + BODY, y2=TOP + BODY, class_="base")
    weighed = sum(bar.weighed for bar in bars)
    told = f"{say.hours(weighed)} of {say.hours(sum(bar.hours for bar in bars))}, weighed by their chances."
    drawing = canvas(title, told, TOP + BODY + FOOT, *inside, base)
    head = ["Wished in", "Things", "Hours in all", "Hours weighed"] + (["Money weighed"] if currency else [])
    rows = [
        [_name(bar, today), str(bar.count), say.hours(bar.hours), say.hours(bar.weighed)]
        + ([say.money(bar.money, currency)] if currency else [])
        for bar in bars
    ]
    return Picture(drawing, title, head, rows)


def _column(bar: MonthBar, place: int, count: int, most: float, currency: str, today: date) -> str:
    width = min(0.7 / count, WIDEST)
    middle, floor = (place + 0.5) / count, TOP + BODY
    tone = shade(bar.first, today)
    whole, part = bar.hours / most * BODY, bar.weighed / most * BODY
    drawn = [
        el("title", f"{_name(bar, today)}: {say.hours(bar.weighed)} of {say.hours(bar.hours)}"),
        el("rect", x=percent(middle - width / 2), width=percent(width), y=floor - whole, height=whole, rx=2,
           class_=f"bar {tone} hollow"),
        el("rect", x=percent(middle - width / 2), width=percent(width), y=floor - part, height=part, rx=2,
           class_=f"bar {tone}"),
        words(say.hours(bar.weighed), percent(middle), floor - max(whole, part) - 6, anchor="middle"),
        words(_name(bar, today), percent(middle), floor + 16, anchor="middle"),
    ]  # fmt: skip
    if currency and bar.money:
        drawn.append(words(say.money(bar.money, currency), percent(middle), floor + 33, anchor="middle"))
    return el("g", *drawn)


def _name(bar: MonthBar, today: date) -> str:
    return say.month(bar.first, today) if bar.first else "no day said"
