"""What no plan that places as much can be less late than."""

from __future__ import annotations

from varifocal.core.compiled import compiled
from varifocal.core.plan.improving.kernel.arrays import Room
from varifocal.core.plan.improving.kernel.judging import judge
from varifocal.core.plan.improving.kernel.times import clear, done_at, later_by, span
from varifocal.core.plan.improving.kernel.values import NEVER, NONE, TARDINESS
from varifocal.core.plan.improving.kernel.ways import use_way
from varifocal.core.plan.workload import Flags, Workload


@compiled
def least_tardiness(load: Workload, room: Room, counted: Flags) -> float:
    """Weighted days late that no plan can avoid in which the tasks `counted` have a place: every task as early as its
    dependencies, its dates and the calendars of those who could do it allow, were each of them free for it alone (the
    critical path bound)."""
    clear(load, room)
    for task in range(load.task.shape[0]):
        room.task[task].missing = True
    for task in load.topological:
        if task == NONE:
            continue
        one = load.task[task]
        room.task[task].missing = one.unable or not counted[task]  # of what has no place, nothing is late
        start = max(one.earliest, later_by(load, 0, one.start_lag))
        finish = later_by(load, 0, one.finish_lag)
        for at in range(one.ties_from, one.ties_to):
            tie = load.tie[at]
            room.task[task].missing |= room.task[tie.before].missing
            moment = room.task[tie.before].finish if tie.from_finish else room.task[tie.before].start
            moment = later_by(load, moment, tie.lag)
            if tie.holds_start:
                start = max(start, moment)
            else:
                finish = max(finish, moment)
        room.task[task].start = start
        if room.task[task].missing:
            room.task[task].finish = start
            continue
        if one.length >= 0:
            room.task[task].finish = max(start + one.length, finish)
            continue
        soonest = soonest_of(load, room, task, start, finish)
        room.task[task].finish = soonest if soonest < NEVER else start
        room.task[task].missing = soonest >= NEVER
    for task in range(load.task.shape[0]):
        if room.task[task].missing:
            room.task[task].finish = NONE
    judge(load, room, room.worth)
    return float(room.worth[TARDINESS])


@compiled
def soonest_of(load: Workload, room: Room, task: int, start: int, finish: int) -> int:
    """When a task would be done at the earliest, were everybody free, in whichever of its modes."""
    first, last = load.task[task].ways_from, load.task[task].ways_to
    if first == last:
        return soonest_so(load, room, task, start, finish)
    soonest = NEVER
    for row in range(first, last):
        use_way(load, task, row)
        soonest = min(soonest, soonest_so(load, room, task, start, finish))
    use_way(load, task, first)
    return soonest


@compiled
def soonest_so(load: Workload, room: Room, task: int, start: int, finish: int) -> int:
    """The same in the mode it is in: all agreed, and of each head the quickest."""
    one, soonest = load.task[task], 0
    for at in range(one.agreed_from, one.agreed_to):
        who = load.items[at]
        _, end, _ = span(load, room, who, start, finish, one.quarters, 1)
        soonest = max(soonest, done_at(load, who, end))
    for at in range(one.heads_from, one.heads_to):
        head, quickest = load.items[at], NEVER
        for place_at in range(load.classes[head].able_from, load.classes[head].able_to):
            who = load.items[place_at]
            _, end, _ = span(load, room, who, start, finish, one.quarters, 1)
            quickest = min(quickest, done_at(load, who, end))
        soonest = max(soonest, quickest)
    return soonest
