"""Slow, plain readings of the same logs by the standard library: what the fast ones must agree with."""

from __future__ import annotations

import csv
import gzip
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET

import numpy as np

from varifocal.core.mine.log import HOUR, Column, EventLog
from varifocal.core.mine.measure import edges, figures, variants
from varifocal.core.mine.reading.arranging import arranged
from varifocal.core.mine.reading.table import Mapping


class Row(NamedTuple):
    case: object
    activity: str
    begin: datetime | None
    end: datetime
    person: str | None


def moment(text: str) -> datetime:
    found = datetime.fromisoformat(text.strip().replace("/", "-"))
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def xes(path: Path) -> Iterator[Row]:
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        root = ET.parse(file).getroot()
    for case, trace in enumerate(each for each in root if each.tag.endswith("trace")):
        for event in (each for each in trace if each.tag.endswith("event")):
            said = {each.get("key"): each.get("value") for each in event}
            if "time:timestamp" in said:
                stamp = moment(said["time:timestamp"] or "")
                yield Row(case, said["concept:name"] or "", None, stamp, said.get("org:resource"))


def table(path: Path, mapping: Mapping) -> Iterator[Row]:
    with gzip.open(path, "rt", newline="") if path.suffix == ".gz" else path.open(newline="") as file:
        for said in csv.DictReader(file):
            begin = said[mapping.begin] if mapping.begin else ""
            yield Row(
                said[mapping.case],
                said[mapping.activity],
                moment(begin) if begin else None,
                moment(said[mapping.end]),
                (said[mapping.person] or None) if mapping.person else None,
            )


def measured(rows: Iterable[Row]) -> dict[str, Any]:
    """The figures, event by event, in whole microseconds."""
    cases: dict[object, list[Row]] = defaultdict(list)
    for row in rows:
        cases[row.case].append(row)
    took: dict[tuple[str, str], list[int]] = defaultdict(list)
    said = Counter[str]()
    spans = []
    shapes = Counter[tuple[str, ...]]()
    for events in cases.values():
        events.sort(key=lambda row: row.end)
        shapes[tuple(row.activity for row in events)] += 1
        begins = [row.begin or row.end for row in events]
        spans.append(max(micros(max(b, e.end)) for b, e in zip(begins, events, strict=True))
                     - min(micros(min(b, e.end)) for b, e in zip(begins, events, strict=True)))  # fmt: skip
        said["rework"] += len({row.activity for row in events}) < len(events)
        said["worked"] += sum(
            micros(row.end) - micros(begin) for row, begin in zip(events, begins, strict=True)
        )
        for one, two, begin in zip(events, events[1:], begins[1:], strict=False):
            took[one.activity, two.activity].append(micros(two.end) - micros(one.end))
            said["loops"] += one.activity == two.activity
            said["ties"] += one.end == two.end
            said["waited"] += max(0, micros(begin) - micros(one.end))
            if one.person is not None and two.person is not None:
                said["pairs"] += 1
                said["handed"] += one.person != two.person
    return {
        "events": sum(map(len, cases.values())),
        "spans": sorted(spans),
        "shapes": shapes,
        "took": {
            pair: (len(all_), sum(all_), round(2 * statistics.median(all_)), _p90(all_), min(all_), max(all_))
            for pair, all_ in took.items()
        },
        **{name: said[name] for name in ("rework", "worked", "loops", "ties", "waited", "pairs", "handed")},
    }


def compiled(log: EventLog) -> dict[str, Any]:
    """The same from the product."""
    names, counted, shapes = log.activity.texts, figures(log), variants(log)
    return {
        "events": log.events,
        "spans": sorted(counted.spans.tolist()),
        "shapes": Counter({shapes.trace(log, v): int(n) for v, n in enumerate(shapes.counts.tolist())}),
        "took": {
            (names[e.before], names[e.after]): (e.count, e.total, e.twice_median, e.p90, e.least, e.most)
            for e in edges(log)
        },
        "rework": counted.rework_cases, "worked": counted.worked, "loops": counted.self_loops, "ties": counted.ties,
        "waited": counted.waited, "pairs": counted.handover_pairs, "handed": counted.handovers,
    }  # fmt: skip


def micros(stamp: datetime) -> int:
    since = stamp - datetime(1970, 1, 1, tzinfo=UTC)
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def _p90(all_: list[int]) -> int:
    return sorted(all_)[(9 * len(all_) + 9) // 10 - 1]


def made_log(rows: Sequence[tuple[str, str, datetime, datetime, str]]) -> EventLog:
    """A log of (case, activity, begin, end, role), each row by a person of the role's name."""

    def column(texts: list[str]) -> Column:
        known = list(dict.fromkeys(texts))
        return Column(np.array([known.index(text) for text in texts], np.int32), known)

    case = column([row[0] for row in rows])
    role = column([row[4] for row in rows])
    return arranged(
        case.codes,
        list(case.texts),
        np.array([micros(row[3]) for row in rows], np.int64),
        np.arange(1, len(rows) + 1),
        begin=np.array([micros(row[2]) for row in rows], np.int64),
        columns={"activity": column([row[1] for row in rows]), "role": role, "person": role},
        attributes={},
        case_attributes={},
    )


__all__ = ["HOUR", "compiled", "made_log", "measured", "table", "xes"]
