"""Tasks no two of which can run at once, whatever keeps them apart: each such group is a machine of its own."""

from __future__ import annotations

from itertools import combinations

from varifocal.core.plan.published.values import Instance

MOST_TASKS = 32
"""Of larger instances it was not seen to prove more."""


def one_at_a_time(instance: Instance) -> list[list[int]]:
    """Groups of tasks of one mode that take turns: any two of a group depend on each other or ask together for more
    than there is of some resource (disjunctive cliques, Brucker et al. 1998). Each pair that a resource keeps apart
    stands in at least one group, those of the longest tasks first."""
    tasks = instance.tasks
    if instance.is_multi_mode or len(tasks) > MOST_TASKS:
        return []
    duration = [task.modes[0].duration for task in tasks]
    rivals = _rivals(instance)
    apart = [set(others) for others in _related(instance)]
    for one, other in rivals:
        apart[one].add(other)
        apart[other].add(one)
    groups: list[list[int]] = []
    covered: set[tuple[int, int]] = set()
    for pair in sorted(rivals, key=lambda pair: -duration[pair[0]] - duration[pair[1]]):
        if pair in covered:
            continue
        group = list(pair)
        others = apart[pair[0]] & apart[pair[1]]
        while others:
            joins = max(sorted(others), key=lambda task: (len(apart[task] & others), duration[task]))
            group.append(joins)
            others &= apart[joins]
        covered.update(combinations(sorted(group), 2))
        groups.append(group)
    return groups


def _rivals(instance: Instance) -> list[tuple[int, int]]:
    """Pairs of tasks that take time and together ask for more of some resource than there is."""
    needs = [
        (number, task.modes[0].renewable)
        for number, task in enumerate(instance.tasks)
        if task.modes[0].duration
    ]
    return [
        (one, other)
        for (one, need), (other, more) in combinations(needs, 2)
        if any(a + b > have for a, b, have in zip(need, more, instance.renewable, strict=True))
    ]


def _related(instance: Instance) -> list[set[int]]:
    """For each task all that come before or after it and take time."""
    after: list[set[int]] = [set() for _ in instance.tasks]
    for task in reversed(instance.topological):
        for successor in instance.tasks[task].successors:
            after[task] |= {successor} | after[successor]
    related: list[set[int]] = [set() for _ in instance.tasks]
    for task, others in enumerate(after):
        for other in others:
            if instance.tasks[task].modes[0].duration and instance.tasks[other].modes[0].duration:
                related[task].add(other)
                related[other].add(task)
    return related
