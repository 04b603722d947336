"""Days as people write them; today is Wednesday, 18 March 2026."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from varifocal.flows.days import NoSuchDay, read_day, reads_like_a_day

TODAY = date(2026, 3, 18)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("today", TODAY),
        ("tomorrow", date(2026, 3, 19)),
        ("wed", TODAY),
        ("fri", date(2026, 3, 20)),
        ("Tuesday", date(2026, 3, 24)),
        ("next fri", date(2026, 3, 27)),
        ("next week", date(2026, 3, 27)),
        ("next month", date(2026, 4, 30)),
        ("eom", date(2026, 3, 31)),
        ("12 mar", date(2027, 3, 12)),
        ("mar 20", date(2026, 3, 20)),
        ("1st April", date(2026, 4, 1)),
        ("12 march 2028", date(2028, 3, 12)),
        ("29 feb", date(2028, 2, 29)),
        ("2027-01-15", date(2027, 1, 15)),
        ("12.3.", date(2027, 3, 12)),
        ("1.4.26", date(2026, 4, 1)),
        ("in 2 weeks", date(2026, 4, 1)),
        ("in a month", date(2026, 4, 18)),
        ("in 3 days", date(2026, 3, 21)),
    ],
)
def test_a_day_is_understood(words: str, day: date) -> None:
    assert read_day(words.split(), TODAY) == (day, len(words.split()))


def test_words_after_the_day_are_left_alone() -> None:
    assert read_day(["fri", "with", "Ben"], TODAY) == (date(2026, 3, 20), 1)


def test_the_month_before_the_end_of_the_year_is_december() -> None:
    assert read_day(["next", "month"], date(2026, 12, 3)) == (date(2027, 1, 31), 2)
    assert read_day(["eom"], date(2026, 12, 3)) == (date(2026, 12, 31), 1)
    assert read_day(["in", "1", "month"], date(2026, 12, 31)) == (date(2027, 1, 31), 3)


@pytest.mark.parametrize("words", ["diligence", "to", "", "3 dogs", "me"])
def test_what_is_no_day_is_none(words: str) -> None:
    assert read_day(words.split(), TODAY) is None


@pytest.mark.parametrize("words", ["31 feb", "2026-02-30", "32.1.", "30 feb 2027"])
def test_a_day_that_never_comes_is_named(words: str) -> None:
    with pytest.raises(NoSuchDay, match=r"There is no"):
        read_day(words.split(), TODAY)


def test_a_slip_in_a_day_is_noticed_and_an_ordinary_word_is_not() -> None:
    assert reads_like_a_day("firday")
    assert reads_like_a_day("12mar")
    assert not reads_like_a_day("diligence")


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_an_iso_day_is_itself_whatever_today_is(day: date, today: date) -> None:
    assert read_day([day.isoformat()], today) == (day, 1)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.sampled_from(("mon", "thursday", "sun")))
def test_a_weekday_is_within_a_week_from_today(today: date, name: str) -> None:
    found = read_day([name], today)
    assert found is not None
    assert today <= found[0] < today + timedelta(days=7)


@given(st.lists(st.text(min_size=1, max_size=8), max_size=4), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_any_words_get_an_answer_or_a_sentence(words: list[str], today: date) -> None:
    try:
        found = read_day(words, today)
    except NoSuchDay:
        found = None
    assert found is None or 0 < found[1] <= len(words)
