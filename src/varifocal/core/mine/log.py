"""An event log as columns of numbers: the value every question about a process is asked of."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[Any]

MICRO = 1_000_000
HOUR = 3600 * MICRO
MONTH = 30.4375 * 24 * HOUR

NOBODY = -1
"""The code of what is not said."""


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """An attribute: a code an event (or a case), and the texts behind the codes; NOBODY where it says nothing."""

    codes: Numbers
    texts: Sequence[str]


@dataclass(frozen=True, slots=True, eq=False)
class EventLog:
    """Events, the cases one after another, each in the order of completion; where stamps are equal as in the file.

    Stamps are microseconds since 1970-01-01 UTC. `offsets[c]` is where case c begins (one more than cases);
    `begin` is None where the log knows only when something was done. `row` says where each event came from: the
    row of a table, the number of the event in a XES file, both counted from 1 (a table's head is row 1).
    """

    cases: Sequence[str]
    offsets: Numbers
    activity: Column
    end: Numbers
    row: Numbers
    begin: Numbers | None = None
    person: Column | None = None
    role: Column | None = None
    transition: Column | None = None
    attributes: Mapping[str, Column] = field(default_factory=dict)
    case_attributes: Mapping[str, Column] = field(default_factory=dict)

    @property
    def events(self) -> int:
        """How many events there are."""
        return len(self.end)

    @property
    def case_of(self) -> Numbers:
        """The number of each event's case."""
        return np.repeat(np.arange(len(self.cases), dtype=np.int32), np.diff(self.offsets))


def as_read(numbers: Numbers) -> Numbers:
    """The same numbers as compiled functions are used to get them: in one piece, not to be written to. Each other form
    would be compiled anew."""
    plain = np.ascontiguousarray(numbers).view(np.ndarray)
    plain.flags.writeable = False
    return plain


def chosen(log: EventLog, cases: Numbers) -> EventLog:
    """The log of these cases (their numbers, rising)."""
    sizes = np.diff(log.offsets)[cases]
    offsets = np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)
    events = np.repeat(log.offsets[:-1][cases] - offsets[:-1], sizes) + np.arange(int(offsets[-1]))

    def cut(column: Column | None) -> Column | None:
        return None if column is None else Column(column.codes[events], column.texts)

    return replace(
        log,
        cases=[log.cases[case] for case in cases.tolist()],
        offsets=offsets,
        activity=Column(log.activity.codes[events], log.activity.texts),
        end=log.end[events],
        row=log.row[events],
        begin=None if log.begin is None else log.begin[events],
        person=cut(log.person),
        role=cut(log.role),
        transition=cut(log.transition),
        attributes=_Later(log.attributes, events),
        case_attributes=_Later(log.case_attributes, cases),
    )


class _Later(Mapping[str, Column]):
    """Attributes that are gathered when they are looked at."""

    def __init__(self, columns: Mapping[str, Column], rows: Numbers) -> None:
        self.columns, self.rows = columns, rows
        self.gathered: dict[str, Column] = {}

    def __getitem__(self, name: str) -> Column:
        if name not in self.gathered:
            column = self.columns[name]
            self.gathered[name] = Column(column.codes[self.rows], column.texts)
        return self.gathered[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.columns)

    def __len__(self) -> int:
        return len(self.columns)


_PLAIN = ("offsets", "end", "row", "begin")
_CODED = ("activity", "person", "role", "transition")


def save(log: EventLog, folder: Path) -> None:
    """Write a log to a folder that does not exist yet: one file of numbers a column, and the texts as JSON."""
    folder.mkdir(parents=True)
    said: dict[str, Any] = {"cases": list(log.cases), "columns": {}, "attributes": {}, "case_attributes": {}}
    for name in _PLAIN:
        if (numbers := getattr(log, name)) is not None:
            np.save(folder / f"{name}.npy", numbers)
    for name in _CODED:
        if (column := getattr(log, name)) is not None:
            np.save(folder / f"{name}.npy", column.codes)
            said["columns"][name] = list(column.texts)
    for family in ("attributes", "case_attributes"):
        for number, (key, column) in enumerate(getattr(log, family).items()):
            np.save(folder / f"{family}-{number}.npy", column.codes)
            said[family][key] = list(column.texts)
    (folder / "log.json").write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")


def load(folder: Path) -> EventLog:
    """A log that was saved; its numbers stay on disk until they are looked at."""
    said = json.loads((folder / "log.json").read_text(encoding="utf-8"))

    def numbers(name: str) -> Numbers | None:
        path = folder / f"{name}.npy"
        return np.load(path, mmap_mode="r", allow_pickle=False) if path.exists() else None

    def column(name: str, texts: list[str]) -> Column:
        return Column(np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False), texts)

    families = {
        family: {key: column(f"{family}-{n}", texts) for n, (key, texts) in enumerate(said[family].items())}
        for family in ("attributes", "case_attributes")
    }
    coded = {name: column(name, texts) for name, texts in said["columns"].items()}
    return EventLog(cases=said["cases"], **{name: numbers(name) for name in _PLAIN}, **coded, **families)  # type: ignore[arg-type]
