"""The compiled kernel for whole portfolios: one serial schedule after another, and a search over them.

It places tasks as `core.plan.generate` does, to the quarter hour and the person (a test holds the two together);
what it leaves to that module are the reasons. Everything is counted in int64 but for calendars; a person's taken
stretches are kept in her own working quarters, merged and sorted.
"""

from __future__ import annotations

import numpy as np

from varifocal.core.compiled import compiled
from varifocal.core.plan.improving.arrays import (
    FOUND_AT,
    MADE,
    TAKEN_UP,
    Floats,
    Mending,
    Room,
    Search,
    Words,
)
from varifocal.core.plan.workload import Ints, Records, Workload

NONE = -1
NEVER = 1 << 30
DAY = 96
LOAD_STEP = 160
CREWS_TRIED = 40
WEEK = 7 * DAY
FAR = 1e9
NO_RANK = 1e9
NORMAL = 4
UNDATED = (1, 2, 6, 12, 26)
"""In how many weeks work without any date presses, by the sum of its own and its project's priority, from 2 on."""
SAME = 1e-9
DEAR = 1 << 40
"""More than anybody costs: what is added for whoever is not wished for."""
CLIMB = 5
"""In so many of ten cases, what holds a task is looked at instead of it."""
IN_LINE, WHOLE = 60, 10
"""So many of a hundred changes are about a person's line of work, so many move a whole project."""
NEAR = 6 * WEEK
"""So far before a task begins its person's work is looked at for what it might go before."""
HEAT = 0.012
"""What a change may cost at first, as a share of what is late."""
NOW, RELEASE, PREDECESSOR, WAIT, QUEUE, CALENDAR, SKILL, PIN, EQUIPMENT, OUTAGE, LAG = range(11)
"""What a start waited for: the kinds of hold, in their order."""
UNPLANNED, BROKEN, TARDINESS, COST, STRANGERS, FLOW, LEVELS = 0, 1, 2, 3, 4, 5, 6
"""Places in an objective: the published order, `moved` left out since nothing agreed is ever moved."""


@compiled
def copy(to: Records, source: Records) -> None:
    """Write one line of numbers or records over another of the same length; without memory of its own."""
    for at in range(to.shape[0]):
        to[at] = source[at]


@compiled
def use_way(load: Workload, task: int, row: int) -> None:
    """Let a task be done in one of its modes from now on."""
    load.task[task].mode, load.task[task].kind = load.way[row].mode, load.way[row].kind
    load.task[task].hours, load.task[task].quarters = load.way[row].hours, load.way[row].quarters
    load.task[task].whole = load.way[row].whole
    load.task[task].heads_from, load.task[task].heads_to = load.way[row].heads_from, load.way[row].heads_to
    load.task[task].pinned_from, load.task[task].pinned_to = (
        load.way[row].pinned_from,
        load.way[row].pinned_to,
    )
    load.task[task].uses_from, load.task[task].uses_to = load.way[row].uses_from, load.way[row].uses_to
    load.task[task].seats_to = load.task[task].seats_from + load.way[row].seats_to


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
def clear(load: Workload, room: Room) -> None:
    """Let nobody have anything to do."""
    for who in range(room.person.shape[0]):
        room.person[who].stretches = room.person[who].load = room.person[who].free = 0


