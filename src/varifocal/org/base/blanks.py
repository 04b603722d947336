"""A question to the database with blanks in it: put together once, filled in and asked often.

Django takes longer to put a page's long questions together than the database takes to answer them, and what differs
from one time to the next is a handful of values: who asks, today's date, the newest run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final, Generic, NamedTuple, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection, connections
from django.db.models import (
    BigIntegerField,
    CharField,
    DateField,
    DateTimeField,
    Expression,
    Field,
    Model,
    QuerySet,
)
from django.db.models.query import get_related_populators

Row = TypeVar("Row", bound=Model)

ME: Final = "me"
"""The blank for the asking person's id; 0 where nobody stands behind the account."""
KINDS: dict[type, type[Field[Any, Any]]] = {
    int: BigIntegerField, str: CharField, date: DateField, datetime: DateTimeField,
}  # fmt: skip
"""What a blank can hold."""


class Blank(Expression):
    """A place in a question for a value of this kind, by its name."""

    def __init__(self, name: str, kind: type = int) -> None:
        super().__init__(output_field=KINDS[kind]())
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """The blank itself stands among the parameters."""
        return "%s", [self]

    def filled(self, value: Any) -> Any:
        """This value as the database takes it; another blank stays one."""
        return value if isinstance(value, Blank) else self.output_field.get_db_prep_value(value, connection)


def put_together(rows: QuerySet[Any]) -> tuple[str, tuple[Any, ...]] | None:
    """SQL and parameters, blanks among them; None where nothing can ever be found."""
    try:
        sql, parameters = rows.query.sql_with_params()
    except EmptyResultSet:
        return None
    return sql, tuple(parameters)


def filled(parameters: Iterable[Any], values: Mapping[str, Any]) -> list[Any]:
    """The parameters with every blank filled. Raises KeyError for a blank that no value was given for."""
    return [one.filled(values[one.name]) if isinstance(one, Blank) else one for one in parameters]


class _Ready(NamedTuple):
    """A question as it is sent, and how a record is made of what comes back."""

    sql: str
    parameters: tuple[Any, ...]
    converters: dict[int, tuple[list[Callable[..., Any]], Any]]
    names: list[str]
    joined: list[Any]


class Lookup(Generic[Row]):
    """One record, with what is joined to it, by a question put together once: for what every request asks.

    `rows` is a queryset with blanks, at most with `select_related`; it is the same record as `rows.first()` gives.
    """

    def __init__(self, rows: QuerySet[Row]) -> None:
        self.rows = rows
        self._ready: dict[str, _Ready] = {}

    def first(self, values: Mapping[str, Any] | None = None, using: str = "default") -> Row | None:
        """The first record of this database with these values in the blanks, or None. Raises KeyError for a blank
        without a value."""
        asked = self._ready.get(using) or self._ready.setdefault(using, self._put_together(using))
        with connections[using].cursor() as cursor:
            cursor.execute(asked.sql, filled(asked.parameters, values or {}))
            found = cursor.fetchone()
        if found is None:
            return None
        told = list(found)
        for place, (converters, column) in asked.converters.items():
            for convert in converters:
                told[place] = convert(told[place], column, connections[using])
        record = self.rows.model.from_db(using, asked.names, told[: len(asked.names)])
        for one in asked.joined:
            one.populate(told, record)
        return record

    def _put_together(self, using: str) -> _Ready:
        """What Django does anew for every queryset (`ModelIterable`)."""
        rows = self.rows if self.rows.ordered else self.rows.order_by("pk")
        compiler = rows[:1].query.get_compiler(using=using)
        sql, parameters = compiler.as_sql()
        columns = [one for one, _, _ in compiler.select]
        own = compiler.klass_info["select_fields"]
        return _Ready(
            sql,
            tuple(parameters),
            compiler.get_converters(columns),
            [columns[place].target.attname for place in own],
            get_related_populators(compiler.klass_info, compiler.select, using),  # type: ignore[call-arg]  # 5.2
        )
