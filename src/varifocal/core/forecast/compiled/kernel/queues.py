"""People's queues: the next work of one, and what a crew leaves of it."""

from __future__ import annotations

import numpy as np

from varifocal.core.compiled import compiled
from varifocal.core.forecast.compiled.kernel.arrays import Room, Tables
from varifocal.core.forecast.compiled.kernel.values import NONE
from varifocal.core.forecast.script import Records, Whole, Wide


@compiled
def queue(tables: Tables, room: Room, step: Records, size: int) -> None:
    """The next work of a queue: the earliest of what each place to count from allows."""
    rows = room.rows
    began, ends, after, taken = rows[step.out], rows[step.table], rows[step.place], rows[step.value]
    effort, ended, worked = rows[step.b], rows[step.c], rows[step.d]
    ready = ended if step.a == NONE else rows[step.a]
    held = step.a != NONE
    for at in range(size):
        began[at] = max(ready[at], ended[at]) - worked[at]
    place = step.first
    if (step.last - place) & 2:
        sooner(rows, tables.item, place, ready, held, began, size)
        place += 2
    while place < step.last:  # two at a time: half as much is read and written
        sooner_of_two(rows, tables.item, place, ready, held, began, size)
        place += 4
    for at in range(size):
        began[at] += worked[at]
    for at in range(size):  # what is taken by itself: more arrays in one loop would go draw by draw
        end = np.int32(began[at] + effort[at])
        ends[at] = end
        after[at] = max(ended[at], end)
    for at in range(size):
        taken[at] = worked[at] + effort[at]


@compiled
def sooner(rows: Whole, item: Wide, place: int, ready: Whole, held: bool, lead: Whole, size: int) -> None:
    """Begin earlier where counting from an anchor allows; all less what the queue has taken."""
    ended, worked = rows[item[place]], rows[item[place + 1]]
    if held:
        for at in range(size):
            lead[at] = min(lead[at], np.int32(max(ready[at], ended[at]) - worked[at]))
    else:
        for at in range(size):
            lead[at] = min(lead[at], np.int32(ended[at] - worked[at]))


@compiled
def sooner_of_two(
    rows: Whole, item: Wide, place: int, ready: Whole, held: bool, lead: Whole, size: int
) -> None:
    """The same from two anchors."""
    ended, worked = rows[item[place]], rows[item[place + 1]]
    ended_2, worked_2 = rows[item[place + 2]], rows[item[place + 3]]
    if held:
        for at in range(size):
            one = np.int32(max(ready[at], ended[at]) - worked[at])
            other = np.int32(max(ready[at], ended_2[at]) - worked_2[at])
            lead[at] = min(lead[at], min(one, other))
    else:
        for at in range(size):
            one, other = np.int32(ended[at] - worked[at]), np.int32(ended_2[at] - worked_2[at])
            lead[at] = min(lead[at], min(one, other))


@compiled
def crew(rows: Whole, step: Records, size: int) -> None:
    """A queue after a crew has had it."""
    after, taken = rows[step.out], rows[step.table]
    began, ended, queue_ended, worked = rows[step.a], rows[step.b], rows[step.c], rows[step.d]
    for at in range(size):
        after[at] = max(ended[at], queue_ended[at])
        taken[at] = worked[at] + max(ended[at], queue_ended[at]) - began[at]
