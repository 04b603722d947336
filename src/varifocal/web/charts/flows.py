"""How much is in work at once, week by week: the whole as a line above what was begun and done; and each one as a row
of cells, the darker the more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from varifocal.web import format as say
from varifocal.web.charts.frames import HEAD, ROW, beside_names, width_class
from varifocal.web.charts.picture import Picture, canvas, el, nothing, percent, stretched, words

TOP, BODY, GAP, BARS, FOOT = 20.0, 120.0, 26.0, 56.0, 22.0
NUMBERED = 22
"""So many columns have room for numbers."""
CELL = 12


@dataclass(frozen=True)
class Flow:
    """One that is told period by period: how many were in work at once on average (None: not known), begun, done."""

    name: str
    open: Sequence[float] | None
    begun: Sequence[int]
    done: Sequence[int]
    url: str = ""


def flow(one: Flow, days: Sequence[str], *, title: str, per: str) -> Picture:
    """What was in work, and below it what was begun (hollow) and done (full)."""
    if not days or one.open is None or not any(one.open):
        return nothing(title, "Nothing has been in work yet.")
    most, bars = max(one.open), max(1, *one.begun, *one.done)
    count, floor = len(days), TOP + BODY
    foot = floor + GAP + BARS
    path, line = "M0 1000", ""
    for number, value in enumerate(one.open):
        left, right, y = 1000 * number / count, 1000 * (number + 1) / count, 1000 - 1000 * value / most
        path += f" L{left:.1f} {y:.1f} L{right:.1f} {y:.1f}"
        line += f"{'L' if line else 'M'}{left:.1f} {y:.1f} L{right:.1f} {y:.1f}"
    drawn = [
        stretched(
            "0", TOP, "100%", BODY, el("path", d=f"{path} L1000 1000 Z", class_="area"),
            el("path", d=line, class_="line"),
        ),
        el("line", x1="0", x2="100%", y1=floor, y2=floor, class_="base"),
        el("line", x1="0", x2="100%", y1=foot, y2=foot, class_="base"),
        words(f"at most {say.number(most, 1)} at once", "0", TOP - 6, class_="strong"),
        words(f"begun and done, at most {bars} a {per}", "0", floor + GAP - 8, class_="strong"),
        *_bars(one, bars, foot, days),
        words(days[0], "0", foot + 16),
        words(days[-1], "100%", foot + 16, anchor="end"),
    ]  # fmt: skip
    if count > 2:
        middle = count // 2
        drawn.append(words(days[middle], percent((middle + 0.5) / count), foot + 16, anchor="middle"))
    told = (
        f"On average {say.number(sum(one.open) / count, 1)} at once, {say.number(most, 1)} at most; "
        f"{sum(one.begun)} begun and {sum(one.done)} done."
    )
    svg = canvas(title, told, foot + FOOT, *drawn, class_="flow")
    rows = [
        [day, say.number(open_, 1) or "0", str(begun), str(done)]
        for day, open_, begun, done in zip(days, one.open, one.begun, one.done, strict=True)
    ]
    return Picture(svg, title, [per.capitalize(), "In work on average", "Begun", "Done"], rows)


def _bars(one: Flow, most: int, foot: float, days: Sequence[str]) -> list[str]:
    count, drawn = len(days), list[str]()
    for number, (begun, done) in enumerate(zip(one.begun, one.done, strict=True)):
        if not begun and not done:
            continue
        pair = [el("title", f"{days[number]}: {begun} begun, {done} done")]
        for side, (many, kind) in enumerate(((begun, "begun"), (done, "done"))):
            tall = BARS * many / most
            pair.append(
                el(
                    "rect",
                    x=percent((number + 0.08 + 0.42 * side) / count),
                    width=percent(0.42 / count),
                    y=foot - tall,
                    height=tall,
                    class_=kind,
                )
            )
        drawn.append(el("g", *pair))
    return drawn


def busy(rows: Sequence[Flow], days: Sequence[str], *, title: str, per: str, noun: str) -> Picture:
    """A row each: how many were in work at once in a period, or, where that is not known, were done in it."""
    if not rows or not days:
        return nothing(title, "Nothing was done yet.")
    values = [list(row.open if row.open is not None else row.done) for row in rows]
    most = max((max(ones) for ones in values), default=0.0) or 1.0
    count, has_room = len(days), len(days) <= NUMBERED
    drawn = [*_heads(days, has_room=has_room)]
    for place, (row, ones) in enumerate(zip(rows, values, strict=True)):
        drawn += [
            _cell(
                f"{row.name}, {days[number]}: {_said(value, row)}",
                value,
                most,
                number,
                count,
                place,
                has_room,
            )
            for number, value in enumerate(ones)
        ]
    width = width_class(count * (46 if has_room else CELL))
    said = "; ".join(
        f"{row.name} at most {_said(max(ones), row)}" for row, ones in zip(rows, values, strict=True)
    )
    drawing = canvas(title, said, HEAD + ROW * len(rows), *drawn, class_=f"busy {width}")
    table = [
        [row.name, *(_said(value, row) for value in ones)] for row, ones in zip(rows, values, strict=True)
    ]
    names = [(row.name, row.url, "") for row in rows]
    return Picture(beside_names(names, drawing, title), title, [noun, *days], table)


def _heads(days: Sequence[str], *, has_room: bool) -> list[str]:
    """As many names of periods as there is room for, each above its column, none cut off."""
    count = len(days)
    if not has_room:
        return [words(days[at], percent(at / count), 16) for at in range(0, count - 3, -(-count // 8))]
    return [
        words(
            days[at], percent((at + (0.5 if 0 < at < count - 1 else at > 0)) / count), 16,
            anchor="start" if not at else "end" if at == count - 1 else "middle",
        )
        for at in range(0, count, 2 if count > 6 else 1)
    ]  # fmt: skip


def _cell(said: str, value: float, most: float, number: int, count: int, place: int, has_room: bool) -> str:
    top = HEAD + place * ROW
    inside = [
        el("title", said),
        el(
            "rect", x=percent((number + 0.03) / count), width=percent(0.94 / count), y=top + 1.5, height=ROW - 3, rx=2
        ),
    ]  # fmt: skip
    text = say.number(value, 1) if value < 10 else f"{value:.0f}"
    if has_room and text != "0":
        inside.append(words(text, percent((number + 0.5) / count), top + ROW / 2 + 4, anchor="middle"))
    shade = min(4, int(value / most * 4) + 1) if value else 0
    return el("g", *inside, class_=f"cell full-{shade}" if shade else "cell none")


def _said(value: float, row: Flow) -> str:
    return f"{say.number(value, 1) or '0'}" if row.open is not None else f"{value:.0f} done"
