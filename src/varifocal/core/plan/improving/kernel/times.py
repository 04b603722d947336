"""A person's working time: calendars in quarter hours, and what is taken of it.

A person's taken stretches are kept in her own working quarters, merged and sorted.
"""

from __future__ import annotations

from varifocal.core.compiled import compiled
from varifocal.core.plan.improving.kernel.arrays import Room
from varifocal.core.plan.improving.kernel.values import DAY, NEVER, NONE
from varifocal.core.plan.workload import Ints, Workload


@compiled
def quarters_before(load: Workload, who: int, quarter: int) -> int:
    """Working quarters of hers (the organization is the last of the people) before a grid quarter."""
    cum = load.cum
    return int(cum[who, quarter]) if quarter < cum.shape[1] else NEVER


@compiled
def slot(load: Workload, who: int, k: int) -> int:
    """The grid quarter of her k-th working quarter; NEVER beyond the horizon."""
    at = load.person[who].slots_from + k
    return int(load.slots[at]) if k >= 0 and at < load.person[who].slots_to else NEVER


@compiled
def done_at(load: Workload, who: int, k: int) -> int:
    """When what she does before working quarter k has ended; NEVER beyond the horizon."""
    last = slot(load, who, k - 1) if k < NEVER else NEVER
    return NEVER if last == NEVER else last + 1


@compiled
def later_by(load: Workload, quarter: int, lag: int) -> int:
    """A moment moved by so many of the organization's working quarters, back where they are negative."""
    office = load.cum.shape[0] - 1
    if lag == 0 or quarter >= load.cum.shape[1]:
        return quarter
    k = int(load.cum[office, max(0, quarter)]) + lag
    if lag < 0:
        return slot(load, office, k) if k >= 0 else 0
    last = slot(load, office, k - 1)
    return NEVER if last == NEVER else last + 1


@compiled
def day_of(load: Workload, quarter: int) -> int:
    """The organization's day a grid quarter lies in, counted from the plan's first."""
    return (quarter + load.into_day) // DAY


@compiled
def clear(load: Workload, room: Room) -> None:
    """Let nobody have anything to do."""
    for who in range(room.person.shape[0]):
        room.person[who].stretches = room.person[who].load = room.person[who].free = 0


@compiled
def stretch_after(load: Workload, room: Room, who: int, k: int) -> int:
    """The first of her taken stretches that ends after working quarter k, by place."""
    since = load.person[who].desk
    low, high = since, since + room.person[who].stretches
    while low < high:
        middle = (low + high) >> 1
        if room.stretch[middle].end <= k:
            low = middle + 1
        else:
            high = middle
    return int(low)


@compiled
def first_free(load: Workload, room: Room, who: int, quarter: int) -> int:
    """Her first working quarter from a grid quarter on before which she is not taken up altogether; NEVER beyond the
    horizon. Her calendar is far away in memory, so it is asked only where the day leaves it open."""
    if quarter >= load.cum.shape[1]:
        return NEVER
    free = int(room.person[who].free)
    if free >= load.days[day_of(load, quarter) + 1, who]:
        return free
    return max(free, int(load.cum[who, quarter]))


@compiled
def place_for(load: Workload, room: Room, who: int, start: int, finish: int, quarters: int) -> int:
    """Her first free working quarter for so many in one piece, not before `start`, not ended before `finish`."""
    k = first_free(load, room, who, start)
    if finish > 0:
        k = max(k, quarters_before(load, who, finish - 1) - quarters + 1)
    until = load.person[who].desk + room.person[who].stretches
    for at in range(stretch_after(load, room, who, k), until):
        if room.stretch[at].begin - k >= quarters:
            return k
        k = room.stretch[at].end
    return k


