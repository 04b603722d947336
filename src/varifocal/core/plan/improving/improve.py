"""The door: a portfolio in, a plan out that gets better until the search stops."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from varifocal.core.plan.improving.kernel.arrays import NOBODY, Search, search_of
from varifocal.core.plan.improving.kernel.bound import least_tardiness
from varifocal.core.plan.improving.kernel.climbing import climb
from varifocal.core.plan.improving.kernel.judging import SAME, is_better
from varifocal.core.plan.improving.kernel.values import BROKEN, FOUND_AT, MADE, TAKEN_UP, TARDINESS, UNPLANNED
from varifocal.core.plan.improving.kernel.ways import use_way
from varifocal.core.plan.improving.quick import first, told
from varifocal.core.plan.make import plan_of
from varifocal.core.plan.reading import compiled
from varifocal.core.plan.search.values import Clock
from varifocal.core.plan.search.watch import Watch
from varifocal.core.plan.values import Plan, Stop
from varifocal.core.plan.workload import Records
from varifocal.core.portfolio import Portfolio
from varifocal.core.portfolio.hours import no_ones_time

PIECE = 0.02
"""Seconds between two looks at the clock."""

COUNTED_PIECE = 500
"""Schedules between two words to the caller where they are counted."""

ROUND = 2_000
"""Schedules in which the threshold falls to nothing where neither seconds nor schedules end the search; then it begins
anew."""

A_START, MOST_STARTS = 600, 32
"""So many schedules of the whole to each search that begins, and so many searches at most."""

OF_WHICH_ONE = 4
"""Of so many searches the best goes on."""

TASTE = 20
"""Schedules by which it is told how many there will be in the seconds given."""

SEEDS_APART = 1_000_003
"""Between the random numbers of two searches of one seed."""


@dataclass(frozen=True, slots=True)
class Improved:
    """A plan, how late it is, and how late every plan is at least in which as much has a place (weighted days past due
    dates; where the portfolio aims at the makespan alone, days until all is done).

    `seconds_to_first` and `seconds` are by the clock given, 0 without one.
    """

    plan: Plan
    tardiness: float
    least_tardiness: float
    seconds_to_first: float = 0.0
    seconds: float = 0.0

    @property
    def gap(self) -> float | None:
        """How much later it is than any plan must be, as a share of that; None where nothing need be late."""
        if self.least_tardiness <= 0:
            return 0.0 if self.tardiness <= 0 else None
        return max(0.0, self.tardiness / self.least_tardiness - 1)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a search is: schedules made, weighted days late of the best, and what no plan can be below."""

    schedules: int
    tardiness: float
    least_tardiness: float

    def is_within(self, gap: float) -> bool:
        """Whether it is no further from the bound than a share of it that was asked for."""
        return gap > 0 and self.tardiness <= self.least_tardiness * (1 + gap)


Tell = Callable[[Progress], bool]
"""Called now and then while the search goes on; answering False ends it with what it has."""


def improve(
    portfolio: Portfolio, *, stop: Stop, seed: int = 0, clock: Clock | None = None, tell: Tell | None = None
) -> Improved:
    """The best plan found until `stop`: other orders and other people for what nobody has agreed.

    Begins with the plan `plan` makes and changes one thing at a time, each tried by a complete schedule in compiled
    code and kept unless it costs more than a threshold that falls to nothing (threshold accepting, Dueck and Scheuer,
    *Journal of Computational Physics* 90, 1990). What is drawn first decides much of what is found, so several searches
    race where there is time for it: of every four the best goes on, with as much for all of them in each round. Who
    does agreed work, and in which order, stays. With a stop counted in schedules the same portfolio and seed give the
    same plan everywhere; a stop in seconds needs a `clock` (raises ValueError without one).
    """
    return _Race(portfolio, Watch(stop, clock, tell), seed).run()


