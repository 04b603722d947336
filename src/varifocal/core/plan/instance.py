"""A portfolio as the planner in Python reads it: each open task with what it takes, whom it may take, and from when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from varifocal.core.calendar import NEVER
from varifocal.core.plan.crews import Heads
from varifocal.core.plan.values import Hold
from varifocal.core.plan.work import Compiled, Fits, quarters_of
from varifocal.core.plan.workload import HOLDS, WORKED_ON
from varifocal.core.portfolio import Person, Portfolio, Use
from varifocal.core.portfolio.fit import fit
from varifocal.core.portfolio.hours import WorkingTime
from varifocal.core.values import QUARTERS_PER_HOUR

FIELDS = (
    "priority", "hours", "earliest", "hold", "weight", "kind", "given", "whole", "pinned_start", "started",
    "urgent", "tentative", "length", "mode", "ties_from", "ties_to", "due", "deadline", "latest", "ways_from",
    "ways_to", "start_lag", "finish_lag",
)  # fmt: skip
"""Columns of the compiled tasks that are read here."""


class Tie(NamedTuple):
    """One dependency, seen from the later task: which task, from which of its ends, whether it holds the later
    task's start or its finish, and the lag in hours."""

    before: int
    from_finish: bool
    holds_start: bool
    lag: float


class Work(NamedTuple):
    """One open task: what it takes, whom it may take, and from when on.

    `people` are agreed and kept; else `heads` lists, place by place in the crew, who is qualified for it, and
    `pinned` who must be among them. `length` is the calendar time of what nobody works on: a wait, or 0 for a
    milestone and for work that is all done. `weight` is what a day late costs, `latest` the earliest date that
    presses: its own and its project's due dates and deadlines, its goals' dates. `reason` says why it cannot be
    placed at all.
    """

    id: int
    project: int
    priority: int
    hours: float
    earliest: int
    hold: Hold
    start_lag: float
    finish_lag: float
    weight: float
    fits: Fits
    people: tuple[int, ...]
    rank: float | None
    heads: Heads
    pinned: tuple[int, ...]
    mode: int
    skill: int | None
    """The first one asked for."""
    ways: tuple[Work, ...]
    """The same in each mode it can be done in, where there are several."""
    uses: tuple[Use, ...]
    given: bool
    """Its people are agreed, not only proposed."""
    whole: bool
    """It is done in one piece: a crew's, what uses equipment, or what may not be interrupted."""
    pinned_start: bool
    started: bool
    urgent: bool
    tentative: bool
    """It may never come."""
    length: int | None
    ties: tuple[Tie, ...]
    due: int | None
    deadline: int | None
    latest: int | None
    reason: str

    @property
    def is_wait(self) -> bool:
        """An outside party answers."""
        return bool(self.length)

    def quarters(self, people: int) -> int:
        """Quarter hours a crew of so many works on it, each of them."""
        return quarters_of(self.hours, people)

    def in_mode(self, mode: int) -> Work:
        """The same in another mode."""
        return next((way for way in self.ways if way.mode == mode), self)


@dataclass(frozen=True)
class Instance:
    """All open work and everybody's working time, ready to be planned."""

    compiled: Compiled
    works: Mapping[int, Work]
    after: Mapping[int, tuple[int, ...]]
    """Tasks that depend on a task."""

    @property
    def portfolio(self) -> Portfolio:
        """What it was made of."""
        return self.compiled.portfolio

    @property
    def time(self) -> WorkingTime:
        """Everybody's working time."""
        return self.compiled.time

    @property
    def project_due(self) -> Mapping[int, int]:
        """The quarter by which a project is due, where it has a date."""
        return self.compiled.project_due

    @property
    def project_deadline(self) -> Mapping[int, int]:
        """The quarter of a project's deadline, where it has one."""
        return self.compiled.project_deadline

    @property
    def today(self) -> date:
        """The day of the plan's origin."""
        return self.compiled.today

    def day(self, quarter: int) -> date:
        """The organization's date in which a quarter begins."""
        return self.compiled.day(quarter)

    def over(self, time: WorkingTime) -> Instance:
        """The same work over another horizon of the same origin."""
        return replace(self, compiled=self.compiled.over(time))

    def with_agreed(self, agreed: Mapping[int, tuple[tuple[int, ...], float | None]]) -> Instance:
        """The same work with other people and ranks agreed for some tasks."""
        changed = {
            task: self.works[task]._replace(
                people=people, rank=rank, given=True, heads=(), ways=(), reason=""
            )
            for task, (people, rank) in agreed.items()
        }
        return replace(self, works={**self.works, **changed})


