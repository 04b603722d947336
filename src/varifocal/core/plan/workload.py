"""A portfolio compiled: open work as columns of numbers, tasks, people and projects by place, lists in one array.

What the planner and the compiled searches read. Times are grid quarters, NEVER where there is no date.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence, Sized
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import accumulate, chain
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from varifocal.core.calendar import NEVER, QUARTERS_PER_DAY, QUARTERS_PER_WEEK
from varifocal.core.plan.values import HoldKind
from varifocal.core.portfolio import DependencyKind, Person, Portfolio, Project, SkillDemand, Task
from varifocal.core.portfolio.fit import fit
from varifocal.core.portfolio.hours import WorkingTime
from varifocal.core.values import MOST_HOURS, QUARTERS_PER_HOUR, level_text

Ints = NDArray[np.int64]
Quarters = NDArray[np.int32]
Flags = NDArray[np.uint8]
Records = NDArray[Any]

HOLDS_START = (DependencyKind.FINISH_START, DependencyKind.START_START)
FROM_FINISH = (DependencyKind.FINISH_START, DependencyKind.FINISH_FINISH)

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

Heads = tuple[tuple[int, ...], ...]
"""Who is qualified, place by place in a crew."""


class Workload(NamedTuple):
    """A whole portfolio as compiled code reads it.

    `items` holds all lists. `cum` and `slots` are everybody's calendar, the organization's last. `able` has a row a
    class, `passions` and `surplus` have one a kind of task, `known` one a person and a column a project.
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

    `place` is that of each task by its id; `links` are all dependencies among them, the earlier task's place above the
    later one's, whether they bind or not. `agreed`, `heads`, `pinned` are ids of people by place of the task; `reasons`
    say of what cannot be placed why.
    """

    portfolio: Portfolio
    time: WorkingTime
    tasks: tuple[Task, ...]
    people: tuple[int, ...]
    projects: tuple[int, ...]
    place: Mapping[int, int]
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
    agreed: Sequence[tuple[int, ...]]
    heads: Sequence[Heads]
    pinned: Sequence[tuple[int, ...]]
    reasons: Mapping[int, str]
    project_due: Mapping[int, int]
    project_deadline: Mapping[int, int]

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


def compiled(portfolio: Portfolio, time: WorkingTime) -> Compiled:
    """Compile a portfolio's open work onto the grid of its working time."""
    return _Compiler(portfolio, time).compile()


