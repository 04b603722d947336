"""A measure read now and then, and where it leads."""

import random
from datetime import date, timedelta

import pytest

from varifocal.core.forecast.trend import trend

START = date(2026, 1, 5)


def weekly(values: list[float]) -> list[tuple[date, float]]:
    return [(START + timedelta(weeks=week), value) for week, value in enumerate(values)]


def test_two_readings_make_a_sentence_and_no_number() -> None:
    told = trend(weekly([3.0, 4.0]), 10.0, date(2026, 12, 31))
    assert (told.low, told.likely, told.high, told.chance) == (None, None, None, None)
    assert told.sentence == "Two readings so far; a trend needs three, on different days."


def test_readings_of_one_day_count_once() -> None:
    assert trend([(START, 1.0), (START, 2.0), (START, 3.0)], 10.0, date(2026, 12, 31)).chance is None


def test_a_straight_line_goes_on() -> None:
    told = trend(weekly([1.0, 2.0, 3.0, 4.0]), 8.5, START + timedelta(weeks=9))
    assert told.likely == pytest.approx(10.0)
    assert told.chance == 1.0


def test_a_target_below_the_first_reading_is_reached_from_above() -> None:
    falling = weekly([20.0, 18.5, 16.2, 14.4, 11.9, 10.1])
    assert (trend(falling, 4.0, START + timedelta(weeks=10)).chance or 0) > 0.8
    assert (trend(falling, 4.0, START + timedelta(weeks=6)).chance or 0) < 0.2


def test_one_odd_reading_does_not_turn_the_trend() -> None:
    values = [1.0, 2.1, 2.9, 4.2, 50.0, 6.1, 6.8, 8.0, 9.1]
    assert trend(weekly(values), 12.0, START + timedelta(weeks=11)).likely == pytest.approx(12.0, abs=0.7)


def test_a_day_that_was_read_is_known() -> None:
    told = trend(weekly([1.0, 2.0, 3.0]), 2.0, START + timedelta(days=8))
    assert (told.likely, told.chance) == (2.0, 1.0)


def test_a_day_far_ahead_is_called_a_hint() -> None:
    told = trend(weekly([1.0, 2.2, 3.0]), 90.0, START + timedelta(weeks=90))
    assert told.sentence.startswith("The day lies further ahead")


@pytest.mark.parametrize(("count", "odd"), [(3, 0.0), (5, 0.0), (8, 0.0), (12, 0.1), (30, 0.0)])
def test_four_in_five_intervals_hold_the_truth_and_chances_come_true(count: int, odd: float) -> None:
    chance = random.Random(count)
    held, said, reached, rounds = 0, 0.0, 0, 1_500
    for _ in range(rounds):
        slope = chance.uniform(-0.7, 2.0)

        def read(week: int, slope: float = slope) -> float:
            return slope * week + chance.gauss(0, 2) + (chance.gauss(0, 15) if chance.random() < odd else 0)

        readings = weekly([read(week) for week in range(count)])
        end = count + max(2, count // 2)
        told = trend(readings, 4.0, START + timedelta(weeks=end))
        truth = slope * end + chance.gauss(0, 2)
        held += (told.low or 0) <= truth <= (told.high or 0)
        said += told.chance or 0
        reached += truth >= 4.0 if readings[0][1] <= 4.0 else truth <= 4.0
    assert 0.76 <= held / rounds <= 0.9
    assert said / rounds == pytest.approx(reached / rounds, abs=0.04)
