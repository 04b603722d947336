"""The portrait: an organization at one moment, frozen. The waist of the hourglass.

Everything the engines know stands here, as plain values with the ids of the rows they came from.
Effort is person-hours in total; dates are dates in the organization's zone; `now` and `origin` are UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

from varifocal.core.calendar import Busy as Busy
from varifocal.core.calendar import WorkingWeek as WorkingWeek
from varifocal.core.portfolio.checks import problems_of
from varifocal.core.values import WANTED_CHANCE, Problem, Range

SOONER, LATER = 0.4, 2.5
"""So many times the likely days an answer takes, one in ten sooner and one in ten later, where nobody said."""


class DependencyKind(StrEnum):
    """Which end of the first task ties which end of the second."""

    FINISH_START = "FS"
    START_START = "SS"
    FINISH_FINISH = "FF"
    START_FINISH = "SF"


class ProjectKind(StrEnum):
    """Why a project's hours would be missed (DESIGN 4.6)."""

    ORDERED = "ordered"
    UNSOLD = "unsold"
    MENDING = "mending"
    OWN = "own"
    STANDING = "standing"


@dataclass(frozen=True, slots=True)
class Person:
    """A person as capacity: a week, the days she is away (both ends included), skills at levels 1 to 5.

    `passions` are the skills she wants more of."""

    id: int
    name: str
    week: WorkingWeek
    away: tuple[tuple[date, date], ...] = ()
    busy: tuple[Busy, ...] = ()
    skills: Mapping[int, int] = field(default_factory=lambda: MappingProxyType({}))
    passions: frozenset[int] = frozenset()
    joined: date | None = None
    left: date | None = None
    share: float = 1.0
    """Part of her working time that may be planned; the rest is for what nobody writes down."""


class SkillDemand(NamedTuple):
    """`count` people at once with this skill at this level or above: a tuple, so that what thousands of tasks ask for
    is quickly compared."""

    skill: int
    level: int = 1
    count: int = 1  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class Outage:
    """`count` of one kind of equipment are not there from `first` to `last`, both days included."""

    first: date
    last: date
    count: int = 1


@dataclass(frozen=True, slots=True)
class Equipment:
    """So many of one kind of thing that tasks share: a studio, two cameras; and when some of it is `out` of service."""

    id: int
    name: str
    count: int = 1
    out: tuple[Outage, ...] = ()


@dataclass(frozen=True, slots=True)
class Use:
    """A task keeps `count` of one kind of equipment from its start to its finish, nights and weekends included."""

    equipment: int
    count: int = 1


@dataclass(frozen=True, slots=True)
class Mode:
    """Another way to do a task: other people, other equipment, other hours in all; `id` is its record's."""

    hours: float
    demands: tuple[SkillDemand, ...] = ()
    uses: tuple[Use, ...] = ()
    id: int = 0
    name: str = ""


@dataclass(frozen=True, slots=True)
class Aims:
    """What a plan is good for, where it is not what is published.

    A day late counts `late` by priority (urgent, normal, can wait). Of those who would be done on the same day whoever
    costs less is taken only where `cost` counts. `makespan`: nothing counts but that all is done soon.
    """

    late: tuple[float, float, float] = (4.0, 2.0, 1.0)
    cost: bool = True
    makespan: bool = False

    def weight(self, priority: int) -> float:
        """What a day late counts for work of this priority."""
        return self.late[priority - 1]


@dataclass(frozen=True, slots=True)
class Wait:
    """Nobody works; an outside party answers: calendar days, P10, P50 and P90 as somebody believes them.

    `learned` are the days of P50 and P90 that this party's own past answers make of them; None without any.
    """

    company: int | None
    low: float
    likely: float
    high: float
    asked: date | None = None
    learned: tuple[float, float] | None = None

    @classmethod
    def believed(
        cls,
        company: int | None,
        likely: float,
        low: float | None = None,
        high: float | None = None,
        asked: date | None = None,
        learned: tuple[float, float] | None = None,
    ) -> Wait:
        """What somebody believes; where nobody said, one in ten takes 0.4, one in ten 2.5 times what is likely."""
        low = min(likely * SOONER if low is None else low, likely)
        high = max(likely * LATER if high is None else high, likely)
        return cls(company, low, likely, high, asked, learned)

    @property
    def planned(self) -> tuple[float, float]:
        """The days plans reckon with, and those they reckon with once the first have passed."""
        return self.learned or (self.likely, self.high)


