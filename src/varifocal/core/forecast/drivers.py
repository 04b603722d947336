"""What moves a date: efforts, answers, risks and opportunities by what they did in the draws, queues and skills by the
plan's chain."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from heapq import nlargest

import numpy as np

from varifocal.core.calendar import QUARTERS_PER_DAY
from varifocal.core.forecast.script import Chains, LookBack, Target, Whole
from varifocal.core.forecast.simulation import Drawn
from varifocal.core.forecast.values import Driver, DriverKind
from varifocal.core.plan import Hold, HoldKind, Plan
from varifocal.core.portfolio import Opportunity, Portfolio, Risk, Task
from varifocal.core.values import monday_of

MOST = 5
"""Drivers named for one date."""

DRIVER_DRAWS = 500
"""Draws looked back through, to see what moved the ends."""

_NEAR = (0.7, 0.9)
"""Draws in which an end lies between these shares tell what makes up its P80."""
_WORTH_SAYING = 0.25
"""Days."""
_LATE = "What projects as a whole run late by, beyond their tasks,"
_IN_LINE = (HoldKind.QUEUE, HoldKind.EQUIPMENT)
_BY_TASK = (HoldKind.PREDECESSOR, HoldKind.WAIT, *_IN_LINE)


class Drivers:
    """What moves the finishes of one simulation.

    Of an effort or an answer: by how many days, in the draws near the P80 of a finish, it was above what it takes half
    of the time, as far as it lay on the chain to that finish in the draw. So much earlier would the P80 be, had it gone
    as usual (the part of a quantile that is one summand's: Tasche, *Risk contributions and performance measurement*,
    1999). What a queue or a scarce skill costs is read off the plan: days between the moment at which the
    task could have begun and its start, along the chain that holds the last task.
    """

    def __init__(
        self,
        portfolio: Portfolio,
        plan: Plan,
        drawn: Drawn,
        look_back: LookBack | None,
        goals: Mapping[int, tuple[int, ...]],
        draws: int,
    ) -> None:
        """`goals`: which projects must have ended, by goal. Without looking back there are only queues and skills."""
        self.portfolio, self.plan, self.drawn = portfolio, plan, drawn
        place = {project: number for number, project in enumerate(drawn.finish)}
        every = [*((project,) for project in place), *goals.values()]
        targets = [self._target(projects, place) for projects in every]
        self.places = {("project", project): number for project, number in place.items()} | {
            ("goal", goal): number for number, goal in enumerate(goals, start=len(place))
        }
        if look_back is None:
            chains = Chains.nothing(len(drawn.written.noted), len(targets))
        else:
            chains = look_back(drawn.written.script, draws, targets)
        days = np.array([one.days for one in drawn.written.noted])
        self.days = chains.moved * days[:, np.newaxis] / np.maximum(chains.close, 1)
        self.before: dict[int, list[int]] = {}
        for link in portfolio.dependencies:
            self.before.setdefault(link.after, []).append(link.before)

    def of_project(self, project: int, last: int | None, late: float = 0.0) -> tuple[Driver, ...]:
        """What moves the finish of a project most, the most first; `last` is the task that ends it in the plan, `late`
        the days its P80 is later than its tasks alone would have it."""
        return self._of(self.places["project", project], last, late)

    def of_goal(self, goal: int, last: int | None, late: float = 0.0) -> tuple[Driver, ...]:
        """The same of a goal."""
        return self._of(self.places["goal", goal], last, late)

    def _of(self, place: int, last: int | None, late: float) -> tuple[Driver, ...]:
        moved = self.days[:, place]
        drawn: list[Driver] = []
        maybe: dict[Risk | Opportunity, float] = {}
        for row in np.flatnonzero(moved > 0).tolist():
            one, days = self.drawn.written.noted[row].task, float(moved[row])
            if not isinstance(one, Task):  # it may hold up and cost in several places
                maybe[one] = maybe.get(one, 0.0) + days
            elif days >= _WORTH_SAYING:
                drawn.append(self._of_task(one, days))
        drawn += [_of_maybe(one, days) for one, days in maybe.items() if days >= _WORTH_SAYING]
        if late >= _WORTH_SAYING:
            drawn.append(Driver(DriverKind.DELAY, 0, late, f"{_LATE} moves it by about {_days(late)}."))
        return tuple(sorted((*drawn, *self._chain(last)), key=_most_first)[:MOST])

    def _target(self, projects: tuple[int, ...], place: Mapping[int, int]) -> Target:
        finish: Whole = np.maximum.reduce([self.drawn.finish[project] for project in projects])
        low, high = np.quantile(finish, _NEAR, method="inverted_cdf").tolist()
        return Target(tuple(place[project] for project in projects), low, high)

    def _of_task(self, task: Task, days: float) -> Driver:
        what = "answer to" if task.wait is not None else "effort of"
        sentence = f"The {what} “{task.name}” moves it by about {_days(days)}."
        kind = DriverKind.TASK if task.wait is None else DriverKind.WAIT
        return Driver(kind, task.id, days, sentence)

    def _chain(self, task: int | None) -> list[Driver]:
        """What was lost longest in queues and for skills on the way to a task in the plan."""
        found: list[tuple[float, int]] = []
        seen: set[int] = set()
        while task is not None and task in self.plan.placed and task not in seen:
            seen.add(task)
            hold = self.plan.placed[task].hold
            if hold.kind is HoldKind.SKILL or (hold.kind in _IN_LINE and hold.id in self.plan.placed):
                days = self._lost(task, hold) / QUARTERS_PER_DAY
                if days >= _WORTH_SAYING:
                    found.append((days, task))
            task = hold.id if hold.kind in _BY_TASK else None
        return [
            self._held(self.portfolio.task[task], self.plan.placed[task].hold, days)
            for days, task in nlargest(MOST, found)
        ]

    def _lost(self, task: int, hold: Hold) -> int:
        """Quarters by which it could have begun earlier, had what holds it not been there."""
        placed = self.plan.placed
        held = [placed[each].finish for each in self.before.get(task, ()) if each in placed]
        if hold.kind in _IN_LINE:
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
        week = f"{_day(monday_of(start))}"
        if hold.kind is HoldKind.EQUIPMENT:
            uses = f"equipment that “{ahead.name}” uses in the week of {week}"
            sentence = f"“{task.name}” waits {_days(days)} for {uses}."
            return Driver(DriverKind.QUEUE, task.id, days, sentence)
        both = {each.skill for each in task.demands} & {each.skill for each in ahead.demands}
        if both:
            skill = self.portfolio.skills.get(min(both), "the same skill")
            meet = f"“{ahead.name}” and “{task.name}” both need {skill} and meet in the week of {week}"
        else:
            meet = f"“{task.name}” stands behind “{ahead.name}” in the same queue in the week of {week}"
        return Driver(DriverKind.QUEUE, task.id, days, f"{meet}: {_days(days)} of waiting.")


def _of_maybe(one: Risk | Opportunity, days: float) -> Driver:
    kind, may = (DriverKind.RISK, "strike") if isinstance(one, Risk) else (DriverKind.OPPORTUNITY, "come")
    return Driver(kind, one.id, days, f"That “{one.name}” may {may} moves it by about {_days(days)}.")


def _most_first(driver: Driver) -> tuple[float, str, int]:
    return -driver.days, driver.kind, driver.id


def _days(days: float) -> str:
    if days < 0.75:
        return "half a day"
    whole = round(days)
    return "a day" if whole == 1 else f"{whole} days"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
