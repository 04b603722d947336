"""An event log from a file: read, measured, told. Nothing here touches the organization."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from varifocal.core.mine.comparing import compare, parted
from varifocal.core.mine.filtering import moment_of, only, read_filter
from varifocal.core.mine.intended import Intended, read_intended
from varifocal.core.mine.log import EventLog
from varifocal.core.mine.reading.read import read
from varifocal.core.mine.reading.table import first_rows, guessed, matched, said
from varifocal.core.mine.report import report
from varifocal.core.mine.shifts import read_shifts
from varifocal.core.mine.told import told
from varifocal.core.mine.tree import Tree, read_tree
from varifocal.core.values import Invalid
from varifocal.org.base.refusals import Impossible

try:
    import resource
except ImportError:  # where the system has no such limits
    resource = None  # type: ignore[assignment]

MOST_PROBLEMS = 10_000
"""Things about a file told to a page."""
MOST_PASSAGES = 20_000
MOST_OF_A_WAY = 1_000
"""Steps of one way told to a page."""
MOST_MEMORY = 2 << 30
"""Bytes that a file somebody brought to a page may take to be measured."""
SHOWN = 5
"""Rows of a table shown where somebody says what its columns mean."""


def mine_file(
    path: Path,
    *,
    mapping: str | None = None,
    classifier: str | None = None,
    zone: str = "UTC",
    calendar: str | None = None,
    rate: tuple[float, float] | None = None,
    waiting_rate: tuple[float, float] | None = None,
    process: str | None = None,
    noise: float | None = None,
    filters: Sequence[str] = (),
    change: str | None = None,
    by: str | None = None,
    lines: int = 0,
    maps: bool = False,
    places: Sequence[tuple[str, Sequence[str]]] = (),
    progress: Callable[[int], None] | None = None,
) -> dict[str, Any]:
    """Everything measured about the log in a file, as plain values, with `problems` and the `mapping` of a table.

    `mapping`: which column says what (`case=Ticket,…` or the JSON of a profile). `calendar`: shifts as JSON.
    `process`: what the log is compared with, an intended process as JSON or a process tree.
    `noise`: find a process in it, leaving out what is rarer. `filters`: which cases
    count, each as a word (`since=2027-03-01`, `path=brief > draw`, `client=Acme|Brix`). `change`: the day
    something changed, to compare before and after. `places`: days like this with a place each, to compare what is
    lost there. `by`: a case's attribute, or
    `month`, by which findings are told apart. Raises Impossible, with
    every problem as a sentence, where there is no log in it.
    """
    try:
        asked = said(mapping) if mapping else None
        shifts = read_shifts(calendar) if calendar else None
        meant = _process(process) if process else None
        reading = read(path, mapping=asked, classifier=classifier, zone=zone, progress=progress)
        if reading.log is None:
            raise Impossible(" ".join(map(str, reading.problems)))
        moment = moment_of(change, zone=zone) if change else None
        log = only(reading.log, *(read_filter(word, zone=zone) for word in filters))
        found = told(
            log,
            rate=rate,
            waiting_rate=waiting_rate,
            shifts=shifts,
            process=meant,
            noise=noise,
            change=moment,
            by=by,
            lines=lines,
            zone=zone,
            maps=maps,
        )
        found["places"] = [_at_place(log, moment_of(day, zone=zone), where) for day, where in places]
    except Invalid as reason:
        raise Impossible(str(reason)) from reason
    found["problems"] = [str(each) for each in reading.problems]
    found["mapping"] = reading.mapping.as_json() if reading.mapping else None
    return found


def _at_place(log: EventLog, moment: int, where: Sequence[str]) -> dict[str, Any]:
    """What each case loses at this place, before a moment and since; `refused` where there are too few to say."""
    try:
        return asdict(compare(*parted(log, moment), what=where))
    except Invalid as reason:
        return {"refused": str(reason)}


def _process(text: str) -> Intended | Tree:
    return read_intended(text) if text.lstrip().startswith("{") else read_tree(text)


def page(name: str, found: dict[str, Any]) -> str:
    """What was found as one page of HTML that stands alone."""
    return report(name, found, found["problems"])


def answered(request: dict[str, Any]) -> dict[str, Any]:
    """One question of `flows.brought_logs`: the head of a table, or everything measured; `refused`: why not."""
    try:
        path = Path(request.pop("path"))
        if not request.pop("head", False):
            found = mine_file(path, **request)
            return _shortened(found)
        head, rows, _ = first_rows(path)
        guess, doubts = matched(head, rows, {}), list[str]()
        if {"case", "activity", "end"} <= set(guess):
            whole, doubts = guessed(head, rows, {})
            guess["order"] = whole.order
        return {"head": head, "rows": rows[:SHOWN], "guess": guess, "doubts": doubts}
    except (Impossible, Invalid) as reason:
        return {"refused": str(reason)}
    except MemoryError:
        return {
            "refused": f"It takes more than {MOST_MEMORY >> 30} GB of memory to measure; nothing was taken in. Bring "
            "fewer events or columns, or ask `varifocal mine` on your own machine."
        }


def _shortened(found: dict[str, Any]) -> dict[str, Any]:
    """What a page can show of it: of a million steps or problems the first ones, and a word about the others."""
    del found["dfg"]  # the edges say it, and more
    if (more := len(found["edges"]) - MOST_PASSAGES) > 0:
        found["problems"].insert(0, f"The {more:,} rarest passages from step to step are not shown.")
        del found["edges"][MOST_PASSAGES:]
    for name in ("start", "end", "rework"):
        found[name] = dict(list(found[name].items())[:MOST_PASSAGES])
    for one in found["top_variants"]:
        del one["trace"][MOST_OF_A_WAY:]
    if (more := len(found["problems"]) - MOST_PROBLEMS) > 0:
        found["problems"][MOST_PROBLEMS:] = [f"And {more:,} more; `varifocal mine` lists all."]
    return found


def _hold_to(most: int) -> None:
    """No more memory than this for this process, where the system can see to it."""
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))


if __name__ == "__main__":
    _hold_to(MOST_MEMORY)
    json.dump(answered(json.load(sys.stdin)), sys.stdout)