@dataclass(frozen=True, slots=True)
class Task:
    """A piece of open work someone finishes.

    `expected` is the one number plans use: hours in total; `left` what is still to do of it. `people` and
    `rank` are the agreed plan (who, in which place of her order); empty where nobody has placed it yet.
    `guessed` marks an effort nobody estimated. `wait` marks work of an outside party: `people` is then empty
    and `left` is ignored. What `uses` equipment is done in one piece, as a crew's work is. `modes` are other ways to
    do it; `mode` the one that is agreed, 0 being what the task itself says, 1 the first of `modes`.
    """

    id: int
    name: str
    project: int
    estimate: Range
    expected: float
    left: float
    kind: str = ""
    demands: tuple[SkillDemand, ...] = ()
    uses: tuple[Use, ...] = ()
    release: date | None = None
    due: date | None = None
    deadline: date | None = None
    priority: int = 2
    """1 urgent, 2 normal, 3 can wait."""
    people: tuple[int, ...] = ()
    rank: float | None = None
    pinned_people: tuple[int, ...] = ()
    pinned_start: date | None = None
    started: date | None = None
    splittable: bool = True
    guessed: bool = False
    wait: Wait | None = None
    created: date | None = None
    modes: tuple[Mode, ...] = ()
    mode: int = 0
    start_lag: float = 0.0
    """What is left of a lag after what is done: so many hours of the organization's working week must pass from now on
    before it may begin."""
    finish_lag: float = 0.0
    """Likewise, before it may be done."""

    def in_mode(self, mode: int) -> Task:
        """The task as it is when it is done in one of its modes, as much of it being done as is done."""
        if mode == 0:
            return self
        other = self.modes[mode - 1]
        more = other.hours / self.expected if self.expected > 0 else 1.0
        return replace(
            self,
            estimate=self.estimate.times(more),
            expected=other.hours,
            left=self.left * more,
            demands=other.demands,
            uses=other.uses,
        )

    @property
    def has_begun(self) -> bool:
        """Somebody works on it, or its answer is asked for, whatever it should have waited for."""
        return self.started is not None or (self.wait is not None and self.wait.asked is not None)

    @property
    def is_milestone(self) -> bool:
        """A task of no duration."""
        return self.wait is None and self.left == 0 and self.started is None and not self.demands


@dataclass(frozen=True, slots=True)
class Dependency:
    """`after` is tied to `before`; `lag` is hours of the organization's working week (8 h a working day
    unless its week says otherwise), negative allowed."""

    before: int
    after: int
    kind: DependencyKind = DependencyKind.FINISH_START
    lag: float = 0.0


@dataclass(frozen=True, slots=True)
class Serves:
    """A project serves a goal with a share (shares of a project add to 1); `goal_date_then` is the goal's
    date on the day the project was opened, from which the reach of its hours follows for ever."""

    goal: int
    share: float
    goal_date_then: date | None = None


@dataclass(frozen=True, slots=True)
class Project:
    """Work with an end and an outcome. `hours_spent` and `hours_budget` in hours.

    `chance`, 0 to 1, is that it comes at all: below 1 it is tentative and delays nothing that is firm.
    """

    id: int
    name: str
    kind: ProjectKind = ProjectKind.ORDERED
    company: int | None = None
    opened: date | None = None
    due: date | None = None
    deadline: date | None = None
    priority: int = 2
    manager: int | None = None
    serves: tuple[Serves, ...] = ()
    hours_budget: float | None = None
    hours_spent: float = 0.0
    money_budget: Decimal | None = None
    money_spent: Decimal = Decimal(0)
    """What its hours so far cost, and what it costs beside hours, as stated."""
    money_price: Decimal | None = None
    """What is paid for all of it, where that is fixed."""
    hours_alike: float | None = None
    """What finished projects of its kind took in all (median), the yardstick of how far it is planned."""
    hours_removed: float = 0.0
    """Hours of open tasks deleted without anybody agreeing to cut scope: still work of the project."""
    removed_from: tuple[int, ...] = ()
    """Who had those tasks: a person once for each."""
    wanted_chance: float = WANTED_CHANCE
    chance: float = 1.0

    @property
    def is_tentative(self) -> bool:
        """It may never come."""
        return self.chance < 1


@dataclass(frozen=True, slots=True)
class Goal:
    """What we want to be true by a date. `steps_needed` is what its measure still needs, where known."""

    id: int
    name: str
    parent: int | None = None
    target: date | None = None
    committed: bool = True
    closed: bool = False
    created: date | None = None
    strategy: int | None = None
    owner: int | None = None


@dataclass(frozen=True, slots=True)
class Risk:
    """Something that may strike once: with a chance of 0 to 1, and then all its projects together.

    It holds up `task`, or the end of each of its projects where it names none, by so many calendar `days`, and costs
    so many `hours` more of those who do that work, in each project. Ranges as believed, low one in ten and high nine in
    ten; a single number is taken as it is.
    """

    id: int
    name: str
    chance: float
    projects: tuple[int, ...]
    task: int | None = None
    days: Range | None = None
    hours: Range | None = None


@dataclass(frozen=True, slots=True)
class Opportunity:
    """Work that may come, with a chance of 0 to 1, and then all of it: so many `hours` (as believed: low one in ten,
    high nine in ten), spread evenly over the days from `begins` to `ends` and over `people` (each with a share; the
    shares add to 1)."""

    id: int
    name: str
    chance: float
    hours: Range
    begins: date
    ends: date
    people: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class Contribution:
    """What a project `adds` to a measure, in its unit, once it is done, if that is by the end of a day: as somebody
    stated it."""

    measure: int
    project: int
    adds: float
    by: date


