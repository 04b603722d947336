"""A proposal's price, in words."""

from __future__ import annotations

from typing import Any

import pytest

from varifocal.flows.proposed import price_in_words


@pytest.mark.parametrize(
    ("price", "words"),
    [
        ({}, "no other task starts on another day"),
        ({"moved": 0.25, "disturbed": 1}, "0.25 h change hands; 1 other task starts on another day"),
        ({"moved": 7.5, "disturbed": 2}, "7.5 h change hands; 2 other tasks start on another day"),
        ({"moved": 1204.0}, "1,204 h change hands; no other task starts on another day"),
        ({"hours": {"1": 3.0}, "moved": 0.0}, "no other task starts on another day"),
    ],
)
def test_it_is_hours_that_change_hands_and_other_tasks_that_start_on_another_day(
    price: dict[str, Any], words: str
) -> None:
    assert price_in_words(price).replace("\xa0", " ") == words
