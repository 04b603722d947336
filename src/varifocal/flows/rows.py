"""Rows as lines of JSON and back: the same row gives the same line on either database."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.models import Max

from varifocal.org.base.acts import Change
from varifocal.org.base.bulk import insert_many
from varifocal.org.base.refusals import Refusal

BATCH = 2_000


class OtherColumns(Refusal):
    """A line holds other columns than its table."""


@contextmanager
def one_view() -> Iterator[str]:
    """One moment of the database, however long the reading takes; nobody waits for it."""
    with transaction.atomic(using="reading"):
        yield "reading"


def rows_of(
    kind: type[models.Model], using: str, *, without: Collection[str] = (), but: models.Q | None = None
) -> Iterator[bytes]:
    """Every row of a table as a line, by primary key, without the columns named; `but` those."""
    names = [field.attname for field in kind._meta.concrete_fields if field.attname not in without]
    rows = kind._base_manager.using(using).order_by("pk").values_list(*names)
    if but is not None:
        rows = rows.exclude(but)
    lines = (line_of(dict(zip(names, row, strict=True))) for row in rows.iterator(chunk_size=2_000))
    # words sort otherwise from one database to the next; the few tables keyed by words are small
    yield from lines if isinstance(kind._meta.pk, models.IntegerField) else sorted(lines)


def line_of(row: Mapping[str, Any]) -> bytes:
    """One row as a line of JSON, its columns sorted."""
    return f"{json.dumps(row, sort_keys=True, ensure_ascii=False, default=_word)}\n".encode()


def _word(value: Any) -> Any:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    raise TypeError(f"{type(value).__name__} has no place in a backup.")


def fill(
    kind: type[models.Model], rows: Iterable[Mapping[str, Any]], *, given: Mapping[str, Any] | None = None
) -> None:
    """Write rows as they were told; `given` are the columns no row holds. Raises OtherColumns."""
    fields = {field.attname: field for field in kind._meta.concrete_fields}
    waiting: list[models.Model] = []
    given = given or {}
    for told in rows:
        values = {**given, **told}
        if values.keys() != fields.keys() or not told.keys().isdisjoint(given):
            raise OtherColumns(f"Table {kind._meta.model_name} has other columns than the file.")
        waiting.append(kind(**{name: fields[name].to_python(value) for name, value in values.items()}))
        if len(waiting) == BATCH:
            insert_many(waiting)
            waiting = []
    insert_many(waiting)


def go_on_counting(kinds: Iterable[type[models.Model]]) -> None:
    """New rows get numbers no row ever had: a removed record's number stays its own in the log."""
    logged = dict(Change.objects.values_list("noun").annotate(highest=Max("record_id")))
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(kinds)):
            cursor.execute(statement)
        for kind in kinds:
            highest = logged.get(kind._meta.model_name or "")
            if highest is not None and isinstance(kind._meta.pk, models.AutoField):
                _count_on_from(cursor, kind, highest)


def _count_on_from(cursor: Any, kind: type[models.Model], highest: int) -> None:
    table, key = kind._meta.db_table, kind._meta.pk
    assert key is not None
    present = kind._base_manager.aggregate(top=Max("pk"))["top"] or 0
    if highest <= present:
        return
    if connection.vendor == "postgresql":
        cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [table, key.column, highest])
        return
    cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
    cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, highest])
