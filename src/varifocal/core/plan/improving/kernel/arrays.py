"""Room for the kernel to work in: one schedule at a time, and where a search stands."""

from __future__ import annotations

from itertools import accumulate
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from varifocal.core.plan.improving.kernel.values import LEVELS, RIVALS
from varifocal.core.plan.stand_ins import StandIns
from varifocal.core.plan.work import Compiled
from varifocal.core.plan.workload import CLASS, Flags, Ints, Records, Workload
from varifocal.core.plan.workload import NOBODY as NOBODY

Floats = NDArray[np.float64]
Words = NDArray[np.uint64]

PLACED = np.dtype(
    [
        ("start", "i8"), ("finish", "i8"), ("held", "i8"), ("why", "i8"), ("whose", "i8"), ("missing", "i8"),
        ("group", "i8"), ("press", "f8"), ("number", "i8"), ("way", "i8"),
    ]
)  # fmt: skip
"""Where a task came to stand (-1: nowhere), which task held it (-1: none), what its start waited for (a kind of hold
and the task or person it names), the keys it was placed by, and the row of the way it is done in, of several."""

DESK = np.dtype([("stretches", "i8"), ("load", "i8"), ("free", "i8")])
"""How many taken stretches a person has, how many quarters they hold, and before which of her working quarters she is
taken up altogether."""

STRETCH = np.dtype([("begin", "i8"), ("end", "i8"), ("owner", "i8")])
"""A taken stretch in its person's working quarters, and the task that ends it."""

BOOKING = np.dtype([("start", "i8"), ("finish", "i8"), ("count", "i8"), ("owner", "i8")])
"""So many of one kind of equipment in use, or out of service, between two grid quarters, and the task that uses them
(`bookings.outage` where they are out)."""


class Room(NamedTuple):
    """Room for one schedule at a time, and the schedule made last: `task` by place, `crew` by seat, `done` in the
    order of placement. `wish` is who takes a seat where several would be done on the same day (-1: nobody before
    others), as a search likes it."""

    task: Records
    person: Records
    stretch: Records
    booking: Records
    booked: Ints
    crew: Ints
    known: Flags
    wish: Ints
    heap: Ints
    score: Ints
    member: Ints
    line: Ints
    seated: Ints
    piece: Ints
    pick: Ints
    chosen: Ints
    best: Ints
    spot: Ints
    done: Ints
    project_finish: Ints
    worth: Floats


class Search(NamedTuple):
    """Where a search stands: the keys it tries, with what they are worth; those it goes on from (`now`), the schedule
    they made (`placed`, `crew_now` by seat, `done_now` in the order of placement), its `cost` and the `blame` of each
    late task, added up; the `best` schedule alike; `tally`: schedules made, when the best was found, tasks taken up in
    each."""

    press: Floats
    chosen: Ints
    objective: Floats
    press_now: Floats
    chosen_now: Ints
    placed: Records
    crew_now: Ints
    done_now: Ints
    cost: Floats
    blame: Floats
    placed_best: Records
    crew_best: Ints
    done_best: Ints
    best: Floats
    tally: Ints
    random: Words


AGREED = np.dtype([("rank", "f8"), ("ranked", "i8"), ("given", "i8")])
"""What is agreed about a task: its place in the order of its people, whether it has one, and whether it is given to
them."""


class Mending(NamedTuple):
    """What is tried near what is `agreed` (by the people `agreed_who`): ranks and people. People stand as in the
    workload's lists of who is agreed, task after task; whoever could stand in for each of them is in `able`. `movable`
    is what may change. `order` are all tasks by waits, rank and `place` (a topological one), as tried last; `press` is
    when they press, `nobody` a line of -1."""

    agreed: Records
    agreed_who: Ints
    stand_ins: Records
    able: Ints
    movable: Flags
    rank: Floats
    who: Ints
    order: Ints
    place: Ints
    press: Floats
    nobody: Ints
    objective: Floats


ENTRY = np.dtype([("weight", "f8"), ("most", "i8"), ("queued", "i8"), ("next", "i8")])
"""What a task does to something late behind it: what each day less would save, up to so many quarters, whether by the
order of its people; and the next entry of the same task (-1: none)."""

IDEA = np.dtype([("task", "i8"), ("seat", "i8"), ("who", "i8"), ("rank", "f8"), ("worth", "f8")])
"""Somebody who might take this seat of a task, in this place of her order, and the weighted days that might save."""

MOST_IDEAS = 1 << 15


class Guide(NamedTuple):
    """What one schedule says about what could be better (see `guide.py`). By task: its `hold`, whether
    `by_queue`, how many quarters it has to `spare` before something else holds it, when it is `ready` to begin, where
    it is `standing` in an order, its `slack` in quarters and what a day beyond it costs (`rate`), what comes `next` in
    the orders of its people, the `first` of its entries; the rank it has or, where it has none, would have were it
    agreed as it is placed (`wanted`). By person the `line` of her work, `line_from` to `line_to`. `size`: entries
    made; `passed` and `rivals` are room to work in."""

    hold: Ints
    by_queue: Flags
    spare: Ints
    ready: Ints
    standing: Floats
    slack: Floats
    rate: Floats
    next: Ints
    first: Ints
    wanted: Floats
    passed: Ints
    line: Ints
    line_from: Ints
    line_to: Ints
    rivals: Ints
    entry: Records
    size: Ints
    idea: Records