@compiled
def span(
    load: Workload, room: Room, who: int, start: int, finish: int, quarters: int, whole: int
) -> tuple[int, int, int]:
    """From which to which of her working quarters she does so much work, in one piece or as `desk.pieces` has it, and
    where the last piece begins."""
    if whole:
        k = place_for(load, room, who, start, finish, quarters)
        return k, k + quarters, k
    k, rest, first = first_free(load, room, who, start), quarters, NONE
    if finish > 0:
        k = max(k, quarters_before(load, who, finish - 1) - quarters + 1)
    until = load.person[who].desk + room.person[who].stretches
    for at in range(stretch_after(load, room, who, k), until):
        gap = room.stretch[at].begin - k
        if gap > 0:
            if first == NONE:
                first = k
            if gap >= rest:
                return first, k + rest, k
            rest -= gap
        k = room.stretch[at].end
    return (k if first == NONE else first), k + rest, k


@compiled
def take(load: Workload, room: Room, who: int, begin: int, end: int, task: int) -> None:
    """Give her working quarters from begin to end to a task."""
    if begin == end:
        return
    room.person[who].load += end - begin
    since = load.person[who].desk
    until = since + room.person[who].stretches
    at = stretch_after(load, room, who, begin - 1)
    ends = at < until and room.stretch[at].end == begin
    after = at + 1 if ends else at
    meets = after < until and room.stretch[after].begin == end
    if ends and meets:
        room.stretch[at].end, room.stretch[at].owner = room.stretch[after].end, room.stretch[after].owner
        for place in range(after, until - 1):
            room.stretch[place].begin = room.stretch[place + 1].begin
            room.stretch[place].end = room.stretch[place + 1].end
            room.stretch[place].owner = room.stretch[place + 1].owner
        room.person[who].stretches -= 1
    elif ends:
        room.stretch[at].end, room.stretch[at].owner = end, task
    elif meets:
        room.stretch[after].begin = begin
    else:
        for place in range(until, after, -1):
            room.stretch[place].begin = room.stretch[place - 1].begin
            room.stretch[place].end = room.stretch[place - 1].end
            room.stretch[place].owner = room.stretch[place - 1].owner
        room.stretch[after].begin, room.stretch[after].end, room.stretch[after].owner = begin, end, task
        room.person[who].stretches += 1
    if room.stretch[since].begin == 0:
        room.person[who].free = room.stretch[since].end


@compiled
def take_pieces(load: Workload, room: Room, who: int, k: int, quarters: int, task: int) -> int:
    """Give her the working quarters from k on to work that may be interrupted, as far as they are free; in how many
    pieces, which `room.piece` then holds."""
    rest, count = quarters, 0
    until = load.person[who].desk + room.person[who].stretches
    for at in range(stretch_after(load, room, who, k), until):
        gap = room.stretch[at].begin - k
        if gap > 0:
            room.piece[count, 0], room.piece[count, 1] = k, k + min(gap, rest)
            rest -= min(gap, rest)
            count += 1
            if rest == 0:
                break
        k = room.stretch[at].end
    if rest > 0:
        room.piece[count, 0], room.piece[count, 1] = k, k + rest
        count += 1
    for at in range(count):
        take(load, room, who, room.piece[at, 0], room.piece[at, 1], task)
    return count


@compiled
def take_again(load: Workload, room: Room, who: int, task: int) -> int:
    """Give her the time of a task that stands where it stood; in how many pieces, none of them said of what is done in
    one."""
    one, placed = load.task[task], room.task[task]
    begin, end = int(load.cum[who, placed.start]), int(load.cum[who, placed.finish])
    if not one.whole and end - begin > one.quarters:
        return take_pieces(load, room, who, begin, one.quarters, task)
    take(load, room, who, begin, end, task)
    return 0


@compiled
def pieces_of(load: Workload, room: Room, count: int, found: Ints) -> int:
    """The pieces of everything that is interrupted in the schedule made last, as rows of task, start and finish, as
    many as there is room for; how many there are."""
    clear(load, room)
    rows = 0
    for turn in range(count):
        task = room.done[turn]
        one = load.task[task]
        if room.task[task].start == NONE or one.length >= 0:
            continue
        for at in range(one.seats_from, one.seats_to):
            who = room.crew[at]
            for piece in range(take_again(load, room, who, task)):
                if rows < found.shape[0]:
                    found[rows, 0] = task
                    found[rows, 1] = slot(load, who, room.piece[piece, 0])
                    found[rows, 2] = done_at(load, who, room.piece[piece, 1])
                rows += 1
    return rows
