"""A fact: something people told us, with a version against stale edits and a way to log what changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from datetime import date, datetime
from decimal import Decimal
from itertools import zip_longest
from types import SimpleNamespace as Holder
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Field
from django.db.models.deletion import Collector

from varifocal.org.base.acts import at, note
from varifocal.org.base.bulk import insert_many
from varifocal.org.base.permission import visible
from varifocal.org.base.refusals import Gone, Stale

if TYPE_CHECKING:
    from varifocal.org.base.account import Account

T = TypeVar("T", bound="Record")
AS_JSON = {bool, int, float, str, list, dict}
"""Values that JSON knows as they are."""
DAYS = {date, datetime}
EVERY_ROW = models.Q(pk__isnull=False)
"""For a noun all of whose rows are closed."""
_LOGGED: dict[type[Record], tuple[tuple[str, Field[Any, Any], bool], ...]] = {}


class RecordSet(models.QuerySet[T]):
    """Rows, asked for through somebody."""

    def visible_to(self, by: Account) -> Self:
        """Only what this account may see."""
        return self.filter(visible(by, self.model))


class Record(models.Model):
    """A fact. Every change goes through `add`, `put` or `drop`, which note it in the log.

    `version` counts the changes of the row; an edit says which version it had seen (`take`).
    """

    version = models.PositiveIntegerField(default=1)

    objects = RecordSet.as_manager()
    unlogged: ClassVar[tuple[str, ...]] = ()
    """Fields whose values stay out of the log."""
    priced: ClassVar[tuple[str, ...]] = ()
    """Fields that tell money, each of which may be empty: noted on a line of their own, which only those with the
    money right read, so that the rest of the row stays open and undo still restores all of it."""
    formerly: ClassVar[tuple[str, ...]] = ()
    """What older lines of the log call it."""
    undoable: ClassVar[bool] = True
    """Whether undo may touch it; matters of access are not."""
    closed: ClassVar[models.Q | None] = None
    """Which rows are for the one or two in them alone: a whole export leaves them out, and says how many."""

    class Meta:
        abstract = True

    @classmethod
    def noun(cls) -> str:
        """The table's name in the log and in rules."""
        return cls._meta.model_name or ""

    @classmethod
    def add(cls, verb: str, *, by: Account, why: str = "", **fields: Any) -> Self:
        """Create one row and note it."""
        return cls.add_many(verb, [cls(**fields)], by=by, why=why)[0]

    @classmethod
    def add_many(
        cls,
        verb: str,
        rows: Sequence[Self],
        *,
        by: Account,
        why: str = "",
        moments: Sequence[datetime | None] = (),
    ) -> list[Self]:
        """Create rows in bulk and note each; the rows come back with their ids. `moments` (UTC), where given,
        say when each took place."""
        insert_many(rows)
        for row, moment in zip_longest(rows, moments):
            with at(moment) if moment else nullcontext():
                note(f"{cls.noun()}.{verb}", row, by=by, before=None, after=row.plain(), why=why)
        for row, moment in zip_longest(rows, moments):
            with at(moment) if moment else nullcontext():
                row.note_money(by, before=False)
        return list(rows)

    def take(self, seen: int | None, **yours: Any) -> Self:
        """The row as it stands, locked for this transaction; raises Stale when it is newer than `seen`, with
        what stands now and what she wanted, and Gone when it was removed."""
        now = type(self)._default_manager.select_for_update().filter(pk=self.pk).first()
        if now is None:
            raise Gone(f"“{self}” was removed meanwhile. It can be brought back under Changes.")
        if seen is not None and now.version != seen:
            theirs = {name: getattr(now, name) for name in yours}
            raise Stale(now, theirs, yours, now.version)
        for field in self._meta.concrete_fields:
            setattr(self, field.attname, getattr(now, field.attname))
        self._state.fields_cache.clear()
        return self

    def put(
        self, verb: str, *, by: Account, why: str = "", told: dict[str, Any] | None = None, **fields: Any
    ) -> Self:
        """Write these fields, raise the version, note what really differs; nothing is noted when nothing does.
        `told` holds fields whose name already means something here (`why` is the reason of the change)."""
        before = {}
        for name, value in (fields | (told or {})).items():
            field = self._field(name)
            old = _plain(field, getattr(self, field.attname))
            setattr(self, name, value)
            if _plain(field, getattr(self, field.attname)) != old:
                before[field.attname] = old
        if not before:
            return self
        self.version += 1
        self.save(update_fields=[*before, "version"])
        after = {name: _plain(self._field(name), getattr(self, name)) for name in before}
        told_of_money = [name for name in before if name in self.priced]
        logged = [name for name in before if name not in (*self.unlogged, *told_of_money)]
        for names, money in ((logged, False), (told_of_money, True)):
            if names:
                note(
                    f"{self.noun()}.{'priced' if money else verb}",
                    self,
                    by=by,
                    before={name: before[name] for name in names},
                    after={name: after[name] for name in names},
                    why=why,
                    money=money,
                )
        return self

    def note_money(self, by: Account, *, before: bool) -> None:
        """Note what a row that came is worth, or (`before`) what one that goes was worth; nothing where that is
        nothing."""
        money = {name: value for name, value in self.told_of_money().items() if value is not None}
        if money:
            sides: tuple[dict[str, Any], dict[str, Any]] = (dict.fromkeys(money), money)
            was, now = reversed(sides) if before else sides
            note(f"{self.noun()}.priced", self, by=by, before=was, after=now, money=True)

    def touch(self) -> None:
        """Raise the version where what changed stands in another row, so that a stale page is still found out."""
        self.version += 1
        self.save(update_fields=["version"])

    def drop(self, verb: str = "removed", *, by: Account, why: str = "") -> None:
        """Remove the row and all that hangs on it; each is noted whole, so that undo can bring it back. What only
        points at it stays and points at nothing, which is noted too."""
        self.drop_many([self], verb, by=by, why=why)

    @classmethod
    def drop_many(cls, rows: Sequence[Record], verb: str = "removed", *, by: Account, why: str = "") -> None:
        """Remove rows of one kind as `drop` removes one; what hangs on them is asked for once for all."""
        collector = Collector(using="default")
        collector.collect(rows)
        doomed = [row for group in collector.fast_deletes for row in group] + [
            row for group in reversed(collector.data.values()) for row in group
        ]  # what hangs on others first, so that undo, going backwards, brings back what they hang on first
        gone, named = set(doomed), set(rows)
        once = dict.fromkeys(doomed)  # hours hang on their task and on its project, and are found by both
        facts = [row for row in once if isinstance(row, Record) and row not in named]
        for row, pointer in pointing(collector):
            if row not in gone:
                row.put("unlinked", by=by, why=why, **{pointer: None})
        for row in [*facts, *rows]:
            row.note_money(by, before=True)
        for row in [*facts, *rows]:
            note(f"{row.noun()}.{verb}", row, by=by, before=row.plain(), after=None, why=why)
        collector.delete()

    def plain(self) -> dict[str, Any]:
        """All logged fields as JSON values."""
        return {
            name: value
            if (value := getattr(self, name)) is None or (type(value) in AS_JSON and not is_decimal)
            else (value.isoformat() if type(value) in DAYS else _plain(field, value))
            for name, field, is_decimal in self._logged()
        }

    def told_of_money(self) -> dict[str, Any]:
        """What `plain` leaves out: the fields that tell money, as JSON values."""
        return {name: _plain(self._field(name), getattr(self, name)) for name in self.priced}

    @classmethod
    def _logged(cls) -> tuple[tuple[str, Field[Any, Any], bool], ...]:
        """The fields the log tells of, by name, and whether each holds decimals."""
        if cls not in _LOGGED:
            left_out = {*cls.unlogged, *cls.priced}
            fields = (field for field in cls._meta.concrete_fields if field.name not in left_out)
            _LOGGED[cls] = tuple(
                (field.attname, field, isinstance(field, models.DecimalField)) for field in fields
            )
        return _LOGGED[cls]

    @classmethod
    def plain_of(cls, fields: dict[str, Any]) -> dict[str, Any]:
        """These values of these fields as `plain` has them."""
        named = ((cls._field(name), value) for name, value in fields.items())
        return {
            field.attname: _plain(field, value.pk if isinstance(value, models.Model) else value)
            for field, value in named
        }

    @classmethod
    def from_plain(cls, values: dict[str, Any]) -> Self:
        """The row that `plain` told of, unsaved, with its id."""
        fields = {field.attname: field for field in cls._meta.concrete_fields}
        return cls(
            **{name: fields[name].to_python(value) for name, value in values.items() if name in fields}
        )

    def told_as(self) -> str:
        """What the log calls it: names nothing beyond what everybody sees who sees its scope."""
        return str(self)

    def scope(self) -> dict[str, Any]:
        """Under whose *seen by* a change of this row falls: ids of `project`, `goal`, `opportunity`,
        `person`; `guarded`."""
        return {}

    @classmethod
    def _field(cls, name: str) -> Field[Any, Any]:
        field = cls._meta.get_field(name)
        assert isinstance(field, Field), f"{name} is no field of {cls.noun()}"
        return field


