"""Several short lists in one question to the database, so that a page asks seldom however much it shows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import QuerySet, Value
from django.db.models.functions import JSONObject
from django.utils.dateparse import parse_date, parse_datetime

Row = dict[str, Any]
Asked = tuple[QuerySet[Any], Mapping[str, Any]]


def together(lists: Mapping[str, Asked]) -> dict[str, list[Row]]:
    """The rows of each list by its name: every list is a queryset and what each row tells (field or expression).

    One query, a union of all; the order of rows is the asker's to make. Dates and moments come as text, to be
    read with `day` and `moment`, because a union knows no columns of its own.
    """
    found: dict[str, list[Row]] = {name: [] for name in lists}
    parts = [
        rows.order_by()
        .annotate(list_name=Value(name), list_row=JSONObject(**fields))
        .values_list("list_name", "list_row")
        for name, (rows, fields) in lists.items()
    ]
    if not parts:
        return found
    for name, row in parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]:
        found[name].append(row)
    return found


def day(text: str | None) -> date | None:
    """A date told as text."""
    return parse_date(text[:10]) if text else None


def moment(text: str | None) -> datetime | None:
    """A moment told as text, UTC."""
    told = parse_datetime(text) if text else None
    return told.replace(tzinfo=UTC) if told is not None and told.tzinfo is None else told


def nested(value: Any) -> Any:
    """A list or mapping within a row; one engine tells it as text."""
    return json.loads(value) if isinstance(value, str) else value
