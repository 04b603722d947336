"""Warmth: against the relationship's own rhythm, in words, with the reason."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from varifocal.flows.warmth import LOOKS_BACK, Word, warmth

TODAY = date(2026, 11, 23)


def every(days: int, last: int, count: int = 8) -> list[date]:
    """Contacts so many days apart, the last one so many days ago."""
    return [TODAY - timedelta(days=last + days * number) for number in range(count)]


@pytest.mark.parametrize(
    ("apart", "last", "word"),
    [
        (12, 0, "warm"),
        (12, 18, "warm"),
        (12, 19, "cooling"),
        (12, 36, "cooling"),
        (12, 37, "cold"),
        (1, 10, "warm"),
    ],
)
def test_it_cools_against_its_own_rhythm(apart: int, last: int, word: str) -> None:
    assert warmth(every(apart, last), TODAY).word == word


def test_it_says_why() -> None:
    assert warmth(every(12, 41), TODAY).why == "Usually every 12 days; nothing for 41."
    assert warmth(every(12, 1), TODAY).why == "Usually every 12 days; last yesterday."
    assert warmth(every(2, 30), TODAY).why == "Usually every week or more often; nothing for 30."


def test_one_long_pause_does_not_set_the_rhythm() -> None:
    days = [*every(10, 3, 6), TODAY - timedelta(days=200), TODAY - timedelta(days=210)]
    assert warmth(days, TODAY).rhythm == 10


def test_too_few_contacts_have_no_rhythm_and_none_no_warmth() -> None:
    assert warmth([TODAY - timedelta(days=30)], TODAY).word == Word.WARM
    assert warmth([TODAY - timedelta(days=60)], TODAY).word == Word.COOLING
    assert "Too few" in warmth([TODAY], TODAY).why
    assert warmth([], TODAY).word == Word.UNKNOWN
    assert (
        warmth([TODAY + timedelta(days=1), TODAY - LOOKS_BACK - timedelta(days=1)], TODAY).word
        == Word.UNKNOWN
    )


WORDS = [Word.COLD, Word.COOLING, Word.WARM]


@given(some.lists(some.integers(0, 360), min_size=1, max_size=40), some.integers(1, 30))
def test_waiting_longer_never_makes_it_warmer(ago: list[int], later: int) -> None:
    days = [TODAY - timedelta(days=number) for number in ago]
    kept = [day for day in days if day >= TODAY + timedelta(days=later) - LOOKS_BACK]
    if len(kept) == len(days):
        now, then = warmth(days, TODAY), warmth(days, TODAY + timedelta(days=later))
        assert WORDS.index(then.word) <= WORDS.index(now.word)


@given(some.lists(some.integers(0, 300), min_size=4, max_size=40))
def test_a_contact_today_is_warm(ago: list[int]) -> None:
    assert warmth([TODAY, *(TODAY - timedelta(days=number) for number in ago)], TODAY).word == Word.WARM
