"""Who does a task: one of those who could, or a crew whose heads all find somebody, and when they have time."""

from __future__ import annotations

from varifocal.core.compiled import compiled
from varifocal.core.plan.improving.kernel.arrays import Room
from varifocal.core.plan.improving.kernel.equipment import comes_back
from varifocal.core.plan.improving.kernel.times import day_of, done_at, slot, span, stretch_after
from varifocal.core.plan.improving.kernel.values import NEVER, NONE
from varifocal.core.plan.workload import Ints, Workload

LOAD_STEP = 160
CREWS_TRIED = 40
DEAR = 1 << 40
"""More than anybody costs: what is added for whoever is not wished for."""


@compiled
def is_wished(load: Workload, room: Room, task: int, who: int) -> bool:
    """Whether somebody did this task in the schedule a search goes on from."""
    wished = False
    for at in range(load.task[task].seats_from, load.task[task].seats_to):
        wished |= room.wish[at] == who
    return bool(wished)


@compiled
def score_for(load: Workload, room: Room, task: int, who: int, done: int, row: int) -> None:
    """Her score for a task that she would have done by then."""
    kind, score = load.task[task].kind, room.score
    score[row] = day_of(load, done - 1)
    score[row + 1] = load.person[who].rate + (0 if is_wished(load, room, task, who) else DEAR)
    score[row + 2] = 1 - room.known[who, load.task[task].project]
    score[row + 3] = room.person[who].load // LOAD_STEP
    score[row + 4] = -load.passions[kind, who]
    score[row + 5] = load.surplus[kind, who]
    score[row + 6] = room.person[who].load
    score[row + 7] = done


@compiled
def prefers(
    load: Workload, room: Room, task: int, who: int, start: int, finish: int, quarters: int, row: int
) -> None:
    """Her score for a task into a row of the scores: the smaller, the rather she (see `generate`)."""
    _, end, _ = span(load, room, who, start, finish, quarters, load.task[task].whole)
    score_for(load, room, task, who, done_at(load, who, end), row)


@compiled
def is_less(score: Ints, one: int, other: int, width: int) -> bool:
    """Whether one row of scores comes before another."""
    for at in range(width):
        if score[one + at] != score[other + at]:
            return bool(score[one + at] < score[other + at])
    return False


@compiled
def seat(load: Workload, heads: Ints, size: int, who: int, at_head: Ints, tried: Ints, trail: Ints) -> bool:
    """Find a head for one more person, moving those seated where that helps (an augmenting path, breadth first).

    `at_head` holds who sits where; `tried` and `trail` are room to work in, one number a head.
    """
    for head in range(size):
        tried[head] = NONE
    count = 0
    for head in range(size):
        if load.able[heads[head], who]:
            tried[head] = head
            trail[count] = head
            count += 1
    at = 0
    while at < count:
        head = trail[at]
        at += 1
        if at_head[head] == NONE:
            while tried[head] != head:
                at_head[head] = at_head[tried[head]]
                head = tried[head]
            at_head[head] = who
            return True
        for other in range(size):
            if tried[other] == NONE and load.able[heads[other], at_head[head]]:
                tried[other] = head
                trail[count] = other
                count += 1
    return False


@compiled
def seat_all(load: Workload, room: Room, task: int, chosen: Ints, count: int) -> bool:
    """Seat those pinned and these, in turn, into the crew; whether every head found somebody. The line of all members
    is put in order as far as it is looked at."""
    first, seats = load.task[task].heads_from, load.task[task].seats_from
    size = load.task[task].heads_to - first
    heads = load.items[first : first + size]
    at_head, tried, trail = room.seated[0], room.seated[1], room.seated[2]
    for head in range(size):
        at_head[head] = NONE
    seated = 0
    for at in range(load.task[task].pinned_from, load.task[task].pinned_to):
        seated += seat(load, heads, size, load.items[at], at_head, tried, trail)
    for at in range(count):
        if seated == size:
            break
        seated += seat(load, heads, size, chosen[at], at_head, tried, trail)
    for head in range(seated if seated == size else 0):  # in ascending order
        at = seats + head
        while at > seats and room.crew[at - 1] > at_head[head]:
            room.crew[at] = room.crew[at - 1]
            at -= 1
        room.crew[at] = at_head[head]
    return bool(seated == size)