def room(load: Workload) -> Room:
    """Room for one schedule of a workload at a time."""
    n, people = len(load.task), len(load.known)
    widest = int((load.task["seats_to"] - load.task["seats_from"]).max(initial=1))
    widest = int(load.way["seats_to"].max(initial=widest))
    seats = int(load.task["seats_to"].max(initial=0)) + widest

    def whole(*size: int) -> Ints:
        return np.zeros(size, dtype=np.int64)

    return Room(
        task=np.zeros(n, dtype=PLACED),
        person=np.zeros(people, dtype=DESK),
        stretch=np.zeros(int(load.person[-1]["desk"]) + 1, dtype=STRETCH),
        booking=np.zeros(len(load.use) + len(load.outage), dtype=BOOKING),
        booked=whole(len(load.bench)),
        crew=whole(seats),
        known=np.zeros_like(load.known),
        wish=np.full(seats, NOBODY, dtype=np.int64),
        heap=whole(n),
        score=whole(max(16, people * 8)),
        member=whole(people + len(load.bench)),
        line=whole(people),
        seated=whole(3, widest),
        piece=whole(int(np.diff(load.person["desk"]).max(initial=0)) + 2, 2),
        pick=whole(widest),
        chosen=whole(widest),
        best=whole(widest + 1),
        spot=whole(5),
        done=whole(n),
        project_finish=whole(len(load.project)),
        worth=np.zeros(LEVELS),
    )


def search_of(load: Workload, space: Room, seed: int) -> Search:
    """A search in a room that has made nothing yet."""
    n = len(load.task)

    def keys() -> Floats:
        return np.array(load.key["press"], dtype=np.float64)

    def nobody() -> Ints:
        return np.full(n, NOBODY, dtype=np.int64)

    return Search(
        press=keys(),
        chosen=nobody(),
        objective=np.zeros(LEVELS),
        press_now=keys(),
        chosen_now=nobody(),
        placed=np.zeros_like(space.task),
        crew_now=np.zeros_like(space.crew),
        done_now=np.zeros_like(space.done),
        cost=np.zeros(1),
        blame=np.zeros(n),
        placed_best=np.zeros_like(space.task),
        crew_best=np.zeros_like(space.crew),
        done_best=np.zeros_like(space.done),
        best=np.zeros(LEVELS),
        tally=np.zeros(3, dtype=np.int64),
        random=_random(seed),
    )


def mending_of(work: Compiled, movable: Flags, instead: StandIns) -> Mending:
    """All as it is agreed; who could do whose part is said by `instead` (see `StandIns`). What was planned last was
    planned of this workload."""
    load = work.load
    n, task, key = len(load.task), load.task, load.key
    agreed = np.zeros(n, dtype=AGREED)
    for name in ("rank", "ranked", "given"):
        agreed[name] = task[name]
    who = load.items[task["agreed_from"][0] : task["agreed_to"][-1]].copy()
    parts = [people for at in range(n) for people in instead[at]]
    able = list(dict.fromkeys(parts))  # many parts are anybody's of the same few
    until = list(accumulate(map(len, able)))
    ends = dict(zip(able, zip([0, *until], until, strict=False), strict=True))
    person = {person: at for at, person in enumerate(work.people)}
    place = np.zeros(n, dtype=np.int64)
    known = load.topological[load.topological >= 0]
    place[known] = np.arange(len(known))
    return Mending(
        agreed=agreed,
        agreed_who=who,
        stand_ins=np.array([ends[people] for people in parts], dtype=CLASS),
        able=np.array([person[each] for people in able for each in people], dtype=np.int64),
        movable=movable,
        rank=agreed["rank"].copy(),
        who=who.copy(),
        order=np.lexsort((place, key["rank"], key["waits"])).astype(np.int64),
        place=place,
        press=key["press"].copy(),
        nobody=np.full(n, NOBODY, dtype=np.int64),
        objective=np.zeros(LEVELS),
    )


def guide_of(work: Compiled, wanted: Floats) -> Guide:
    """A guide that has read nothing yet, with the ranks wanted by task."""
    n, people, seats = len(work.load.task), len(work.load.known), sum(map(len, work.agreed))

    def whole(*size: int) -> Ints:
        return np.zeros(size, dtype=np.int64)

    return Guide(
        hold=whole(n),
        by_queue=np.zeros(n, dtype=np.uint8),
        spare=whole(n),
        ready=whole(n),
        standing=np.zeros(n),
        slack=np.zeros(n),
        rate=np.zeros(n),
        next=whole(n, 2),
        first=whole(n),
        wanted=wanted,
        passed=whole(n),
        line=whole(seats + 1),
        line_from=whole(people),
        line_to=whole(people),
        rivals=whole(RIVALS + 1),
        entry=np.zeros(64 * n + 64, dtype=ENTRY),
        size=whole(1),
        idea=np.zeros(MOST_IDEAS, dtype=IDEA),
    )


def _random(seed: int) -> Words:
    return np.array([(seed * 0x9E3779B97F4A7C15 + 0x1234567) % 2**64 or 1], dtype=np.uint64)
