"""One task in all draws: done alone or by a crew, waited for, or over at once."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from varifocal.core.calendar import QUARTERS_PER_DAY
from varifocal.core.forecast.answering import answers
from varifocal.core.forecast.script import LONGEST, NONE, Clock, Latest
from varifocal.core.forecast.writing.ahead import Ahead, is_work
from varifocal.core.forecast.writing.efforts import Efforts
from varifocal.core.forecast.writing.maybe import Coming, Risks
from varifocal.core.forecast.writing.notes import Notes
from varifocal.core.forecast.writing.sheet import Sheet
from varifocal.core.forecast.writing.ties import Limit, Ties
from varifocal.core.plan import Placed
from varifocal.core.portfolio import Task, Wait


class Doing:
    """Who writes down tasks, in the order of the plan."""

    def __init__(
        self,
        sheet: Sheet,
        notes: Notes,
        risks: Risks,
        coming: Coming,
        efforts: Efforts,
        ties: Ties,
        ahead: Ahead,
    ) -> None:
        self.sheet, self.script, self.notes = sheet, sheet.script, notes
        self.risks, self.coming, self.efforts, self.ties, self.ahead = risks, coming, efforts, ties, ahead
        self.answers = answers(sheet.portfolio.record)
        self._lasting: dict[tuple[int | None, float, float, float, int], tuple[int, int]] = {}
        self._reached: dict[tuple[int, int], Latest] = defaultdict(lambda: Latest(self.script))
        """By person and project the end of what she has done alone, in her working quarters."""

    def do(self, task: Task, placed: Placed) -> None:
        """One task in all draws, after all that stand before it in the order of the plan."""
        limit = self.risks.held_up(task, self.ties.limit(task))
        for person in placed.people:
            self.coming.come(person, placed.start)
        if task.wait is not None:
            self._answered(task, task.wait, limit)
        elif not is_work(task) or not placed.people:
            self._at_once(task, limit)
        elif len(placed.people) == 1:
            self._alone(task, placed.people[0], limit)
        else:
            self._together(task, placed.people, limit)

    def _answered(self, task: Task, wait: Wait, limit: Limit) -> None:
        """Somebody outside answers: calendar days from the asking on."""
        if wait.asked is None:
            begin, waited = self.script.top(limit.rows, limit.start), 0
        else:
            asked = self.sheet.time.asked(wait.asked)
            begin, waited = self.script.top((), max(0, asked)), max(0, -asked)
        table, usual = self._lasts(wait, waited)
        length = self.script.length(task.id, table)
        finish = self.script.top([self.script.plus(begin, length), *limit.finish])
        self.notes.task(task, finish, length, usual=usual, days=1 / QUARTERS_PER_DAY)
        is_asked = task.id in self.ties.starts_asked
        self._ended(task, finish, self.script.less(finish, length) if is_asked else None)

    def _lasts(self, wait: Wait, waited: int) -> tuple[int, int]:
        """The table of quarters an answer still takes after so many, and their middle; most waits are alike."""
        key = (wait.company, wait.low, wait.likely, wait.high, waited)
        if key not in self._lasting:
            days = self.answers.days_left(wait, waited / QUARTERS_PER_DAY)
            quarters = np.ceil(np.minimum(days * QUARTERS_PER_DAY, LONGEST)).astype(np.int32)
            self._lasting[key] = self.script.lasting(quarters), int(quarters[len(quarters) // 2])
        return self._lasting[key]

    def _at_once(self, task: Task, limit: Limit) -> None:
        """A milestone, or work that is all done."""
        moment = self.script.top([*limit.rows, *limit.finish], limit.start)
        self.notes.task(task, moment, NONE)
        self._ended(task, moment, moment)

    def _alone(self, task: Task, person: int, limit: Limit) -> None:
        clock, queue = self.sheet.clocks[person], self.sheet.queues[person]
        effort, hours = self.efforts.effort(task, (person,))
        began, ended = queue.add(self._ready(clock, limit, effort), effort, whole=not task.splittable)
        self.notes.work(task, ended, effort, hours, clock)
        hers = (person, task.project)
        self._reached[hers].add(ended)
        if task.id in self.ties.followed:
            starts = self.script.starts(clock, began) if task.id in self.ties.starts_asked else None
            self.ties.follow(task, self.script.ends(clock, ended), starts)
        if self.ahead.last_of[hers] == task.id:  # one look-up for all she does in the project
            self.sheet.reach(task.project, self.script.ends(clock, self._reached[hers].row()))

    def _together(self, task: Task, people: tuple[int, ...], limit: Limit) -> None:
        """A crew: after all the earlier work of each, when all of them are at work."""
        clocks, queues = self.sheet.clocks, self.sheet.queues
        clock = self.sheet.clock(self.sheet.time.crew(people))
        effort, hours = self.efforts.effort(task, people)
        free = (self.script.ends(clocks[person], queues[person].ended) for person in people)
        ready = self._ready(clock, Limit(limit.start, [*limit.rows, *free], limit.finish), effort)
        worked = self.script.plus(ready, effort)
        finish, start = self.script.ends(clock, worked), self.script.starts(clock, ready)
        for person in people:
            own = clocks[person]
            queues[person].block(self.script.before(own, start), self.script.before(own, finish))
        self.notes.work(task, worked, effort, hours, clock, len(people))
        self._ended(task, finish, start)

    def _ready(self, clock: Clock, limit: Limit, effort: int) -> int:
        """The row of working quarters before which a task cannot begin; NONE where nothing holds it."""
        ready = NONE
        if limit.rows:
            ready = self.script.before(clock, self.script.top(limit.rows, limit.start))
        elif at := clock.count(limit.start):
            ready = self.script.top((), at)
        if limit.finish:
            ready = self.script.held(clock, ready, self.script.top(limit.finish), effort)
        return ready

    def _ended(self, task: Task, finish: int, start: int | None) -> None:
        self.sheet.reach(task.project, finish)
        if task.id in self.ties.followed:
            self.ties.follow(task, finish, start)
