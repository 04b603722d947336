"""A new task foretold from finished ones: near ones count most, few move little, exact ones stay exact."""

import math
import random
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from varifocal.core.forecast.histories import read
from varifocal.core.forecast.replay import moved, replay, scored
from varifocal.core.forecast.scoring import (
    LEVELS,
    brier,
    calibration_error,
    holds,
    interval,
    pinball,
    ranks,
    reliability,
)
from varifocal.core.forecast.track_record import PUBLISHED, Outcome, Past, Work, sound

SPECIMEN = Path(__file__).parents[2] / "specimens" / "histories" / "flawed.csv"
JUNE = date(2026, 6, 1)


def outcome(number: int, ratio: float, work: Work | None = None, ended: date = JUNE) -> Outcome:
    work = work or Work(8.0, person=1)
    return Outcome(str(number), work, work.estimate * ratio, ended - timedelta(days=3), ended)


def past(outcomes: list[Outcome]) -> Past:
    return Past(outcomes, JUNE + timedelta(days=1))


def lived(count: int, seed: int = 4, exact: float = 0.3) -> list[Outcome]:
    """A believable history: people with their bias, an atom, ten outcomes a week."""
    chance = random.Random(seed)
    found = []
    for number in range(count):
        person = number % 3
        ratio = 1.0 if chance.random() < exact else (0.8, 1.3, 1.8)[person] * chance.lognormvariate(0, 0.5)
        work = Work(chance.choice((2.0, 4.0, 8.0)), person, number % 2, number % 5)
        begun = date(2024, 1, 1) + timedelta(days=number * 7 // 10)
        took = timedelta(days=chance.randrange(20))
        found.append(Outcome(str(number), work, work.estimate * ratio, begun, begun + took))
    return found


def test_without_history_the_published_prior_answers() -> None:
    told = past([]).foretell(Work(8.0, 1))
    assert told.exact == pytest.approx(PUBLISHED.exact)
    assert 1.0 <= told.ratio(0.5) < 1.2 < told.ratio(0.9)
    assert told.ratio(0.1) < 0.8


def test_ten_own_outcomes_move_a_person_part_of_the_way_and_a_hundred_nearly_all() -> None:
    others = [outcome(n, 1.0 + n % 3 / 10) for n in range(200)]
    middles = [
        past(others + [outcome(1000 + n, 3.0 + n % 3 / 10, Work(8.0, person=2)) for n in range(own)])
        .foretell(Work(8.0, person=2))
        .ratio(0.5)
        for own in (0, 10, 30, 100)
    ]
    assert middles == sorted(middles)
    assert middles[0] < 1.3
    assert middles[3] > 2.9


def test_a_new_outcome_counts_at_once() -> None:
    record = lived(100)
    before = past(record).foretell(Work(8.0, person=9)).ratio(0.9)
    new = outcome(1000, 20.0, Work(8.0, person=9))
    assert past([*record, new]).foretell(Work(8.0, person=9)).ratio(0.95) > before


def test_what_takes_exactly_what_was_said_stays_an_atom() -> None:
    record = [outcome(n, 1.0 if n % 4 else 1.5) for n in range(400)]
    told = past(record).foretell(Work(8.0, person=1))
    assert told.exact == pytest.approx(0.75, abs=0.03)
    assert told.quantiles([0.3, 0.5, 0.6]).tolist() == [0.0, 0.0, 0.0]


def test_recent_outcomes_count_more_than_old_ones() -> None:
    record = [outcome(n, 2.0, ended=date(2020, 6, 1)) for n in range(50)]
    record += [outcome(100 + n, 1.2) for n in range(50)]
    assert past(record).foretell(Work(8.0, person=1)).ratio(0.5) == pytest.approx(1.2, rel=1e-3)


def test_the_order_of_the_record_does_not_matter() -> None:
    record = lived(150)
    answers = [Past(rows, date(2025, 1, 1)).foretell(Work(4.0, 1, 1)) for rows in (record, record[::-1])]
    assert answers[0].quantiles(LEVELS) == pytest.approx(answers[1].quantiles(LEVELS))


def test_what_was_asked_before_does_not_matter() -> None:
    record, day = lived(150), date(2025, 1, 1)
    asked = [
        Work(hours, person, kind)
        for hours in (8.0, 2.0, *(1 + n / 7 for n in range(70)))
        for person in (1, 9)
        for kind in (0, None)
    ]
    one = Past(record, day)
    first = [one.foretell(work) for work in asked]
    alone = [Past(record, day).foretell(work) for work in asked]
    assert [each.shares.tobytes() for each in first] == [each.shares.tobytes() for each in alone]


def test_two_spreads_are_laid_beside_one_another_in_order() -> None:
    told = past(lived(60)).foretell(Work(4.0, 1, 1))
    as_others_took = [float(told.logs[7])] * 4
    logs = np.sort([*np.random.default_rng(4).normal(0, 0.5, 36).tolist(), *as_others_took])
    both = told.beside(logs, np.ones(40), 0.25)
    assert np.all(np.diff(both.logs) >= 0)
    assert sorted(both.logs.tolist()) == sorted([*told.logs.tolist(), *logs.tolist()])
    for level in (-0.4, 0.0, 0.3):
        ours, theirs = told.below(level)[0], np.mean(logs < level - 1e-9)
        assert both.below(level)[0] == pytest.approx(0.75 * ours + 0.25 * theirs)


def test_what_ends_later_than_the_day_is_not_known_yet() -> None:
    record = lived(100)
    day = date(2024, 2, 1)
    known = [one for one in record if one.finished and one.finished <= day]
    assert Past(record, day).outcomes == len(known)


def test_an_estimate_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="above zero"):
        past([]).foretell(Work(0.0))


