"""Undo is a verb as well: it notes new changes that take an act back, newest first, or refuses whole."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models.deletion import Collector, ProtectedError

from varifocal.org.base.account import Account, Role
from varifocal.org.base.acts import Change, act
from varifocal.org.base.permission import Decision
from varifocal.org.base.record import Record, pointing, records
from varifocal.org.base.refusals import CannotUndo, NotAllowed

FINAL = "That has left the house or was a matter of access; it cannot be undone here."


def undo(number: int, *, by: Account) -> list[Change]:
    """Take back the act with this number: restore only the fields it changed, bring back what it removed,
    remove what it made.

    Returns the changes of the undoing. Raises NotAllowed unless it is her own act or she is an owner, and
    CannotUndo, with both versions, where something later touched the same fields.
    """
    with act(undoes=number) as undoing:
        done = list(Change.objects.filter(act=number).order_by("-number"))
        if not done:
            raise CannotUndo("There is no such change.")
        if not (decision := may_undo(by, done)):
            raise NotAllowed(decision.reason)
        if is_undone(number):
            raise CannotUndo("This was already undone.")
        nouns = nouns_of_the_house()
        for change in done:
            kind = nouns.get(change.noun)
            if kind is None or not kind.undoable:
                raise CannotUndo(FINAL)
            _take_back(kind, change, by)
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


def _undoings(number: int) -> list[int]:
    return list(Change.objects.filter(undoes=number).values_list("act", flat=True).distinct())


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
    now = row.plain()
    touched = {name: now[name] for name in after if now.get(name) != after[name]}
    if touched:
        raise CannotUndo(
            f"“{row}” was changed again since: {', '.join(sorted(touched))}.",
            theirs=touched,
            yours={name: before[name] for name in touched},
        )
    fields = {field.attname: field for field in row._meta.concrete_fields}
    row.put("restored", by=by, **{name: fields[name].to_python(value) for name, value in before.items()})


def _unmake(row: Record, change: Change, by: Account) -> None:
    made, now = dict(change.after or {}), row.plain()
    touched = {name: now[name] for name in made if name != "version" and now.get(name) != made[name]}
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
    hanging = [
        one
        for rows in (*collector.data.values(), *collector.fast_deletes)
        for one in rows
        if isinstance(one, Record) and one != row
    ] + [one for one, _ in pointing(collector)]
    if hanging:
        names = ", ".join(f"“{one}”" for one in hanging[:3])
        raise CannotUndo(f"Since then {names} came to stand on “{row}”; take that away first.")
    row.drop("unmade", by=by)


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