@compiled
def day_of(load: Workload, quarter: int) -> int:
    """The organization's day a grid quarter lies in, counted from the plan's first."""
    return (quarter + load.into_day) // DAY


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
def done_at(load: Workload, who: int, k: int) -> int:
    """When what she does before working quarter k has ended; NEVER beyond the horizon."""
    last = slot(load, who, k - 1) if k < NEVER else NEVER
    return NEVER if last == NEVER else last + 1


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
def prefers(
    load: Workload, room: Room, task: int, who: int, start: int, finish: int, quarters: int, row: int
) -> None:
    """Her score for a task into a row of the scores: the smaller, the rather she (see `generate`)."""
    _, end, _ = span(load, room, who, start, finish, quarters, load.task[task].whole)
    score_for(load, room, task, who, done_at(load, who, end), row)


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
def is_less(score: Ints, one: int, other: int, width: int) -> bool:
    """Whether one row of scores comes before another."""
    for at in range(width):
        if score[one + at] != score[other + at]:
            return bool(score[one + at] < score[other + at])
    return False


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
def choose_way(load: Workload, room: Room, task: int, start: int, finish: int) -> int:
    """The mode in which a task is done on the earliest day; of these the one that costs less, takes fewer hours, is
    named earlier. Its row in the ways."""
    chosen, best_day, best_cost, best_hours = load.task[task].ways_from, NEVER, NEVER, NEVER
    for row in range(load.task[task].ways_from, load.task[task].ways_to):
        use_way(load, task, row)
        seats, rate = load.task[task].seats_from, 0
        size = load.task[task].heads_to - load.task[task].heads_from
        if size > 1:
            if not find_crew(load, room, task, start, finish):
                continue
            for at in range(size):
                rate += load.person[room.crew[seats + at]].rate
        else:
            who = find_one(load, room, task, load.items[load.task[task].heads_from], start, finish)
            if who == NONE:
                continue
            rate = load.person[who].rate
        day, hours = day_of(load, room.spot[1] - 1), load.task[task].quarters * size
        cost = load.task[task].quarters * rate
        if (
            day < best_day
            or (day == best_day and cost < best_cost)
            or (day == best_day and cost == best_cost and hours < best_hours)
        ):
            chosen, best_day, best_cost, best_hours = row, day, cost, hours
    return int(chosen)


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
def judge(load: Workload, room: Room, objective: Floats) -> None:
    """The objective of the schedule at hand, level by level; what may never come counts for nothing."""
    unplanned, broken, flow, count, last = 0, 0, 0, 0, 0
    tardiness, cost = 0.0, 0.0
    room.project_finish[:] = NONE
    for task in range(load.task.shape[0]):
        finish = room.task[task].finish
        if load.task[task].tentative:
            continue
        if finish == NONE:
            unplanned += 1
            continue
        count += 1
        flow += finish
        last = max(last, finish)
        if load.priced and load.task[task].length < 0:
            for at in range(load.task[task].seats_from, load.task[task].seats_to):
                cost += load.task[task].quarters * load.person[room.crew[at]].rate / 400
        if finish > load.task[task].due:
            tardiness += (finish - load.task[task].due) / DAY * load.task[task].weight
        if finish > load.task[task].deadline:
            broken += 1
        project = load.task[task].project
        if finish > room.project_finish[project]:
            room.project_finish[project] = finish
    for project in range(load.project.shape[0]):
        finish = room.project_finish[project]
        if finish > load.project[project].due:
            tardiness += (finish - load.project[project].due) / DAY * load.project[project].weight
        if finish > load.project[project].deadline:
            broken += 1
    strangers = 0
    for who in range(load.known.shape[0]):
        for project in range(load.known.shape[1]):
            if load.project[project].tentative:
                continue
            strangers += int(room.known[who, project]) - int(load.known[who, project])
    objective[UNPLANNED], objective[BROKEN], objective[TARDINESS] = unplanned, broken, tardiness
    if load.makespan:
        objective[BROKEN], objective[TARDINESS], cost, strangers = 0, last / DAY, 0.0, 0
    objective[COST] = cost
    objective[STRANGERS], objective[FLOW] = strangers, flow / DAY / max(1, count)


