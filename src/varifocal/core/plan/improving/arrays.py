"""An instance as arrays, for the kernel: tasks by their place in a topological order, people and projects by place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from varifocal.core.calendar import NEVER, Calendar
from varifocal.core.plan.instance import WEIGHTS, Instance, Work
from varifocal.core.plan.order import Orderer
from varifocal.core.values import QUARTERS_PER_HOUR

Ints = NDArray[np.int64]
Quarters = NDArray[np.int32]
Floats = NDArray[np.float64]
Flags = NDArray[np.uint8]
Words = NDArray[np.uint64]

NOBODY = -1
OBJECTIVES = 5
"""Levels of an objective."""
WORKED_ON = -1
"""The length of what somebody works on."""


TASK = np.dtype(
    [
        ("quarters", "i8"), ("length", "i8"), ("earliest", "i8"), ("group", "i8"), ("number", "i8"), ("unable", "i8"),
        ("project", "i8"), ("due", "i8"), ("deadline", "i8"), ("kind", "i8"), ("missing", "i8"),
        ("press", "f8"), ("weight", "f8"),
        *((f"{name}_{end}", "i8") for name in ("ties", "later", "queued", "agreed", "heads", "pinned", "seats")
          for end in ("from", "to")),
    ]
)  # fmt: skip
"""One task to be placed. Times are grid quarters, NEVER where there is no date; `quarters` is what each member of a
crew works, `length` the time of what nobody works on (-1: somebody does). `group` and `press` are the published
order's first two keys, `number` its last. Who comes `later` by a dependency, who is `queued` next in an agreed order
and how many of both it is itself `missing`; who is `agreed`, or else the `heads` of its crew, classes of qualified
people; who is `pinned`: these stand in `items`, its dependencies in `tie`, its crew in `seats`. `kind` is its row in
the tables of fit."""

TIE = np.dtype([("before", "i8"), ("from_finish", "i8"), ("holds_start", "i8"), ("lag", "i8")])
"""One dependency, seen from the later task; the lag in the organization's working quarters."""

PERSON = np.dtype([("desk", "i8"), ("slots_from", "i8"), ("slots_to", "i8")])
"""Where a person's taken stretches and her working quarters begin and end; the organization stands last."""

CLASS = np.dtype([("able_from", "i8"), ("able_to", "i8")])
"""A class of equally qualified people, in `items`."""

PROJECT = np.dtype([("due", "i8"), ("deadline", "i8"), ("weight", "f8")])
"""A project's dates, NEVER where there is none."""

PLACED = np.dtype(
    [
        ("start", "i8"), ("finish", "i8"), ("held", "i8"), ("missing", "i8"),
        ("group", "i8"), ("press", "f8"), ("number", "i8"),
    ]
)  # fmt: skip
"""Where a task came to stand (-1: nowhere), which task held it (-1: none), and the keys it was placed by."""

DESK = np.dtype([("stretches", "i8"), ("load", "i8")])
"""How many taken stretches a person has, and how many quarters they hold."""

STRETCH = np.dtype([("begin", "i8"), ("end", "i8"), ("owner", "i8")])
"""A taken stretch in its person's working quarters, and the task that ends it."""

Records = NDArray[Any]
"""An array of one of these."""


class Workload(NamedTuple):
    """A whole portfolio as the kernel reads it.

    `items` holds all lists. `cum` and `slots` are everybody's calendar, the organization's last. `able` has a row a
    class, `passions` and `surplus` have one a kind of task, `known` one a person and a column a project.
    """

    task: Records
    tie: Records
    person: Records
    classes: Records
    project: Records
    items: Ints
    cum: Quarters
    slots: Quarters
    able: Flags
    passions: Ints
    surplus: Ints
    known: Flags
    into_day: int
    horizon: int


class Room(NamedTuple):
    """Room for one schedule at a time, and the schedule made last: `task` by place, `crew` by seat, `done` in the
    order of placement."""

    task: Records
    person: Records
    stretch: Records
    crew: Ints
    known: Flags
    heap: Ints
    score: Ints
    member: Ints
    line: Ints
    seated: Ints
    pick: Ints
    chosen: Ints
    best: Ints
    spot: Ints
    done: Ints
    project_finish: Ints
    worth: Floats


class Search(NamedTuple):
    """Where a search stands: the keys it tries, those it goes on from (`now`) and the best, with what they are
    worth; of those it goes on from the schedule (`placed`), its one `cost` and the `blame` of each late task, added
    up; the costs it remembers; `tally`: schedules made, when the best was found, the memory's length, schedules
    without a better one."""

    press: Floats
    chosen: Ints
    objective: Floats
    press_now: Floats
    chosen_now: Ints
    placed: Records
    cost: Floats
    blame: Floats
    press_best: Floats
    chosen_best: Ints
    best: Floats
    costs: Floats
    tally: Ints
    random: Words


