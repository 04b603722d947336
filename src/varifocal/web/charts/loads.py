"""Who is how full, week by week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from varifocal.web import format as say
from varifocal.web.charts.frames import HEAD, ROW, beside_names, width_class
from varifocal.web.charts.picture import Picture, canvas, el, nothing, percent, words
from varifocal.web.colour import shade

FULL = 1.02
"""Above this share of her capacity a person has too much: planning on quarter hours may round."""

ROOM = 8
"""Signs a cell of a skill has room for; what is longer leaves out the hours there are, which its title says."""

LEAST = 1.0
"""Hours of what may never come that are worth a figure."""


@dataclass(frozen=True)
class LoadRow:
    """A person's planned hours and capacity, a number a week each; `tentative` are hours of what may never come."""

    id: int
    name: str
    url: str
    hours: Sequence[float]
    capacity: Sequence[float]
    tentative: Sequence[float] = ()


def load(
    rows: Sequence[LoadRow], weeks: Sequence[date], *, title: str, today: date, noun: str = "person"
) -> Picture:
    """Draw people by weeks (each named by its Monday): hours planned, the darker the fuller, marked where it is too
    much; a week without capacity is away. A cell leads to that week of its row. `noun` is what a row is."""
    if not rows or not weeks:
        return nothing(title, "Nobody has planned work in these weeks yet.")
    inside = [*_weeks(weeks, today, len(rows))]
    columns = [_Column.of(place, weeks) for place in range(len(weeks))]
    table = []
    for place, row in enumerate(rows):
        told = [_told(row, week) for week in range(len(weeks))]
        inside.extend(
            _cell(row, column, place, said, of_all=noun != "person")
            for column, said in zip(columns, told, strict=True)
        )
        table.append([row.name, *told])
    over = sum(any(_state(row, week) == "over" for week in range(len(weeks))) for row in rows)
    many = "people" if noun == "person" else "skills"
    sentence = (
        f"{over} of {len(rows)} {many} have more planned in some week than there is time for."
        if over
        else "Nobody has too much."
    )
    width = width_class(len(weeks) * (46 if noun == "person" else 60))
    drawing = canvas(title, sentence, HEAD + ROW * len(rows), *inside, role="group", class_=width)
    names = [(row.name, row.url, "") for row in rows]
    return Picture(
        beside_names(names, drawing, title),
        title,
        [noun.capitalize(), *(say.day(w, today) for w in weeks)],
        table,
    )


def _weeks(weeks: Sequence[date], today: date, count: int) -> list[str]:
    drawn: list[str] = []
    for place, week in enumerate(weeks):
        x = (place + 0.5) / len(weeks)
        drawn.append(
            words(
                say.day(week, today).rsplit(say.THIN, 1)[0]
                if week.year != today.year
                else say.day(week, today),
                percent(x),
                15,
                anchor="middle",
            )
        )
        drawn.append(
            el(
                "rect",
                x=percent(place / len(weeks) + 0.1 / len(weeks)),
                width=percent(0.8 / len(weeks)),
                y=HEAD - 6,
                height=2.5,
                rx=1.2,
                class_=f"bar {shade(week, today)}",
            )
        )
    return drawn


@dataclass(frozen=True, slots=True)
class _Column:
    """Where the cells of a week stand."""

    week: int
    monday: str
    x: str
    middle: str
    width: str

    @classmethod
    def of(cls, week: int, weeks: Sequence[date]) -> _Column:
        places = ((week + 0.03) / len(weeks), (week + 0.5) / len(weeks), 0.94 / len(weeks))
        return cls(week, weeks[week].isoformat(), *map(percent, places))


def _told(row: LoadRow, week: int) -> str:
    planned, there, more = (_at(each, week) for each in (row.hours, row.capacity, row.tentative))
    told = f"{say.hours(planned)} of {say.hours(there)}"
    return f"{told}, {say.hours(planned + more)} if everything lands" if more >= LEAST else told


def _cell(row: LoadRow, column: _Column, place: int, told: str, *, of_all: bool) -> str:
    state = _state(row, column.week)
    top = HEAD + place * ROW
    text = {"away": "none" if of_all else "away", "none": ""}.get(state, f"{_at(row.hours, column.week):.0f}")
    more = _at(row.tentative, column.week)
    if more >= LEAST:
        text = f"{text}+{more:.0f}"
    if of_all and text not in {"", "none"}:
        whole = f"{text}/{_at(row.capacity, column.week):.0f}"
        text = whole if len(whole) <= ROOM else text
    if state == "over":
        text = f"▲{say.THIN}{text}"
    return el(
        "a",
        el("title", f"{row.name}: {told}"),
        el("rect", x=column.x, width=column.width, y=top + 1.5, height=ROW - 3, rx=3),
        words(text, column.middle, top + ROW / 2 + 4, anchor="middle"),
        class_=f"cell {state}",
        href=f"{row.url}&at={column.monday}",
    )


def _state(row: LoadRow, week: int) -> str:
    hours, capacity = _at(row.hours, week), _at(row.capacity, week)
    if capacity <= 0:
        return "over" if hours > 0 else "away"
    if hours > capacity * FULL:
        return "over"
    return "none" if hours <= 0 else f"full-{min(4, int(hours / capacity * 4) + 1)}"


def _at(values: Sequence[float], week: int) -> float:
    return float(values[week]) if week < len(values) else 0.0