class _Race:
    """Searches that take turns in one room: how many have begun, how many schedules they made, whose is the best."""

    def __init__(self, portfolio: Portfolio, watch: Watch[Progress], seed: int) -> None:
        self.watch, self.stop, self.seed = watch, watch.stop, seed
        self.work, self.room, _ = first(compiled(portfolio, no_ones_time(portfolio)))
        self.first_at = watch.seconds
        self.least = self._least(self.room.task)
        self.begun = 0
        self.best = self.search = self._begin()
        self.made = self.found_at = 0
        self.rate = 0.0

    def run(self) -> Improved:
        """Turn by turn until the watch says stop."""
        self._climb(1, 0, ROUND)
        for search, until in self._turns():
            self._go_on_with(search)
            since, began = int(search.tally[MADE]), self.used
            while not self._is_over() and (self.used < until or until >= 1.0):
                self._climb(self._piece(until), since, self._budget(since, began, until))
        best, least = float(self.best.best[TARDINESS]), self._least(self.best.placed_best)
        return Improved(self._plan(), best, least, self.first_at, self.watch.seconds)

    @property
    def used(self) -> float:
        """The part of the search that is over, by schedules or by seconds; 0 where neither ends it."""
        by_count = self.made / self.stop.schedules if self.stop.schedules else 0.0
        return max(by_count, self.watch.seconds / self.stop.seconds if self.stop.seconds else 0.0)

    def _turns(self) -> Iterator[tuple[Search, float]]:
        """Whose turn it is, and up to which part of the whole."""
        alive, until = [self.search], 0.0
        starts = self._starts()
        rounds = 1 + math.ceil(math.log(starts, OF_WHICH_ONE))
        for at in range(starts):
            until += 1 / rounds / starts
            if at:
                alive.append(self._begin())
            yield alive[-1], until if starts > 1 else 1.0
        while len(alive) > 1:
            made = [one for one in alive if one.tally[MADE]]  # a turn may be over before it comes
            made.sort(key=lambda one: tuple(one.best))
            alive = made[: math.ceil(len(alive) / OF_WHICH_ONE)]
            for search in alive:
                until += 1 / rounds / len(alive)
                yield search, until if len(alive) > 1 else 1.0

    def _starts(self) -> int:
        """How many searches begin, so that each has enough of what all of them will make."""
        schedules = self.stop.schedules or math.inf
        if self.stop.seconds is not None:
            self._climb(TASTE, 0, ROUND)
            schedules = min(schedules, self.rate * self.watch.left)
        return max(1, min(MOST_STARTS, int(schedules / A_START))) if schedules < math.inf else 1

    def _begin(self) -> Search:
        self.begun += 1
        return search_of(self.work.load, self.room, self.seed + (self.begun - 1) * SEEDS_APART)

    def _go_on_with(self, search: Search) -> None:
        self.search = search
        self.room.wish[:] = search.crew_now if search.tally[MADE] else NOBODY

    def _climb(self, schedules: int, since: int, budget: int) -> None:
        """Let the search whose turn it is make so many schedules more."""
        search, began = self.search, self.watch.seconds
        before = int(search.tally[MADE])
        climb(self.work.load, self.room, search, before + schedules, since, budget)
        made = int(search.tally[MADE])
        self.made += made - before
        self.rate = (made - before) / max(1e-6, self.watch.seconds - began)
        if search is self.best or is_better(search.best, self.best.best):
            self.best = search
            self.found_at = max(self.found_at, self.made - made + int(search.tally[FOUND_AT]))

    def _least(self, placed: Records) -> float:
        """What no plan can be less late than in which so much has a place."""
        counted = (placed["start"] >= 0).astype(np.uint8)
        return float(least_tardiness(self.work.load, self.room, counted))

    def _piece(self, until: float) -> int:
        """How many schedules until the next look at the clock, or the next word to the caller."""
        if self.stop.seconds is not None:
            piece = max(1, int(self.rate * PIECE))
        else:
            piece = COUNTED_PIECE
        if self.stop.schedules is None:
            return piece
        return max(1, min(piece, round(until * self.stop.schedules) - self.made))

    def _budget(self, since: int, began: float, until: float) -> int:
        """How many schedules this turn will have made in the end, as far as that can be told."""
        counted = round((until - began) * self.stop.schedules) if self.stop.schedules else ROUND
        if self.stop.seconds is None:
            return max(1, counted)
        made = int(self.search.tally[MADE]) - since
        timed = made + 1 + int(self.rate * max(0.0, until * self.stop.seconds - self.watch.seconds))
        return timed if self.stop.schedules is None else max(1, min(counted, timed))

    def _is_over(self) -> bool:
        best = float(self.best.best[TARDINESS])
        still = self.made - self.found_at
        return self.watch.over(Progress(self.made, best, self.least), still) or self._is_best()

    def _is_best(self) -> bool:
        """Whether nothing that is searched for can get better: everything has a place and nothing is late, or
        there is nothing to place."""
        best = self.best.best
        return not len(self.work.tasks) or not (
            best[UNPLANNED] or best[BROKEN] or best[TARDINESS] > self.least + SAME
        )

    def _plan(self) -> Plan:
        """The best schedule, as it was made."""
        load, room, search = self.work.load, self.room, self.best
        room.task[:], room.crew[:], room.done[:] = search.placed_best, search.crew_best, search.done_best
        for task in np.flatnonzero(load.task["ways_to"] > load.task["ways_from"]).tolist():
            use_way(load, task, int(room.task["way"][task]))
        return plan_of(self.work, told(self.work, room, int(search.tally[TAKEN_UP])), self.made)
