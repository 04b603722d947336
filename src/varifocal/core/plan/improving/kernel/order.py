"""The published order while a schedule is made: a heap of what may be placed next."""

from __future__ import annotations

from varifocal.core.compiled import compiled
from varifocal.core.plan.improving.kernel.arrays import Floats, Room
from varifocal.core.plan.improving.kernel.values import NONE
from varifocal.core.plan.workload import Workload


@compiled
def take_keys(load: Workload, room: Room, press: Floats) -> None:
    """What others depend on comes as early as the most pressing of them."""
    for place_at in range(load.topological.shape[0] - 1, -1, -1):
        task = load.topological[place_at]
        if task == NONE:  # in a circle
            continue
        room.task[task].group, room.task[task].press, room.task[task].number = (
            load.key[task].group,
            press[task],
            load.task[task].number,
        )
        for at in range(load.task[task].later_from, load.task[task].later_to):
            other = load.items[at]
            if load.key[other].circle:
                continue
            if room.task[other].group > room.task[task].group:
                continue
            if room.task[other].group == room.task[task].group:
                if room.task[other].press > room.task[task].press:
                    continue
                if (
                    room.task[other].press == room.task[task].press
                    and room.task[other].number >= room.task[task].number
                ):
                    continue
            room.task[task].group = room.task[other].group
            room.task[task].press = room.task[other].press
            room.task[task].number = room.task[other].number


@compiled
def before(load: Workload, room: Room, one: int, other: int) -> bool:
    """Whether one task comes before another in the published order, by the keys it has taken on."""
    if room.task[one].group != room.task[other].group:
        return bool(room.task[one].group < room.task[other].group)
    if room.task[one].press != room.task[other].press:
        return bool(room.task[one].press < room.task[other].press)
    if room.task[one].number != room.task[other].number:
        return bool(room.task[one].number < room.task[other].number)
    return bool(load.task[one].number < load.task[other].number)


@compiled
def push(load: Workload, room: Room, size: int, task: int) -> int:
    """Put a task on the heap; its new size."""
    heap, at = room.heap, size
    while at > 0:
        parent = (at - 1) >> 1
        if not before(load, room, task, heap[parent]):
            break
        heap[at] = heap[parent]
        at = parent
    heap[at] = task
    return size + 1


@compiled
def pop(load: Workload, room: Room, size: int) -> int:
    """Take the first task off the heap, which then holds one less."""
    heap = room.heap
    first, last = heap[0], heap[size - 1]
    size -= 1
    at = 0
    while True:
        child = 2 * at + 1
        if child >= size:
            break
        if child + 1 < size and before(load, room, heap[child + 1], heap[child]):
            child += 1
        if not before(load, room, heap[child], last):
            break
        heap[at] = heap[child]
        at = child
    if size > 0:
        heap[at] = last
    return int(first)
