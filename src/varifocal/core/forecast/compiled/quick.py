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
from varifocal.core.forecast.compiled.kernel import living, looking_back
from varifocal.core.forecast.compiled.kernel.arrays import (
    BLOCK,
    Back,
    Came,
    Counts,
    Notes,
    Room,
    back,
    room,
    tables,
)
from varifocal.core.forecast.compiled.kernel.places import allot, settle
from varifocal.core.forecast.script import (
    FIRST,
    Chains,
    Engine,
    Lived,
    Records,
    Script,
    Target,
    Whole,
    Wide,
    ends_of_projects,
    looked_at,
    reads,
)
from varifocal.core.forecast.values import Forecast
from varifocal.core.plan import Plan, Progress
from varifocal.core.portfolio import Portfolio

_MOST = 65_535 // BLOCK * BLOCK
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


def live(
    script: Script, draws: int, progress: Progress | None = None, looked: int = 0, *, threads: int = 1
) -> Lived:
    """Live through a script so many times; from the first `looked` it is looked back for how often each task lay on
    the chain to an end."""
    lived, _ = _lived(script, draws, ends_of_projects(script), looked, threads)
    if progress:
        progress(script.noted, script.noted)
    return lived


def look_back(script: Script, draws: int, targets: Sequence[Target], *, threads: int = 1) -> Chains:
    """Live through the first draws once more, and look back from each target; the first targets are the projects."""
    return _lived(script, draws, targets, draws, threads)[1]


def _lived(
    script: Script, draws: int, targets: Sequence[Target], looked: int, threads: int
) -> tuple[Lived, Chains]:
    """Live through a script, and look back from each target in the first `looked` draws. The others need fewer rows at
    a time, so they come after them and with places of their own."""
    came = Came(
        finish=np.zeros((script.projects, draws), dtype=np.int32),
        hours=np.zeros((script.projects, draws), dtype=np.float32),
        cost=np.zeros((script.projects, draws if script.is_priced else 0), dtype=np.float32),
    )
    notes = Notes(*np.zeros((2, script.noted), dtype=np.int64))
    critical = np.zeros(script.noted, dtype=np.int64)
    seen = Chains.nothing(script.noted, len(targets))
    counted: list[Counts] = []
    in_time = np.zeros(script.noted, dtype=np.int64)
    for first, last, some in ((0, looked, targets), (looked, draws, ())):
        if first == last:
            continue
        rooms, backs = _through(script, notes, came, first, last, some, threads)
        counted += [each.counted for each in rooms]
        in_time += np.sum([each.in_time for each in rooms], axis=0)
        for each in backs:
            critical += each.critical
            seen.moved[:] += each.moved
            seen.close[:] += each.close
    half, most = _quantiles(counted, notes, draws)
    return Lived(came.finish, came.hours, came.cost, half, most, in_time, critical), seen


def _through(
    script: Script, notes: Notes, came: Came, first: int, last: int, targets: Sequence[Target], threads: int
) -> tuple[list[Room], list[Back]]:
    """The draws from `first` to `last`, looked back through from each target, if there is any."""
    steps, item = script.steps, np.array(script.items, dtype=np.int64)
    read = reads(steps, script)
    place, places = _places(steps, read)
    begun = min(FIRST, last) if first == 0 else first
    parts = _parts(begun, last, threads)
    at, needed, backs = place, places, []
    if targets:
        read[looked_at(steps, script, any(target.low <= target.high for target in targets))] = len(steps) - 1
        at, needed = _places(steps, read)
        named = steps.copy()
        backs = [back(script, targets, named, at, place, places) for _ in parts]
    settle(steps, item, at)
    ready = tables(script, steps, item)
    rooms = [room(script, needed) for _ in parts]

    def part(number: int, since: int, until: int) -> None:
        if targets:
            looking_back.look_back(ready, rooms[number], notes, backs[number], *came, since, until)
        else:
            living.live(ready, rooms[number], notes, *came, since, until)

    part(0, first, begun)
    _side_by_side(lambda number: part(number, *parts[number]), len(parts), threads)
    return rooms, backs


def _places(steps: Records, last: Wide) -> tuple[Whole, int]:
    """A place for each row, given up after its last reading; how many places there are."""
    place, free = np.zeros((2, len(last)), dtype=np.int32)
    over = np.zeros(len(steps) + len(last), dtype=np.int32)
    return place, allot(steps, last, place, free, over)


def _parts(first: int, draws: int, threads: int) -> list[tuple[int, int]]:
    """The draws in parts, as equal as whole blocks allow, none larger than can be counted."""
    blocks = math.ceil((draws - first) / BLOCK)
    count = max(1, threads, math.ceil((draws - first) / _MOST))
    cuts = [first + BLOCK * (blocks * cut // count) for cut in range(count)] + [draws]
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


def _quantiles(counted: list[Counts], notes: Notes, draws: int) -> Wide:
    """The quarters at which at least half, and four fifths, have ended, to the middle of their step. Some tasks at a
    time: all of them at once would take more memory than the draws."""
    asked = [math.ceil(share * draws) for share in (0.5, 0.8)]
    place = np.empty((2, len(notes.low)), dtype=np.int64)
    for first in range(0, len(notes.low), _AT_A_TIME):
        some = slice(first, first + _AT_A_TIME)
        ended = counted[0][some].cumsum(axis=1, dtype=np.int32)
        for each in counted[1:]:
            ended += each[some].cumsum(axis=1, dtype=np.int32)
        for row, least in enumerate(asked):
            place[row, some] = (ended >= least).argmax(axis=1)
    quarters: Wide = notes.low + place * notes.width + (notes.width - 1) // 2
    return quarters
