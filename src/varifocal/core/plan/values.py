"""What the planner answers with: a plan, its placed tasks, and what determined each start."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from itertools import repeat
from typing import NamedTuple, TypeVar

from varifocal.core.calendar import QUARTER
from varifocal.core.values import Problem

Row = TypeVar("Row", bound=tuple[object, ...])


@dataclass(frozen=True, slots=True)
class Stop:
    """When a search ends: at the first of these that comes true, or when what it has is proved best possible.

    `seconds` by the clock that is given; complete `schedules` made, counted in which the answer is the same
    everywhere; `gap` reached, as a share of the lower bound; `still`: so many schedules without a better one.
    """

    seconds: float | None = None
    schedules: int | None = None
    gap: float = 0.0
    still: int | None = None


class HoldKind(StrEnum):
    """What a task's start waited for."""

    NOW = "now"
    """Nothing: it starts at once."""
    RELEASE = "release"
    """Its release date."""
    PREDECESSOR = "predecessor"
    """Another task of the portfolio, by a dependency."""
    WAIT = "wait"
    """The answer of an outside party, by a dependency."""
    QUEUE = "queue"
    """Another task of the same person."""
    CALENDAR = "calendar"
    """A person who is not working then."""
    SKILL = "skill"
    """The moment at which enough people with a skill are free together."""
    PIN = "pin"
    """The date it is pinned to."""
    EQUIPMENT = "equipment"
    """Another task that uses the same equipment."""
    OUTAGE = "outage"
    """Equipment that is out of service."""
    LAG = "lag"
    """Time that must pass after something that is done."""


BY_TASKS = (HoldKind.PREDECESSOR, HoldKind.WAIT, HoldKind.QUEUE, HoldKind.EQUIPMENT)
"""Holds that are other tasks."""


def in_rows(kind: type[Row], *columns: Iterable[object]) -> Iterator[Row]:
    """Named tuples of a kind from the columns of their fields, made without a step of Python for each."""
    return map(tuple.__new__, repeat(kind), zip(*columns, strict=True))


class Hold(NamedTuple):
    """What determined a start: its kind, and the id it refers to (the task of a predecessor, wait, queue or equipment,
    the person of a calendar, the skill of a skill, the equipment of an outage; the task itself otherwise)."""

    kind: HoldKind
    id: int


class Placed(NamedTuple):
    """One task in the plan. `start` and `finish` are quarter hours since the plan's origin, the finish
    exclusive; equal for a milestone and for work that is all done.

    `people` are in ascending order, empty for milestones and waits. `rank` gives, person by person in the
    same order, the task's place in her order of starts, the first being 0. `proposed`: nobody has agreed it
    yet. A crew works while all its members work, and none of them does another task until it has finished; work of
    one person that may be interrupted can be done in several `pieces` (start and finish of each), with other tasks of
    hers in between; of work done in one, `pieces` is empty. `mode` is the way it is done in, as `Task.mode` is.
    """

    task: int
    people: tuple[int, ...]
    start: int
    finish: int
    proposed: bool
    hold: Hold
    rank: tuple[int, ...] = ()
    pieces: tuple[tuple[int, int], ...] = ()
    mode: int = 0

    @property
    def stretches(self) -> tuple[tuple[int, int], ...]:
        """When it is worked on: its pieces, or from start to finish."""
        return self.pieces or ((self.start, self.finish),)


@dataclass(frozen=True, slots=True, order=True)
class Objective:
    """How good a plan is, in the order in which it counts: the smaller is the better.

    `unplanned` tasks, `broken_deadlines` of tasks and projects, `tardiness` in weighted days past due dates
    (weight 4 urgent, 2 normal, 1 can wait, unless the portfolio's aims say otherwise), `cost` of all that has a
    place at the rates of those who do it (0 where cost does not count), `strangers`: people on a project nobody agreed
    to have on it, `moved`: tasks taken from the people agreed, `flow`: mean days from now to a task's finish. Tentative
    work counts for nothing in it.
    """

    unplanned: int
    broken_deadlines: int
    tardiness: float
    cost: float
    strangers: int
    moved: int
    flow: float


@dataclass(frozen=True)
class Plan:
    """Who does what when, from `origin` (UTC) on, over a horizon in quarter hours.

    `order` are the placed tasks by start, what is interrupted by when it is taken up for the last time, no task before
    one it depends on: a policy the forecaster can replay; `taken_up` the same in the order in which they were given
    their places. `unplanned` says of every other open task, in a sentence, why it has no place. `problems` are things
    a person should know of a plan that holds nevertheless (a deadline that breaks, a pin that cannot be kept).
    """

    origin: datetime
    horizon: int
    placed: Mapping[int, Placed]
    order: tuple[int, ...]
    taken_up: tuple[int, ...]
    unplanned: Mapping[int, str]
    objective: Objective
    schedules: int = 1
    problems: tuple[Problem, ...] = field(default=())

    def moment(self, quarter: int) -> datetime:
        """The moment at which a quarter of the plan begins, UTC."""
        return self.origin + quarter * QUARTER

    def starts(self, task: int) -> datetime:
        """When a placed task starts, UTC."""
        return self.moment(self.placed[task].start)

    def finishes(self, task: int) -> datetime:
        """When a placed task has finished, UTC."""
        return self.moment(self.placed[task].finish)

    @cached_property
    def queues(self) -> Mapping[int, tuple[int, ...]]:
        """Each person's tasks in her order of starts."""
        ranked: dict[int, list[tuple[int, int]]] = {}
        for placed in self.placed.values():
            for person, rank in zip(placed.people, placed.rank, strict=True):
                ranked.setdefault(person, []).append((rank, placed.task))
        return {person: tuple(task for _, task in sorted(tasks)) for person, tasks in ranked.items()}


@dataclass(frozen=True, slots=True)
class Move:
    """One task that would change hands, its place in a person's order, or the way it is done; the rank is meant as
    `Task.rank` is, None where it has none, and the `mode` as `Task.mode` is, None where it stays. One that is only
    `renumbered` keeps its place: its rank leaves room for what others have."""

    task: int
    people_before: tuple[int, ...]
    people_after: tuple[int, ...]
    rank_before: float | None
    rank_after: float | None
    mode: int | None = None
    renumbered: bool = False


@dataclass(frozen=True, slots=True)
class Price:
    """What a proposal costs: working hours each person would carry more (or less, negative), hours of work
    that change hands, and how many other tasks would start on another day."""

    hours: Mapping[int, float]
    moved: float
    disturbed: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the engine would do differently against the agreed plan.

    `worth` are days of tardiness saved by project (negative where one pays), unweighted; `saved` is the
    weighted sum the proposals are ordered by, always above 0 unless `deadlines` are kept that would break. `first` is
    the plan that follows, of one that agrees everything nobody agreed yet at once.
    """

    moves: tuple[Move, ...]
    worth: Mapping[int, float]
    saved: float
    deadlines: int
    price: Price
    sentence: str
    first: Plan | None = None


@dataclass(frozen=True, slots=True)
class Remedy:
    """What would let a task start earlier, by how many days, others left where they are."""

    sentence: str
    days: float
    person: int | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """One link of the chain that holds a task: the task held, what holds it, and from when to when it waits
    for that (UTC)."""

    task: int
    hold: Hold
    since: datetime
    until: datetime
    sentence: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a task stands where it stands: the chain back to now, the task's own link first, and what would
    bring it forward, the best first. `sentence` sums it up; for an unplanned task it is the reason."""

    task: int
    sentence: str
    chain: tuple[Link, ...] = ()
    remedies: tuple[Remedy, ...] = ()
