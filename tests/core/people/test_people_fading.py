"""A level that is not used fades by a level a year, after the first, and never to nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from varifocal.core.people.fading import faded

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("days", "left"), [(0, 4), (365, 4), (366, 3), (730, 3), (731, 2), (1_096, 1), (9_000, 1), (-10, 4)]
)
def test_a_level_a_year_after_the_first(days: int, left: int) -> None:
    assert faded(4, TODAY - timedelta(days=days), TODAY) == left


def test_a_record_that_is_silent_proves_nothing_and_who_learns_goes_on_learning() -> None:
    assert faded(4, None, TODAY) == 4
    assert faded(1, TODAY - timedelta(days=5_000), TODAY) == 1
