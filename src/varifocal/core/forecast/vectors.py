"""A script lived through by NumPy: one step after the other, each over all draws at once.

What runs until the compiled one is there, and what says how that one must come out.
"""

from __future__ import annotations

import math
from collections import defaultdict
from typing import NamedTuple

import numpy as np

from varifocal.core.calendar import NEVER
from varifocal.core.forecast.draws import SCORE_OF_LEVEL, Floats, bins, levels, taken
from varifocal.core.forecast.script import (
    FIRST,
    LONGEST,
    NONE,
    NOTED,
    ZEROS,
    Lived,
    Op,
    Records,
    Script,
    Whole,
    reads,
)
from varifocal.core.plan import Progress
from varifocal.core.values import QUARTERS_PER_HOUR

_OFTEN = 500
"""Steps between two words of progress."""


def live(script: Script, draws: int, progress: Progress | None = None) -> Lived:
    """Live through a script so many times."""
    return Living(script, draws).lived(progress)


class Step(NamedTuple):
    """One record of a script's steps."""

    op: int
    out: int
    a: int
    b: int
    c: int
    d: int
    first: int
    last: int
    table: int
    place: int
    value: int
    key: int


class Living:
    """A script as it is lived through, in so many draws from the `first` on; `keeps` all of its rows."""

    def __init__(self, script: Script, draws: int, *, first: int = 0, keeps: bool = False) -> None:
        self.script, self.draws, self.first = script, draws, first
        steps = script.steps
        self.steps = [*map(Step._make, steps.tolist())]
        self.over = {} if keeps else _over(steps, script)
        self.numbers = np.array(script.numbers, dtype=np.float32)
        self.rows: dict[int, Whole] = {ZEROS: np.zeros(draws, dtype=np.int32)}
        self.scores: list[Floats] = []
        self.amounts: list[Floats] = []
        self.finish = np.zeros((script.projects, draws), dtype=np.int32)
        self.hours = np.zeros((script.projects, draws), dtype=np.float32)
        self.cost = np.zeros((script.projects, draws if script.is_priced else 0), dtype=np.float32)
        self.half, self.most, self.in_time = np.zeros((3, script.noted), dtype=np.int64)

    def lived(self, progress: Progress | None) -> Lived:
        for done, step in enumerate(self.steps):
            if step.op in _ONE_ROW:
                self.rows[step.out] = _ONE_ROW[Op(step.op)](self, step)
            else:
                _OTHERS[Op(step.op)](self, step)
            for row in self.over.get(done, ()):
                self.rows.pop(row, None)
            if progress and done % _OFTEN == 0:
                progress(done * self.script.noted // len(self.steps), self.script.noted)
        if progress:
            progress(self.script.noted, self.script.noted)
        nowhere = np.zeros_like(self.half)
        return Lived(self.finish, self.hours, self.cost, self.half, self.most, self.in_time, nowhere)

    # Steps that write one row

    def work(self, step: Step) -> Whole:
        shares = self.script.items[step.first : step.last]
        size, each, own, *weights, rate = self.numbers[step.value : step.value + 4 + len(shares)]
        mixed = self._own(step) * own
        for shared, weight in zip(shares, weights, strict=True):
            mixed += self.scores[shared] * weight
        hours = taken(self.script.ratios[step.table] * size, bins(mixed))
        self._count(step.place, hours, rate)
        quarters = np.ceil(hours * each - np.float32(1e-3))
        effort: Whole = np.minimum(np.maximum(quarters, 1), LONGEST).astype(np.int32)
        return effort

    def length(self, step: Step) -> Whole:
        return taken(self.script.lengths[step.table], bins(self._own(step)))

    def top(self, step: Step) -> Whole:
        most = np.full(self.draws, step.value, dtype=np.int32)
        for row in self.script.items[step.first : step.last]:
            np.maximum(most, self.rows[row], out=most)
        return most

    def plus(self, step: Step) -> Whole:
        later: Whole = np.minimum(self.rows[step.a] + self.rows[step.b], NEVER)
        return later

    def less(self, step: Step) -> Whole:
        return self.rows[step.a] - self.rows[step.b]

    def lag(self, step: Step) -> Whole:
        office, slots = self.script.clocks[step.table], self.script.slots
        worked = office.before(self.rows[step.a]) + step.value
        if step.value > 0:
            later = office.ends(worked)
        else:
            later = np.where(worked >= 0, np.take(slots, worked, mode="clip"), 0)
        return np.where(self.rows[step.a] >= NEVER, NEVER, later).astype(np.int32)

    def before(self, step: Step) -> Whole:
        return self.script.clocks[step.table].before(self.rows[step.a])

    def ends(self, step: Step) -> Whole:
        return self.script.clocks[step.table].ends(self.rows[step.a])

    def starts(self, step: Step) -> Whole:
        return self.script.clocks[step.table].ends(self.rows[step.a] + 1) - 1

    def held(self, step: Step) -> Whole:
        clock = self.script.clocks[step.table]
        by_finish = clock.before(np.maximum(self.rows[step.b] - 1, 0)) + 1 - self.rows[step.c]
        began: Whole = np.maximum(by_finish, 0 if step.a == NONE else self.rows[step.a])
        return began

    def share(self, step: Step) -> Whole:
        hours = self.amounts[step.a] * self.numbers[step.first] * np.float32(QUARTERS_PER_HOUR)
        quarters: Whole = np.ceil(np.minimum(hours, LONGEST) - np.float32(1e-3)).astype(np.int32)
        return quarters

    def before_if(self, step: Step) -> Whole:
        return np.where(self.rows[step.b] > 0, self.before(step), 0).astype(np.int32)

    def ends_if(self, step: Step) -> Whole:
        return np.where(self.rows[step.b] > 0, self.ends(step), 0).astype(np.int32)

    def stretch(self, step: Step) -> Whole:
        since = np.int32(step.value)
        left = np.minimum(np.maximum(self.rows[step.a] - since, 0), LONGEST).astype(np.float32)
        more = np.minimum(left * self.amounts[step.b] + np.float32(0.5), np.float32(LONGEST)).astype(np.int32)
        stretched: Whole = np.where(left > 0, since + more, self.rows[step.a])
        return stretched

    # Steps that write something else

    def score(self, step: Step) -> None:
        self.scores.append(self._own(step))

    def queue(self, step: Step) -> None:
        effort, ended, worked = self.rows[step.b], self.rows[step.c], self.rows[step.d]
        ready = None if step.a == NONE else self.rows[step.a]
        began = ended if ready is None else np.maximum(ready, ended)
        anchors = self.script.items[step.first : step.last]
        for then_ended, then_worked in zip(anchors[::2], anchors[1::2], strict=True):
            since = worked - self.rows[then_worked]
            since += self.rows[then_ended] if ready is None else np.maximum(ready, self.rows[then_ended])
            began = np.minimum(began, since)
        ends = began + effort
        self._write(step.out, began, ends, np.maximum(ended, ends), worked + effort)

    def crew(self, step: Step) -> None:
        began, ended, queue_ended, worked = (self.rows[row] for row in (step.a, step.b, step.c, step.d))
        ended = np.maximum(ended, queue_ended)
        self._write(step.out, ended, worked + (ended - began))

    def note(self, step: Step) -> None:
        worked = self.rows[step.a]
        # The quarter at which at least that share has finished, as Quantiles.of defines it.
        half, most = (math.ceil(share * self.draws) - 1 for share in (0.5, 0.8))
        ordered = np.partition(worked, (half, most))
        low, width = laid_out(worked[:FIRST])
        self.half[step.place], self.most[step.place] = (
            rounded(int(ordered[place]), low, width) for place in (half, most)
        )
        if step.value >= 0:
            self.in_time[step.place] = np.count_nonzero(worked <= step.value)

    def scope(self, step: Step) -> None:
        self._amount(step, self.script.levels[step.table].take(levels(step.key, self.draws, self.first)))

    def loose(self, step: Step) -> None:
        self._amount(step, taken(self.script.loose[step.table], bins(self.scores[step.a])))

    def factor(self, step: Step) -> None:
        weights = self.numbers[step.value :]
        mixed = np.zeros(self.draws, dtype=np.float32)
        for shared, weight in zip(self.script.items[step.first : step.last], weights, strict=False):
            mixed += self.scores[shared] * weight
        self.amounts.append(taken(self.script.loose[step.table], bins(mixed)))

    def end(self, step: Step) -> None:
        self.finish[step.place] = self.rows[step.a]

    def _own(self, step: Step) -> Floats:
        return SCORE_OF_LEVEL.take(levels(step.key, self.draws, self.first))

    def _amount(self, step: Step, hours: Floats) -> None:
        self.amounts.append(hours)
        self._count(step.place, hours, self.numbers[step.first])

    def _count(self, place: int, hours: Floats, rate: np.float32) -> None:
        self.hours[place] += hours
        if rate > 0:
            self.cost[place] += hours * rate

    def _write(self, out: int, *rows: Whole) -> None:
        self.rows.update(enumerate(rows, start=out))


_ONE_ROW = {
    op: getattr(Living, op.name.lower())
    for op in (
        Op.WORK, Op.LENGTH, Op.TOP, Op.PLUS, Op.LESS, Op.LAG, Op.BEFORE, Op.ENDS, Op.STARTS, Op.HELD, Op.SHARE,
        Op.BEFORE_IF, Op.ENDS_IF, Op.STRETCH,
    )
}  # fmt: skip
_OTHERS = {op: getattr(Living, op.name.lower()) for op in Op if op not in _ONE_ROW}


def laid_out(first: Whole) -> tuple[int, int]:
    """The equal steps into which a task's ends are sorted, by the first of them: where they begin, and the
    quarters each holds. They leave out the earliest tenth, and reach an eighth beyond what the first ones span."""
    ordered = np.sort(first)
    low, high = int(ordered[len(ordered) // 10]), int(ordered[-1])
    span = high - low
    return low - span // 8, 1 + (span + span // 4) // NOTED


def rounded(quarter: int, low: int, width: int) -> int:
    """The middle of the step a quarter lies in."""
    step = (np.float32(quarter - low) + np.float32(0.5)) * (np.float32(1) / np.float32(width))
    return low + int(min(max(float(step), 0.0), NOTED - 1.0)) * width + (width - 1) // 2


def _over(steps: Records, script: Script) -> dict[int, list[int]]:
    """By step, the rows nobody reads after it."""
    over: dict[int, list[int]] = defaultdict(list)
    for row, step in enumerate(reads(steps, script).tolist()):
        if row != ZEROS:
            over[step].append(row)
    return over
