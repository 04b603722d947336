"""What work costs comes from the draws its finish comes from, hour by hour at the rate of who does it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from core.forecast.made import exactly, portfolio, task, without_growth
from varifocal.core.forecast import Cost, calibrate, forecast
from varifocal.core.forecast.costs import hours_of_task
from varifocal.core.forecast.draws import SCORE_OF_LEVEL, Kind, bins, scores, taken
from varifocal.core.forecast.risks import hours
from varifocal.core.plan import plan
from varifocal.core.portfolio import Portfolio, Project, Risk
from varifocal.core.values import Range

PROJECT = ("project", 11)


def told(made: Portfolio, draws: int = 2_000) -> dict[tuple[str, int], Cost]:
    return dict(forecast(made, plan(made), draws=draws, looks_back=False).costs)


def two_tasks(**rates: str) -> Portfolio:
    """Ten exact hours of Anna, ten of Ben, in one project."""
    made = portfolio(1)
    return replace(
        made,
        tasks=(
            task(1, hours=10.0, estimate=exactly(10.0), people=(1,)),
            task(2, hours=10.0, estimate=exactly(10.0), people=(2,)),
        ),
        dependencies=(),
        projects=(Project(11, "Film"),),
        record=without_growth(),
        rates={1 if name == "anna" else 2: Decimal(rate) for name, rate in rates.items()},
    )


def test_without_a_rate_nothing_costs_anything() -> None:
    assert told(portfolio(1)) == {}


def test_each_hour_costs_what_its_doer_costs() -> None:
    cost = told(two_tasks(anna="80.50", ben="40"))
    assert cost["task", 1].p50 == Decimal("805.00")
    assert cost["task", 2].p90 == Decimal("400.00")
    whole = cost[PROJECT]
    assert whole.p10 == pytest.approx(Decimal(1205), rel=Decimal("0.02"))
    assert whole.rated == 1


def test_an_hour_nobody_named_a_rate_of_costs_the_mean_and_that_is_said() -> None:
    cost = told(two_tasks(anna="80"))
    assert cost["task", 2].p50 == Decimal("800.00")
    assert cost[PROJECT].rated == 0.5


def test_cost_is_drawn_and_no_multiple_of_hours() -> None:
    """Anna is dear and her task is wide; Ben is cheap and his is known: cost is wider than hours."""
    made = two_tasks(anna="200", ben="10")
    wide = replace(made.tasks[0], estimate=Range(10, 4, 30))
    made = replace(made, tasks=(wide, made.tasks[1]))
    found = forecast(made, plan(made), draws=4_000, looks_back=False)
    cost, spent = found.costs[PROJECT], found.projects[11].hours_left
    assert float(cost.p90 / cost.p10) > 1.5 * spent.p90 / spent.p10


def test_a_budget_holds_in_the_share_of_draws_that_stay_within_it() -> None:
    made = two_tasks(anna="200", ben="10")
    wide = replace(made.tasks[0], estimate=Range(10, 4, 30))
    made = replace(made, tasks=(wide, made.tasks[1]))
    free = told(made)[PROJECT]
    assert free.chance is None

    def chance(budget: Decimal, spent: Decimal = Decimal(0)) -> float:
        project = replace(made.projects[0], money_budget=budget, money_spent=spent)
        share = told(replace(made, projects=(project,)))[PROJECT].chance
        assert share is not None
        return share

    assert chance(free.p80 + Decimal(1)) == pytest.approx(0.8, abs=0.01)
    assert chance(free.p80 + Decimal(501), Decimal(500)) == pytest.approx(0.8, abs=0.01)
    assert chance(free.p80, Decimal(500)) < 0.8
    assert 0 < chance(Decimal(1)) < 0.001


def test_a_fixed_price_covers_the_cost_in_the_share_of_draws_below_it() -> None:
    made = two_tasks(anna="200", ben="10")
    made = replace(made, tasks=(replace(made.tasks[0], estimate=Range(10, 4, 30)), made.tasks[1]))
    free = told(made)[PROJECT]
    assert (free.price, free.covers) == (None, None)
    price, spent = free.p80 + Decimal(501), Decimal(500)
    fixed = replace(made.projects[0], money_price=price, money_spent=spent)
    found = told(replace(made, projects=(fixed,)))[PROJECT]
    assert (found.price, found.chance) == (price, None)
    assert found.covers == pytest.approx(0.8, abs=0.01)
    assert told(replace(made, projects=(replace(fixed, money_price=Decimal(400)),)))[PROJECT].covers < 0.001


def test_asking_what_it_costs_changes_no_date_and_no_hour() -> None:
    made = replace(portfolio(3), rates={1: Decimal(90), 2: Decimal(50)})
    planned = plan(made)
    with_costs, without = (forecast(made, planned, draws=500, costs=asked) for asked in (True, False))
    assert with_costs.costs
    assert not without.costs
    assert replace(with_costs, costs={}) == without


def test_a_goal_costs_its_share_of_its_projects() -> None:
    made = replace(portfolio(2), rates={1: Decimal(60), 2: Decimal(60), 3: Decimal(60)})
    found = forecast(made, plan(made), draws=500, looks_back=False)
    for goal, one in found.goals.items():
        if ("goal", goal) in found.costs:
            assert float(found.costs["goal", goal].p50) == pytest.approx(60 * one.hours_left.p50, rel=1e-3)


def test_hours_of_a_task_that_may_be_struck_are_those_of_the_simulation() -> None:
    made = portfolio(1)
    planned = plan(made)
    one = next(each for each in made.tasks if each.wait is None and each.id in planned.placed)
    risk = Risk(1, "Rain", 0.3, (one.project,), one.id, hours=Range(6, 2, 20))
    spread = calibrate(made.record).spread(one.estimate, (), one.kind, one.project)
    draws = 4_096
    own = taken(spread.ratios, bins(scores(5, Kind.WORK, one.id, draws))) * np.float32(8)
    struck = taken(hours(risk), np.searchsorted(SCORE_OF_LEVEL, scores(5, Kind.RISK, 1, draws)))
    whole = np.sort(own + struck)
    found = hours_of_task(5, one.id, spread, 8.0, (risk,))
    assert found.p80 == whole[int(np.ceil(0.8 * draws)) - 1]
    assert found.p80 > hours_of_task(5, one.id, spread, 8.0, ()).p80
