"""One row of a table as values: dates, hours, words; or a sentence that names row, column and remedy."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property, partial
from typing import Any

from varifocal.core.values import FIRST_DAY, LAST_DAY, MOST_HOURS
from varifocal.flows.days import NoSuchDay, read_day
from varifocal.flows.exchange.fields import BY_KEY, FIELDS
from varifocal.flows.exchange.profiles import DAYS, Mapping
from varifocal.org.work.task import SIZES, Task

UNITS = {"hours": 1.0, "days": 8.0, "minutes": 1 / 60}
PRIORITIES = {
    **dict.fromkeys(("high", "highest", "urgent", "critical", "blocker", "major", "hoch", "must"), 1),
    **dict.fromkeys(("normal", "medium", "middle", "mittel", "should", "default"), 2),
    **dict.fromkeys(("low", "lowest", "minor", "trivial", "niedrig", "could"), 3),
}
DONE, DOING, REVIEW, TODO = (one.value for one in (
    Task.Status.DONE, Task.Status.DOING, Task.Status.REVIEW, Task.Status.TODO
))  # fmt: skip
STATUSES = {
    **dict.fromkeys(
        ("done", "closed", "resolved", "finished", "complete", "completed", "erledigt", "cancelled"), DONE
    ),
    **dict.fromkeys(("doing", "in progress", "started", "wip", "active", "in arbeit", "running"), DOING),
    **dict.fromkeys(("review", "in review", "testing", "qa", "to approve", "waiting for approval"), REVIEW),
    **dict.fromkeys(
        ("to do", "todo", "open", "new", "backlog", "planned", "not started", "offen", "next"), TODO
    ),
}
AWAY = {"holiday": "holiday", "vacation": "holiday", "urlaub": "holiday", "sick": "sick", "krank": "sick"}
SPAN = re.compile(r"(\d+(?:\.\d+)?)\s*(h|hours?|hrs?|std|d|days?|pt|m|min|minutes?|w|weeks?)?", re.IGNORECASE)
SPANS = {"h": 1.0, "s": 1.0, "d": 8.0, "p": 8.0, "m": 1 / 60, "w": 40.0}
TIE = re.compile(r"(?P<key>.+?)(?:(?<=[\d\s])(?P<kind>FS|SS|FF|SF)\s*(?P<lag>[+-][\d.\swdh]+)?)?")
LAG = re.compile(r"(\d+(?:\.\d+)?)\s*([wdh]?)")
LAGS = {"w": 40.0, "d": 8.0, "h": 1.0}
NEED = re.compile(r"(?P<name>[^*×]+?)(?:\s*[*×]\s*(?P<count>\d{1,2}))?")
MOST_AT_ONCE = 50
MOST = {"kind": 80, "company": 160, "key": 80}
"""Characters a text of this meaning may have; 200 where nothing is said."""


class Wrong(ValueError):
    """A value that cannot be; the sentence says what would."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What keeps a row from being taken: its number in the file, the column's name, the value, what to do."""

    row: int
    column: str
    value: str
    sentence: str


