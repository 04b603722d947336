"""The plan, lived through many times: every task in the order of the plan, in all draws.

Each draw gives every task an effort and every wait an answer. People do their queues (see `queue`), crews work
when all of them are free and at work, dependencies hold as in the plan, and where the last task of a project
stands, its people do what nobody had planned. Here that is written down as a script; who lives through it is
given (see `script`).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

import numpy as np

from varifocal.core.calendar import QUARTERS_PER_DAY, Calendar, add_lag
from varifocal.core.forecast.answering import answers
from varifocal.core.forecast.calibration import Calibration, Spread, calibrate
from varifocal.core.forecast.costs import Rates, hours_of_task
from varifocal.core.forecast.delays import Delays, Factor, begins, delays, not_before
from varifocal.core.forecast.draws import SCORE_OF_LEVEL, Floats, Kind, unsure
from varifocal.core.forecast.queue import Queue
from varifocal.core.forecast.risks import chance_drawn, days, hours
from varifocal.core.forecast.scope import Extent, growth, scale
from varifocal.core.forecast.script import LONGEST, NONE, ZEROS, Clock, Latest, Live, Script, Whole
from varifocal.core.plan import Placed, Plan, Progress
from varifocal.core.portfolio import (
    Dependency,
    DependencyKind,
    Opportunity,
    Portfolio,
    Project,
    Risk,
    Task,
    Wait,
)
from varifocal.core.portfolio.hours import WorkingTime
from varifocal.core.values import QUARTERS_PER_HOUR, Quantiles, Range

HELPERS = 6
"""Unplanned work is shared by at most so many people: those with most of the project's hours."""

MOST_PIECES, LEAST_HOURS = 4, 4.0
"""Work that may come takes the time of each of its people in at most so many pieces, a week apart or more, of so many
hours or more."""

LOOKED_BACK = 2_000
"""The first draws, looked back through for how often a task is critical: that is known from them to about a point, and
told to the nearest five."""

_USUAL = Range(8.0)
"""The effort whose spread deleted hours get."""


class TaskDraws(NamedTuple):
    """One task's finish in grid quarters, half and four fifths of the time earlier; its chance; its hours; the share of
    draws in which it is critical."""

    p50: int
    p80: int
    chance: float | None
    hours: float
    critical: float


@dataclass(frozen=True)
class Drawn:
    """What happened: per project the finish in grid quarters and the hours left, in every draw, what each task
    came to, the script by which it happened, and the tasks in the order in which it notes them."""

    finish: Mapping[int, Whole]
    hours: Mapping[int, Floats]
    tasks: Mapping[int, TaskDraws]
    sentence: str
    """What the efforts rest on."""
    script: Script
    noted: tuple[Noted, ...]
    delays: Delays
    """What delays projects as a whole: tasks have it in them, `finish` has not."""
    begins: Mapping[int, int]
    """The grid quarter before which nothing of a project can begin."""
    cost: Mapping[int, Floats]
    """Per project what its hours cost, in every draw; nothing where no rate is known."""
    task_cost: Mapping[int, Quantiles]
    """Per task the same, as quantiles."""
    rated: Mapping[int, float]
    """Per project the share of its planned hours whose rate is known."""


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
    live: Live,
    looks_back: bool = True,
    costs: bool = True,
) -> Drawn:
    """Live through the plan so many times; `looks_back` asks how often each task is critical, `costs` what its hours
    cost, too."""
    learned = calibrate(portfolio.record) if calibration is None else calibration
    return _Writing(portfolio, plan, time, extent, seed, learned, costs=costs).drawn(
        draws, progress, live, looks_back=looks_back
    )


def written(
    portfolio: Portfolio,
    plan: Plan,
    time: WorkingTime,
    extent: Mapping[int, Extent],
    *,
    seed: int,
    calibration: Calibration,
) -> Script:
    """The script of a plan."""
    writing = _Writing(portfolio, plan, time, extent, seed, calibration)
    writing.write()
    return writing.script


