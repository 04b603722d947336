"""Histories of estimates and actuals as others publish them: three formats, read by their documented columns.

`sip` (Jones and Cullum, arXiv 1901.01621) in hours, one row a developer's share of a task; `cesaw` (Jones and
Nichols, arXiv 2106.03679) in minutes, estimated when work began; `renzo` (Jones, renzo-pomodoro) in pomodoros,
estimated and done on one day. Plain CSV, or packed by gzip.
"""

from __future__ import annotations

import csv
import gzip
import io
import math
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path

from varifocal.core.forecast.track_record import COPY, LeftOut, Outcome, Work, sound

Row = Mapping[str, str]


def read(path: Path, form: str, today: date | None = None) -> tuple[list[Outcome], list[LeftOut]]:
    """The outcomes of a file, in the order they were estimated, and what was left out, with reasons; `today`, where
    given, bounds the past.

    Raises ValueError for an unknown format, a missing column or a file that is no such text; OSError where there
    is none.
    """
    if form not in FORMATS:
        raise ValueError(f"unknown format {form!r}: one of {', '.join(FORMATS)}")
    columns, outcome = FORMATS[form]
    found: list[Outcome] = []
    left: list[LeftOut] = []
    tasks: set[str] = set()
    shares: set[tuple[str, ...]] = set()
    for number, row in _rows(path, columns):
        try:
            one = outcome(row, number)
        except ValueError as reason:
            left.append(LeftOut(f"line {number}", str(reason)))
            continue
        if form == "sip":
            share = tuple(map(str, row.values()))
            if share in shares:
                left.append(LeftOut(f"line {number}", COPY))
            shares.add(share)
            if one.name in tasks:
                continue  # another developer's share of the same task, or a copy
        tasks.add(one.name)
        found.append(one)
    good, flawed = sound(found, today)
    good.sort(key=lambda one: one.estimated)
    return good, left + flawed


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, Row]]:
    raw = path.open("rb")
    with raw:
        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        text = io.TextIOWrapper(gzip.GzipFile(fileobj=raw) if packed else raw, "utf-8-sig", newline="")
        try:
            reader = csv.DictReader(text)
            missing = [name for name in columns if name not in (reader.fieldnames or ())]
            if missing:
                raise ValueError(f"{path.name} has no column {', '.join(missing)}")
            yield from enumerate(reader, start=2)
        except (UnicodeDecodeError, csv.Error, EOFError, gzip.BadGzipFile) as reason:
            raise ValueError(f"{path.name} can not be read: {reason}") from reason


def _sip(row: Row, _: int) -> Outcome:
    work = Work(
        _number(row, "HoursEstimate"),
        row["AssignedToID"] or None,
        (row["Category"], row["SubCategory"]),
        row["ProjectCode"] or None,
        row["ProjectBreakdownCode"] or None,
    )
    return Outcome(
        row["TaskNumber"],
        work,
        _number(row, "HoursActual"),
        _day(row, "EstimateOn"),
        _day_or_none(row, "CompletedOn"),
    )


def _cesaw(row: Row, _: int) -> Outcome:
    work = Work(
        _number(row, "task_plan_time_minutes"),
        row["person_key"] or None,
        row["phase_short_name"] or None,
        row["project_key"] or None,
        row["wbs_element_key"] or None,
    )
    return Outcome(
        row["plan_item_key"],
        work,
        _number(row, "task_actual_time_minutes"),
        _day(row, "task_actual_start_date"),
        _day_or_none(row, "task_actual_complete_date"),
    )


def _renzo(row: Row, line: int) -> Outcome:
    kind = row["at_words"].split(",")[0] or None
    work = Work(_number(row, "estimate"), "the one person", kind, None, row["description_id"] or None)
    day = _day(row, "date")
    return Outcome(f"{row['description_id']} of {day} ({line})", work, _number(row, "actual"), day, day)


FORMATS: Mapping[str, tuple[tuple[str, ...], Callable[[Row, int], Outcome]]] = {
    "sip": (
        (
            "TaskNumber", "HoursEstimate", "HoursActual", "AssignedToID", "Category", "SubCategory",
            "ProjectCode", "ProjectBreakdownCode", "EstimateOn", "CompletedOn",
        ),
        _sip,
    ),
    "cesaw": (
        (
            "plan_item_key", "task_plan_time_minutes", "task_actual_time_minutes", "person_key",
            "phase_short_name", "project_key", "wbs_element_key", "task_actual_start_date",
            "task_actual_complete_date",
        ),
        _cesaw,
    ),
    "renzo": (("estimate", "actual", "date", "at_words", "description_id"), _renzo),
}  # fmt: skip


def _number(row: Row, name: str) -> float:
    word = (row[name] or "").strip()
    if not word:
        raise ValueError(f"{name} is missing")
    try:
        number = float(word)
    except ValueError as reason:
        raise ValueError(f"{name} is no number: {word[:40]!r}") from reason
    if not math.isfinite(number):
        raise ValueError(f"{name} is no number: {word[:40]!r}")
    return number


def _day(row: Row, name: str) -> date:
    day = _day_or_none(row, name)
    if day is None:
        raise ValueError(f"{name} is missing")
    return day


def _day_or_none(row: Row, name: str) -> date | None:
    word = (row[name] or "").strip()
    if not word:
        return None
    try:
        return date.fromisoformat(word[:10])
    except ValueError as reason:
        raise ValueError(f"{name} is no date: {word[:40]!r}") from reason
