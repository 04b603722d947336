"""What may strike: laws of the draws in which it does."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from numpy.typing import NDArray

from core.forecast.made import MONDAY, exactly, portfolio, task, without_growth
from varifocal.core.calendar import office_week
from varifocal.core.forecast import Forecast, forecast
from varifocal.core.forecast.calibration import calibrate
from varifocal.core.forecast.outlook import horizon
from varifocal.core.forecast.risks import chance_drawn, days, hours
from varifocal.core.forecast.scope import extents
from varifocal.core.forecast.values import DriverKind
from varifocal.core.forecast.vectors import live
from varifocal.core.forecast.writing import written
from varifocal.core.plan import plan
from varifocal.core.portfolio import Person, Portfolio, Project, Risk
from varifocal.core.portfolio.hours import working_time
from varifocal.core.values import Range

RAIN = Risk(1, "Rain", 0.3, (11, 12), days=Range(5.0, 2.0, 12.0))


def told(made: Portfolio, *risks: Risk, draws: int = 2_000) -> Forecast:
    made = replace(made, risks=risks)
    assert not made.problems()
    return forecast(made, plan(made), draws=draws)


def certain(*risks: Risk, projects: int = 1) -> Forecast:
    """A day of work in each of so many projects, one person each, and nothing else that is not known."""
    people = tuple(Person(each, f"P{each}", office_week("UTC")) for each in range(1, projects + 1))
    tasks = tuple(
        task(each, 10 + each, 8.0, estimate=exactly(8.0), people=(each,)) for each in range(1, projects + 1)
    )
    due = MONDAY.date() + timedelta(days=1)
    found = tuple(Project(10 + each, "P", due=due) for each in range(1, projects + 1))
    return told(Portfolio(MONDAY, "UTC", people, found, tasks, record=without_growth()), *risks, draws=10_000)


@pytest.mark.parametrize("number", range(4))
def test_a_risk_never_raises_a_chance_or_an_end(number: int) -> None:
    made = portfolio(number)
    open_task = next(each for each in made.tasks if each.wait is None)
    on_task = Risk(2, "Rights", 0.5, (open_task.project,), open_task.id, days=Range(8.0), hours=Range(10.0))
    before, then = told(made), told(made, RAIN, on_task)
    for project in before.projects:
        was, now = before.projects[project], then.projects[project]
        assert was.finish
        assert now.finish
        assert was.finish.p50 <= now.finish.p50
        assert (was.chance or 0.0) >= (now.chance or 0.0)
        assert was.hours_left.p80 <= now.hours_left.p80
    for goal in before.goals:
        assert (before.goals[goal].chance or 0.0) >= (then.goals[goal].chance or 0.0)


@pytest.mark.parametrize("number", range(8))
def test_where_it_does_not_strike_nothing_is_otherwise_and_where_it_does_nothing_ends_earlier(
    number: int,
) -> None:
    made = portfolio(number, tasks=40, projects=3)
    planned = plan(made)
    time = working_time(made, horizon(planned), planned.origin)
    struck = Risk(1, "Rain", 0.1, (11, 12), days=Range(5.0), hours=Range(30.0))

    def ends(*risks: Risk) -> NDArray[np.int32]:
        now = replace(made, risks=risks)
        extent, learned = extents(now, planned), calibrate(now.record)
        script = written(now, planned, time, extent, seed=1, calibration=learned).script
        return live(script, 1_000, None).finish

    before, then = ends(), ends(struck)
    assert (then >= before).all()
    assert 0 < (then != before).any(axis=0).mean() <= chance_drawn(0.1) + 0.03


def test_what_never_strikes_changes_not_a_bit() -> None:
    made = portfolio(3)
    assert told(made, replace(RAIN, chance=0.0)) == told(made)


def test_it_strikes_as_often_as_was_said_and_costs_what_was_said() -> None:
    held = certain(replace(RAIN, projects=(11,), days=Range(20.0)))
    assert held.projects[11].chance == pytest.approx(0.7, abs=0.01)
    for chance in (0.01, 0.1, 0.25, 0.5, 0.9, 1.0):
        assert chance_drawn(chance) == pytest.approx(chance, abs=0.0034)
    cost = hours(Risk(1, "Rain", 0.4, (11,), hours=Range(10.0, 5.0, 40.0)))
    struck = np.sort(cost[cost > 0])
    assert len(struck) / len(cost) == pytest.approx(0.4, abs=0.004)
    assert [float(np.quantile(struck, share)) for share in (0.1, 0.5, 0.9)] == pytest.approx(
        [5, 10, 40], rel=0.06
    )


def test_one_risk_strikes_its_projects_together() -> None:
    one = certain(replace(RAIN, days=Range(20.0)), projects=2)
    apart = certain(
        replace(RAIN, projects=(11,), days=Range(20.0)),
        replace(RAIN, id=2, projects=(12,), days=Range(20.0)),
        projects=2,
    )
    assert one.projects[11].chance == one.projects[12].chance
    assert apart.projects[11].chance == pytest.approx(0.7, abs=0.01)
    assert apart.projects[12].chance != apart.projects[11].chance


def test_what_is_sure_to_strike_is_a_wait_of_that_length() -> None:
    sure = replace(RAIN, chance=1.0, projects=(11,), task=1, days=Range(7.0))
    free, held = certain().projects[11].finish, certain(sure).projects[11].finish
    assert free
    assert held
    assert held.p50 - free.p50 == timedelta(days=7)


def test_what_moves_a_date_names_the_risk_in_days_of_the_p80() -> None:
    told = certain(replace(RAIN, projects=(11,), chance=0.5, days=Range(20.0), hours=Range(1.0)))
    (driver, *_) = told.projects[11].drivers
    assert (driver.kind, driver.id) == (DriverKind.RISK, 1)
    assert driver.days == pytest.approx(20, abs=1.5)
    assert "“Rain” may strike" in driver.sentence


def test_days_are_none_where_it_does_not_strike() -> None:
    held = days(RAIN)
    assert held[0] == 0
    assert (np.diff(held) >= 0).all()


def test_what_is_wrong_with_a_risk_is_said() -> None:
    made = replace(portfolio(1), risks=(Risk(1, "Rain", 1.5, (99,), 7),))
    assert [problem.where for problem in made.problems()] == ["risk 1"] * 3
