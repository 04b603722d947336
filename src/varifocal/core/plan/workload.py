"""A portfolio compiled: open work as columns of numbers, tasks, people and projects by place, lists in one array.

What the planner and the compiled searches read. Times are grid quarters, NEVER where there is no date.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence, Sized
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import accumulate
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from varifocal.core.calendar import NEVER, QUARTERS_PER_WEEK
from varifocal.core.plan.crews import Heads
from varifocal.core.plan.values import HoldKind
from varifocal.core.portfolio import Person, Portfolio, SkillDemand, Task
from varifocal.core.portfolio.fit import fit
from varifocal.core.portfolio.hours import WorkingTime
from varifocal.core.values import QUARTERS_PER_HOUR

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

STEP = 8
"""Horizons are so many weeks apart, so that two plans of much the same work share the calendars of one."""

SPARE = 64
"""A person has room for so many tasks more than the plan can give her: what is tried may give her others'."""

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


class Fits(dict[int, tuple[int, int]]):
    """How well each person fits what a task asks, by id: wanted skills, levels to spare; the larger the better.
    Reckoned when first asked."""

    def __init__(self, people: Mapping[int, Person], demands: tuple[SkillDemand, ...]) -> None:
        super().__init__()
        self.people, self.demands = people, demands

    def __missing__(self, person: int) -> tuple[int, int]:
        self[person] = score = fit(self.people[person], self.demands).score
        return score


@dataclass(frozen=True)
class Compiled:
    """All open work and everybody's working time, ready to be planned; tasks and people stand in ascending order of
    their ids, as do the projects that have tasks.

    `links` are all dependencies among them, the earlier task's place above the later one's, whether they bind or not.
    `agreed`, `heads`, `pinned` are ids of people by place of the task; `reasons` say of what cannot be placed why.
    `passions` and `surplus` are wanted skills and levels to spare, a row a kind of task and a column a person: `fit`,
    for all at once.
    """

    portfolio: Portfolio
    time: WorkingTime
    tasks: tuple[Task, ...]
    people: tuple[int, ...]
    projects: tuple[int, ...]
    columns: Records
    ways: Records
    ties: Records
    links: Ints
    uses: Records
    outages: Records
    items: Ints
    classes: tuple[tuple[int, ...], ...]
    lists: Records
    fits: tuple[Fits, ...]
    passions: Ints
    surplus: Ints
    agreed: Sequence[tuple[int, ...]]
    heads: Sequence[Heads]
    pinned: Sequence[tuple[int, ...]]
    reasons: Mapping[int, str]
    project_due: Mapping[int, int]
    project_deadline: Mapping[int, int]

    @cached_property
    def place(self) -> Mapping[int, int]:
        """The place of each task, by its id."""
        ids = self.columns["number"].tolist()
        return dict(zip(ids, range(len(ids)), strict=True))

    @cached_property
    def row(self) -> Mapping[int, int]:
        """The place of each project, by its id."""
        return {project: at for at, project in enumerate(self.projects)}

    @property
    def today(self) -> date:
        """The day of the plan's origin."""
        return self.day(0)

    def day(self, quarter: int) -> date:
        """The organization's date in which a quarter begins."""
        return self.time.grid.day(quarter, self.time.week.zone)

    def over(self, time: WorkingTime) -> Compiled:
        """The same work over another horizon of the same origin."""
        return replace(self, time=time)

    @cached_property
    def rates(self) -> Mapping[int, int]:
        """What an hour of each costs in hundredths, by her id; none where cost does not count."""
        rates = self.portfolio.rates if self.portfolio.aims.cost else {}
        return {person: round(100 * rate) for person, rate in rates.items()}

    @cached_property
    def load(self) -> Workload:
        """The work and its time as compiled code reads them."""
        return _load(self)


