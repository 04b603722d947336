"""Schedules near what is agreed: ranks and people as they are tried."""

from __future__ import annotations

from varifocal.core.compiled import compiled
from varifocal.core.plan.improving.kernel.arranging import arrange, line_up
from varifocal.core.plan.improving.kernel.arrays import Mending, Room
from varifocal.core.plan.improving.kernel.placing import generate
from varifocal.core.plan.workload import Workload


@compiled
def generate_agreed(load: Workload, room: Room, mending: Mending) -> None:
    """One complete schedule as things are tried: what `quick.generate` makes of it, without memory of its own."""
    agree(load, mending)
    arrange(load)
    order, key, place = mending.order, load.key, mending.place
    for turn in range(1, order.shape[0]):  # by insertion: it was in order, but for what is changed
        task, at = order[turn], turn
        while at > 0:
            other = order[at - 1]
            if key[other].waits != key[task].waits:
                if key[other].waits < key[task].waits:
                    break
            elif key[other].rank != key[task].rank:
                if key[other].rank < key[task].rank:
                    break
            elif place[other] < place[task]:
                break
            order[at] = other
            at -= 1
        order[at] = task
    size = 0
    for task in order:
        if key[task].in_line:
            room.heap[size] = task
            size += 1
    line_up(load, room, room.heap[:size])
    generate(load, room, mending.press, mending.nobody, mending.objective)


@compiled
def agree(load: Workload, mending: Mending) -> None:
    """Let all be agreed as it is tried; what differs from what was agreed has people and a place in their order."""
    for task in range(mending.rank.shape[0]):
        changed = is_changed(load, mending, task)
        load.task[task].rank = mending.rank[task]
        load.task[task].ranked = changed or mending.agreed[task].ranked
        load.task[task].given = changed or mending.agreed[task].given
    first = load.task[0].agreed_from
    for at in range(mending.who.shape[0]):
        load.items[first + at] = mending.who[at]


@compiled
def first_seat(load: Workload, task: int) -> int:
    """Where the people of a task begin among all who are agreed."""
    return int(load.task[task].agreed_from - load.task[0].agreed_from)


@compiled
def seats_of(load: Workload, task: int) -> int:
    """How many people are agreed for a task."""
    return int(load.task[task].agreed_to - load.task[task].agreed_from)


@compiled
def is_changed(load: Workload, mending: Mending, task: int) -> bool:
    """Whether another place or another person is tried for a task."""
    changed, first = mending.rank[task] != mending.agreed[task].rank, first_seat(load, task)
    for seat in range(first, first + seats_of(load, task)):
        changed |= mending.who[seat] != mending.agreed_who[seat]
    return bool(changed)
