"""What happens in every draw, written down step by step before anything is drawn.

A plan is lived through by one list of steps, the same in all draws: draw this effort, do it in that queue, wait for
both of these. So whoever runs it need not know what a task is. Two do: `vectors`, one step after the other over all
draws, and `compiled`, all steps over some draws at a time. Both come to the same numbers, to the last bit.

Steps write rows of whole numbers (quarters of the grid, or of somebody's working time), one for each draw, and each
row is written once. Row 0 is nothing but zeros.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from varifocal.core.calendar import NEVER, QUARTERS_PER_DAY, Calendar
from varifocal.core.forecast.draws import Floats, Kind, begin_of, key_of
from varifocal.core.plan import Progress

Whole = NDArray[np.int32]
Wide = NDArray[np.int64]
Masks = NDArray[np.uint32]
"""Sets of targets, a bit each."""
Records = Any
"""An array of steps, or one step."""

NONE = -1
ZEROS = 0
"""The row of zeros."""

LONGEST = 2**22
"""A million hours, in quarters: whatever takes longer lies beyond every horizon."""

NOTED = 256
"""Equal steps into which the finishes of a task are sorted, from which half and four fifths of the time are read."""
FIRST = 64
"""Draws by which those steps are laid out."""


class Op(IntEnum):
    """What a step does. `a`, `b`, `c`, `d` are rows; what else it reads is said with it."""

    SCORE = 0
    """score[out] = the normal scores of `key`"""
    WORK = 1
    """out = quarters of the effort drawn by `key` and the scores of `items`; hours[place] += its hours, cost[place] +=
    what they cost at the rate after its weights"""
    LENGTH = 2
    """out = quarters of the answer drawn by `key`, from length table `table`"""
    TOP = 3
    """out = the largest of the rows of `items` and `value`"""
    PLUS = 4
    """out = a + b, at most NEVER"""
    LESS = 5
    """out = a - b"""
    LAG = 6
    """out = `value` working quarters of the organization after a, or before it"""
    BEFORE = 7
    """out = working quarters of clock `table` before a"""
    ENDS = 8
    """out = the grid quarter at which a working quarters of clock `table` have ended"""
    STARTS = 9
    """out = the grid quarter in which the working quarter after a begins"""
    HELD = 10
    """out = the larger of a (NONE: 0) and what lets c quarters end not before grid quarter b"""
    QUEUE = 11
    """out = when b quarters of work begin that are ready at a (NONE: at once) in a queue that has ended at c and taken
    d, `items` its anchors; out + 1 = when they end; out + 2, out + 3 = the queue afterwards"""
    CREW = 12
    """out, out + 1 = a queue that had ended at c and taken d after a crew has had it from a to b"""
    NOTE = 13
    """task `place` of project `first` has ended at a; its effort was b (NONE: it has none), half of the time `table`;
    with `value` its chance is counted"""
    SCOPE = 14
    """amount[out] = hours drawn by `key` from level table `table`; hours[place] += them, cost[place] += number[first]
    for each"""
    LOOSE = 15
    """amount[out] = hours by score a from loose table `table`; the rest as in SCOPE"""
    SHARE = 16
    """out = quarters of the share number[first] of amount a"""
    BEFORE_IF = 17
    """BEFORE where b is more than 0, else 0"""
    ENDS_IF = 18
    """ENDS where b is more than 0, else 0"""
    END = 19
    """project `place` has ended at a"""
    FACTOR = 20
    """amount[out] = what loose table `table` says of the scores of `items`, weighed by the numbers from `value` on"""
    STRETCH = 21
    """out = a, what lies after `value` times amount b"""


FIELDS = ("op", "out", "a", "b", "c", "d", "first", "last", "table", "place", "value", "key")
STEP = np.dtype([(name, "i8") for name in FIELDS])
"""`first` to `last` are places in `items`; `value` is one in `numbers` for WORK, `first` for SHARE, SCOPE and LOOSE."""

OUTS = {Op.QUEUE: 4, Op.CREW: 2}
"""Rows written by a step, where it is not one."""


class Clock:
    """A calendar as tables that never run over: beyond its last working quarter lies NEVER."""

    def __init__(self, calendar: Calendar, place: int) -> None:
        self.place, self.calendar = place, calendar
        self.cum = calendar.cum
        self.ending = np.concatenate(([0], calendar.slots + 1, [NEVER])).astype(np.int32)

    @property
    def days_a_quarter(self) -> float:
        """Calendar days in which a quarter is worked, over the whole horizon."""
        return len(self.cum) / max(1, len(self.ending) - 2) / QUARTERS_PER_DAY

    def before(self, quarter: Whole) -> Whole:
        """Working quarters before grid quarters."""
        found: Whole = self.cum.take(quarter, mode="clip")
        return found

    def ends(self, worked: Whole) -> Whole:
        """The grid quarter at which so many working quarters have ended."""
        found: Whole = self.ending.take(worked, mode="clip")
        return found

    def count(self, quarter: int) -> int:
        """Working quarters before one grid quarter."""
        return int(self.cum[min(max(quarter, 0), len(self.cum) - 1)])

    def end(self, worked: int) -> int:
        """The grid quarter at which so many working quarters have ended."""
        return int(self.ending[min(max(worked, 0), len(self.ending) - 1)])


class Script:
    """The steps, and the tables they read."""

    def __init__(self, seed: int, projects: int) -> None:
        self.seed, self.projects = seed, projects
        self.rows = 1
        self.scores = 0
        self.noted = 0
        self.amounts = 0
        self.is_priced = False
        """Whether any hour costs something."""
        self.items: list[int] = []
        self.numbers: list[float] = []
        self.clocks: list[Clock] = []
        self.office: int = 0
        self.slots: Whole = np.zeros(0, dtype=np.int32)
        """The organization's working quarters, for lags that look back."""
        self.ratios: list[Floats] = []
        self.lengths: list[Whole] = []
        self.levels: list[Floats] = []
        self.loose: list[Floats] = []
        self._steps = array("q")

    def clock(self, calendar: Calendar) -> Clock:
        """A calendar the steps may ask."""
        self.clocks.append(Clock(calendar, len(self.clocks)))
        return self.clocks[-1]

    @property
    def steps(self) -> Records:
        """All steps, as records; what is drawn knows where its numbers begin."""
        made = np.array(self._steps, dtype=np.int64).view(STEP)
        drawn = np.isin(made["op"], (Op.SCORE, Op.WORK, Op.LENGTH, Op.SCOPE))
        made["key"][drawn] = begin_of(self.seed, made["key"][drawn].view(np.uint64)).view(np.int64)
        return made

    def score(self, kind: Kind, record: int) -> int:
        """The scores of a record for all that share them."""
        self._steps.extend((Op.SCORE, self.scores, *_NO_ROWS, 0, 0, 0, 0, 0, key_of(kind, record)))
        self.scores += 1
        return self.scores - 1

    def work(
        self,
        task: int,
        project: int,
        table: int,
        numbers: Sequence[float],
        scores: Sequence[int],
        rate: float = 0.0,
    ) -> int:
        """An effort: hours for each hour of a ratio, quarters for each hour, the weights of its own score and of
        those it shares; an hour of it costs `rate`."""
        first = len(self.numbers)
        at = len(self.items)
        self.numbers += numbers
        self.numbers.append(rate)
        self.items += scores
        key = key_of(Kind.WORK, task)
        return self._row(Op.WORK, *_NO_ROWS, at, at + len(scores), table, project, first, key)

    def lasting(self, quarters: Whole) -> int:
        """A table of how long something takes, by the bin of its score."""
        self.lengths.append(quarters)
        return len(self.lengths) - 1

    def length(self, record: int, table: int, kind: Kind = Kind.ANSWER) -> int:
        """How long an answer takes, or what else holds something up, by one of those tables."""
        return self._row(Op.LENGTH, *_NO_ROWS, 0, 0, table, 0, 0, key_of(kind, record))

    def top(self, rows: Iterable[int], least: int = 0) -> int:
        """The latest of several rows and a number."""
        some = [row for row in dict.fromkeys(rows) if row != ZEROS]
        if not some and least == 0:
            return ZEROS
        if len(some) == 1 and least == 0:
            return some[0]
        first = len(self.items)
        self.items += some
        return self._row(Op.TOP, *_NO_ROWS, first, first + len(some), 0, 0, least, 0)

    def plus(self, a: int, b: int) -> int:
        """One row after the other, NEVER at most."""
        return self._row(Op.PLUS, a, b, NONE, NONE, 0, 0, 0, 0, 0, 0)

    def less(self, a: int, b: int) -> int:
        """One row before the other."""
        return self._row(Op.LESS, a, b, NONE, NONE, 0, 0, 0, 0, 0, 0)

    def lag(self, a: int, quarters: int) -> int:
        """So many of the organization's working quarters later, or earlier."""
        return self._row(Op.LAG, a, NONE, NONE, NONE, 0, 0, self.office, 0, quarters, 0)

    def before(self, clock: Clock, a: int) -> int:
        """Working quarters before a row of grid quarters."""
        return ZEROS if a == ZEROS else self._row(Op.BEFORE, a, NONE, NONE, NONE, 0, 0, clock.place, 0, 0, 0)

    def ends(self, clock: Clock, a: int) -> int:
        """Grid quarters at which a row of working quarters has ended."""
        return ZEROS if a == ZEROS else self._row(Op.ENDS, a, NONE, NONE, NONE, 0, 0, clock.place, 0, 0, 0)

    def starts(self, clock: Clock, a: int) -> int:
        """Grid quarters in which what begins after a row of working quarters begins."""
        return self._row(Op.STARTS, a, NONE, NONE, NONE, 0, 0, clock.place, 0, 0, 0)

    def held(self, clock: Clock, ready: int, finish: int, effort: int) -> int:
        """When work may begin that must not end before a row of grid quarters."""
        return self._row(Op.HELD, ready, finish, effort, NONE, 0, 0, clock.place, 0, 0, 0)

    def queue(self, ready: int, effort: int, ended: int, taken: int, anchors: Iterable[int]) -> int:
        """The first of four rows: begin and end of the work, end and work of the queue."""
        first = len(self.items)
        self.items += anchors
        return self._row(Op.QUEUE, ready, effort, ended, taken, first, len(self.items), 0, 0, 0, 0, outs=4)

    def crew(self, began: int, ended: int, queue_ended: int, taken: int) -> int:
        """The first of two rows: end and work of a queue after a crew has had it."""
        return self._row(Op.CREW, began, ended, queue_ended, taken, 0, 0, 0, 0, 0, 0, outs=2)

    def note(self, a: int, own: int, by: int | None, project: int = 0, usual: int = 0) -> int:
        """A task has ended; `by` when it should have, in the same quarters. `own` is its effort (NONE: it has none),
        which takes `usual` quarters half of the time. Its place among what is noted."""
        until = NONE if by is None else by
        self._steps.extend((Op.NOTE, NONE, a, own, NONE, NONE, project, 0, usual, self.noted, until, 0))
        self.noted += 1
        return self.noted - 1

    def scope(
        self, record: int, project: int, hours: Floats, kind: Kind = Kind.SCOPE, rate: float = 0.0
    ) -> int:
        """Hours of a project nobody planned, by the level of their score; each costs `rate`."""
        self.levels.append(hours)
        key = key_of(kind, record)
        return self._amount(Op.SCOPE, NONE, len(self.levels) - 1, project, key, rate)

    def loosen(self, score: int, project: int, hours: Floats, rate: float = 0.0) -> int:
        """Hours of a project nobody has, by the bin of a score; each costs `rate`."""
        self.loose.append(hours)
        return self._amount(Op.LOOSE, score, len(self.loose) - 1, project, 0, rate)

    def share(self, amount: int, share: float) -> int:
        """Quarters of a share of hours."""
        self.numbers.append(share)
        return self._row(
            Op.SHARE, amount, NONE, NONE, NONE, len(self.numbers) - 1, len(self.numbers), 0, 0, 0, 0
        )

    def before_if(self, clock: Clock, a: int, effort: int) -> int:
        """Working quarters before a row of grid quarters, where there is work."""
        return self._row(Op.BEFORE_IF, a, effort, NONE, NONE, 0, 0, clock.place, 0, 0, 0)

    def ends_if(self, clock: Clock, a: int, effort: int) -> int:
        """Grid quarters at which work has ended, where there is work."""
        return self._row(Op.ENDS_IF, a, effort, NONE, NONE, 0, 0, clock.place, 0, 0, 0)

    def factor(self, table: Floats, scores: Sequence[int], weights: Sequence[float]) -> int:
        """A factor, by the bin of a sum of scores."""
        self.loose.append(table)
        at, first = len(self.items), len(self.numbers)
        self.items += scores
        self.numbers += weights
        steps = (Op.FACTOR, self.amounts, *_NO_ROWS, at, len(self.items), len(self.loose) - 1, 0, first, 0)
        self._steps.extend(steps)
        self.amounts += 1
        return self.amounts - 1

    def stretch(self, a: int, factor: int, since: int) -> int:
        """A row of quarters, of which what lies after `since` takes so many times as long."""
        return self._row(Op.STRETCH, a, factor, NONE, NONE, 0, 0, 0, 0, since, 0)

    def end(self, project: int, a: int) -> None:
        """A project has ended."""
        self._steps.extend((Op.END, NONE, a, NONE, NONE, NONE, 0, 0, 0, project, 0, 0))

    def _row(self, op: Op, *fields: int, outs: int = 1) -> int:
        out = self.rows
        self._steps.extend((op, out, *fields))
        self.rows = out + outs
        return out

    def _amount(self, op: Op, a: int, table: int, project: int, key: int, rate: float) -> int:
        self.numbers.append(rate)
        at = len(self.numbers) - 1
        self._steps.extend((op, self.amounts, a, NONE, NONE, NONE, at, 0, table, project, 0, key))
        self.amounts += 1
        return self.amounts - 1


