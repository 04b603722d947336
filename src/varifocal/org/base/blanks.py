"""A question to the database with blanks in it: put together once, filled in and asked often.

Django takes longer to put a page's long questions together than the database takes to answer them, and what differs
from one time to the next is a handful of values: who asks, today's date, the newest run.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BigIntegerField, DateField, DateTimeField, Expression, Field, QuerySet

ME: Final = "me"
"""The blank for the asking person's id; 0 where nobody stands behind the account."""
KINDS: dict[type, type[Field[Any, Any]]] = {int: BigIntegerField, date: DateField, datetime: DateTimeField}
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
