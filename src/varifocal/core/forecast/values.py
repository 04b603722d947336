"""What the forecaster answers with: chances, dates and hours of tasks, projects and goals, and what moves them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from varifocal.core.values import Quantiles

Curve = tuple[tuple[date, float], ...]
"""The chance that something is finished by the end of each day's working time, day by day."""


@dataclass(frozen=True, slots=True)
class Moments:
    """The P10, P50, P80 and P90 of a finish, UTC; what lies beyond the horizon stands at its end."""

    p10: datetime
    p50: datetime
    p80: datetime
    p90: datetime


class DriverKind(StrEnum):
    """What moves a date: the effort of a task, the answer of somebody outside, a scarce skill, a queue, what whole
    projects run late by, something that may strike, work that may come."""

    TASK = "task"
    WAIT = "wait"
    SKILL = "skill"
    QUEUE = "queue"
    DELAY = "delay"
    RISK = "risk"
    OPPORTUNITY = "opportunity"


Added = tuple[tuple[float, float], ...]
"""What is added together, in a measure's unit, and in which share of draws: the least first, shares adding to 1."""


@dataclass(frozen=True, slots=True)
class Driver:
    """One thing that moves a date, by about so many calendar days; `id` is the task's, a skill's for a skill,
    0 for a delay. Never a person."""

    kind: DriverKind
    id: int
    days: float
    sentence: str


@dataclass(frozen=True, slots=True)
class Cost:
    """What something will cost, in one `currency`, from the draws its finish is from; for those who may see money only.

    `spent` so far, at the rates of the day the work was done, and what is stated beside hours; the quantiles are of
    what is still to come. `rated` is the share of the planned hours whose rate is known, 0 to 1; the others count at
    the mean of those that are. `chance`: that a budget holds all of it; `covers`: that the fixed `price` agreed for it
    does. None without one.
    """

    currency: str
    spent: Decimal
    p10: Decimal
    p50: Decimal
    p80: Decimal
    p90: Decimal
    rated: float = 1.0
    chance: float | None = None
    price: Decimal | None = None
    covers: float | None = None


@dataclass(frozen=True, slots=True)
class TaskForecast:
    """When a task will be finished (UTC), the chance of its own due date or deadline (None without one), and
    the hours it will still take, half of the time less; 0 for a wait. `critical` is the share of draws in which an hour
    more of it would have ended its project later: it lay on the chain to its end. A milestone has none."""

    task: int
    p50: datetime
    p80: datetime
    chance: float | None
    hours: float
    critical: float = 0.0


@dataclass(frozen=True, slots=True)
class ProjectForecast:
    """When a project will be finished, and what it will still take.

    `covered` says how far it is planned, 0 to 1. Under half, and where nothing is open, there is no finish, no
    curve and no chance but a `sentence`; the chance is also None without a due date. `budget_chance` is None
    without a budget. Hours left include work nobody has planned yet. `alone` is the finish as its tasks alone would
    have it: kept to learn from, never shown.
    """

    project: int
    covered: float
    finish: Moments | None
    chance: float | None
    curve: Curve
    hours_left: Quantiles
    budget_chance: float | None
    sentence: str = ""
    drivers: tuple[Driver, ...] = ()
    alone: Moments | None = None


@dataclass(frozen=True, slots=True)
class GoalForecast:
    """The work line of a goal: the chance that every project and every committed child goal serving it is
    finished by its date.

    None of finish, curve and chance under half planned; then a `sentence` stands. Hours are those of its
    projects by their shares.
    """

    goal: int
    covered: float
    finish: Moments | None
    chance: float | None
    curve: Curve
    hours_left: Quantiles
    sentence: str = ""
    drivers: tuple[Driver, ...] = ()


@dataclass(frozen=True)
class Forecast:
    """What will happen to a plan, by simulation; `sentence` says what it rests on, `from_published` that how late whole
    projects run is not known from here yet."""

    seed: int
    draws: int
    tasks: Mapping[int, TaskForecast]
    projects: Mapping[int, ProjectForecast]
    goals: Mapping[int, GoalForecast]
    sentence: str
    from_published: bool = True
    added: Mapping[int, Added] = field(default_factory=dict)
    """By measure what projects add to it in time, as stated."""
    costs: Mapping[tuple[str, int], Cost] = field(default_factory=dict)
    """What each task, project and goal costs, by noun and id; nothing where no rate is known, or nobody asked."""