_NO_ROWS = (NONE, NONE, NONE, NONE)


class Latest:
    """The latest of many rows, as they come: a row that waited for all others would be kept as long."""

    KEPT = 4

    def __init__(self, script: Script) -> None:
        self.script = script
        self._rows: list[int] = []

    def add(self, row: int) -> None:
        """One more row."""
        self._rows.append(row)
        if len(self._rows) == self.KEPT:
            self.row()

    def row(self) -> int:
        """The row of the latest so far."""
        row = self.script.top(self._rows)
        self._rows = [row]
        return row


@dataclass(frozen=True)
class Lived:
    """What came of a script: per project its finish in grid quarters, its hours and what they cost in every draw (one
    row each; without rates rows of cost are empty); per task noted half and four fifths of its ends, the draws in which
    it ended in time, and, of those looked back through, in how many it lay on the chain to the end of its own
    project."""

    finish: Whole
    hours: Floats
    cost: Floats
    half: Wide
    most: Wide
    in_time: Wide
    critical: Wide


class Target(NamedTuple):
    """Something that has ended when all of its projects (places) have, and the quarters between which its end is looked
    at more closely."""

    projects: tuple[int, ...]
    low: int
    high: int


def ends_of_projects(script: Script) -> list[Target]:
    """The end of each project, none of which is looked at more closely."""
    return [Target((place,), 0, NONE) for place in range(script.projects)]


