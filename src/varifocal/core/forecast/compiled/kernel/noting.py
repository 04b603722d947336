"""What is counted of a task: its ends in equal steps, and those in time."""

from __future__ import annotations

import numpy as np

from varifocal.core.compiled import compiled
from varifocal.core.forecast.compiled.kernel.arrays import Notes, Room
from varifocal.core.forecast.compiled.kernel.values import HALF, NEVER, NOTHING, ONE
from varifocal.core.forecast.script import Whole

NOTED, LAST_NOTED = 256, np.float32(255)
FIRST = 64


@compiled
def lay_out(notes: Notes, smallest: Whole, row: Whole, place: int, size: int) -> None:
    """Equal steps for a task's ends, by the first of them: as `vectors.laid_out` does."""
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