@compiled
def list_members(load: Workload, room: Room, task: int, start: int, finish: int) -> int:
    """List everybody who could be in a task's crew and is not pinned to it, each with her score; how many."""
    member, line, score = room.member, room.line, room.score
    member[:] = 0
    for at in range(load.task[task].pinned_from, load.task[task].pinned_to):
        member[load.items[at]] = 1
    count = 0
    for head in range(load.task[task].heads_from, load.task[task].heads_to):
        row = load.items[head]
        for place in range(load.classes[row].able_from, load.classes[row].able_to):
            who = load.items[place]
            if member[who]:
                continue
            member[who] = 1
            prefers(load, room, task, who, start, finish, load.task[task].quarters, who * 8)
            score[who * 8 + 7] = who
            line[count] = who
            count += 1
    return count


@compiled
def bring_forward(room: Room, at: int, count: int) -> None:
    """Let whoever is preferred of those that stand from one place of the line on stand there."""
    line, score, first = room.line, room.score, at
    for other in range(at + 1, count):
        if is_less(score, line[other] * 8, line[first] * 8, 8):
            first = other
    who = line[at]
    line[at] = line[first]
    line[first] = who


@compiled
def seat_preferred(load: Workload, room: Room, task: int, count: int) -> bool:
    """Seat those of the line who would be done first alone; whether every head found somebody. Most often the first few
    do, so the line is put in order no further than they are looked for."""
    pinned = load.task[task].pinned_to - load.task[task].pinned_from
    wanted = load.task[task].heads_to - load.task[task].heads_from - pinned
    ordered, until = 0, max(1, wanted)
    while True:
        while ordered < min(until, count):
            bring_forward(room, ordered, count)
            ordered += 1
        if seat_all(load, room, task, room.line, ordered):
            return True
        if ordered == count:
            return False
        until *= 2


@compiled
def find_one(load: Workload, room: Room, task: int, head: int, start: int, finish: int) -> int:
    """Who of a class of people does a task alone by the published rule, NONE if nobody can; when she has done it stands
    in `room.spot`."""
    if start >= load.horizon:
        return NONE
    seats, quarters, whole = load.task[task].seats_from, load.task[task].quarters, load.task[task].whole
    uses = load.task[task].uses_to > load.task[task].uses_from
    best, chosen, today, done_on = NONE, NONE, day_of(load, start), 0
    for at in range(load.classes[head].able_from, load.classes[head].able_to):
        who = load.items[at]
        if uses:
            room.crew[seats] = who
            done = room.spot[1] if find_together(load, room, task, start, finish) else NEVER
        else:
            # whoever cannot be done on the best day so far need not be looked at more closely: first roughly, by days
            until = load.days[done_on + 1, who] if chosen != NONE else NEVER
            if max(room.person[who].free, load.days[today, who]) + quarters > until:
                continue
            _, end, _ = span(load, room, who, start, finish, quarters, whole)
            if end > until:
                continue
            done = done_at(load, who, end)
        if done >= NEVER:
            continue
        mine = 8 if best == 0 else 0
        score_for(load, room, task, who, done, mine)
        if chosen == NONE or is_less(room.score, mine, best, 8):
            best, chosen, done_on = mine, who, room.score[mine]
    if chosen != NONE:
        room.spot[1] = room.score[best + 7]
    return int(chosen)


