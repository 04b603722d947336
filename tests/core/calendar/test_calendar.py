"""Working time on the quarter-hour grid: weeks, absences, meetings, shares and the clock's two odd days."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from varifocal.core.calendar import (
    NEVER,
    Busy,
    Calendar,
    Grid,
    WorkingWeek,
    add_lag,
    effort_to_finish,
    end_of_day,
    office_week,
    whole_quarter,
    working_hours_between,
)
from varifocal.core.values import Invalid

BERLIN = "Europe/Berlin"
MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
"""Nine o'clock in Berlin."""


def grid(weeks: int = 8, origin: datetime = MONDAY) -> Grid:
    return Grid(origin, weeks * 7 * 96)


def hours_on(calendar: Calendar, on: Grid, day: date, zone: str = BERLIN) -> float:
    return float(working_hours_between(calendar, on.local(day, zone), on.local(day, zone, 96)))


def test_work_pauses_over_nights_and_weekends() -> None:
    on = grid()
    office = on.calendar(office_week(BERLIN))
    friday_four = on.quarter(datetime(2026, 3, 6, 15, 0, tzinfo=UTC))
    assert on.at(int(effort_to_finish(office, friday_four, 8))) == datetime(2026, 3, 9, 9, 0, tzinfo=UTC)


def test_a_day_has_as_many_hours_on_both_sides_of_the_change_of_the_clock() -> None:
    on = grid()
    office = on.calendar(office_week(BERLIN))
    friday, monday = date(2026, 3, 27), date(2026, 3, 30)
    assert hours_on(office, on, friday) == hours_on(office, on, monday) == 8
    assert on.at(int(office.slots[office.cum[on.local(friday, BERLIN)]])).hour == 8
    assert on.at(int(office.slots[office.cum[on.local(monday, BERLIN)]])).hour == 7


@pytest.mark.parametrize(("sunday", "hours"), [(date(2026, 3, 29), 5.0), (date(2026, 10, 25), 7.0)])
def test_a_night_shift_works_what_the_clock_shows(sunday: date, hours: float) -> None:
    night = WorkingWeek(days=(((time(0), time(6)),),) * 7, zone=BERLIN)
    on = grid(weeks=40)
    assert hours_on(on.calendar(night), on, sunday) == hours
    assert hours_on(on.calendar(night), on, sunday - timedelta(days=1)) == 6


def test_a_stretch_within_the_hour_that_is_skipped_is_not_worked() -> None:
    week = WorkingWeek(days=((),) * 6 + (((time(2), time(3)),),), zone=BERLIN)
    on = grid(weeks=40)
    worked = [hours_on(on.calendar(week), on, date(2026, 3, day)) for day in (22, 29)]
    assert [*worked, hours_on(on.calendar(week), on, date(2026, 10, 25))] == [1, 0, 2]


def test_days_away_meetings_and_dates_of_joining_and_leaving_take_capacity() -> None:
    on = grid()
    calendar = on.calendar(
        office_week(BERLIN),
        away=((date(2026, 3, 5), date(2026, 3, 6)),),
        busy=(Busy(MONDAY + timedelta(days=1, minutes=10), MONDAY + timedelta(days=1, minutes=50)),),
        joined=date(2026, 3, 3),
        left=date(2026, 3, 10),
    )
    days = [date(2026, 3, 2) + timedelta(days=n) for n in range(10)]
    assert [hours_on(calendar, on, day) for day in days] == [0, 7, 8, 0, 0, 0, 0, 8, 8, 0]


def test_a_share_keeps_the_mornings_and_carries_fractions_through_the_week() -> None:
    on = grid()
    calendar = on.calendar(office_week(BERLIN), share=0.7)
    days = [date(2026, 3, 9) + timedelta(days=n) for n in range(5)]
    assert [hours_on(calendar, on, day) * 4 for day in days] == [22, 23, 22, 23, 22]
    first = on.at(int(calendar.slots[calendar.cum[on.local(days[0], BERLIN)]]))
    assert first == datetime(2026, 3, 9, 8, 0, tzinfo=UTC)


def test_a_share_does_not_depend_on_the_hour_of_asking() -> None:
    early, late = grid(weeks=8), grid(weeks=9, origin=MONDAY + timedelta(days=2, hours=3))
    asked_early, asked_late = (
        on.calendar(office_week(BERLIN), share=0.63).slots.tolist() for on in (early, late)
    )
    later = early.quarter(late.origin)
    expected = [slot - later for slot in asked_early if slot >= later]
    assert expected
    assert asked_late[: len(expected)] == expected


def test_a_crew_works_when_all_of_it_works() -> None:
    on = grid()
    early = WorkingWeek(days=(((time(6), time(14)),),) * 5 + ((), ()), zone=BERLIN)
    crew = on.crew([on.calendar(office_week(BERLIN)), on.calendar(early)])
    assert hours_on(crew, on, date(2026, 3, 3)) == 5


