"""Undo is a verb as well: it notes new changes that take an act back, newest first, or refuses whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import groupby
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models.deletion import Collector, ProtectedError

from varifocal.org.base.account import Account, Role
from varifocal.org.base.acts import Change, act
from varifocal.org.base.permission import Decision
from varifocal.org.base.record import Record, pointing, records
from varifocal.org.base.refusals import CannotUndo, NotAllowed

UNSEEN = "Part of it belongs to something you do not see any more; ask whoever does to undo it."
FINAL = "That has left the house or was a matter of access; it cannot be undone here."


def undo(number: int, *, by: Account) -> list[Change]:
    """Take back the act with this number: restore only the fields it changed, bring back what it removed,
    remove what it made.

    Returns the changes of the undoing. Raises NotAllowed unless it is her own act or she is an owner, and
    CannotUndo, with both versions, where something later touched the same fields. What she has come not to see
    she does not take back either.
    """
    with act(undoes=number) as undoing:
        done = list(Change.objects.filter(act=number).order_by("-number"))
        if not done:
            raise CannotUndo("There is no such change.")
        if not (decision := may_undo(by, done)):
            raise NotAllowed(decision.reason)
        if is_undone(number):
            raise CannotUndo("This was already undone.")
        if any(change.erased for change in done):
            raise CannotUndo("What it changed was erased by right; nobody can bring it back.")
        if _unseen(by, [change for change in done if change.before is None]):
            raise NotAllowed(UNSEEN)
        try:
            _take_all_back(done, by)
        except CannotUndo:
            if _unseen(by, done):  # the sentence would name what stands there now
                raise NotAllowed(UNSEEN) from None
            raise
        if _unseen(by, [*done, *undoing.collected]):  # nothing is put where she does not look
            raise NotAllowed(UNSEEN)
    return undoing.collected


def may_undo(by: Account, changes: Iterable[Change]) -> Decision:
    """Her own act, or anybody's for an owner."""
    own = all(change.by_id == by.pk for change in changes)
    allowed = by.is_active and (own or by.has_role(Role.OWNER) or by.acts_for_the_house)
    return Decision(
        allowed,
        "whoever did it, or an owner" if allowed else "Only whoever did it, or an owner, may undo it.",
    )


def is_undone(number: int) -> bool:
    """Whether an act stands undone: taken back by an act that was not itself taken back."""
    return any(not is_undone(later) for later in _undoings(number))


def nouns_of_the_house() -> dict[str, type[Record]]:
    """Every fact by its noun."""
    return records(apps.get_app_config("org").get_models())


def can_be_taken_back(changes: Iterable[Change]) -> bool:
    """Whether undo knows a way back from all of them, whoever asks."""
    kinds = _kinds()
    return all((kind := kinds.get(change.noun)) is not None and kind.undoable for change in changes)


@cache
def _kinds() -> dict[str, type[Record]]:
    """Every fact by the nouns it has and had in the log."""
    nouns = nouns_of_the_house()
    return nouns | {old: kind for kind in nouns.values() for old in kind.formerly}


def _unseen(by: Account, changes: Iterable[Change]) -> bool:
    """Whether one of these is about money, about another's own affair, or about something for some eyes only that
    stands, and she does not see it."""
    told, nouns = list(changes), nouns_of_the_house()
    if any(change.money for change in told) and not (by.money_right or by.acts_for_the_house):
        return True
    if not by.acts_for_the_house:
        private = {one.by_id for one in told if one.person not in (None, by.person_id)} - {by.pk}
        if private and Account.objects.filter(pk__in=private, is_house=False).exists():
            return True
    for name in (name for name, noun in nouns.items() if hasattr(noun, "seen_by")):
        ids = {getattr(change, name, None) for change in told} - {None}
        ids |= {change.record_id for change in told if change.noun == name}
        rows = nouns[name].objects.filter(pk__in=ids) if ids else None
        if rows is not None and rows.count() > rows.visible_to(by).count():
            return True
    return False


def _take_all_back(done: list[Change], by: Account) -> None:
    kinds = _kinds()
    for (noun, made, removed), together in groupby(done, key=_alike):
        kind = kinds.get(noun)
        if kind is None or not kind.undoable:
            raise CannotUndo(FINAL)
        changes = list(together)
        if len(changes) > 1 and made and _unmake_many(kind, changes, by):
            continue
        if len(changes) > 1 and removed and _bring_back_many(kind, changes, by):
            continue
        for change in changes:
            _take_back(kind, change, by)


def _undoings(number: int) -> list[int]:
    return list(Change.objects.filter(undoes=number).values_list("act", flat=True).distinct())


def _alike(change: Change) -> tuple[str, bool, bool]:
    """What may be taken back together: neighbours of one noun that were all made, or all removed."""
    return change.noun, change.before is None, change.after is None


