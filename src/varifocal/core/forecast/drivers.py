"""What moves a date: efforts and answers by what they did in the draws, queues and skills by the plan's chain."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from varifocal.core.calendar import QUARTERS_PER_DAY
from varifocal.core.forecast.draws import many_scores
from varifocal.core.forecast.script import Whole
from varifocal.core.forecast.simulation import Drawn
from varifocal.core.forecast.values import Driver, DriverKind
from varifocal.core.plan import Hold, HoldKind, Plan
from varifocal.core.portfolio import Portfolio, Task

MOST = 5
"""Drivers named for one date."""

DRIVER_DRAWS = 2_000
"""Draws in which every task's own score is looked at again, to see afterwards what moved a date."""

_SURE = 0.12
"""Correlations below are noise: five standard errors at 2,000 draws."""
_WORTH_SAYING = 0.25
"""Days."""
_BY_TASK = (HoldKind.PREDECESSOR, HoldKind.WAIT, HoldKind.QUEUE)


class Drivers:
    """What moves the finishes of one simulation.

    An effort or an answer moves a finish by its regression on that task's own normal score: so many days for
    one standard deviation. What a queue or a scarce skill costs is read off the plan: days between the moment
    at which the task could have begun and its start, along the chain that holds the last task.
    """

    def __init__(self, portfolio: Portfolio, plan: Plan, drawn: Drawn, horizon: int) -> None:
        self.portfolio, self.plan, self.drawn, self.horizon = portfolio, plan, drawn, horizon
        self._scores: NDArray[np.float32] | None = None
        self.before: dict[int, list[int]] = {}
        for link in portfolio.dependencies:
            self.before.setdefault(link.after, []).append(link.before)

    def of(self, finishes: Mapping[int, Whole], last: Mapping[int, int]) -> dict[int, tuple[Driver, ...]]:
        """By record: what moves its finish most, the most first; `last` gives the task that ends it in the
        plan."""
        keys = sorted(finishes)
        moved = self._moved([finishes[key] for key in keys])
        return {
            key: tuple(
                sorted((*self._drawn(moved[:, i]), *self._chain(last.get(key))), key=_most_first)[:MOST]
            )
            for i, key in enumerate(keys)
        }

    def _moved(self, finishes: list[Whole]) -> NDArray[np.float32]:
        """Days by task (row) and finish (column); 0 where it is noise."""
        draws = min(DRIVER_DRAWS, min(map(len, finishes), default=0))
        if draws < 2:
            return np.zeros((len(self.drawn.scored), len(finishes)), dtype=np.float32)
        ends = np.stack([np.minimum(each[:DRIVER_DRAWS], self.horizon) for each in finishes], axis=1)
        days = ends.astype(np.float32) / np.float32(QUARTERS_PER_DAY)
        days -= days.mean(axis=0)
        if self._scores is None:
            self._scores = many_scores(self.drawn.seed, self.drawn.scored, draws)
        moved = np.asarray(self._scores @ days, dtype=np.float32) / np.float32(draws)
        least = np.maximum(days.std(axis=0) * np.float32(_SURE), np.float32(_WORTH_SAYING))
        sure: NDArray[np.float32] = np.where(moved >= least, moved, np.float32(0))
        return sure

    def _drawn(self, moved: NDArray[np.float32]) -> list[Driver]:
        rows = np.argsort(-moved, kind="stable")[:MOST].tolist()
        return [
            self._of_task(self.portfolio.task[self.drawn.scored[row][1]], float(moved[row]))
            for row in rows
            if moved[row] > 0
        ]

    def _of_task(self, task: Task, days: float) -> Driver:
        if task.wait is not None:
            sentence = f"The answer to “{task.name}” moves it by about {_days(days)} either way."
            return Driver(DriverKind.WAIT, task.id, days, sentence)
        sentence = f"The effort of “{task.name}” moves it by about {_days(days)} either way."
        return Driver(DriverKind.TASK, task.id, days, sentence)

    def _chain(self, task: int | None) -> list[Driver]:
        found: list[Driver] = []
        seen: set[int] = set()
        while task is not None and task in self.plan.placed and task not in seen:
            seen.add(task)
            hold = self.plan.placed[task].hold
            if hold.kind is HoldKind.SKILL or (hold.kind is HoldKind.QUEUE and hold.id in self.plan.placed):
                days = self._lost(task, hold) / QUARTERS_PER_DAY
                if days >= _WORTH_SAYING:
                    found.append(self._held(self.portfolio.task[task], hold, days))
            task = hold.id if hold.kind in _BY_TASK else None
        return found

    def _lost(self, task: int, hold: Hold) -> int:
        """Quarters by which it could have begun earlier, had what holds it not been there."""
        placed = self.plan.placed
        held = [placed[each].finish for each in self.before.get(task, ()) if each in placed]
        if hold.kind is HoldKind.QUEUE:
            held.append(placed[hold.id].start)
        return placed[task].start - max(held, default=0)

    def _held(self, task: Task, hold: Hold, days: float) -> Driver:
        if hold.kind is HoldKind.SKILL:
            skill = self.portfolio.skills.get(hold.id, "the skill")
            sentence = (
                f"“{task.name}” waits {_days(days)} until enough people with {skill} are free together."
            )
            return Driver(DriverKind.SKILL, hold.id, days, sentence)
        ahead = self.portfolio.task[hold.id]
        start = self.plan.starts(task.id).date()
        week = f"{_day(start - timedelta(days=start.weekday()))}"
        both = {each.skill for each in task.demands} & {each.skill for each in ahead.demands}
        if both:
            skill = self.portfolio.skills.get(min(both), "the same skill")
            meet = f"“{ahead.name}” and “{task.name}” both need {skill} and meet in the week of {week}"
        else:
            meet = f"“{task.name}” stands behind “{ahead.name}” in the same queue in the week of {week}"
        return Driver(DriverKind.QUEUE, task.id, days, f"{meet}: {_days(days)} of waiting.")


def _most_first(driver: Driver) -> tuple[float, str, int]:
    return -driver.days, driver.kind, driver.id


def _days(days: float) -> str:
    if days < 0.75:
        return "half a day"
    whole = round(days)
    return "a day" if whole == 1 else f"{whole} days"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
