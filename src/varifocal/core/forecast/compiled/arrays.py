"""What the kernel reads and where it works: a script's tables, and room for some draws at a time."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from varifocal.core.calendar import Calendar
from varifocal.core.forecast.draws import BINS, LEVELS, SCORE_OF_LEVEL, Floats, Words
from varifocal.core.forecast.script import FIRST, NOTED, Clock, Records, Script, Target, Whole, Wide

BLOCK = 512
"""Draws lived through at a time: what belongs to one task stays in the processor's nearest memory."""

BLOCK_BACK = 128
"""Draws looked back through at a time: all rows are kept."""

Counts = NDArray[np.uint16]
Flags = NDArray[np.uint8]


class Tables(NamedTuple):
    """A script's steps, with places in `Room.rows` for rows, and the tables they read; `cum` and `ending` are those of
    all clocks one after the other, each from its place in `cum_at` and `ending_at` to the next."""

    step: Records
    item: Wide
    number: Floats
    cum: Whole
    cum_at: Wide
    ending: Whole
    ending_at: Wide
    slots: Whole
    ratio: Floats
    length: Whole
    level: Floats
    loose: Floats
    score_of: Floats


class Notes(NamedTuple):
    """By task noted: where the equal steps begin into which its ends are sorted, and their width."""

    low: Wide
    width: Wide


class Back(NamedTuple):
    """What is looked back from: targets as lists of projects, each from its place in `from_place` to the next, the
    quarters in which one is near, and which of all targets is the first here; by row of what a queue has taken, the
    row before it and the effort between them; by row and draw the targets it holds
    (`mask`, of no meaning where `held` says that it holds none in any draw); and what is told of them, as in
    `Chains`."""

    project: Wide
    from_place: Wide
    low: Wide
    high: Wide
    first: int
    ahead: Wide
    ahead_effort: Wide
    mask: Words
    held: Flags
    ends: Words
    near: Words
    passed: Words
    some: Words
    critical: Wide
    moved: Wide
    close: Wide


class Room(NamedTuple):
    """Room for one block of draws, and what is counted over all blocks: ends by step, ends in time."""

    rows: Whole
    score: Floats
    amount: Floats
    own: Floats
    spot: Whole
    some: Flags
    smallest: Whole
    counted: Counts
    in_time: Wide


def tables(script: Script, steps: Records, item: Wide) -> Tables:
    """The tables of a script whose rows have their places."""
    cum, cum_at, ending, ending_at = _calendars(tuple(clock.calendar for clock in script.clocks))
    return Tables(
        step=steps,
        item=item,
        number=np.array(script.numbers, dtype=np.float32),
        cum=cum,
        cum_at=cum_at,
        ending=ending,
        ending_at=ending_at,
        slots=script.slots.copy(),  # the kernel is compiled for arrays that may be written
        ratio=np.array(script.ratios, dtype=np.float32).reshape(-1, BINS),
        length=np.array(script.lengths, dtype=np.int32).reshape(-1, BINS),
        level=np.array(script.levels, dtype=np.float32).reshape(-1, LEVELS),
        loose=np.array(script.loose, dtype=np.float32).reshape(-1, BINS),
        score_of=SCORE_OF_LEVEL,
    )


def back(script: Script, targets: Sequence[Target], first: int) -> Back:
    """Room to look back from some targets, of which this is the first of all."""
    parts = [np.array(target.projects, dtype=np.int64) for target in targets]
    return Back(
        project=np.concatenate(parts),
        from_place=_begins(parts),
        low=np.array([target.low for target in targets], dtype=np.int64),
        high=np.array([target.high for target in targets], dtype=np.int64),
        first=first,
        ahead=np.zeros(script.rows, dtype=np.int64),
        ahead_effort=np.zeros(script.rows, dtype=np.int64),
        mask=np.empty((script.rows, BLOCK_BACK), dtype=np.uint64),
        held=np.empty(script.rows, dtype=np.uint8),
        ends=np.empty((script.projects, BLOCK_BACK), dtype=np.uint64),
        near=np.empty(BLOCK_BACK, dtype=np.uint64),
        passed=np.empty(BLOCK_BACK, dtype=np.uint64),
        some=np.empty(BLOCK_BACK, dtype=np.uint64),
        critical=np.zeros(script.noted, dtype=np.int64),
        moved=np.zeros((script.noted, len(targets)), dtype=np.int64),
        close=np.zeros(len(targets), dtype=np.int64),
    )


def room(script: Script, places: int, block: int = BLOCK) -> Room:
    """Room for as many rows as are needed at once, in as many draws."""
    return Room(
        rows=np.zeros((places, block), dtype=np.int32),
        score=np.empty((script.scores, block), dtype=np.float32),
        amount=np.empty((script.amounts, block), dtype=np.float32),
        own=np.empty(block, dtype=np.float32),
        spot=np.empty(block, dtype=np.int32),
        some=np.zeros((4, NOTED), dtype=np.uint8),
        smallest=np.empty(FIRST, dtype=np.int32),
        counted=np.zeros((script.noted, NOTED), dtype=np.uint16),
        in_time=np.zeros(script.noted, dtype=np.int64),
    )


@lru_cache(maxsize=1)
def _calendars(calendars: tuple[Calendar, ...]) -> tuple[Whole, Wide, Whole, Wide]:
    """The tables of clocks one after the other; the last are kept, since most scripts ask the same."""
    clocks = [Clock(calendar, 0) for calendar in calendars]
    cum, ending = [clock.cum for clock in clocks], [clock.ending for clock in clocks]
    return _joined(cum), _begins(cum), _joined(ending), _begins(ending)


def _joined(parts: Sequence[Whole]) -> Whole:
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int32)


def _begins(parts: Sequence[NDArray[Any]]) -> Wide:
    return np.concatenate(([0], np.cumsum([len(part) for part in parts], dtype=np.int64)))
