"""The compiled kernel: all steps of a script over a block of draws, block after block.

It does what `vectors` does, operation by operation, and so comes to the same bits: no fast mathematics, the same
single precision in the same order. Draws know nothing of one another, so blocks may be lived through side by side.
"""

from __future__ import annotations

import numpy as np

from varifocal.core.compiled import compiled
from varifocal.core.forecast.compiled.arrays import Back, Held, Kept, Lines, Notes, Room, Tables
from varifocal.core.forecast.draws import Floats
from varifocal.core.forecast.script import Masks, Records, Whole, Wide

NEVER = 1 << 30
LONGEST = np.float32(1 << 22)
NOTED = 256
FIRST = 64
SCORE, WORK, LENGTH, TOP, PLUS, LESS, LAG, BEFORE, ENDS, STARTS, HELD, QUEUE, CREW, NOTE, SCOPE, LOOSE = (
    range(16)
)
SHARE, BEFORE_IF, ENDS_IF, END, FACTOR, STRETCH = range(16, 22)
"""What a step does, in the order of `Op`."""
NONE = -1
ZEROS = 0
TARGETS, NO_TARGET, FIRST_TARGET = 32, np.uint32(0), np.uint32(1)

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
FACTOR_1, FACTOR_2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
SHIFT_1, SHIFT_2, SHIFT_3 = np.uint64(30), np.uint64(27), np.uint64(31)
LEVEL_1, LEVEL_2, LEVEL_3, LEVEL_4 = np.uint64(4), np.uint64(20), np.uint64(36), np.uint64(52)
TWELVE_BITS = np.uint64(4095)
LEFTMOST, PER_BIN, LAST_BIN = np.float32(4), np.float32(64), np.float32(511)
NOTHING, LITTLE, HALF, ONE = np.float32(0), np.float32(1e-3), np.float32(0.5), np.float32(1)
QUARTERS_PER_HOUR, LAST_NOTED = np.float32(4), np.float32(255)


