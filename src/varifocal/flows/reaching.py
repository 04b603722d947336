"""What would it take: the cheapest levers that bring a project to a wanted chance on a day, each planned and forecast
over everything with the same random numbers as what stands; nothing is written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial

from varifocal.core import portfolio as core
from varifocal.core.plan.suppose import Due, Urgent, suppose
from varifocal.flows.trial import NEW, Trial, standing_trial, try_out
from varifocal.flows.trying import Eyes
from varifocal.flows.whatif import LEAST_POINTS, Effect, Known, effects_of
from varifocal.org.base.account import Account
from varifocal.org.base.refusals import Impossible
from varifocal.org.direction.goal import Goal

MOST_CUTS = 3
"""Tasks tried to be left out, those that end the project last."""
MOST_TOGETHER = 3
MOST_SHOWN = 4
Change = Callable[[core.Portfolio], core.Portfolio]


@dataclass(frozen=True, slots=True)
class Lever:
    """Something that could be done: a sentence, the hours it costs, and the task it is about, where it is one."""

    kind: str
    sentence: str
    hours: float
    change: Change
    task: int | None = None


@dataclass(frozen=True, slots=True)
class Pulled:
    """One lever, or several together, with the chance it brings, the other promises it moves, and whether something
    she may not see loses. `from_outside` are hours that somebody supposed does."""

    levers: tuple[Lever, ...]
    chance: float
    effects: tuple[Effect, ...]
    hidden: bool
    from_outside: float

    @property
    def hours(self) -> float:
        """Person-hours left out or bought."""
        return sum(lever.hours for lever in self.levers) + self.from_outside

    @property
    def price(self) -> tuple[bool, float, float]:
        """What orders them: what others lose nothing by first, then fewer hours, then fewer points lost."""
        lost = -sum(min(0.0, one.points) for one in self.effects)
        return lost > 0 or self.hidden, self.hours, lost


@dataclass(frozen=True, slots=True)
class Reach:
    """The answer: the chance as all stands (None, with the forecaster's sentence, where there is none), the day that
    has the wanted chance, and what was found. `reached`: whether what was found reaches it."""

    day: date
    wanted: float
    chance: float | None
    sentence: str
    later: date | None
    found: tuple[Pulled, ...]
    reached: bool


def what_would_it_take(project: int, day: date, wanted: float, *, by: Account, now: datetime) -> Reach:
    """The cheapest levers for a project to be done by the end of `day` with the `wanted` chance (0 to 1): single ones
    that reach it alone, else a few together, found greedily, else the best that was found. `now` is UTC. Raises
    Impossible for a project she does not see, NotAllowed for a guest."""
    eyes = Eyes(by, now)
    stands = standing_trial(eyes.state)
    if project not in eyes.projects or project not in stands.portfolio.project:
        raise Impossible("There is no such open project.")
    asked = suppose(stands.portfolio, [Due("project", project, day)])
    before = stands if asked is stands.portfolio else try_out(stands, (), portfolio=asked)
    told = before.foretold.projects[project]
    goals = Goal.objects.visible_to(by).filter(ended_on=None).values_list("pk", flat=True)
    known = Known(
        {"project": eyes.projects, "goal": frozenset(goals)}, {}
    )  # all chances here are of these draws
    later = next((on for on, share in told.curve if share >= wanted), None)
    if told.chance is None or told.chance >= wanted:
        return Reach(day, wanted, told.chance, told.sentence, later, (), told.chance is not None)
    search = _Search(project, before, by, known)
    alone = [search.pull((lever,)) for lever in _levers(project, day, before, eyes)]
    reach = sorted((one for one in alone if one.chance >= wanted), key=lambda one: one.price)
    if reach:
        return Reach(day, wanted, told.chance, "", later, tuple(reach[:MOST_SHOWN]), True)
    best = search.together(alone, wanted)
    found = () if best is None or best.chance < told.chance + LEAST_POINTS else (best,)
    reached = best is not None and best.chance >= wanted
    return Reach(day, wanted, told.chance, "", later, found, reached)


class _Search:
    def __init__(self, project: int, before: Trial, by: Account, known: Known) -> None:
        self.project, self.before, self.by, self.known = project, before, by, known

    def pull(self, levers: tuple[Lever, ...]) -> Pulled:
        """All of them at once, lived through."""
        portfolio = self.before.portfolio
        for lever in levers:
            portfolio = lever.change(portfolio)
        after = try_out(self.before, (), portfolio=portfolio)
        effects, hidden = effects_of(self.before, after, self.by, self.known)
        others = tuple(one for one in effects if (one.noun, one.id) != ("project", self.project))
        outside = sum(
            portfolio.task[one.task].left / len(one.people)
            for one in after.planned.placed.values()
            if NEW in one.people
        )
        chance = after.foretold.projects[self.project].chance or 0.0
        return Pulled(levers, chance, others, hidden, outside)

    def together(self, alone: Sequence[Pulled], wanted: float) -> Pulled | None:
        """The best lever, and the next beside it that helps most, until it reaches or helps no more."""
        best = max(alone, key=lambda one: one.chance, default=None)
        while best is not None and best.chance < wanted and len(best.levers) < MOST_TOGETHER:
            rest = [one.levers[0] for one in alone if one.levers[0] not in best.levers]
            more = max(
                (self.pull((*best.levers, one)) for one in rest), key=lambda one: one.chance, default=None
            )
            if more is None or more.chance < best.chance + LEAST_POINTS:
                return best
            best = more
        return best


def _levers(project: int, day: date, before: Trial, eyes: Eyes) -> Iterator[Lever]:
    ours = [task for task in before.portfolio.tasks if task.project == project and task.id in eyes.tasks]
    urgent = tuple(Urgent(task.id) for task in ours if task.priority > 1)
    if urgent:
        yield Lever(
            "order", "Let it go before other projects", 0.0, lambda portfolio: suppose(portfolio, urgent)
        )
    needed = {tie.before for tie in before.portfolio.dependencies}
    ends = [
        task for task in ours if task.wait is None and task.started is None and task.left > 0
        and task.id not in needed and task.id in before.planned.placed
    ]  # fmt: skip
    ends.sort(key=lambda task: (-before.planned.placed[task.id].finish, task.id))
    for task in ends[:MOST_CUTS]:
        yield Lever("scope", f"Leave out “{task.name}”", task.left, partial(_without, task), task.id)
    hours: dict[int, float] = defaultdict(float)
    for task in ours:
        for demand in task.demands:
            hours[demand.skill] += task.left
    if hours and before.portfolio.people:
        skill = min(hours, key=lambda one: (-hours[one], one))
        name = before.portfolio.skills.get(skill, "the work")
        helped = partial(_helped, project, skill, day, eyes.tasks)
        words = (
            f"Get one more person for {name} until that day, and choose anew who does what of it nobody began"
        )
        yield Lever("people", words, 0.0, helped)


def _without(task: core.Task, portfolio: core.Portfolio) -> core.Portfolio:
    """As after an agreed cut: what alike projects took is so much less, too."""

    def cut(project: core.Project) -> core.Project:
        if project.id != task.project or project.hours_alike is None:
            return project
        return replace(project, hours_alike=max(0.0, project.hours_alike - task.expected))

    return replace(
        portfolio,
        tasks=tuple(one for one in portfolio.tasks if one.id != task.id),
        projects=tuple(map(cut, portfolio.projects)),
        dependencies=tuple(tie for tie in portfolio.dependencies if task.id not in (tie.before, tie.after)),
    )


def _helped(
    project: int, skill: int, day: date, shown: frozenset[int], portfolio: core.Portfolio
) -> core.Portfolio:
    """Somebody supposed does what she can of the project's work of this skill that nobody began and nobody is
    fixed to; who does it is chosen anew."""

    def hers(task: core.Task) -> bool:
        asks = any(demand.skill == skill for demand in task.demands)
        return task.project == project and task.id in shown and asks

    def freed(task: core.Task) -> core.Task:
        if not hers(task) or task.started is not None or task.pinned_people:
            return task
        return replace(task, people=(), rank=None)

    level = max((d.level for task in portfolio.tasks if hers(task) for d in task.demands), default=1)
    week = portfolio.week or portfolio.people[0].week
    person = core.Person(id=NEW, name="one more person", week=week, skills={skill: level}, left=day)
    tasks = tuple(map(freed, portfolio.tasks))
    return replace(portfolio, people=(*portfolio.people, person), tasks=tasks)