def weeks_needed(work: Compiled) -> int:
    """A generous guess of the weeks within which all work is done, from loads, chains and dates."""
    columns = work.columns
    worked_on = np.flatnonzero((columns["length"] == WORKED_ON) & (columns["unable"] == 0))
    shared: dict[object, float] = {}
    takers: dict[object, tuple[Any, ...]] = {}
    for at, hours in zip(worked_on.tolist(), columns["hours"][worked_on].tolist(), strict=True):
        agreed, heads = work.agreed[at], work.heads[at]
        key = agreed or id(heads)  # which tasks of a kind have in common, and which may be long
        takers[key] = agreed or heads
        shared[key] = shared.get(key, 0.0) + hours
    load: dict[int, float] = {}
    for whose, hours in zip(takers.values(), shared.values(), strict=True):
        able = {one for each in whose for one in (each if isinstance(each, tuple) else (each,))}
        for person in able:
            load[person] = load.get(person, 0.0) + hours / len(able)
    people = work.portfolio.person
    week = {each: each.hours for each in {people[person].week for person in load}}
    loads = (hours / max(1.0, week[people[each].week] * people[each].share) for each, hours in load.items())
    last = int((columns["earliest"] + np.maximum(columns["length"], 0)).max(initial=0))
    last = max(last, int(work.outages["finish"].max(initial=0)))
    weeks = math.ceil(1.5 * max(loads, default=0.0)) + last // QUARTERS_PER_WEEK + 26
    lags = max(int(columns[name].max(initial=0)) for name in ("start_lag", "finish_lag"))
    weeks += math.ceil(lags / QUARTERS_PER_HOUR / max(1.0, work.time.week.hours))
    return -(-weeks // STEP) * STEP


def quarters_of(hours: float, people: int) -> int:
    """Whole quarter hours that hold so many person-hours shared by so many people."""
    return math.ceil(hours * QUARTERS_PER_HOUR / max(1, people) - 1e-9)


def runs(values: Ints, first: Ints, last: Ints) -> list[tuple[int, ...]]:
    """Stretches of a line of numbers, each from a place to another."""
    line = values.tolist()
    return [tuple(line[begin:end]) for begin, end in zip(first.tolist(), last.tolist(), strict=True)]


def sizes(rows: Iterable[Sized]) -> Ints:
    """How long each of them is."""
    return np.array([len(row) for row in rows], dtype=np.int64)


def _once(people: tuple[int, ...]) -> tuple[int, ...]:
    """Each person of a crew once, in ascending order."""
    return people if len(people) < 2 else tuple(sorted(set(people)))


def crew_of(heads: Heads, preferred: Iterable[int]) -> tuple[int, ...]:
    """A crew with one qualified person for each head: people are taken in order of preference, each whenever
    everybody taken so far still finds a head (a matching grown by augmenting paths, so greedy is best)."""
    return tuple(sorted(seated(heads, preferred).values()))


def seated(heads: Heads, preferred: Iterable[int]) -> dict[int, int]:
    """Who of that crew stands for which head."""
    taken: dict[int, int] = {}

    def seat(person: int, tried: set[int]) -> bool:
        for head, qualified in enumerate(heads):
            if person in qualified and head not in tried:
                tried.add(head)
                if head not in taken or seat(taken[head], tried):
                    taken[head] = person
                    return True
        return False

    for person in preferred:
        if len(taken) == len(heads):
            break
        if person not in taken.values():
            seat(person, set())
    return taken


class _Days(dict[date, int]):
    """Grid quarters by date, each reckoned once."""

    def __init__(self, reckon: Callable[[date], int]) -> None:
        super().__init__()
        self.reckon = reckon

    def __missing__(self, day: date) -> int:
        self[day] = quarter = self.reckon(day)
        return quarter

    def column(self, days: Iterable[date | None], otherwise: int) -> Ints:
        """The quarters of a column of dates."""
        return np.array([self[day] if day else otherwise for day in days], dtype=np.int64)


class _Compiler:
    def __init__(self, portfolio: Portfolio, time: WorkingTime) -> None:
        self.portfolio, self.time = portfolio, time
        self.tasks = tuple(
            [
                task.in_mode(task.mode) if task.mode and task.people else task
                for task in sorted(portfolio.tasks, key=_by_id)
            ]
        )
        self.place = {task.id: at for at, task in enumerate(self.tasks)}
        self.people = tuple(sorted(person.id for person in portfolio.people))
        self.person = {person: at for at, person in enumerate(self.people)}
        self.projects = tuple(sorted({task.project for task in self.tasks}))
        self.due, self.begin = _Days(time.due), _Days(lambda day: max(0, time.begin(day)))
        self.classes: dict[tuple[int, ...], int] = {}
        self.qualified_for: dict[tuple[int, int], tuple[int, ...]] = {}
        self.too_few: dict[tuple[Heads, tuple[int, ...]], bool] = {}
        self.reasons: dict[int, str] = {}
        self.items: list[int] = []

    def compile(self) -> Compiled:
        own, ways = self.tasks, self._all_ways()
        tasks, columns = (*own, *ways), np.zeros(len(own) + len(ways), dtype=TASK)
        self.special = [at for at, task in enumerate(tasks) if _is_special(task)]
        demands = self._kinds(tasks, columns)
        columns["number"] = [task.id for task in tasks]
        columns["rank"] = [NO_RANK if task.rank is None else task.rank for task in tasks]
        columns["ranked"] = [task.rank is not None for task in tasks]
        for at in self.special:
            task = tasks[at]
            columns["started"][at] = _has_begun(task)
            columns["pinned_start"][at] = task.pinned_start is not None
            columns["mode"][at] = task.mode if task.people else 0
            columns["whole"][at] = not task.splittable or bool(task.uses)
        self._dates(tasks, columns, columns["started"] == 1)
        agreed, heads, pinned = self._staff(tasks, columns, demands)
        crews = np.where(columns["given"], sizes(agreed), sizes(heads))
        crew = np.maximum(1, crews)
        columns["quarters"] = np.ceil(columns["hours"] * QUARTERS_PER_HOUR / crew - 1e-9)
        columns["quarters"][columns["length"] != WORKED_ON] = 0
        columns["whole"][crew > 1] = 1
        uses = self._uses(tasks, columns)
        self._seats(columns, crews)
        self._choose_ways(columns[: len(own)], columns[len(own) :], heads)
        columns, ways_of = columns[: len(own)], columns[len(own) :]
        ties = self._ties(columns)
        lists = np.array([self._list(each) for each in self.classes], dtype=CLASS)
        return Compiled(
            portfolio=self.portfolio,
            time=self.time,
            tasks=own,
            people=self.people,
            projects=self.projects,
            place=self.place,
            columns=columns,
            ways=ways_of,
            ties=ties,
            links=self.links,
            uses=uses,
            outages=self._outages(),
            items=np.array(self.items, dtype=np.int64),
            classes=tuple(self.classes),
            lists=lists,
            fits=tuple([Fits(self.portfolio.person, each) for each in demands]),
            agreed=agreed[: len(own)],
            heads=heads[: len(own)],
            pinned=pinned[: len(own)],
            reasons=self.reasons,
            project_due={each.id: self.due[each.due] for each in self.portfolio.projects if each.due},
            project_deadline={
                each.id: self.due[each.deadline] for each in self.portfolio.projects if each.deadline
            },
        )

    # -- in which way -------------------------------------------------------------------------------------

    def _all_ways(self) -> tuple[Task, ...]:
        """What could still be done in one way or another, as it would be in each, its own first; where they stand."""
        self.ways: list[tuple[int, int, int]] = []
        found: list[Task] = []
        for at, task in [(at, task) for at, task in enumerate(self.tasks) if task.modes]:
            if not task.people and task.wait is None and task.left > 0:
                first = len(found)
                found.extend(task.in_mode(mode) for mode in range(len(task.modes) + 1))
                self.ways.append((at, first, len(found)))
        return tuple(found)

    def _kinds(self, tasks: tuple[Task, ...], columns: Records) -> tuple[tuple[SkillDemand, ...], ...]:
        """What tasks ask for, each kind once, in the order in which they come up."""
        kinds: dict[tuple[SkillDemand, ...], int] = {}
        columns["kind"] = [kinds.setdefault(task.demands, len(kinds)) for task in tasks]
        return tuple(kinds)

    def _seats(self, columns: Records, crews: Ints) -> None:
        """Room for each task's crew, in whatever way it is done."""
        own = len(self.tasks)
        room = crews[:own].copy()
        for at, first, last in self.ways:
            room[at] = max(room[at], *crews[own + first : own + last].tolist())
        columns["seats_from"][:own] = np.cumsum(room) - room
        columns["seats_to"][:own] = columns["seats_from"][:own] + crews[:own]
        columns["seats_to"][own:] = crews[own:]  # how many they are

    def _choose_ways(self, columns: Records, ways: Records, heads: list[Heads]) -> None:
        """Let each task begin with the first way somebody could do it in, and leave out those nobody could."""
        own = len(self.tasks)
        for at, first, last in self.ways:
            for mode in range(last - first):
                ways["mode"][first + mode] = mode
                self.reasons.pop(own + first + mode, None)
            able = [way for way in range(first, last) if not ways["unable"][way]]
            if not able:
                continue
            self.reasons.pop(at, None)
            columns["unable"][at] = 0
            heads[at] = heads[own + able[0]]
            ways[first : first + len(able)] = ways[able]
            columns["ways_from"][at], columns["ways_to"][at] = first, first + len(able)
            for name in WAY:
                columns[name][at] = ways[name][first]
            columns["seats_to"][at] = columns["seats_from"][at] + ways["seats_to"][first]

    # -- when ---------------------------------------------------------------------------------------------

    def _dates(self, tasks: tuple[Task, ...], columns: Records, begun: NDArray[np.bool_]) -> None:
        row = {project: at for at, project in enumerate(self.projects)}
        columns["project"] = of = np.array([row[task.project] for task in tasks], dtype=np.int64)
        projects = [self.portfolio.project.get(each) for each in self.projects]
        priority = np.array([task.priority for task in tasks], dtype=np.int64)
        columns["priority"] = priority + np.array([each.priority if each else 2 for each in projects])[of]
        for each in set(priority.tolist()):
            columns["weight"][priority == each] = self.portfolio.aims.weight(each)
        columns["urgent"] = priority == 1
        columns["tentative"] = np.array([bool(each and each.is_tentative) for each in projects])[of]
        columns["due"] = self.due.column((task.due for task in tasks), NEVER)
        columns["deadline"] = self.due.column((task.deadline for task in tasks), NEVER)
        columns["latest"] = np.array([self._presses(each) for each in projects], dtype=np.int64)[of]
        for name in ("due", "deadline"):
            np.minimum(columns["latest"], columns[name], out=columns["latest"])
        release = np.where(begun, 0, self.begin.column((task.release for task in tasks), 0))
        pin = np.where(begun, 0, self.begin.column((task.pinned_start for task in tasks), 0))
        by_pin = (pin > 0) & (pin >= release)
        columns["earliest"] = np.where(by_pin, pin, release)
        holds = np.where(by_pin, HOLDS.index(HoldKind.PIN), HOLDS.index(HoldKind.RELEASE))
        columns["hold"] = np.where(columns["earliest"] > 0, holds, HOLDS.index(HoldKind.NOW))
        start_lag, finish_lag = (
            [getattr(task, name) for task in tasks] for name in ("start_lag", "finish_lag")
        )
        columns["start_lag"] = np.where(begun, 0, np.rint(np.array(start_lag) * QUARTERS_PER_HOUR))
        columns["finish_lag"] = np.rint(np.array(finish_lag) * QUARTERS_PER_HOUR)

    def _presses(self, project: Project | None) -> int:
        """The first date that presses a project's tasks: its own, or that of a committed goal it serves."""
        if project is None:
            return NEVER
        goals = (self.portfolio.goal.get(serves.goal) for serves in project.serves if serves.share > 0)
        dates = [goal.target for goal in goals if goal and goal.committed]
        return min((self.due[day] for day in (project.due, project.deadline, *dates) if day), default=NEVER)

    def _answered(self, task: Task, earliest: int) -> int:
        """When an outside party is expected to answer, were it asked at once: the days it usually takes; once
        asked, counted from then, and where that has passed, the days it rarely takes; where that has passed, a day."""
        wait = task.wait
        if wait is None or not all(0 <= days <= MOST_HOURS for days in wait.planned):
            return QUARTERS_PER_DAY
        likely, high = (math.ceil(days * QUARTERS_PER_DAY) for days in wait.planned)
        if wait.asked is None:
            return earliest + likely
        asked = self.time.asked(wait.asked)
        return next((asked + days for days in (likely, high) if asked + days > 0), QUARTERS_PER_DAY)

    # -- who ----------------------------------------------------------------------------------------------

    def _staff(
        self, tasks: tuple[Task, ...], columns: Records, kinds: tuple[tuple[SkillDemand, ...], ...]
    ) -> tuple[list[tuple[int, ...]], list[Heads], list[tuple[int, ...]]]:
        """Who is agreed, who else could do it, who is pinned; what takes nobody's time, and what nobody can do."""
        left = np.array([task.left for task in tasks], dtype=np.float64)
        able = (left >= 0) & (left <= MOST_HOURS)
        columns["hours"] = np.where(able, left, 0.0)
        columns["length"] = np.where(np.ceil(left * QUARTERS_PER_HOUR - 1e-9) <= 0, 0, WORKED_ON)
        columns["length"][~able] = WORKED_ON
        agreed = [task.people if len(task.people) < 2 else _once(task.people) for task in tasks]
        pinned: list[tuple[int, ...]] = [()] * len(tasks)
        for at in self.special:
            pinned[at] = _once(tasks[at].pinned_people)
            if tasks[at].wait is not None:
                earliest = int(columns["earliest"][at])
                agreed[at], able[at] = (), True
                columns["length"][at] = self._answered(tasks[at], earliest) - earliest
        for at in np.flatnonzero(~able).tolist():
            self.reasons[at] = f"“{tasks[at].name}” has no effort that could be planned."
        asked = [
            tuple(self._qualified(each) for each in demands for _ in range(each.count)) for demands in kinds
        ]
        plain = [bool(heads) and not self._are_too_few(heads, ()) for heads in asked]
        columns["given"] = sizes(agreed) > 0
        worked_on = able & (columns["length"] == WORKED_ON)
        if not self.person.keys() >= set(chain.from_iterable(agreed)):
            for at in np.flatnonzero(worked_on).tolist():
                if not self.person.keys() >= set(agreed[at]):
                    self.reasons[at] = f"“{tasks[at].name}” is given to somebody who is not among the people."
        heads: list[Heads] = [()] * len(tasks)
        kind = columns["kind"].tolist()
        usual = np.zeros(len(tasks), dtype=bool)
        for at in np.flatnonzero(worked_on & (columns["given"] == 0)).tolist():
            if plain[kind[at]] and not pinned[at]:
                heads[at], usual[at] = asked[kind[at]], True
            else:
                places = asked[kind[at]] or (self._anybody(tasks[at], pinned[at]),)
                heads[at] = places = places + (pinned[at],) * (len(pinned[at]) - len(places))
                if reason := self._unstaffable(tasks[at], places, pinned[at]):
                    self.reasons[at] = reason
        for at in [at for at in self.special if tasks[at].uses and at not in self.reasons]:
            if reason := self._too_little(tasks[at]):
                self.reasons[at] = reason
        for at in self.reasons:
            columns["unable"][at] = 1
        self._people(columns, "agreed", agreed)
        self._people(columns, "pinned", pinned)
        self._heads(columns, heads, pinned, usual)
        return agreed, heads, pinned

    def _people(self, columns: Records, name: str, crews: list[tuple[int, ...]]) -> None:
        """Crews by the places of their people, without those who are not among the people."""
        place = self.person
        if not place.keys() >= set(chain.from_iterable(crews)):
            crews = [tuple([each for each in people if each in place]) for people in crews]
        count = sizes(crews)
        columns[f"{name}_to"] = len(self.items) + np.cumsum(count)
        columns[f"{name}_from"] = columns[f"{name}_to"] - count
        self.items.extend([place[each] for each in chain.from_iterable(crews)])

    def _heads(
        self,
        columns: Records,
        heads: list[Heads],
        pinned: list[tuple[int, ...]],
        usual: NDArray[np.bool_],
    ) -> None:
        """Classes of qualified people, head by head; where it is `usual`, all tasks of a kind have one list."""
        classes, found = self.classes, dict[int, tuple[int, int]]()
        asking = [at for at, places in enumerate(heads) if places and at not in self.reasons]
        key = np.where(usual, columns["kind"], NOBODY - np.arange(len(heads))).tolist()
        for at in asking:
            if key[at] not in found:
                places = (pinned[at],) if len(heads[at]) == 1 and pinned[at] else heads[at]
                first = len(self.items)
                self.items.extend([classes.setdefault(head, len(classes)) for head in places])
                found[key[at]] = first, len(self.items)
        ranges = np.array([found[key[at]] for at in asking], dtype=np.int64).reshape(-1, 2)
        columns["heads_from"][asking], columns["heads_to"][asking] = ranges.T

    def _qualified(self, demand: SkillDemand) -> tuple[int, ...]:
        key = (demand.skill, demand.level)
        if key not in self.qualified_for:
            known = self.portfolio.person
            self.qualified_for[key] = tuple(
                [each for each in self.people if known[each].skills.get(demand.skill, 0) >= demand.level]
            )
        return self.qualified_for[key]

    @cached_property
    def _of_project(self) -> dict[int, set[int]]:
        known: dict[int, set[int]] = {}
        for task in self.tasks:
            known.setdefault(task.project, set()).update(task.people)
        return known

    def _anybody(self, task: Task, pinned: tuple[int, ...]) -> tuple[int, ...]:
        """Work that asks for no skill goes to the people of its project, where it has any."""
        known = self._of_project[task.project] & self.person.keys()
        return pinned or tuple(sorted(known or self.person))

    def _unstaffable(self, task: Task, heads: Heads, pinned: tuple[int, ...]) -> str:
        for demand in task.demands:
            able = len(self._qualified(demand))
            if able < demand.count:
                return _nobody(self.portfolio, task, demand, able)
        if pinned:
            if any(person not in self.person for person in pinned):
                return f"“{task.name}” is pinned to somebody who is not among the people."
            crew = crew_of(heads, pinned)
            if not set(pinned) <= set(crew):
                misfit = next(person for person in pinned if person not in crew)
                name = self.portfolio.person[misfit].name
                return f"“{task.name}” is pinned to {name}, who has none of the skills it still asks for."
        if not self.person:
            return f"“{task.name}” needs somebody, and nobody is here yet."
        if self._are_too_few(heads, pinned):
            asked = len(heads)
            return f"“{task.name}” asks for {asked} people at once; too few different ones have the skills."
        return ""

    def _too_little(self, task: Task) -> str:
        """What a task uses that there is not enough of."""
        for use in task.uses:
            there = self.portfolio.equipment_by_id.get(use.equipment)
            if there is None:
                return f"“{task.name}” uses equipment that is not among what there is."
            if use.count > there.count:
                are = "is one" if there.count == 1 else f"are {there.count}"
                return f"“{task.name}” uses {use.count} of {there.name} at once; there {are}."
        return ""

    def _are_too_few(self, heads: Heads, pinned: tuple[int, ...]) -> bool:
        """Whether no crew of different people fills these places."""
        if len(heads) == 1:
            return not heads[0]
        key = heads, pinned
        if key not in self.too_few:
            everybody = sorted({person for head in heads for person in head})
            self.too_few[key] = len(crew_of(heads, (*pinned, *everybody))) < len(heads)
        return self.too_few[key]

    # -- what comes after what ----------------------------------------------------------------------------

    def _ties(self, columns: Records) -> Records:
        """Dependencies by the later task, those of one task by the earlier one; what has begun waits for nothing to
        start, whatever it should have waited for, and what is firm for nothing that may never come."""
        links, place = self.portfolio.dependencies, self.place.get
        before = np.array([place(link.before, NOBODY) for link in links], dtype=np.int64)
        after = np.array([place(link.after, NOBODY) for link in links], dtype=np.int64)
        ties: Records = np.zeros(len(links), dtype=TIE)
        ties["before"] = before
        ties["from_finish"] = [link.kind in FROM_FINISH for link in links]
        ties["holds_start"] = [link.kind in HOLDS_START for link in links]
        ties["hours"] = [link.lag for link in links]
        ties["lag"] = np.rint(ties["hours"] * QUARTERS_PER_HOUR)
        known = (before != NOBODY) & (after != NOBODY)
        self.links = np.stack([before[known], after[known]])
        binds = known & (columns["tentative"][before] <= columns["tentative"][after])
        binds &= (columns["started"][after] == 0) | (ties["holds_start"] == 0)
        ends = 2 * (1 - ties["from_finish"]) + ties["holds_start"]
        by_earlier = np.lexsort((ties["hours"], ends, after, before))
        by_earlier = by_earlier[binds[by_earlier]]
        ties, before, after = ties[by_earlier], before[by_earlier], after[by_earlier]
        count = np.bincount(before, minlength=len(self.tasks))
        columns["later_to"] = len(self.items) + np.cumsum(count)
        columns["later_from"] = columns["later_to"] - count
        self.items.extend(after.tolist())
        count = np.bincount(after, minlength=len(self.tasks))
        columns["ties_to"] = np.cumsum(count)
        columns["ties_from"] = columns["ties_to"] - count
        return ties[np.argsort(after, kind="stable")]

    def _uses(self, tasks: tuple[Task, ...], columns: Records) -> Records:
        """What equipment each task uses, by the task; nothing that is unknown."""
        row = {each.id: at for at, each in enumerate(self.portfolio.equipment)}
        rows: list[tuple[int, int]] = []
        count = np.zeros(len(tasks), dtype=np.int64)
        for at in [at for at in self.special if tasks[at].uses]:
            if columns["length"][at] == WORKED_ON:
                mine = [(row[use.equipment], use.count) for use in tasks[at].uses if use.equipment in row]
                count[at] = len(mine)
                rows.extend(mine)
        columns["uses_to"] = np.cumsum(count)
        columns["uses_from"] = columns["uses_to"] - count
        return np.array(rows, dtype=USE)

    def _outages(self) -> Records:
        """When some of a kind of equipment is not there, as far as that is not over."""
        rows = (
            (at, self.begin[out.first], self.due[out.last], out.count)
            for at, each in enumerate(self.portfolio.equipment)
            for out in each.out
        )
        return np.array(sorted(row for row in rows if row[2] > 0), dtype=OUTAGE)

    def _list(self, people: tuple[int, ...]) -> tuple[int, int]:
        first = len(self.items)
        self.items.extend([self.person[each] for each in people])
        return first, len(self.items)


def _load(work: Compiled) -> Workload:
    calendars = (*(work.time.people[each] for each in work.people), work.time.organization)
    cum, all_slots = work.time.grid.table(calendars)
    place = {person: at for at, person in enumerate(work.people)}
    row = work.row
    able = np.zeros((len(work.classes), len(work.people)), dtype=np.uint8)
    for at, (first, last) in enumerate(work.lists.tolist()):
        able[at, work.items[first:last]] = 1
    columns, items = work.columns, work.items
    agreed = columns["agreed_to"] - columns["agreed_from"]
    hers = items[columns["agreed_from"][0] : columns["agreed_to"][-1]] if len(columns) else items[:0]
    known = np.zeros((len(work.people), len(work.projects)), dtype=np.uint8)
    known[hers, np.repeat(columns["project"], agreed)] = 1
    for project in work.portfolio.projects:
        if project.manager in place and project.id in row:
            known[place[project.manager], row[project.id]] = 1
    most = np.bincount(hers, minlength=len(work.people)) + _asked_of(work) @ able.astype(np.int64)
    passions, surplus = _fit_of_all(work)
    slots = list(accumulate((len(each.slots) for each in calendars), initial=0))
    most = 2 * most + SPARE + int(((columns["given"] == 0) & (agreed > 0)).sum())
    desks = accumulate([*most.tolist(), 0], initial=0)
    rates = [work.rates.get(person, 0) for person in work.people]
    grid, week = work.time.grid, work.time.week
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
        cum=cum,
        slots=all_slots,
        able=able,
        passions=passions,
        surplus=surplus,
        known=known,
        into_day=-grid.local(grid.day(0, week.zone), week.zone),
        horizon=grid.quarters,
        week_hours=max(1.0, week.hours),
        makespan=work.portfolio.aims.makespan,
        priced=any(rates),
    )


