"""Which column means what: guessed from a table's head and values, shipped for known files, kept by name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from varifocal.flows.exchange.fields import BY_KEY, FIELDS
from varifocal.flows.exchange.reading import Sheet
from varifocal.org.base.account import Account
from varifocal.org.base.acts import act
from varifocal.org.base.plumbing import ImportProfile
from varifocal.org.base.refusals import Impossible
from varifocal.org.work.project import Project

LOOKED_AT = 500
DAYS = {"due", "release", "deadline", "opened", "started", "finished", "absence_from", "absence_to"}
HOURS = {"estimate", "low", "high", "actual"}
OPTIONS: dict[str, Any] = {
    "kind": "work",
    "dates": "auto",
    "decimal": "auto",
    "unit": "hours",
    "project": "Open work",
}
"""`kind`: work or absence; `dates`: auto, dmy, mdy; `decimal`: auto, point or comma; `unit`: hours, days or
minutes; `project`: where rows go that name none."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """How a kind of table is read: `columns` maps a column's name to a field's key (no entry: left out)."""

    name: str
    columns: dict[str, str]
    options: dict[str, Any] = field(default_factory=dict)

    def option(self, name: str) -> Any:
        """As chosen, else as usual."""
        return self.options.get(name, OPTIONS[name])

    @property
    def is_of_absences(self) -> bool:
        """Whether its rows are days away, and not work."""
        return bool(self.option("kind") == "absence")


SHIPPED = {
    "sip": Mapping(
        "sip",
        {
            "TaskNumber": "key",
            "Summary": "title",
            "ProjectCode": "project",
            "SubCategory": "kind",
            "DeveloperID": "person",
            "HoursEstimate": "estimate",
            "DeveloperHoursActual": "actual",
            "Priority": "priority",
            "StatusCode": "status",
            "EstimateOn": "opened",
            "StartedOn": "started",
            "CompletedOn": "finished",
        },
        {
            "statuses": {
                "CHRONICLE": "done", "RELEASED": "done", "CANCELLED": "done",
                "ESTIMATED": "todo", "AUTHORISE": "todo", "TEMPLATE": "todo",
            }
        },
    ),
    "dslib": Mapping(
        "dslib",
        {
            "key": "key", "title": "title", "project": "project", "hours": "estimate", "needs": "skill",
            "after": "depends_on", "days": "wait_days",
        },
    ),
}  # fmt: skip


def guess(sheet: Sheet) -> Mapping:
    """The profile that was kept for such a head, one that comes with the product and knows all of it, else what
    names and values suggest."""
    for kept in ImportProfile.objects.order_by("-pk"):
        if kept.mapping.get("head") == list(sheet.columns):
            return _kept(kept)
    for shipped in SHIPPED.values():
        if set(shipped.columns) <= set(sheet.columns):
            return shipped
    names = {column: _plain(column) for column in sheet.columns}
    absence = _matched(names, "absence")
    kind = "absence" if "absence_from" in absence.values() and not _has_title(names) else "work"
    columns = absence if kind == "absence" else _matched(names, "work")
    if kind == "absence" and "person" not in columns.values():
        columns |= {column: "person" for column, key in _matched(names, "work").items() if key == "person"}
    if kind == "work" and "title" not in columns.values() and (wordy := _wordiest(sheet, columns)):
        columns[wordy] = "title"
    options = {"kind": kind, "dates": _date_order(sheet, columns), "decimal": _decimal(sheet, columns)}
    return Mapping(_name_of(sheet.name), columns, options)


def known() -> list[str]:
    """Profiles that can be named: those shipped, then those kept."""
    return [*SHIPPED, *ImportProfile.objects.order_by("name").values_list("name", flat=True)]


def load(name: str) -> Mapping:
    """A profile by its name. Raises Impossible, naming those there are."""
    if name in SHIPPED:
        return SHIPPED[name]
    kept = ImportProfile.objects.filter(name=name).first()
    if kept is None:
        raise Impossible(f"There is no profile “{name}”; there are {', '.join(known())}.", field="profile")
    return _kept(kept)


def keep(mapping: Mapping, *, by: Account, head: Iterable[str] = ()) -> Mapping:
    """Keep it under its name, for tables with this head; an older one of that name is replaced."""
    by.may("bring_in", Project)
    check(mapping)
    if mapping.name in SHIPPED:
        raise Impossible(
            f"“{mapping.name}” is a profile that comes with the product; choose another name.", field="name"
        )
    kept = {"columns": mapping.columns, "options": mapping.options, "head": list(head or mapping.columns)}
    with act():
        ImportProfile.objects.update_or_create(name=mapping.name[:80], defaults={"mapping": kept})
    return mapping


def check(mapping: Mapping) -> None:
    """Raises Impossible where it cannot be understood: an unknown field, one meant twice, no task, no person."""
    meant = list(mapping.columns.values())
    if unknown := [key for key in meant if key not in BY_KEY and key != "wait_days"]:
        raise Impossible(f"“{unknown[0]}” is no field; there are {', '.join(BY_KEY)}.", field="columns")
    if twice := {key for key in meant if meant.count(key) > 1}:
        raise Impossible(
            f"Two columns mean “{BY_KEY[sorted(twice)[0]].says}”; choose one of them.", field="columns"
        )
    needed = ("person", "absence_from") if mapping.is_of_absences else ("title",)
    for key in needed:
        if key not in meant:
            raise Impossible(f"No column means “{BY_KEY[key].says}”; choose which one does.", field="columns")


def _kept(kept: ImportProfile) -> Mapping:
    return Mapping(kept.name, dict(kept.mapping.get("columns", {})), dict(kept.mapping.get("options", {})))


def _plain(column: str) -> str:
    words = re.sub(r"(?<=[a-zäöü])(?=[A-Z])", " ", column)
    return " ".join(re.sub(r"[^\w\s]|_", " ", words).lower().split())


def _has_title(names: dict[str, str]) -> bool:
    return (
        "title"
        in _matched({column: name for column, name in names.items() if name != "name"}, "work").values()
    )


def _matched(names: dict[str, str], kind: str) -> dict[str, str]:
    """Columns whose name a field knows, the first field that does, each field once."""
    found: dict[str, str] = {}
    for one in FIELDS:
        if one.kind != kind:
            continue
        for known_name in one.known_as:
            column = next(
                (each for each, name in names.items() if name == known_name and each not in found), None
            )
            if column is not None and one.key not in found.values():
                found[column] = one.key
    return found


def _wordiest(sheet: Sheet, taken: dict[str, str]) -> str | None:
    """Of the columns nobody knows the one with the longest words: what a task is called."""
    lengths = {
        column: sum(len(cells[place]) for _, cells in sheet.rows[:LOOKED_AT])
        for place, column in enumerate(sheet.columns)
        if column not in taken
    }
    return max(lengths, key=lambda column: lengths[column]) if lengths and max(lengths.values()) else None


def _values(sheet: Sheet, columns: dict[str, str], keys: set[str]) -> Iterable[str]:
    places = [place for place, column in enumerate(sheet.columns) if columns.get(column) in keys]
    return (cells[place] for _, cells in sheet.rows[:LOOKED_AT] for place in places if cells[place])


def _date_order(sheet: Sheet, columns: dict[str, str]) -> str:
    """Day or month first, as far as any date shows it."""
    for value in _values(sheet, columns, DAYS):
        if numbers := re.match(r"(\d{1,2})[/.\-](\d{1,2})[/.\-]\d{2,4}", value):
            if int(numbers[1]) > 12:
                return "dmy"
            if int(numbers[2]) > 12:
                return "mdy"
    return "auto"


def _decimal(sheet: Sheet, columns: dict[str, str]) -> str:
    return (
        "comma"
        if any(re.fullmatch(r"[\d.]*\d,\d{1,2}", value) for value in _values(sheet, columns, HOURS))
        else "auto"
    )


def _name_of(name: str) -> str:
    return re.sub(r"(\.(csv|tsv|txt|xlsx|gz))+$", "", name, flags=re.IGNORECASE)[:80] or "table"
