"""A search near the agreed plan: few other people and places in their orders, which save most together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

import numpy as np

from varifocal.core.calendar import NEVER, QUARTERS_PER_DAY
from varifocal.core.plan.improving.kernel import guide
from varifocal.core.plan.improving.kernel.agreed import agree, generate_agreed
from varifocal.core.plan.improving.kernel.arrays import Floats, guide_of, mending_of
from varifocal.core.plan.improving.kernel.judging import cost_of
from varifocal.core.plan.improving.trials import Trials
from varifocal.core.plan.objective import NOWHERE
from varifocal.core.plan.proposing.worth import LEAST_SAVED, day_of, expected, helps_a_promise
from varifocal.core.plan.work import Compiled
from varifocal.core.plan.workload import WORKED_ON, Flags, Ints

LEAST, PRICE = 0.05, 0.5
"""Weighted days a change must save to be gone on from, and to stay beside all others in the end."""

TRIED = 200
"""Ideas tried before none is thought to be left."""

AGAIN, ELSEWHERE = 0.4, 0.8
"""What an idea counts for, for each time the same, or another for the same task, was tried in vain."""

INNER = 0.5
"""What a task's day late counts for, beside the date it would have to keep for its project to keep its own."""

FAR = 1 << 30
SECONDS_PER_DAY = 86_400

Change = tuple[tuple[int, ...], float]
"""Who does a task instead, and in which place of their order."""


class Limits(NamedTuple):
    """So many agreed tasks may change their place or their people, and so many of them their people."""

    moved: int
    handed: int


