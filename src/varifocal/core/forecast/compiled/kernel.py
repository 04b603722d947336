"""The compiled kernel: all steps of a script over a block of draws, block after block.

It does what `vectors` does, operation by operation, and so comes to the same bits: no fast mathematics, the same
single precision in the same order. Draws know nothing of one another, so blocks may be lived through side by side.
"""

from __future__ import annotations

import numpy as np

from varifocal.core.compiled import compiled
from varifocal.core.forecast.compiled.arrays import Back, Notes, Room, Tables
from varifocal.core.forecast.draws import Floats
from varifocal.core.forecast.script import Records, Whole, Wide

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
NO_TARGET, FIRST_TARGET = np.uint64(0), np.uint64(1)

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
    out, a, slots = rows[step.out], rows[step.a], tables.slots
    cum = tables.cum[tables.cum_at[step.table] : tables.cum_at[step.table + 1]]
    ending = tables.ending[tables.ending_at[step.table] : tables.ending_at[step.table + 1]]
    for at in range(size):
        worked = cum[min(a[at], cum.shape[0] - 1)] + step.value
        if a[at] >= NEVER:
            out[at] = NEVER
        elif step.value > 0:
            out[at] = ending[min(worked, ending.shape[0] - 1)]
        elif worked >= 0:
            out[at] = slots[min(worked, slots.shape[0] - 1)]
        else:
            out[at] = 0


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
    cum = tables.cum[tables.cum_at[step.table] : tables.cum_at[step.table + 1]]
    last = np.int32(cum.shape[0] - 1)
    for at in range(size):
        ready = np.int32(0) if step.a == NONE else rows[step.a, at]
        by = cum[min(max(finish[at] - 1, 0), last)] + 1 - effort[at]
        out[at] = max(np.int32(by), ready)


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
    for at in range(size):
        ends[at] = began[at] + effort[at]
        after[at] = max(ended[at], np.int32(began[at] + effort[at]))
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
    some_1, some_2, some_3, some_4 = some[0], some[1], some[2], some[3]
    for at in range(size >> 2):  # four by turns: the same step again and again would wait for itself
        some_1[np.uint32(spot[4 * at])] += np.uint8(1)
        some_2[np.uint32(spot[4 * at + 1])] += np.uint8(1)
        some_3[np.uint32(spot[4 * at + 2])] += np.uint8(1)
        some_4[np.uint32(spot[4 * at + 3])] += np.uint8(1)
    for at in range(size & ~3, size):
        some_1[np.uint32(spot[at])] += np.uint8(1)
    for at in range(NOTED):
        count[at] += (
            np.uint16(some_1[at]) + np.uint16(some_2[at]) + np.uint16(some_3[at]) + np.uint16(some_4[at])
        )
        some_1[at] = some_2[at] = some_3[at] = some_4[at] = np.uint8(0)
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
        left = min(np.float32(max(row[at] - since, 0)), LONGEST)
        more = np.int32(min(left * times[at] + HALF, LONGEST))
        out[at] = since + more if row[at] > since else row[at]


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
    """Live through the draws from `first` to `last`; those from 0 on say how ends are counted."""
    steps, rows, cum, ending = tables.step, room.rows, tables.cum, tables.ending
    cum_at, ending_at, block = tables.cum_at, tables.ending_at, room.own.shape[0]
    for begin in range(first, last, block):
        size = min(block, last - begin)
        for number in range(steps.shape[0]):
            step = steps[number]
            op = step.op
            if op == WORK:
                end = begin + size
                work(
                    tables, room, hours[step.place, begin:end], cost[step.place, begin:end], step, begin, size
                )
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
def settle(steps: Records, item: Wide, last_read: Wide, place: Wide, free: Wide, over: Wide) -> int:
    """Give each row a place that nobody else needs as long as it is read; how many places that takes. Further rows of
    one step have theirs in its `table`, `place` and `value`.

    `over` is room for two numbers a row: which rows end with a step, as chains.
    """
    ends, after = over[: steps.shape[0]], over[steps.shape[0] :]
    ends[:] = NONE
    for row in range(1, last_read.shape[0]):
        after[row] = ends[last_read[row]]
        ends[last_read[row]] = row
    place[0], places, spare = 0, 1, 0
    for number in range(steps.shape[0]):
        op = steps[number].op
        outs = 4 if op == QUEUE else 2 if op == CREW else 1
        if op in (SCORE, NOTE, SCOPE, LOOSE, END, FACTOR):
            outs = 0
        for row in range(steps[number].out, steps[number].out + outs):
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
    for number in range(steps.shape[0]):
        step = steps[number]
        op = step.op
        if op not in (SCORE, NOTE, SCOPE, LOOSE, END, FACTOR):
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
    return places


