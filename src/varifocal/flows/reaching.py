"""What would it take: the cheapest levers that bring a project or a goal to a wanted chance on a day, each planned and
forecast over everything with the same random numbers as what stands; nothing is written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import partial

from varifocal.core import portfolio as core
from varifocal.core.forecast import GoalForecast, ProjectForecast
from varifocal.core.plan.suppose import Due, Given, Supposed, Urgent, suppose
from varifocal.flows.planner import plan
from varifocal.flows.trial import DRAWS, NEW, Standing, Trial, foresee, standing_trial, try_out
from varifocal.flows.trying.cost import cost_of
from varifocal.flows.trying.eyes import Eyes
from varifocal.flows.whatif import LEAST_POINTS, Effect, Known, effects_of
from varifocal.org.base.account import Account
from varifocal.org.base.refusals import Impossible
from varifocal.org.direction.goal import Goal

MOST_CUTS = 3
"""Tasks tried to be left out, those that end the project last."""
MOST_PROJECTS = 2
"""Projects of a goal in which levers are looked for, those that end last."""
MOST_TOGETHER = 3
MOST_SHOWN = 4
MOST_NAMED = 3
FEW = DRAWS // 4
"""Draws by which levers are sorted out; what is told is lived through as often as anything that is tried."""
NEAR = 0.05
"""So near the wanted chance a lever is looked at again with all draws."""
Change = Callable[[core.Portfolio], core.Portfolio]


@dataclass(frozen=True, slots=True)
class Lever:
    """Something that could be done: a sentence, the hours it costs, the task it is about, where it is one, and what it
    is as suppositions, where it can be said so."""

    kind: str
    sentence: str
    hours: float
    change: Change
    task: int | None = None
    supposed: tuple[Supposed, ...] = ()


@dataclass(frozen=True, slots=True)
class Handed:
    """A task somebody else would do: the names of those planned for it before and then."""

    task: int
    name: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pulled:
    """One lever, or several together, with the chance it brings, the other promises it moves, and whether something
    she may not see loses. `from_outside` are hours that somebody supposed does, at what her skill usually costs;
    `more` is what all work costs more then (less where negative; None for who sees no money, or where nobody said
    what an hour costs). `supposed`: all of it as a scenario; empty where it cannot be said so."""

    levers: tuple[Lever, ...]
    chance: float
    effects: tuple[Effect, ...]
    hidden: bool
    from_outside: float
    more: Decimal | None
    handed: tuple[Handed, ...]
    supposed: tuple[Supposed, ...]

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


def what_would_it_take(noun: str, id: int, day: date, wanted: float, *, by: Account, now: datetime) -> Reach:
    """The cheapest levers for a “project”, or the work of a “goal”, to be done by the end of `day` with the `wanted`
    chance (0 to 1): single ones that reach it alone, else a few together, found greedily, else the best that was
    found. `now` is UTC. Raises Impossible for what she does not see, NotAllowed for a guest."""
    eyes = Eyes(by, now)
    stands = standing_trial(eyes.state)
    goals = Goal.objects.visible_to(by).filter(ended_on=None).values_list("pk", flat=True)
    known = Known(
        {"project": eyes.projects, "goal": frozenset(goals)}, {}
    )  # all chances here are of these draws
    here = stands.portfolio.project if noun == "project" else stands.foretold.goals
    if id not in known.seen[noun] or id not in here:
        raise Impossible(f"There is no such open {noun}.")
    asked = _due(stands.portfolio, noun, id, day)
    before = stands if asked is stands.portfolio else try_out(stands, (), portfolio=asked)
    told = _told(before, noun, id)
    later = next((on for on, share in told.curve if _reaches(share, wanted)), None)
    if told.chance is None or _reaches(told.chance, wanted):
        return Reach(day, wanted, told.chance, told.sentence, later, (), told.chance is not None)
    ours = [id] if noun == "project" else _under(id, before, eyes)
    search = _Search(noun, id, frozenset(ours), before, eyes, known)
    levers = [lever for project in ours for lever in _levers(project, noun == "goal", day, before, eyes)]
    near = [lever for lever in levers if search.chance((lever,)) >= wanted - NEAR]
    alone = [search.pull((lever,)) for lever in near]
    reach = sorted((one for one in alone if _reaches(one.chance, wanted)), key=lambda one: one.price)
    if reach:
        return Reach(day, wanted, told.chance, "", later, tuple(reach[:MOST_SHOWN]), True)
    best = search.together(levers, wanted)
    found = () if best is None or best.chance < told.chance + LEAST_POINTS else (best,)
    reached = best is not None and _reaches(best.chance, wanted)
    return Reach(day, wanted, told.chance, "", later, found, reached)


def _reaches(chance: float, wanted: float) -> bool:
    """To the whole per cent in which both are told."""
    return round(100 * chance) >= round(100 * wanted)


def _due(portfolio: core.Portfolio, noun: str, id: int, day: date) -> core.Portfolio:
    if noun == "project":
        return suppose(portfolio, [Due("project", id, day)])
    goals = tuple(replace(goal, target=day) if goal.id == id else goal for goal in portfolio.goals)
    return portfolio if goals == portfolio.goals else replace(portfolio, goals=goals)


def _told(trial: Trial, noun: str, id: int) -> ProjectForecast | GoalForecast:
    return trial.foretold.projects[id] if noun == "project" else trial.foretold.goals[id]


def _under(goal: int, before: Trial, eyes: Eyes) -> list[int]:
    """The projects that end last under a goal, of those she sees."""
    goals, more = {goal}, True
    while more:
        below = {
            one.id for one in before.portfolio.goals
            if one.parent in goals and one.committed and not one.closed and one.id not in goals
        }  # fmt: skip
        goals, more = goals | below, bool(below)
    last = {
        project.id: finish.p80
        for project in before.portfolio.projects
        if project.id in eyes.projects
        and any(serves.goal in goals and serves.share > 0 for serves in project.serves)
        and (finish := before.foretold.projects[project.id].finish) is not None
    }
    return sorted(last, key=lambda one: (last[one], one), reverse=True)[:MOST_PROJECTS]


class _Search:
    def __init__(
        self, noun: str, id: int, ours: frozenset[int], before: Trial, eyes: Eyes, known: Known
    ) -> None:
        self.noun, self.id, self.ours, self.before, self.eyes, self.known = (
            noun, id, ours, before, eyes, known,
        )  # fmt: skip
        self.planned: dict[tuple[Lever, ...], Standing] = {}

    def chance(self, levers: tuple[Lever, ...]) -> float:
        """About what all of them at once bring."""
        return _told(foresee(self._planned(levers), FEW), self.noun, self.id).chance or 0.0

    def pull(self, levers: tuple[Lever, ...]) -> Pulled:
        """All of them at once, lived through."""
        after = foresee(self._planned(levers))
        effects, hidden = effects_of(self.before, after, self.eyes.by, self.known)
        handed = self._handed(after) if any(lever.kind == "anew" for lever in levers) else ()
        cost = cost_of(self.before, after) if self.eyes.by.money_right else None
        return Pulled(
            levers,
            _told(after, self.noun, self.id).chance or 0.0,
            tuple(one for one in effects if (one.noun, one.id) != (self.noun, self.id)),
            hidden,
            sum(
                after.portfolio.task[one.task].left / len(one.people)
                for one in after.planned.placed.values()
                if NEW in one.people
            ),
            None if cost is None else cost.more,
            handed,
            self._supposed(levers, after, handed),
        )

    def together(self, levers: Sequence[Lever], wanted: float) -> Pulled | None:
        """The best lever, and the next beside it that helps most, until it reaches or helps no more."""
        best: tuple[Lever, ...] = ()
        reached = 0.0
        while reached < wanted and len(best) < MOST_TOGETHER:
            more = [(*best, one) for one in levers if one not in best]
            chances = {one: self.chance(one) for one in more}
            next_ = max(more, key=lambda one: chances[one], default=None)
            if next_ is None or (best and chances[next_] < reached + LEAST_POINTS):
                break
            best, reached = next_, chances[next_]
        return self.pull(best) if best else None

    def _planned(self, levers: tuple[Lever, ...]) -> Standing:
        if levers not in self.planned:
            portfolio = self.before.portfolio
            for lever in levers:
                portfolio = lever.change(portfolio)
            self.planned[levers] = Standing(portfolio, plan(portfolio), self.before.calibration)
        return self.planned[levers]

    def _handed(self, after: Standing) -> tuple[Handed, ...]:
        """Tasks of hers that others would do."""
        was, now = self.before.planned.placed, after.planned.placed
        names = {person.id: person.name for person in after.portfolio.people}
        return tuple(
            Handed(
                task.id, task.name, tuple(names[one] for one in was[task.id].people),
                tuple(names[one] for one in now[task.id].people),
            )
            for task in self.before.portfolio.tasks
            if task.project in self.ours and task.id in self.eyes.tasks and task.id in was and task.id in now
            and was[task.id].people != now[task.id].people
        )  # fmt: skip

    def _supposed(
        self, levers: tuple[Lever, ...], after: Standing, handed: tuple[Handed, ...]
    ) -> tuple[Supposed, ...]:
        if any(lever.kind not in ("order", "anew") for lever in levers):
            return ()
        given = [Given(one.task, after.planned.placed[one.task].people) for one in handed]
        return (*(part for lever in levers for part in lever.supposed), *given)


def _levers(project: int, named: bool, day: date, before: Trial, eyes: Eyes) -> Iterator[Lever]:
    """What could be done in one project, `named` where there are several."""
    ours = [task for task in before.portfolio.tasks if task.project == project and task.id in eyes.tasks]
    it = f"“{before.portfolio.project[project].name}”" if named else "it"
    of_it = f" of {it}" if named else ""
    urgent = tuple(Urgent(task.id) for task in ours if task.priority > 1)
    if urgent:
        change = partial(_supposed, urgent)
        yield Lever("order", f"Let {it} go before other projects", 0.0, change, supposed=urgent)
    if any(_may_be_handed(task) and task.people for task in ours):
        words = f"Choose anew who does what{of_it}"
        yield Lever("anew", words, 0.0, partial(_freed, frozenset(task.id for task in ours)))
    needed = {tie.before for tie in before.portfolio.dependencies}
    ends = [
        task for task in ours if task.wait is None and task.started is None and task.left > 0
        and task.id not in needed and task.id in before.planned.placed
    ]  # fmt: skip
    ends.sort(key=lambda task: (-before.planned.placed[task.id].finish, task.id))
    for task in ends[:MOST_CUTS]:
        yield Lever("scope", f"Leave out “{task.name}”{of_it}", task.left, partial(_without, task), task.id)
    hours: dict[int, float] = defaultdict(float)
    for task in ours:
        for demand in task.demands:
            hours[demand.skill] += task.left
    if hours and before.portfolio.people:
        skill = min(hours, key=lambda one: (-hours[one], one))
        name = before.portfolio.skills.get(skill, "the work")
        helped = partial(_helped, project, skill, day, eyes.tasks)
        words = f"Get one more person for {name}{of_it} until that day, and choose anew who does what nobody began"
        yield Lever("people", words, 0.0, helped)


def _supposed(parts: tuple[Supposed, ...], portfolio: core.Portfolio) -> core.Portfolio:
    return suppose(portfolio, parts)


def _may_be_handed(task: core.Task) -> bool:
    return task.started is None and not task.pinned_people and task.wait is None


def _freed(tasks: frozenset[int], portfolio: core.Portfolio) -> core.Portfolio:
    """Who does these, where nobody began and nobody is fixed to it, is chosen anew."""

    def freed(task: core.Task) -> core.Task:
        return replace(task, people=(), rank=None) if task.id in tasks and _may_be_handed(task) else task

    return replace(portfolio, tasks=tuple(map(freed, portfolio.tasks)))


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

    level = max((d.level for task in portfolio.tasks if hers(task) for d in task.demands), default=1)
    week = portfolio.week or portfolio.people[0].week
    person = core.Person(id=NEW, name="one more person", week=week, skills={skill: level}, left=day)
    paid = [
        portfolio.rates[one.id]
        for one in portfolio.people
        if skill in one.skills and one.id in portfolio.rates
    ]
    rates = {**portfolio.rates, NEW: sum(paid, Decimal(0)) / len(paid)} if paid else portfolio.rates
    mine = frozenset(task.id for task in portfolio.tasks if hers(task))
    return replace(_freed(mine, portfolio), people=(*portfolio.people, person), rates=rates)
