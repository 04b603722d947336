"""A piece of work tried beside everything we have: read, planned and forecast, and nothing written.

The organization as it stands is worked out once for each state of the log and kept; a trial then costs one plan and
one forecast more. Before and after are lived through with the same random numbers, so what differs is what the new
work does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

from varifocal.core import portfolio as core
from varifocal.core.calendar import QUARTER, whole_quarter
from varifocal.core.forecast import Calibration, Forecast, ProjectForecast, calibrate
from varifocal.core.forecast.answering import answers
from varifocal.core.plan import Plan
from varifocal.core.values import Range
from varifocal.flows.breakdown import again, tasks_of, took
from varifocal.flows.forecaster import forecast
from varifocal.flows.planner import plan
from varifocal.flows.snapshot import snapshot
from varifocal.flows.snapshot.record import LAST_HOURS
from varifocal.flows.snapshot.waits import wait_of
from varifocal.org.base.account import Account
from varifocal.org.base.acts import Head
from varifocal.org.work.equipment import EquipmentNeed
from varifocal.org.work.opportunity import Opportunity
from varifocal.org.work.order import Dependency, SkillNeed
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task

DRAWS = 2_000
NEW = 1 << 40
"""Ids of what does not exist yet begin here, so that its random numbers are its own and the same each time."""
APART = 1 << 20
State = tuple[str, datetime]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: as large as a finished project (`hours` instead of what that one took), for a company or
    nobody yet, begun on one day and wished by another."""

    pattern: Project
    begins: date
    wished: date
    company: int | None = None
    hours: float | None = None
    name: str = "this"
    opportunity: int | None = None
    """Under which it is noted as work that may come."""


@dataclass(frozen=True)
class Standing:
    """A portfolio and its plan, with what its track record says of estimates."""

    portfolio: core.Portfolio
    planned: Plan
    calibration: Calibration

    @cached_property
    def done(self) -> Mapping[tuple[str, int], date]:
        """The day on which each “task” and “project” would be done, in the organization's zone; none where part of it
        has no place."""
        zone = ZoneInfo(self.portfolio.zone)
        days: dict[int, date] = {}

        def day(quarter: int) -> date:
            if quarter not in days:
                days[quarter] = (self.planned.moment(max(0, quarter)) - QUARTER).astimezone(zone).date()
            return days[quarter]

        done: dict[tuple[str, int], date] = {}
        last: dict[int, int] = {}
        for placed in self.planned.placed.values():
            done["task", placed.task] = day(placed.finish)
            project = self.portfolio.task[placed.task].project
            last[project] = max(placed.finish, last.get(project, 0))
        homeless = {self.portfolio.task[task].project for task in self.planned.unplanned}
        return done | {("project", id): day(quarter) for id, quarter in last.items() if id not in homeless}


@dataclass(frozen=True)
class Trial(Standing):
    """A portfolio, its plan and its forecast."""

    foretold: Forecast

    def told(self, piece: Piece) -> ProjectForecast:
        """What the forecast says of a piece."""
        return self.foretold.projects[piece.project.id]


@dataclass(frozen=True, slots=True)
class Piece:
    """What would come: a project with its tasks and their order; what `opportunity` said of it is said by these."""

    project: core.Project
    tasks: tuple[core.Task, ...]
    ties: tuple[core.Dependency, ...]
    opportunity: int | None = None
    like: tuple[int, ...] = ()
    """Of each task the one of the finished project it is like."""

    @property
    def hours(self) -> float:
        """Person-hours in all."""
        return sum(task.expected for task in self.tasks if task.wait is None)

    def scaled(self, scale: float) -> Piece:
        """The same, every effort so many times as large."""
        tasks = tuple(
            replace(
                task,
                estimate=task.estimate.times(scale),
                expected=task.expected * scale,
                left=task.left * scale,
            )
            for task in self.tasks
        )
        alike = self.project.hours_alike
        project = replace(self.project, hours_alike=None if alike is None else alike * scale)
        return replace(self, project=project, tasks=tasks)


def state_of(now: datetime) -> State:
    """Which organization is asked about, and when: the last link of its log, and the quarter hour. `now` is UTC."""
    return Head.objects.values_list("chain", flat=True).first() or "", whole_quarter(now)


def standing_now(now: datetime) -> Trial:
    """Everything as it stands, planned and forecast. `now` is UTC."""
    return standing_trial(state_of(now))


@lru_cache(maxsize=2)
def standing_plan(state: State) -> Standing:
    """Everything as it stands and its plan, without a forecast: what answers while the mouse is down. Read and planned
    once for each state of the log, which its last link names, and quarter hour."""
    portfolio = snapshot(state[1])
    return Standing(portfolio, plan(portfolio), calibrate(portfolio.record))


@lru_cache(maxsize=2)
def standing_trial(state: State) -> Trial:
    """The same, and forecast."""
    return foresee(standing_plan(state))


def foresee(one: Standing, draws: int = DRAWS) -> Trial:
    """A plan with its forecast."""
    foretold = forecast(one.portfolio, one.planned, draws=draws, calibration=one.calibration, drivers=False)
    return Trial(one.portfolio, one.planned, one.calibration, foretold)


