"""What held the ends of projects and goals, by looking back through a script, last step first.

Every row is asked by whom its numbers were held: the later of two, the earliest that a queue allows. A task lies on the
chain to an end in a draw where an hour more of it would have made that end later. (Reverse differentiation of what is
made of sums and of the larger and smaller of things: Griewank and Walther, *Evaluating derivatives*, 2008.) A set of
targets is one number of 32 bits, so all are looked back from at once.

What stands between in a queue, and belongs to a crew, is not counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from varifocal.core.forecast import vectors
from varifocal.core.forecast.script import (
    NONE,
    TARGETS_AT_A_TIME,
    Chains,
    Lived,
    Masks,
    Op,
    Script,
    Target,
    Wide,
    ends_of_projects,
)
from varifocal.core.forecast.vectors import Living, Step
from varifocal.core.plan import Progress

_AT_A_TIME = 1024
"""Draws looked back through at a time: all rows are kept."""


def live(script: Script, draws: int, progress: Progress | None = None, looked: int = 0) -> Lived:
    """Live through a script so many times; from the first `looked` it is looked back for how often each task lay on
    the chain to an end."""
    lived, targets = vectors.live(script, draws, progress), ends_of_projects(script)
    _look_back(script, looked, targets, lived.critical, Chains.nothing(script.noted, len(targets)))
    return lived


def look_back(script: Script, draws: int, targets: Sequence[Target]) -> Chains:
    """Live through the first draws once more, and look back from each target; the first targets are the projects."""
    seen = Chains.nothing(script.noted, len(targets))
    _look_back(script, draws, targets, np.zeros(script.noted, dtype=np.int64), seen)
    return seen


def _look_back(script: Script, draws: int, targets: Sequence[Target], critical: Wide, seen: Chains) -> None:
    for begin in range(0, draws, _AT_A_TIME):
        living = Living(script, min(_AT_A_TIME, draws - begin), first=begin, keeps=True)
        living.lived(None)
        for first in range(0, len(targets), TARGETS_AT_A_TIME):
            some = targets[first : first + TARGETS_AT_A_TIME]
            back = _Back(living, some)
            back.look(critical, seen.moved[:, first : first + len(some)], first)
            seen.close[first : first + len(some)] += back.close


class _Back:
    def __init__(self, living: Living, targets: Sequence[Target]) -> None:
        self.script, self.rows, self.steps = living.script, living.rows, living.steps
        self.masks: dict[int, Masks] = {}
        self.queue_of: dict[int, int] = {}
        """Which queue it is, by row of what that has taken; those of none but zeros are asked for by nobody."""
        for step in self.steps:
            if step.op in _TAKEN:
                queue = self.queue_of.get(step.d, step.out)
                self.queue_of[step.out + _TAKEN[Op(step.op)]] = queue
        self.since: dict[int, dict[int, Masks]] = defaultdict(dict)
        """What holds all that a queue has done since it had taken so much, by queue and row of what that was."""
        self.targets = len(targets)
        self.ends = np.zeros((self.script.projects, living.draws), dtype=np.uint32)
        self.near = np.zeros(living.draws, dtype=np.uint32)
        self.close: list[int] = []
        for place, target in enumerate(targets):
            bit = np.uint32(1 << place)
            last = living.finish[list(target.projects)].max(axis=0)
            near = (last >= target.low) & (last <= target.high)
            self.near |= np.where(near, bit, np.uint32(0))
            self.close.append(int(near.sum()))
            for project in target.projects:
                self.ends[project] |= np.where(living.finish[project] == last, bit, np.uint32(0))

    def look(self, critical: Wide, moved: Wide, first: int) -> None:
        for step in reversed(self.steps):
            self._back(step)
        for step in self.steps:
            if step.op == Op.NOTE and step.b in self.masks:
                mask = self.masks[step.b]
                if 0 <= step.first - first < self.targets:
                    own = np.uint32(1 << (step.first - first))
                    critical[step.place] += np.count_nonzero(mask & own)
                above = self.rows[step.b].astype(np.int64) - step.table
                mask = mask & self.near
                some = int(np.bitwise_or.reduce(mask))
                for place in (place for place in range(self.targets) if some >> place & 1):
                    moved[step.place, place] += above[(mask & np.uint32(1 << place)) != 0].sum()

    def _back(self, step: Step) -> None:
        if step.op == Op.END:
            self._give(step.a, self.ends[step.place])
        elif step.op == Op.QUEUE:
            self._between(step.out + _TAKEN[Op.QUEUE], step.b)
            self._queue(step)
        elif step.op == Op.CREW:
            self._between(step.out + _TAKEN[Op.CREW], NONE)
            if step.out in self.masks:
                self._later(self.masks[step.out], step.b, step.c)
        elif step.op in _WRITES and step.out in self.masks:
            mask = self.masks[step.out]
            if step.op == Op.TOP:
                for row in self.script.items[step.first : step.last]:
                    self._give(row, self._where(self.rows[row] == self.rows[step.out], mask))
            elif step.op == Op.HELD:
                if step.a != NONE:
                    self._give(step.a, self._where(self.rows[step.a] == self.rows[step.out], mask))
                    mask = self._where(self.rows[step.a] < self.rows[step.out], mask)
                self._give(step.b, self._where(self.rows[step.out] > 0, mask))
            elif step.op in (Op.BEFORE_IF, Op.ENDS_IF):
                self._give(step.a, self._where(self.rows[step.b] > 0, mask))
            elif step.op == Op.PLUS:
                self._give(step.a, mask)
                self._give(step.b, mask)
            else:
                self._give(step.a, mask)

    def _queue(self, step: Step) -> None:
        """The end of a work is that of its begin and its effort; its begin is held by what is ready last, or by all
        that could not be done before it."""
        rows, nothing = self.rows, np.zeros(len(self.near), dtype=np.uint32)
        if not any(step.out + which in self.masks for which in (0, 1, 2)):
            return
        began, ends, after = (self.masks.get(step.out + which, nothing) for which in (0, 1, 2))
        ended = ends | self._where(rows[step.out + 1] >= rows[step.c], after)
        self._give(step.c, self._where(rows[step.c] >= rows[step.out + 1], after))
        self._give(step.b, ended)
        mask = ended | began
        ready = np.full(len(self.near), NONE, dtype=np.int32) if step.a == NONE else rows[step.a]
        at, left = rows[step.out], mask > 0
        anchors = self.script.items[step.first : step.last]
        for then_ended, then_worked in ((step.c, step.d), *zip(anchors[::2], anchors[1::2], strict=True)):
            most = np.maximum(ready, rows[then_ended])
            holds = left & (rows[step.d] - rows[then_worked] + most == at)
            left &= ~holds
            self._give(then_ended, self._where(holds & (rows[then_ended] == most), mask))
            if step.a != NONE:
                self._give(step.a, self._where(holds & (ready == most), mask))
            if then_worked != step.d:
                _add(self.since[self.queue_of[step.d]], then_worked, self._where(holds, mask))
            if not left.any():
                break

    def _between(self, taken: int, effort: int) -> None:
        """An effort (NONE: nobody's) stands between where its queue stood and every place counted from that lies before
        it. The place behind it is counted from no more."""
        since = self.since[self.queue_of[taken]]
        since.pop(taken, None)
        if effort != NONE:
            for mask in since.values():
                self._give(effort, mask)

    def _later(self, mask: Masks, one: int, other: int) -> None:
        """What holds the later of two rows."""
        self._give(one, self._where(self.rows[one] >= self.rows[other], mask))
        self._give(other, self._where(self.rows[other] >= self.rows[one], mask))

    def _give(self, row: int, mask: Masks) -> None:
        """A row holds these, too."""
        _add(self.masks, row, mask)

    def _where(self, so: np.ndarray[tuple[int], np.dtype[np.bool_]], mask: Masks) -> Masks:
        return np.where(so, mask, np.uint32(0))


def _add(masks: dict[int, Masks], row: int, mask: Masks) -> None:
    """A row holds these, too; what holds nothing is not looked at any more."""
    if row in masks:
        masks[row] |= mask
    elif mask.any():
        masks[row] = mask.copy()


_TAKEN = {Op.QUEUE: 3, Op.CREW: 1}
"""Which of its rows says how much a queue has taken."""
_WRITES = (
    Op.TOP, Op.PLUS, Op.LESS, Op.LAG, Op.BEFORE, Op.ENDS, Op.STARTS, Op.HELD, Op.BEFORE_IF, Op.ENDS_IF,
)  # fmt: skip
