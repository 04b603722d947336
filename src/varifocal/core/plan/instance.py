"""A portfolio as the planner sees it: open work in hours, bounds and dependencies on one grid."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from varifocal.core.calendar import QUARTERS_PER_DAY, QUARTERS_PER_WEEK
from varifocal.core.plan.values import Hold, HoldKind
from varifocal.core.portfolio import Dependency, DependencyKind, Person, Portfolio, Project, SkillDemand, Task
from varifocal.core.portfolio.fit import fit
from varifocal.core.portfolio.hours import WorkingTime
from varifocal.core.values import MOST_HOURS, QUARTERS_PER_HOUR

WEIGHTS = {1: 4.0, 2: 2.0, 3: 1.0}
"""What a day late costs, by priority."""

HOLDS_START = (DependencyKind.FINISH_START, DependencyKind.START_START)


@dataclass(frozen=True, slots=True)
class Tie:
    """One dependency, seen from the later task: which task, which ends, and the lag in hours."""

    before: int
    kind: DependencyKind
    lag: float

    @property
    def holds_start(self) -> bool:
        """It holds the start of the later task, not its finish."""
        return self.kind in HOLDS_START

    @property
    def from_finish(self) -> bool:
        """It counts from the finish of the earlier task, not from its start."""
        return self.kind in (DependencyKind.FINISH_START, DependencyKind.FINISH_FINISH)


@dataclass(frozen=True, slots=True)
class Work:
    """One open task: what it takes, whom it may take, and from when on.

    `people` are agreed and kept; else `heads` lists, place by place in the crew, who is qualified for it, and
    `pinned` who must be among them. `length` is the calendar time of what nobody works on: a wait, or 0 for a
    milestone and for work that is all done. `reason` says why it cannot be placed at all.
    """

    id: int
    project: int
    priority: int
    hours: float
    earliest: int
    hold: Hold
    people: tuple[int, ...] = ()
    rank: float | None = None
    heads: tuple[tuple[int, ...], ...] = ()
    pinned: tuple[int, ...] = ()
    pinned_start: bool = False
    started: bool = False
    urgent: bool = False
    length: int | None = None
    ties: tuple[Tie, ...] = ()
    due: int | None = None
    deadline: int | None = None
    latest: int | None = None
    """The earliest date that presses: its own and its project's due dates and deadlines, its goals' dates."""
    reason: str = ""

    @property
    def is_wait(self) -> bool:
        """An outside party answers."""
        return bool(self.length)

    def quarters(self, people: int) -> int:
        """Quarter hours a crew of so many works on it, each of them."""
        return quarters_of(self.hours, people)


@dataclass(frozen=True)
class Instance:
    """All open work and everybody's working time, ready to be planned."""

    portfolio: Portfolio
    time: WorkingTime
    works: Mapping[int, Work]
    after: Mapping[int, tuple[int, ...]]
    """Tasks that depend on a task."""
    project_due: Mapping[int, int]
    project_deadline: Mapping[int, int]
    _fits: dict[tuple[int, tuple[SkillDemand, ...]], tuple[int, int]] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The day of the plan's origin."""
        return self.day(0)

    def day(self, quarter: int) -> date:
        """The organization's date in which a quarter begins."""
        return self.time.grid.day(quarter, self.time.week.zone)

    def fit(self, person: int, task: int) -> tuple[int, int]:
        """How well a person fits a task; the larger the better."""
        asked = self.portfolio.task[task]
        key = (person, asked.demands)
        if key not in self._fits:
            self._fits[key] = fit(self.portfolio.person[person], asked).score
        return self._fits[key]

    def with_agreed(self, agreed: Mapping[int, tuple[tuple[int, ...], float | None]]) -> Instance:
        """The same work with other people and ranks agreed for some tasks."""
        changed = {
            task: replace(self.works[task], people=people, rank=rank, heads=(), reason="")
            for task, (people, rank) in agreed.items()
        }
        return replace(self, works={**self.works, **changed})


def quarters_of(hours: float, people: int) -> int:
    """Whole quarter hours that hold so many person-hours shared by so many people."""
    return math.ceil(hours * QUARTERS_PER_HOUR / max(1, people) - 1e-9)


def instance_of(portfolio: Portfolio, time: WorkingTime) -> Instance:
    """Compile a portfolio's open work onto the grid of its working time."""
    return _Compiler(portfolio, time).compile()


