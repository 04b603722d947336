"""Read an event log from a file, whichever form it has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from varifocal.core.mine.log import EventLog
from varifocal.core.mine.reading.arranging import told_twice
from varifocal.core.mine.reading.parquet import read_parquet
from varifocal.core.mine.reading.table import Mapping, read_table
from varifocal.core.mine.reading.xes import read_xes
from varifocal.core.values import Problem


@dataclass(frozen=True, slots=True)
class Reading:
    """A log, or none; what is wrong; and of a table which column said what."""

    log: EventLog | None
    problems: list[Problem]
    mapping: Mapping | None = None


def read(
    path: Path,
    *,
    mapping: dict[str, str] | None = None,
    classifier: str | None = None,
    zone: str = "UTC",
    progress: Callable[[int], None] | None = None,
) -> Reading:
    """The log in a file: XES or Parquet where its name says so, else a table.

    Raises OSError where it cannot be opened.
    """
    name = path.name.lower().removesuffix(".gz")
    if name.endswith((".jsonocel", ".xmlocel", ".sqlite", ".xlsx", ".json")):
        kind = name.rsplit(".", 1)[1]
        return Reading(
            None, [Problem(f"Logs of the form .{kind} are not read yet: save it as CSV or XES.", path.name)]
        )
    if name.endswith((".xes", ".xml")):
        return _whole("event", *read_xes(path, zone=zone, classifier=classifier, progress=progress))
    reads = read_parquet if name.endswith(".parquet") else read_table
    return _whole("row", *reads(path, mapping=mapping, zone=zone, progress=progress))


def _whole(
    word: str, log: EventLog | None, problems: list[Problem], mapping: Mapping | None = None
) -> Reading:
    """The reading, with every event named that says what the one before it says."""
    twice = [] if log is None else told_twice(log).tolist()
    said = "It says all that the one before it in its case says; counted as written."
    return Reading(log, [*problems, *(Problem(said, f"{word} {row:,}") for row in twice)], mapping)