def try_out(
    standing: Standing,
    pieces: Iterable[Piece],
    *,
    draws: int = DRAWS,
    portfolio: core.Portfolio | None = None,
) -> Trial:
    """What stands with these pieces beside it; `portfolio` instead of the one that stands, its record the same."""
    whole = with_pieces(portfolio or standing.portfolio, pieces)
    return foresee(Standing(whole, plan(whole), standing.calibration), draws)


def with_pieces(portfolio: core.Portfolio, pieces: Iterable[Piece]) -> core.Portfolio:
    """A portfolio with these pieces beside what it holds."""
    for piece in pieces:
        portfolio = replace(
            portfolio,
            projects=(*portfolio.projects, piece.project),
            tasks=(*portfolio.tasks, *piece.tasks),
            dependencies=(*portfolio.dependencies, *piece.ties),
            opportunities=tuple(one for one in portfolio.opportunities if one.id != piece.opportunity),
        )
    return portfolio


def piece_of(question: Question, standing: Standing, by: Account, place: int = 0) -> Piece:
    """The finished project once more: as if it began on the day asked, its efforts what they really took. Dates of
    single tasks do not come along: the wished day is what counts. `place` tells several pieces apart."""
    base = NEW + place * APART
    old = tasks_of(question.pattern, by)
    effort = took(old)
    scale = scale_of(question, effort)
    shift = question.begins - question.pattern.opened_on
    demands, uses = _demands(old), _uses(old)
    numbers = {task.pk: base + 1 + number for number, task in enumerate(old)}
    known = answers(standing.portfolio.record)
    tasks = []
    for task in old:
        fields = again(
            task, effort.get(task.pk), shift, question.pattern, question.company, begins=question.begins
        )
        believed = Range(0.0) if task.is_wait else (fields["effort"] or Range(LAST_HOURS)).times(scale)
        kind = task.kind.name if task.kind else ""
        expected = 0.0 if task.is_wait else standing.calibration.expected(believed, (), kind)
        waiting = {name: fields[name] for name in fields if name.startswith("wait_")}
        tasks.append(
            core.Task(
                id=numbers[task.pk],
                name=task.name,
                project=base,
                estimate=believed,
                expected=expected,
                left=expected,
                kind=kind,
                demands=() if task.is_wait else demands[task.pk],
                uses=() if task.is_wait else uses.get(task.pk, ()),
                release=fields["release"],
                priority=task.priority,
                splittable=task.splittable,
                wait=wait_of(Task(is_wait=task.is_wait, waits_on_id=fields["waits_on_id"], **waiting), known),
                created=question.begins,
            )
        )
    project = core.Project(
        id=base,
        name=question.name,
        kind=core.ProjectKind(question.pattern.kind),
        company=question.company,
        opened=question.begins,
        due=question.wished,
        hours_alike=sum(task.expected for task in tasks) or None,
    )
    return Piece(project, tuple(tasks), tuple(_ties(numbers)), question.opportunity, tuple(numbers))


def question_of(one: Opportunity, today: date) -> Question | None:
    """The question it would be, begun today at the earliest: as large as its pattern; None where that, or the day
    wished, was not said."""
    if one.pattern is None or one.wished is None:
        return None
    hours = None if one.hours is None else float(one.hours)
    begins = max(one.begins or today, today)
    return Question(one.pattern, begins, one.wished, one.company_id, hours, one.name, one.pk)


def scale_of(question: Question, effort: dict[int, Range]) -> float:
    """How many times as large as the pattern was."""
    whole = sum(one.likely for one in effort.values())
    return question.hours / whole if question.hours and whole > 0 else 1.0


def _demands(tasks: Sequence[Task]) -> dict[int, tuple[core.SkillDemand, ...]]:
    needs: dict[int, list[core.SkillDemand]] = {task.pk: [] for task in tasks}
    for one in SkillNeed.objects.filter(task__in=needs).order_by("pk"):
        needs[one.task_id].append(core.SkillDemand(one.skill_id, one.level, one.count))
    for task in tasks:
        if not needs[task.pk] and task.kind is not None and task.kind.skill_id is not None:
            needs[task.pk].append(core.SkillDemand(task.kind.skill_id, task.kind.level, task.crew))
    return {pk: tuple(demands) for pk, demands in needs.items()}


def _uses(tasks: Sequence[Task]) -> dict[int, tuple[core.Use, ...]]:
    uses: dict[int, tuple[core.Use, ...]] = {}
    for one in EquipmentNeed.objects.filter(task__in=tasks).order_by("equipment"):
        uses[one.task_id] = (*uses.get(one.task_id, ()), core.Use(one.equipment_id, one.count))
    return uses


def _ties(numbers: dict[int, int]) -> Iterator[core.Dependency]:
    held = Dependency.objects.filter(before__in=numbers, after__in=numbers).order_by("pk")
    for one in held:
        yield core.Dependency(
            numbers[one.before_id], numbers[one.after_id], core.DependencyKind(one.kind), float(one.lag)
        )
