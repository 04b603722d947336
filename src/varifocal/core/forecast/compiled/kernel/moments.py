"""Moments: the latest of several, one after the other, and quarters of the grid in somebody's working time and back."""

from __future__ import annotations

import numpy as np

from varifocal.core.compiled import compiled
from varifocal.core.forecast.compiled.kernel.arrays import Room, Tables
from varifocal.core.forecast.compiled.kernel.values import HALF, LONGEST, NEVER, NONE, ZEROS
from varifocal.core.forecast.script import Records, Whole


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
def stretch(room: Room, step: Records, size: int) -> None:
    """What lies after some quarter takes so many times as long."""
    out, row, times, since = room.rows[step.out], room.rows[step.a], room.amount[step.b], np.int32(step.value)
    for at in range(size):
        beyond = np.int32(row[at] - since)
        left = min(np.float32(max(beyond, np.int32(0))), LONGEST)
        more = np.int32(min(left * times[at] + HALF, LONGEST))
        out[at] = np.int32(since + more) if beyond > np.int32(0) else row[at]
