"""What is noted while a plan is lived through: when tasks end, what delays their projects among it, and what may strike
or come."""

from __future__ import annotations

import math
from typing import NamedTuple

from varifocal.core.forecast.delays import Factor, begins, delays, not_before
from varifocal.core.forecast.script import Clock
from varifocal.core.forecast.writing.sheet import Sheet
from varifocal.core.portfolio import Opportunity, Risk, Task
from varifocal.core.values import QUARTERS_PER_HOUR


class Noted(NamedTuple):
    """A task whose ends are noted: on which clock (None: in grid quarters), by when it must have ended, and the hours
    it takes half of the time. Or what a risk holds up or costs, or work that may come takes, to be looked back at."""

    task: Task | Risk | Opportunity
    clock: Clock | None
    limit: int | None
    hours: float
    days: float
    """Calendar days that a quarter more of it takes."""


class Notes:
    """What was noted, in the order in which the script notes it."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet, self.script = sheet, sheet.script
        self.noted: list[Noted] = []
        self.delays = delays(sheet.portfolio.record)
        self.begins = begins(sheet.portfolio, sheet.time)
        self._stretches: dict[int, int | None] = {}

    def work(self, task: Task, worked: int, effort: int, hours: float, clock: Clock, crew: int = 1) -> None:
        """What a task comes to that so many people do on a clock, which takes `hours` half of the time."""
        usual = math.ceil(hours * QUARTERS_PER_HOUR / crew)
        self.task(task, worked, effort, usual=usual, days=clock.days_a_quarter, hours=hours, clock=clock)

    def task(
        self,
        task: Task,
        worked: int,
        own: int,
        *,
        usual: int = 0,
        days: float = 0.0,
        hours: float = 0.0,
        clock: Clock | None = None,
    ) -> None:
        """What a task comes to, and its own effort; `worked` counts on its clock, or in grid quarters without one."""
        day = task.due or task.deadline
        limit = None if day is None else self.sheet.time.due(day)
        by = limit if limit is None or clock is None else clock.count(limit)
        by = None if limit is None or limit < 0 else by
        place = self.sheet.place[task.project]
        self.script.note(self._delayed(task, worked, clock), own, by, place, usual)
        self.noted.append(Noted(task, clock, limit, hours, days))

    def maybe(self, one: Risk | Opportunity, row: int, place: int, days_a_quarter: float) -> None:
        """How long what may strike or come takes, counted at the place of a project."""
        self.script.note(row, row, None, place)
        self.noted.append(Noted(one, None, None, 0.0, days_a_quarter))

    def _delayed(self, task: Task, worked: int, clock: Clock | None) -> int:
        """With what delays its project as a whole: the time that is left takes its factor, from when it may begin."""
        if task.project not in self._stretches:
            factor = self.delays.factor(self.sheet.portfolio.project[task.project])
            self._stretches[task.project] = None if factor.is_one else self._factored(factor)
        stretches = self._stretches[task.project]
        if stretches is None:
            return worked
        since = max(
            self.begins.get(task.project, 0), 0 if task.started else not_before(task, self.sheet.time)
        )
        return self.script.stretch(worked, stretches, since if clock is None else clock.count(since))

    def _factored(self, factor: Factor) -> int:
        shared = [self.sheet.score(kind, record) for kind, record, _ in factor.parts]
        return self.script.factor(factor.table, shared, [weight for *_, weight in factor.parts])
