"""The plan, lived through many times: every task in the order of the plan, in all draws at once.

Each draw gives every task an effort and every wait an answer. People do their queues (see `queue`), crews work
when all of them are free and at work, dependencies hold as in the plan, and where the last task of a project
stands, its people do what nobody had planned.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from varifocal.core.calendar import NEVER, QUARTERS_PER_DAY, Calendar
from varifocal.core.forecast.answering import answers
from varifocal.core.forecast.calibration import Calibration, Spread, calibrate
from varifocal.core.forecast.draws import Floats, Kind, bins, scores, taken
from varifocal.core.forecast.queue import Queue, Whole
from varifocal.core.forecast.scope import Extent, growth, scale
from varifocal.core.plan import Placed, Plan, Progress
from varifocal.core.portfolio import Dependency, DependencyKind, Portfolio, Project, Task
from varifocal.core.portfolio.hours import WorkingTime
from varifocal.core.values import QUARTERS_PER_HOUR, Range

DRIVER_DRAWS = 2_000
"""Draws of which every task's own score is kept, to see afterwards what moved a date."""

HELPERS = 6
"""Unplanned work is shared by at most so many people: those with most of the project's hours."""

_STEP = 100
_LONGEST = 2**22
"""A million hours, in quarters: whatever takes longer lies beyond every horizon."""
_USUAL = Range(8.0)
"""The effort whose spread deleted hours get."""


@dataclass(frozen=True, slots=True)
class TaskDraws:
    """One task's finish in grid quarters, half and four fifths of the time earlier; its chance; its hours."""

    p50: int
    p80: int
    chance: float | None
    hours: float


@dataclass(frozen=True)
class Drawn:
    """What happened: per project the finish in grid quarters and the hours left, in every draw, what each task
    came to, and each task's own score in the first draws (one row a task of `scored`)."""

    finish: Mapping[int, Whole]
    hours: Mapping[int, Floats]
    tasks: Mapping[int, TaskDraws]
    sentence: str
    """What the efforts rest on."""
    scored: tuple[int, ...]
    scores: Floats


def simulate(
    portfolio: Portfolio,
    plan: Plan,
    time: WorkingTime,
    extent: Mapping[int, Extent],
    *,
    seed: int,
    draws: int,
    progress: Progress | None,
    calibration: Calibration | None,
) -> Drawn:
    """Live through the plan so many times."""
    learned = calibrate(portfolio.record) if calibration is None else calibration
    return _Simulation(portfolio, plan, time, extent, seed, draws, learned).run(progress)


class _Clock:
    """A calendar as tables that never run over: beyond its last working quarter lies NEVER."""

    def __init__(self, calendar: Calendar) -> None:
        self._cum = calendar.cum
        self._ends = np.concatenate(([0], calendar.slots + 1, [NEVER])).astype(np.int32)

    def before(self, quarter: Whole) -> Whole:
        """Working quarters before grid quarters."""
        found: Whole = self._cum.take(quarter, mode="clip")
        return found

    def ends(self, worked: Whole) -> Whole:
        """The grid quarter at which so many working quarters have ended."""
        found: Whole = self._ends.take(worked, mode="clip")
        return found

    def count(self, quarter: int) -> int:
        """Working quarters before one grid quarter."""
        return int(self._cum[min(max(quarter, 0), len(self._cum) - 1)])

    def end(self, worked: int) -> int:
        """The grid quarter at which so many working quarters have ended."""
        return int(self._ends[min(max(worked, 0), len(self._ends) - 1)])


class _Limit:
    """From when on a task may start and may finish, each a number or one for every draw."""

    def __init__(self, start: int | Whole, finish: int | Whole = 0) -> None:
        self.start, self.finish = start, finish

    def holds_start(self, moment: Whole) -> None:
        self.start = np.maximum(self.start, moment)

    def holds_finish(self, moment: Whole) -> None:
        self.finish = np.maximum(self.finish, moment)


