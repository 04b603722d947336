"""Before the first schedule: a topological order of the tasks, what each is placed by, and the agreed work of each
person in a line.
"""

from __future__ import annotations

from varifocal.core.compiled import compiled
from varifocal.core.plan.improving.kernel.arrays import Room
from varifocal.core.plan.improving.kernel.values import FAR, NO_RANK, NONE, WEEK
from varifocal.core.plan.improving.kernel.ways import use_way
from varifocal.core.plan.workload import Ints, Workload

NORMAL = 4
UNDATED = (1, 2, 6, 12, 26)
"""In how many weeks work without any date presses, by the sum of its own and its project's priority, from 2 on."""


@compiled
def arrange(load: Workload) -> None:
    """Put tasks into a topological order (-1 where what waits for itself would stand), and say of each which of the
    six groups it is in, when it presses and what its place in an agreed order is: as `order.Orderer` does."""
    key, topological = load.key, load.topological
    size = 0
    for task in range(key.shape[0]):
        if load.task[task].ways_to > load.task[task].ways_from:
            use_way(load, task, load.task[task].ways_from)
        topological[task] = NONE
        key[task].missing = load.task[task].ties_to - load.task[task].ties_from
        key[task].circle, key[task].latest_start, key[task].latest_finish = 1, FAR, FAR
        key[task].queued_from = key[task].queued_to = key[task].in_line = 0
    for task in range(key.shape[0]):
        if key[task].missing == 0:
            topological[size] = task
            size += 1
    at = 0
    while at < size:
        task = topological[at]
        key[task].circle = 0
        at += 1
        for place_at in range(load.task[task].later_from, load.task[task].later_to):
            later = load.items[place_at]
            key[later].missing -= 1
            if key[later].missing == 0:
                topological[size] = later
                size += 1
    for at in range(size - 1, -1, -1):
        look_back(load, topological[at])
    for task in range(key.shape[0]):
        key[task].missing = load.task[task].ties_to - load.task[task].ties_from


@compiled
def look_back(load: Workload, task: int) -> None:
    """Latest start and finish of a task, all that depends on it being done; its group, when it presses, its rank."""
    one, key = load.task[task], load.key
    crew = max(1, one.seats_to - one.seats_from)
    length = float(one.length) if one.length >= 0 else one.hours / crew / load.week_hours * WEEK
    finish = min(float(one.latest), key[task].latest_finish)
    key[task].latest_finish = finish
    key[task].latest_start = min(finish - length, key[task].latest_start)
    for at in range(one.ties_from, one.ties_to):
        tie = load.tie[at]
        if one.tentative and not load.task[tie.before].tentative:
            continue
        held = key[task].latest_start if tie.holds_start else finish
        limit = held - tie.hours / load.week_hours * WEEK
        if tie.from_finish:
            key[tie.before].latest_finish = min(limit, key[tie.before].latest_finish)
        else:
            key[tie.before].latest_start = min(limit, key[tie.before].latest_start)
    pressing = key[task].latest_start
    if pressing >= FAR / 2:
        pressing = float(UNDATED[one.priority - 2] * WEEK)
    pressing += (one.priority - NORMAL) * (WEEK / 2)
    key[task].press = pressing
    goes_on = int(one.started and (one.whole or not one.ranked or one.pinned_start))  # before all else
    if one.tentative:
        key[task].group = 5
    elif goes_on:
        key[task].group = 0 if one.whole else 2
    elif one.pinned_start:
        key[task].group = 1
    else:
        key[task].group = 3 if one.given or (one.urgent and pressing < 2 * WEEK) else 4
    key[task].waits, key[task].rank = 1, NO_RANK
    key[task].in_line = (
        one.given and not one.pinned_start and not one.tentative and (one.started or one.ranked)
    )
    if key[task].in_line:
        key[task].waits, key[task].rank = 1 - goes_on, one.rank if one.ranked else 0.0
    for at in range(one.later_from, one.later_to):
        later = load.items[at]
        if key[later].circle:
            continue
        if key[later].waits < key[task].waits or (
            key[later].waits == key[task].waits and key[later].rank < key[task].rank
        ):
            key[task].waits, key[task].rank = key[later].waits, key[later].rank


@compiled
def line_up(load: Workload, room: Room, line: Ints) -> None:
    """The agreed work of each person, and of each kind of equipment, in a line, each task behind the one before;
    `line` has all of it in its order."""
    key, last, people = load.key, room.member, load.known.shape[0]
    for turn in range(2):  # counted first, then written down
        last[:] = NONE
        for task in line:
            first, used = load.task[task].agreed_from, load.task[task].uses_from
            shared = load.task[task].agreed_to - first
            for at in range(shared + load.task[task].uses_to - used):
                who = (
                    load.items[first + at] if at < shared else people + load.use[used + at - shared].equipment
                )
                ahead = last[who]
                if ahead != NONE:
                    if turn == 1:
                        load.queue[key[ahead].queued_to] = task
                        key[task].missing += 1
                    key[ahead].queued_to += 1
                last[who] = task
        if turn == 0:
            start = 0
            for task in range(key.shape[0]):
                count = key[task].queued_to
                key[task].queued_from = key[task].queued_to = start
                start += count