MADE, FOUND_AT, SPAN, STILL = range(4)
"""Places in `Search.tally`."""

LONGEST_MEMORY = 1_024


class Compiled(NamedTuple):
    """A workload, and which task and which person stands at which place."""

    load: Workload
    tasks: tuple[int, ...]
    people: tuple[int, ...]


def workload(instance: Instance, orderer: Orderer) -> Compiled:
    """The instance as the kernel reads it. Tasks in circles are left out: nobody can place them."""
    compiler = _Compiler(instance, orderer)
    return Compiled(compiler.load(), compiler.order, compiler.people)


def room(load: Workload) -> Room:
    """Room for one schedule of a workload at a time."""
    n, people = len(load.task), len(load.known)
    widest = int((load.task["seats_to"] - load.task["seats_from"]).max(initial=1))

    def whole(*size: int) -> Ints:
        return np.zeros(size, dtype=np.int64)

    return Room(
        task=np.zeros(n, dtype=PLACED),
        person=np.zeros(people, dtype=DESK),
        stretch=np.zeros(int(load.person[-1]["desk"]) + 1, dtype=STRETCH),
        crew=whole(int(load.task["seats_to"].max(initial=0))),
        known=np.zeros_like(load.known),
        heap=whole(n),
        score=whole(max(16, people * 8)),
        member=whole(people),
        line=whole(people),
        seated=whole(3, widest),
        pick=whole(widest),
        chosen=whole(widest),
        best=whole(widest + 1),
        spot=whole(3),
        done=whole(n),
        project_finish=whole(len(load.project)),
        worth=np.zeros(OBJECTIVES),
    )


def search_of(load: Workload, seed: int) -> Search:
    """A search that has made nothing yet."""
    n = len(load.task)

    def keys() -> Floats:
        return np.array(load.task["press"], dtype=np.float64)

    def nobody() -> Ints:
        return np.full(n, NOBODY, dtype=np.int64)

    return Search(
        press=keys(),
        chosen=nobody(),
        objective=np.zeros(OBJECTIVES),
        press_now=keys(),
        chosen_now=nobody(),
        placed=np.zeros(n, dtype=PLACED),
        cost=np.zeros(1),
        blame=np.zeros(n),
        press_best=keys(),
        chosen_best=nobody(),
        best=np.zeros(OBJECTIVES),
        costs=np.zeros(LONGEST_MEMORY),
        tally=np.zeros(4, dtype=np.int64),
        random=np.array([(seed * 0x9E3779B97F4A7C15 + 0x1234567) % 2**64 or 1], dtype=np.uint64),
    )


