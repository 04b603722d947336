"""Equipment: what is in use when, and when it comes back."""

from __future__ import annotations

from varifocal.core.compiled import compiled
from varifocal.core.plan.improving.kernel.arrays import Room
from varifocal.core.plan.improving.kernel.values import NEVER, NONE
from varifocal.core.plan.workload import Workload


@compiled
def comes_back(
    load: Workload, room: Room, equipment: int, wanted: int, begin: int, done: int
) -> tuple[int, int]:
    """Where fewer than `wanted` of a kind of equipment are left at some moment between two grid quarters: when the
    first of those in use at the earliest such moment comes back, and its task, or that it is out of service as
    `bookings.outage` says it; NONE where there is enough."""
    since = load.bench[equipment].booked_from
    until = since + room.booked[equipment]
    for turn in range(since - 1, until):
        moment = begin if turn < since else room.booking[turn].start
        if moment >= done:
            break
        if moment < begin or (turn >= since and moment == begin):
            continue
        in_use, free, user = 0, NEVER, NONE
        for at in range(since, until):
            if room.booking[at].start > moment:
                break
            if room.booking[at].finish <= moment:
                continue
            in_use += room.booking[at].count
            if room.booking[at].finish < free or (
                room.booking[at].finish == free and room.booking[at].owner < user
            ):
                free, user = room.booking[at].finish, room.booking[at].owner
        if in_use + wanted > load.bench[equipment].count and user != NONE:
            return int(free), int(user)
    return NONE, NONE


@compiled
def book_outages(load: Workload, room: Room) -> None:
    """Begin with what is out of service, and nothing else, in use; they stand in the order of their starts."""
    room.booked[:] = 0
    for at in range(load.outage.shape[0]):
        equipment = load.outage[at].equipment
        to = load.bench[equipment].booked_from + room.booked[equipment]
        room.booking[to].start, room.booking[to].finish = load.outage[at].start, load.outage[at].finish
        room.booking[to].count, room.booking[to].owner = load.outage[at].count, -2 - equipment
        room.booked[equipment] += 1


@compiled
def book(load: Workload, room: Room, task: int) -> None:
    """Let a task have the equipment it uses between its start and its finish; bookings stay in the order of starts."""
    start = room.task[task].start
    for use in range(load.task[task].uses_from, load.task[task].uses_to):
        equipment = load.use[use].equipment
        since = load.bench[equipment].booked_from
        at = since + room.booked[equipment]
        while at > since and room.booking[at - 1].start > start:
            room.booking[at].start = room.booking[at - 1].start
            room.booking[at].finish = room.booking[at - 1].finish
            room.booking[at].count = room.booking[at - 1].count
            room.booking[at].owner = room.booking[at - 1].owner
            at -= 1
        room.booking[at].start, room.booking[at].finish = start, room.task[task].finish
        room.booking[at].count, room.booking[at].owner = load.use[use].count, task
        room.booked[equipment] += 1
