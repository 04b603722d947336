"""A script lived through: all steps over a block of draws, block after block."""

from __future__ import annotations

from varifocal.core.compiled import compiled
from varifocal.core.forecast.compiled.kernel.arrays import Notes, Room, Tables
from varifocal.core.forecast.compiled.kernel.drawing import bin_of, count, draw, factor, length, share, work
from varifocal.core.forecast.compiled.kernel.moments import (
    held,
    lag,
    less,
    look_up,
    look_up_if,
    look_up_start,
    plus,
    stretch,
    top,
)
from varifocal.core.forecast.compiled.kernel.noting import lay_out, note
from varifocal.core.forecast.compiled.kernel.queues import crew, queue
from varifocal.core.forecast.compiled.kernel.values import (
    BEFORE,
    BEFORE_IF,
    CREW,
    ENDS,
    ENDS_IF,
    FACTOR,
    HELD,
    LAG,
    LENGTH,
    LESS,
    LOOSE,
    NOTE,
    PLUS,
    QUEUE,
    SCOPE,
    SCORE,
    SHARE,
    STARTS,
    STRETCH,
    TOP,
    WORK,
)
from varifocal.core.forecast.draws import Floats
from varifocal.core.forecast.script import Whole


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