@dataclass(frozen=True, slots=True)
class Settled:
    """One finished task with a true duration: the track record calibration learns from. Hours; `real` is the
    share of its hours that somebody confirmed; `begun` the day of the estimate, no later than work began; `low` and
    `high` where a range was estimated."""

    task: int
    person: int | None
    project: int
    kind: str
    estimated: float
    actual: float
    finished: date
    real: float = 1.0
    begun: date | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """One past wait: working or calendar days an outside party took."""

    company: int | None
    days: float


@dataclass(frozen=True, slots=True)
class Grown:
    """One finished project: hours its tasks were estimated at when work began, and hours it took in the end
    including work nobody had planned: how scope grows here, by kind."""

    project: int
    kind: ProjectKind
    planned: float
    total: float


@dataclass(frozen=True, slots=True)
class Lasted:
    """A project foretold at first and over by now: the calendar days it was foretold to take from then on by its tasks
    alone (half of the time less), how wide that was told (the spread in log units), and the days it took; so many at
    least where it is late and not done yet."""

    project: int
    kind: ProjectKind
    foretold: float
    spread: float
    took: float
    company: int | None = None
    manager: int | None = None


@dataclass(frozen=True, slots=True)
class TrackRecord:
    """What the past says: the only history the forecaster sees."""

    settled: tuple[Settled, ...] = ()
    answered: tuple[Answered, ...] = ()
    grown: tuple[Grown, ...] = ()
    lasted: tuple[Lasted, ...] = ()


@dataclass(frozen=True)
class Portfolio:
    """All open work, all people, the goals they serve, at one moment.

    `now` is UTC; `zone` the organization's; a due date or deadline is the end of that day in it. `seen` is the
    number of the newest change the portrait knew. What cannot be meant in it is named by
    `problems()`; the planner plans what it can all the same.
    """

    now: datetime
    zone: str
    people: tuple[Person, ...]
    projects: tuple[Project, ...]
    tasks: tuple[Task, ...]
    dependencies: tuple[Dependency, ...] = ()
    goals: tuple[Goal, ...] = ()
    equipment: tuple[Equipment, ...] = ()
    risks: tuple[Risk, ...] = ()
    opportunities: tuple[Opportunity, ...] = ()
    contributions: tuple[Contribution, ...] = ()
    skills: Mapping[int, str] = field(default_factory=dict)
    levels: Mapping[int, str] = field(default_factory=dict)
    """The words levels are told in, each from its level on; none, and they are told as numbers."""
    week: WorkingWeek | None = None
    """The organization's own week, on which lags are counted; None: Mon-Fri 9-17."""
    holidays: frozenset[date] = frozenset()
    """The organization's own holidays, for lags; a person's are among her `away`."""
    record: TrackRecord = TrackRecord()
    currency: str = "EUR"
    rates: Mapping[int, Decimal] = field(default_factory=dict)
    """Cost an hour, by person."""
    aims: Aims = Aims()
    seen: int = 0

    @cached_property
    def task(self) -> Mapping[int, Task]:
        """Open tasks by id."""
        return {task.id: task for task in self.tasks}

    @cached_property
    def person(self) -> Mapping[int, Person]:
        """People by id."""
        return {person.id: person for person in self.people}

    @cached_property
    def project(self) -> Mapping[int, Project]:
        """Projects by id."""
        return {project.id: project for project in self.projects}

    @cached_property
    def goal(self) -> Mapping[int, Goal]:
        """Goals by id."""
        return {goal.id: goal for goal in self.goals}

    @cached_property
    def tentative(self) -> frozenset[int]:
        """Open tasks of projects that may never come."""
        projects = {project.id for project in self.projects if project.is_tentative}
        return frozenset([task.id for task in self.tasks if task.project in projects] if projects else ())

    @property
    def firm(self) -> Portfolio:
        """The same without what may never come; the same object where there is nothing of the kind."""
        if not any(project.is_tentative for project in self.projects):
            return self
        return replace(
            self,
            projects=tuple(project for project in self.projects if not project.is_tentative),
            tasks=tuple(task for task in self.tasks if task.id not in self.tentative),
            dependencies=tuple(
                link for link in self.dependencies if not {link.before, link.after} & self.tentative
            ),
            risks=tuple(risk for risk in self.risks if risk.task not in self.tentative),
        )

    @cached_property
    def risk(self) -> Mapping[int, Risk]:
        """Risks by id."""
        return {risk.id: risk for risk in self.risks}

    @cached_property
    def opportunity(self) -> Mapping[int, Opportunity]:
        """Opportunities by id."""
        return {one.id: one for one in self.opportunities}

    @cached_property
    def equipment_by_id(self) -> Mapping[int, Equipment]:
        """Kinds of equipment by id."""
        return {each.id: each for each in self.equipment}

    def problems(self) -> list[Problem]:
        """Everything wrong with it, each a sentence that names the record; empty for one that holds."""
        return problems_of(self)
