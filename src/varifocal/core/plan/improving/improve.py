"""The door: a portfolio in, a plan out that gets better until the search stops."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from varifocal.core.plan.improving.kernel.arrays import Search, search_of
from varifocal.core.plan.improving.kernel.bound import least_tardiness
from varifocal.core.plan.improving.kernel.climbing import climb
from varifocal.core.plan.improving.kernel.judging import SAME
from varifocal.core.plan.improving.kernel.values import BROKEN, FOUND_AT, MADE, TAKEN_UP, TARDINESS, UNPLANNED
from varifocal.core.plan.improving.kernel.ways import use_way
from varifocal.core.plan.improving.quick import first, told
from varifocal.core.plan.make import plan_of
from varifocal.core.plan.reading import compiled
from varifocal.core.plan.search.values import Clock
from varifocal.core.plan.search.watch import Watch
from varifocal.core.plan.values import Plan, Stop
from varifocal.core.portfolio import Portfolio
from varifocal.core.portfolio.hours import no_ones_time

PIECE = 0.02
"""Seconds between two looks at the clock."""

COUNTED_PIECE = 500
"""Schedules between two words to the caller where they are counted."""

ROUND = 2_000
"""Schedules in which the threshold falls to nothing where neither seconds nor schedules end the search; then it begins
anew."""


@dataclass(frozen=True, slots=True)
class Improved:
    """A plan, how late it is, and how late every plan of this portfolio is at least (weighted days past due dates;
    where the portfolio aims at the makespan alone, days until all is done).

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
    code and kept unless it costs more than a threshold that falls towards the stop (threshold accepting, Dueck and
    Scheuer, *Journal of Computational Physics* 90, 1990). Who does agreed work, and in which order, stays. With a stop
    counted in schedules the same portfolio and seed give the same plan everywhere; a stop in seconds needs a `clock`
    (raises ValueError without one).
    """
    return _Improvement(portfolio, Watch(stop, clock, tell), seed).run()


class _Improvement:
    def __init__(self, portfolio: Portfolio, watch: Watch[Progress], seed: int) -> None:
        self.watch, self.stop = watch, watch.stop
        self.work, self.room, _ = first(compiled(portfolio, no_ones_time(portfolio)))
        self.first_at = watch.seconds
        self.search: Search = search_of(self.work.load, self.room, seed)
        self.least = least_tardiness(self.work.load, self.room)

    @property
    def made(self) -> int:
        """Schedules made so far."""
        return int(self.search.tally[MADE])

    def run(self) -> Improved:
        self._go_on(1, ROUND)
        rate = 0.0
        while not self._is_over():
            since = self.watch.seconds
            made = self.made
            self._go_on(self._piece(rate), self._budget(rate))
            rate = (self.made - made) / max(1e-6, self.watch.seconds - since)
        best = float(self.search.best[TARDINESS])
        return Improved(self._plan(), best, self.least, self.first_at, self.watch.seconds)

    def _piece(self, rate: float) -> int:
        piece = max(1, int(rate * PIECE)) if self.stop.seconds is not None else COUNTED_PIECE
        return piece if self.stop.schedules is None else min(piece, self.stop.schedules - self.made)

    def _budget(self, rate: float) -> int:
        """How many schedules will have been made in the end, as far as that can be told."""
        counted = self.stop.schedules or ROUND
        if self.stop.seconds is None:
            return counted
        timed = self.made + 1 + int(rate * max(0.0, self.watch.left))
        return timed if self.stop.schedules is None else min(counted, timed)

    def _go_on(self, schedules: int, budget: int) -> None:
        climb(self.work.load, self.room, self.search, self.made + schedules, budget)

    def _is_over(self) -> bool:
        best = float(self.search.best[TARDINESS])
        still = self.made - int(self.search.tally[FOUND_AT])
        return self.watch.over(Progress(self.made, best, self.least), still) or self._is_best()

    def _is_best(self) -> bool:
        """Whether nothing that is searched for can get better: everything has a place and nothing is late, or
        there is nothing to place."""
        best = self.search.best
        return not len(self.work.tasks) or not (
            best[UNPLANNED] or best[BROKEN] or best[TARDINESS] > self.least + SAME
        )

    def _plan(self) -> Plan:
        """The best schedule, as it was made."""
        load, room, search = self.work.load, self.room, self.search
        room.task[:], room.crew[:], room.done[:] = search.placed_best, search.crew_best, search.done_best
        for task in np.flatnonzero(load.task["ways_to"] > load.task["ways_from"]).tolist():
            use_way(load, task, int(room.task["way"][task]))
        return plan_of(self.work, told(self.work, room, int(search.tally[TAKEN_UP])), self.made)
