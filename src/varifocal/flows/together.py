"""Several short lists in one question to the database, so that a page asks seldom however much it shows."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.functions import JSONObject
from django.utils.dateparse import parse_date, parse_datetime

from varifocal.org.base.account import ACCOUNT, Account
from varifocal.org.base.blanks import ME, Blank, filled, put_together

Row = dict[str, Any]
Asked = tuple[QuerySet[Any], Mapping[str, Any]]


def together(lists: Mapping[str, Asked]) -> dict[str, list[Row]]:
    """The rows of each list by its name: every list is a queryset and what each row tells (field or expression).

    One query, a union of all; the order of rows is the asker's to make. Dates and moments come as text, to be
    read with `day` and `moment`, because a union knows no columns of its own.
    """
    return _Question.of(lists).asked({})


def together_for(
    by: Account, lists: Callable[..., Mapping[str, Asked]], *shape: Hashable, **values: Any
) -> dict[str, list[Row]]:
    """The same, put together only once for all accounts of her kind and for each `shape`: `lists` is then called
    with somebody like her, the shape as it is, and a blank for every value (an int, date or datetime); later only
    the blanks are filled in.

    So `lists` may ask what roles she has, but compare her ids and the values only in the database.
    """
    key = (lists, by.kind, shape, *((name, type(value)) for name, value in values.items()))
    if key not in _QUESTIONS:
        blanks = {name: Blank(name, type(value)) for name, value in values.items()}
        _QUESTIONS[key] = _Question.of(lists(by.anybody_like(), *shape, **blanks))
    return _QUESTIONS[key].asked(values | {ME: by.person_id or 0, ACCOUNT: by.pk})


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked of the database in one go."""

    names: tuple[str, ...]
    sql: str
    parameters: tuple[Any, ...]

    @classmethod
    def of(cls, lists: Mapping[str, Asked]) -> _Question:
        """The union of these lists."""
        parts: list[str] = []
        parameters: list[Any] = []
        for name, (rows, fields) in lists.items():
            in_any_order = rows if rows.query.is_sliced else rows.order_by()
            if part := put_together(in_any_order.values_list(JSONObject(**fields))):
                parts.append(f"SELECT '{name}', part.* FROM ({part[0]}) part")  # noqa: S608  a name of ours
                parameters += part[1]
        return cls(tuple(lists), " UNION ALL ".join(parts), tuple(parameters))

    def asked(self, values: Mapping[str, Any]) -> dict[str, list[Row]]:
        """The answer, with these values in its blanks."""
        found: dict[str, list[Row]] = {name: [] for name in self.names}
        if self.sql:
            with connection.cursor() as cursor:
                cursor.execute(self.sql, filled(self.parameters, values))
                told = cursor.fetchall()
            rows = json.loads(f"[{','.join(row for _, row in told)}]")  # in one go: there may be thousands
            for (name, _), row in zip(told, rows, strict=True):
                found[name].append(row)
        return found


_QUESTIONS: dict[Any, _Question] = {}


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
