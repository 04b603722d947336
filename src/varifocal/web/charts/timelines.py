"""What is done when, with what it waits for and the day it should be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from varifocal.web import format as say
from varifocal.web.charts.frames import HEAD, ROW, beside_names, width_class
from varifocal.web.charts.picture import Picture, Span, canvas, el, nothing, percent, stretched, words
from varifocal.web.colour import shade

BACK, AHEAD = timedelta(days=120), timedelta(days=3 * 366)
"""How far the drawing reaches at most; what lies beyond is held at its edge."""


@dataclass(frozen=True)
class TimelineRow:
    """A line: when it is planned (days, both included), when it is due, when it is done at 80 per cent."""

    id: int
    name: str
    start: date | None
    finish: date | None
    due: date | None
    p80: date | None
    url: str
    group: str = ""
    state: str = ""
    proposed: bool = False
    done: bool = False


def timeline(
    rows: Sequence[TimelineRow], *, title: str, today: date, links: Sequence[tuple[int, int]] = ()
) -> Picture:
    """Draw a bar a row, in the order given, under the name of its group; `links` are ids of before and after."""
    if not rows:
        return nothing(title, "Nothing is planned here yet.")
    span = _span(rows, today)
    names: list[tuple[str, str, str]] = []
    tops: dict[int, float] = {}
    group = ""
    for row in rows:
        if row.group != group:
            group = row.group
            names.append((group or "Without a group", "", "group"))
        tops[row.id] = HEAD + len(names) * ROW
        names.append((row.name, row.url, "done" if row.done else ""))
    height = HEAD + len(names) * ROW
    by_id = {row.id: row for row in rows}
    ties = [_tie(by_id[a], by_id[b], tops, span, height) for a, b in links if a in by_id and b in by_id]
    inside = [
        *_months(span, today, height),
        stretched("0", 0, "100%", height, *ties) if ties else "",
        *(_bar(row, tops[row.id], span, today) for row in rows),
    ]
    late = sum(1 for row in rows if row.due and row.finish and row.finish > row.due and not row.done)
    told = (
        f"{len(rows)} lines from {say.day(span.first, today)} to {say.day(span.last, today)}; "
        f"{late or 'none'} planned past the due date."
    )
    width = width_class(max(420, (span.last - span.first).days * 4.2))
    drawing = canvas(title, told, height, *inside, role="group", class_=width)
    return Picture(beside_names(names, drawing, title), title, _HEAD, [_said(row, today) for row in rows])


_HEAD = ["Name", "Start", "Finish", "Due", "80 % by", "How it stands"]


def _span(rows: Sequence[TimelineRow], today: date) -> Span:
    firsts = [day for row in rows for day in (row.start, row.finish) if day]
    lasts = [day for row in rows for day in (row.finish, row.due, row.p80) if day]
    first = max(today - BACK, min([today - timedelta(days=3), *firsts]))
    last = min(today + AHEAD, max([today + timedelta(days=24), *lasts]))
    return Span(first - timedelta(days=2), last + timedelta(days=4))


def _months(span: Span, today: date, height: float) -> list[str]:
    """A line at the first of a month, named where there is room; Mondays instead where the stretch is short."""
    days = (span.last - span.first).days
    marks = _mondays(span) if days <= 70 else _firsts(span)
    every = max(1, round(len(marks) / 26))
    drawn: list[str] = [el("line", x1="0", x2="100%", y1=HEAD - 4, y2=HEAD - 4, class_="base")]
    for place, day in enumerate(marks):
        x = percent(span.share(day))
        drawn.append(el("line", x1=x, x2=x, y1=HEAD - 4, y2=height, class_="grid"))
        if place % every == 0 and 0.015 < span.share(day) < 0.96:
            text = say.day(day, today) if days <= 70 else say.month(day, today)
            drawn.append(words(text, percent(span.share(day) + 0.002), HEAD - 11, class_="tick"))
    now = percent(span.share(today))
    drawn.append(el("line", x1=now, x2=now, y1=HEAD - 8, y2=height, class_="today-line"))
    drawn.append(el("circle", cx=now, cy=HEAD - 6, r=3.2, class_="today-dot"))
    return drawn


def _bar(row: TimelineRow, top: float, span: Span, today: date) -> str:
    start, finish = row.start or row.finish, row.finish or row.start
    middle = top + ROW / 2
    if start is None or finish is None:
        inside: list[str] = [
            words(
                "has no place yet", percent(min(0.8, span.share(today) + 0.01)), middle + 4, class_="homeless"
            )
        ]
    else:
        inside = _body(row, max(start, span.first), finish, middle, span, today)
    if row.due is not None and not row.done:
        x = percent(span.share(row.due))
        missed = "missed" if finish is not None and finish > row.due else ""
        inside.append(
            el("line", x1=x, x2=x, y1=top + 4, y2=top + ROW - 4, class_=f"due-mark {missed}".strip())
        )
    return el(
        "a",
        el("title", _title(row, today)),
        *inside,
        href=row.url,
        tabindex=-1,
        aria_label=_title(row, today),
        class_="task",
        data_id=row.id,
    )


def _body(row: TimelineRow, start: date, finish: date, middle: float, span: Span, today: date) -> list[str]:
    left, right = span.share(start), span.share(finish + timedelta(days=1))
    kind = " proposed" if row.proposed else " done" if row.done else ""
    danger = " danger" if row.state == "danger" and not row.done else ""
    tone = shade(row.due or finish, today)
    drawn: list[str] = []
    if row.p80 is not None and row.p80 > finish and not row.done:
        end = percent(span.share(row.p80 + timedelta(days=1)))
        drawn.append(el("line", x1=percent(right), x2=end, y1=middle, y2=middle, class_=f"whisker {tone}"))
        drawn.append(el("line", x1=end, x2=end, y1=middle - 4, y2=middle + 4, class_=f"whisker {tone}"))
    width = max(0.004, right - left)
    drawn.append(
        el(
            "rect",
            x=percent(left),
            width=percent(width),
            y=middle - 7,
            height=14,
            rx=3,
            class_=f"bar {tone}{kind}{danger}",
        )
    )
    if danger:
        drawn.append(words("▲", percent(left), middle - 8 + 12, anchor="end", class_="alarm"))
    return drawn


def _tie(before: TimelineRow, after: TimelineRow, tops: dict[int, float], span: Span, height: float) -> str:
    end, start = before.finish or before.start, after.start or after.finish
    if end is None or start is None:
        return ""
    x1, x2 = span.share(end + timedelta(days=1)) * 1000, span.share(start) * 1000
    y1, y2 = ((tops[row.id] + ROW / 2) / height * 1000 for row in (before, after))
    bend = max(6.0, min(24.0, abs(x2 - x1) / 2))
    return el(
        "path",
        d=f"M{x1:.1f} {y1:.1f} C{x1 + bend:.1f} {y1:.1f} {x2 - bend:.1f} {y2:.1f} {x2:.1f} {y2:.1f}",
        class_="tie",
    )


def _title(row: TimelineRow, today: date) -> str:
    if row.start is None and row.finish is None:
        return f"{row.name}: has no place yet"
    parts = [f"{say.day(row.start or row.finish, today)} to {say.day(row.finish or row.start, today)}"]
    if row.due:
        parts.append(f"due {say.day(row.due, today)}")
    if row.p80:
        parts.append(f"80 % by {say.day(row.p80, today)}")
    return f"{row.name}: {', '.join(parts)}"


def _said(row: TimelineRow, today: date) -> list[str]:
    stands = (
        "done" if row.done else "proposed" if row.proposed else "in danger" if row.state == "danger" else ""
    )
    if row.start is None and row.finish is None:
        stands = "has no place yet"
    return [row.name, *(say.day(day, today) for day in (row.start, row.finish, row.due, row.p80)), stands]


def _mondays(span: Span) -> list[date]:
    first = span.first + timedelta(days=-span.first.weekday() % 7)
    return [first + timedelta(days=7 * week) for week in range((span.last - first).days // 7 + 1)]


def _firsts(span: Span) -> list[date]:
    marks, day = [], span.first.replace(day=1)
    while day <= span.last:
        if day >= span.first:
            marks.append(day)
        day = (day + timedelta(days=32)).replace(day=1)
    return marks
