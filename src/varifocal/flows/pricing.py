"""What would bring a task forward, with its price: days by the planner, chances of promises and goals by the
forecaster; and by when somebody outside has to answer at the latest.

Each remedy is planned over everything, so that what it does to others is in its price; the best are lived through with
the same random numbers as what stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from varifocal.core.calendar import QUARTER
from varifocal.core.plan import Plan
from varifocal.core.plan.answering import Latest, latest_answer
from varifocal.core.plan.instance import others_able
from varifocal.core.plan.relaxing.candidates import candidates, chain_of
from varifocal.core.plan.relaxing.giving_up import relax
from varifocal.core.plan.suppose import Given, suppose
from varifocal.core.plan.words import quoted
from varifocal.core.portfolio import Portfolio
from varifocal.flows.planner import plan
from varifocal.flows.schedule import UNSEEN
from varifocal.flows.trial import Standing, State, Trial, foresee, standing_plan, standing_trial
from varifocal.flows.trying.cost import cost_of
from varifocal.flows.trying.eyes import Eyes
from varifocal.flows.trying.values import Cost
from varifocal.flows.whatif import Effect, effects_of
from varifocal.org.base.account import Account
from varifocal.org.base.refusals import Impossible

LEAST_DAYS = 1
MOST_PRICED = 3
"""Remedies lived through, those that save most days."""
MOST_OTHERS = 2
DEEPEST = 3
"""Links of the chain for which somebody else is tried."""
MOST_WAITS = 2


@dataclass(frozen=True, slots=True)
class Priced:
    """One remedy: what is done, the day the task would be done instead of which, and what that does to promises and
    goals, and to money for those who see it; `hidden`: something she may not see loses. `given`: that a task is given
    to somebody is all of it, so that it can be tried and taken."""

    sentence: str
    day: date
    instead_of: date
    chances: tuple[Effect, ...]
    hidden: bool
    cost: Cost | None = None
    given: Given | None = None

    @property
    def days(self) -> int:
        """Days it brings."""
        return (self.instead_of - self.day).days


@dataclass(frozen=True, slots=True)
class AnswerBy:
    """A wait the task hangs on, the last day on which its answer keeps the date, and which date that is; the name is
    empty where she may not see it."""

    wait: str
    day: date
    name: str
    promised: date


@dataclass(frozen=True, slots=True)
class Prices:
    """All that is known of bringing a task forward."""

    remedies: tuple[Priced, ...]
    answers: tuple[AnswerBy, ...]


def priced(task: int, *, by: Account, now: datetime) -> Prices:
    """Price what would bring a task forward. Takes seconds; `now` is UTC; nothing is written.

    Raises Impossible for what is not open, or not there for her eyes.
    """
    eyes = Eyes(by, now)
    if task not in eyes.tasks:
        raise Impossible("That is not there any more.")
    hidden = frozenset(one.id for one in eyes.standing.portfolio.tasks if one.id not in eyes.tasks)
    standing = standing_trial(eyes.state)
    remedies = []
    for sentence, before, after, trial, given in _tried(eyes.state, task, hidden):
        chances, loses = effects_of(standing, trial, by)
        cost = cost_of(standing, trial) if by.money_right else None
        seen = given is not None and eyes.hold([given])
        remedies.append(Priced(sentence, after, before, chances, loses, cost, given if seen else None))
    return Prices(tuple(remedies), tuple(_answers(eyes, task)))


@lru_cache(maxsize=16)
def _tried(
    state: State, task: int, hidden: frozenset[int]
) -> tuple[tuple[str, date, date, Trial, Given | None], ...]:
    """The best remedies, each with the day before and after, its forecast, and who is given what."""
    standing = standing_plan(state)
    portfolio, planned = standing.portfolio, standing.planned
    if task not in planned.placed:
        return ()
    zone = ZoneInfo(portfolio.zone)
    names = tuple(replace(one, name=UNSEEN) if one.id in hidden else one for one in portfolio.tasks)
    before = _done(planned, task, zone)
    found = []
    for place, (sentence, changed, given) in enumerate(
        _changes(replace(portfolio, tasks=names), planned, task)
    ):
        again = plan(changed)
        if task in again.placed and (before - (after := _done(again, task, zone))).days >= LEAST_DAYS:
            found.append((after, place, sentence, Standing(changed, again, standing.calibration), given))
    best = sorted(found, key=lambda one: one[:2])[:MOST_PRICED]
    return tuple((sentence, before, after, foresee(one), given) for after, _, sentence, one, given in best)


def _changes(portfolio: Portfolio, planned: Plan, task: int) -> Iterator[tuple[str, Portfolio, Given | None]]:
    """What could be done about it, in words, and the portfolio it makes."""
    for one in candidates(portfolio, planned, "task", task):
        yield one.sentence, relax(portfolio, [one]), None
    for held in chain_of(planned, task)[:DEEPEST]:
        asked, people = portfolio.task[held], planned.placed[held].people
        if len(people) != 1 or asked.started or asked.pinned_people:
            continue
        for other in others_able(portfolio, held, people[0])[:MOST_OTHERS]:
            name, own = portfolio.person[other].name, portfolio.person[people[0]].name
            given = Given(held, (other,), asked.rank)
            yield f"Give {quoted(asked.name)} to {name} instead of {own}", suppose(portfolio, [given]), given


def _done(planned: Plan, task: int, zone: ZoneInfo) -> date:
    return max(planned.origin, planned.finishes(task) - QUARTER).astimezone(zone).date()


def _answers(eyes: Eyes, task: int) -> Iterator[AnswerBy]:
    """The waits it hangs on, itself included."""
    portfolio = eyes.standing.portfolio
    if task not in eyes.standing.planned.placed:
        return
    waits = [one for one in chain_of(eyes.standing.planned, task) if portfolio.task[one].wait is not None]
    for wait in [one for one in waits if one in eyes.tasks][:MOST_WAITS]:
        latest = _latest(eyes.state, wait)
        if latest is None:
            continue
        seen = latest.id in (eyes.tasks if latest.noun == "task" else eyes.projects)
        rows = portfolio.task if latest.noun == "task" else portfolio.project
        name = rows[latest.id].name if seen else ""
        yield AnswerBy(portfolio.task[wait].name, latest.day, name, latest.promised)


@lru_cache(maxsize=64)
def _latest(state: State, wait: int) -> Latest | None:
    standing = standing_plan(state)
    return latest_answer(standing.portfolio, standing.planned, wait, planner=plan)