def _asked_of(work: Compiled) -> Ints:
    """How many heads each class of people could be, in whatever way tasks are done."""
    every = np.concatenate([work.columns[["heads_from", "heads_to"]], work.ways[["heads_from", "heads_to"]]])
    size = len(work.items) + 1
    begun = np.bincount(every["heads_from"], minlength=size) - np.bincount(every["heads_to"], minlength=size)
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


def _fit_of_all(work: Compiled) -> tuple[Ints, Ints]:
    """Wanted skills and levels to spare, a row a kind of task and a column a person: `fit`, for all at once."""
    people = [work.portfolio.person[each] for each in work.people]
    skills = sorted({demand.skill for fits in work.fits for demand in fits.demands})
    level = {
        skill: np.array([each.skills.get(skill, 0) for each in people], dtype=np.int64) for skill in skills
    }
    wanted = {skill: np.array([skill in each.passions for each in people], dtype=bool) for skill in skills}
    passions = np.zeros((len(work.fits), len(people)), dtype=np.int64)
    surplus = np.zeros_like(passions)
    for kind, fits in enumerate(work.fits):
        least: dict[int, int] = {}
        for demand in fits.demands:
            surplus[kind] += np.maximum(level[demand.skill] - demand.level, 0)
            least[demand.skill] = min(demand.level, least.get(demand.skill, demand.level))
        for skill, asked in least.items():
            passions[kind] += wanted[skill] & (level[skill] >= asked)
    return passions, surplus


def _nobody(portfolio: Portfolio, task: Task, demand: SkillDemand, able: int) -> str:
    skill = portfolio.skills.get(demand.skill, f"skill {demand.skill}")
    level = f" at {level_text(demand.level, portfolio.levels)} or above" if demand.level > 1 else ""
    if able == 0:
        return f"Nobody has {skill}{level}, which “{task.name}” asks for."
    have = "one person has" if able == 1 else f"{able} people have"
    return f"“{task.name}” asks for {demand.count} people with {skill}{level} at once; {have} it."


def _is_special(task: Task) -> bool:
    """Something is said of it that is said of few: what these columns hold is looked at for these alone."""
    return bool(
        task.started
        or task.wait
        or task.uses
        or task.modes
        or task.mode
        or task.pinned_start
        or task.pinned_people
        or not task.splittable
    )


def _has_begun(task: Task) -> bool:
    return task.started is not None or (task.wait is not None and task.wait.asked is not None)


def _by_id(record: Task) -> int:
    return record.id