@dataclass(frozen=True)
class Chains:
    """What held the ends of targets, looked back at: by how many quarters in all a task noted was above its usual where
    it lay on the chain to a target's end that was looked at more closely (task, target); and by target how many draws
    those were."""

    moved: Wide
    close: Wide

    @classmethod
    def nothing(cls, tasks: int, targets: int) -> Self:
        """Nothing seen yet."""
        return cls(np.zeros((tasks, targets), dtype=np.int64), np.zeros(targets, dtype=np.int64))


Live = Callable[["Script", int, Progress | None, int], Lived]
LookBack = Callable[["Script", int, Sequence[Target]], Chains]
TARGETS_AT_A_TIME = 32


class Engine(NamedTuple):
    """Who lives through a script so many times (and looks back, in so many of the first, at what held the end of each
    task's project), and who looks back over so many draws at what held which end."""

    live: Live
    look_back: LookBack


def reads(steps: Records, script: Script) -> Wide:
    """By row, the last step that reads it; where none does, the one that writes it."""
    last = np.zeros(script.rows, dtype=np.int64)
    number = np.arange(len(steps))
    for op, outs in OUTS.items():
        wrote = steps["op"] == op
        for more in range(1, outs):
            last[steps["out"][wrote] + more] = number[wrote]
    writes = ~np.isin(steps["op"], _NO_ROW_OUT)
    last[steps["out"][writes]] = number[writes]
    listed = np.isin(steps["op"], (Op.TOP, Op.QUEUE))
    items = np.array(script.items, dtype=np.int64)
    rows, readers = _listed(steps, items, listed)
    np.maximum.at(last, rows, readers)
    amounts = {"a": (Op.LOOSE, Op.SHARE), "b": (Op.STRETCH,)}
    for name in "abcd":
        read = (steps[name] != NONE) & ~np.isin(steps["op"], amounts.get(name, ()))
        np.maximum.at(last, steps[name][read], number[read])
    return last


