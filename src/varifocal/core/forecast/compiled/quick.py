"""The forecaster whose draws are lived through by the compiled kernel: the same forecast, many times as quickly."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise

import numpy as np

from varifocal.core.forecast import outlook
from varifocal.core.forecast.calibration import Calibration
from varifocal.core.forecast.compiled import kernel
from varifocal.core.forecast.compiled.arrays import (
    BLOCK,
    BLOCK_BACK,
    Back,
    Notes,
    Room,
    Tables,
    back,
    room,
    tables,
)
from varifocal.core.forecast.script import (
    FIRST,
    TARGETS_AT_A_TIME,
    Chains,
    Engine,
    Lived,
    Records,
    Script,
    Target,
    Wide,
    reads,
)
from varifocal.core.forecast.values import Forecast
from varifocal.core.plan import Plan, Progress
from varifocal.core.portfolio import Portfolio

_MOST = 255 * BLOCK
"""Draws counted in one room: a count has sixteen bits."""
_AT_A_TIME = 64
"""Tasks whose counts are added up at a time."""


def forecast(
    portfolio: Portfolio,
    plan: Plan,
    *,
    seed: int = 1,
    draws: int = 10_000,
    progress: Progress | None = None,
    calibration: Calibration | None = None,
    looks_back: bool = True,
    costs: bool = True,
    threads: int = 1,
) -> Forecast:
    """What will happen to a plan, as `core.forecast.forecast` says it, whatever the number of threads."""
    return outlook.forecast(
        portfolio,
        plan,
        seed=seed,
        draws=draws,
        progress=progress,
        calibration=calibration,
        looks_back=looks_back,
        costs=costs,
        engine=engine(threads),
    )


def engine(threads: int = 1) -> Engine:
    """Who lives through a script, and looks back."""
    return Engine(partial(live, threads=threads), partial(look_back, threads=threads))


def live(script: Script, draws: int, progress: Progress | None = None, *, threads: int = 1) -> Lived:
    """Live through a script so many times."""
    steps = script.steps
    ready, places = _settled(script, steps, reads(steps, script))
    notes = Notes(*np.zeros((2, script.noted), dtype=np.int64))
    finish = np.zeros((script.projects, draws), dtype=np.int32)
    hours = np.zeros((script.projects, draws), dtype=np.float32)
    cost = np.zeros((script.projects, draws if script.is_priced else 0), dtype=np.float32)
    rooms = [room(script, places)]
    kernel.live(ready, rooms[0], notes, finish, hours, cost, 0, min(FIRST, draws))
    parts = _parts(min(FIRST, draws), draws, threads)
    rooms += [room(script, places) for _ in parts[1:]]

    def part(number: int) -> None:
        kernel.live(ready, rooms[number], notes, finish, hours, cost, *parts[number])

    _side_by_side(part, len(parts), threads)
    if progress:
        progress(script.noted, script.noted)
    half, most = _quantiles(rooms, notes, draws)
    in_time = sum((each.in_time for each in rooms), np.zeros_like(half))
    return Lived(finish, hours, cost, half, most, in_time)


def look_back(script: Script, draws: int, targets: Sequence[Target], *, threads: int = 1) -> Chains:
    """Live through the first draws once more, and look back from each target; the first targets are the projects."""
    steps = script.steps
    ready, places = _settled(script, steps, np.full(script.rows, len(steps) - 1, dtype=np.int64))
    finish = np.zeros((script.projects, draws), dtype=np.int32)
    hours = np.zeros((script.projects, draws), dtype=np.float32)
    cost = np.zeros((script.projects, draws if script.is_priced else 0), dtype=np.float32)
    seen = Chains.nothing(script.noted, len(targets))
    parts = _parts(0, draws, threads, BLOCK_BACK)
    for first in range(0, len(targets), TARGETS_AT_A_TIME):
        backs = [back(script, targets[first : first + TARGETS_AT_A_TIME], first) for _ in parts]

        def part(number: int, backs: list[Back] = backs) -> None:
            notes = Notes(*np.ones((2, script.noted), dtype=np.int64))
            space = room(script, places, BLOCK_BACK)
            kernel.look_back(ready, space, notes, backs[number], finish, hours, cost, *parts[number])

        _side_by_side(part, len(parts), threads)
        for each in backs:
            some = slice(first, first + len(each.low))
            seen.critical[:] += each.critical
            seen.moved[:, some] += each.moved
            seen.close[some] += each.close
    return seen


def _settled(script: Script, steps: Records, last: Wide) -> tuple[Tables, int]:
    """A script whose rows have places, given up after their last reading; how many places there are."""
    item = np.array(script.items, dtype=np.int64)
    place, free = np.zeros((2, script.rows), dtype=np.int64)
    over = np.zeros(len(steps) + script.rows, dtype=np.int64)
    places = kernel.settle(steps, item, last, place, free, over)
    return tables(script, steps, item), places


def _parts(first: int, draws: int, threads: int, block: int = BLOCK) -> list[tuple[int, int]]:
    """The draws in parts, as equal as whole blocks allow, none larger than can be counted."""
    blocks = math.ceil((draws - first) / block)
    count = max(1, threads, math.ceil((draws - first) / _MOST))
    cuts = [first + block * (blocks * cut // count) for cut in range(count)] + [draws]
    return list(pairwise(cuts))


def _side_by_side(part: Callable[[int], None], count: int, threads: int) -> None:
    """All parts, at most so many at a time; the caller's thread does its share."""

    def some(first: int) -> None:
        for number in range(first, count, threads):
            part(number)

    others = [threading.Thread(target=some, args=(first,)) for first in range(1, min(threads, count))]
    for other in others:
        other.start()
    some(0)
    for other in others:
        other.join()


def _quantiles(rooms: list[Room], notes: Notes, draws: int) -> Wide:
    """The quarters at which at least half, and four fifths, have ended, to the middle of their step. Some tasks at a
    time: all of them at once would take more memory than the draws."""
    asked = [math.ceil(share * draws) for share in (0.5, 0.8)]
    place = np.empty((2, len(notes.low)), dtype=np.int64)
    for first in range(0, len(notes.low), _AT_A_TIME):
        some = slice(first, first + _AT_A_TIME)
        ended = rooms[0].counted[some].cumsum(axis=1, dtype=np.int32)
        for each in rooms[1:]:
            ended += each.counted[some].cumsum(axis=1, dtype=np.int32)
        for row, least in enumerate(asked):
            place[row, some] = (ended >= least).argmax(axis=1)
    quarters: Wide = notes.low + place * notes.width + (notes.width - 1) // 2
    return quarters