class _Compiler:
    def __init__(self, instance: Instance, orderer: Orderer) -> None:
        self.instance, self.orderer = instance, orderer
        self.order = orderer.topological
        self.works = [instance.works[task] for task in self.order]
        self.task = {task: place for place, task in enumerate(self.order)}
        self.people = tuple(sorted(instance.time.people))
        self.person = {person: place for place, person in enumerate(self.people)}
        projects = sorted({work.project for work in self.works})
        self.project = {project: place for place, project in enumerate(projects)}
        self.items: list[int] = []
        self.ties: list[tuple[int, ...]] = []
        self.classes: dict[tuple[int, ...], int] = {}
        self.kinds: dict[object, int] = {}
        self.fits: list[list[tuple[int, int]]] = []
        self.most = [0] * len(self.people)
        self.seats = 0

    def load(self) -> Workload:
        rows = [self._task(work) for work in self.works]
        for task, followers in self.orderer.queued.items():
            if task in self.task:
                for follower in followers:
                    rows[self.task[follower]]["missing"] += 1
        tasks = np.zeros(len(rows), dtype=TASK)
        for name in TASK.names or ():
            tasks[name] = [row[name] for row in rows]
        calendars = [
            *(self.instance.time.people[each] for each in self.people),
            self.instance.time.organization,
        ]
        able = np.zeros((len(self.classes), len(self.people)), dtype=np.uint8)
        for head, row in self.classes.items():
            able[row, list(head)] = 1
        grid, week = self.instance.time.grid, self.instance.time.week
        fits = np.array(self.fits, dtype=np.int64).reshape(len(self.fits), len(self.people), 2)
        return Workload(
            task=tasks,
            tie=np.array(self.ties, dtype=TIE),
            person=self._people(calendars),
            classes=np.array([self._list(head) for head in self.classes], dtype=CLASS),
            project=self._projects(),
            items=np.array(self.items, dtype=np.int64),
            cum=np.stack([each.cum for each in calendars]),
            slots=np.concatenate([each.slots for each in calendars]),
            able=able,
            passions=np.ascontiguousarray(fits[:, :, 0]),
            surplus=np.ascontiguousarray(fits[:, :, 1]),
            known=self._known(),
            into_day=-grid.local(grid.day(0, week.zone), week.zone),
            horizon=grid.quarters,
        )

    def _task(self, work: Work) -> dict[str, float]:
        size = len(work.people) or (len(work.heads) if work.length is None else 0)
        heads, agreed = self._heads(work), self._places(work.people)
        for who in agreed or sorted({who for head in heads for who in head}):
            self.most[who] += 1
        rows = [self.classes.setdefault(head, len(self.classes)) for head in heads]
        after = self.instance.after.get(work.id, ())
        pressing = self.orderer.pressing(work)
        lists = {
            "later": self._list(self.task[each] for each in after if each in self.task),
            "queued": self._list(self.task[each] for each in self.orderer.queued.get(work.id, ())),
            "agreed": self._list(agreed),
            "heads": self._list(rows),
            "pinned": self._list(self._places(work.pinned)),
            "ties": self._ties(work),
            "seats": (self.seats, self.seats + size),
        }
        self.seats += size
        return {
            "quarters": work.quarters(size) if work.length is None else 0,
            "length": WORKED_ON if work.length is None else work.length,
            "earliest": work.earliest,
            "group": self.orderer.group(work, pressing),
            "number": work.id,
            "unable": bool(work.reason),
            "project": self.project[work.project],
            "due": NEVER if work.due is None else work.due,
            "deadline": NEVER if work.deadline is None else work.deadline,
            "kind": self._kind(work),
            "missing": len(work.ties),
            "press": pressing,
            "weight": WEIGHTS[self.instance.portfolio.task[work.id].priority],
            **{f"{name}_from": first for name, (first, _) in lists.items()},
            **{f"{name}_to": last for name, (_, last) in lists.items()},
        }

    def _list(self, items: Iterable[int]) -> tuple[int, int]:
        """Where a list stands among all of them."""
        first = len(self.items)
        self.items.extend(items)
        return first, len(self.items)

    def _ties(self, work: Work) -> tuple[int, int]:
        first = len(self.ties)
        self.ties += [
            (self.task[tie.before], tie.from_finish, tie.holds_start, round(tie.lag * QUARTERS_PER_HOUR))
            for tie in work.ties
        ]
        return first, len(self.ties)

    def _places(self, people: Iterable[int]) -> list[int]:
        return [self.person[each] for each in people if each in self.person]

    def _heads(self, work: Work) -> list[tuple[int, ...]]:
        if work.people or work.length is not None or work.reason:
            return []
        alone = len(work.heads) == 1
        return [tuple(self._places(work.pinned if alone and work.pinned else head)) for head in work.heads]

    def _kind(self, work: Work) -> int:
        """Tasks that ask for the same skills fit everybody alike."""
        demands = self.instance.portfolio.task[work.id].demands
        if demands not in self.kinds:
            self.kinds[demands] = len(self.kinds)
            self.fits.append([self.instance.fit(person, work.id) for person in self.people])
        return self.kinds[demands]

    def _people(self, calendars: Sequence[Calendar]) -> Records:
        desks = accumulate([*self.most, 0], initial=0)
        slots = list(accumulate((len(each.slots) for each in calendars), initial=0))
        return np.array(list(zip(desks, slots, slots[1:], strict=False)), dtype=PERSON)

    def _known(self) -> Flags:
        known = np.zeros((len(self.people), len(self.project)), dtype=np.uint8)
        pairs = [(person, work.project) for work in self.instance.works.values() for person in work.people]
        pairs += [
            (each.manager, each.id) for each in self.instance.portfolio.projects if each.manager is not None
        ]
        for person, project in pairs:
            if person in self.person and project in self.project:
                known[self.person[person], self.project[project]] = 1
        return known

    def _projects(self) -> Records:
        priority = {each.id: each.priority for each in self.instance.portfolio.projects}
        rows = [
            (
                self.instance.project_due.get(each, NEVER),
                self.instance.project_deadline.get(each, NEVER),
                WEIGHTS[priority.get(each, 2)],
            )
            for each in self.project
        ]
        return np.array(rows, dtype=PROJECT)
