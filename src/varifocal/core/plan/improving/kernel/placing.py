"""One serial schedule: tasks placed one after another, each as early as everything allows.

As `core.plan.generate` does it, to the quarter hour and the person (a test holds the two together); what is left to
that module are the reasons.
"""

from __future__ import annotations

from varifocal.core.compiled import compiled
from varifocal.core.plan.improving.kernel.arrays import Floats, Room
from varifocal.core.plan.improving.kernel.crews import find_crew, find_one, find_together
from varifocal.core.plan.improving.kernel.equipment import book, book_outages
from varifocal.core.plan.improving.kernel.judging import judge
from varifocal.core.plan.improving.kernel.order import pop, push, take_keys
from varifocal.core.plan.improving.kernel.times import (
    clear,
    done_at,
    later_by,
    quarters_before,
    slot,
    span,
    stretch_after,
    take,
    take_pieces,
)
from varifocal.core.plan.improving.kernel.values import (
    CALENDAR,
    EQUIPMENT,
    LAG,
    NEVER,
    NONE,
    OUTAGE,
    PREDECESSOR,
    QUEUE,
    SKILL,
    WAIT,
)
from varifocal.core.plan.improving.kernel.ways import choose_way, use_way
from varifocal.core.plan.workload import Ints, Workload


@compiled
def generate(load: Workload, room: Room, press: Floats, chosen: Ints, objective: Floats) -> int:
    """One complete schedule in the order of these keys, and what it is worth; how many tasks were taken up, all
    but those that wait for one another in the agreed orders.

    `press` are the moments by which tasks press, `chosen` who does a task (-1: whom the published rule takes).
    """
    size, placed = set_out(load, room, press), 0
    while size > 0:
        task = pop(load, room, size)
        room.done[placed] = task
        placed += 1
        place(load, room, task, chosen[task])
        size = let_follow(load, room, size - 1, task)
    judge(load, room, objective)
    return placed


@compiled
def set_out(load: Workload, room: Room, press: Floats) -> int:
    """Begin a schedule in the order of these keys: nothing is placed, what waits for nothing is on the heap; its
    size."""
    take_keys(load, room, press)
    for who in range(load.known.shape[0]):
        for project in range(load.known.shape[1]):
            room.known[who, project] = load.known[who, project]
    clear(load, room)
    book_outages(load, room)
    size = 0
    for task in range(press.shape[0]):
        room.task[task].start = room.task[task].finish = NONE
        room.task[task].missing = load.key[task].missing
        if room.task[task].missing == 0:
            size = push(load, room, size, task)
    return size


@compiled
def let_follow(load: Workload, room: Room, size: int, task: int) -> int:
    """Put on the heap what waited for this task alone, by a dependency or in an agreed order; its new size."""
    for at in range(load.task[task].later_from, load.task[task].later_to):
        other = load.items[at]
        room.task[other].missing -= 1
        if room.task[other].missing == 0:
            size = push(load, room, size, other)
    for at in range(load.key[task].queued_from, load.key[task].queued_to):
        other = load.queue[at]
        room.task[other].missing -= 1
        if room.task[other].missing == 0:
            size = push(load, room, size, other)
    return size


@compiled
def place(load: Workload, room: Room, task: int, chosen: int) -> None:
    """Give one task its place, or none; `chosen` is who does it where it is one person's and free to choose."""
    room.task[task].start = room.task[task].finish = NONE
    held, finish_held = NONE, NONE
    if load.task[task].unable:
        return
    start = max(load.task[task].earliest, later_by(load, 0, load.task[task].start_lag))
    finish = later_by(load, 0, load.task[task].finish_lag)
    for at in range(load.task[task].ties_from, load.task[task].ties_to):
        earlier = load.tie[at].before
        if room.task[earlier].finish == NONE:
            return
        moment = room.task[earlier].finish if load.tie[at].from_finish else room.task[earlier].start
        moment = later_by(load, moment, load.tie[at].lag)
        if load.tie[at].holds_start:
            if moment > start:
                start, held = moment, earlier
        elif moment > finish:
            finish, finish_held = moment, earlier
    length = load.task[task].length
    if length >= 0:
        if finish - length > start:
            start, held = finish - length, finish_held
        if start + length <= load.horizon:
            room.task[task].start, room.task[task].finish = start, start + length
            hold_by(load, room, task, held)
        return
    if load.task[task].ways_to > load.task[task].ways_from:
        room.task[task].way = choose_way(load, room, task, start, finish)
        use_way(load, task, room.task[task].way)
    quarters, seats = load.task[task].quarters, load.task[task].seats_from
    uses = load.task[task].uses_to > load.task[task].uses_from
    agreed = load.task[task].agreed_to - load.task[task].agreed_from
    if agreed == 1:
        if chosen == NONE:
            chosen = load.items[load.task[task].agreed_from]
    elif agreed > 1:
        for at in range(agreed):
            room.crew[seats + at] = load.items[load.task[task].agreed_from + at]
        if find_together(load, room, task, start, finish):
            take_together(load, room, task, held, finish, finish_held)
        return
    elif load.task[task].heads_to - load.task[task].heads_from > 1:
        if find_crew(load, room, task, start, finish):
            take_together(load, room, task, held, finish, finish_held)
        return
    if chosen == NONE:
        chosen = find_one(load, room, task, load.items[load.task[task].heads_from], start, finish)
    if chosen != NONE and uses:
        room.crew[seats] = chosen
        if find_together(load, room, task, start, finish):
            take_together(load, room, task, held, finish, finish_held)
    elif chosen != NONE:
        k, end, last = span(load, room, chosen, start, finish, quarters, load.task[task].whole)
        if done_at(load, chosen, end) < NEVER:
            put_alone(load, room, task, chosen, k, end, last, start, held, finish, finish_held)


