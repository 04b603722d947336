"""From an instance with renewable resources to the kernel's arrays."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from varifocal.core.plan.published.values import Instance
from varifocal.core.plan.search.arrays import Ints, Network, Population, Scratch
from varifocal.core.plan.search.bounds import heads, tails

NARROW, WIDE = 16, 32
"""Bits of a resource's field, the guard among them."""

UNKNOWN = 1 << 60
"""The makespan while there is none."""

SEEN = 1 << 18
"""So many schedules a population remembers having come across; a power of two."""


def packed(instance: Instance) -> Network:
    """The instance in its first modes, tasks in `instance.topological` order."""
    order = np.array(instance.topological, np.int64)
    place = np.argsort(order).tolist()
    tasks = [instance.tasks[task] for task in instance.topological]
    modes = [task.modes[0] for task in tasks]
    duration = np.array([mode.duration for mode in modes], np.int64)
    demands = [mode.renewable if mode.duration else (0,) * len(instance.renewable) for mode in modes]
    total = [sum(column) for column in zip(*demands, strict=True)] or [0] * len(instance.renewable)
    capacity = [min(have, need) for have, need in zip(instance.renewable, total, strict=True)]
    width = NARROW if max(capacity, default=0) < 1 << (NARROW - 1) else WIDE
    guard = _word([1 << (width - 1)] * (64 // width), width)
    earlier = instance.predecessors
    before_at, before = _flat([[place[each] for each in earlier[task]] for task in instance.topological])
    after_at, after = _flat([[place[each] for each in task.successors] for task in tasks])
    behind = np.array(tails(instance), np.int64)[order]
    asked = [[(each.skill, each.level) for each in mode.skills for _ in range(each.count)] for mode in modes]
    groups = sorted({group for one in asked for group in one})
    number = {group: at for at, group in enumerate(groups)}
    role_at, role = _flat([[number[group] for group in one] for one in asked])
    able = _able(instance, groups)
    return Network(
        duration=duration,
        demand=_demands(demands, width),
        before_at=before_at,
        before=before,
        after_at=after_at,
        after=after,
        capacity=np.array(_words(capacity, width), np.int64) | np.int64(guard),
        guard=guard,
        ahead=np.array(heads(instance), np.int64)[order],
        behind=behind,
        late=int((behind + duration).max()) - behind,
        energy=_shares(demands, capacity) * duration
        + 1000 * np.diff(role_at) * duration // max(1, len(instance.people)),
        role_at=role_at,
        role=role,
        able=able,
        sought=_sought(duration, role_at, role, able),
    )


def _demands(rows: Sequence[Sequence[int]], width: int) -> Ints:
    """A row of words a task; one word of nothing where there are no resources."""
    if not rows[0]:
        return np.zeros((len(rows), 1), np.int64)
    return np.array([_words(row, width) for row in rows], np.int64).reshape(len(rows), -1)


def _able(instance: Instance, groups: Sequence[tuple[int, int]]) -> Ints:
    """For each skill and level asked for, who has it."""
    if not groups:
        return np.zeros((0, len(instance.people)), np.int64)
    skills, levels = np.array(groups, np.int64).T
    return np.ascontiguousarray(levels[:, None] <= np.array(instance.people, np.int64)[:, skills].T, np.int64)


def _sought(duration: Ints, role_at: Ints, role: Ints, able: Ints) -> Ints:
    """For each person the work she could be asked for, shared evenly among those who could do it."""
    work = [0] * len(able)
    for group, periods in zip(role.tolist(), np.repeat(duration, np.diff(role_at)).tolist(), strict=True):
        work[group] += periods
    return np.asarray(able.T @ (1000 * np.array(work, np.int64) // np.maximum(1, able.sum(axis=1))))


def scratch(net: Network) -> Scratch:
    """Room for schedules of this instance."""
    tasks, periods = len(net.duration), int(net.duration.sum()) + 2
    people, most_heads = net.able.shape[1], int(np.diff(net.role_at).max())
    return Scratch(
        free=np.repeat(net.capacity[None, :], periods, axis=0),
        counts=np.zeros(max(periods, 2 * int(net.late.max()) + 4), np.int64),
        keys=np.zeros(tasks, np.int64),
        marks=np.zeros(tasks, np.int64),
        order=np.arange(tasks, dtype=np.int64),
        starts=np.zeros(tasks, np.int64),
        crew=np.zeros(len(net.role), np.int64),
        wish=np.full(len(net.role), -1, np.int64),
        idle=np.zeros(people, np.int64),
        people=np.zeros(people, np.int64),
        rank=np.zeros(people, np.int64),
        seat=np.zeros(most_heads, np.int64),
        path=np.zeros(most_heads, np.int64),
        queue=np.zeros(most_heads, np.int64),
        missing=np.zeros(tasks, np.int64),
        ready=np.zeros(tasks, np.int64),
        earliest=np.zeros(tasks, np.int64),
        placed=np.zeros(1, np.int64),
    )


def population(net: Network, rows: int, seed: int) -> Population:
    """An empty one; each seed begins its own sequence of random numbers."""
    tasks = len(net.duration)
    return Population(
        orders=np.zeros((rows, tasks), np.int64),
        starts=np.zeros((rows, tasks), np.int64),
        crew=np.zeros((rows, len(net.role)), np.int64),
        delay=np.zeros(rows, np.int64),
        makespan=np.full(rows, UNKNOWN, np.int64),
        total=np.full(rows, UNKNOWN, np.int64),
        seen=np.zeros(SEEN if len(net.role) == 0 else 1, np.uint64),
        tally=np.array([0, 0, UNKNOWN, 0, 0, 0], np.int64),
        random=np.array([_scrambled(seed)], np.uint64),
    )


def _scrambled(seed: int) -> int:
    """Neighbouring seeds far apart, never 0 (splitmix64's finish, Steele, Lea and Flood 2014)."""
    mask = (1 << 64) - 1
    x = (seed * 0x9E3779B97F4A7C15 + 0x632BE59BD9B4E019) & mask
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & mask
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & mask
    return x ^ (x >> 31) or 1


def _words(values: Sequence[int], width: int) -> list[int]:
    """Numbers packed into as few words as hold them, at least one."""
    fields = 64 // width
    rows = [values[at : at + fields] for at in range(0, len(values), fields)] or [()]
    return [_word(row, width) for row in rows]


def _word(values: Sequence[int], width: int) -> int:
    word = sum(value << (width * at) for at, value in enumerate(values))
    return word - (1 << 64) if word >> 63 else word


def _shares(rows: Sequence[Sequence[int]], capacity: Sequence[int]) -> Ints:
    """What each task takes of the capacity, summed over the resources, in thousandths."""
    needs = np.array(rows, np.int64).reshape(len(rows), len(capacity))
    have = np.array(capacity, np.int64)
    return np.asarray((1000 * needs[:, have > 0] // have[have > 0]).sum(axis=1))


def _flat(lists: Sequence[Sequence[int]]) -> tuple[Ints, Ints]:
    """Lists end to end, and where each begins."""
    at = np.zeros(len(lists) + 1, np.int64)
    at[1:] = np.cumsum([len(each) for each in lists])
    return at, np.array([each for one in lists for each in one], np.int64)
