"""A script lived through and looked back at, last step first: how often a task lay on the chain to an end, and how far
it moved it, as `core.forecast.chains` does it."""

from __future__ import annotations

from varifocal.core.compiled import compiled
from varifocal.core.forecast.compiled.kernel.arrays import Back, Held, Kept, Lines, Notes, Room, Tables
from varifocal.core.forecast.compiled.kernel.living import live_block
from varifocal.core.forecast.compiled.kernel.places import rows_of
from varifocal.core.forecast.compiled.kernel.queues_back import back_between, back_through_queue
from varifocal.core.forecast.compiled.kernel.targets import (
    TARGETS,
    aim,
    count_critical,
    give,
    tell_above,
    where_equal,
    where_later,
    where_no_sooner,
    where_work,
)
from varifocal.core.forecast.compiled.kernel.values import (
    BEFORE,
    BEFORE_IF,
    CREW,
    END,
    ENDS,
    ENDS_IF,
    HELD,
    LAG,
    LESS,
    NONE,
    NOTE,
    PLUS,
    QUEUE,
    STARTS,
    TOP,
    ZEROS,
)
from varifocal.core.forecast.draws import Floats
from varifocal.core.forecast.script import Masks, Records, Whole


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
