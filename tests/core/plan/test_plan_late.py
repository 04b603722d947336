"""How late some of a plan is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from core.plan.small import MONDAY, agency, task
from core.portfolios import portfolios
from varifocal.core.plan import plan
from varifocal.core.plan.late import days_late
from varifocal.core.portfolio import Portfolio


@settings(max_examples=50, deadline=None)
@given(portfolios())
def test_of_all_of_it_as_late_as_the_plan_says(portfolio: Portfolio) -> None:
    made = plan(portfolio)
    late = days_late(portfolio, made, portfolio.task.keys(), portfolio.project.keys())
    assert late == pytest.approx(made.objective.tardiness, abs=1e-5)


def test_only_what_is_asked_for_counts() -> None:
    portfolio = agency(
        task(100, "Brief", 12, people=(1,), rank=0, due=MONDAY),
        task(101, "Cut", 12, people=(2,), rank=0, due=MONDAY),
    )
    made = plan(portfolio)
    half = days_late(portfolio, made, {100}, set())
    assert half > 0
    assert days_late(portfolio, made, {100, 101}, set()) == 2 * half
    assert days_late(portfolio, made, set(), {10}) == 0
