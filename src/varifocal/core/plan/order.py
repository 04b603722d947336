"""In which order the planner places work: the published order, followed under dependencies and agreed queues."""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import pairwise

from varifocal.core.calendar import QUARTERS_PER_WEEK
from varifocal.core.plan.instance import Instance, Work

Key = tuple[int, float, int]

FAR = 1e9
"""The latest start of what has no due date."""

NORMAL = 4
"""A normal task of a normal project: the two priorities add to this."""

STEP = QUARTERS_PER_WEEK / 2
"""What a step of priority counts for."""

SOON = 2 * QUARTERS_PER_WEEK
"""Urgent work that presses within this competes with what is agreed; other new work takes what that leaves."""

UNDATED = {2: 1, 3: 2, 4: 6, 5: 12, 6: 26}
"""In how many weeks work without any date presses, by the sum of its own and its project's priority."""

NO_RANK = (True, FAR)
"""The place in a person's order of work that has none agreed."""


@dataclass(frozen=True)
class Ordering:
    """The order in which tasks are placed, and the tasks that wait for themselves in a circle."""

    tasks: tuple[int, ...]
    in_circles: tuple[int, ...]


class Orderer:
    """What the order of one instance rests on, computed once.

    All that is firm comes before what is tentative. Then a task comes before another if (1) it has started and is done
    in one piece, (2) it is pinned to a date, (3) it has started and stands in no agreed order, (4) it is agreed, or
    urgent and presses within two weeks, (5) its latest start, counted back from due dates through what depends on it,
    is earlier, each step of priority (its own and its project's) counting as half a week, (6) its number is smaller.
    What others depend on comes as early as the most pressing of them. Agreed ranks are followed within the queue of
    each person and of each kind of equipment; what others depend on ranks no later than they do, so that ranks and
    dependencies never contradict one another.
    """

    def __init__(self, instance: Instance) -> None:
        self.works = instance.works
        self.after = instance.after
        self.topological = _topological(instance)
        self.latest_starts = _latest_starts(instance, self.topological)
        self.queued = _queues(instance, self.topological)

    def order(self) -> Ordering:
        """The order of placement."""
        keys = self._keys()
        missing = {task: len(self.works[task].ties) for task in keys}
        for followers in self.queued.values():
            for follower in followers:
                missing[follower] += 1
        ready = [(keys[task], task) for task in keys if not missing[task]]
        heapify(ready)
        done: list[int] = []
        while ready:
            _, task = heappop(ready)
            done.append(task)
            for later in (*self.after.get(task, ()), *self.queued.get(task, ())):
                if later in missing:
                    missing[later] -= 1
                    if not missing[later]:
                        heappush(ready, (keys[later], later))
        return Ordering(tuple(done), tuple(sorted(set(self.works) - set(done))))

    def _keys(self) -> dict[int, Key]:
        keys: dict[int, Key] = {}
        for task in reversed(self.topological):
            work = self.works[task]
            pressing = self.pressing(work)
            key = (self.group(work, pressing), pressing, task)
            for later in self.after.get(task, ()):
                if later in keys and keys[later] < key:
                    key = keys[later]
            keys[task] = key
        return keys

    @staticmethod
    def group(work: Work, pressing: float) -> int:
        """Which of the six comes first: begun and done in one piece; pinned to a date; begun, without a place in an
        agreed order; agreed, or urgent and pressing soon; all else that is firm; what may never come."""
        if work.tentative:
            return 5
        if _goes_on_first(work):
            return 0 if work.whole else 2
        if work.pinned_start:
            return 1
        return 3 if work.given or (work.urgent and pressing < SOON) else 4

    def pressing(self, work: Work) -> float:
        """The moment by which a task presses: its latest start, or a date of its own where none is given,
        earlier or later by its priority."""
        latest = self.latest_starts[work.id]
        if latest >= FAR / 2:
            latest = UNDATED[work.priority] * QUARTERS_PER_WEEK
        return latest + (work.priority - NORMAL) * STEP


def _topological(instance: Instance) -> tuple[int, ...]:
    missing = {task: len(work.ties) for task, work in instance.works.items()}
    order = [task for task, count in missing.items() if not count]
    for task in order:
        for later in instance.after.get(task, ()):
            missing[later] -= 1
            if not missing[later]:
                order.append(later)
    return tuple(order)


def _latest_starts(instance: Instance, topological: tuple[int, ...]) -> dict[int, float]:
    """Latest starts by going back from due dates; effort becomes calendar time by the organization's week. The dates
    of what may never come press nothing that is firm."""
    week = max(1.0, instance.time.week.hours)
    starts: dict[int, float] = {}
    finishes: dict[int, float] = {}
    durations: dict[int, float] = {}
    for task in topological:
        work = instance.works[task]
        crew = len(work.people) or len(work.heads) or 1
        durations[task] = (
            float(work.length) if work.length is not None else work.hours / crew / week * QUARTERS_PER_WEEK
        )
    for task in reversed(topological):
        latest = instance.works[task].latest
        finish = finishes.get(task, FAR) if latest is None else min(latest, finishes.get(task, FAR))
        finishes[task] = finish
        starts[task] = min(finish - durations[task], starts.get(task, FAR))
        for tie in instance.works[task].ties:
            if tie.before not in durations or (
                instance.works[task].tentative and not instance.works[tie.before].tentative
            ):
                continue
            held = starts[task] if tie.holds_start else finish
            limit = held - tie.lag / week * QUARTERS_PER_WEEK
            side = finishes if tie.from_finish else starts
            side[tie.before] = min(limit, side.get(tie.before, FAR))
    return starts


def _queues(instance: Instance, topological: tuple[int, ...]) -> dict[int, list[int]]:
    """For each agreed task those that come next in the order of one of its people or of what equipment it uses, first
    what goes on before all else."""
    ranks = _inherited_ranks(instance, topological)
    lines: dict[tuple[str, int], list[tuple[bool, float, int, int]]] = {}
    for place, task in enumerate(topological):
        work = instance.works[task]
        if _rank(work) == NO_RANK:
            continue
        shared = [("person", person) for person in work.people]
        shared += [("equipment", use.equipment) for use in work.uses]
        for each in shared:
            lines.setdefault(each, []).append((*ranks[task], place, task))
    followers: dict[int, list[int]] = {}
    for line in lines.values():
        for earlier, later in pairwise(sorted(line)):
            followers.setdefault(earlier[-1], []).append(later[-1])
    return followers


def _inherited_ranks(instance: Instance, topological: tuple[int, ...]) -> dict[int, tuple[bool, float]]:
    ranks: dict[int, tuple[bool, float]] = {}
    for task in reversed(topological):
        following = (ranks[later] for later in instance.after.get(task, ()) if later in ranks)
        ranks[task] = min(_rank(instance.works[task]), *following, NO_RANK)
    return ranks


def _rank(work: Work) -> tuple[bool, float]:
    if not work.people or work.pinned_start or work.tentative or not (work.started or work.rank is not None):
        return NO_RANK
    return not _goes_on_first(work), work.rank or 0.0


def _goes_on_first(work: Work) -> bool:
    """Begun, and done in one piece or without a place of its own. What is begun and has a place keeps it: begun where
    what comes first had to wait, it is put aside again for that."""
    return work.started and (work.whole or work.rank is None or bool(work.pinned_start))
