"""The gate before a promise: what it says agrees with the plan it asks, and with the planner where others give way."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given

from core.portfolios import TODAY, portfolio, portfolios
from varifocal.core.plan import plan
from varifocal.core.plan.promising import SMALL, CanPromise, Gate
from varifocal.core.portfolio import Portfolio

DAY = TODAY + timedelta(days=10)


def all_of(portrait: Portfolio) -> list[CanPromise]:
    gate = Gate(portrait, plan(portrait))
    told = [gate.can_promise("task", task.id, DAY) for task in portrait.firm.tasks]
    return told + [gate.can_promise("project", project.id, DAY) for project in portrait.firm.projects]


@given(portfolios())
def test_it_says_of_what_stands_what_the_plan_says(portrait: Portfolio) -> None:
    planned = plan(portrait)
    gate = Gate(portrait, planned)
    for task in portrait.firm.tasks:
        told = gate.can_promise("task", task.id, DAY)
        assert (told.done is None) == (task.id in planned.unplanned) == bool(told.unable)
        if told.done is not None:
            finish = max(planned.finishes(task.id) - timedelta(minutes=15), planned.origin)
            assert abs((finish.date() - told.done).days) <= 1, "its zone is the organization's"


@given(portfolios())
def test_what_goes_first_is_never_later_and_names_what_gives_way(portrait: Portfolio) -> None:
    for told in all_of(portrait):
        if told.first is not None and told.done is not None:
            assert told.first <= told.done
            assert bool(told.gives_way) <= (told.first < told.done)
        own = {told.id} if told.noun == "task" else {t.id for t in portrait.tasks if t.project == told.id}
        assert own.isdisjoint(told.gives_way)
        started = {task.id for task in portrait.tasks if task.started}
        assert started.isdisjoint(told.gives_way), "nobody puts down what she began"


@given(portfolios())
def test_whom_it_names_instead_can_do_it_without_moving_anything(portrait: Portfolio) -> None:
    planned = plan(portrait)
    gate = Gate(portrait, planned)
    for task in portrait.firm.tasks:
        told = gate.can_promise("task", task.id, DAY)
        if told.instead is None:
            continue
        person, day = told.instead
        skills = portrait.person[person].skills
        assert all(skills.get(one.skill, 0) >= one.level for one in task.demands)
        assert told.done is not None
        assert day <= told.done


def test_what_holds_if_it_goes_first_holds_in_the_plan_that_puts_it_first() -> None:
    """The gate promises what the planner then keeps, on agencies where everything is agreed."""
    held = 0
    for seed in range(12):
        portrait = portfolio(seed, tasks=16, people=3, agreed=1.0, wild=0.0, dates=False)
        gate = Gate(portrait, plan(portrait))
        for task in portrait.tasks:
            told = gate.can_promise("task", task.id, TODAY + timedelta(days=4))
            if not told.holds_if_first or told.holds:
                continue
            needed = gate._needed([task.id])
            first = replace(
                portrait,
                tasks=tuple(
                    replace(one, rank=-1_000.0 + place) if one.id in needed and one.people else one
                    for place, one in enumerate(portrait.tasks)
                ),
            )
            after = Gate(first, plan(first)).can_promise("task", task.id, told.day)
            assert after.done is not None
            assert after.done <= told.day
            held += 1
    assert held > 3


def test_what_is_larger_than_a_week_and_what_breaks_the_budget_is_said() -> None:
    portrait = portfolio(3, tasks=3, people=2, agreed=0.0, wild=0.0)
    [first, *rest] = portrait.tasks
    large = replace(first, expected=SMALL + 1, left=SMALL + 1, demands=(), people=(), started=None)
    portrait = replace(
        portrait,
        tasks=(large, *rest),
        projects=tuple(replace(one, hours_budget=10.0, hours_spent=5.0) for one in portrait.projects),
    )
    told = Gate(portrait, plan(portrait)).can_promise("task", large.id, DAY)
    assert told.large == (large.id,)
    assert told.budget is not None
    assert not told.budget.holds
    with pytest.raises(KeyError):
        Gate(portrait, plan(portrait)).can_promise("task", 999_999, DAY)