class _Compiler:
    def __init__(self, portfolio: Portfolio, time: WorkingTime) -> None:
        self.portfolio = portfolio
        self.time = time
        self.dues: dict[date, int] = {}
        self.qualified_for: dict[tuple[int, int], tuple[int, ...]] = {}
        self.ties: dict[int, list[Tie]] = {}
        self.after: dict[int, list[int]] = {}
        self.of_project: dict[int, set[int]] = {}

    def compile(self) -> Instance:
        for link in sorted(self.portfolio.dependencies, key=_by_ends):
            if self._binds(link):
                self.ties.setdefault(link.after, []).append(Tie(link.before, link.kind, link.lag))
                self.after.setdefault(link.before, []).append(link.after)
        for task in self.portfolio.tasks:
            self.of_project.setdefault(task.project, set()).update(task.people)
        projects = self.portfolio.projects
        return Instance(
            portfolio=self.portfolio,
            time=self.time,
            works={task.id: self._work(task) for task in sorted(self.portfolio.tasks, key=_by_id)},
            after={before: tuple(after) for before, after in self.after.items()},
            project_due={each.id: self._due(each.due) for each in projects if each.due},
            project_deadline={each.id: self._due(each.deadline) for each in projects if each.deadline},
        )

    def _binds(self, link: Dependency) -> bool:
        """What has begun waits for nothing to start, whatever it should have waited for."""
        before, after = self.portfolio.task.get(link.before), self.portfolio.task.get(link.after)
        if before is None or after is None:
            return False
        return link.kind not in HOLDS_START or not _has_begun(after)

    def _work(self, task: Task) -> Work:
        project = self.portfolio.project.get(task.project)
        earliest, hold = self._earliest(task)
        people = tuple(sorted(set(task.people)))
        dates = [task.due, task.deadline]
        if project:
            dates += [project.due, project.deadline, self._goal_date(project)]
        work = Work(
            id=task.id,
            project=task.project,
            priority=task.priority + (project.priority if project else 2),
            hours=task.left,
            earliest=earliest,
            hold=hold,
            people=people,
            rank=task.rank,
            pinned=tuple(sorted(set(task.pinned_people))),
            pinned_start=task.pinned_start is not None,
            started=_has_begun(task),
            urgent=task.priority == 1,
            ties=tuple(self.ties.get(task.id, ())),
            due=self._due(task.due) if task.due else None,
            deadline=self._due(task.deadline) if task.deadline else None,
            latest=min((self._due(day) for day in dates if day), default=None),
        )
        if task.wait is not None:
            return replace(work, people=(), length=self._answered(task) - earliest)
        if not 0 <= task.left <= MOST_HOURS:
            return replace(work, hours=0.0, reason=f"“{task.name}” has no effort that could be planned.")
        if quarters_of(task.left, 1) == 0:
            return replace(work, length=0)
        if people:
            unknown = [person for person in people if person not in self.portfolio.person]
            reason = f"“{task.name}” is given to somebody who is not among the people." if unknown else ""
            return replace(work, reason=reason)
        return self._staffed(work, task)

    def _goal_date(self, project: Project) -> date | None:
        """The first date of the committed goals a project serves: what presses where no due date does."""
        goals = (self.portfolio.goal.get(serves.goal) for serves in project.serves if serves.share > 0)
        return min((goal.target for goal in goals if goal and goal.committed and goal.target), default=None)

    def _earliest(self, task: Task) -> tuple[int, Hold]:
        if _has_begun(task):
            return 0, Hold(HoldKind.NOW, task.id)
        release = self._begin(task.release) if task.release else 0
        pin = self._begin(task.pinned_start) if task.pinned_start else 0
        if pin > 0 and pin >= release:
            return pin, Hold(HoldKind.PIN, task.id)
        if release > 0:
            return release, Hold(HoldKind.RELEASE, task.id)
        return 0, Hold(HoldKind.NOW, task.id)

    def _answered(self, task: Task) -> int:
        """When an outside party is expected to answer, were it asked at once: the days it usually takes; once
        asked, counted from then, and where that has passed, the days it rarely takes; where that has passed, a day."""
        wait = task.wait
        if wait is None or not all(0 <= days <= MOST_HOURS for days in wait.planned):
            return QUARTERS_PER_DAY
        likely, high = (math.ceil(days * QUARTERS_PER_DAY) for days in wait.planned)
        if wait.asked is None:
            return self._earliest(task)[0] + likely
        asked = self.time.asked(wait.asked)
        return next((asked + days for days in (likely, high) if asked + days > 0), QUARTERS_PER_DAY)

    def _staffed(self, work: Work, task: Task) -> Work:
        """Who may do a task nobody has agreed to yet."""
        heads = [self._qualified(each) for each in task.demands for _ in range(each.count)]
        if not heads:
            heads = [self._anybody(task)]
        heads += [work.pinned] * (len(work.pinned) - len(heads))
        work = replace(work, heads=tuple(heads))
        return replace(work, reason=self._unstaffable(work, task))

    def _qualified(self, demand: SkillDemand) -> tuple[int, ...]:
        key = (demand.skill, demand.level)
        if key not in self.qualified_for:
            self.qualified_for[key] = tuple(
                person.id
                for person in sorted(self.portfolio.people, key=_by_id)
                if person.skills.get(demand.skill, 0) >= demand.level
            )
        return self.qualified_for[key]

    def _anybody(self, task: Task) -> tuple[int, ...]:
        """Work that asks for no skill goes to the people of its project, where it has any."""
        if task.pinned_people:
            return tuple(sorted(set(task.pinned_people)))
        known = self.of_project.get(task.project, set()) & set(self.portfolio.person)
        return tuple(sorted(known or self.portfolio.person))

    def _unstaffable(self, work: Work, task: Task) -> str:
        for demand in task.demands:
            able = len(self._qualified(demand))
            if able < demand.count:
                return _nobody(self.portfolio, task, demand, able)
        unknown = [person for person in work.pinned if person not in self.portfolio.person]
        if unknown:
            return f"“{task.name}” is pinned to somebody who is not among the people."
        crew = crew_of(work.heads, work.pinned)
        if not set(work.pinned) <= set(crew):
            misfit = next(person for person in work.pinned if person not in crew)
            name = self.portfolio.person[misfit].name
            return f"“{task.name}” is pinned to {name}, who has none of the skills it still asks for."
        everybody = sorted({person for head in work.heads for person in head})
        if len(crew_of(work.heads, (*work.pinned, *everybody))) < len(work.heads):
            asked = len(work.heads)
            return f"“{task.name}” asks for {asked} people at once; too few different ones have the skills."
        return ""

    def _due(self, day: date) -> int:
        if day not in self.dues:
            self.dues[day] = self.time.due(day)
        return self.dues[day]

    def _begin(self, day: date) -> int:
        return max(0, self.time.begin(day))


