"""What would keep a promise that breaks: the smallest sets of what somebody could give up, each with its price.

Sets are tried by increasing size, each by making the plan it leads to, and nothing that holds a set found already is
tried again: so every set returned keeps the promise and none of its parts alone does, however the plan behaves (minimal
correction sets by increasing cardinality, Liffiton and Sakallah 2008). What is tried is what the chain that holds the
promise is made of; sets of more than three nobody would agree to are not looked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import combinations

from varifocal.core.calendar import QUARTERS_PER_DAY
from varifocal.core.plan.make import plan
from varifocal.core.plan.suppose import Due, suppose
from varifocal.core.plan.values import BY_TASKS, HoldKind, Plan
from varifocal.core.plan.words import day_text, days_text, quoted
from varifocal.core.portfolio import Dependency, Person, Portfolio, SkillDemand, Task
from varifocal.core.portfolio.hours import working_time

HELPER = 1 << 41
"""Ids of people from outside begin here."""

MOST_CHAINS = 3
LONGEST_CHAIN = 40
FEW = 3
"""Things of one kind that are tried to be given up, the cheapest."""
MOST_CANDIDATES = 12
MOST_TOGETHER = 3
HOURS_A_DAY = 8.0
LATER_TRIES = 4


Planner = Callable[[Portfolio], Plan]
"""Who makes the plans that are tried."""


class Kind(StrEnum):
    """What is given up; of two sets as large, the one with the earlier kinds comes first."""

    PIN = "pin"
    RELEASE = "release"
    ABSENCE = "absence"
    TIE = "tie"
    EQUIPMENT = "equipment"
    HELP = "help"
    SCOPE = "scope"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Relaxation:
    """One thing given up, and its price: `days` somebody waits or gives, `hours` of work bought or left out.

    `task` is what it is about (0 of an absence); `other` the earlier task of a tie, the person of an absence, the skill
    of help, the equipment there is one more of; `first` and `last` the days of the absence, `last` alone the later
    date.
    """

    kind: Kind
    task: int
    sentence: str
    days: float = 0.0
    hours: float = 0.0
    other: int = 0
    first: date | None = None
    last: date | None = None
    noun: str = ""
    """For a later date: whether `task` is a “task” or a “project”."""


Relaxations = tuple[Relaxation, ...]


def broken(portfolio: Portfolio, planned: Plan) -> Iterator[tuple[str, int]]:
    """Promises the plan breaks: tasks and projects (noun and id) done after their due date or deadline."""
    for noun, rows in (("project", portfolio.projects), ("task", portfolio.tasks)):
        for one in rows:
            if (one.due or one.deadline) and not is_kept(portfolio, planned, noun, one.id):
                yield noun, one.id


def is_kept(portfolio: Portfolio, planned: Plan, noun: str, id: int) -> bool:
    """Whether all of it has a place and is done by the end of each date it has."""
    limit = _limit(portfolio, noun, id)
    tasks = _tasks(portfolio, noun, id)
    if limit is None or any(task in planned.unplanned for task in tasks):
        return limit is None
    return _done(planned, tasks) <= working_time(_nobody(portfolio), planned.horizon, planned.origin).due(
        limit
    )


def smallest(
    portfolio: Portfolio,
    planned: Plan,
    noun: str,
    id: int,
    *,
    most_sets: int = 4,
    most_plans: int = 60,
    planner: Planner = plan,
) -> tuple[Relaxations, ...]:
    """The smallest sets that keep a broken promise, the fewest given up first, then the cheapest; none where it is
    kept. At most so many plans are made. Raises KeyError for what is not open."""
    if is_kept(portfolio, planned, noun, id):
        return ()
    could = list(candidates(portfolio, planned, noun, id))[:MOST_CANDIDATES]
    found: list[Relaxations] = []
    tried = 0
    for size in range(1, MOST_TOGETHER + 1):
        for some in combinations(could, size):
            if any(set(one) <= set(some) for one in found) or _leaves_nothing(portfolio, some, noun, id):
                continue
            if tried == most_plans:
                break
            tried += 1
            if keeps(portfolio, some, noun, id, planner=planner):
                found.append(some)
        if len(found) >= most_sets - 1:
            break
    if (later := _later(portfolio, planned, noun, id, planner)) is not None:
        found.append((later,))
    return tuple(sorted(found, key=_price)[:most_sets])


def _leaves_nothing(portfolio: Portfolio, some: Relaxations, noun: str, id: int) -> bool:
    """Whether all that is promised would be left out: that keeps nothing."""
    left_out = {one.task for one in some if one.kind == Kind.SCOPE}
    return set(_tasks(portfolio, noun, id)) <= left_out


def keeps(
    portfolio: Portfolio,
    relaxations: Iterable[Relaxation],
    noun: str,
    id: int,
    *,
    planner: Planner = plan,
) -> bool:
    """Whether the promise is kept in the plan made once all of these are given up."""
    relaxed = relax(portfolio, relaxations)
    return is_kept(relaxed, planner(relaxed), noun, id)


def relax(portfolio: Portfolio, relaxations: Iterable[Relaxation]) -> Portfolio:
    """The portfolio with all of these given up."""
    for one in relaxations:
        portfolio = _relaxed(portfolio, one)
    return portfolio


# -- giving one thing up ---------------------------------------------------------------------------------------


def _relaxed(portfolio: Portfolio, one: Relaxation) -> Portfolio:
    match one.kind:
        case Kind.PIN:
            return _with(portfolio, one.task, pinned_start=None)
        case Kind.RELEASE:
            return _with(portfolio, one.task, release=None)
        case Kind.TIE:
            ties = tuple(
                tie for tie in portfolio.dependencies if (tie.before, tie.after) != (one.other, one.task)
            )
            return replace(portfolio, dependencies=ties)
        case Kind.ABSENCE:
            people = tuple(
                replace(each, away=tuple(days for days in each.away if days != (one.first, one.last)))
                if each.id == one.other
                else each
                for each in portfolio.people
            )
            return replace(portfolio, people=people)
        case Kind.EQUIPMENT:
            equipment = tuple(
                replace(each, count=each.count + 1) if each.id == one.other else each
                for each in portfolio.equipment
            )
            return replace(portfolio, equipment=equipment)
        case Kind.HELP:
            return _helped(portfolio, one)
        case Kind.SCOPE:
            return _without(portfolio, one.task)
        case Kind.LATER:
            moved = suppose(portfolio, [Due(one.noun, one.task, one.last)])
            rows = moved.task if one.noun == "task" else moved.project
            if rows[one.task].deadline is None:
                return moved
            if one.noun == "task":
                return _with(moved, one.task, deadline=one.last)
            projects = tuple(
                replace(each, deadline=one.last) if each.id == one.task else each for each in moved.projects
            )
            return replace(moved, projects=projects)


def _with(portfolio: Portfolio, id: int, **fields: object) -> Portfolio:
    tasks = tuple(replace(task, **fields) if task.id == id else task for task in portfolio.tasks)  # type: ignore[arg-type]
    return replace(portfolio, tasks=tasks)


def _helped(portfolio: Portfolio, one: Relaxation) -> Portfolio:
    """Somebody from outside with what the task asks does it instead of its people."""
    task = portfolio.task[one.task]
    id = HELPER + one.task
    week = portfolio.week or portfolio.people[0].week
    skills = {demand.skill: demand.level for demand in task.demands}
    helper = Person(id=id, name="somebody from outside", week=week, skills=skills)
    helped = _with(portfolio, one.task, people=(id,), rank=None, pinned_people=())
    return replace(helped, people=(*helped.people, helper))


def _without(portfolio: Portfolio, id: int) -> Portfolio:
    """Without a task; what waited for it waits for what it waited for."""
    before = [tie for tie in portfolio.dependencies if tie.after == id]
    after = [tie for tie in portfolio.dependencies if tie.before == id]
    bridges = [
        Dependency(one.before, other.after) for one in before for other in after if one.before != other.after
    ]
    ties = [tie for tie in portfolio.dependencies if id not in (tie.before, tie.after)]
    tasks = tuple(task for task in portfolio.tasks if task.id != id)
    return replace(portfolio, tasks=tasks, dependencies=(*ties, *bridges))


# -- what could be given up ------------------------------------------------------------------------------------


def candidates(portfolio: Portfolio, planned: Plan, noun: str, id: int) -> Iterator[Relaxation]:
    """What the chains that hold it are made of, the gentlest kinds first, a few of each, each once."""
    few: Counter[Kind] = Counter()
    told: set[Relaxation] = set()
    for one in sorted(_all(portfolio, planned, noun, id), key=lambda each: (_gentle(each.kind), each.days)):
        if one not in told and few[one.kind] < FEW:
            told.add(one)
            few[one.kind] += 1
            yield one


def _all(portfolio: Portfolio, planned: Plan, noun: str, id: int) -> Iterator[Relaxation]:
    own = set(_tasks(portfolio, noun, id))
    today = planned.origin.date()
    for task in sorted(own & planned.unplanned.keys()):
        asked = portfolio.task[task]
        if len(own) > 1:
            yield _scope(asked)
        if asked.demands:
            yield _help(portfolio, asked)
    late = sorted(
        (task for task in own if task in planned.placed),
        key=lambda task: (-planned.placed[task].finish, task),
    )
    for last in late[:MOST_CHAINS]:
        chain = chain_of(planned, last)
        for at, task in enumerate(chain):
            asked, placed = portfolio.task[task], planned.placed[task]
            name = quoted(asked.name)
            if asked.pinned_start and not asked.started:
                day = day_text(asked.pinned_start, today)
                yield Relaxation(Kind.PIN, task, f"Give up that {name} is pinned to {day}", days=1.0)
            if asked.release and not asked.started and placed.hold.kind == HoldKind.RELEASE:
                days = float((asked.release - today).days)
                yield Relaxation(
                    Kind.RELEASE, task, f"Let {name} begin before {day_text(asked.release, today)}", days=days
                )
            if placed.hold.kind == HoldKind.PREDECESSOR and at + 1 < len(chain):
                other = quoted(portfolio.task[chain[at + 1]].name)
                yield Relaxation(
                    Kind.TIE, task, f"Begin {name} without waiting for {other}", days=1.0, other=chain[at + 1]
                )
            if placed.hold.kind in (HoldKind.EQUIPMENT, HoldKind.OUTAGE):
                yield from _one_more(portfolio, planned, asked)
            yield from _absences(portfolio, planned, asked, today)
            if placed.people and not asked.started and asked.left > 0 and len(placed.people) == 1:
                yield _help(portfolio, asked)
            if task in own and len(own) > 1 and not asked.started:
                yield _scope(asked)


def chain_of(planned: Plan, last: int) -> list[int]:
    """A placed task, what holds it, what holds that, back to what no other task holds."""
    chain = [last]
    while len(chain) < LONGEST_CHAIN and planned.placed[chain[-1]].hold.kind in BY_TASKS:
        before = planned.placed[chain[-1]].hold.id
        if before not in planned.placed or before in chain:
            break
        chain.append(before)
    return chain


def _absences(portfolio: Portfolio, planned: Plan, asked: Task, today: date) -> Iterator[Relaxation]:
    """Days somebody is away while it waits; single days are mostly holidays nobody can move."""
    for id in planned.placed[asked.id].people:
        person = portfolio.person[id]
        for first, last in person.away:
            if first < last and last >= today and first <= planned.finishes(asked.id).date():
                days = (last - max(first, today)).days + 1
                away = f"{day_text(first, today)} to {day_text(last, today)}"
                yield Relaxation(
                    Kind.ABSENCE,
                    0,
                    f"Let {person.name} be away at another time than {away}",
                    days=float(days),
                    other=id,
                    first=first,
                    last=last,
                )


def _one_more(portfolio: Portfolio, planned: Plan, asked: Task) -> Iterator[Relaxation]:
    """One more of what it waits for, as long as it is used."""
    placed = planned.placed[asked.id]
    days = max(1.0, round((placed.finish - placed.start) / QUARTERS_PER_DAY))
    for each in portfolio.equipment:
        if each.id in {use.equipment for use in asked.uses}:
            sentence = f"One more of {each.name} for {days_text(days)}, for {quoted(asked.name)}"
            yield Relaxation(Kind.EQUIPMENT, asked.id, sentence, days=days, other=each.id)


def _help(portfolio: Portfolio, asked: Task) -> Relaxation:
    days = asked.left / HOURS_A_DAY
    skill = _skill(portfolio, asked.demands)
    return Relaxation(
        Kind.HELP,
        asked.id,
        f"One more person{skill} for {days_text(days)}, for {quoted(asked.name)}",
        days=days,
        hours=asked.left,
        other=asked.demands[0].skill if asked.demands else 0,
    )


def _skill(portfolio: Portfolio, demands: Sequence[SkillDemand]) -> str:
    return f" with {portfolio.skills.get(demands[0].skill, 'the skill')}" if demands else ""


def _scope(asked: Task) -> Relaxation:
    return Relaxation(
        Kind.SCOPE,
        asked.id,
        f"Leave {quoted(asked.name)} out",
        days=asked.left / HOURS_A_DAY,
        hours=asked.left,
    )


def _later(portfolio: Portfolio, planned: Plan, noun: str, id: int, planner: Planner) -> Relaxation | None:
    """The date moved to the day it would be done, looked for again where the plan answers the later date by being
    later; None where part of it has no place."""
    tasks, limit = _tasks(portfolio, noun, id), _limit(portfolio, noun, id)
    assert limit is not None
    asked = portfolio.task[id] if noun == "task" else portfolio.project[id]
    zone = (portfolio.week or portfolio.people[0].week).zone if portfolio.people else portfolio.zone
    for _ in range(LATER_TRIES):
        if any(task in planned.unplanned for task in tasks):
            return None
        grid = working_time(_nobody(portfolio), planned.horizon, planned.origin).grid
        day = grid.day(max(0, _done(planned, tasks) - 1), zone)
        days = float((day - limit).days)
        sentence = f"Promise {quoted(asked.name)} by {day_text(day, planned.origin.date())}"
        later = Relaxation(Kind.LATER, id, sentence, days=days, last=day, noun=noun)
        relaxed = relax(portfolio, [later])
        planned = planner(relaxed)
        if is_kept(relaxed, planned, noun, id):
            return later
    return None


def _tasks(portfolio: Portfolio, noun: str, id: int) -> tuple[int, ...]:
    if noun == "task":
        return (portfolio.task[id].id,) if id in portfolio.task else ()
    return tuple(task.id for task in portfolio.tasks if task.project == id)


def _limit(portfolio: Portfolio, noun: str, id: int) -> date | None:
    rows = portfolio.task if noun == "task" else portfolio.project
    asked = rows.get(id)
    dates = [day for day in (asked.due, asked.deadline) if day] if asked else []
    return min(dates, default=None)


def _done(planned: Plan, tasks: Iterable[int]) -> int:
    return max((planned.placed[task].finish for task in tasks), default=0)


def _nobody(portfolio: Portfolio) -> Portfolio:
    """The same house without its people: dates alone are asked for."""
    return replace(portfolio, people=())


def _gentle(kind: Kind) -> int:
    return list(Kind).index(kind)


def _price(some: Relaxations) -> tuple[int, float, list[int]]:
    return len(some), sum(one.days for one in some), sorted(_gentle(one.kind) for one in some)