def pointing(collector: Collector) -> list[tuple[Record, str]]:
    """The facts that would stay and lose their pointer, each with the field's name."""
    updates: dict[Any, Any] = collector.field_updates  # groups of rows, which the stubs take for single rows
    return [
        (row, field.name)
        for (field, _), groups in updates.items()
        for rows in groups
        for row in rows
        if isinstance(row, Record)
    ]


def records(kinds: Iterable[type[models.Model]]) -> dict[str, type[Record]]:
    """Of these models the facts, by noun."""
    return {kind.noun(): kind for kind in kinds if issubclass(kind, Record)}


def _plain(field: Field[Any, Any], value: Any) -> Any:
    if value is None or (type(value) in AS_JSON and not isinstance(field, models.DecimalField)):
        return value
    if isinstance(field, models.DecimalField) and isinstance(value, Decimal | int | float):
        value = round(Decimal(str(value)), field.decimal_places)  # as the database will give it back
    if isinstance(value, bool | int | float | list | dict):
        return value
    if isinstance(value, str | Decimal):
        return str(value)
    if type(value) in DAYS:
        return value.isoformat()
    holder = Holder(**{field.attname: value})
    return field.value_to_string(holder)  # type: ignore[arg-type]  # it only reads the attribute


class Answer(models.Model):
    """What the core replied: may be recomputed or pruned at any time; never holds what a person typed."""

    class Meta:
        abstract = True


class Plumbing(models.Model):
    """What keeps the house running and the domain never reads: leases, keys, links, staged rows."""

    class Meta:
        abstract = True