@compiled
def find_crew(load: Workload, room: Room, task: int, start: int, finish: int) -> bool:
    """Who does a task of several people, and when: those who would be done first, or, where these find no time
    together, whichever of some other crews is done first; into `room.crew` and `room.spot`."""
    count = list_members(load, room, task, start, finish)
    if seat_preferred(load, room, task, count) and find_together(load, room, task, start, finish):
        return True
    for at in range(count):
        bring_forward(room, at, count)
    seats = load.task[task].seats_from
    size = load.task[task].seats_to - seats
    wanted = size - (load.task[task].pinned_to - load.task[task].pinned_from)
    pick, chosen, best = room.pick, room.chosen, room.best
    found, tries = False, 0
    for at in range(wanted):
        pick[at] = at
    while wanted <= count and tries < CREWS_TRIED:
        for at in range(wanted):
            chosen[at] = room.line[pick[at]]
        if seat_all(load, room, task, chosen, wanted):
            tries += 1
            if find_together(load, room, task, start, finish):
                better = not found or room.spot[1] < best[size]
                if found and room.spot[1] == best[size]:
                    for at in range(size):
                        if room.crew[seats + at] != best[at]:
                            better = room.crew[seats + at] < best[at]
                            break
                if better:
                    found = True
                    best[size] = room.spot[1]
                    for at in range(size):
                        best[at] = room.crew[seats + at]
        at = wanted - 1  # the next combination, in lexicographic order
        while at >= 0 and pick[at] == count - wanted + at:
            at -= 1
        if at < 0:
            break
        pick[at] += 1
        for after in range(at + 1, wanted):
            pick[after] = pick[after - 1] + 1
    if found:
        for at in range(size):
            room.crew[seats + at] = best[at]
        find_together(load, room, task, start, finish)
    return found


@compiled
def find_together(load: Workload, room: Room, task: int, start: int, finish: int) -> bool:
    """Where a crew, seated already, has working time enough together and nobody other work in between: its begin,
    its end, the last other work in its way (NONE: none), from when on it was looked for, and whether that other work
    is in the way of equipment, into `room.spot`; whether there is such a place."""
    cum, owner_of, of_equipment = load.cum, NONE, 0
    crew = room.crew[load.task[task].seats_from : load.task[task].seats_to]
    quarters, last = load.task[task].quarters, cum.shape[1] - 1
    while True:
        begin, quarter, worked, done = NONE, start, 0, NONE
        while worked < quarters or done < finish:
            behind = NONE
            for who in crew:
                if quarter >= last:
                    return False
                if cum[who, quarter + 1] == cum[who, quarter]:
                    behind = who
                    break
            if behind != NONE:
                quarter = slot(load, behind, int(cum[behind, quarter]))
                continue
            if begin == NONE:
                begin = quarter
            worked += 1
            quarter += 1
            done = quarter
            if worked > quarters:  # it has to end later: let it begin later
                worked -= 1
                begin = next_common(load, crew, begin + 1)
        clash, owner, by_equipment = NONE, NONE, 0
        for who in crew:
            since, until = int(cum[who, begin]), int(cum[who, done])
            at = stretch_after(load, room, who, since)
            if at < load.person[who].desk + room.person[who].stretches and room.stretch[at].begin < until:
                free = slot(load, who, int(room.stretch[at].end) - 1) + 1
                if free > clash or (free == clash and room.stretch[at].owner > owner):
                    clash, owner = free, room.stretch[at].owner
        for at in range(load.task[task].uses_from, load.task[task].uses_to):
            free, user = comes_back(load, room, load.use[at].equipment, load.use[at].count, begin, done)
            if free > clash or (free != NONE and free == clash and user >= owner):
                clash, owner, by_equipment = free, user, 1
        if clash == NONE:
            room.spot[0], room.spot[1], room.spot[2], room.spot[3] = begin, done, owner_of, start
            room.spot[4] = of_equipment
            return True
        start, owner_of, of_equipment = clash, owner, by_equipment


@compiled
def next_common(load: Workload, crew: Ints, quarter: int) -> int:
    """The first grid quarter, from this one on, in which all of a crew work; there is one."""
    cum = load.cum
    while True:
        behind = NONE
        for who in crew:
            if cum[who, quarter + 1] == cum[who, quarter]:
                behind = who
                break
        if behind == NONE:
            return quarter
        quarter = slot(load, behind, int(cum[behind, quarter]))
