"""Working weeks as lines people write: “mon-thu 09:00-12:30 13:00-17:30”, “in America/New_York”."""

from __future__ import annotations

import re
from datetime import time
from itertools import groupby, pairwise
from typing import Any

from varifocal.core.calendar import WorkingWeek
from varifocal.core.text.forms import Book, Form, told, zone
from varifocal.core.text.names import Flaw, short

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NEVER = "never"
"""The line of who does not work at all."""
EXAMPLE = "as “mon-thu 09:00-12:30 13:00-17:30”"
_STRETCH = re.compile(r"(\d{1,2})(?::([0-5]\d))?-(\d{1,2})(?::([0-5]\d))?")

Stretches = tuple[tuple[time, time], ...]


def read(value: Any, book: Book) -> WorkingWeek:
    """A week from its lines; without a line of days it is the usual one, without a zone in the text's."""
    if not isinstance(value, list) or not value or not all(isinstance(line, str) for line in value):
        raise Flaw(f"expected a list of lines, {EXAMPLE}, not {told(value)}")
    where, days = book.zone, dict[int, Stretches]()
    for line in value:
        first, *rest = line.split() or [""]
        if line.strip() == NEVER and not days:
            days = dict.fromkeys(range(7), ())
            continue
        if first == "in" and len(rest) == 1:
            where = zone(rest[0], book)
            continue
        stretches = tuple(_stretch(word, line) for word in rest)
        if not stretches:
            raise Flaw(f"expected days and hours, {EXAMPLE}, not {told(line)}")
        for one in _days(first, line):
            if one in days:
                raise Flaw(f"{DAYS[one]} stands in two lines; write all its hours in one")
            days[one] = stretches
    for stretches in days.values():
        _in_order(stretches)
    return WorkingWeek(tuple(days.get(one, ()) for one in range(7)) if days else book.week.days, where)


def lines(week: WorkingWeek, book: Book) -> list[str]:
    """The lines of a week; its days where they are not the usual ones, its zone where it is not the text's."""
    said = [] if week.days == book.week.days else list(_day_lines(week.days)) or [NEVER]
    return said if week.zone == book.zone and said else [*said, f"in {week.zone}"]


def _day_lines(days: tuple[Stretches, ...]) -> list[str]:
    found = []
    for stretches, alike in groupby(range(7), key=lambda one: days[one]):
        first, *others = alike
        if stretches:
            span = f"{DAYS[first]}-{DAYS[others[-1]]}" if others else DAYS[first]
            found.append(
                " ".join((span, *(f"{_clock(begin)}-{_clock(end, True)}" for begin, end in stretches)))
            )
    return found


def _clock(moment: time, ends: bool = False) -> str:
    return "24:00" if ends and moment == time() else f"{moment:%H:%M}"


def _days(word: str, line: str) -> list[int]:
    found: list[int] = []
    for part in word.lower().split(","):
        ends = [_day(each, line) for each in part.split("-")]
        if len(ends) > 2 or ends[0] > ends[-1]:
            raise Flaw(f"expected days as “mon-thu” or “mon,wed”, not {told(word)}")
        found += range(ends[0], ends[-1] + 1)
    return found


def _day(word: str, line: str) -> int:
    for number, name in enumerate(DAYS):
        if len(word) >= 3 and word.startswith(name):
            return number
    raise Flaw(f"“{short(word)}” is no day of the week in “{short(line)}”; expected a line {EXAMPLE}")


def _stretch(word: str, line: str) -> tuple[time, time]:
    found = _STRETCH.fullmatch(word)
    if found is None:
        raise Flaw(f"“{short(word)}” is no stretch of hours in “{short(line)}”; expected a line {EXAMPLE}")
    begin, end = (int(found[at]) * 60 + int(found[at + 1] or 0) for at in (1, 3))
    if begin % 15 or end % 15 or not begin < end <= 24 * 60:
        raise Flaw(f"“{word}” must begin before it ends, both at whole quarter hours of one day")
    return time(begin // 60, begin % 60), time(end // 60 % 24, end % 60)


def _in_order(stretches: Stretches) -> None:
    for (_, before), (after, _) in pairwise(stretches):
        if after < before or before == time():
            raise Flaw("hours of a day overlap or are out of order; write them from morning to evening")


WEEK = Form(read, lines)
