"""Populations bred side by side until the search stops: islands that pass their best on."""

from __future__ import annotations

import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from varifocal.core.plan.search.arrays import (
    BEST,
    BEST_ROW,
    FILLED,
    FOUND_AT,
    PLACED,
    WORST_ROW,
    Ints,
    Network,
)
from varifocal.core.plan.search.kernel import (
    BRED,
    BY_WAIT,
    ENDLESS,
    evolve,
    sample,
    serial,
    sort_by,
    worst_row,
)
from varifocal.core.plan.search.packing import UNKNOWN, population, scratch

ROWS = 1.15
FEWEST, MOST = 16, 4_000
"""Rows of a population for a budget of *s* schedules: 1.15 √s, within these bounds."""

MOST_CELLS = 20_000_000
"""Rows times tasks of a population, for memory's sake."""

PATIENCE = 150
"""Schedules without a better one, a row, after which an island starts anew."""

EPOCH = 20
"""Schedules a row between two visits of neighbours."""


class Island:
    """One population with its room to work in."""

    def __init__(self, net: Network, rows: int, seed: int) -> None:
        self.net = net
        self.work = scratch(net)
        self.seed = seed
        self.begun = 0
        self.rows, self.tasks = rows, len(net.duration)
        self.before = 0
        self.pop = population(net, rows, seed)
        self.best, self.found_at = UNKNOWN, 0
        self.starts, self.crew = self.work.starts.copy(), self.work.crew.copy()

    @property
    def placed(self) -> int:
        """Tasks placed in all, those before a new start among them."""
        return self.before + int(self.pop.tally[PLACED])

    def run(self, until: int, target: int) -> None:
        """Go on until so many tasks have been placed in all, or there is a schedule as good as `target`."""
        while self.placed < until and self.best > target:
            placed = self.placed
            evolve(self.net, self.work, self.pop, min(until - self.before, self._patient), target)
            self._note()
            if self.pop.tally[PLACED] + BRED * self.tasks > self._patient:
                self._start_anew()
            elif self.placed == placed:
                return  # what is left does not suffice for one more child

    def visit(self, other: Island) -> None:
        """Take the neighbour's best row for the worst one here."""
        if self.pop.tally[FILLED] < self.rows or other.pop.tally[FILLED] < other.rows:
            return
        worst = int(self.pop.tally[WORST_ROW])
        guest = int(other.pop.tally[BEST_ROW])
        total, makespan = int(other.pop.total[guest]), int(other.pop.makespan[guest])
        if makespan >= self.pop.makespan[worst] or np.any(self.pop.total == total):
            return
        self.pop.orders[worst], self.pop.starts[worst] = other.pop.orders[guest], other.pop.starts[guest]
        self.pop.crew[worst], self.pop.delay[worst] = other.pop.crew[guest], other.pop.delay[guest]
        self.pop.makespan[worst], self.pop.total[worst] = makespan, total
        self.pop.tally[WORST_ROW] = worst_row(self.pop)
        if makespan < self.pop.tally[BEST]:
            self.pop.tally[BEST], self.pop.tally[BEST_ROW] = makespan, worst
            self.pop.tally[FOUND_AT] = self.pop.tally[PLACED]

    @property
    def _patient(self) -> int:
        """Tasks placed after which this population is given up, unless a better schedule comes before."""
        return int(self.pop.tally[FOUND_AT]) + PATIENCE * self.rows * self.tasks

    def _note(self) -> None:
        if self.pop.tally[BEST] < self.best:
            self.best = int(self.pop.tally[BEST])
            row = int(self.pop.tally[BEST_ROW])
            self.starts, self.crew = self.pop.starts[row].copy(), self.pop.crew[row].copy()
            self.found_at = self.before + int(self.pop.tally[FOUND_AT])

    def _start_anew(self) -> None:
        self.before = self.placed
        self.begun += 1
        self.pop = population(self.net, self.rows, self.seed + 7919 * self.begun)


def rows_for(schedules: float, tasks: int) -> int:
    """How many rows serve a budget of so many schedules best: the literature's growth with its root."""
    rows = min(MOST, ROWS * math.sqrt(max(0.0, schedules)), MOST_CELLS / max(1, tasks))
    return max(FEWEST if tasks < MOST_CELLS // FEWEST else 4, round(rows))


def first(net: Network) -> tuple[int, Ints, Ints]:
    """One schedule by the latest-finish rule: there at once. Makespan, starts and crews."""
    work = scratch(net)
    sort_by(net.late, int(net.late.max()), False, work.counts, work.order)
    return serial(net, work, False, work.order, work.starts, BY_WAIT, ENDLESS), work.starts, work.crew


def speed(net: Network, clock: Callable[[], float], seed: int) -> float:
    """Schedules a second, from a few of them."""
    work, pop = scratch(net), population(net, FEWEST, seed)
    since, made = clock(), 0
    while made < 30 and (made < 3 or clock() - since < 0.005):
        sample(net, work, pop.random, 1)
        made += 3
    return made / max(1e-6, clock() - since)


class Islands:
    """As many populations as workers; with one worker just one."""

    def __init__(self, net: Network, rows: int, seed: int, workers: int) -> None:
        self.islands = [Island(net, rows, seed * 1_000_003 + number) for number in range(max(1, workers))]
        self.tasks = len(net.duration)
        self.epoch = EPOCH * rows * self.tasks
        self.next_visit = self.epoch

    @property
    def made(self) -> int:
        """Schedules made by all of them: tasks placed by the tasks of a schedule, a part begun counted as one."""
        return -(-sum(island.placed for island in self.islands) // self.tasks)

    @property
    def best(self) -> Island:
        """The island with the best schedule, the first of several."""
        return min(self.islands, key=lambda island: island.best)

    @property
    def still(self) -> int:
        """Schedules made since the best one was found, by the island that has it, times the islands."""
        return (self.best.placed - self.best.found_at) // self.tasks * len(self.islands)

    def run(self, schedules: int, target: int, pool: ThreadPoolExecutor | None) -> None:
        """Bring the islands to so many schedules in all, together; visits come at counts, not at times."""
        share, more = divmod(schedules, len(self.islands))
        goals = [(share + (number < more)) * self.tasks for number in range(len(self.islands))]
        while True:
            points = [min(goal, self.next_visit) for goal in goals]
            calls = list(zip(self.islands, points, strict=True))
            if pool is None:
                for island, point in calls:
                    island.run(point, target)
            else:
                list(pool.map(lambda call: call[0].run(call[1], target), calls))
            if self.best.best <= target or max(goals) < self.next_visit:
                return
            self._visit()
            self.next_visit += self.epoch

    def _visit(self) -> None:
        for island, neighbour in zip(self.islands[1:] + self.islands[:1], self.islands, strict=True):
            if island is not neighbour:
                island.visit(neighbour)