@compiled
def draw(random: Words, below: int) -> int:
    """A number from 0 to `below` - 1 (xorshift64*, Vigna 2016); `random` is the generator's one word. As in
    `search/kernel.py`, which it cannot call: see `compiled`."""
    x = random[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    random[0] = x
    return int(np.int64((x * np.uint64(2685821657736338717)) >> np.uint64(33)) % below)


@compiled
def is_better(one: Floats, other: Floats) -> bool:
    """Whether one objective comes before another, level by level."""
    for level in range(LEVELS):
        if abs(one[level] - other[level]) > SAME:
            return bool(one[level] < other[level])
    return False


@compiled
def cost_of(objective: Floats) -> float:
    """An objective as one number, for comparing schedules that are near one another."""
    return float(
        objective[UNPLANNED] * 1e8
        + objective[BROKEN] * 1e4
        + objective[TARDINESS]
        + objective[COST] * 1e-4
        + objective[STRANGERS] * 1e-3
        + objective[FLOW] * 1e-3
    )


@compiled
def weigh(load: Workload, room: Room, blame: Floats) -> float:
    """What each task's lateness costs, its project's where it is the last of it, added up task by task; where nothing
    counts but the makespan, those cost that are done last."""
    last = 0
    for task in range(blame.shape[0]):
        if not load.task[task].tentative:
            last = max(last, room.task[task].finish)
    for task in range(blame.shape[0]):
        finish, cost = room.task[task].finish, 0.0
        if load.makespan:
            cost = 1.0 if finish == last and not load.task[task].tentative else 0.0
        elif finish != NONE and not load.task[task].tentative:
            cost += max(0, finish - load.task[task].due) * load.task[task].weight
            if finish > load.task[task].deadline:
                cost += 100 * DAY
            project = load.task[task].project
            if finish == room.project_finish[project]:
                cost += max(0, finish - load.project[project].due) * load.project[project].weight
                if finish > load.project[project].deadline:
                    cost += 100 * DAY
        blame[task] = cost + (blame[task - 1] if task > 0 else 0.0)
    return float(blame[-1]) if blame.shape[0] > 0 else 0.0


@compiled
def picked(blame: Floats, placed: Records, random: Words, total: float) -> int:
    """A late task, drawn by what it costs, or one of those that hold it; any task where none is late."""
    n = blame.shape[0]
    if total <= 0.0:
        return draw(random, n)
    aim = draw(random, 1 << 30) / (1 << 30) * total
    low, high = 0, n - 1
    while low < high:
        middle = (low + high) >> 1
        if blame[middle] <= aim:
            low = middle + 1
        else:
            high = middle
    task = low
    while placed[task].held != NONE and draw(random, 10) < CLIMB:
        task = placed[task].held
    return int(task)


@compiled
def waiting(placed: Records, random: Words, task: int) -> int:
    """Of what holds a task, and what holds that, one that waits for somebody's time, drawn; NONE where none does."""
    found, count = NONE, 0
    while task != NONE:
        if placed[task].why == QUEUE:
            count += 1
            if draw(random, count) == 0:
                found = task
        task = placed[task].held
    return int(found)


@compiled
def shared(load: Workload, crew: Ints, one: int, other: int) -> int:
    """Somebody who does both of two tasks, NONE if nobody does."""
    for at in range(load.task[one].seats_from, load.task[one].seats_to):
        for seat_at in range(load.task[other].seats_from, load.task[other].seats_to):
            if crew[at] == crew[seat_at]:
                return int(crew[at])
    return NONE


@compiled
def others_could(load: Workload, task: int) -> int:
    """How many could do a task of one person; 1 where it takes a crew, is agreed, or can be done in several ways, of
    which the rule takes one together with who does it."""
    one = load.task[task]
    if one.heads_to - one.heads_from != 1 or one.agreed_to > one.agreed_from or one.ways_to > one.ways_from:
        return 1
    able = load.classes[load.items[one.heads_from]]
    return int(able.able_to - able.able_from)


@compiled
def ahead(load: Workload, search: Search, who: int, task: int, otherwise: int, handed: bool) -> int:
    """Something she does in the weeks before a task begins, drawn; of what others could do where it is to be `handed`
    to them. `otherwise` if there is nothing."""
    since, until = search.placed[task].start - NEAR, search.placed[task].start
    found, count = otherwise, 0
    for other in range(search.press.shape[0]):
        if search.placed[other].start < since or search.placed[other].finish > until:
            continue
        if load.task[other].length >= 0 or (handed and others_could(load, other) == 1):
            continue
        for at in range(load.task[other].seats_from, load.task[other].seats_to):
            if search.crew_now[at] == who:
                count += 1
                if draw(search.random, count) == 0:
                    found = other
    return int(found)


@compiled
def hand_over(load: Workload, search: Search, task: int) -> None:
    """Let somebody of those who could do a task do it, or (drawn as often as each) whom the rule takes."""
    one = load.task[task]
    able = load.classes[load.items[one.heads_from]]
    at = able.able_from - 1 + draw(search.random, able.able_to - able.able_from + 1)
    search.chosen[task] = NONE if at < able.able_from else load.items[at]


@compiled
def change_line(load: Workload, search: Search, task: int) -> None:
    """Let a task that waits for somebody go before something else she does, that after it, or others do that."""
    blocking, what = search.placed[task].whose, draw(search.random, 10)
    who = shared(load, search.crew_now, task, blocking)
    if who != NONE:
        blocking = ahead(load, search, who, task, blocking, what >= 5)
    if what < 3:
        search.press[task] = search.placed[blocking].press - 0.01
    elif what < 5 or others_could(load, blocking) == 1:
        search.press[blocking] = search.placed[task].press + 0.01
    else:
        hand_over(load, search, blocking)


@compiled
def move_project(load: Workload, search: Search, project: int) -> None:
    """Let all of a project press up to four weeks earlier or later."""
    days = draw(search.random, 8 * WEEK) - 4 * WEEK
    for task in range(search.press.shape[0]):
        if load.task[task].project == project:
            search.press[task] += days


@compiled
def change(load: Workload, search: Search, total: float) -> None:
    """Change one thing about the schedule at hand: the order of tasks in one another's way, when a task or a project
    presses, or who does something."""
    copy(search.press, search.press_now)
    copy(search.chosen, search.chosen_now)
    random = search.random
    what = draw(random, 100)
    task = picked(search.blame, search.placed, random, total)
    if what < IN_LINE and total > 0.0:
        held_up = waiting(search.placed, random, task)
        if held_up != NONE:
            change_line(load, search, held_up)
            return
    if what >= 100 - WHOLE:
        project = load.task[task].project
        move_project(load, search, project if draw(random, 2) else draw(random, load.project.shape[0]))
        return
    holds, what = search.placed[task].held, draw(random, 10)
    if what < 4 and holds != NONE:
        search.press[task] = search.placed[holds].press - 0.01
    elif what < 5 and holds != NONE:
        search.press[holds] = search.placed[task].press + 0.01
    elif what < 7:
        search.press[task] = search.placed[task].press - 1 - draw(random, 2 * WEEK)
    else:
        other = holds if holds != NONE and draw(random, 2) == 0 else task
        if others_could(load, other) > 1:
            hand_over(load, search, other)
        else:
            search.press[other] = search.placed[other].press + draw(random, 4 * WEEK) - 2 * WEEK


@compiled
def place_as_before(load: Workload, room: Room, search: Search, task: int) -> None:
    """Give a task the place and the people it has in the schedule the search goes on from."""
    was, one = search.placed[task], load.task[task]
    room.task[task].start, room.task[task].finish, room.task[task].held = was.start, was.finish, was.held
    room.task[task].why, room.task[task].whose, room.task[task].way = was.why, was.whose, was.way
    if was.finish == NONE or one.length >= 0:
        return
    if one.ways_to > one.ways_from:
        use_way(load, task, was.way)
    for at in range(one.seats_from, load.task[task].seats_to):
        who = room.crew[at] = search.crew_now[at]
        take_again(load, room, who, task)
        room.known[who, one.project] = 1
    book(load, room, task)


@compiled
def late_by(load: Workload, room: Room, task: int) -> float:
    """What the task placed last adds to how late the schedule is, its project taken into account; where nothing counts
    but the makespan, by which day it is done."""
    finish, project = room.task[task].finish, load.task[task].project
    if finish == NONE or load.task[task].tentative:
        return 0.0
    late = max(0, finish - load.task[task].due) * load.task[task].weight
    if finish > room.project_finish[project]:
        since = max(load.project[project].due, room.project_finish[project])
        late += max(0, finish - since) * load.project[project].weight
        room.project_finish[project] = finish
    return float(late / DAY)


@compiled
def generate_near(load: Workload, room: Room, search: Search, limit: float) -> bool:
    """The schedule of what the search tries, unless it is sure to cost more than a limit; whether it is there. As long
    as tasks come in the order of the schedule gone on from, they come to stand where they stood."""
    size, placed, late, alike = set_out(load, room, search.press), 0, 0.0, True
    room.project_finish[:] = NONE
    while size > 0:
        task = pop(load, room, size)
        room.done[placed] = task
        alike = alike and task == search.done_now[placed] and search.chosen[task] == search.chosen_now[task]
        placed += 1
        if alike:
            place_as_before(load, room, search, task)
        else:
            place(load, room, task, search.chosen[task])
        if not load.makespan:
            late += late_by(load, room, task)
        elif not load.task[task].tentative:
            late = max(late, room.task[task].finish / DAY)
        if late > limit:
            return False
        size = let_follow(load, room, size - 1, task)
    judge(load, room, search.objective)
    return True


@compiled
def adopt(load: Workload, room: Room, search: Search) -> float:
    """Go on from the schedule just made, and keep it if it is the best; what its lateness costs in all."""
    copy(search.press_now, search.press)
    copy(search.chosen_now, search.chosen)
    copy(search.placed, room.task)
    copy(search.crew_now, room.crew)
    copy(search.done_now, room.done)
    copy(room.wish, room.crew)
    tally = search.tally
    if tally[MADE] == 1 or is_better(search.objective, search.best):
        copy(search.best, search.objective)
        copy(search.placed_best, room.task)
        copy(search.crew_best, room.crew)
        copy(search.done_best, room.done)
        tally[FOUND_AT] = tally[MADE]
    search.cost[0] = cost_of(search.objective)
    return weigh(load, room, search.blame)


@compiled
def climb(load: Workload, room: Room, search: Search, until: int, budget: int) -> None:
    """Go on until so many schedules have been made in all: changes are kept that cost no more than a threshold, drawn
    below one that falls to nothing with every `budget` of schedules (after threshold accepting, Dueck and
    Scheuer 1990). Calls in pieces make the same schedules as one call.
    """
    tally, random = search.tally, search.random
    if tally[MADE] == 0 and until > 0:
        tally[TAKEN_UP] = generate(load, room, search.press, search.chosen, search.objective)
        tally[MADE] = 1
        adopt(load, room, search)
    total = search.blame[-1] if search.blame.shape[0] > 0 else 0.0
    while tally[MADE] < until:
        change(load, search, total)
        hot = 1.0 - tally[MADE] % budget / budget
        more = HEAT * search.best[TARDINESS] * hot * draw(random, 1 << 20) / (1 << 20)
        limit = search.cost[0] + more
        tally[MADE] += 1
        if generate_near(load, room, search, limit) and cost_of(search.objective) <= limit:
            total = adopt(load, room, search)


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
def least_tardiness(load: Workload, room: Room) -> float:
    """Weighted days late that no plan can avoid: every task as early as its dependencies, its dates and the
    calendars of those who could do it allow, were each of them free for it alone (the critical path bound)."""
    clear(load, room)
    for task in range(load.task.shape[0]):
        room.task[task].missing = True
    for task in load.topological:
        if task == NONE:
            continue
        one = load.task[task]
        room.task[task].missing = one.unable  # of what has no place, nothing is late
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
