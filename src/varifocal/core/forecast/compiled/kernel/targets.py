"""Sets of targets, a bit each, draw by draw: the ends that are looked back from, and which of them a row holds."""

from __future__ import annotations

import numpy as np

from varifocal.core.compiled import compiled
from varifocal.core.forecast.compiled.kernel.arrays import Back, Held
from varifocal.core.forecast.compiled.kernel.values import ZEROS
from varifocal.core.forecast.script import Masks, Whole, Wide

TARGETS, NO_TARGET, FIRST_TARGET = 32, np.uint32(0), np.uint32(1)


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