def crew_of(heads: tuple[tuple[int, ...], ...], preferred: Iterable[int]) -> tuple[int, ...]:
    """A crew with one qualified person for each head: people are taken in order of preference, each whenever
    everybody taken so far still finds a head (a matching grown by augmenting paths, so greedy is best)."""
    taken: dict[int, int] = {}

    def seat(person: int, tried: set[int]) -> bool:
        for head, qualified in enumerate(heads):
            if person in qualified and head not in tried:
                tried.add(head)
                if head not in taken or seat(taken[head], tried):
                    taken[head] = person
                    return True
        return False

    for person in preferred:
        if len(taken) == len(heads):
            break
        if person not in taken.values():
            seat(person, set())
    return tuple(sorted(taken.values()))


def others_able(portfolio: Portfolio, task: int, than: int) -> list[int]:
    """Everybody else who could do a task of one person alone: those who fit best first."""
    asked = portfolio.task[task]
    able = [
        person
        for person in portfolio.people
        if person.id != than
        and all(person.skills.get(each.skill, 0) >= each.level and each.count == 1 for each in asked.demands)
    ]

    def misfit(person: Person) -> tuple[int, int, int]:
        passions, surplus = fit(person, asked).score
        return -passions, -surplus, person.id

    return [person.id for person in sorted(able, key=misfit)]


def weeks_needed(instance: Instance) -> int:
    """A generous guess of the weeks within which all work is done, from loads, chains and dates."""
    load: dict[int, float] = {}
    for work in instance.works.values():
        if work.length is None and not work.reason:
            takers = work.people or sorted({person for head in work.heads for person in head})
            for person in takers:
                load[person] = load.get(person, 0.0) + work.hours / len(takers)
    people = instance.portfolio.person
    loads = (hours / max(1.0, people[each].week.hours * people[each].share) for each, hours in load.items())
    last = max((work.earliest + (work.length or 0) for work in instance.works.values()), default=0)
    return math.ceil(1.5 * max(loads, default=0.0)) + last // QUARTERS_PER_WEEK + 26


def _nobody(portfolio: Portfolio, task: Task, demand: SkillDemand, able: int) -> str:
    skill = portfolio.skills.get(demand.skill, f"skill {demand.skill}")
    level = f" at level {demand.level} or above" if demand.level > 1 else ""
    if able == 0:
        return f"Nobody has {skill}{level}, which “{task.name}” asks for."
    have = "one person has" if able == 1 else f"{able} people have"
    return f"“{task.name}” asks for {demand.count} people with {skill}{level} at once; {have} it."


def _has_begun(task: Task) -> bool:
    return task.started is not None or (task.wait is not None and task.wait.asked is not None)


def _by_id(record: Person | Task) -> int:
    return record.id


def _by_ends(link: Dependency) -> tuple[int, int, str, float]:
    return link.before, link.after, link.kind, link.lag
