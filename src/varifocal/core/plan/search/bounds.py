"""Lower bounds on the makespan that need no search: the critical path, work per capacity, and windows of both."""

from __future__ import annotations

from collections.abc import Sequence

from varifocal.core.plan.published.values import Instance
from varifocal.core.plan.search.flow import people_bound

MOST_LOOKS = 1_000_000
"""Starts of windows times tasks looked at for one resource; of more starts some are left out, evenly."""


def heads(instance: Instance) -> list[int]:
    """For each task the length of the longest chain before it, in the shortest modes."""
    longest = [0] * len(instance.tasks)
    for task in instance.topological:
        finish = longest[task] + shortest(instance, task)
        for successor in instance.tasks[task].successors:
            if longest[successor] < finish:
                longest[successor] = finish
    return longest


def tails(instance: Instance) -> list[int]:
    """For each task the length of the longest chain after it, in the shortest modes."""
    longest = [0] * len(instance.tasks)
    whole = [0] * len(instance.tasks)  # with the task itself
    for task in reversed(instance.topological):
        behind = 0
        for successor in instance.tasks[task].successors:
            if behind < whole[successor]:
                behind = whole[successor]
        longest[task], whole[task] = behind, behind + shortest(instance, task)
    return longest


def shortest(instance: Instance, task: int) -> int:
    """The shortest time a task can take."""
    modes = instance.tasks[task].modes
    return modes[0].duration if len(modes) == 1 else min(mode.duration for mode in modes)


def critical_path(instance: Instance) -> int:
    """The longest chain of dependencies (Kelley and Walker 1959)."""
    ahead, behind = heads(instance), tails(instance)
    return max(
        before + shortest(instance, task) + after
        for task, (before, after) in enumerate(zip(ahead, behind, strict=True))
    )


def lower_bound(instance: Instance) -> int:
    """The best of the bounds here: no schedule ends earlier."""
    ahead, behind = heads(instance), tails(instance)
    best = critical_path(instance)
    for resource, capacity in enumerate(instance.renewable):
        work = [
            min(mode.duration * mode.renewable[resource] for mode in task.modes) for task in instance.tasks
        ]
        best = max(best, _windowed(work, capacity, ahead, behind))
        pairs = [
            all(2 * mode.renewable[resource] > capacity for mode in task.modes) and shortest(instance, number)
            for number, task in enumerate(instance.tasks)
        ]
        best = max(best, _windowed([int(each) for each in pairs], 1, ahead, behind))
    return max(best, people_bound(instance, ahead, behind)) if instance.people else best


def _windowed(work: Sequence[int], capacity: int, ahead: Sequence[int], behind: Sequence[int]) -> int:
    """Of all tasks with at least so much before and so much after them: before, their work, and after.

    With one unit of capacity and durations as work this is the one-machine bound on heads and tails (Carlier 1982),
    without preemption's detail; with more it is the energy of the window (Lopez, Erschler and Esquirol 1992).
    """
    some = [task for task, amount in enumerate(work) if amount]
    if not capacity or not some:
        return 0
    best = 0
    starts = sorted({ahead[task] for task in some})
    for before in starts[:: -(-len(starts) * len(some) // MOST_LOOKS)]:
        within = sorted((task for task in some if ahead[task] >= before), key=lambda task: -behind[task])
        total = 0
        for task in within:
            total += work[task]
            best = max(best, before + -(-total // capacity) + behind[task])
    return best
