"""What may come: laws of the draws in which it does."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from numpy.typing import NDArray

from core.forecast.made import MONDAY, exactly, portfolio, task, without_growth
from varifocal.core.calendar import office_week
from varifocal.core.forecast import Forecast, forecast
from varifocal.core.forecast.calibration import calibrate
from varifocal.core.forecast.outlook import horizon
from varifocal.core.forecast.risks import chance_drawn, hours
from varifocal.core.forecast.scope import as_large_as, extents
from varifocal.core.forecast.values import DriverKind
from varifocal.core.forecast.vectors import live
from varifocal.core.forecast.writing import written
from varifocal.core.plan import plan
from varifocal.core.portfolio import Opportunity, Person, Portfolio, Project
from varifocal.core.portfolio.hours import working_time
from varifocal.core.values import Range

FIRST, LAST = date(2026, 11, 24), date(2026, 12, 11)
PITCH = Opportunity(1, "Spring line", 0.3, as_large_as(60.0), FIRST, LAST, ((1, 0.5), (2, 0.5)))


def told(made: Portfolio, *opportunities: Opportunity, draws: int = 2_000) -> Forecast:
    made = replace(made, opportunities=opportunities)
    assert not made.problems()
    return forecast(made, plan(made), draws=draws)


def certain(*opportunities: Opportunity, days: int = 10, due: date | None = None) -> Forecast:
    """Two people with a project each, a day of work every day, and nothing else that is not known."""
    people = tuple(Person(each, f"P{each}", office_week("UTC")) for each in (1, 2))
    tasks = tuple(
        task(100 * each + day, 10 + each, 8.0, estimate=exactly(8.0), people=(each,))
        for each in (1, 2)
        for day in range(days)
    )
    found = tuple(Project(10 + each, "P", due=due) for each in (1, 2))
    made = Portfolio(MONDAY, "UTC", people, found, tasks, record=without_growth())
    return told(made, *opportunities, draws=10_000)


@pytest.mark.parametrize("number", range(8))
def test_where_it_does_not_come_nothing_is_otherwise_and_where_it_does_nothing_ends_earlier(
    number: int,
) -> None:
    made = portfolio(number, tasks=40, projects=3)
    planned = plan(made)
    time = working_time(made, horizon(planned), planned.origin)
    pitch = replace(PITCH, chance=0.1)

    def lived(*opportunities: Opportunity) -> NDArray[np.int32]:
        now = replace(made, opportunities=opportunities)
        extent, learned = extents(now, planned), calibrate(now.record)
        script = written(now, planned, time, extent, seed=1, calibration=learned).script
        return live(script, 1_000, None).finish

    before, then = lived(), lived(pitch)
    # a crew's day takes whole quarters of each one's own day: another day may take a quarter less of hers
    assert (then >= before - 1).all()
    assert 0 < (then != before).any(axis=0).mean() <= chance_drawn(0.1) + 0.03


@pytest.mark.parametrize("number", range(4))
def test_it_never_raises_a_chance_and_the_likelier_it_is_the_less(number: int) -> None:
    made = portfolio(number)
    by_chance = [told(made, replace(PITCH, chance=chance)) for chance in (0.0, 0.2, 0.7, 1.0)]
    for less, more in itertools.pairwise(by_chance):
        for project in less.projects:
            assert (less.projects[project].chance or 0.0) >= (more.projects[project].chance or 0.0)
            assert less.projects[project].hours_left == more.projects[project].hours_left
        for goal in less.goals:
            assert (less.goals[goal].chance or 0.0) >= (more.goals[goal].chance or 0.0)
    assert by_chance[0] == told(made)


def test_it_takes_its_hours_of_its_people_as_often_as_was_said() -> None:
    pitch = replace(PITCH, hours=Range(16.0), people=((1, 1.0),), begins=FIRST, ends=FIRST)
    free, held = certain(), certain(replace(pitch, chance=1.0))
    was, now = free.projects[11].finish, held.projects[11].finish
    assert was
    assert now
    assert now.p50 - was.p50 == timedelta(days=4)  # two working days, and a weekend
    assert held.projects[12] == free.projects[12]
    sometimes = certain(replace(pitch, chance=0.3), due=was.p50.date() + timedelta(days=3))
    assert sometimes.projects[11].chance == pytest.approx(0.7, abs=0.01)


def test_what_comes_after_the_work_is_done_holds_nothing_up() -> None:
    later = replace(PITCH, chance=1.0, begins=date(2027, 3, 1), ends=date(2027, 3, 20))
    assert certain(later) == certain()


def test_half_of_it_comes_in_the_first_half_of_its_time() -> None:
    """Of four weeks' work spread over four weeks, what ends after two has waited for half of it."""
    spread = replace(
        PITCH, chance=1.0, hours=Range(40.0), people=((1, 1.0),), begins=MONDAY.date(),
        ends=MONDAY.date() + timedelta(days=28),
    )  # fmt: skip
    free, held = certain(days=10).projects[11].finish, certain(spread, days=10).projects[11].finish
    assert free
    assert held
    assert timedelta(days=2) <= held.p50 - free.p50 <= timedelta(days=5)


def test_it_takes_about_as_many_hours_as_what_it_is_like() -> None:
    took = hours(replace(PITCH, chance=0.4))
    came = np.sort(took[took > 0])
    assert len(came) / len(took) == pytest.approx(0.4, abs=0.004)
    assert float(np.median(came)) == pytest.approx(60, rel=0.02)
    assert float(np.quantile(came, 0.9)) == pytest.approx(60 * np.exp(0.3 * 1.2816), rel=0.05)


def test_what_moves_a_date_names_it_in_days_of_the_p80() -> None:
    pitch = replace(PITCH, chance=0.5, hours=Range(40.0), people=((1, 1.0),), ends=FIRST)
    told = certain(pitch).projects[11]
    (driver, *_) = told.drivers
    assert (driver.kind, driver.id) == (DriverKind.OPPORTUNITY, 1)
    assert driver.days == pytest.approx(7, abs=1.5)
    assert "“Spring line” may come" in driver.sentence


def test_what_is_wrong_with_it_is_said() -> None:
    odd = Opportunity(1, "Odd", 1.5, Range(1.0), LAST, FIRST, ((99, 0.5),))
    made = replace(portfolio(1), opportunities=(odd, PITCH))
    assert [problem.where for problem in made.problems()] == ["opportunity 1"] * 5
