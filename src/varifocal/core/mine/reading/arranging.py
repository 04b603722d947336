"""From events as they stand in a file to a log: cases together, each in the order of completion."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from varifocal.core.mine.log import Column, EventLog, Numbers

_HOUR = 3_600_000_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def arranged(
    case: Numbers,
    names: list[str],
    end: Numbers,
    row: Numbers,
    *,
    begin: Numbers | None,
    columns: Mapping[str, Column | None],
    attributes: Mapping[str, Column],
    case_attributes: Mapping[str, Column],
) -> EventLog:
    """A log of these events; a case nothing happened in is left out. Cases keep the order in which they are met."""
    met = _met(case)
    number = np.zeros(len(names), np.int32)
    number[met] = np.arange(len(met), dtype=np.int32)
    of = number[case]
    order: Numbers | slice = slice(None)
    if len(of) > 1:
        in_order = of[1:] > of[:-1]
        in_order |= (of[1:] == of[:-1]) & (end[1:] >= end[:-1])
        if not in_order.all():
            order = np.lexsort((end, of))  # stable: the file's order decides where both are equal

    def put(column: Column | None) -> Column | None:
        return None if column is None else Column(column.codes[order], column.texts)

    kept = {key: Column(column.codes[met], column.texts) for key, column in case_attributes.items()}
    return EventLog(
        cases=[names[each] for each in met.tolist()],
        offsets=np.concatenate(([0], np.cumsum(np.bincount(of, minlength=len(met))))).astype(np.int64),
        activity=Column(columns["activity"].codes[order], columns["activity"].texts),  # type: ignore[union-attr]
        end=end[order],
        row=row[order],
        begin=None if begin is None else begin[order],
        person=put(columns.get("person")),
        role=put(columns.get("role")),
        transition=put(columns.get("transition")),
        attributes={key: Column(column.codes[order], column.texts) for key, column in attributes.items()},
        case_attributes=kept,
    )


def told_twice(log: EventLog) -> Numbers:
    """The rows of events that say all that the event before them in their case says: told twice, or done twice at once;
    only the house can say which."""
    same: Numbers = log.end[1:] == log.end[:-1]
    same[log.offsets[1:-1][np.diff(log.offsets)[1:] > 0] - 1] = False
    columns = [log.activity, log.person, log.role, log.transition, *log.attributes.values()]
    for codes in (log.begin, *(column.codes for column in columns if column is not None)):
        if not same.any():
            break
        if codes is not None:
            same &= codes[1:] == codes[:-1]
    rows: Numbers = log.row[1:][same]
    return rows


def _met(case: Numbers) -> Numbers:
    """The distinct numbers in the order in which they are met."""
    if len(case) and case[0] == 0:
        most = np.maximum.accumulate(case)
        if bool((np.diff(most) <= 1).all()):
            return np.arange(int(most[-1]) + 1, dtype=case.dtype)  # numbered as they are met
    seen, first = np.unique(case, return_index=True)
    return seen[np.argsort(first, kind="stable")]


def used(codes: Numbers, texts: list[str]) -> Column:
    """The column with its texts put together where two spellings mean the same, and those nobody uses left out."""
    first: dict[str, int] = {}
    merged = np.array([first.setdefault(text, len(first)) for text in texts] or [0], np.int32)
    codes = np.where(codes < 0, -1, merged[codes]).astype(np.int32)
    all_texts = list(first)
    present = np.zeros(len(all_texts) + 1, np.bool_)
    present[codes] = True
    if present[: len(all_texts)].all():
        return Column(codes, all_texts)
    new = np.cumsum(present[:-1]) - 1
    codes = np.where(codes < 0, -1, new[codes]).astype(np.int32)
    return Column(codes, [text for text, is_used in zip(all_texts, present, strict=False) if is_used])


def to_utc(local: Numbers, zone: str) -> Numbers:
    """Microseconds of a wall clock as microseconds of UTC; an hour shown twice is the first of the two."""
    if zone == "UTC" or not len(local):
        return local
    clock = ZoneInfo(zone)
    hours, where = np.unique(local // _HOUR, return_inverse=True)
    ahead = []
    for hour in hours.tolist():
        moment = (EPOCH + timedelta(hours=hour)).replace(tzinfo=clock)
        ahead.append(int((moment.utcoffset() or timedelta(0)).total_seconds()) * 1_000_000)
    return local - np.array(ahead, np.int64)[where]
