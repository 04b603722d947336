"""A portfolio compiled: all open work and everybody's working time, for the planner and the compiled searches."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import accumulate

import numpy as np

from varifocal.core.calendar import NEVER
from varifocal.core.plan.crews import Heads
from varifocal.core.plan.workload import BENCH, KEY, PERSON, PROJECT, Ints, Records, Workload
from varifocal.core.portfolio import Person, Portfolio, SkillDemand, Task
from varifocal.core.portfolio.fit import fit
from varifocal.core.portfolio.hours import WorkingTime
from varifocal.core.values import QUARTERS_PER_HOUR

SPARE = 64
"""A person has room for so many tasks more than the plan can give her: what is tried may give her others'."""


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


def all_agreed(work: Compiled) -> Ints:
    """The places of all who agreed to something, task after task."""
    columns = work.columns
    return (
        work.items[columns["agreed_from"][0] : columns["agreed_to"][-1]] if len(columns) else work.items[:0]
    )


def quarters_of(hours: float, people: int) -> int:
    """Whole quarter hours that hold so many person-hours shared by so many people."""
    return math.ceil(hours * QUARTERS_PER_HOUR / max(1, people) - 1e-9)


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
