"""A measure on its way from where it began to where it should be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from varifocal.web import format as say
from varifocal.web.charts.picture import Picture, Span, anchor, canvas, el, nothing, percent, stretched, words
from varifocal.web.colour import shade

TOP, BODY, FOOT = 22.0, 108.0, 40.0


def trend(
    readings: Sequence[tuple[date, float]],
    *,
    title: str,
    today: date,
    baseline: float,
    target: float,
    by: date,
    band: tuple[float, float, float] | None = None,
    unit: str = "",
) -> Picture:
    """Draw the readings of a measure as steps, the target, and where its trend leads by its date.

    `band` is low, middle and high on that date (an 80 per cent interval); without one nothing is foretold.
    """
    known = sorted(readings)
    head, rows = ["On", "Value"], [[say.day(day, today), _value(value, unit)] for day, value in known]
    if not known:
        return nothing(
            title, f"No reading yet. It began at {_value(baseline, unit)}; {_value(target, unit)} is wanted."
        )
    span = _span(known, today, by)
    scale = _Scale([baseline, target, *(value for _, value in known), *(band or ())])
    tone = shade(by, today)
    now_day, now = known[-1]
    paths = [*_steps(known, span, scale, today, tone)]
    if band is not None and by > now_day:
        paths = [*_ahead(band, span, scale, now_day, now, by, tone), *paths]
        rows.append(
            [f"{say.day(by, today)}, at this trend", f"{_value(band[0], unit)} to {_value(band[2], unit)}"]
        )
    goal = TOP + scale.share(target) * BODY
    at = span.share(now_day)
    inside = [
        el("line", x1="0", x2="100%", y1=TOP + BODY, y2=TOP + BODY, class_="base"),
        el(
            "line",
            x1=percent(span.share(today)),
            x2=percent(span.share(today)),
            y1=TOP,
            y2=TOP + BODY,
            class_="grid",
        ),
        stretched("0", TOP, "100%", BODY, *paths),
        el("line", x1="0", x2="100%", y1=goal, y2=goal, class_="due-line"),
        el("circle", cx=percent(at), cy=TOP + scale.share(now) * BODY, r=4, class_=f"dot {tone}"),
        words(
            f"{_value(target, unit)} wanted", "0", goal - 6 if goal > 18 else goal + 14, class_="strong halo"
        ),
        words(say.day(span.first, today), "0", TOP + BODY + 16),
        words(f"by {say.day(by, today)}", "100%", TOP + BODY + 16, anchor="end"),
        words(
            f"{_value(now, unit)} on {say.near_day(now_day, today)}".replace("on today", "today"),
            percent(at),
            TOP + BODY + 33,
            anchor=anchor(at),
            class_="strong",
        ),
    ]
    return Picture(
        canvas(title, _told(now, target, by, band, unit, today), TOP + BODY + FOOT, *inside),
        title,
        head,
        rows,
    )


class _Scale:
    """Values over the height, 0 at the top."""

    def __init__(self, values: Sequence[float]) -> None:
        low, high = min(values), max(values)
        air = (high - low) * 0.08 or abs(high) * 0.1 or 1.0
        self.low, self.high = low - air, high + air

    def share(self, value: float) -> float:
        return 1 - (value - self.low) / (self.high - self.low)


def _span(readings: list[tuple[date, float]], today: date, by: date) -> Span:
    first = min(readings[0][0], today)
    last = max(by, readings[-1][0], today)
    return Span(first, max(last, first + timedelta(days=14)))


def _steps(
    readings: list[tuple[date, float]], span: Span, scale: _Scale, today: date, tone: str
) -> list[str]:
    places = [(span.share(day) * 1000, scale.share(value) * 1000) for day, value in readings]
    path = f"M{places[0][0]:.1f} {places[0][1]:.1f}" + "".join(f" H{x:.1f} V{y:.1f}" for x, y in places[1:])
    until = span.share(today) * 1000
    if until > places[-1][0]:
        path += f" H{until:.1f}"
    return [el("path", d=path, class_=f"line {tone}")]


def _ahead(
    band: tuple[float, float, float], span: Span, scale: _Scale, day: date, value: float, by: date, tone: str
) -> list[str]:
    x, y, end = span.share(day) * 1000, scale.share(value) * 1000, span.share(by) * 1000
    low, middle, high = (scale.share(one) * 1000 for one in band)
    return [
        el("path", d=f"M{x:.1f} {y:.1f} L{end:.1f} {high:.1f} V{low:.1f} Z", class_=f"area {tone}"),
        el("path", d=f"M{x:.1f} {y:.1f} L{end:.1f} {middle:.1f}", class_=f"line ahead {tone}"),
    ]


def _told(
    now: float, target: float, by: date, band: tuple[float, float, float] | None, unit: str, today: date
) -> str:
    ahead = f" At this trend {_value(band[0], unit)} to {_value(band[2], unit)} by then." if band else ""
    return f"{_value(now, unit)} now; {_value(target, unit)} wanted by {say.day(by, today)}.{ahead}"


def _value(value: float, unit: str) -> str:
    return f"{say.number(value, 2)}{say.THIN}{unit}" if unit else say.number(value, 2)