class Near:
    """Plans near the agreed one, one schedule after another.

    Goes downhill: whatever the guide thinks saves most is tried first, and kept where it saves anything. Where nothing
    more is found, or no more may change, what does not save its price beside the rest is let go, and the search goes
    on with what that leaves free.
    """

    def __init__(self, trials: Trials) -> None:
        self.trials, self.work = trials, trials.work
        load = self.work.load
        trials.generate()
        self.mending = mending_of(self.work, _movable(self.work), trials.stand_ins)
        self.guide = guide_of(self.work, self._wanted())
        first = int(load.task["agreed_from"][0]) if len(load.task) else 0
        self.first, self.last = load.task["agreed_from"] - first, load.task["agreed_to"] - first
        self.owner = np.repeat(np.arange(len(load.task)), self.last - self.first)
        self.given = self.mending.agreed["given"] == 1
        self.in_vain: dict[int | tuple[int, int], int] = {}
        self.dates = load.task[["due", "weight"]].copy()
        self.saved: dict[int, float] = {}
        """What a change saved beside the rest when that was asked last."""
        self.soon = expected(self.work)
        self.cost = self._make()
        self._read()

    @property
    def found(self) -> dict[int, Change]:
        """What differs from what is agreed, by the ids of the tasks."""
        who, rank = self.mending.who, self.mending.rank
        return {
            self.work.tasks[at].id: (
                tuple(
                    sorted(self.work.people[each] for each in who[self.first[at] : self.last[at]].tolist())
                ),
                float(rank[at]),
            )
            for at in np.flatnonzero(self._changed()).tolist()
        }

    def saving(self, most: int) -> Iterator[tuple[int, Change]]:
        """Of so many ideas the guide thinks save most those that save a day at least when they are tried, each by
        itself: the ids of tasks and what would change. A task's second idea counts less than its first."""
        rows = self.guide.idea[: self.count]
        worth, tasks, people = rows["worth"].copy(), rows["task"].copy(), rows["who"].copy()
        ideas = [self._told(*idea) for idea in map(tuple, rows[["task", "seat", "who", "rank"]].tolist())]
        cost = self.cost
        for _ in range(min(most, len(ideas))):
            at = int(np.argmax(worth))
            same = tasks == tasks[at]
            worth[same] *= ELSEWHERE
            worth[same & (people == people[at])] *= AGAIN
            worth[at] = 0.0
            if self.cost_with(dict([ideas[at]])) <= cost - LEAST_SAVED:
                yield ideas[at]

    def cost_with(self, changes: Mapping[int, Change]) -> float:
        """What a schedule costs with these changes alone; all is agreed again as it was afterwards."""
        self.mending.who[:], self.mending.rank[:] = self.mending.agreed_who, self.mending.agreed["rank"]
        self._take_on(changes)
        cost = self._make()
        self.leave()
        return cost

    def begin_with(self, changes: Mapping[int, Change]) -> None:
        """Go on from these changes."""
        self._take_on(changes)
        self.cost = self._make()
        self._read()

    def _take_on(self, changes: Mapping[int, Change]) -> None:
        for id, (people, rank) in changes.items():
            at = self.work.place[id]
            seats, crew = range(self.first[at], self.last[at]), {self.trials.person[each] for each in people}
            new = sorted(crew - set(self.mending.who[seats.start : seats.stop].tolist()))
            for seat in seats:  # whoever stays keeps her seat, for which others could stand in
                if int(self.mending.who[seat]) not in crew:
                    self.mending.who[seat] = new.pop()
            self.mending.rank[at] = rank

    def search(self, limits: Limits, is_over: Callable[[], bool]) -> None:
        """Look for changes that save most together, within these limits, until it is over or none is left."""
        while not is_over():
            found = False
            while self._go_downhill(limits, is_over):
                found = True
            self._let_go(is_over)
            if not found:
                break

    def search_with_inner_dates(self, limits: Limits, is_over: Callable[[], bool]) -> None:
        """The same, with a date for each task that has none: by which it has to be done for what waits for it, and for
        its project, to be in time. So a change counts that only pays with others: of several chains that all hold a
        project the first that gets shorter saves nothing yet."""
        task, latest = self.work.load.task, self.work.load.key["latest_finish"]
        inner = (task["due"] >= NEVER) & (latest < NEVER)
        task["due"][inner] = np.maximum(0, latest[inner])
        task["weight"][inner] = INNER
        self._begin_anew()
        self.search(limits, is_over)
        task["due"][:], task["weight"][:] = self.dates["due"], self.dates["weight"]
        self._begin_anew()

    def _begin_anew(self) -> None:
        """Go on from what is tried by other dates; what was in vain by those before may not be now."""
        self.in_vain.clear()
        self.cost = self._make()
        self._read()

    def leave(self) -> None:
        """All is agreed again as it was."""
        self.mending.who[:], self.mending.rank[:] = self.mending.agreed_who, self.mending.agreed["rank"]
        agree(self.work.load, self.mending)

    def _go_downhill(self, limits: Limits, is_over: Callable[[], bool]) -> bool:
        """Keep the first of the best ideas that saves enough; whether there is one."""
        for task, seat, who, rank in self._best_ideas():
            if is_over():
                return False
            before = self.mending.who.copy(), self.mending.rank.copy()
            self.mending.who[seat], self.mending.rank[task] = who, rank
            if self._is_within(limits) or self._has_made_room(limits, task):
                cost = self._make()
                if cost < self.cost - LEAST and self._may_be_proposed(task):
                    self.cost = cost
                    self._read()
                    return True
                for key in (task, (task, who)):
                    self.in_vain[key] = self.in_vain.get(key, 0) + 1
            self.mending.who[:], self.mending.rank[:] = before
        return False

    def _has_made_room(self, limits: Limits, task: int) -> bool:
        """Let go of the change that saved least beside the rest when that was asked last, for one of this task; whether
        it is within the limits then."""
        changed = np.flatnonzero(self._others() & self.given).tolist()
        others = [at for at in changed if at != task and at in self.saved]
        if not others:
            return False
        self._take_back(min(others, key=lambda at: self.saved[at]))
        return self._is_within(limits)

    def _take_back(self, task: int) -> None:
        """Let a task be as it is agreed."""
        mending, seats = self.mending, slice(self.first[task], self.last[task])
        mending.who[seats], mending.rank[task] = mending.agreed_who[seats], mending.agreed["rank"][task]

    def _may_be_proposed(self, task: int) -> bool:
        """Whether the schedule made last begins nothing of this week and next on another day, nor has others do it, or
        a project that would miss its date is done sooner by it."""
        begin, now = self.begin, self._begin()
        touched = begin != now
        touched[task] = True
        if not (np.minimum(begin, now)[touched] < self.soon).any():
            return True
        return helps_a_promise(self.work, self.done, self.trials.space.project_finish)

    def _begin(self) -> Ints:
        """The plan's day on which each task begins in the schedule made last, FAR where it has no place."""
        start = self.trials.space.task["start"]
        days: Ints = np.where(start == NOWHERE, FAR, day_of(self.work, start))
        return days

    def _let_go(self, is_over: Callable[[], bool]) -> None:
        """Let everything be as it is agreed that saves too little beside the rest."""
        mending = self.mending
        self.saved.clear()
        for task in np.flatnonzero(self._changed()).tolist():
            if is_over():
                break
            seats = slice(self.first[task], self.last[task])
            before = mending.who[seats].copy(), float(mending.rank[task])
            self._take_back(task)
            cost = self._make()
            if cost < self.cost + PRICE:
                self.cost = cost
            else:
                self.saved[task] = cost - self.cost
                mending.who[seats], mending.rank[task] = before
        self._make()
        self._read()

    def _best_ideas(self) -> list[tuple[int, int, int, float]]:
        rows = self.guide.idea[: self.count]
        worth = rows["worth"].copy()
        ideas = list(zip(*(rows[name].tolist() for name in ("task", "seat", "who", "rank")), strict=True))
        for at, (task, _, who, _) in enumerate(ideas):
            if task in self.in_vain:
                worth[at] *= ELSEWHERE ** self.in_vain[task] * AGAIN ** self.in_vain.get((task, who), 0)
        return [ideas[at] for at in np.argsort(-worth, kind="stable")[:TRIED].tolist()]

    def _told(self, task: int, seat: int, who: int, rank: float) -> tuple[int, Change]:
        crew = self.mending.who[self.first[task] : self.last[task]].copy()
        crew[seat - self.first[task]] = who
        return self.work.tasks[task].id, (
            tuple(sorted(self.work.people[each] for each in crew.tolist())),
            rank,
        )

    def _make(self) -> float:
        """One schedule of what is tried; what it costs."""
        self.trials.another()
        generate_agreed(self.work.load, self.trials.space, self.mending)
        return float(cost_of(self.mending.objective))

    def _read(self) -> None:
        """Look at the schedule made last, from which to go on."""
        self.begin, self.done = self._begin(), self.trials.space.project_finish.copy()
        guide.read(self.work.load, self.trials.space, self.mending, self.guide)
        self.count = guide.ideas(self.work.load, self.trials.space, self.mending, self.guide)

    def _wanted(self) -> Floats:
        """The rank of each task; of what has none the day it begins as all is agreed, in days since 1970, as what is
        agreed is ranked."""
        origin = self.work.time.grid.origin.timestamp() / SECONDS_PER_DAY
        begins = origin + self.trials.space.task["start"] / QUARTERS_PER_DAY
        wanted: Floats = np.where(self.mending.agreed["ranked"] == 1, self.mending.agreed["rank"], begins)
        return wanted

    def _others(self) -> Flags:
        """Whether others do a task than agreed."""
        others = np.zeros(len(self.given), dtype=bool)
        others[self.owner[self.mending.who != self.mending.agreed_who]] = True
        return others

    def _changed(self) -> Flags:
        changed: Flags = self._others() | (self.mending.rank != self.mending.agreed["rank"])
        return changed

    def _is_within(self, limits: Limits) -> bool:
        handed = np.count_nonzero(self._others() & self.given)
        moved = np.count_nonzero(self._changed() & self.given)
        return bool(moved <= limits.moved and handed <= limits.handed)


def _movable(work: Compiled) -> Flags:
    """What has begun, is pinned to a date or waits for others stays."""
    columns = work.columns
    free = (columns["given"] == 0) | (columns["ranked"] == 1)
    free &= (columns["agreed_to"] > columns["agreed_from"]) & (columns["length"] == WORKED_ON)
    free &= (columns["started"] == 0) & (columns["pinned_start"] == 0) & (columns["unable"] == 0)
    movable: Flags = free.astype(np.uint8)
    return movable
