"""How long a task takes each of its people, drawn as they have been right before, and what that costs."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass

from varifocal.core.forecast.calibration import Calibration, Spread
from varifocal.core.forecast.costs import hours_of_task
from varifocal.core.forecast.draws import Kind
from varifocal.core.forecast.scope import scale
from varifocal.core.forecast.writing.maybe import Risks
from varifocal.core.forecast.writing.sheet import Sheet
from varifocal.core.portfolio import Task
from varifocal.core.values import QUARTERS_PER_HOUR, Quantiles


@dataclass(frozen=True, slots=True)
class _Known:
    """A spread as a script knows it: its table, and the weights of a task's own score, its project's, everybody's and
    each of its people's."""

    table: int
    own: float
    project: float
    house: float
    person: float


class Efforts:
    """The efforts of tasks, and by task the quantiles of what its hours cost, where a rate is known."""

    def __init__(self, sheet: Sheet, risks: Risks, calibration: Calibration) -> None:
        self.sheet, self.script, self.risks, self.calibration = sheet, sheet.script, risks, calibration
        self.task_cost: dict[int, Quantiles] = {}
        self._hours: dict[int, list[float]] = defaultdict(lambda: [0.0, 0.0])
        """By project its planned hours, and those of them whose rate is known."""
        self._spreads: dict[tuple[int, int], _Known] = {}

    @property
    def rated(self) -> dict[int, float]:
        """Per project the share of its planned hours whose rate is known."""
        return {project: known / planned for project, (planned, known) in self._hours.items() if planned > 0}

    def effort(self, task: Task, people: tuple[int, ...]) -> tuple[int, float]:
        """The row of quarters for each of its people, and the median of its hours."""
        spread = self.calibration.spread(task.estimate, people, task.kind, task.project, guessed=task.guessed)
        known = self._known(spread, len(people))
        size = scale(task)
        numbers = [size, QUARTERS_PER_HOUR / len(people), known.own, known.project, known.house]
        scores = [self.sheet.score(Kind.PROJECT, task.project), self.sheet.score(Kind.HOUSE, 0)]
        for person in people:
            numbers.append(known.person)
            scores.append(self.sheet.score(Kind.PERSON, person))
        rate = self.sheet.rates.of(people)
        place = self.sheet.place[task.project]
        effort = self.script.work(task.id, place, known.table, numbers, scores, rate)
        if rate > 0:
            self._cost(task, people, spread, size, rate)
        return self.risks.lengthened(task, effort, people, rate), spread.median * size

    def _cost(self, task: Task, people: tuple[int, ...], spread: Spread, size: float, rate: float) -> None:
        took = hours_of_task(self.sheet.seed, task.id, spread, size, self.risks.of_task(task.id))
        self.task_cost[task.id] = Quantiles(
            took.p10 * rate, took.p50 * rate, took.p80 * rate, took.p90 * rate
        )
        planned = self._hours[task.project]
        planned[0] += task.left
        planned[1] += task.left * sum(one in self.sheet.rates.known for one in people) / len(people)

    def _known(self, spread: Spread, crew: int) -> _Known:
        """A score that moves in part with the project's, the people's and everybody's."""
        key = (id(spread), crew)  # the calibration keeps its spreads
        if key not in self._spreads:
            shared = spread.shared
            self.script.ratios.append(spread.ratios)
            self._spreads[key] = _Known(
                len(self.script.ratios) - 1,
                math.sqrt(max(0.0, 1 - sum(shared))),
                math.sqrt(shared.project),
                math.sqrt(shared.house),
                math.sqrt(shared.person / crew),
            )
        return self._spreads[key]