def weeks_needed(work: Compiled) -> int:
    """A generous guess of the weeks within which all work is done, from loads, chains and dates."""
    columns = work.columns
    worked_on = (columns["length"] == WORKED_ON) & (columns["unable"] == 0)
    load = _hours_agreed(work, worked_on) + _hours_asked(work, worked_on)
    people = [work.portfolio.person[each] for each in work.people]
    a_week = np.array([person.week.hours * person.share for person in people])
    last = int((columns["earliest"] + np.maximum(columns["length"], 0)).max(initial=0))
    last = max(last, int(work.outages["finish"].max(initial=0)))
    weeks = (
        math.ceil(1.5 * float((load / np.maximum(1.0, a_week)).max(initial=0.0)))
        + last // QUARTERS_PER_WEEK
        + 26
    )
    lags = max(int(columns[name].max(initial=0)) for name in ("start_lag", "finish_lag"))
    weeks += math.ceil(lags / QUARTERS_PER_HOUR / max(1.0, work.time.week.hours))
    return -(-weeks // STEP) * STEP


def _hours_agreed(work: Compiled, worked_on: NDArray[np.bool_]) -> Floats:
    """By place of the person the hours of what she agreed to."""
    columns = work.columns
    count = columns["agreed_to"] - columns["agreed_from"]
    each = np.where(worked_on, columns["hours"], 0.0) / np.maximum(1, count)
    return _by_person(work, all_agreed(work), np.repeat(each, count))


def _hours_asked(work: Compiled, worked_on: NDArray[np.bool_]) -> Floats:
    """By place of the person her part of what nobody agreed to, were it shared evenly among all who could do it."""
    columns, items = work.columns, work.items
    heads = np.where(worked_on, columns["heads_to"] - columns["heads_from"], 0)
    alone, crews = heads == 1, heads > 1
    asked = items[columns["heads_from"][alone]]
    shared = np.bincount(asked, weights=columns["hours"][alone], minlength=len(work.lists))
    able = work.lists["able_to"] - work.lists["able_from"]
    members = items[len(items) - int(able.sum()) :]
    shares = np.repeat(shared / np.maximum(1, able), able)
    load = _by_person(work, members, shares)
    groups, first, group = np.unique(columns["heads_from"][crews], return_index=True, return_inverse=True)
    hours = np.bincount(group, weights=columns["hours"][crews], minlength=len(groups))
    for since, until, shared_by in zip(groups, columns["heads_to"][crews][first], hours, strict=True):
        ranges = work.lists[items[since:until]].tolist()
        who = np.unique(np.concatenate([items[begin:end] for begin, end in ranges]))
        load[who] += shared_by / max(1, len(who))
    return load


def _by_person(work: Compiled, who: Ints, hours: Floats) -> Floats:
    """Hours of people, added up by their places."""
    return np.bincount(who, weights=hours, minlength=len(work.people)).astype(np.float64, copy=False)


def all_agreed(work: Compiled) -> Ints:
    """The places of all who agreed to something, task after task."""
    columns = work.columns
    return (
        work.items[columns["agreed_from"][0] : columns["agreed_to"][-1]] if len(columns) else work.items[:0]
    )


def quarters_of(hours: float, people: int) -> int:
    """Whole quarter hours that hold so many person-hours shared by so many people."""
    return math.ceil(hours * QUARTERS_PER_HOUR / max(1, people) - 1e-9)


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


def _load(work: Compiled) -> Workload:
    calendars = (*(work.time.people[each] for each in work.people), work.time.organization)
    grid, week = work.time.grid, work.time.week
    into_day = -grid.local(grid.day(0, week.zone), week.zone)
    table = grid.table(calendars, into_day)
    place = {person: at for at, person in enumerate(work.people)}
    row = work.row
    able = np.zeros((len(work.classes), len(work.people)), dtype=np.uint8)
    for at, (first, last) in enumerate(work.lists.tolist()):
        able[at, work.items[first:last]] = 1
    columns, items = work.columns, work.items
    agreed = columns["agreed_to"] - columns["agreed_from"]
    hers = all_agreed(work)
    known = np.zeros((len(work.people), len(work.projects)), dtype=np.uint8)
    known[hers, np.repeat(columns["project"], agreed)] = 1
    for project in work.portfolio.projects:
        if project.manager in place and project.id in row:
            known[place[project.manager], row[project.id]] = 1
    most = np.bincount(hers, minlength=len(work.people)) + _asked_of(work) @ able.astype(np.int64)
    slots = list(accumulate((len(each.slots) for each in calendars), initial=0))
    most = 2 * most + SPARE + int(((columns["given"] == 0) & (agreed > 0)).sum())
    desks = accumulate([*most.tolist(), 0], initial=0)
    rates = [work.rates.get(person, 0) for person in work.people]
    return Workload(
        task=columns,
        way=work.ways,
        key=np.zeros(len(columns), dtype=KEY),
        queue=np.zeros(int(agreed.sum()) + len(work.uses), dtype=np.int64),
        topological=np.zeros(len(columns), dtype=np.int64),
        tie=work.ties,
        person=np.array(list(zip(desks, slots, slots[1:], [*rates, 0], strict=False)), dtype=PERSON),
        classes=work.lists,
        use=work.uses,
        bench=_benches(work),
        outage=work.outages,
        project=_projects(work),
        items=items,
        cum=table.cum,
        slots=table.slots,
        days=table.days,
        able=able,
        passions=work.passions,
        surplus=work.surplus,
        known=known,
        into_day=into_day,
        horizon=grid.quarters,
        week_hours=max(1.0, week.hours),
        makespan=work.portfolio.aims.makespan,
        priced=any(rates),
    )


def _asked_of(work: Compiled) -> Ints:
    """How many heads each class of people could be, in whatever way tasks are done."""
    size = len(work.items) + 1
    begun = np.zeros(size, dtype=np.int64)
    for rows in (work.columns, work.ways):
        begun += np.bincount(rows["heads_from"], minlength=size) - np.bincount(
            rows["heads_to"], minlength=size
        )
    times = np.cumsum(begun)
    heads = np.flatnonzero(times)
    asked: Ints = np.bincount(np.repeat(work.items[heads], times[heads]), minlength=len(work.classes))
    return asked


def _benches(work: Compiled) -> Records:
    equipment = work.portfolio.equipment
    users = np.bincount(work.uses["equipment"], minlength=len(equipment))
    users = users + np.bincount(work.outages["equipment"], minlength=len(equipment))
    until = np.cumsum(users)
    rows = [(each.count, until[at] - users[at], until[at]) for at, each in enumerate(equipment)]
    return np.array(rows, dtype=BENCH)


def _projects(work: Compiled) -> Records:
    known = work.portfolio.project
    priority = {each.id: each.priority for each in work.portfolio.projects}
    rows = [
        (
            work.project_due.get(each, NEVER),
            work.project_deadline.get(each, NEVER),
            work.portfolio.aims.weight(priority.get(each, 2)),
            each in known and known[each].is_tentative,
        )
        for each in work.projects
    ]
    return np.array(rows, dtype=PROJECT)