@compiled
def draw(to: Floats, table: Floats, key: int, begin: int) -> None:
    """What a table over the levels says for a record's draws from `begin` on, for a whole block."""
    at = np.uint64(key) + np.uint64(begin // 4) * GOLDEN
    for four in range(to.shape[0] // 4):
        at += GOLDEN
        raw = at
        raw ^= raw >> SHIFT_1
        raw *= FACTOR_1
        raw ^= raw >> SHIFT_2
        raw *= FACTOR_2
        raw ^= raw >> SHIFT_3
        to[4 * four] = table[(raw >> LEVEL_1) & TWELVE_BITS]
        to[4 * four + 1] = table[(raw >> LEVEL_2) & TWELVE_BITS]
        to[4 * four + 2] = table[(raw >> LEVEL_3) & TWELVE_BITS]
        to[4 * four + 3] = table[raw >> LEVEL_4]


@compiled
def bin_of(score: np.float32) -> np.int32:
    """The place of a score in a table over the normal scores."""
    return np.int32(min(max((score + LEFTMOST) * PER_BIN, NOTHING), LAST_BIN))


@compiled
def work(
    tables: Tables, room: Room, hours: Floats, cost: Floats, step: Records, begin: int, size: int
) -> None:
    """An effort that moves in part with others'."""
    own, spot, number = room.own, room.spot, tables.number
    draw(own, tables.score_of, step.key, begin)
    scale, each, weight = number[step.value], number[step.value + 1], number[step.value + 2]
    if step.last - step.first == 3:  # one person: in one go
        with_1, with_2, with_3 = number[step.value + 3], number[step.value + 4], number[step.value + 5]
        score_1, score_2 = room.score[tables.item[step.first]], room.score[tables.item[step.first + 1]]
        score_3 = room.score[tables.item[step.first + 2]]
        for at in range(size):
            mixed = own[at] * weight + score_1[at] * with_1 + score_2[at] * with_2 + score_3[at] * with_3
            spot[at] = bin_of(mixed)
    else:
        for at in range(size):
            own[at] *= weight
        for shared in range(step.last - step.first):
            weight = number[step.value + 3 + shared]
            score = room.score[tables.item[step.first + shared]]
            for at in range(size):
                own[at] += score[at] * weight
        for at in range(size):
            spot[at] = bin_of(own[at])
    ratio, out = tables.ratio[step.table], room.rows[step.out]
    for at in range(size):
        own[at] = ratio[np.uint32(spot[at])]
    for at in range(size):
        taken = own[at] * scale
        hours[at] += taken
        out[at] = np.int32(min(max(np.ceil(taken * each - LITTLE), ONE), LONGEST))
    rate = number[step.value + 3 + step.last - step.first]
    if rate > NOTHING:
        for at in range(size):
            cost[at] += own[at] * scale * rate


@compiled
def count(amount: Floats, hours: Floats, cost: Floats, rate: np.float32, size: int) -> None:
    """Hours of a project, and what they cost."""
    for at in range(size):
        hours[at] += amount[at]
    if rate > NOTHING:
        for at in range(size):
            cost[at] += amount[at] * rate


@compiled
def length(tables: Tables, room: Room, step: Records, begin: int, size: int) -> None:
    """How long an answer takes."""
    own, spot, quarters, out = room.own, room.spot, tables.length[step.table], room.rows[step.out]
    draw(own, tables.score_of, step.key, begin)
    for at in range(size):
        spot[at] = bin_of(own[at])
    for at in range(size):
        out[at] = quarters[np.uint32(spot[at])]


@compiled
def top(tables: Tables, room: Room, step: Records, size: int) -> None:
    """The latest of several moments."""
    out = room.rows[step.out]
    least = np.int32(step.value)
    if step.last == step.first:
        for at in range(size):
            out[at] = least
        return
    one = room.rows[tables.item[step.first]]
    for at in range(size):
        out[at] = max(one[at], least)
    for place in range(step.first + 1, step.last):
        one = room.rows[tables.item[place]]
        for at in range(size):
            out[at] = max(out[at], one[at])


@compiled
def plus(rows: Whole, step: Records, size: int) -> None:
    """One after the other."""
    out, a, b = rows[step.out], rows[step.a], rows[step.b]
    for at in range(size):
        out[at] = min(np.int32(a[at] + b[at]), np.int32(NEVER))


@compiled
def less(rows: Whole, step: Records, size: int) -> None:
    """One before the other."""
    out, a, b = rows[step.out], rows[step.a], rows[step.b]
    for at in range(size):
        out[at] = a[at] - b[at]


@compiled
def lag(tables: Tables, rows: Whole, step: Records, size: int) -> None:
    """So much of the organization's working time later, or earlier."""
    out, a, slots, by = rows[step.out], rows[step.a], tables.slots, np.int32(step.value)
    look_up(tables.cum[tables.cum_at[step.table] : tables.cum_at[step.table + 1]], a, out, size)
    for at in range(size):
        out[at] = np.int32(out[at] + by)
    if by > 0:
        look_up(
            tables.ending[tables.ending_at[step.table] : tables.ending_at[step.table + 1]], out, out, size
        )
    else:
        for at in range(size):
            out[at] = slots[min(out[at], slots.shape[0] - 1)] if out[at] >= 0 else 0
    for at in range(size):
        out[at] = out[at] if a[at] < NEVER else np.int32(NEVER)


@compiled
def look_up(table: Whole, row: Whole, out: Whole, size: int) -> None:
    """What a table that does not run over says of a row."""
    last = np.uint32(table.shape[0] - 1)
    for at in range(size):
        out[at] = table[min(np.uint32(row[at]), last)]


@compiled
def look_up_start(table: Whole, row: Whole, out: Whole, size: int) -> None:
    """When the quarter begins that follows."""
    last = np.uint32(table.shape[0] - 1)
    for at in range(size):
        out[at] = table[min(np.uint32(row[at]) + np.uint32(1), last)] - np.int32(1)


@compiled
def look_up_if(table: Whole, row: Whole, effort: Whole, out: Whole, size: int) -> None:
    """The same where there is work."""
    look_up(table, row, out, size)
    for at in range(size):
        out[at] = out[at] if effort[at] > 0 else np.int32(0)


@compiled
def held(tables: Tables, rows: Whole, step: Records, size: int) -> None:
    """When work may begin that must not end too early."""
    out, finish, effort = rows[step.out], rows[step.b], rows[step.c]
    ready = rows[ZEROS if step.a == NONE else step.a]
    for at in range(size):
        out[at] = max(np.int32(finish[at] - 1), np.int32(0))
    look_up(tables.cum[tables.cum_at[step.table] : tables.cum_at[step.table + 1]], out, out, size)
    for at in range(size):
        out[at] = max(np.int32(out[at] + 1 - effort[at]), ready[at])


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
def crew(rows: Whole, step: Records, size: int) -> None:
    """A queue after a crew has had it."""
    after, taken = rows[step.out], rows[step.table]
    began, ended, queue_ended, worked = rows[step.a], rows[step.b], rows[step.c], rows[step.d]
    for at in range(size):
        after[at] = max(ended[at], queue_ended[at])
        taken[at] = worked[at] + max(ended[at], queue_ended[at]) - began[at]


@compiled
def lay_out(notes: Notes, smallest: Whole, row: Whole, place: int, size: int) -> None:
    """Equal steps for a task's ends, by the first of them: as `script.laid_out` does."""
    first = min(size, FIRST)
    kept = first // 10 + 1
    high = row[0]
    for at in range(first):
        high = max(high, row[at])
        spot = min(at, kept)
        while spot > 0 and smallest[spot - 1] > row[at]:
            if spot < kept:
                smallest[spot] = smallest[spot - 1]
            spot -= 1
        if spot < kept:
            smallest[spot] = row[at]
    low = smallest[kept - 1]
    span = high - low
    notes.low[place] = low - span // 8
    notes.width[place] = 1 + (span + span // 4) // NOTED


@compiled
def note(notes: Notes, room: Room, row: Whole, place: int, by: int, size: int) -> None:
    """Count a task's ends, and those in time."""
    low, each = np.int32(notes.low[place]), ONE / np.float32(notes.width[place])
    count, spot, some = room.counted[place], room.spot, room.some
    for at in range(size):
        step = (np.float32(np.int32(row[at] - low)) + HALF) * each
        spot[at] = np.int32(min(max(step, NOTHING), LAST_NOTED))
    some_1, some_2 = some[0], some[1]
    for at in range(size >> 1):  # two by turns: the same step again and again would wait for itself
        some_1[np.uint32(spot[2 * at])] += np.uint32(1)
        some_2[np.uint32(spot[2 * at + 1])] += np.uint32(1)
    if size & 1:
        some_1[np.uint32(spot[size - 1])] += np.uint32(1)
    for at in range(NOTED):
        count[at] += np.uint16(some_1[at] + some_2[at])
    for at in range(NOTED):
        some_1[at] = np.uint32(0)
        some_2[at] = np.uint32(0)
    if by >= 0:
        last, kept = np.int32(min(by, NEVER)), np.int32(0)
        for at in range(size):
            kept += np.int32(row[at] <= last)
        room.in_time[place] += kept


@compiled
def share(tables: Tables, room: Room, step: Records, size: int) -> None:
    """Quarters of a share of hours."""
    out, amount, part = room.rows[step.out], room.amount[step.a], tables.number[step.first]
    for at in range(size):
        quarters = min(amount[at] * part * QUARTERS_PER_HOUR, LONGEST)
        out[at] = np.int32(np.ceil(quarters - LITTLE))


@compiled
def factor(tables: Tables, room: Room, step: Records, size: int) -> None:
    """A factor, by a sum of scores."""
    own, out = room.own, room.amount[step.out]
    for at in range(size):
        own[at] = NOTHING
    for shared in range(step.last - step.first):
        weight, score = tables.number[step.value + shared], room.score[tables.item[step.first + shared]]
        for at in range(size):
            own[at] += score[at] * weight
    for at in range(size):
        out[at] = tables.loose[step.table, bin_of(own[at])]


@compiled
def stretch(room: Room, step: Records, size: int) -> None:
    """What lies after some quarter takes so many times as long."""
    out, row, times, since = room.rows[step.out], room.rows[step.a], room.amount[step.b], np.int32(step.value)
    for at in range(size):
        beyond = np.int32(row[at] - since)
        left = min(np.float32(max(beyond, np.int32(0))), LONGEST)
        more = np.int32(min(left * times[at] + HALF, LONGEST))
        out[at] = np.int32(since + more) if beyond > np.int32(0) else row[at]


@compiled
def live_block(
    tables: Tables,
    room: Room,
    notes: Notes,
    finish: Whole,
    hours: Floats,
    cost: Floats,
    begin: int,
    size: int,
) -> None:
    """All steps over one block of draws; the one that begins at 0 says how ends are counted."""
    steps, rows, cum, ending = tables.step, room.rows, tables.cum, tables.ending
    cum_at, ending_at = tables.cum_at, tables.ending_at
    for number in range(steps.shape[0]):
        step = steps[number]
        op = step.op
        if op == WORK:
            end = begin + size
            work(tables, room, hours[step.place, begin:end], cost[step.place, begin:end], step, begin, size)
        elif op == QUEUE:
            queue(tables, room, step, size)
        elif op == NOTE:
            if begin == 0:
                lay_out(notes, room.smallest, rows[step.a], step.place, size)
            note(notes, room, rows[step.a], step.place, step.value, size)
        elif op == BEFORE:
            table = cum[cum_at[step.table] : cum_at[step.table + 1]]
            look_up(table, rows[step.a], rows[step.out], size)
        elif op == ENDS:
            table = ending[ending_at[step.table] : ending_at[step.table + 1]]
            look_up(table, rows[step.a], rows[step.out], size)
        elif op == STARTS:
            table = ending[ending_at[step.table] : ending_at[step.table + 1]]
            look_up_start(table, rows[step.a], rows[step.out], size)
        elif op == TOP:
            top(tables, room, step, size)
        elif op == PLUS:
            plus(rows, step, size)
        elif op == LESS:
            less(rows, step, size)
        elif op == LENGTH:
            length(tables, room, step, begin, size)
        elif op == LAG:
            lag(tables, rows, step, size)
        elif op == HELD:
            held(tables, rows, step, size)
        elif op == CREW:
            crew(rows, step, size)
        elif op == SCORE:
            draw(room.score[step.out], tables.score_of, step.key, begin)
        elif op == SCOPE:
            draw(room.amount[step.out], tables.level[step.table], step.key, begin)
            end, rate = begin + size, tables.number[step.first]
            amount = room.amount[step.out]
            count(amount, hours[step.place, begin:end], cost[step.place, begin:end], rate, size)
        elif op == LOOSE:
            end, rate = begin + size, tables.number[step.first]
            amount = room.amount[step.out]
            for at in range(size):
                amount[at] = tables.loose[step.table, bin_of(room.score[step.a, at])]
            count(amount, hours[step.place, begin:end], cost[step.place, begin:end], rate, size)
        elif op == SHARE:
            share(tables, room, step, size)
        elif op == BEFORE_IF:
            table = cum[cum_at[step.table] : cum_at[step.table + 1]]
            look_up_if(table, rows[step.a], rows[step.b], rows[step.out], size)
        elif op == ENDS_IF:
            table = ending[ending_at[step.table] : ending_at[step.table + 1]]
            look_up_if(table, rows[step.a], rows[step.b], rows[step.out], size)
        elif op == STRETCH:
            stretch(room, step, size)
        elif op == FACTOR:
            factor(tables, room, step, size)
        else:
            for at in range(size):
                finish[step.place, begin + at] = rows[step.a, at]


@compiled
def live(
    tables: Tables,
    room: Room,
    notes: Notes,
    finish: Whole,
    hours: Floats,
    cost: Floats,
    first: int,
    last: int,
) -> None:
    """Live through the draws from `first` to `last`."""
    block = room.own.shape[0]
    for begin in range(first, last, block):
        live_block(tables, room, notes, finish, hours, cost, begin, min(block, last - begin))


@compiled
def rows_of(op: int) -> int:
    """How many rows a step writes."""
    if op in (SCORE, NOTE, SCOPE, LOOSE, END, FACTOR):
        return 0
    return 4 if op == QUEUE else 2 if op == CREW else 1


@compiled
def allot(steps: Records, last_read: Wide, place: Whole, free: Whole, over: Whole) -> int:
    """Give each row a place that nobody else needs from its writing to its last reading; how many places that takes.

    `over` is room for two numbers a row: which rows end with a step, as chains.
    """
    ends, after = over[: steps.shape[0]], over[steps.shape[0] :]
    ends[:] = NONE
    for row in range(1, last_read.shape[0]):
        after[row] = ends[last_read[row]]
        ends[last_read[row]] = row
    place[0], places, spare = 0, 1, 0
    for number in range(steps.shape[0]):
        out = steps[number].out
        for row in range(out, out + rows_of(steps[number].op)):
            if spare > 0:
                spare -= 1
                place[row] = free[spare]
            else:
                place[row] = places
                places += 1
        row = ends[number]
        while row != NONE:
            free[spare] = place[row]
            spare += 1
            row = after[row]
    return places


@compiled
def settle(steps: Records, item: Wide, place: Whole) -> None:
    """Read and write places instead of rows. Further rows of one step have theirs in its `table`, `place` and
    `value`."""
    for number in range(steps.shape[0]):
        step = steps[number]
        op = step.op
        if rows_of(op) > 0:
            row = step.out
            steps[number].out = place[row]
            if op in (QUEUE, CREW):
                steps[number].table = place[row + 1]
            if op == QUEUE:
                steps[number].place, steps[number].value = place[row + 2], place[row + 3]
        if op not in (LOOSE, SHARE):
            if step.a != NONE:
                steps[number].a = place[step.a]
            if step.b != NONE and op != STRETCH:
                steps[number].b = place[step.b]
            if step.c != NONE:
                steps[number].c = place[step.c]
            if step.d != NONE:
                steps[number].d = place[step.d]
        if op in (TOP, QUEUE):
            for at in range(step.first, step.last):
                item[at] = place[item[at]]


@compiled
def aim(back: Back, first: int, finish: Whole, begin: int, size: int) -> None:
    """From which targets, of those from `first` on, each project's end is looked back at, and which are near, in each
    draw."""
    ends, near = back.ends, back.near
    near[:] = NO_TARGET
    for project in range(ends.shape[0]):
        for at in range(size):
            ends[project, at] = NO_TARGET
    for target in range(first, min(first + TARGETS, back.low.shape[0])):
        bit = FIRST_TARGET << np.uint32(target - first)
        for at in range(size):
            last = 0
            for place in range(back.from_place[target], back.from_place[target + 1]):
                last = max(last, finish[back.project[place], begin + at])
            for place in range(back.from_place[target], back.from_place[target + 1]):
                if finish[back.project[place], begin + at] == last:
                    ends[back.project[place], at] |= bit
            if back.low[target] <= last <= back.high[target]:
                near[at] |= bit
                back.close[target] += 1


@compiled
def give(held: Held, row: int, mask: Masks, size: int) -> None:
    """A row holds these targets, too. One that holds none in any draw is not looked back from."""
    if row <= ZEROS:
        return
    place = held.place[row]
    to, found = held.mask[place], NO_TARGET
    if held.any[place]:
        for at in range(size):
            to[at] |= mask[at]
        return
    for at in range(size):
        to[at] = mask[at]
        found = np.uint32(found | mask[at])
    held.any[place] = found != NO_TARGET


@compiled
def place_of(held: Held, row: int) -> int:
    """Where it says what a row holds: where it says nothing, if that is none."""
    place = held.place[row]
    return place if held.any[place] else 0


@compiled
def where_equal(one: Whole, other: Whole, mask: Masks, some: Masks, size: int) -> None:
    """These targets in the draws in which two rows are the same."""
    for at in range(size):
        some[at] = mask[at] if one[at] == other[at] else NO_TARGET


@compiled
def where_work(effort: Whole, mask: Masks, some: Masks, size: int) -> None:
    """These targets in the draws in which there is work."""
    for at in range(size):
        some[at] = mask[at] if effort[at] > 0 else NO_TARGET


@compiled
def where_later(ready: Whole, began: Whole, mask: Masks, some: Masks, size: int) -> None:
    """These targets in the draws in which it began later than it was ready."""
    for at in range(size):
        some[at] = mask[at] if (ready[at] < began[at]) & (began[at] > 0) else NO_TARGET


@compiled
def where_no_sooner(one: Whole, other: Whole, mask: Masks, some: Masks, size: int) -> None:
    """These targets in the draws in which one row is no sooner than another."""
    for at in range(size):
        some[at] = mask[at] if one[at] >= other[at] else NO_TARGET


@compiled
def both(one: Masks, other: Masks, some: Masks, size: int) -> None:
    """All targets of two sets."""
    for at in range(size):
        some[at] = one[at] | other[at]


@compiled
def where_counted(
    began: Whole,
    worked: Whole,
    ready: Whole,
    since: Whole,
    taken: Whole,
    left: Masks,
    counted: Masks,
    size: int,
) -> tuple[bool, bool]:
    """Take those targets out of what is left whose draws counted a begin from one place; whether there are any, and
    whether any are left."""
    some, others = NO_TARGET, NO_TARGET
    for at in range(size):
        most = max(ready[at], since[at])
        is_from = np.int32(worked[at] - taken[at] + most) == began[at]
        here = left[at] if is_from else NO_TARGET
        counted[at] = here
        some = np.uint32(some | here)
        here ^= left[at]
        left[at] = here
        others = np.uint32(others | here)
    return some != NO_TARGET, others != NO_TARGET


@compiled
def back_through_queue(
    rows: Whole, kept: Kept, held: Held, lines: Lines, spare: Masks, step: Records, size: int
) -> None:
    """The end of a work is that of its begin and its effort; its begin is held by what is ready last, or by all that
    could not be done before it."""
    at, item, out, mask = kept.at, kept.item, step.out, held.mask
    ended, taken, place, some, left, counted = step.c, step.d, step.first, spare[0], spare[1], spare[2]
    begun, done, after = (
        mask[place_of(held, out)],
        mask[place_of(held, out + 1)],
        mask[place_of(held, out + 2)],
    )
    began, worked, ready = rows[at[out]], rows[at[taken]], rows[at[ZEROS if step.a == NONE else step.a]]
    ends = kept.ends
    ends_of(began, worked, rows[at[out + 3]], ends, size)
    where_no_sooner(rows[at[ended]], ends, after, some, size)
    give(held, ended, some, size)
    where_no_sooner(ends, rows[at[ended]], after, some, size)
    both(some, done, some, size)
    give(held, step.b, some, size)
    both(some, begun, left, size)
    while True:
        since = rows[at[ended]]
        is_some, is_left = where_counted(began, worked, ready, since, rows[at[taken]], left, counted, size)
        if is_some:
            where_no_sooner(since, ready, counted, some, size)
            give(held, ended, some, size)
            if step.a != NONE:
                where_no_sooner(ready, since, counted, some, size)
                give(held, step.a, some, size)
            if taken != step.d:
                count_from(held, lines, step.d, taken, counted, size)
        if place == step.last or not is_left:
            return
        ended, taken = item[place], item[place + 1]
        place += 2


@compiled
def ends_of(began: Whole, worked: Whole, taken: Whole, ends: Whole, size: int) -> None:
    """When a work has ended, by what its queue had taken before and after it."""
    for at in range(size):
        ends[at] = np.int32(began[at] + taken[at] - worked[at])


@compiled
def count_from(held: Held, lines: Lines, worked: int, taken: int, mask: Masks, size: int) -> None:
    """All that a queue has done since it had taken so much holds these targets, too: what is looked back at next."""
    line = lines.of[worked]
    row = lines.of.shape[0] + line if taken == ZEROS else taken
    place = held.place[row]
    was_any = held.any[place]
    give(held, row, mask, size)
    if held.any[place] and not was_any:
        lines.next[row], lines.head[line] = lines.head[line], row


@compiled
def back_between(held: Held, lines: Lines, taken: int, effort: int, size: int) -> None:
    """An effort stands between where the queue stood and every place counted from that lies before it; the place
    behind it is counted from no more."""
    line, before = lines.of[taken], NONE
    row = lines.head[line]
    while row != NONE:
        after = lines.next[row]
        if row != taken:
            give(held, effort, held.mask[held.place[row]], size)
            before = row
        elif before == NONE:
            lines.head[line] = after
        else:
            lines.next[before] = after
        row = after


@compiled
def count_critical(mask: Masks, target: int, size: int) -> np.int32:
    """In how many draws a target is among them."""
    shift, count = np.uint32(target), np.int32(0)
    for at in range(size):
        count += np.int32((mask[at] >> shift) & FIRST_TARGET)
    return count


@compiled
def tell_above(row: Whole, mask: Masks, near: Masks, usual: int, moved: Wide, first: int, size: int) -> None:
    """How far an effort was above its usual where it lay on the chain to a target that was near."""
    found = NO_TARGET
    for at in range(size):
        found = np.uint32(found | (mask[at] & near[at]))
    if found == NO_TARGET:
        return
    for at in range(size):
        left, target = mask[at] & near[at], first
        while left:
            if left & FIRST_TARGET:
                moved[target] += np.int64(row[at]) - usual
            left >>= FIRST_TARGET
            target += 1


@compiled
def back_through(rows: Whole, kept: Kept, held: Held, some: Masks, step: Records, size: int) -> None:
    """From what a step wrote to what it read."""
    op, mask, at, item = step.op, held.mask[held.place[step.out]], kept.at, kept.item
    if op == TOP:
        out = rows[at[step.out]]
        for place in range(step.first, step.last):
            where_equal(rows[at[item[place]]], out, mask, some, size)
            give(held, item[place], some, size)
    elif op == HELD:
        out = rows[at[step.out]]
        if step.a == NONE:
            where_work(out, mask, some, size)
        else:
            ready = rows[at[step.a]]
            where_equal(ready, out, mask, some, size)
            give(held, step.a, some, size)
            where_later(ready, out, mask, some, size)
        give(held, step.b, some, size)
    elif op == CREW and held.any[held.place[step.out]]:
        ended, queue_ended = rows[at[step.b]], rows[at[step.c]]
        where_no_sooner(ended, queue_ended, mask, some, size)
        give(held, step.b, some, size)
        where_no_sooner(queue_ended, ended, mask, some, size)
        give(held, step.c, some, size)
    elif op in (BEFORE_IF, ENDS_IF):
        where_work(rows[at[step.b]], mask, some, size)
        give(held, step.a, some, size)
    elif op in (PLUS, LESS, LAG, BEFORE, ENDS, STARTS):
        give(held, step.a, mask, size)
        if op == PLUS:
            give(held, step.b, mask, size)


@compiled
def connect(steps: Records, lines: Lines, note_of: Whole, note_after: Whole) -> None:
    """By row who tells of it, and by row of what a queue has taken which queue that is."""
    queues = 0
    note_of[:] = NONE
    for number in range(steps.shape[0]):
        step = steps[number]
        if step.op in (QUEUE, CREW):
            row = step.out + (3 if step.op == QUEUE else 1)
            lines.of[row] = queues if step.d == ZEROS else lines.of[step.d]
            queues += step.d == ZEROS
        elif step.op == NOTE and step.b != NONE:
            note_after[step.place] = note_of[step.b]
            note_of[step.b] = number


@compiled
def back_block(rows: Whole, back: Back, first: int, size: int) -> None:
    """All steps back over one block of draws, from the targets from `first` on."""
    steps, kept, held, lines, spare = back.kept.step, back.kept, back.held, back.lines, back.spare
    note_of, note_after, critical, moved, near = (
        back.note_of, back.note_after, back.critical, back.moved, back.near,
    )  # fmt: skip
    held.any[:] = 0
    lines.head[:] = NONE
    for number in range(steps.shape[0] - 1, -1, -1):
        step = steps[number]
        op = step.op
        if op == END:
            give(held, step.a, back.ends[step.place], size)
        elif op == QUEUE:
            back_between(held, lines, step.out + 3, step.b, size)
        elif op == CREW:
            back_between(held, lines, step.out + 1, NONE, size)
        is_any = False
        for row in range(step.out, step.out + rows_of(op)):
            place = held.place[row]
            if not held.any[place]:
                continue
            is_any = True
            note_at = note_of[row]
            while note_at != NONE:
                told = steps[note_at]
                own = told.first - first
                if 0 <= own < TARGETS:
                    critical[told.place] += count_critical(held.mask[place], own, size)
                tell_above(
                    rows[kept.at[row]], held.mask[place], near, told.table, moved[told.place], first, size
                )
                note_at = note_after[told.place]
        if not is_any:
            continue
        if op == QUEUE:
            back_through_queue(rows, kept, held, lines, spare, step, size)
        else:
            back_through(rows, kept, held, spare[0], step, size)
        for row in range(step.out, step.out + rows_of(op)):
            held.any[held.place[row]] = 0


@compiled
def look_back(
    tables: Tables,
    room: Room,
    notes: Notes,
    back: Back,
    finish: Whole,
    hours: Floats,
    cost: Floats,
    first: int,
    last: int,
) -> None:
    """Live through the draws from `first` to `last`, and look back at what held which end."""
    block = room.own.shape[0]
    connect(back.kept.step, back.lines, back.note_of, back.note_after)
    for begin in range(first, last, block):
        size = min(block, last - begin)
        live_block(tables, room, notes, finish, hours, cost, begin, size)
        for target in range(0, back.low.shape[0], TARGETS):
            aim(back, target, finish, begin, size)
            back_block(room.rows, back, target, size)
