"""What got better is told with its interval, dated in the log itself, and chance is not called a change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.mine.plain import made_log, micros
from varifocal.core.mine.comparing import compare, compared, lost, median_interval, parted, spans
from varifocal.core.mine.drift import drifts
from varifocal.core.mine.log import Column, EventLog
from varifocal.core.values import Invalid

DAY = timedelta(days=1)
NEW_YEAR = datetime(2027, 1, 1, tzinfo=UTC)
HOURS = st.lists(st.integers(0, 30), min_size=10, max_size=25)


@settings(max_examples=60, deadline=None)
@given(HOURS, HOURS)
def test_what_is_compared_turns_around_with_its_sides(one: list[int], two: list[int]) -> None:
    there = compared(np.array(one, float), np.array(two, float), months=(1, 1))
    back = compared(np.array(two, float), np.array(one, float), months=(1, 1))
    pairs = sum((b < a) + (a == b) / 2 for a in one for b in two)
    assert there.quicker == pytest.approx(pairs / (len(one) * len(two)))
    assert back.quicker == pytest.approx(1 - there.quicker)
    assert there.chance == pytest.approx(back.chance)
    assert there.median_change[1] == pytest.approx(-back.median_change[1])
    assert there.median_change[0] == pytest.approx(-back.median_change[2])
    turned = {"better": "worse", "worse": "better"}
    assert turned.get(there.verdict, there.verdict) == back.verdict
    assert compared(np.array(one, float), np.array(one, float), months=(1, 1)).verdict == "no change shown"


def test_the_interval_of_a_median_covers_it_as_often_as_it_says() -> None:
    draws = np.random.default_rng(7).lognormal(3, 1, (2000, 41))
    inside = [low <= np.exp(3) <= high for low, _, high in map(median_interval, draws)]
    assert 0.94 <= np.mean(inside) <= 0.98


def test_money_and_pace() -> None:
    before, after = np.full(30, 20.0), np.full(60, 8.0)
    before[:2], after[:2] = 21, 9
    found = compared(before, after, months=(3, 3), rate=(2, 3))
    assert found.verdict == "better"
    assert found.chance < 1e-10
    assert (found.before.a_month, found.after.a_month) == (10, 20)
    assert found.saved_month[0] < 12 * 20 < found.saved_month[1] + 1
    assert found.price_month == (round(found.saved_month[0] * 2, 2), round(found.saved_month[1] * 3, 2))
    assert found.sentence.startswith(
        "Half of the cases took at most 20.0 h before and 8.0 h after: better, by 12.0"
    )
    with pytest.raises(Invalid, match="fewer than 10 say nothing"):
        compared(before[:9], after, months=(1, 1))


def test_one_place_is_compared_by_what_is_lost_there() -> None:
    def case(name: str, wait: int) -> list[tuple[str, str, datetime, datetime, str]]:
        draw = NEW_YEAR + timedelta(hours=wait)
        return [(name, "ask", NEW_YEAR, NEW_YEAR, "x"), (name, "draw", draw, draw + timedelta(hours=1), "x"),
                (name, "draw", draw, draw + timedelta(hours=3), "x")]  # fmt: skip

    log = made_log(case("1", 5) + case("2", 7))
    assert lost(log, ("ask", "draw")).tolist() == [5, 7]
    assert lost(log, ("draw",)).tolist() == [0, 0], "merely continued"
    assert lost(log, ("draw", "ask")).tolist() == [0, 0]
    assert spans(log).tolist() == [8, 10]
    many = [made_log([row for k in range(12) for row in case(str(k), wait)]) for wait in (5, 2)]
    assert compare(many[0], many[1], what=("ask", "draw")).median_change == (-3, -3, -3)
    before, after = parted(log, micros(NEW_YEAR + timedelta(hours=9)))
    assert (list(before.cases), list(after.cases)) == (["1"], ["2"])


def worked(seed: int, *, faster: float, until: str) -> EventLog:
    """Ten cases a day for half a year, some days each; from day 90 on what is left of each goes faster."""
    random = np.random.default_rng(seed)
    day = DAY // timedelta(microseconds=1)
    begin = np.sort(random.integers(-40 * day, 180 * day, 2200))
    took = (random.lognormal(1.2, 0.8, len(begin)) * day).astype(np.int64)
    late = np.maximum(0, begin + took - np.maximum(begin, 90 * day))
    end = begin + took - late + (late * faster).astype(np.int64)
    seen = (end >= 0) & (end < 180 * day) if until == "end" else (begin >= 0)
    begin, end = begin[seen] + micros(NEW_YEAR), end[seen] + micros(NEW_YEAR)
    stamps = np.stack((begin, end), axis=1).ravel()
    return EventLog(
        [str(k) for k in range(len(begin))], np.arange(0, len(stamps) + 1, 2),
        Column(np.tile(np.array([0, 1], np.int32), len(begin)), ["ask", "deliver"]), stamps, np.arange(len(stamps)),
    )  # fmt: skip


@pytest.mark.parametrize("until", ["end", "begin"])
@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_a_change_is_found_and_dated_and_chance_is_none(until: str, seed: int) -> None:
    (found,) = drifts(worked(seed, faster=0.4, until=until))
    assert abs(found.moment - micros(NEW_YEAR + 90 * DAY)) <= 14 * DAY // timedelta(microseconds=1)
    assert found.comparison.verdict == "better"
    assert found.chance < 0.01
    assert drifts(worked(seed, faster=1, until=until)) == []
    assert drifts(worked(seed, faster=0.4, until=until)) == [found]


def test_a_short_log_is_silent() -> None:
    assert drifts(made_log([("1", "a", NEW_YEAR, NEW_YEAR, "x")])) == []
