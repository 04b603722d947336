"""What a test stands on, made once by the product's verbs and afterwards laid row by row.

A cast of thirty records costs sixty verbs, each with its change in the log; a thousand tests begin with it.
"""

from __future__ import annotations

import copy
import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast

from django.apps import apps
from django.db import connection, models, transaction
from django.utils import timezone

from varifocal.flows.rows import go_on_counting
from varifocal.org.base.account import Account
from varifocal.org.base.acts import Change
from varifocal.org.base.bulk import insert_many

MOMENT = timedelta(minutes=1)
T = TypeVar("T")


@dataclass
class _Written:
    """What was written when, and what laying its rows sends to the database, once they were laid."""

    at: datetime
    rows: list[list[models.Model]]
    answer: object
    sent: list[tuple[str, Any, bool]] = field(default_factory=list)


def kept(write: Callable[[], T]) -> Callable[[], T]:
    """Calls `write` the first time; later calls in an empty database, at the same moment, lay the same rows, ids
    included, and give the same answer."""
    written: list[_Written] = []

    @functools.wraps(write)
    def stand() -> T:
        now = timezone.now()
        empty = not (Change.objects.exists() or Account.objects.exists())
        if not empty or (written and abs(written[0].at - now) > MOMENT):
            return write()
        if not written:
            answer = write()
            written.append(_Written(now, list(_every_row()), copy.deepcopy(answer)))
            return answer
        _lay(written[0])
        return copy.deepcopy(cast(T, written[0].answer))

    return stand


def _every_row() -> Iterator[list[models.Model]]:
    for kind in apps.get_app_config("org").get_models(include_auto_created=True):
        if rows := list(kind._base_manager.order_by("pk")):
            yield rows


def _lay(written: _Written) -> None:
    """Lay the rows, and count on from where they were counted to; from the second time on by the same statements."""
    with transaction.atomic():
        if written.sent:
            with connection.cursor() as cursor:
                for statement, values, many in written.sent:
                    (cursor.executemany if many else cursor.execute)(statement, values)
            return
        with connection.execute_wrapper(_noting(written.sent)):
            for same_kind in written.rows:
                insert_many(same_kind)
            go_on_counting([type(same_kind[0]) for same_kind in written.rows])
    if connection.vendor == "postgresql":
        written.sent[:] = [(_all_at_once(written.sent), None, False)]
    written.rows.clear()


def _all_at_once(sent: list[tuple[str, Any, bool]]) -> str:
    """One text with all values in it: each row by itself would be a way to the server and back."""
    told = []
    with connection.cursor() as cursor:
        for statement, values, many in sent:
            into, between, row = statement.partition(" VALUES ") if many else ("", "", statement)
            rows = [cursor.mogrify(row, one) for one in (values if many else [values])]
            told.append(into + between + ", ".join(rows))
    return "; ".join(told)


def _noting(sent: list[tuple[str, Any, bool]]) -> Callable[..., Any]:
    """Lets every statement pass, and notes it where it is one of those that change rows or counters."""

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(("INSERT", "DELETE", "UPDATE")) or "setval" in sql:
            sent.append((sql, params, many))
        return execute(sql, params, many, context)

    return note