def _listed(steps: Records, items: Wide, some: NDArray[np.bool_]) -> tuple[Wide, Wide]:
    """The rows in the lists of some steps, and by which step each is read."""
    counts = np.where(some, steps["last"] - steps["first"], 0)
    begins = np.cumsum(counts) - counts
    at = np.repeat(steps["first"] - begins, counts) + np.arange(counts.sum())
    return items[at], np.repeat(np.arange(len(steps)), counts)


def looked_at(steps: Records, script: Script, efforts: bool) -> Wide:
    """The rows that are asked for once more when looking back; `efforts`: also how long each task took."""
    tops, queues, holds = (steps["op"] == op for op in (Op.TOP, Op.QUEUE, Op.HELD))
    items = np.array(script.items, dtype=np.int64)
    asked = [*(_listed(steps, items, listed)[0] for listed in (tops, queues))]
    for name, some in (
        ("out", tops | queues | holds),
        ("a", queues | holds),
        ("b", np.isin(steps["op"], (Op.CREW, Op.BEFORE_IF, Op.ENDS_IF, Op.NOTE)[: 4 if efforts else 3])),
        ("c", queues | (steps["op"] == Op.CREW)),
        ("d", queues),
    ):
        asked.append(steps[name][some])
    asked.append(steps["out"][queues] + 3)
    rows = np.unique(np.concatenate(asked))
    found: Wide = rows[rows > ZEROS]
    return found


_NO_ROW_OUT = (Op.SCORE, Op.NOTE, Op.SCOPE, Op.LOOSE, Op.END, Op.FACTOR)
