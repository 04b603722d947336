"""What would keep a promise that breaks: the smallest sets of what somebody could give up, each with its price.

Sets are tried by increasing size, each by making the plan it leads to, and nothing that holds a set found already is
tried again: so every set returned keeps the promise and none of its parts alone does, however the plan behaves (minimal
correction sets by increasing cardinality, Liffiton and Sakallah 2008). What is tried is what the chain that holds the
promise is made of; sets of more than three nobody would agree to are not looked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

from varifocal.core.plan.make import plan
from varifocal.core.plan.relaxing.candidates import candidates
from varifocal.core.plan.relaxing.giving_up import relax
from varifocal.core.plan.relaxing.kept import dates, done, is_kept, limit_of, tasks_of
from varifocal.core.plan.relaxing.values import Kind, Planner, Relaxation, Relaxations, gentle
from varifocal.core.plan.values import Plan
from varifocal.core.plan.words import day_text, quoted
from varifocal.core.portfolio import Portfolio

MOST_CANDIDATES = 12
MOST_TOGETHER = 3
LATER_TRIES = 4


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


def _leaves_nothing(portfolio: Portfolio, some: Relaxations, noun: str, id: int) -> bool:
    """Whether all that is promised would be left out: that keeps nothing."""
    left_out = {one.task for one in some if one.kind == Kind.SCOPE}
    return set(tasks_of(portfolio, noun, id)) <= left_out


def _later(portfolio: Portfolio, planned: Plan, noun: str, id: int, planner: Planner) -> Relaxation | None:
    """The date moved to the day it would be done, looked for again where the plan answers the later date by being
    later; None where part of it has no place."""
    tasks, limit = tasks_of(portfolio, noun, id), limit_of(portfolio, noun, id)
    assert limit is not None
    asked = portfolio.task[id] if noun == "task" else portfolio.project[id]
    zone = (portfolio.week or portfolio.people[0].week).zone if portfolio.people else portfolio.zone
    for _ in range(LATER_TRIES):
        if any(task in planned.unplanned for task in tasks):
            return None
        day = dates(portfolio, planned).grid.day(max(0, done(planned, tasks) - 1), zone)
        days = float((day - limit).days)
        sentence = f"Promise {quoted(asked.name)} by {day_text(day, planned.origin.date())}"
        later = Relaxation(Kind.LATER, id, sentence, days=days, last=day, noun=noun)
        relaxed = relax(portfolio, [later])
        planned = planner(relaxed)
        if is_kept(relaxed, planned, noun, id):
            return later
    return None


def _price(some: Relaxations) -> tuple[int, float, list[int]]:
    return len(some), sum(one.days for one in some), sorted(gentle(one.kind) for one in some)
