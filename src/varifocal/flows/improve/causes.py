"""Why work lay: the time from when it could have been begun until it was, taken apart by the miner.

A task could have been begun when the last one it hangs on was done, and it was planned. What it is compared with is all
that the one who began it had begun, in any project seen here, and when she was there: her working hours without
holidays and absences. The parts of each wait add up to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from varifocal.core.mine.causes import CAUSES, waits
from varifocal.core.mine.log import Column, EventLog
from varifocal.core.mine.shifts import Shifts
from varifocal.flows.improve.reading import Lived
from varifocal.flows.improve.steps import DAY, Deed

MICROS = 1_000_000
WORDS = {
    "contention": "other work that came first",
    "prioritisation": "later work that was taken up sooner",
    "batching": "gathering several of a kind",
    "unavailability": "nobody there: nights, free days, absences",
    "rework": "doing it again",
    "hand-off": "passing it from one to another",
    "not known": "nobody at it",
}
"""The causes as pages name them, in the order in which they are told where they are equal."""


@dataclass(frozen=True, slots=True)
class Lay:
    """A task that lay: of which step and project, since when (seconds since 1970, UTC), days of the calendar, and the
    days of each cause; they add up."""

    task: int
    step: int
    project: int
    since: float
    days: float
    split: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Why:
    """Days work of a step lay ready, in all, and by cause; `times` it was looked at."""

    step: int
    times: int
    days: float
    split: dict[str, float]


def why(lived: Lived, shifts: Mapping[int, Shifts] | None = None) -> list[Why]:
    """For each step done inside: why its work lay, the longest first."""
    return gathered(lays(lived, shifts))


def gathered(lain: Iterable[Lay]) -> list[Why]:
    """The same of tasks that were looked at already."""
    found: dict[int, Why] = {}
    for one in lain:
        so_far = found.get(one.step, Why(one.step, 0, 0.0, dict.fromkeys(WORDS, 0.0)))
        split = {cause: days + one.split[cause] for cause, days in so_far.split.items()}
        found[one.step] = Why(one.step, so_far.times + 1, so_far.days + one.days, split)
    return sorted(found.values(), key=lambda one: -one.days)


def people_of(lived: Lived) -> list[int]:
    """Everybody who began a task of it."""
    return sorted({person for deed, _, _ in _looked_at(lived, _ready(lived)) for person in deed.people[:1]})


def lays(lived: Lived, shifts: Mapping[int, Shifts] | None = None) -> list[Lay]:
    """Every task of a step done inside that hangs on others and was begun, and why it lay. `shifts`: by person, when
    she is there; without them nobody's absence is told."""
    ready = _ready(lived)
    asked = _looked_at(lived, ready)
    if not asked:
        return []
    begun = _Begun(asked, lived.desks, ready)
    again = {work.task for case in lived.cases for back in case.returned for work in back.again}
    every_deed = (deed for case in lived.cases for one in case.passages for deed in one.deeds)
    done_by = {deed.task: deed.people[0] for deed in every_deed if deed.people}
    handed = [
        any(done_by.get(task, person) != person for task in deed.after) for person, deed in begun.events
    ]
    every = waits(
        begun.log,
        shifts=None if shifts is None else [shifts[person] for person in begun.persons],
        ready=begun.ready,
        rework=np.array([deed.task in again for _, deed in begun.events]),
        passed=np.array(handed),
    )
    assert every is not None
    split = {
        begun.events[event][1].task: parts / (DAY * MICROS)
        for event, parts in zip(every.events.tolist(), every.parts, strict=True)
        if begun.is_asked[event]
    }
    nothing = np.zeros(len(CAUSES))
    return [
        Lay(
            deed.task, step, project, ready[deed.task], float(days.sum()),
            dict(zip(CAUSES, days.tolist(), strict=True)),
        )
        for deed, step, project in asked
        for days in [split.get(deed.task, nothing)]
    ]  # fmt: skip


class _Begun:
    """Everything begun by the people whose waits are asked for, as a log: a case for each, an event of one person."""

    def __init__(
        self, asked: Sequence[tuple[Deed, int, int]], desks: Mapping[int, Sequence[Deed]], ready: Mapping[int, float]
    ) -> None:  # fmt: skip
        own = {deed.task: deed for deed, _, _ in asked}
        self.persons = sorted({deed.people[0] for deed in own.values()})
        self.events = [(deed.people[0], deed) for deed in own.values()]
        self.events += [
            (person, deed)
            for person in self.persons
            for deed in desks.get(person, ())
            if deed.begin is not None and not (deed.task in own and own[deed.task].people[0] == person)
        ]
        self.is_asked = [number < len(own) for number in range(len(self.events))]
        last = max(max(deed.begin or 0.0, deed.end or 0.0) for _, deed in self.events)
        begin = [deed.begin or 0.0 for _, deed in self.events]
        end = [last if deed.end is None else max(deed.end, deed.begin or 0.0) for _, deed in self.events]
        since = [
            min(now, ready.get(deed.task, deed.added))
            for (_, deed), now in zip(self.events, begin, strict=True)
        ]
        self.ready = _stamps(since)
        number = {person: place for place, person in enumerate(self.persons)}
        kinds = {kind: code for code, kind in enumerate(dict.fromkeys(deed.kind for _, deed in self.events))}
        codes = np.array([kinds[deed.kind] for _, deed in self.events], np.int32)
        self.log = EventLog(
            cases=[str(deed.task) for _, deed in self.events],
            offsets=np.arange(len(self.events) + 1, dtype=np.int64),
            activity=Column(codes, [str(kind) for kind in kinds]),
            begin=_stamps(begin),
            end=_stamps(end),
            row=np.arange(1, len(self.events) + 1, dtype=np.int64),
            person=Column(
                np.array([number[person] for person, _ in self.events], np.int32),
                [str(person) for person in self.persons],
            ),
        )


def _looked_at(lived: Lived, ready: Mapping[int, float]) -> list[tuple[Deed, int, int]]:
    """The tasks whose wait is told, each with its step and project."""
    return [
        (deed, passage.step, case.project)
        for case in lived.cases
        for passage in case.passages
        if not lived.steps[passage.step].outside
        for deed in passage.deeds
        if deed.task in ready and deed.people and deed.begin is not None
    ]


def _ready(lived: Lived) -> dict[int, float]:
    """Since when each task that hangs on any could have been begun."""
    deeds = {deed.task: deed for case in lived.cases for one in case.passages for deed in one.deeds}
    found = {}
    for deed in deeds.values():
        ends = [end for task in deed.after if task in deeds and (end := deeds[task].end) is not None]
        if ends:
            found[deed.task] = max(*ends, deed.added)
    return found


def _stamps(moments: Iterable[float]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array([round(moment * MICROS) for moment in moments], np.int64)
