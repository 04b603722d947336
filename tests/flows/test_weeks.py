from __future__ import annotations

from datetime import UTC, date, datetime

from varifocal.flows.weeks import Working

WEEK = [[["09:00", "13:00"], ["14:00", "18:00"]]] * 5 + [[], []]
MONDAY = date(2026, 10, 19)
"""The clocks of Berlin go back on the Sunday of this week."""


def hours(working: Working, start: tuple[int, int, int], finish: tuple[int, int, int]) -> float:
    """From (month, day, hour) to another, UTC."""
    return working.hours(
        datetime(2026, *start, tzinfo=UTC).timestamp(), datetime(2026, *finish, tzinfo=UTC).timestamp()
    )


def test_a_week_is_as_long_as_she_works_on_both_sides_of_a_change_of_clocks() -> None:
    working = Working(WEEK, "Europe/Berlin", MONDAY, 2)
    assert hours(working, (10, 18, 22), (10, 25, 23)) == 40
    assert hours(working, (10, 25, 23), (11, 1, 23)) == 40
    assert hours(working, (10, 19, 7), (10, 19, 8)) == 1
    assert hours(working, (10, 26, 7), (10, 26, 8)) == 0
    assert hours(working, (10, 26, 8), (10, 26, 9)) == 1


def test_days_away_and_meetings_are_taken_off_and_a_share_counts() -> None:
    meetings = [(datetime(2026, 10, 20, 10, 30, tzinfo=UTC), datetime(2026, 10, 20, 12, 30, tzinfo=UTC))]
    away = [(date(2026, 10, 22), date(2026, 10, 23))]
    working = Working(WEEK, "Europe/Berlin", MONDAY, 1, away=away, meetings=meetings, share=0.5)
    assert hours(working, (10, 18, 0), (10, 26, 0)) == (40 - 16 - 1) * 0.5


def test_nothing_lies_between_a_moment_and_an_earlier_one() -> None:
    working = Working(WEEK, "UTC", MONDAY, 1)
    assert hours(working, (10, 20, 12), (10, 20, 9)) == 0
