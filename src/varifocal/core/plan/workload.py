"""Open work as compiled code reads it: tasks, people and projects as columns of numbers, by place, lists in one array.

Times are grid quarters, NEVER where there is no date.
"""

from __future__ import annotations

from collections.abc import Sequence, Sized
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from varifocal.core.plan.values import HoldKind

Ints = NDArray[np.int64]
Quarters = NDArray[np.int32]
Floats = NDArray[np.float64]
Flags = NDArray[np.uint8]
Records = NDArray[Any]

HOLDS = tuple(HoldKind)
"""What a start may wait for, by the number it has in a column."""

NOBODY = -1
WORKED_ON = -1
"""The length of what somebody works on."""

NO_RANK = 1e9
"""The place in a person's order of work that has none agreed."""

_LISTS = ("ties", "later", "agreed", "heads", "pinned", "seats", "uses", "ways")

TASK = np.dtype(
    [
        *((name, "i8") for name in ("quarters", "length", "earliest", "hold", "number", "unable", "project",
                                    "due", "deadline", "latest", "kind", "priority", "started", "pinned_start",
                                    "urgent", "ranked", "given", "whole", "mode", "tentative", "start_lag",
                                    "finish_lag")),
        *((name, "f8") for name in ("hours", "rank", "weight")),
        *((f"{name}_{end}", "i8") for name in _LISTS for end in ("from", "to")),
    ]
)  # fmt: skip
"""One open task. `quarters` is what each member of its crew works, `length` the time of what nobody works on
(-1: somebody does), `hold` what holds its `earliest` start, `number` its id, `unable` whether it cannot be placed at
all. `latest` is the earliest date that presses: its own and its project's, its goals'. `priority` adds its own and its
project's; `rank` counts where it is `ranked`, and it is `given` to those agreed; `whole` is what is done in one piece.
Its dependencies stand in `tie`; who comes `later` by one, who is `agreed`, or else the `heads` of its crew (classes of
qualified people) and who is `pinned` stand in `items`, its crew in `seats`, what it
`uses` in `use`. `tentative` is what may never come. `kind` is its row in the tables of fit. Where it can be done in
several modes these stand in `way`, as rows alike of which only what a mode changes is read; its own row is as in the
`mode` it is placed in. What is left of lags after what is done holds its start and its finish, in the organization's
working quarters from now on.
"""

KEY = np.dtype(
    [
        *((name, "i8") for name in ("group", "missing", "queued_from", "queued_to", "circle", "waits", "in_line")),
        *((name, "f8") for name in ("press", "latest_start", "latest_finish", "rank")),
    ]
)  # fmt: skip
"""What the order of placing a task rests on, worked out by compiled code: the published order's first two keys; who is
`queued` next in an agreed order, in `queue`, and how many of those and of its dependencies are `missing`; whether it
waits for itself in a `circle`; its place in its people's order, what depends on it taken into account."""

WAY = (
    "mode", "kind", "hours", "quarters", "whole", "heads_from", "heads_to", "pinned_from", "pinned_to",
    "uses_from", "uses_to",
)  # fmt: skip
"""What differs between the ways to do a task."""

TIE = np.dtype(
    [("before", "i8"), ("from_finish", "i8"), ("holds_start", "i8"), ("lag", "i8"), ("hours", "f8")]
)
"""One dependency, seen from the later task; the lag in the organization's working quarters, and in hours."""

PERSON = np.dtype([("desk", "i8"), ("slots_from", "i8"), ("slots_to", "i8"), ("rate", "i8")])
"""Where a person's taken stretches and her working quarters begin and end, and what an hour costs in hundredths; the
organization stands last."""

CLASS = np.dtype([("able_from", "i8"), ("able_to", "i8")])
"""A class of equally qualified people, in `items`."""

USE = np.dtype([("equipment", "i8"), ("count", "i8")])
"""What a task uses of one kind of equipment."""

OUTAGE = np.dtype([("equipment", "i8"), ("start", "i8"), ("finish", "i8"), ("count", "i8")])
"""So many of one kind of equipment that are not there between two grid quarters; by equipment and start."""

BENCH = np.dtype([("count", "i8"), ("booked_from", "i8"), ("booked_to", "i8")])
"""How many there are of one kind of equipment, and where its bookings have room, its outages among them."""

PROJECT = np.dtype([("due", "i8"), ("deadline", "i8"), ("weight", "f8"), ("tentative", "i8")])
"""A project's dates, NEVER where there is none; whether it may never come."""


class Workload(NamedTuple):
    """A whole portfolio as compiled code reads it.

    `items` holds all lists. `cum` and `slots` are everybody's calendar, the organization's last; `days` are the working
    quarters before each of the organization's days (of 96 quarters), a row a day and a column a person. `able` has a
    row a class, `passions` and `surplus` have one a kind of task, `known` one a person and a column a project.
    """

    task: Records
    way: Records
    key: Records
    queue: Ints
    topological: Ints
    tie: Records
    person: Records
    classes: Records
    use: Records
    bench: Records
    outage: Records
    project: Records
    items: Ints
    cum: Quarters
    slots: Quarters
    days: Quarters
    able: Flags
    passions: Ints
    surplus: Ints
    known: Flags
    into_day: int
    horizon: int
    week_hours: float
    makespan: bool
    priced: bool


def runs(values: Ints, first: Ints, last: Ints) -> list[tuple[int, ...]]:
    """Stretches of a line of numbers, each from a place to another."""
    size = last - first
    # most are of one: those are made without a step of Python for each
    found: list[tuple[int, ...]] = list(
        zip(np.append(values, 0)[np.where(size == 1, first, NOBODY)].tolist())
    )
    others, line = np.flatnonzero(size != 1), values.tolist()
    for at, begin, end in zip(others.tolist(), first[others].tolist(), last[others].tolist(), strict=True):
        found[at] = tuple(line[begin:end])
    return found


def sizes(rows: Sequence[Sized]) -> Ints:
    """How long each of them is."""
    return np.fromiter(map(len, rows), np.int64, len(rows))