@compiled
def aim(back: Back, finish: Whole, begin: int, size: int) -> None:
    """From which targets each project's end is looked back at, and which targets are near, in each draw."""
    for project in range(back.ends.shape[0]):
        for at in range(size):
            back.ends[project, at] = NO_TARGET
    for at in range(size):
        back.near[at] = NO_TARGET
    for target in range(back.low.shape[0]):
        bit = FIRST_TARGET << np.uint64(target)
        for at in range(size):
            last = 0
            for place in range(back.from_place[target], back.from_place[target + 1]):
                last = max(last, finish[back.project[place], begin + at])
            for place in range(back.from_place[target], back.from_place[target + 1]):
                if finish[back.project[place], begin + at] == last:
                    back.ends[back.project[place], at] |= bit
            if back.low[target] <= last <= back.high[target]:
                back.near[at] |= bit
                back.close[target] += 1


@compiled
def hold(back: Back, row: int, size: int) -> None:
    """A row may hold targets from now on; it held none so far."""
    if not back.held[row]:
        back.held[row] = 1
        mask = back.mask[row]
        for at in range(size):
            mask[at] = NO_TARGET


@compiled
def give(back: Back, row: int, mask_of: int, size: int) -> None:
    """What holds a row holds another."""
    hold(back, row, size)
    to, mask = back.mask[row], back.mask[mask_of]
    for at in range(size):
        to[at] |= mask[at]


@compiled
def back_through_top(tables: Tables, room: Room, back: Back, step: Records, size: int) -> None:
    """The latest of several holds."""
    out, mask = room.rows[step.out], back.mask[step.out]
    for place in range(step.first, step.last):
        hold(back, tables.item[place], size)
        row, to = room.rows[tables.item[place]], back.mask[tables.item[place]]
        for at in range(size):
            if row[at] == out[at]:
                to[at] |= mask[at]


@compiled
def back_through_held(room: Room, back: Back, step: Records, size: int) -> None:
    """What must not end too early is held by that, or by when it is ready."""
    hold(back, step.b, size)
    if step.a != NONE:
        hold(back, step.a, size)
    for at in range(size):
        began, mask = room.rows[step.out, at], back.mask[step.out, at]
        if step.a != NONE and room.rows[step.a, at] == began:
            back.mask[step.a, at] |= mask
        elif began > 0:
            back.mask[step.b, at] |= mask


@compiled
def back_through_queue(tables: Tables, room: Room, back: Back, step: Records, size: int) -> None:
    """The end of a work is that of its begin and its effort; its begin is held by what is ready last, or by all that
    could not be done before it."""
    if not (back.held[step.out] or back.held[step.table] or back.held[step.place]):
        return
    rows, mask, item, chosen = room.rows, back.mask, tables.item, room.spot
    for row in (step.out, step.table, step.place, step.b, step.c):
        hold(back, row, size)
    if step.a != NONE:
        hold(back, step.a, size)
    for at in range(size):
        ended, after = mask[step.table, at], mask[step.place, at]
        if after:
            if rows[step.table, at] >= rows[step.c, at]:
                ended |= after
            if rows[step.c, at] >= rows[step.table, at]:
                mask[step.c, at] |= after
        mask[step.b, at] |= ended
        ended |= mask[step.out, at]
        back.passed[at], chosen[at] = ended, NONE
        if not ended:
            continue
        ready = np.int32(NONE) if step.a == NONE else rows[step.a, at]
        then_ended, then_worked, place = step.c, step.d, step.first
        while True:
            most = max(ready, rows[then_ended, at])
            since = np.int32(rows[step.d, at] - rows[then_worked, at] + most)
            if since == rows[step.out, at] or place == step.last:
                break
            then_ended, then_worked = item[place], item[place + 1]
            chosen[at] = place
            place += 2
        if rows[then_ended, at] == most:
            hold(back, then_ended, size)
            mask[then_ended, at] |= ended
        if step.a != NONE and ready == most:
            mask[step.a, at] |= ended
    for place in range(step.first, step.last, 2):
        back_between(back, chosen, place, step.d, item[place + 1], size)


