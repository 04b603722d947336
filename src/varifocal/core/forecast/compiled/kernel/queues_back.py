"""Back through a queue: what held the begin of a work, and which efforts stood before it."""

from __future__ import annotations

import numpy as np

from varifocal.core.compiled import compiled
from varifocal.core.forecast.compiled.kernel.arrays import Held, Kept, Lines
from varifocal.core.forecast.compiled.kernel.targets import NO_TARGET, both, give, place_of, where_no_sooner
from varifocal.core.forecast.compiled.kernel.values import NONE, ZEROS
from varifocal.core.forecast.script import Masks, Records, Whole


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
