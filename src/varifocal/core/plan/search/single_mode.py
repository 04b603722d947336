"""The search for tasks of one mode, on renewable resources, people with skills, or both."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext

from varifocal.core.plan.published.values import Instance, Schedule
from varifocal.core.plan.search.evolution import Islands, first, rows_for, speed
from varifocal.core.plan.search.packing import packed
from varifocal.core.plan.search.values import Progress
from varifocal.core.plan.search.watch import Watch

PIECE = 0.004
"""Seconds between two looks at the clock."""

COUNTED_PIECE = 5_000
"""Schedules between two words to the caller where schedules are counted."""

WITHOUT_SECONDS = 60.0
"""The budget the population is made for where neither seconds nor schedules end the search."""


class Search:
    """One search: `found` and `schedules` so far, better with each call of `improve`."""

    def __init__(self, instance: Instance, seed: int, workers: int) -> None:
        self.instance = instance
        self.net = packed(instance)
        self.seed, self.workers = seed, workers
        self.makespan, self.starts, self.crew = first(self.net)
        self.schedules = 1

    def improve(self, bound: int, watch: Watch[Progress]) -> None:
        """Breed until the watch says stop."""
        if watch.over(Progress(self.schedules, self.makespan, bound)):
            return
        islands = self._evolved(bound, watch)
        self.schedules += islands.made
        if islands.best.best < self.makespan:
            best = islands.best
            self.makespan, self.starts, self.crew = best.best, best.starts, best.crew

    def _evolved(self, bound: int, watch: Watch[Progress]) -> Islands:
        """Pieces by the clock where it counts, else by schedules alone."""
        most, workers = watch.stop.schedules, self.workers
        rate = speed(self.net, watch.clock, self.seed) * workers if watch.clock and most is None else 0.0
        budget = most or rate * min(watch.left, WITHOUT_SECONDS)
        islands = Islands(self.net, rows_for(budget / workers, len(self.net.duration)), self.seed, workers)
        with ThreadPoolExecutor(workers) if workers > 1 else nullcontext() as pool:
            goal, since = 0, watch.seconds
            while True:
                goal += max(3 * workers, int(rate * min(PIECE, watch.left))) if rate else COUNTED_PIECE
                goal = goal if most is None else min(goal, most - 1)
                islands.run(goal, bound, pool)
                at = Progress(1 + goal, min(self.makespan, islands.best.best), bound)
                if watch.over(at, islands.still):
                    return islands
                if rate:
                    rate = islands.made / max(1e-6, watch.seconds - since)

    def schedule(self, modes: tuple[int, ...]) -> Schedule:
        """The best so far, by the numbers of the instance; `modes` are those chosen before."""
        place = {task: at for at, task in enumerate(self.instance.topological)}
        starts, crew, role_at = self.starts.tolist(), self.crew.tolist(), self.net.role_at.tolist()
        numbers = range(len(place))
        return Schedule(
            tuple(starts[place[task]] for task in numbers),
            modes,
            tuple(tuple(sorted(crew[role_at[place[task]] : role_at[place[task] + 1]])) for task in numbers),
        )
