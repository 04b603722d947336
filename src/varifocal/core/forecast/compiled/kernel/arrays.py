"""What the kernel reads and where it works: a script's tables, and room for some draws at a time."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from varifocal.core.calendar import Calendar
from varifocal.core.forecast.draws import BINS, LEVELS, SCORE_OF_LEVEL, Floats
from varifocal.core.forecast.script import (
    FIRST,
    NOTED,
    ZEROS,
    Clock,
    Masks,
    Op,
    Records,
    Script,
    Target,
    Whole,
    Wide,
)

BLOCK = 512
"""Draws lived through at a time: what belongs to one task stays in the processor's nearest memory."""

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


class Came(NamedTuple):
    """By project and draw its end in grid quarters, its hours and what they cost; without rates no draws of cost."""

    finish: Whole
    hours: Floats
    cost: Floats


class Kept(NamedTuple):
    """A script's steps as they name rows, and by row its place in `Room.rows`, where those stand that are asked for
    when looking back; and room for the ends of a work."""

    step: Records
    item: Wide
    at: Whole
    ends: Whole


class Held(NamedTuple):
    """Which targets are held: by row a place, by place and draw a set of targets, none where `any` says so, whatever
    stands there. Place 0 holds none."""

    place: Whole
    mask: Masks
    any: Flags


class Lines(NamedTuple):
    """From where queues were counted: by row of what a queue has taken which queue it is, by queue the first place it
    was counted from, by such a place the next. What a queue had taken at first is one more row, after all others."""

    of: Whole
    head: Whole
    next: Whole


class Back(NamedTuple):
    """What is looked back from: targets as lists of projects, each from its place in `from_place` to the next, and the
    quarters in which one is near. By row the first note of it, by task noted the next note of the same row. And what is
    told, as in `Lived` and `Chains`."""

    project: Wide
    from_place: Wide
    low: Wide
    high: Wide
    kept: Kept
    held: Held
    lines: Lines
    note_of: Whole
    note_after: Whole
    ends: Masks
    near: Masks
    spare: Masks
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
    some: NDArray[np.uint32]
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


def back(
    script: Script, targets: Sequence[Target], steps: Records, at: Whole, place: Whole, places: int
) -> Back:
    """Room to look back from some targets; rows are kept `at` their places, what they hold at as many as are needed at
    once."""
    queues = np.count_nonzero(np.isin(steps["op"], (Op.QUEUE, Op.CREW)) & (steps["d"] == ZEROS))
    parts = [np.array(target.projects, dtype=np.int64) for target in targets]
    return Back(
        project=np.concatenate(parts),
        from_place=_begins(parts),
        low=np.array([target.low for target in targets], dtype=np.int64),
        high=np.array([target.high for target in targets], dtype=np.int64),
        kept=Kept(
            step=steps,
            item=np.array(script.items, dtype=np.int64),
            at=at,
            ends=np.empty(BLOCK, dtype=np.int32),
        ),
        held=Held(
            place=np.concatenate((place, np.arange(places, places + queues, dtype=np.int32))),
            mask=np.zeros((places + queues, BLOCK), dtype=np.uint32),
            any=np.empty(places + queues, dtype=np.uint8),
        ),
        lines=Lines(
            of=np.zeros(script.rows, dtype=np.int32),
            head=np.empty(queues, dtype=np.int32),
            next=np.empty(script.rows + queues, dtype=np.int32),
        ),
        note_of=np.empty(script.rows, dtype=np.int32),
        note_after=np.empty(script.noted, dtype=np.int32),
        ends=np.empty((script.projects, BLOCK), dtype=np.uint32),
        near=np.empty(BLOCK, dtype=np.uint32),
        spare=np.empty((3, BLOCK), dtype=np.uint32),
        critical=np.zeros(script.noted, dtype=np.int64),
        moved=np.zeros((script.noted, len(targets)), dtype=np.int64),
        close=np.zeros(len(targets), dtype=np.int64),
    )


def room(script: Script, places: int) -> Room:
    """Room for as many rows as are needed at once, in as many draws."""
    return Room(
        rows=np.zeros((places, BLOCK), dtype=np.int32),
        score=np.empty((script.scores, BLOCK), dtype=np.float32),
        amount=np.empty((script.amounts, BLOCK), dtype=np.float32),
        own=np.empty(BLOCK, dtype=np.float32),
        spot=np.empty(BLOCK, dtype=np.int32),
        some=np.zeros((2, NOTED), dtype=np.uint32),
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
