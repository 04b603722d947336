"""A past told at once: rows that lived through many changes, written as they stand now, with the log of how
they came to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any, TypeVar

from django.db import models

from varifocal.org.base.account import Account
from varifocal.org.base.acts import chapter, note, verb
from varifocal.org.base.bulk import insert_many
from varifocal.org.base.organization import Organization
from varifocal.org.base.record import Record

T = TypeVar("T", bound=Record)


@dataclass(slots=True)
class _Told:
    """One line of the log to be; `before` None for a row that came, `after` None for one that went."""

    moment: datetime
    verb: str
    row: Record
    by: Account
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    why: str = ""


@dataclass
class Chronicle:
    """Collects what happened, moment by moment, and writes it in one transaction.

    Tell each row's changes in the order they took place; different rows in any order. `kinds` lists every noun
    told of, each after those it points to.
    """

    kinds: Sequence[type[Record]]
    _told: list[_Told] = field(default_factory=list)
    _rows: dict[type[Record], list[Record]] = field(default_factory=dict)
    _first: dict[int, dict[str, Any]] = field(default_factory=dict)
    _doomed: list[Record] = field(default_factory=list)
    _fills: dict[type[Record], list[Callable[[], None]]] = field(default_factory=dict)

    def add(self, verb: str, row: T, *, by: Account, at: datetime, why: str = "") -> T:
        """A row came to be at this moment (UTC)."""
        self._rows.setdefault(type(row), []).append(row)
        self._told.append(_Told(at, verb, row, by, None, {}, why))
        return row

    def put(self, verb: str, row: T, *, by: Account, at: datetime, why: str = "", **fields: Any) -> T:
        """These fields of a row told of before took these values; nothing is told when nothing differs."""
        before = {name: getattr(row, name) for name in fields}
        before = {name: value for name, value in before.items() if value != fields[name]}
        if not before:
            return row
        first = self._first.setdefault(id(row), {})
        for name, value in before.items():
            first.setdefault(name, value)
            setattr(row, name, fields[name])
        row.version += 1
        after = {name: fields[name] for name in before}
        self._told.append(_Told(at, verb, row, by, before, after, why))
        return row

    def drop(self, verb: str, rows: Iterable[Record], *, by: Account, at: datetime, why: str = "") -> None:
        """These rows went, what hangs on others first."""
        for row in rows:
            self._doomed.append(row)
            self._told.append(_Told(at, verb, row, by, {}, None, why))

    def rows_of(self, kind: type[T]) -> list[T]:
        """The rows of a noun told of so far, as they stand."""
        return [row for row in self._rows.get(kind, ()) if isinstance(row, kind) and row not in self._doomed]

    def before_writing(self, kind: type[Record], fill: Callable[[], None]) -> None:
        """Call this just before rows of that kind are written: ids of everything above it are known then."""
        self._fills.setdefault(kind, []).append(fill)

    @verb
    def write(self, *, by: Account) -> int:
        """Write all of it; returns how many lines the log has gained. Raises NotAllowed unless she may."""
        by.may("tell", Organization)
        for kind in self.kinds:
            self._insert(kind)
        told = sorted(self._told, key=lambda one: one.moment)
        for (moment, _), lines in groupby(told, key=lambda one: (one.moment, one.by.pk)):
            with chapter(moment):
                for line in lines:
                    self._note(line)
        for row in self._doomed:
            type(row)._default_manager.filter(pk=row.pk).delete()
        return len(told)

    def _insert(self, kind: type[Record]) -> None:
        for fill in self._fills.get(kind, ()):
            fill()
        for wave in _waves(kind, self._rows.get(kind, [])):
            insert_many(wave)

    def _note(self, line: _Told) -> None:
        row = line.row
        before, after = line.before, line.after
        if before is None:
            after = row.plain() | {"version": 1} | row.plain_of(self._first.get(id(row), {}))
        elif after is None:
            before = row.plain()
        else:
            before, after = row.plain_of(before), row.plain_of(after)
        note(f"{row.noun()}.{line.verb}", row, by=line.by, before=before, after=after, why=line.why)
        if row.priced and (line.before is None or line.after is None):
            row.note_money(line.by, before=line.after is None)


def _waves(kind: type[Record], rows: list[Record]) -> list[list[Record]]:
    """Rows that point to rows of their own kind, each after what it points to."""
    own = [
        one.name
        for one in kind._meta.concrete_fields
        if isinstance(one, models.ForeignKey) and one.related_model is kind
    ]
    waves, rest, placed = [], rows, set[int]()
    while rest:
        ready = [row for row in rest if all(_is_placed(getattr(row, name), placed) for name in own)]
        if not ready:
            raise RuntimeError(
                f"Rows of {kind.noun()} point to each other in a circle, or to a row never told of."
            )
        waves.append(ready)
        placed |= {id(row) for row in ready}
        rest = [row for row in rest if id(row) not in placed]
    return waves


def _is_placed(target: Record | None, placed: set[int]) -> bool:
    return target is None or target.pk is not None or id(target) in placed