@dataclass(frozen=True)
class Checker:
    """Reads the cells of one kind of table."""

    mapping: Mapping
    columns: tuple[str, ...]
    today: date

    def row(self, number: int, cells: Sequence[str]) -> tuple[dict[str, Any], list[Problem]]:
        """The row's values by field, as JSON knows them, and its problems."""
        values: dict[str, Any] = {}
        problems: list[Problem] = []
        for column, cell in zip(self.columns, cells, strict=True):
            key = self.mapping.columns.get(column)
            if key is None or not cell:
                continue
            try:
                values[key] = self._readers[key](cell)
            except Wrong as wrong:
                problems.append(Problem(number, column, cell[:80], str(wrong)))
        if not problems:
            problems += self._whole(number, values)
        return values, problems

    @cached_property
    def _readers(self) -> dict[str, Callable[[str], Any]]:
        """How a cell of each meaning is read; what stands twice is read once."""
        own: dict[str, Callable[[str], Any]] = {
            "estimate": cache(self._effort),
            **dict.fromkeys(("low", "high", "actual", "wait_days"), cache(self._hours)),
            **dict.fromkeys(DAYS, cache(lambda cell: self.day(cell).isoformat())),
            "priority": cache(_priority),
            "status": cache(self._status),
            "depends_on": _ties,
            "skill": _needs,
            "person": _people,
            "absence_kind": lambda cell: AWAY.get(cell.lower(), "other"),
            "note": str,
        }
        return {field.key: partial(_words, MOST.get(field.key, 200)) for field in FIELDS} | own

    def day(self, cell: str) -> date:
        """A date as spreadsheets and people write it; raises Wrong."""
        text = cell.strip()
        if re.match(r"\d{4}-\d{2}-\d{2}", text):
            found = _real_day(text[:10], *map(int, text[:10].split("-")))
        elif numbers := re.fullmatch(r"(\d{1,2})([/.\-])(\d{1,2})\2(\d{4}|\d{2})(?:[ T].*)?", text):
            order = self.mapping.option("dates")
            first, second, year = int(numbers[1]), int(numbers[3]), int(numbers[4])
            day, month = (second, first) if order == "mdy" else (first, second)
            found = _real_day(text, year + 2000 if year < 100 else year, month, day)
        elif re.fullmatch(r"\d{5}", text):
            found = date.fromordinal(date(1899, 12, 30).toordinal() + int(text))
        else:
            found = self._in_words(text)
        if not FIRST_DAY <= found <= LAST_DAY:
            raise Wrong(
                f"{found} lies outside {FIRST_DAY.year} to {LAST_DAY.year}; write a date like 2027-03-12."
            )
        return found

    def _in_words(self, text: str) -> date:
        try:
            read = read_day(text.split(), self.today)
        except NoSuchDay as wrong:
            raise Wrong(f"{wrong} Write a date like 2027-03-12.") from None
        if read is None:
            raise Wrong(f"“{text[:40]}” is no date; write one like 2027-03-12.")
        return read[0]

    def _hours(self, cell: str) -> float:
        text = cell.strip().lower()
        if self.mapping.option("decimal") == "comma":
            text = text.replace(".", "").replace(",", ".")
        else:
            text = text.replace(",", "." if re.fullmatch(r"\d+,\d{1,2}\D*", text) else "")
        found = SPAN.fullmatch(text)
        if not found:
            raise Wrong(f"“{cell[:40]}” is no number of hours; write 6, 1.5 or 2d.")
        factor = SPANS[found[2][0]] if found[2] else UNITS[self.mapping.option("unit")]
        hours = round(float(found[1]) * factor, 2)
        if hours > MOST_HOURS:
            raise Wrong(f"{hours:,.0f} hours are more than {MOST_HOURS:,.0f}; is it another unit?")
        return hours

    def _effort(self, cell: str) -> float:
        size = SIZES.get(cell.strip().upper())
        return float(size) if size else self._hours(cell)

    def _status(self, cell: str) -> str:
        own: dict[str, str] = self.mapping.options.get("statuses", {})
        text = " ".join(cell.lower().replace("_", " ").replace("-", " ").split())
        found = own.get(cell.strip()) or STATUSES.get(text)
        if found is None:
            raise Wrong(f"“{cell[:40]}” is no status we know; write to do, doing, in review or done.")
        return found

    def _whole(self, number: int, values: dict[str, Any]) -> list[Problem]:
        """What a row as a whole must be."""
        needed = ("person", "absence_from") if self.mapping.is_of_absences else ("title",)
        for key in needed:
            if key not in values:
                column = self._column_of(key)
                return [Problem(number, column, "", f"“{column}” is empty; every row needs it.")]
        for first, last, sentence in (
            ("absence_from", "absence_to", "The last day away lies before the first; change one of them."),
            ("release", "due", "It is due before it may begin; change one of the dates."),
            ("release", "deadline", "Its deadline lies before it may begin; change one of the dates."),
            ("due", "deadline", "Its deadline lies before it is due; change one of the dates."),
            ("low", "estimate", "The best case is longer than the estimate; put the hours in order."),
            ("estimate", "high", "The worst case is shorter than the estimate; put the hours in order."),
        ):
            if first in values and last in values and values[last] < values[first]:
                return [Problem(number, self._column_of(last), str(values[last]), sentence)]
        return []

    def _column_of(self, key: str) -> str:
        return next(
            (column for column, meant in self.mapping.columns.items() if meant == key), BY_KEY[key].says
        )


def _real_day(text: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise Wrong(f"There is no {text[:20]}; write a date like 2027-03-12.") from None


def _words(most: int, cell: str) -> str:
    text = " ".join(cell.split())
    if len(text) > most:
        raise Wrong(f"“{text[:40]}…” has {len(text)} characters; at most {most} fit.")
    return text


def _priority(cell: str) -> int:
    text = cell.strip().lower()
    if (found := re.fullmatch(r"p?(\d{1,3})(?:\.0)?", text)) is not None:
        return max(1, min(3, int(found[1])))
    if text not in PRIORITIES:
        raise Wrong(f"“{cell[:40]}” is no priority; write 1 (high), 2 (normal) or 3 (low).")
    return PRIORITIES[text]


def _people(cell: str) -> list[str]:
    return [" ".join(one.split())[:120] for one in re.split(r"[,;]", cell) if one.strip()]


def _ties(cell: str) -> list[list[Any]]:
    """`12FS+2d; 7SS-1w 2d` as [key, kind, hours of lag]; a plain key means finish to start."""
    found = []
    for part in re.split(r"[;,]", cell):
        if not part.strip():
            continue
        tie = TIE.fullmatch(part.strip())
        if tie is None:
            raise Wrong(f"“{part[:40]}” names no task before this one; write its number, like 12 or 12FS+2d.")
        lag = tie["lag"] or ""
        hours = sum(float(number) * LAGS[unit or "d"] for number, unit in LAG.findall(lag))
        hours = -hours if lag.startswith("-") else hours
        found.append([tie["key"].strip(), tie["kind"] or "FS", hours])
    return found


def _needs(cell: str) -> list[list[Any]]:
    """`Copy, Crane*2` as [name, how many at once]."""
    found = []
    for part in re.split(r"[;,]", cell):
        need = NEED.fullmatch(part.strip())
        if need is None:
            continue
        count = int(need["count"] or 1)
        if not 1 <= count <= MOST_AT_ONCE:
            raise Wrong(f"“{part[:40]}”: between 1 and {MOST_AT_ONCE} at once can be asked for.")
        found.append([need["name"].strip()[:80], count])
    return found
