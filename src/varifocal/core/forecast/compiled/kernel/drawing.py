"""What is drawn: efforts, answers, hours and factors, by their scores."""

from __future__ import annotations

import numpy as np

from varifocal.core.compiled import compiled
from varifocal.core.forecast.compiled.kernel.arrays import Room, Tables
from varifocal.core.forecast.compiled.kernel.values import LONGEST, NOTHING, ONE
from varifocal.core.forecast.draws import Floats
from varifocal.core.forecast.script import Records

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
FACTOR_1, FACTOR_2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
SHIFT_1, SHIFT_2, SHIFT_3 = np.uint64(30), np.uint64(27), np.uint64(31)
LEVEL_1, LEVEL_2, LEVEL_3, LEVEL_4 = np.uint64(4), np.uint64(20), np.uint64(36), np.uint64(52)
TWELVE_BITS = np.uint64(4095)
LEFTMOST, PER_BIN, LAST_BIN = np.float32(4), np.float32(64), np.float32(511)
LITTLE, QUARTERS_PER_HOUR = np.float32(1e-3), np.float32(4)


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
