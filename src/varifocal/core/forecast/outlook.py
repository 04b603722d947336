"""The forecast of a portfolio: from what happened in all draws to dates, chances, hours and sentences."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache, partial

import numpy as np
from numpy.typing import NDArray

from varifocal.core.calendar import QUARTERS_PER_DAY, QUARTERS_PER_WEEK
from varifocal.core.forecast.calibration import Calibration
from varifocal.core.forecast.chains import live, look_back
from varifocal.core.forecast.costs import CENT, cost_of, priced
from varifocal.core.forecast.draws import Floats, scores, unsure
from varifocal.core.forecast.drivers import DRIVER_DRAWS, Drivers
from varifocal.core.forecast.scope import HALF, Extent, extents, planned_share
from varifocal.core.forecast.script import Engine, LookBack, Whole
from varifocal.core.forecast.simulation import Drawn, simulate
from varifocal.core.forecast.values import (
    Added,
    Cost,
    Curve,
    Driver,
    Forecast,
    GoalForecast,
    Moments,
    ProjectForecast,
    TaskForecast,
)
from varifocal.core.plan import Plan, Progress
from varifocal.core.portfolio import Goal, Portfolio, Project, ProjectKind
from varifocal.core.portfolio.hours import WorkingTime, working_time
from varifocal.core.values import Quantiles

CURVE_POINTS = 15
"""About so many days make a curve …"""
CROSSED = tuple(step / 20 for step in range(1, 20))
"""… and those on which it reaches these."""

IN_PYTHON = Engine(live, look_back)
"""Whoever lives through a plan where nothing is compiled."""

_SPARE_WEEKS, _WEEKS_A_QUARTER = 52, 13


def forecast(
    portfolio: Portfolio,
    plan: Plan,
    *,
    seed: int = 1,
    draws: int = 10_000,
    progress: Progress | None = None,
    calibration: Calibration | None = None,
    looks_back: bool = True,
    costs: bool = True,
    engine: Engine = IN_PYTHON,
) -> Forecast:
    """What will happen to a plan: dates, chances and hours of its tasks, projects and goals, by simulation.

    Monte Carlo over the plan's policy (who does what, in which order) with calibrated efforts, learned waits
    and unplanned work. The same portfolio, plan, seed and draws give the same forecast; a smaller number of
    draws sees the first of them. `progress` is told tasks done and tasks in all. `calibration` spares learning the
    portfolio's track record again where several forecasts stand on the same one; `engine` lives through it.
    Who needs no drivers, and not how often a task is critical, spares looking back for them; likewise `costs`.
    What somebody who leaves has not finished by then is taken over, on her week.
    """
    time = working_time(portfolio, horizon(plan), plan.origin, taken_over=True)
    extent = extents(portfolio, plan)
    drawn = simulate(
        portfolio,
        plan,
        time,
        extent,
        seed=seed,
        draws=draws,
        progress=progress,
        calibration=calibration,
        live=engine.live,
        looks_back=looks_back,
        costs=costs,
    )
    return _Outlook(portfolio, plan, time, extent, drawn, engine.look_back if looks_back else None).forecast(
        seed, draws
    )


def horizon(plan: Plan) -> int:
    """Quarters that hold nearly every draw: twice the plan and a year, in whole quarters of a year, so that plans made
    one after the other find everybody's calendar compiled."""
    last = max((placed.finish for placed in plan.placed.values()), default=0)
    span = _WEEKS_A_QUARTER * QUARTERS_PER_WEEK
    return _SPARE_WEEKS * QUARTERS_PER_WEEK + span * (1 + 2 * last // span)


@dataclass(frozen=True)
class _Branch:
    """What serves a goal, taken together: its finish in every draw (None where nothing does), projects by
    weight, hours planned and in all, and the names of what has nothing under it yet."""

    finish: Whole | None = None
    weights: Mapping[int, float] = field(default_factory=dict)
    planned: float = 0.0
    whole: float = 0.0
    empty: tuple[str, ...] = ()


class _Outlook:
    def __init__(
        self,
        portfolio: Portfolio,
        plan: Plan,
        time: WorkingTime,
        extent: Mapping[int, Extent],
        drawn: Drawn,
        look_back: LookBack | None,
    ) -> None:
        self.portfolio, self.plan, self.time, self.extent, self.drawn = portfolio, plan, time, extent, drawn
        self.look_back = look_back
        self.finish = _delayed(portfolio, drawn)
        self.children: dict[int, list[Goal]] = {}
        for goal in portfolio.goals:
            if goal.parent is not None and goal.committed and not goal.closed:
                self.children.setdefault(goal.parent, []).append(goal)
        self.serving: dict[int, list[tuple[Project, float]]] = {}
        for project in portfolio.projects:
            for serves in project.serves:
                if serves.share > 0 and project.kind is not ProjectKind.STANDING:
                    self.serving.setdefault(serves.goal, []).append((project, serves.share))
        self.branches: dict[int, _Branch] = {}

    def forecast(self, seed: int, draws: int) -> Forecast:
        goals = [goal for goal in self.portfolio.goals if not goal.closed]
        reached = [goal for goal in goals if self._branch(goal).finish is not None]
        members = {goal.id: tuple(self.branches[goal.id].weights) for goal in reached}
        drivers = Drivers(
            self.portfolio, self.plan, self.drawn, self.look_back, members, min(draws, DRIVER_DRAWS)
        )
        last = self._last()
        of_project = {
            project: drivers.of_project(project, last.get(project), self._late((project,)))
            for project in self.drawn.finish
        }
        last_of_goal = self._last_of_goals(members, last)
        of_goal = {
            goal: drivers.of_goal(goal, last_of_goal.get(goal), self._late(under))
            for goal, under in members.items()
        }
        return Forecast(
            seed=seed,
            draws=draws,
            tasks=self._tasks(),
            projects={
                project.id: self._project(project, of_project[project.id])
                for project in self.portfolio.projects
            },
            goals={goal.id: self._goal(goal, of_goal.get(goal.id, ())) for goal in goals},
            added=self._added(),
            costs=self._costs(members),
            sentence=f"{self.drawn.sentence} {self.drawn.written.delays.sentence}",
            from_published=self.drawn.written.delays.is_published,
        )

    def _added(self) -> dict[int, Added]:
        """What is stated of a project under half planned is not counted: nobody knows when that is done."""
        sums: dict[int, NDArray[np.float64]] = {}
        for one in self.portfolio.contributions:
            project = self.portfolio.project.get(one.project)
            if project is None or _silence(project, self.extent[project.id]):
                continue
            done = self.finish[project.id] <= self.time.due(one.by)
            before = sums.get(one.measure, np.zeros(len(done)))
            sums[one.measure] = before + done * one.adds
        added: dict[int, Added] = {}
        for measure, amounts in sums.items():
            each, counts = np.unique(amounts, return_counts=True)
            shares = (counts / len(amounts)).tolist()
            added[measure] = tuple(zip(each.tolist(), shares, strict=True))
        return added

    def _costs(self, goals: Iterable[int]) -> dict[tuple[str, int], Cost]:
        """Of a project also where no finish is told: its hours are."""
        drawn, share = self.drawn, self.drawn.written.rated
        if not drawn.cost:
            return {}
        found = {
            ("task", task): priced(
                self.portfolio, cost, Decimal(0), share.get(self.portfolio.task[task].project, 0.0)
            )
            for task, cost in drawn.written.task_cost.items()
        }
        for project in self.portfolio.projects:
            found["project", project.id] = cost_of(
                self.portfolio,
                drawn.cost[project.id],
                project.money_spent,
                share.get(project.id, 0.0),
                budget=project.money_budget,
                price=project.money_price,
            )
        for goal in goals:
            weights = self.branches[goal].weights
            spent = sum(
                (
                    self.portfolio.project[one].money_spent * Decimal(min(1.0, by))
                    for one, by in weights.items()
                ),
                Decimal(0),
            )
            rated = min((share.get(one, 0.0) for one in weights), default=0.0)
            found["goal", goal] = cost_of(
                self.portfolio, self._shared(drawn.cost, weights), spent.quantize(CENT), rated
            )
        return found

    def _late(self, projects: Collection[int]) -> float:
        """By how many days the P80 of all these is later than their tasks alone would have it."""
        both = (
            np.maximum.reduce([finish[project] for project in projects])
            for finish in (self.finish, self.drawn.finish)
        )
        most, alone = (float(np.quantile(one, 0.8, method="inverted_cdf")) for one in both)
        return (most - alone) / QUARTERS_PER_DAY

    def _tasks(self) -> dict[int, TaskForecast]:
        quarters = {quarter for one in self.drawn.tasks.values() for quarter in (one.p50, one.p80)}
        at = {quarter: self._moment(quarter) for quarter in quarters}
        return {
            task: TaskForecast(task, at[one.p50], at[one.p80], one.chance, one.hours, one.critical)
            for task, one in self.drawn.tasks.items()
        }

    def _project(self, project: Project, drivers: tuple[Driver, ...]) -> ProjectForecast:
        extent, hours = self.extent[project.id], np.sort(self.drawn.hours[project.id])
        budget_chance = None
        if project.hours_budget is not None:
            left = project.hours_budget - project.hours_spent
            budget_chance = _share_within(hours, np.float32(left)) if left >= 0 else 0.0
        silent = _silence(project, extent)
        finish = np.sort(self.finish[project.id])
        due = project.due or project.deadline
        return ProjectForecast(
            project=project.id,
            covered=extent.covered,
            finish=None if silent else self._moments(finish),
            chance=None if silent else self._chance(finish, due),
            curve=() if silent else self._curve(finish, due),
            hours_left=Quantiles.of(hours.tolist()),
            budget_chance=budget_chance,
            sentence=silent or _loose_sentence(extent),
            drivers=() if silent else drivers,
            alone=None if silent else self._moments(np.sort(self.drawn.finish[project.id])),
        )

    def _goal(self, goal: Goal, drivers: tuple[Driver, ...]) -> GoalForecast:
        branch = self._branch(goal)
        covered = min(1.0, branch.planned / branch.whole) if branch.whole > 0 else 0.0
        silent = _goal_silence(branch, covered)
        finish = None if branch.finish is None or silent else np.sort(branch.finish)
        return GoalForecast(
            goal=goal.id,
            covered=covered,
            finish=None if finish is None else self._moments(finish),
            chance=None if finish is None else self._chance(finish, goal.target),
            curve=() if finish is None else self._curve(finish, goal.target),
            hours_left=Quantiles.of(np.sort(self._shared(self.drawn.hours, branch.weights)).tolist()),
            sentence=silent or ("" if goal.target else "It has no date yet; a chance needs one."),
            drivers=() if finish is None else drivers,
        )

    def _branch(self, goal: Goal) -> _Branch:
        if goal.id not in self.branches:
            below = [self._branch(child) for child in self.children.get(goal.id, ())]
            names = [child.name for child in self.children.get(goal.id, ())]
            for project, share in self.serving.get(goal.id, ()):
                below.append(self._of_project(project, share))
                names.append(project.name)
            self.branches[goal.id] = _together(below, names)
        return self.branches[goal.id]

    def _of_project(self, project: Project, share: float) -> _Branch:
        extent = self.extent[project.id]
        if _has_nothing(extent):
            return _Branch(whole=share * extent.whole)
        return _Branch(
            finish=self.finish[project.id],
            weights={project.id: share},
            planned=share * min(extent.planned, extent.whole),
            whole=share * extent.whole,
        )

    def _shared(self, drawn: Mapping[int, Floats], weights: Mapping[int, float]) -> Floats:
        """A goal's share of its projects' hours, or of what they cost."""
        whole = np.zeros(len(next(iter(drawn.values()), np.zeros(1))), dtype=np.float32)
        for project, weight in weights.items():
            whole += drawn[project] * np.float32(min(1.0, weight))
        return whole

    def _last(self) -> dict[int, int]:
        """The task that ends each project in the plan."""
        last: dict[int, int] = {}
        for number in self.plan.order:
            project = self.portfolio.task[number].project
            ends = self.plan.placed[number].finish
            if project not in last or ends >= self.plan.placed[last[project]].finish:
                last[project] = number
        return last

    def _last_of_goals(self, goals: Iterable[int], last: Mapping[int, int]) -> dict[int, int]:
        found: dict[int, int] = {}
        for goal in goals:
            ends = [last[project] for project in self.branches[goal].weights if project in last]
            if ends:
                found[goal] = max(ends, key=lambda task: (self.plan.placed[task].finish, -task))
        return found

    def _chance(self, ordered: Whole, day: date | None) -> float | None:
        """The share of draws that end by the end of the day."""
        if day is None:
            return None
        limit = self.time.due(day)
        return _share_within(ordered, limit) if limit >= 0 else 0.0

    def _moments(self, ordered: Whole) -> Moments:
        found = Quantiles.of(ordered.tolist())
        return Moments(*(self._moment(int(q)) for q in (found.p10, found.p50, found.p80, found.p90)))

    def _moment(self, quarter: int) -> datetime:
        return self.plan.moment(min(quarter, self.time.grid.quarters))

    def _curve(self, ordered: Whole, due: date | None) -> Curve:
        zone, grid = self.time.week.zone, self.time.grid
        first, last = (
            grid.day(min(int(ordered[round(share * (len(ordered) - 1))]), grid.quarters), zone)
            for share in (0.005, 0.995)
        )
        first -= timedelta(days=1)
        span = (last - first).days + 1
        count = min(span, CURVE_POINTS - 1)
        days = {first + timedelta(days=round(i * span / count)) for i in range(count + 1)}
        for share in CROSSED:  # so that the curve crosses a half where it is said to
            quarter = int(ordered[math.ceil(share * len(ordered)) - 1])
            days.add(grid.day(min(quarter, grid.quarters), zone))
        if due is not None and first <= due <= last:
            days.add(due)
        return tuple((day, self._chance(ordered, day) or 0.0) for day in sorted(days))


def _share_within(ordered: Whole | Floats, limit: float | np.float32) -> float:
    """The share of draws that are no more than a limit; never told as sure where draws differ."""
    share = float(np.searchsorted(ordered, limit, side="right")) / len(ordered)
    return share if ordered[0] == ordered[-1] else unsure(share, len(ordered))


def _delayed(portfolio: Portfolio, drawn: Drawn) -> Mapping[int, Whole]:
    """The finish of each project in every draw, with what delays all of it: the working time that is left, from now on
    or from when it may begin, takes its factor. Never earlier for more work, since the factor knows nothing of it."""
    script, first = drawn.written.script, drawn.written.begins
    clock = script.clocks[script.office]
    score = cache(partial(scores, script.seed, draws=len(next(iter(drawn.finish.values()), ()))))
    found: dict[int, Whole] = {}
    for project, finish in drawn.finish.items():
        factor = drawn.written.delays.factor(portfolio.project[project]).drawn(score)
        since = clock.count(first.get(project, 0))
        worked = np.maximum(clock.before(finish).astype(np.float64) - since, 0.0)
        later = clock.ends((since + np.rint(worked * factor)).astype(np.int64))
        found[project] = np.where(factor < 1, np.minimum(later, finish), np.maximum(later, finish))
    return found


def _together(below: list[_Branch], names: list[str]) -> _Branch:
    """Several things under one goal: done when all are done. What has no size yet counts as the average."""
    sizes = [branch.whole for branch in below if branch.whole > 0]
    usual = sum(sizes) / len(sizes) if sizes else 0.0
    weights: dict[int, float] = {}
    finish: Whole | None = None
    empty: list[str] = []
    for branch, name in zip(below, names, strict=True):
        for project, weight in branch.weights.items():
            weights[project] = weights.get(project, 0.0) + weight
        empty += branch.empty
        if branch.finish is None:
            empty.append(name)
        else:
            finish = branch.finish if finish is None else np.maximum(finish, branch.finish)
    return _Branch(
        finish=finish,
        weights=weights,
        planned=sum(branch.planned for branch in below),
        whole=sum(branch.whole or usual for branch in below),
        empty=tuple(empty),
    )


def _has_nothing(extent: Extent) -> bool:
    """Nothing open, and not enough done to call it finished."""
    return not extent.is_open and (extent.spent == 0 or extent.covered < HALF)


def _silence(project: Project, extent: Extent) -> str:
    """Why no chance can be stated for a project; empty where one can."""
    if project.kind is ProjectKind.STANDING:
        return "Standing work has no end."
    if not extent.is_open and extent.spent > 0:
        return "Nothing is open in it: close it, or plan what is still to do."
    if extent.unplaced and not extent.placed:
        return "None of its open work has a place in the plan; each task says why."
    if extent.covered < HALF and not (extent.whole == 0 and extent.is_open):
        return planned_share(extent.covered)
    return ""


def _goal_silence(branch: _Branch, covered: float) -> str:
    if branch.finish is None:
        return planned_share(0)
    if branch.whole > 0 and covered < HALF:
        return planned_share(covered)
    if branch.empty:
        more = f" and {len(branch.empty) - 1} more" if len(branch.empty) > 1 else ""
        have = "have" if more else "has"
        return f"“{branch.empty[0]}”{more} {have} nothing under it yet; a chance needs work to stand on."
    return ""


def _loose_sentence(extent: Extent) -> str:
    count = len(extent.unplaced)
    if not count:
        return ""
    tasks = (
        "One task has no place yet; its hours come"
        if count == 1
        else (f"{count} tasks have no place yet; their hours come")
    )
    return f"{tasks} at the end."
