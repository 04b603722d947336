"""Places for rows: each has one from its writing to its last reading."""

from __future__ import annotations

from varifocal.core.compiled import compiled
from varifocal.core.forecast.compiled.kernel.values import (
    CREW,
    END,
    FACTOR,
    LOOSE,
    NONE,
    NOTE,
    QUEUE,
    SCOPE,
    SCORE,
    SHARE,
    STRETCH,
    TOP,
)
from varifocal.core.forecast.script import Records, Whole, Wide


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
