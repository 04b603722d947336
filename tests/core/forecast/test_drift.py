"""What moved a chance since yesterday, cause by cause."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.forecast.made import MONDAY, task
from varifocal.core.calendar import office_week
from varifocal.core.forecast import TIME, Forecast, Moved, drift, forecast, points
from varifocal.core.forecast.values import GoalForecast
from varifocal.core.plan import plan
from varifocal.core.portfolio import Goal, Person, Portfolio, Project, Serves, Task
from varifocal.core.values import Quantiles

GOAL = 101
HOURS = Quantiles(1, 2, 3, 4)


def told(chance: float | None, seed: int = 1) -> Forecast:
    goal = GoalForecast(GOAL, 1.0, None, chance, (), HOURS)
    return Forecast(seed, 100, {}, {}, {GOAL: goal}, "")


def test_causes_are_told_in_the_order_of_the_log() -> None:
    steps = [("“Public API” was re-estimated", told(0.78)), ("“Logo” was added", told(0.78))]
    moved = drift(told(0.84), told(0.775), steps).goals[GOAL]
    assert moved == (Moved("“Public API” was re-estimated", -6),)
    moved = drift(told(0.84), told(0.70), steps).goals[GOAL]
    assert moved == (Moved("“Public API” was re-estimated", -6), Moved(TIME, -8))


def test_what_moved_nothing_is_absent() -> None:
    assert drift(told(0.5), told(0.5), [("A comment", told(0.5))]).goals == {}


def test_a_chance_that_appears_is_said_in_a_sentence() -> None:
    moved = drift(told(None), told(0.6), [("Three tasks were added", told(0.7))]).goals[GOAL]
    assert moved == (
        Moved("Three tasks were added", 0, "Since then there is a chance: 70 %."),
        Moved(TIME, -10),
    )
    gone = drift(told(0.6), told(None)).goals[GOAL]
    assert gone == (Moved(TIME, 0, "Since then there is no chance to state; it was 60 %."),)


def test_forecasts_of_other_numbers_are_not_compared() -> None:
    with pytest.raises(ValueError, match="one seed"):
        drift(told(0.5), told(0.4, seed=2))


chances = st.floats(0, 1)


@given(chances, chances, st.lists(st.tuples(st.sampled_from("abc"), chances), max_size=8))
def test_points_add_up_exactly(before: float, after: float, steps: list[tuple[str, float]]) -> None:
    moved = drift(told(before), told(after), [(label, told(chance)) for label, chance in steps])
    total = sum(each.points for each in moved.goals.get(GOAL, ()))
    assert total == points(after) - points(before)


def test_the_cause_of_a_real_fall_is_found() -> None:
    def seen(*tasks: Task) -> Forecast:
        project = Project(11, "Acme", serves=(Serves(GOAL, 1.0),))
        goal = Goal(GOAL, "Ten clients", target=date(2026, 12, 4))
        anna = Person(1, "Anna", office_week("UTC"))
        made = Portfolio(MONDAY, "UTC", (anna,), (project,), tasks, goals=(goal,))
        return forecast(made, plan(made), draws=1_000)

    small, large, unrelated = (
        task(1, hours=40.0, people=(1,)),
        task(1, hours=60.0, people=(1,)),
        task(2, hours=0.0, people=(1,)),
    )
    steps = [
        ("“Logo” was added", seen(small, unrelated)),
        ("“Film” was re-estimated", seen(large, unrelated)),
    ]
    (moved,) = drift(seen(small), seen(large, unrelated), steps).goals[GOAL]
    assert moved.label == "“Film” was re-estimated"
    assert moved.points < -10
