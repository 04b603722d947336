"""A better first plan: worth what it says once it is agreed, and of nothing but what nobody agreed."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from core.portfolios import portfolio as random_portfolio
from core.portfolios import portfolios
from varifocal.core.plan import Plan, Proposal, Stop, check, plan
from varifocal.core.plan.agreeing import as_agreed
from varifocal.core.plan.improving import quick
from varifocal.core.plan.improving.afresh import propose_afresh
from varifocal.core.plan.objective import Lateness, judged, outcome_of
from varifocal.core.plan.reading import compiled
from varifocal.core.portfolio import Portfolio
from varifocal.core.portfolio.hours import no_ones_time

SELDOM = settings(max_examples=40)


@SELDOM
@given(portfolios(most_tasks=24), st.integers(0, 9))
def test_it_is_worth_what_it_says_once_it_is_agreed(portfolio: Portfolio, seed: int) -> None:
    before = plan(portfolio)
    found = propose_afresh(portfolio, before, seed=seed, stop=Stop(schedules=60))
    assert found == propose_afresh(portfolio, before, seed=seed, stop=Stop(schedules=60))
    if found is None:
        return
    taken = as_agreed(portfolio, found.moves)
    then = plan(taken)
    assert check(taken, then) == []
    assert then.objective.unplanned <= before.objective.unplanned
    assert then.objective.broken_deadlines == before.objective.broken_deadlines - found.deadlines
    assert abs(before.objective.tardiness - then.objective.tardiness - found.saved) < 0.02
    assert found.saved >= 1 or found.deadlines
    for move in found.moves:
        agreed = portfolio.task[move.task].people
        assert move.people_before == agreed
        assert move.renumbered == bool(agreed)
        assert not move.renumbered or move.people_after == agreed
    assert found.first is not None
    assert {task: one.stretches for task, one in found.first.placed.items()} == {
        task: one.stretches for task, one in plan(taken.firm).placed.items()
    }


def agency(seed: int) -> Portfolio:
    return random_portfolio(seed, tasks=120, people=8, agreed=0.0, wild=0.0)


def found_in(portfolio: Portfolio, **how: object) -> tuple[Plan, Proposal]:
    before = quick.plan(portfolio)
    found = propose_afresh(portfolio, before, **how)  # type: ignore[arg-type]
    assert found is not None
    return before, found


def test_a_portfolio_nobody_agreed_anything_of_gets_one() -> None:
    before, found = found_in(agency(3))
    assert {move.task for move in found.moves} == set(before.placed)
    assert found.sentence.startswith("Agree the 120 tasks nobody agreed yet in a better order, ")
    assert "weighted days less late in all" in found.sentence
    assert found.price.disturbed == 0
    assert abs(sum(found.price.hours.values())) < 0.1, "the same hours, of others"


def test_what_is_to_stay_open_stays_open() -> None:
    portfolio = agency(3)
    leave = {task.id for task in portfolio.tasks[:20]}
    before = quick.plan(portfolio)
    found = propose_afresh(portfolio, before, leave=leave)
    assert found is None or leave.isdisjoint(move.task for move in found.moves)
    everything = {task.id for task in portfolio.tasks}
    assert propose_afresh(portfolio, before, leave=everything) is None


def test_where_all_is_agreed_or_nothing_is_late_there_is_none() -> None:
    portfolio = agency(3)
    before = quick.plan(portfolio)
    agreed = replace(
        portfolio,
        tasks=tuple(
            replace(task, people=before.placed[task.id].people, rank=float(task.id))
            for task in portfolio.tasks
        ),
    )
    assert propose_afresh(agreed, quick.plan(agreed)) is None
    at_ease = replace(
        portfolio,
        tasks=tuple(replace(task, due=None, deadline=None) for task in portfolio.tasks),
        projects=tuple(replace(one, due=None, deadline=None) for one in portfolio.projects),
    )
    assert propose_afresh(at_ease, quick.plan(at_ease)) is None


def test_its_worth_is_told_by_project() -> None:
    portfolio = agency(3)
    _, found = found_in(portfolio)
    saved = lateness(portfolio).by_project - lateness(as_agreed(portfolio, found.moves)).by_project
    assert abs(saved.sum() - sum(found.worth.values())) < 0.1 * len(portfolio.projects)


def lateness(portfolio: Portfolio) -> Lateness:
    work, _, schedule = quick.first(compiled(portfolio, no_ones_time(portfolio)))
    return judged(work, outcome_of(work, schedule))
