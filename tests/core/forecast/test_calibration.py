"""What an estimate is worth here, learned from what work really took."""

import random
from datetime import date

import numpy as np
import pytest

from core.forecast.made import history
from varifocal.core.forecast import calibrate
from varifocal.core.forecast.draws import SHARES
from varifocal.core.portfolio import Settled, TrackRecord
from varifocal.core.values import Range

JUNE = date(2026, 6, 1)


def settled(
    number: int, actual: float, *, estimated: float = 8.0, person: int = 1, real: float = 1.0
) -> Settled:
    return Settled(-number, person, -(number % 9), "", estimated, actual, JUNE, real)


@pytest.mark.parametrize("noise", [0.3, 0.6])
def test_the_bias_of_each_person_is_found_through_the_noise(noise: float) -> None:
    biases = {1: 1.8, 2: 0.8, 3: 1.1}
    known = calibrate(TrackRecord(history(biases, noise, random.Random(4), each=150)))
    for person, bias in biases.items():
        assert known.spread(Range(8.0), (person,)).median == pytest.approx(bias, rel=0.15)


def test_the_spread_is_as_wide_as_the_noise() -> None:
    known = calibrate(TrackRecord(history({1: 1.0, 2: 1.0}, 0.5, random.Random(4), each=200)))
    logs = np.log(known.spread(Range(8.0), (1,)).ratios)
    spread = np.interp([0.1, 0.9], SHARES, logs)
    assert (spread[1] - spread[0]) / (2 * 1.2816) == pytest.approx(0.5, rel=0.2)


def test_few_outcomes_move_a_person_only_part_of_the_way() -> None:
    many = history({1: 1.0, 2: 1.0, 3: 1.0}, 0.3, random.Random(4))
    new = tuple(settled(1_000 + n, 24.0, person=9) for n in range(2))
    assert 1.0 < calibrate(TrackRecord((*many, *new))).spread(Range(8.0), (9,)).median < 2.5


def test_outcomes_nobody_confirmed_teach_nothing() -> None:
    guessed = tuple(settled(n, 80.0, real=0.5) for n in range(50))
    known = calibrate(TrackRecord(guessed))
    assert (known.outcomes, known.left_out) == (0, 50)
    assert known.expected(Range(8.0), (1,)) == 8.0


def test_outcomes_a_hundredfold_off_or_without_hours_are_counted_and_left_out() -> None:
    record = (settled(1, 8.0), settled(2, 8_000.0), settled(3, 0.0), settled(4, float("nan")))
    known = calibrate(TrackRecord(record))
    assert (known.outcomes, known.left_out) == (1, 3)
    assert known.sentence == "Estimates are corrected by one finished task. 3 could not be used."


def test_who_always_writes_the_estimate_down_keeps_that_habit() -> None:
    record = tuple(settled(n, 8.0 if n % 4 else 12.0) for n in range(200))
    ratios = calibrate(TrackRecord(record)).spread(Range(8.0), (1,)).ratios
    weights = np.diff(SHARES, prepend=0.0)
    assert weights[np.isclose(ratios, 1.0, atol=1e-6)].sum() == pytest.approx(0.74, abs=0.06)


def test_without_history_the_typed_range_stands() -> None:
    ratios = calibrate(TrackRecord()).spread(Range(10.0, 4.0, 30.0), (1,)).ratios
    assert np.interp([0.1, 0.5, 0.9], SHARES, ratios) == pytest.approx([0.4, 1.0, 3.0], rel=0.02)


@pytest.mark.parametrize("outcomes", [0, 1, 30])
def test_the_number_plans_use_is_the_middle_of_the_spread_to_the_last_digit(outcomes: int) -> None:
    chance = random.Random(outcomes)
    record = history({1: 1.3, 2: 0.8}, 0.4, chance)[:outcomes]
    asked = [
        (Range(hours, hours * chance.uniform(0.1, 1), hours * chance.uniform(1, 4)), people, kind)
        for hours in (0.0, 0.25, 8.0, 8.0, chance.uniform(1, 100))
        for people in ((), (1,), (2, 1), (9,))
        for kind in ("", "copy")
    ]
    plans, forecasts = calibrate(TrackRecord(record)), calibrate.__wrapped__(TrackRecord(record))
    for estimate, people, kind in asked:
        middle = forecasts.spread(estimate, people, kind).median if outcomes else 1.0
        assert plans.expected(estimate, people, kind) == estimate.likely * middle


def test_shares_of_a_spread_are_parts_of_one_whole() -> None:
    known = calibrate(TrackRecord(history({1: 1.3, 2: 0.8}, 0.4, random.Random(1))))
    shared = known.spread(Range(8.0), (1, 2), "copy", 3).shared
    assert all(0 <= share <= 1 for share in shared)
    assert sum(shared) < 1
