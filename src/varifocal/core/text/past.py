"""The track record as rows, each kind under a head that names its columns: compact, at the end of a text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from varifocal.core.portfolio import Answered, Grown, Lasted, ProjectKind, Settled, TrackRecord
from varifocal.core.text.forms import CHANCE, DAY, HOURS, WORDS, Book, Form, choice, number, told
from varifocal.core.text.names import MOST, Flaw, nearest

NOTHING = "-"
"""What stands in a row where there is nothing."""

_NUMBER = Form(number("a number", 1, MOST, whole=True))
_MUCH = Form(number("a number", 0, 1e9))
_KIND = choice(ProjectKind)


def _or_nothing(form: Form) -> Form:
    return Form(
        lambda value, book: None if value == NOTHING else form.read(value, book),
        lambda value, book: NOTHING if value is None else form.write(value, book),
    )


COLUMNS: Mapping[str, tuple[Callable[..., Any], Mapping[str, Form]]] = {
    "settled": (
        Settled,
        {
            "task": _NUMBER,
            "person": _or_nothing(_NUMBER),
            "project": _NUMBER,
            "kind": WORDS,
            "estimated": HOURS,
            "actual": HOURS,
            "finished": DAY,
            "real": CHANCE,
            "begun": _or_nothing(DAY),
            "low": _or_nothing(HOURS),
            "high": _or_nothing(HOURS),
        },
    ),
    "answered": (Answered, {"company": _or_nothing(_NUMBER), "days": _MUCH}),
    "grown": (Grown, {"project": _NUMBER, "kind": _KIND, "planned": _MUCH, "total": _MUCH}),
    "lasted": (
        Lasted,
        {
            "project": _NUMBER,
            "kind": _KIND,
            "foretold": _MUCH,
            "spread": _MUCH,
            "took": _MUCH,
            "company": _or_nothing(_NUMBER),
            "manager": _or_nothing(_NUMBER),
        },
    ),
}
"""What is made of a row, and its columns with their forms."""


def rows_of(record: TrackRecord, book: Book) -> dict[str, list[list[Any]]]:
    """By name, the head and the rows of what there is."""
    found = {}
    for name, (_, columns) in COLUMNS.items():
        if rows := getattr(record, name):
            said = [[form.write(getattr(one, of), book) for of, form in columns.items()] for one in rows]
            found[name] = [list(columns), *said]
    return found


def head(name: str, row: Any) -> list[str]:
    """The columns a head names; raises Flaw for one that is not known."""
    known = COLUMNS[name][1]
    if not isinstance(row, list) or not all(isinstance(each, str) for each in row):
        raise Flaw(f"expected the names of the columns in its first row: {', '.join(known)}")
    for each in row:
        if each not in known:
            raise Flaw(f"no column is called {told(each)}{nearest(each, known)}")
    return row


def row_of(name: str, columns: list[str], row: Any, book: Book) -> Any:
    """What a row tells; raises Flaw for one that does not fit its head, or says what cannot be."""
    make, known = COLUMNS[name]
    if not isinstance(row, list) or len(row) != len(columns):
        raise Flaw(f"expected a row of {len(columns)} values, as its head has")
    try:
        return make(**{of: known[of].read(value, book) for of, value in zip(columns, row, strict=True)})
    except TypeError:
        raise Flaw(f"a column is missing; known are {', '.join(known)}") from None