def test_a_due_date_ends_with_the_working_day_or_with_the_day_where_nobody_works() -> None:
    on, week = grid(), office_week(BERLIN)
    assert on.at(end_of_day(on, date(2026, 3, 6), week)) == datetime(2026, 3, 6, 16, 0, tzinfo=UTC)
    assert on.at(end_of_day(on, date(2026, 3, 7), week)) == datetime(2026, 3, 7, 23, 0, tzinfo=UTC)
    assert end_of_day(on, date(2026, 2, 27), week) < 0
    holiday = frozenset({date(2026, 3, 6)})
    assert on.at(end_of_day(on, date(2026, 3, 6), week, holiday)) == datetime(2026, 3, 6, 23, 0, tzinfo=UTC)


def test_a_lag_counts_working_hours_forward_and_back() -> None:
    on = grid()
    office = on.calendar(office_week(BERLIN))
    friday_noon = on.quarter(datetime(2026, 3, 6, 11, 0, tzinfo=UTC))
    assert on.at(add_lag(office, friday_noon, 8)) == datetime(2026, 3, 9, 11, 0, tzinfo=UTC)
    assert on.at(add_lag(office, friday_noon, -8)) == datetime(2026, 3, 5, 11, 0, tzinfo=UTC)
    assert add_lag(office, friday_noon, 0) == friday_noon
    assert add_lag(office, friday_noon, -1000) == 0
    assert add_lag(office, friday_noon, 10_000) == NEVER


def test_nobody_works_in_an_empty_week() -> None:
    on = grid()
    nothing = on.calendar(WorkingWeek(days=((),) * 7, zone=BERLIN))
    assert effort_to_finish(nothing, [0, 5], [1, 0]).tolist() == [NEVER, 5]
    assert add_lag(nothing, 3, 1) == NEVER


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"])
def test_days_that_cannot_be_meant_lie_far_before_or_behind_and_stop_nothing(zone: str) -> None:
    grid = Grid(MONDAY, 96)
    assert grid.local(date.min, zone) < 0
    assert grid.local(date.max, zone, 96) > 96


def test_an_origin_is_a_whole_quarter_of_utc() -> None:
    past_nine = datetime(2026, 3, 2, 9, 1, tzinfo=ZoneInfo(BERLIN))
    assert whole_quarter(past_nine) == MONDAY + timedelta(minutes=15)
    with pytest.raises(Invalid, match="whole quarter hour"):
        Grid(MONDAY + timedelta(minutes=1), 10)


ZONES = ["UTC", BERLIN, "America/St_Johns", "Asia/Kathmandu", "Australia/Lord_Howe", "America/New_York"]
STRETCH = st.integers(0, 94).flatmap(lambda a: st.tuples(st.just(a), st.integers(a + 1, 96)))


def clock(quarter: int) -> time:
    return time(quarter // 4 % 24, quarter % 4 * 15)


@settings(max_examples=60, deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    stretch=STRETCH,
    begins=st.integers(0, 52 * 7 * 96),
    away=st.integers(0, 30),
)
def test_a_calendar_agrees_with_the_clock_on_the_wall(
    zone: str, stretch: tuple[int, int], begins: int, away: int
) -> None:
    """Each quarter, asked one by one of the zone's clock, is worked exactly when the calendar says so."""
    on = Grid(MONDAY + begins * timedelta(minutes=15), 40 * 96)
    first = on.day(0, zone) + timedelta(days=away)
    week = WorkingWeek(days=(((clock(stretch[0]), clock(stretch[1])),),) * 4 + ((),) * 3, zone=zone)
    calendar = on.calendar(week, away=((first, first + timedelta(days=2)),))
    shown = [on.at(g).astimezone(ZoneInfo(zone)) for g in range(on.quarters)]
    expected = [
        g
        for g, wall in enumerate(shown)
        if wall.weekday() < 4
        and stretch[0] <= (wall.hour * 60 + wall.minute) // 15 < stretch[1]
        and not first <= wall.date() <= first + timedelta(days=2)
    ]
    assert calendar.slots.tolist() == expected


@settings(max_examples=60, deadline=None)
@given(start=st.integers(0, 20 * 96), work=st.integers(1, 400), share=st.sampled_from([1.0, 0.8, 0.33]))
def test_effort_and_dates_lead_to_each_other(start: int, work: int, share: float) -> None:
    on = grid(weeks=12)
    calendar = on.calendar(office_week(BERLIN), share=share)
    finish = int(effort_to_finish(calendar, start, work))
    assert working_hours_between(calendar, start, finish) * 4 == work
    assert working_hours_between(calendar, start, finish - 1) * 4 == work - 1


def test_ten_thousand_draws_are_one_look_up() -> None:
    calendar = grid(weeks=60).calendar(office_week(BERLIN))
    starts, work = np.arange(10_000) % 500, np.arange(10_000) % 97 + 1
    together = effort_to_finish(calendar, starts, work)
    assert together.dtype == np.int32
    alone = [int(effort_to_finish(calendar, int(starts[n]), int(work[n]))) for n in range(300)]
    assert together[:300].tolist() == alone