class _Simulation:
    def __init__(
        self,
        portfolio: Portfolio,
        plan: Plan,
        time: WorkingTime,
        extent: Mapping[int, Extent],
        seed: int,
        draws: int,
        calibration: Calibration,
    ) -> None:
        self.portfolio, self.plan, self.time, self.extent = portfolio, plan, time, extent
        self.seed, self.draws = seed, draws
        self.calibration = calibration
        self.answers = answers(portfolio.record)
        self.growth = growth(portfolio.record)
        self.office = _Clock(time.organization)
        self.clocks = {person: _Clock(calendar) for person, calendar in time.people.items()}
        self.queues = {person: Queue(draws) for person in time.people}
        self.ties = _ties(portfolio.dependencies, plan.placed)
        self.followed = {tie.before for ties in self.ties.values() for tie in ties}
        self.starts_asked = {
            tie.before
            for ties in self.ties.values()
            for tie in ties
            if tie.kind in (DependencyKind.START_START, DependencyKind.START_FINISH)
        }
        self.starts: dict[int, Whole] = {}
        self.finishes: dict[int, Whole] = {}
        self.lagged: dict[tuple[int, bool, float], Whole] = {}
        self.factors: dict[tuple[Kind, int], Floats] = {}
        self.does: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
        self.last_of: dict[tuple[int, int], int] = {}
        self.reached: dict[tuple[int, int], Whole] = {}
        self.finish: dict[int, Whole] = {}
        self.hours: dict[int, Floats] = {}
        self.tasks: dict[int, TaskDraws] = {}
        self.scored: list[int] = []
        self.scores = np.empty((len(plan.order), min(draws, DRIVER_DRAWS)), dtype=np.float32)

    def run(self, progress: Progress | None) -> Drawn:
        for project in self.portfolio.projects:
            self.finish[project.id] = np.zeros(self.draws, dtype=np.int32)
            self.hours[project.id] = np.zeros(self.draws, dtype=np.float32)
        closes = self._look_ahead()
        for project in self.portfolio.projects:
            if project.id not in closes.values():
                self._unplanned(project)
        for done, number in enumerate(self.plan.order):
            self._live(self.portfolio.task[number], self.plan.placed[number])
            if number in closes:
                self._unplanned(self.portfolio.project[closes[number]])
            if progress and done % _STEP == 0:
                progress(done, len(self.plan.order))
        if progress:
            progress(len(self.plan.order), len(self.plan.order))
        return Drawn(
            self.finish,
            self.hours,
            self.tasks,
            self.calibration.sentence,
            tuple(self.scored),
            self.scores[: len(self.scored)],
        )

    def _look_ahead(self) -> dict[int, int]:
        """The last task of each project, by task; whose last task in a project, and how many of them each does."""
        last: dict[int, int] = {}
        for number in self.plan.order:
            task, placed = self.portfolio.task[number], self.plan.placed[number]
            last[task.project] = number
            for person in placed.people:
                if len(placed.people) == 1 and _is_work(task):
                    self.last_of[person, task.project] = number
                self.does[task.project][person] += 1
        for project in self.portfolio.projects:
            for person in project.removed_from:
                if person in self.queues:
                    self.does[project.id][person] += 1
        return {number: project for project, number in last.items()}

    def _live(self, task: Task, placed: Placed) -> None:
        """One task in all draws."""
        limit = self._limit(task)
        if task.wait is not None:
            self._answered(task, limit)
        elif not _is_work(task) or not placed.people:
            self._at_once(task, limit)
        elif len(placed.people) == 1:
            self._alone(task, placed.people[0], limit)
        else:
            self._together(task, placed.people, limit)

    def _limit(self, task: Task) -> _Limit:
        days = (day for day in (task.release, task.pinned_start) if day is not None)
        limit = _Limit(max(0, *(self.time.begin(day) for day in days), 0))
        for tie in self.ties.get(task.id, ()):
            holds_start = tie.kind in (DependencyKind.FINISH_START, DependencyKind.START_START)
            if holds_start and task.started is not None:
                continue  # it has begun already, whatever it should have waited for
            from_finish = tie.kind in (DependencyKind.FINISH_START, DependencyKind.FINISH_FINISH)
            moment = self._moment(tie.before, from_finish, tie.lag)
            if holds_start:
                limit.holds_start(moment)
            else:
                limit.holds_finish(moment)
        return limit

    def _moment(self, before: int, from_finish: bool, lag: float) -> Whole:
        moment = (self.finishes if from_finish else self.starts)[before]
        work = round(lag * QUARTERS_PER_HOUR)
        if work == 0:
            return moment
        key = (before, from_finish, lag)
        if key not in self.lagged:
            worked = self.office.before(moment) + work
            later = self.office.ends(worked) if work > 0 else self._earlier(worked)
            self.lagged[key] = np.where(moment >= NEVER, NEVER, later).astype(np.int32)
        return self.lagged[key]

    def _earlier(self, worked: Whole) -> Whole:
        found: Whole = np.take(self.time.organization.slots, worked, mode="clip")
        return np.where(worked >= 0, found, 0).astype(np.int32)

    def _answered(self, task: Task, limit: _Limit) -> None:
        """Somebody outside answers: calendar days from the asking on."""
        wait = task.wait
        if wait is None:
            return
        if wait.asked is None:
            begin, days = limit.start, self.answers.days(wait)
        else:
            waited = max(0, -self.time.asked(wait.asked)) / QUARTERS_PER_DAY
            begin, days = max(0, self.time.asked(wait.asked)), self.answers.days_left(wait, waited)
        quarters = np.ceil(np.minimum(days * QUARTERS_PER_DAY, _LONGEST)).astype(np.int32)
        own = scores(self.seed, Kind.ANSWER, task.id, self.draws)
        length = taken(quarters, bins(own))
        finish = np.minimum(np.maximum(begin + length, limit.finish), NEVER).astype(np.int32)
        self._note(task, finish, 0.0, own)
        self._ended(task, finish, finish - length)

    def _at_once(self, task: Task, limit: _Limit) -> None:
        """A milestone, or work that is all done."""
        moment = np.maximum(limit.start, limit.finish)
        finish = np.broadcast_to(np.asarray(moment, dtype=np.int32), (self.draws,))
        self._note(task, finish, 0.0, None)
        self._ended(task, finish, finish)

    def _alone(self, task: Task, person: int, limit: _Limit) -> None:
        clock, queue = self.clocks[person], self.queues[person]
        effort, hours, own = self._effort(task, (person,))
        ready = self._ready(clock, limit, effort)
        worked = queue.add(ready, effort, whole=not task.splittable)
        self._note(task, worked, hours, own, clock)
        hers = (person, task.project)
        before = self.reached.get(hers)
        self.reached[hers] = worked if before is None else np.maximum(before, worked)
        if task.id in self.followed:
            starts = clock.ends(worked - effort + 1) - 1 if task.id in self.starts_asked else None
            self._follow(task, clock.ends(worked), starts)
        if self.last_of[hers] == task.id:  # one look-up for all she does in the project
            self._reach(task.project, clock.ends(self.reached[hers]))

    def _ready(self, clock: _Clock, limit: _Limit, effort: Whole) -> Whole | None:
        """The working quarter before which a task cannot begin; None where nothing holds it."""
        ready: Whole | None = None
        if isinstance(limit.start, int):
            at = clock.count(limit.start)
            ready = np.full(self.draws, at, dtype=np.int32) if at else None
        else:
            ready = clock.before(limit.start)
        if isinstance(limit.finish, int):
            return ready
        by_finish = clock.before(np.maximum(limit.finish - 1, 0)) + 1 - effort
        later: Whole = np.maximum(by_finish, 0 if ready is None else ready)
        return later

    def _together(self, task: Task, people: tuple[int, ...], limit: _Limit) -> None:
        """A crew: after all the earlier work of each, when all of them are at work."""
        clock = _Clock(self.time.crew(people))
        effort, hours, own = self._effort(task, people)
        start = limit.start
        for person in people:
            start = np.maximum(start, self.clocks[person].ends(self.queues[person].ended))
        ready = self._ready(clock, _Limit(start, limit.finish), effort)
        begin = np.zeros(self.draws, dtype=np.int32) if ready is None else ready
        worked = begin + effort
        finish, start = clock.ends(worked), clock.ends(begin + 1) - 1
        for person in people:
            own_clock, queue = self.clocks[person], self.queues[person]
            queue.block(own_clock.before(start), np.maximum(own_clock.before(finish), queue.ended))
        self._note(task, worked, hours, own, clock)
        self._ended(task, finish, start)

    def _effort(self, task: Task, people: tuple[int, ...]) -> tuple[Whole, float, Floats]:
        """Quarter hours for each of its people in every draw, the median of its hours, its own score."""
        spread = self.calibration.spread(task.estimate, people, task.kind, task.project, guessed=task.guessed)
        own = scores(self.seed, Kind.WORK, task.id, self.draws)
        place = bins(self._mixed(own, spread, people, task.project))
        table = spread.ratios * np.float32(scale(task))
        self.hours[task.project] += taken(table, place)
        quarters = np.ceil(table * np.float32(QUARTERS_PER_HOUR / len(people)) - np.float32(1e-3))
        effort = taken(np.minimum(np.maximum(quarters, 1), _LONGEST).astype(np.int32), place)
        return effort, spread.median * scale(task), own

    def _mixed(self, own: Floats, spread: Spread, people: Iterable[int], project: int) -> Floats:
        """A score that moves in part with the project's, the people's and everybody's."""
        shared, crew = spread.shared, tuple(people)
        mixed: Floats = own * np.float32(math.sqrt(max(0.0, 1 - sum(shared))))
        mixed += self._factor(Kind.PROJECT, project) * np.float32(math.sqrt(shared.project))
        mixed += self._factor(Kind.HOUSE, 0) * np.float32(math.sqrt(shared.house))
        for person in crew:
            mixed += self._factor(Kind.PERSON, person) * np.float32(math.sqrt(shared.person / len(crew)))
        return mixed

    def _factor(self, kind: Kind, record: int) -> Floats:
        if (kind, record) not in self.factors:
            self.factors[kind, record] = scores(self.seed, kind, record, self.draws)
        return self.factors[kind, record]

    def _note(
        self, task: Task, worked: Whole, hours: float, own: Floats | None, clock: _Clock | None = None
    ) -> None:
        """What a task came to; `worked` counts on its clock, or in grid quarters without one."""
        # The quarter at which at least that share has finished, as Quantiles.of defines it.
        half, most = (math.ceil(share * self.draws) - 1 for share in (0.5, 0.8))
        ordered = np.partition(worked, (half, most))
        p50, p80 = int(ordered[half]), int(ordered[most])
        day = task.due or task.deadline
        chance = None
        if day is not None:
            limit = self.time.due(day)
            by = limit if clock is None else clock.count(limit)
            chance = np.count_nonzero(worked <= by) / self.draws if limit >= 0 else 0.0
        if clock is not None:
            p50, p80 = clock.end(p50), clock.end(p80)
        self.tasks[task.id] = TaskDraws(p50, p80, chance, hours)
        if own is not None:
            self.scores[len(self.scored)] = own[: self.scores.shape[1]]
            self.scored.append(task.id)

    def _ended(self, task: Task, finish: Whole, start: Whole) -> None:
        self._reach(task.project, finish)
        if task.id in self.followed:
            self._follow(task, finish, start)

    def _reach(self, project: int, finish: Whole) -> None:
        self.finish[project] = np.maximum(self.finish[project], finish)

    def _follow(self, task: Task, finish: Whole, start: Whole | None) -> None:
        """Keep when it finished, and where somebody asks when it started, for what depends on it."""
        self.finishes[task.id] = finish
        if start is not None and task.id in self.starts_asked:
            self.starts[task.id] = start

    def _unplanned(self, project: Project) -> None:
        """What nobody planned comes when the planned work is done. Growth is shared by the project's people,
        by the number of their tasks: shares by effort would let a larger effort relieve somebody."""
        extent = self.extent[project.id]
        if not extent.is_open:
            return
        scored = self._factor(Kind.SCOPE, project.id)
        grown = self.growth.drawn(project.kind, scored)
        hours = extent.unplanned(grown, self.calibration.overrun, scored)
        self.hours[project.id] += hours
        helpers = self._helpers(project.id)
        does = self.does[project.id]
        whole = sum(does[person] for person in helpers)
        ready = self.finish[project.id]
        for person in helpers:
            self._more(project.id, hours * np.float32(does[person] / whole), person, ready)
        if not helpers:
            self._more(project.id, hours, self._manager(project), ready)
        self._add_loose(project, extent, helpers)

    def _helpers(self, project: int) -> list[int]:
        does = self.does[project]
        return sorted(does, key=lambda person: (-does[person], person))[:HELPERS]

    def _add_loose(self, project: Project, extent: Extent, helpers: list[int]) -> None:
        """Hours nobody has (without a place, or deleted) come after all the rest. Nobody knows who will do
        them: they load the one who does most here, and end as late as they would with any of the helpers."""
        hours = self._loose(project.id, extent)
        if hours is None:
            return
        self.hours[project.id] += hours
        ready = self.finish[project.id]
        for person in helpers[1:]:
            self._more(project.id, hours, person, ready, only_asking=True)
        self._more(project.id, hours, helpers[0] if helpers else self._manager(project), ready)

    def _manager(self, project: Project) -> int | None:
        return project.manager if project.manager in self.clocks else None

    def _loose(self, project: int, extent: Extent) -> Floats | None:
        """Hours nobody has: never less than they were taken for, and late together with the project."""
        tasks = [self.portfolio.task[task] for task in extent.unplaced]
        typed = extent.removed + sum(map(scale, tasks))
        if typed <= 0:
            return None
        spread = self.calibration.spread(_USUAL, (), "", project)
        place = bins(self._factor(Kind.PROJECT, project))
        return np.float32(typed) * np.maximum(taken(spread.ratios, place), np.float32(1))

    def _more(
        self, project: int, hours: Floats, person: int | None, ready: Whole, *, only_asking: bool = False
    ) -> None:
        """More work of a project for one person, or for nobody known: then on the organization's week."""
        quarters = np.ceil(np.minimum(hours * np.float32(QUARTERS_PER_HOUR), _LONGEST) - np.float32(1e-3))
        effort = quarters.astype(np.int32)
        if not effort.any():
            return
        clock = self.office if person is None else self.clocks[person]
        begin = np.where(effort > 0, clock.before(ready), 0).astype(np.int32)
        if person is None:
            worked = begin + effort
        elif only_asking:
            worked = np.maximum(begin, self.queues[person].ended) + effort
        else:
            worked = self.queues[person].add(begin, effort)
        self._reach(project, np.where(effort > 0, clock.ends(worked), 0).astype(np.int32))


def _is_work(task: Task) -> bool:
    return task.wait is None and task.left * QUARTERS_PER_HOUR > 1e-9


def _ties(dependencies: Iterable[Dependency], placed: Mapping[int, Placed]) -> dict[int, list[Dependency]]:
    """By the later task, those that bind in the plan; identical ones once."""
    ties: dict[int, list[Dependency]] = defaultdict(list)
    for link in dict.fromkeys(dependencies):
        if link.before in placed and link.after in placed:
            ties[link.after].append(link)
    return ties