@compiled
def back_between(back: Back, chosen: Whole, place: int, row: int, until: int, size: int) -> None:
    """All that stands in a queue between an anchor and where it stands holds what was counted from there."""
    found = NO_TARGET
    some, passed = back.some, back.passed
    for at in range(size):
        some[at] = passed[at] if chosen[at] == place else NO_TARGET
        found |= some[at]
    if not found:
        return
    while row != until:
        effort = back.ahead_effort[row]
        if effort != NONE:
            hold(back, effort, size)
            mask = back.mask[effort]
            for at in range(size):
                mask[at] |= some[at]
        row = back.ahead[row]


@compiled
def back_through_crew(room: Room, back: Back, step: Records, size: int) -> None:
    """What holds a queue after a crew."""
    hold(back, step.b, size)
    hold(back, step.c, size)
    for at in range(size):
        mask = back.mask[step.out, at]
        if room.rows[step.b, at] >= room.rows[step.c, at]:
            back.mask[step.b, at] |= mask
        if room.rows[step.c, at] >= room.rows[step.b, at]:
            back.mask[step.c, at] |= mask


@compiled
def tell(room: Room, back: Back, step: Records, size: int) -> None:
    """Where a task lay on a chain, and how far it was above its usual then."""
    row, mask = room.rows[step.b], back.mask[step.b]
    own = step.first - back.first
    if 0 <= own < back.low.shape[0]:
        for at in range(size):
            back.critical[step.place] += np.int64((mask[at] >> np.uint64(own)) & FIRST_TARGET)
    for at in range(size):
        near, target = mask[at] & back.near[at], 0
        while near:
            if near & FIRST_TARGET:
                back.moved[step.place, target] += np.int64(row[at]) - step.table
            near >>= FIRST_TARGET
            target += 1


@compiled
def back_through(tables: Tables, room: Room, back: Back, step: Records, size: int) -> None:
    """From what a step wrote to what it read."""
    op = step.op
    if op == END:
        hold(back, step.a, size)
        for at in range(size):
            back.mask[step.a, at] |= back.ends[step.place, at]
    elif op == QUEUE:
        back_through_queue(tables, room, back, step, size)
    elif op in (SCORE, NOTE, SCOPE, LOOSE, FACTOR) or not back.held[step.out]:
        return
    elif op == TOP:
        back_through_top(tables, room, back, step, size)
    elif op == HELD:
        back_through_held(room, back, step, size)
    elif op == CREW:
        back_through_crew(room, back, step, size)
    elif op in (BEFORE_IF, ENDS_IF):
        hold(back, step.a, size)
        for at in range(size):
            if room.rows[step.b, at] > 0:
                back.mask[step.a, at] |= back.mask[step.out, at]
    elif op in (PLUS, LESS, LAG, BEFORE, ENDS, STARTS):
        give(back, step.a, step.out, size)
        if op == PLUS:
            give(back, step.b, step.out, size)


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
    """Live through draws once more, all rows kept, and look back at what held which end."""
    steps, block = tables.step, back.near.shape[0]
    for number in range(steps.shape[0]):
        step = steps[number]
        if step.op == QUEUE:
            back.ahead[step.value], back.ahead_effort[step.value] = step.d, step.b
        elif step.op == CREW:
            back.ahead[step.table], back.ahead_effort[step.table] = step.d, NONE
    for begin in range(first, last, block):
        size = min(block, last - begin)
        live(tables, room, notes, finish, hours, cost, begin, begin + size)
        aim(back, finish, begin, size)
        for row in range(back.held.shape[0]):
            back.held[row] = 0
        for number in range(steps.shape[0] - 1, -1, -1):
            back_through(tables, room, back, steps[number], size)
        for number in range(steps.shape[0]):
            step = steps[number]
            if step.op == NOTE and step.b != NONE and back.held[step.b]:
                tell(room, back, step, size)