def test_flawed_records_are_counted_named_and_left_out() -> None:
    good, left = read(SPECIMEN, "sip")
    assert [one.name for one in good] == ["1", "2"]
    assert len(left) == 8
    reasons = " / ".join(one.reason for one in left)
    for words in (
        "no estimate",
        "no actual",
        "100 times",
        "finished before",
        "not finished",
        "'two'",
        "'some day'",
    ):
        assert words in reasons


def test_copies_and_the_future_are_left_out() -> None:
    one = outcome(1, 1.2)
    late = outcome(2, 1.2, ended=JUNE + timedelta(days=90))
    good, left = sound([one, one, late, replace(one, actual=math.inf)], JUNE)
    assert good == [one]
    assert [row.reason for row in left] == [
        "a copy of another row",
        "finished in the future",
        "no actual above zero",
    ]


def test_a_file_without_the_columns_says_which(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text("TaskNumber\n1\n")
    with pytest.raises(ValueError, match="HoursEstimate"):
        read(file, "sip")
    file.write_bytes(b"\x1f\x8bnot packed at all")
    with pytest.raises(ValueError, match="can not be read"):
        read(file, "renzo")


def test_a_replay_never_looks_ahead() -> None:
    record = lived(600)
    cut = date(2024, 12, 1)
    whole = [one for one in replay(record, warm_up=100) if one.outcome.estimated < cut]
    early = replay([one for one in record if one.estimated < cut], warm_up=100)
    assert [one.quantiles for one in whole] == [one.quantiles for one in early]


def test_chances_come_true_in_a_replay() -> None:
    told = replay(lived(1500), warm_up=200)
    result = scored(told)
    assert result.holds_90 == pytest.approx(0.9, abs=0.04)
    assert result.calibration < 0.02
    assert np.mean([one.exact for one in told]) == pytest.approx(0.3, abs=0.04)


def test_earlier_history_spares_the_warm_up() -> None:
    record = lived(600)
    assert not replay(record[400:], warm_up=300)
    assert replay(record[400:], past=record[:400], warm_up=300)


def test_levels_move_where_answers_were_too_bold() -> None:
    told = [
        replace(one, fell=0.99 if n % 2 else 0.01, rank=0.99 if n % 2 else 0.01)
        for n, one in enumerate(replay(lived(900), warm_up=100))
    ]
    levels = moved(told, date(2026, 1, 1))
    assert levels[0] < 0.05
    assert levels[-1] > 0.95


def test_scores_of_a_forecaster_who_knows_the_truth() -> None:
    draws = np.random.default_rng(3).random(20_000)
    quantiles = np.tile(np.array(LEVELS), (len(draws), 1))
    assert holds(draws, quantiles[:, 1], quantiles[:, -2]) == pytest.approx(0.8, abs=0.01)
    assert calibration_error(ranks(draws, quantiles)) < 0.01
    assert pinball(draws, quantiles, LEVELS)[:, 9].mean() == pytest.approx(0.125, abs=0.005)
    assert brier(np.array([0.5, 0.5]), np.array([1.0, 0.0])) == 0.25


def test_bins_of_a_reliability_diagram() -> None:
    bins = reliability([0.1] * 10 + [0.8] * 10, [False] * 9 + [True] + [True] * 8 + [False] * 2)
    assert [(one.count, one.came_true) for one in bins] == [(10, 0.1), (10, 0.8)]
    assert all(one.low <= one.came_true <= one.high for one in bins)
    assert interval(0.0, 0) == (0.0, 1.0)


def test_an_interval_that_ends_within_equal_outcomes_holds_its_share() -> None:
    """Half take one, half take two: half of such intervals may not hold both."""
    told = past([outcome(n, 1.5 if n % 2 else 2.5) for n in range(400)]).foretell(Work(8.0, person=1))
    early, later = told.quantiles([0.05, 0.45])
    assert early < math.log(1.5) < later
    assert later == pytest.approx(early, abs=1e-3)
