"""What is in work in a week is what an unhurried clerk would count, minute by minute."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from varifocal.core.mine.log import Column, EventLog
from varifocal.core.mine.workload import Periods, load, periods, workload

HOUR = 3_600_000_000
MONDAY = datetime(2027, 1, 4, tzinfo=UTC)
STRETCHES = st.lists(
    st.tuples(st.integers(-30, 400), st.integers(0, 300), st.booleans()), min_size=1, max_size=12
)


def at(hours: float) -> int:
    return round((MONDAY - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1e6 + hours * HOUR)


@settings(max_examples=60, deadline=None)
@given(STRETCHES, st.integers(1, 400))
def test_the_mean_in_work_is_counted_hour_by_hour(stretches: list[tuple[int, int, bool]], until: int) -> None:
    cut = periods(at(0), at(400), most=10)
    assert cut.word == "week"
    begin, end = (
        np.array([at(one) for one in ones])
        for ones in zip(*((b, b + n) for b, n, _ in stretches), strict=True)
    )
    over = np.array([is_over for _, _, is_over in stretches])
    found = load("", begin, end, over, cut, at(until))
    for number in range(len(cut.days)):
        hours = range(168 * number, min(168 * (number + 1), until))
        open_ = [sum(b <= hour < min(b + n, until) for b, n, _ in stretches) for hour in hours]
        assert found.open is not None
        assert found.open[number] == pytest.approx(sum(open_) / len(open_) if open_ else 0)
        week = range(168 * number, 168 * (number + 1))
        assert found.begun[number] == sum(b in week for b, _, _ in stretches)
        assert found.done[number] == sum(b + n in week for b, n, is_over in stretches if is_over)


@pytest.mark.parametrize(
    ("days", "word", "count"),
    [(0, "day", 1), (59, "day", 60), (60, "week", 9), (600, "month", 20), (3000, "quarter", 33), (20_000, "year", 55),
     (200_000, "decade", 56), (2_000_000, "century", 56)],
)  # fmt: skip
def test_periods_grow_with_what_they_cut(days: int, word: str, count: int) -> None:
    cut = periods(at(0), at(24 * days), zone="Europe/Berlin")
    assert (cut.word, len(cut.days)) == (word, count)
    assert cut.bounds[0] <= at(0) < cut.bounds[1]
    assert cut.bounds[-2] <= at(24 * days) < cut.bounds[-1]


def test_weeks_begin_on_monday_by_the_clock_of_the_house() -> None:
    cut = periods(at(24 * 80), at(24 * 90), zone="Europe/Berlin", most=9)
    assert cut.days == (date(2027, 3, 22), date(2027, 3, 29))
    assert ((np.diff(cut.bounds)) // HOUR).tolist() == [167, 168], "summer time took an hour of the first"
    assert cut.bounds[0] == at(24 * 77 - 1)
    assert datetime.fromtimestamp(int(cut.bounds[1]) / 1e6, ZoneInfo("Europe/Berlin")).hour == 0


def test_stamps_no_calendar_knows_stand_at_its_ends() -> None:
    cut = periods(-(1 << 62), 1 << 62)
    found = load("", np.array([-(1 << 62)]), np.array([1 << 62]), np.array([True]), cut, 1 << 62)
    assert isinstance(cut, Periods)
    assert found.begun.sum() == 0
    assert found.open is not None
    assert (found.open == 1).all()


def made(*, begins: bool = True) -> EventLog:
    end = np.array([at(4), at(30), at(200), at(10)])
    return EventLog(
        ["1", "2"], np.array([0, 3, 4]), Column(np.array([0, 1, 0, 0], np.int32), ["draw", "check"]), end, np.arange(4),
        begin=end - 4 * HOUR if begins else None, person=Column(np.array([0, 1, -1, 0], np.int32), ["Ada", "Tom"]),
    )  # fmt: skip


def test_a_log_tells_its_load_by_step_and_by_person() -> None:
    found = workload(made(), most=2)
    assert found.periods.days == (date(2027, 1, 4), date(2027, 1, 11))
    assert found.cases.open is not None
    assert found.cases.open.tolist() == pytest.approx([(168 + 4) / 168, 1]), (
        "known until the last stamp: 32 h of it"
    )
    assert (found.cases.begun.tolist(), found.cases.done.tolist()) == ([2, 0], [1, 1])
    assert [(one.name, one.done.tolist()) for one in found.by["activity"]] == [
        ("draw", [2, 1]),
        ("check", [1, 0]),
    ]
    ada = found.by["person"][0]
    assert (ada.name, ada.begun.sum()) == ("Ada", 2)
    assert ada.open is not None
    assert ada.open.tolist() == pytest.approx([8 / 168, 0])
    assert "role" not in found.by


def test_where_begins_are_not_known_no_step_is_in_work() -> None:
    found = workload(made(begins=False), most=2)
    assert all(one.open is None for ones in found.by.values() for one in ones)
    assert found.by["activity"][0].done.tolist() == [2, 1]
    assert found.cases.open is not None
    assert found.cases.open[0] > 0
    assert timedelta(days=7) == found.periods.days[1] - found.periods.days[0]
