"""Can this date be promised? The gate before a due date is given, in words, and the days that could be promised.

The planner's part answers from the plan that stands, in milliseconds; the chances come from the forecast that stands.
Names of what she may not see are withheld; that something of it would give way is said.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from varifocal.core.plan.promising import CanPromise, Gate
from varifocal.core.plan.relaxing.kept import is_kept
from varifocal.core.plan.relaxing.smallest import smallest
from varifocal.core.plan.relaxing.values import Kind, Relaxation, Relaxations
from varifocal.core.plan.suppose import Due, suppose
from varifocal.core.plan.words import day_text, days_text, quoted
from varifocal.core.values import in_a_row
from varifocal.flows.planner import plan
from varifocal.flows.schedule import UNSEEN
from varifocal.flows.trial import State, standing_plan, standing_trial
from varifocal.flows.trying.eyes import Eyes
from varifocal.org.base.account import Account
from varifocal.org.base.refusals import Impossible

MOST_NAMED = 3
MOST_PLANS = 40
"""Plans made to find what would keep a date."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the gate says of a day: whether it holds as it stands, would with another person, would if others gave
    way; and each thing that stands for or against it, in words."""

    noun: str
    id: int
    day: date
    state: str
    """“holds”, “another”, “first” or “breaks”."""
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Days:
    """The days by which it would be done in 50, 80 and 95 of 100 futures, None where nobody can say; `sentence` says
    why there are none."""

    half: date | None
    most: date | None
    sure: date | None
    sentence: str = ""

    def holds_in(self, day: date) -> str:
        """In how many futures it would be done by a day: in “few” (fewer than half), in “half” of them or more, in
        “most” (four of five or more); empty where nobody can say."""
        if self.half is None:
            return ""
        if day < self.half:
            return "few"
        return "half" if self.most is None or day < self.most else "most"


def can_promise(noun: str, id: int, day: date, *, by: Account, now: datetime) -> Told:
    """Whether a task or project (`noun`) can be promised by the end of a day. `now` is UTC; nothing is written.

    Raises Impossible for what is not open, or not there for her eyes.
    """
    eyes = Eyes(by, now)
    if id not in (eyes.tasks if noun == "task" else eyes.projects):
        raise Impossible("That is not there any more.")
    told = _gate(eyes.state).can_promise(noun, id, day)
    state = (
        "holds"
        if told.holds
        else "another"
        if told.holds_with_another
        else "first"
        if told.holds_if_first
        else "breaks"
    )
    return Told(noun, id, day, state, tuple(_Words(told, eyes).all()))


def earliest(noun: str, id: int, *, by: Account, now: datetime) -> Days:
    """By when it could be promised, by the forecast of what stands. Of a task two days are known. `now` is UTC. Raises
    as `can_promise` does."""
    eyes = Eyes(by, now)
    if id not in (eyes.tasks if noun == "task" else eyes.projects):
        raise Impossible("That is not there any more.")
    trial = standing_trial(eyes.state)
    if noun == "task":
        told = trial.foretold.tasks.get(id)
        if told is None:
            return Days(None, None, None, trial.planned.unplanned.get(id, "It has no place in the plan yet."))
        zone = ZoneInfo(trial.portfolio.zone)
        half, most = (each.astimezone(zone).date() for each in (told.p50, told.p80))
        return Days(half, most, None)
    project = trial.foretold.projects[id]
    days = [next((on for on, share in project.curve if share >= level), None) for level in (0.5, 0.8, 0.95)]
    return Days(days[0], days[1], days[2], project.sentence)


@dataclass(frozen=True, slots=True)
class Way:
    """One smallest set of what could be given up so that the date is kept: in words, with what each costs."""

    parts: tuple[tuple[str, str], ...]


def what_would_keep(noun: str, id: int, day: date | None, *, by: Account, now: datetime) -> list[Way] | None:
    """The smallest sets that would keep the date of a task or project, or the day given instead; None where it is kept
    as it stands, an empty list where nothing that was tried keeps it. `now` is UTC. Raises as `can_promise` does."""
    eyes = Eyes(by, now)
    if id not in (eyes.tasks if noun == "task" else eyes.projects):
        raise Impossible("That is not there any more.")
    portfolio = eyes.standing.portfolio
    hidden = frozenset(task.id for task in portfolio.tasks if task.id not in eyes.tasks)
    found = _keeping(eyes.state, noun, id, day, hidden)
    if found is None:
        return None
    return [Way(tuple((one.sentence, _price(one)) for one in some)) for some in found]


@lru_cache(maxsize=16)
def _keeping(
    state: State, noun: str, id: int, day: date | None, hidden: frozenset[int]
) -> tuple[Relaxations, ...] | None:
    standing = standing_plan(state)
    portfolio, planned = standing.portfolio, standing.planned
    if day is not None:
        portfolio = suppose(portfolio, [Due(noun, id, day)])
        planned = plan(portfolio)
    if is_kept(portfolio, planned, noun, id):
        return None
    tasks = tuple(replace(one, name=UNSEEN) if one.id in hidden else one for one in portfolio.tasks)
    return smallest(replace(portfolio, tasks=tasks), planned, noun, id, most_plans=MOST_PLANS, planner=plan)


def _price(one: Relaxation) -> str:
    match one.kind:
        case Kind.LATER:
            return f"{days_text(one.days)} later"
        case Kind.HELP | Kind.SCOPE if one.hours < 1:
            return ""
        case Kind.HELP:
            return f"{one.hours:,.0f} hours from outside"
        case Kind.SCOPE:
            return f"{one.hours:,.0f} hours left out"
        case Kind.EQUIPMENT:
            return f"{days_text(one.days)} of it"
        case Kind.ABSENCE:
            return f"{days_text(one.days)} away at another time"
    return ""


@lru_cache(maxsize=2)
def _gate(state: State) -> Gate:
    standing = standing_plan(state)
    return Gate(standing.portfolio, standing.planned)


class _Words:
    """One answer of the gate in sentences, for one account's eyes."""

    def __init__(self, told: CanPromise, eyes: Eyes) -> None:
        self.told, self.eyes, self.portfolio = told, eyes, eyes.standing.portfolio

    def all(self) -> Iterator[str]:
        yield from self._when()
        told = self.told
        if told.large:
            count = len(told.large)
            names = self._names(told.large)
            yield (
                f"{names} {'is' if count == 1 else 'are'} more than a week of one person; break"
                f" {'it' if count == 1 else 'them'} down first."
            )
        if told.budget and not told.budget.holds:
            yield (
                f"It needs {told.budget.needed:,.0f} hours in all; the budget is {told.budget.allowed:,.0f}."
            )

    def _when(self) -> Iterator[str]:
        told = self.told
        for task, reason in list(told.unable.items())[:MOST_NAMED]:
            yield f"{self._name(task)} has no place: {reason}"
        if told.done is None:
            if not told.unable:
                yield "Nothing is open in it, so nothing says when it would be done."
            return
        done = f"As it stands it would be done on {self._day(told.done)}"
        if told.holds:
            days = (told.day - told.done).days
            yield f"{done}, {days} {'day' if days == 1 else 'days'} before." if days else f"{done}, that day."
            return
        days = (told.done - told.day).days
        yield f"{done}, {days} {'day' if days == 1 else 'days'} late."
        if told.instead is not None:
            person, day = told.instead
            yield (
                f"{self.portfolio.person[person].name} could have it done on {self._day(day)}, and nothing else"
                " would move."
            )
        if told.first is not None and told.gives_way:
            if told.holds_if_first:
                yield f"If it went first, on {self._day(told.first)}: {self._way()}."
            else:
                yield f"Even if it went first, not before {self._day(told.first)}."
        elif told.first == told.done:
            yield "Going first would not bring it forward: nothing else stands in its way."

    def _way(self) -> str:
        seen = [task for task in self.told.gives_way if task in self.eyes.tasks]
        hidden = len(seen) < len(self.told.gives_way)
        said = f"{self._names(seen)} would give way" if seen else ""
        if hidden:
            return (
                f"{said}, and something you cannot see" if said else "something you cannot see would give way"
            )
        return said

    def _names(self, tasks: tuple[int, ...] | list[int]) -> str:
        names = [self._name(task) for task in tasks[:MOST_NAMED]]
        if len(tasks) > MOST_NAMED:
            names.append(f"{len(tasks) - MOST_NAMED} more")
        return in_a_row(names)

    def _name(self, task: int) -> str:
        return quoted(self.portfolio.task[task].name)

    def _day(self, day: date) -> str:
        return day_text(day, self.eyes.today)