def instance_of(compiled: Compiled) -> Instance:
    """What was compiled, task by task."""
    ids = [task.id for task in compiled.tasks]
    later = compiled.columns[["later_from", "later_to"]].tolist()
    after = {
        before: tuple(ids[at] for at in compiled.items[first:last].tolist())
        for before, (first, last) in zip(ids, later, strict=True)
        if last > first
    }
    rows = compiled.columns[list(FIELDS)].tolist()
    return Instance(compiled, {ids[at]: _work(compiled, at, row) for at, row in enumerate(rows)}, after)


class Works(dict[int, Work]):
    """What was compiled, by the ids of its tasks, each read when it is first asked for."""

    def __init__(self, compiled: Compiled) -> None:
        super().__init__()
        self.compiled, self.columns = compiled, compiled.columns[list(FIELDS)]

    def __missing__(self, task: int) -> Work:
        at = self.compiled.place[task]
        self[task] = work = _work(self.compiled, at, self.columns[at].item())
        return work


def _way(compiled: Compiled, work: Work, row: int) -> Work:
    way = compiled.ways[row]
    items, equipment = compiled.items, compiled.portfolio.equipment
    fits = compiled.fits[way["kind"]]
    return work._replace(
        mode=int(way["mode"]),
        skill=_first_skill(fits),
        hours=float(way["hours"]),
        fits=fits,
        heads=tuple(compiled.classes[each] for each in items[way["heads_from"] : way["heads_to"]].tolist()),
        uses=tuple(
            Use(equipment[each].id, count)
            for each, count in compiled.uses[way["uses_from"] : way["uses_to"]].tolist()
        ),
        whole=bool(way["whole"]),
    )


def _first_skill(fits: Fits) -> int | None:
    return fits.demands[0].skill if fits.demands else None


def _work(compiled: Compiled, at: int, row: tuple[Any, ...]) -> Work:
    """One open task, of which these are the `FIELDS`, in the first of its modes, knowing all of them."""
    (
        priority, hours, earliest, hold, weight, kind, given, whole, pinned_start, started, urgent, tentative, length,
        mode, first_tie, last_tie, due, deadline, latest, first_way, last_way, start_lag, finish_lag,
    ) = row  # fmt: skip
    task, known = compiled.tasks[at], compiled.portfolio.equipment_by_id
    ties = compiled.ties[first_tie:last_tie].tolist() if last_tie > first_tie else ()
    work = Work(
        task.id,
        task.project,
        priority,
        hours,
        earliest,
        Hold(HOLDS[hold], task.id),
        start_lag / QUARTERS_PER_HOUR,
        finish_lag / QUARTERS_PER_HOUR,
        weight,
        compiled.fits[kind],
        compiled.agreed[at],
        task.rank,
        compiled.heads[at],
        compiled.pinned[at],
        mode,
        _first_skill(compiled.fits[kind]),
        (),
        tuple([use for use in task.uses if use.equipment in known]),
        bool(given),
        bool(whole),
        bool(pinned_start),
        bool(started),
        bool(urgent),
        bool(tentative),
        None if length == WORKED_ON else length,
        tuple(
            [
                Tie(compiled.tasks[before].id, bool(from_finish), bool(holds_start), lag)
                for before, from_finish, holds_start, _, lag in ties
            ]
        ),
        None if due == NEVER else due,
        None if deadline == NEVER else deadline,
        None if latest == NEVER else latest,
        compiled.reasons.get(at, ""),
    )
    ways = tuple([_way(compiled, work, each) for each in range(first_way, last_way)])
    return ways[0]._replace(ways=ways) if ways else work


def others_able(portfolio: Portfolio, task: int, than: int) -> list[int]:
    """Everybody else who could do a task of one person alone: those who fit best first."""
    asked = portfolio.task[task].in_mode(portfolio.task[task].mode)
    able = [
        person
        for person in portfolio.people
        if person.id != than
        and all(person.skills.get(each.skill, 0) >= each.level and each.count == 1 for each in asked.demands)
    ]

    def misfit(person: Person) -> tuple[int, int, int]:
        passions, surplus = fit(person, asked.demands).score
        return -passions, -surplus, person.id

    return [person.id for person in sorted(able, key=misfit)]