def _unmake_many(kind: type[Record], changes: list[Change], by: Account) -> bool:
    """Take back rows that were made together, in few questions; False, with nothing done, where one of them
    needs a closer look."""
    found = kind._default_manager.select_for_update().in_bulk([change.record_id for change in changes])
    rows = [found[change.record_id] for change in changes if change.record_id in found]
    if len(rows) < len(changes):
        return False
    _read_along(rows)
    if any(_touched(row, change.after or {}) for row, change in zip(rows, changes, strict=True)):
        return False
    collector = Collector(using="default")
    try:
        collector.collect(rows)
    except ProtectedError:
        return False
    if _hanging(collector, set(rows)):
        return False
    kind.drop_many(rows, "unmade", by=by)
    return True


def _bring_back_many(kind: type[Record], changes: list[Change], by: Account) -> bool:
    """Bring back rows that were removed together, the first removed last; False, with nothing done, where one
    of them needs a closer look."""
    ids = [change.record_id for change in changes]
    if len(set(ids)) < len(ids) or kind._default_manager.in_bulk(ids):
        return False
    again = [kind.from_plain(change.before or {}) for change in changes]
    for field in _pointers(kind):
        wanted = {getattr(row, field.attname) for row in again} - {None}
        if wanted - field.related_model._default_manager.in_bulk(list(wanted)).keys():
            return False
    for row in again:
        row.version += 1
    _read_along(again)
    kind.add_many("brought_back", again, by=by)
    return True


def _read_along(rows: Sequence[models.Model], steps: int = 2) -> None:
    """What these rows belong to, and what that belongs to: the log names both, and would ask row by row."""
    for field in _pointers(type(rows[0])):
        wanted = {getattr(row, field.attname) for row in rows} - {None}
        parents = field.related_model._default_manager.in_bulk(list(wanted))
        for row in rows:
            if (parent := parents.get(getattr(row, field.attname))) is not None:
                setattr(row, field.name, parent)
        if parents and steps > 1:
            _read_along(list(parents.values()), steps - 1)


def _pointers(kind: type[models.Model]) -> list[Any]:
    return [field for field in kind._meta.concrete_fields if isinstance(field, models.ForeignKey)]


def _take_back(kind: type[Record], change: Change, by: Account) -> None:
    row = kind._default_manager.select_for_update().filter(pk=change.record_id).first()
    if change.after is None:
        _bring_back(kind, change, row, by)
    elif row is None:
        raise CannotUndo(f"“{change.label}” was removed since; bring it back first.")
    elif change.before is None:
        _unmake(row, change, by)
    else:
        _restore(row, change.before, change.after, by)


def _restore(row: Record, before: dict[str, Any], after: dict[str, Any], by: Account) -> None:
    now = row.plain() | row.told_of_money()
    touched = {name: now[name] for name in after if now.get(name) != after[name]}
    if touched:
        raise CannotUndo(
            f"“{row}” was changed again since: {', '.join(sorted(touched))}.",
            theirs=touched,
            yours={name: before[name] for name in touched},
        )
    fields = {field.attname: field for field in row._meta.concrete_fields}
    row.put("restored", by=by, told={name: fields[name].to_python(value) for name, value in before.items()})


def _unmake(row: Record, change: Change, by: Account) -> None:
    made, touched = change.after or {}, _touched(row, change.after or {})
    if touched:
        raise CannotUndo(
            f"“{row}” was changed since it was made: {', '.join(sorted(touched))}.",
            theirs=touched,
            yours={name: made[name] for name in touched},
        )
    collector = Collector(using="default")
    try:
        collector.collect([row])
    except ProtectedError:
        raise CannotUndo(f"Other things stand on “{row}” by now; remove them first.") from None
    if hanging := _hanging(collector, {row}):
        names = ", ".join(f"“{one}”" for one in hanging[:3])
        raise CannotUndo(f"Since then {names} came to stand on “{row}”; take that away first.")
    row.drop("unmade", by=by)


def _touched(row: Record, made: dict[str, Any]) -> dict[str, Any]:
    """The fields that are no more as they were made, as they stand now."""
    now = row.plain()
    return {name: now[name] for name in made if name != "version" and now.get(name) != made[name]}


def _hanging(collector: Collector, own: set[Record]) -> list[Record]:
    """The facts that hang on these rows or point at them, and are not of them."""
    hanging = [
        one
        for rows in (*collector.data.values(), *collector.fast_deletes)
        for one in rows
        if isinstance(one, Record)
    ] + [one for one, _ in pointing(collector)]
    return [one for one in hanging if one not in own]


def _bring_back(kind: type[Record], change: Change, row: Record | None, by: Account) -> None:
    if row is not None:
        raise CannotUndo(f"“{row}” is already back.")
    again = kind.from_plain(change.before or {})
    for field in kind._meta.concrete_fields:
        target = getattr(again, field.attname)
        if isinstance(field, models.ForeignKey) and target is not None:
            parent: type[models.Model] = field.related_model
            if not parent._default_manager.filter(pk=target).exists():
                raise CannotUndo(f"What “{change.label}” belonged to is gone; bring that back first.")
    again.version += 1
    kind.add_many("brought_back", [again], by=by)