class _Limit:
    """From when on a task may start and may finish: a number, and rows of which the latest counts."""

    def __init__(self, start: int, rows: Iterable[int] = (), finish: Iterable[int] = ()) -> None:
        self.start, self.rows, self.finish = start, list(rows), list(finish)


class Noted(NamedTuple):
    """A task whose ends are noted: on which clock (None: in grid quarters), by when it must have ended, and the hours
    it takes half of the time. Or what a risk holds up or costs, or work that may come takes, to be looked back at."""

    task: Task | Risk | Opportunity
    clock: Clock | None
    limit: int | None
    hours: float
    days: float
    """Calendar days that a quarter more of it takes."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """Some of the work that may come, of one of its people: when (grid quarters), and how large a share of its hours,
    which are that amount."""

    begins: int
    one: Opportunity
    amount: int
    share: float


@dataclass(frozen=True, slots=True)
class _Known:
    """A spread as a script knows it: its table, and the weights of a task's own score, its project's, everybody's and
    each of its people's."""

    table: int
    own: float
    project: float
    house: float
    person: float


class _Writing:
    """The script of a plan."""

    def __init__(
        self,
        portfolio: Portfolio,
        plan: Plan,
        time: WorkingTime,
        extent: Mapping[int, Extent],
        seed: int,
        calibration: Calibration,
        *,
        costs: bool = False,
    ) -> None:
        self.portfolio, self.plan, self.time, self.extent = portfolio, plan, time, extent
        self.seed, self.calibration = seed, calibration
        self.rates = Rates(portfolio.rates if costs else {})
        self.task_cost: dict[int, Quantiles] = {}
        self.hours: dict[int, list[float]] = defaultdict(lambda: [0.0, 0.0])
        """By project its planned hours, and those of them whose rate is known."""
        self.answers = answers(portfolio.record)
        self.growth = growth(portfolio.record)
        self.delays, self.begins = delays(portfolio.record), begins(portfolio, time)
        self.stretches: dict[int, int | None] = {}
        self.place = {project.id: place for place, project in enumerate(portfolio.projects)}
        self.nowhere = len(self.place)
        """Where hours of no project are counted."""
        self.script = Script(seed, len(self.place) + 1)
        self.script.is_priced = self.rates.is_known
        self.known_clocks: dict[Calendar, Clock] = {}
        self.office = self._clock(time.organization)
        self.script.office, self.script.slots = self.office.place, time.organization.slots
        self.clocks = {person: self._clock(calendar) for person, calendar in time.people.items()}
        self.queues = {person: Queue(self.script) for person in time.people}
        self.ties = _ties(portfolio.dependencies, plan.placed)
        self.followed = {tie.before for ties in self.ties.values() for tie in ties}
        self.starts_asked = {
            tie.before
            for ties in self.ties.values()
            for tie in ties
            if tie.kind in (DependencyKind.START_START, DependencyKind.START_FINISH)
        }
        self.starts: dict[int, int] = {}
        self.finishes: dict[int, int] = {}
        self.lagged: dict[tuple[int, bool, float], int] = {}
        self.factors: dict[tuple[Kind, int], int] = {}
        self.spreads: dict[tuple[int, int], _Known] = {}
        self.lasting: dict[tuple[int | None, float, float, float, int], tuple[int, int]] = {}
        self.does: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
        self.last_of: dict[tuple[int, int], int] = {}
        self.reached: dict[tuple[int, int], Latest] = defaultdict(lambda: Latest(self.script))
        self.finish = {project: Latest(self.script) for project in self.place}
        self.noted: list[Noted] = []
        self.on_task: dict[int, list[Risk]] = defaultdict(list)
        self.on_project: dict[int, list[Risk]] = defaultdict(list)
        for risk in portfolio.risks:
            if chance_drawn(risk.chance) <= 0:
                continue
            if risk.task is not None:
                self.on_task[risk.task].append(risk)
            else:
                for project in risk.projects:
                    self.on_project[project].append(risk)
        self.holds_up: dict[int, int] = {}
        self.coming: dict[int, list[_Piece]] = defaultdict(list)
        """Pieces of what may come, by person, the first last."""

    def drawn(self, draws: int, progress: Progress | None, live: Live, *, looks_back: bool) -> Drawn:
        """Write it, and live through it."""
        self.write()
        looked = min(draws, LOOKED_BACK) if looks_back else 0
        lived = live(self.script, draws, progress, looked)
        counted = (lived.half, lived.most, lived.in_time, lived.critical)
        told = zip(self.noted, *(each.tolist() for each in counted), strict=True)
        return Drawn(
            {project: lived.finish[place] for project, place in self.place.items()},
            {project: lived.hours[place] for project, place in self.place.items()},
            {
                one.task.id: _task_draws(one, half, most, in_time, draws, critical / max(1, looked))
                for one, half, most, in_time, critical in told
                if isinstance(one.task, Task)
            },
            self.calibration.sentence,
            self.script,
            tuple(self.noted),
            self.delays,
            self.begins,
            {project: lived.cost[place] for project, place in self.place.items()}
            if self.rates.is_known
            else {},
            self.task_cost,
            {project: known / planned for project, (planned, known) in self.hours.items() if planned > 0},
        )

    def write(self) -> None:
        """Write down every task in its order, and what nobody planned."""
        closes = self._look_ahead()
        for one in self.portfolio.opportunities:
            self._may_come(one)
        for pieces in self.coming.values():
            pieces.sort(key=lambda piece: (piece.begins, piece.one.id), reverse=True)
        for project in self.portfolio.projects:
            if project.id not in closes.values():
                self._unplanned(project)
        for number in self.plan.order:
            self._live(self.portfolio.task[number], self.plan.placed[number])
            if number in closes:
                self._unplanned(self.portfolio.project[closes[number]])
        for number, latest in self.finish.items():
            self.script.end(self.place[number], latest.row())
        self.script.end(self.nowhere, ZEROS)

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
        limit = self._held_up(task, self._limit(task))
        for person in placed.people:
            self._come(person, placed.start)
        if task.wait is not None:
            self._answered(task, limit)
        elif not _is_work(task) or not placed.people:
            self._at_once(task, limit)
        elif len(placed.people) == 1:
            self._alone(task, placed.people[0], limit)
        else:
            self._together(task, placed.people, limit)

    def _limit(self, task: Task) -> _Limit:
        limit = _Limit(not_before(task, self.time))
        if task.finish_lag:
            limit.finish.append(self.script.top((), add_lag(self.time.organization, 0, task.finish_lag)))
        for tie in self.ties.get(task.id, ()):
            holds_start = tie.kind in (DependencyKind.FINISH_START, DependencyKind.START_START)
            if holds_start and task.started is not None:
                continue  # it has begun already, whatever it should have waited for
            from_finish = tie.kind in (DependencyKind.FINISH_START, DependencyKind.FINISH_FINISH)
            moment = self._moment(tie.before, from_finish, tie.lag)
            (limit.rows if holds_start else limit.finish).append(moment)
        return limit

    def _held_up(self, task: Task, limit: _Limit) -> _Limit:
        """Later by what may strike: it begins later, or, where it has begun, ends no sooner than that."""
        for risk in self.on_task.get(task.id, ()):
            if risk.days is None:
                continue
            row = self._holding_up(risk)
            if task.has_begun:
                limit.finish.append(row)
            else:
                ready = self.script.top(limit.rows, limit.start)
                limit = _Limit(limit.start, [self.script.plus(ready, row)], limit.finish)
        return limit

    def _may_come(self, one: Opportunity) -> None:
        """Cut what may come into pieces, for each of its people."""
        if chance_drawn(one.chance) <= 0:
            return
        amount = self.script.scope(one.id, self.nowhere, hours(one), Kind.OPPORTUNITY)
        span = max(1, (one.ends - one.begins).days)
        for person, share in one.people:
            if person not in self.queues or share <= 0:
                continue
            count = max(1, min(MOST_PIECES, -(-span // 7), int(share * one.hours.likely / LEAST_HOURS)))
            days = (timedelta(days=number * span // count) for number in range(count))
            begins = [self.time.begin(one.begins + later) for later in days]
            self.coming[person] += [_Piece(at, one, amount, share / count) for at in begins]

    def _come(self, person: int, start: int) -> None:
        """What may come before this moment of the plan takes its place among what she does. In draws in which she is
        ahead of the plan it takes its time then, too."""
        pieces, queue = self.coming[person], self.queues[person]
        while pieces and pieces[-1].begins <= start:
            piece = pieces.pop()
            effort = self.script.share(piece.amount, piece.share)
            self._note_maybe(piece.one, effort, self.nowhere, self.clocks[person].days_a_quarter)
            queue.add(NONE, effort, in_passing=True)

    def _holding_up(self, risk: Risk) -> int:
        """The row of grid quarters for which it holds up what it strikes, the same wherever it does."""
        if risk.id not in self.holds_up:
            row = self.script.length(risk.id, self.script.lasting(days(risk)), Kind.RISK)
            self._note_risk(risk, row, 1 / QUARTERS_PER_DAY)
            self.holds_up[risk.id] = row
        return self.holds_up[risk.id]

    def _note_risk(self, risk: Risk, row: int, days_a_quarter: float) -> None:
        self._note_maybe(risk, row, self.place[risk.projects[0]], days_a_quarter)

    def _note_maybe(self, one: Risk | Opportunity, row: int, place: int, days_a_quarter: float) -> None:
        self.script.note(row, row, None, place)
        self.noted.append(Noted(one, None, None, 0.0, days_a_quarter))

    def _moment(self, before: int, from_finish: bool, lag: float) -> int:
        moment = (self.finishes if from_finish else self.starts)[before]
        work = round(lag * QUARTERS_PER_HOUR)
        if work == 0:
            return moment
        key = (before, from_finish, lag)
        if key not in self.lagged:
            self.lagged[key] = self.script.lag(moment, work)
        return self.lagged[key]

    def _answered(self, task: Task, limit: _Limit) -> None:
        """Somebody outside answers: calendar days from the asking on."""
        wait = task.wait
        if wait is None:
            return
        if wait.asked is None:
            begin, waited = self.script.top(limit.rows, limit.start), 0
        else:
            asked = self.time.asked(wait.asked)
            begin, waited = self.script.top((), max(0, asked)), max(0, -asked)
        table, usual = self._lasts(wait, waited)
        length = self.script.length(task.id, table)
        finish = self.script.top([self.script.plus(begin, length), *limit.finish])
        self._note(task, finish, length, usual=usual, days=1 / QUARTERS_PER_DAY)
        self._ended(task, finish, self.script.less(finish, length) if task.id in self.starts_asked else None)

    def _lasts(self, wait: Wait, waited: int) -> tuple[int, int]:
        """The table of quarters an answer still takes after so many, and their middle; most waits are alike."""
        key = (wait.company, wait.low, wait.likely, wait.high, waited)
        if key not in self.lasting:
            days = self.answers.days_left(wait, waited / QUARTERS_PER_DAY)
            quarters = np.ceil(np.minimum(days * QUARTERS_PER_DAY, LONGEST)).astype(np.int32)
            self.lasting[key] = self.script.lasting(quarters), int(quarters[len(quarters) // 2])
        return self.lasting[key]

    def _at_once(self, task: Task, limit: _Limit) -> None:
        """A milestone, or work that is all done."""
        moment = self.script.top([*limit.rows, *limit.finish], limit.start)
        self._note(task, moment, NONE)
        self._ended(task, moment, moment)

    def _alone(self, task: Task, person: int, limit: _Limit) -> None:
        clock, queue = self.clocks[person], self.queues[person]
        effort, hours = self._effort(task, (person,))
        began, ended = queue.add(self._ready(clock, limit, effort), effort, whole=not task.splittable)
        self._note_work(task, ended, effort, hours, clock)
        hers = (person, task.project)
        self.reached[hers].add(ended)
        if task.id in self.followed:
            starts = self.script.starts(clock, began) if task.id in self.starts_asked else None
            self._follow(task, self.script.ends(clock, ended), starts)
        if self.last_of[hers] == task.id:  # one look-up for all she does in the project
            self._reach(task.project, self.script.ends(clock, self.reached[hers].row()))

    def _ready(self, clock: Clock, limit: _Limit, effort: int) -> int:
        """The row of working quarters before which a task cannot begin; NONE where nothing holds it."""
        ready = NONE
        if limit.rows:
            ready = self.script.before(clock, self.script.top(limit.rows, limit.start))
        elif at := clock.count(limit.start):
            ready = self.script.top((), at)
        if limit.finish:
            ready = self.script.held(clock, ready, self.script.top(limit.finish), effort)
        return ready

    def _together(self, task: Task, people: tuple[int, ...], limit: _Limit) -> None:
        """A crew: after all the earlier work of each, when all of them are at work."""
        clock = self._clock(self.time.crew(people))
        effort, hours = self._effort(task, people)
        free = (self.script.ends(self.clocks[person], self.queues[person].ended) for person in people)
        ready = self._ready(clock, _Limit(limit.start, [*limit.rows, *free], limit.finish), effort)
        worked = self.script.plus(ready, effort)
        finish, start = self.script.ends(clock, worked), self.script.starts(clock, ready)
        for person in people:
            own = self.clocks[person]
            self.queues[person].block(self.script.before(own, start), self.script.before(own, finish))
        self._note_work(task, worked, effort, hours, clock, len(people))
        self._ended(task, finish, start)

    def _clock(self, calendar: Calendar) -> Clock:
        if calendar not in self.known_clocks:
            self.known_clocks[calendar] = self.script.clock(calendar)
        return self.known_clocks[calendar]

    def _effort(self, task: Task, people: tuple[int, ...]) -> tuple[int, float]:
        """The row of quarters for each of its people, and the median of its hours."""
        spread = self.calibration.spread(task.estimate, people, task.kind, task.project, guessed=task.guessed)
        known = self._known(spread, len(people))
        size = scale(task)
        numbers = [size, QUARTERS_PER_HOUR / len(people), known.own, known.project, known.house]
        scores = [self._factor(Kind.PROJECT, task.project), self._factor(Kind.HOUSE, 0)]
        for person in people:
            numbers.append(known.person)
            scores.append(self._factor(Kind.PERSON, person))
        place = self.place[task.project]
        rate = self.rates.of(people)
        effort = self.script.work(task.id, place, known.table, numbers, scores, rate)
        if rate > 0:
            self._cost(task, people, spread, size, rate)
        for risk in self.on_task.get(task.id, ()):
            if risk.hours is not None:
                amount = self.script.scope(risk.id, place, hours(risk), Kind.RISK, rate)
                more = self.script.share(amount, 1 / len(people))
                self._note_risk(risk, more, self.clocks[people[0]].days_a_quarter)
                effort = self.script.plus(effort, more)
        return effort, spread.median * size

    def _cost(self, task: Task, people: tuple[int, ...], spread: Spread, size: float, rate: float) -> None:
        took = hours_of_task(self.seed, task.id, spread, size, self.on_task.get(task.id, ()))
        self.task_cost[task.id] = Quantiles(
            took.p10 * rate, took.p50 * rate, took.p80 * rate, took.p90 * rate
        )
        planned = self.hours[task.project]
        planned[0] += task.left
        planned[1] += task.left * sum(one in self.rates.known for one in people) / len(people)

    def _known(self, spread: Spread, crew: int) -> _Known:
        """A score that moves in part with the project's, the people's and everybody's."""
        key = (id(spread), crew)  # the calibration keeps its spreads
        if key not in self.spreads:
            shared = spread.shared
            self.script.ratios.append(spread.ratios)
            self.spreads[key] = _Known(
                len(self.script.ratios) - 1,
                math.sqrt(max(0.0, 1 - sum(shared))),
                math.sqrt(shared.project),
                math.sqrt(shared.house),
                math.sqrt(shared.person / crew),
            )
        return self.spreads[key]

    def _factor(self, kind: Kind, record: int) -> int:
        if (kind, record) not in self.factors:
            self.factors[kind, record] = self.script.score(kind, record)
        return self.factors[kind, record]

    def _note_work(
        self, task: Task, worked: int, effort: int, hours: float, clock: Clock, crew: int = 1
    ) -> None:
        usual = math.ceil(hours * QUARTERS_PER_HOUR / crew)
        self._note(task, worked, effort, usual=usual, days=clock.days_a_quarter, hours=hours, clock=clock)

    def _note(
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
        limit = None if day is None else self.time.due(day)
        by = limit if limit is None or clock is None else clock.count(limit)
        by = None if limit is None or limit < 0 else by
        self.script.note(self._delayed(task, worked, clock), own, by, self.place[task.project], usual)
        self.noted.append(Noted(task, clock, limit, hours, days))

    def _delayed(self, task: Task, worked: int, clock: Clock | None) -> int:
        """With what delays its project as a whole: the time that is left takes its factor, from when it may begin."""
        if task.project not in self.stretches:
            factor = self.delays.factor(self.portfolio.project[task.project])
            self.stretches[task.project] = None if factor.is_one else self._factored(factor)
        stretches = self.stretches[task.project]
        if stretches is None:
            return worked
        since = max(self.begins.get(task.project, 0), 0 if task.started else not_before(task, self.time))
        return self.script.stretch(worked, stretches, since if clock is None else clock.count(since))

    def _factored(self, factor: Factor) -> int:
        shared = [self._factor(kind, record) for kind, record, _ in factor.parts]
        return self.script.factor(factor.table, shared, [weight for *_, weight in factor.parts])

    def _ended(self, task: Task, finish: int, start: int | None) -> None:
        self._reach(task.project, finish)
        if task.id in self.followed:
            self._follow(task, finish, start)

    def _reach(self, project: int, finish: int) -> None:
        """A project ends no earlier."""
        self.finish[project].add(finish)

    def _follow(self, task: Task, finish: int, start: int | None) -> None:
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
        grown = self.growth.drawn(project.kind, SCORE_OF_LEVEL)
        hours = extent.unplanned(grown, self.calibration.overrun, SCORE_OF_LEVEL)
        helpers = self._helpers(project.id)
        does = self.does[project.id]
        whole = sum(does[person] for person in helpers)
        if helpers:
            rate = self.rates.weighed((person, does[person] / whole) for person in helpers)
        else:
            rate = self.rates.of((self._manager(project),))
        amount = self.script.scope(project.id, self.place[project.id], hours, rate=rate)
        ready = self.finish[project.id].row()
        for person in helpers:
            self._more(project.id, amount, hours, person, ready, share=does[person] / whole)
        if not helpers:
            self._more(project.id, amount, hours, self._manager(project), ready)
        self._add_loose(project, extent, helpers)
        self._struck(project.id, helpers)

    def _struck(self, project: int, helpers: Sequence[int]) -> None:
        """What may strike a project as a whole: its hours are shared evenly by those who do most in it, and its end is
        held up."""
        for risk in self.on_project.get(project, ()):
            if risk.hours is not None:
                lost = hours(risk)
                doing = helpers or (self._manager(self.portfolio.project[project]),)
                rate = self.rates.of(doing)
                amount = self.script.scope(risk.id, self.place[project], lost, Kind.RISK, rate)
                ready = self.finish[project].row()
                for person in doing:
                    self._more(project, amount, lost, person, ready, share=1 / len(doing), risk=risk)
            if risk.days is not None:
                self._reach(project, self.script.plus(self.finish[project].row(), self._holding_up(risk)))

    def _helpers(self, project: int) -> list[int]:
        does = self.does[project]
        return sorted(does, key=lambda person: (-does[person], person))[:HELPERS]

    def _add_loose(self, project: Project, extent: Extent, helpers: Sequence[int]) -> None:
        """Hours nobody has (without a place, or deleted) come after all the rest. Nobody knows who will do
        them: they load the one who does most here, and end as late as they would with any of the helpers."""
        hours = self._loose(project.id, extent)
        if hours is None:
            return
        first = helpers[0] if helpers else self._manager(project)
        score = self._factor(Kind.PROJECT, project.id)
        amount = self.script.loosen(score, self.place[project.id], hours, self.rates.of((first,)))
        ready = self.finish[project.id].row()
        for person in helpers[1:]:
            self._more(project.id, amount, hours, person, ready, only_asking=True)
        self._more(project.id, amount, hours, first, ready)

    def _manager(self, project: Project) -> int | None:
        return project.manager if project.manager in self.clocks else None

    def _loose(self, project: int, extent: Extent) -> Floats | None:
        """Hours nobody has, by the bin of the project's score: never less than they were taken for, and late together
        with the project."""
        tasks = [self.portfolio.task[task] for task in extent.unplaced]
        typed = extent.removed + sum(map(scale, tasks))
        if typed <= 0:
            return None
        spread = self.calibration.spread(_USUAL, (), "", project)
        hours: Floats = np.float32(typed) * np.maximum(spread.ratios, np.float32(1))
        return hours

    def _more(
        self,
        project: int,
        amount: int,
        hours: Floats,
        person: int | None,
        ready: int,
        *,
        share: float = 1.0,
        only_asking: bool = False,
        risk: Risk | None = None,
    ) -> None:
        """More work of a project for one person, or for nobody known: then on the organization's week."""
        if not (hours > 0).any():
            return
        effort = self.script.share(amount, share)
        clock = self.office if person is None else self.clocks[person]
        if risk is not None:
            self._note_risk(risk, effort, clock.days_a_quarter)
        begin = self.script.before_if(clock, ready, effort)
        if person is None:
            worked = self.script.plus(begin, effort)
        elif only_asking:
            worked = self.script.plus(self.script.top([begin, self.queues[person].ended]), effort)
        else:
            worked = self.queues[person].add(begin, effort, in_passing=risk is not None).ended
        self._reach(project, self.script.ends_if(clock, worked, effort))


def _task_draws(one: Noted, half: int, most: int, in_time: int, draws: int, critical: float) -> TaskDraws:
    if one.clock is not None:
        half, most = one.clock.end(half), one.clock.end(most)
    chance = None if one.limit is None else in_time / draws
    if chance is not None and half < most and one.limit is not None and one.limit >= 0:
        chance = unsure(chance, draws)
    return TaskDraws(half, most, chance, one.hours, critical)


def _is_work(task: Task) -> bool:
    return task.wait is None and task.left * QUARTERS_PER_HOUR > 1e-9


def _ties(dependencies: Iterable[Dependency], placed: Mapping[int, Placed]) -> dict[int, list[Dependency]]:
    """By the later task, those that bind in the plan; identical ones once."""
    ties: dict[int, list[Dependency]] = defaultdict(list)
    for link in dict.fromkeys(dependencies):
        if link.before in placed and link.after in placed:
            ties[link.after].append(link)
    return ties