@compiled
def hold_by(load: Workload, room: Room, task: int, held: int) -> None:
    """A task starts when another lets it, or (NONE) by its own earliest date or what is left of a lag."""
    room.task[task].held, room.task[task].whose = held, held
    if held == NONE:
        one = load.task[task]
        lags = max(later_by(load, 0, one.start_lag), later_by(load, 0, one.finish_lag))
        room.task[task].why, room.task[task].whose = LAG if lags > one.earliest else one.hold, task
    else:
        room.task[task].why = WAIT if load.task[held].length > 0 else PREDECESSOR


@compiled
def put_alone(
    load: Workload,
    room: Room,
    task: int,
    who: int,
    k: int,
    end: int,
    last: int,
    limit: int,
    held: int,
    finish: int,
    finish_held: int,
) -> None:
    """Let one person do a task from her working quarter k on, to have ended before `end`, its last piece from `last`
    on. A search looks at what held its start; said is what it is put aside for, if that takes longer than it does."""
    quarters = load.task[task].quarters
    office = load.cum.shape[0] - 1
    start = slot(load, who, k)
    room.crew[load.task[task].seats_from] = who
    room.task[task].start = start
    room.task[task].finish = done_at(load, who, end)
    if k > quarters_before(load, who, limit):
        at = stretch_after(load, room, who, k - 1)
        if at < load.person[who].desk + room.person[who].stretches and room.stretch[at].end == k:
            owner = room.stretch[at].owner
            room.task[task].held, room.task[task].why, room.task[task].whose = owner, QUEUE, owner
        else:
            hold_by(load, room, task, finish_held)
    else:
        hold_by(load, room, task, held)
        if load.cum[office, start] > load.cum[office, limit]:  # she is away while the house works
            room.task[task].why, room.task[task].whose = CALENDAR, who
            if finish > limit:
                room.task[task].held = finish_held
    if end - k > 2 * quarters:
        at = stretch_after(load, room, who, last - 1)
        room.task[task].why, room.task[task].whose = QUEUE, room.stretch[at].owner
    if end - k == quarters:
        take(load, room, who, k, end, task)
    else:
        take_pieces(load, room, who, k, quarters, task)
    room.known[who, load.task[task].project] = 1


@compiled
def take_together(load: Workload, room: Room, task: int, held: int, finish: int, finish_held: int) -> None:
    """Give the crew's time where it was found to the task, and say what held its start: the last thing in its way,
    or that its people are not there together."""
    cum, office = load.cum, load.cum.shape[0] - 1
    begin, done, owner, start = room.spot[0], room.spot[1], room.spot[2], room.spot[3]
    room.task[task].start, room.task[task].finish = begin, done
    hold_by(load, room, task, held)
    if owner < NONE:
        room.task[task].held, room.task[task].whose, room.task[task].why = NONE, -2 - owner, OUTAGE
    elif owner != NONE:
        room.task[task].held, room.task[task].whose = owner, owner
        room.task[task].why = EQUIPMENT if room.spot[4] else QUEUE
    if cum[office, begin] != cum[office, start]:
        if owner == NONE and finish > start and finish_held != held:
            hold_by(load, room, task, finish_held)
        else:
            first = room.crew[load.task[task].seats_from]
            room.task[task].why, room.task[task].whose = SKILL, first
            for who in room.crew[load.task[task].seats_from : load.task[task].seats_to]:
                if cum[who, begin] == cum[who, start]:
                    room.task[task].why, room.task[task].whose = CALENDAR, who
                    break
    for who in room.crew[load.task[task].seats_from : load.task[task].seats_to]:
        take(load, room, who, int(cum[who, begin]), int(cum[who, done]), task)
        room.known[who, load.task[task].project] = 1
    book(load, room, task)
