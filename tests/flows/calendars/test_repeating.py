"""Recurrence rules, against the reading of a kept library (dateutil), and within a budget whatever they say."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as some

from varifocal.flows.calendars.repeating import Budget, NotRead, TooMuch, days_of, rule_of

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def numbers(least: int, most: int, size: int = 3) -> some.SearchStrategy[list[int]]:
    return some.lists(some.integers(least, most).filter(bool), min_size=1, max_size=size, unique=True)


@some.composite
def rules(draw: some.DrawFn) -> str:
    unit = draw(some.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    parts = [f"FREQ={unit}"]

    def maybe(name: str, values: some.SearchStrategy[list[int]]) -> bool:
        if draw(some.booleans()):
            parts.append(f"{name}={','.join(map(str, draw(values)))}")
            return True
        return False

    if draw(some.booleans()):
        parts.append(f"INTERVAL={draw(some.integers(1, 5))}")
    if draw(some.booleans()):
        parts.append(f"COUNT={draw(some.integers(1, 40))}")
    if draw(some.booleans()):
        parts.append(f"WKST={draw(some.sampled_from(DAYS))}")
    maybe("BYMONTH", numbers(1, 12))
    if unit == "YEARLY" and draw(some.integers(0, 4)) == 0:
        name, most = draw(some.sampled_from([("BYYEARDAY", 366), ("BYWEEKNO", 53)]))
        parts.append(f"{name}={','.join(map(str, draw(numbers(-most, most))))}")
        return ";".join(parts)
    if unit != "WEEKLY":
        maybe("BYMONTHDAY", numbers(-31, 31))
    if draw(some.booleans()):
        nth = unit in ("MONTHLY", "YEARLY") and draw(some.booleans())
        named = draw(some.lists(some.sampled_from(DAYS), min_size=1, max_size=3, unique=True))
        words = [f"{draw(some.sampled_from([1, 2, 4, 5, -1, -2]))}{day}" if nth else day for day in named]
        parts.append(f"BYDAY={','.join(words)}")
        if unit in ("MONTHLY", "YEARLY"):
            maybe("BYSETPOS", numbers(-5, 5, 2))
    return ";".join(parts)


@given(text=rules(), start=some.dates(date(1998, 1, 1), date(2027, 6, 1)), window=some.integers(0, 240))
def test_every_rule_names_the_days_a_kept_library_names(text: str, start: date, window: int) -> None:
    midnight = datetime.combine(start, datetime.min.time())
    oracle = rrulestr(text, dtstart=midnight)
    first = start + timedelta(days=window * 17 % 4_000)
    last = first + timedelta(days=window)
    named = next(iter(oracle), None)
    if named is None or named.date() != start:
        return  # where the start is no day of the rule, calendars and libraries differ; a test of ours follows
    wanted = [
        one.date() for one in oracle.between(midnight, datetime.combine(last, datetime.max.time()), inc=True)
    ]
    assert list(days_of(rule_of(text), start, first, last, Budget())) == [
        day for day in wanted if day >= first
    ]


def test_the_start_counts_as_the_first_time_though_the_rule_does_not_name_it() -> None:
    monday = date(2026, 11, 23)
    days = days_of(
        rule_of("FREQ=WEEKLY;BYDAY=WE;COUNT=3"), monday, monday, monday + timedelta(days=60), Budget()
    )
    assert list(days) == [monday, date(2026, 11, 25), date(2026, 12, 2)]


def test_the_29th_of_february_comes_in_leap_years_alone() -> None:
    days = days_of(rule_of("FREQ=YEARLY"), date(2024, 2, 29), date(2025, 1, 1), date(2033, 1, 1), Budget())
    assert list(days) == [date(2028, 2, 29), date(2032, 2, 29)]


@pytest.mark.parametrize(
    "text",
    [
        "", "FREQ=HOURLY", "FREQ=DAILY;BYHOUR=9,10", "FREQ=WEEKLY;INTERVAL=0", "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=DAILY;COUNT=x",
        "FREQ=MONTHLY;BYMONTHDAY=0", "FREQ=MONTHLY;BYDAY=99MO", "FREQ=DAILY;UNTIL=soon", "FREQ=DAILY;COUNT=²",
    ],
)  # fmt: skip
def test_a_rule_that_makes_no_sense_is_not_read(text: str) -> None:
    with pytest.raises(NotRead):
        rule_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=DAILY;COUNT=999999999",
        "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30;COUNT=5",
        "FREQ=YEARLY;BYWEEKNO=53;COUNT=9999999",
    ],
)
def test_no_rule_takes_more_steps_than_it_is_given(text: str) -> None:
    with pytest.raises(TooMuch):
        list(days_of(rule_of(text), date(1, 1, 5), date(9990, 1, 1), date(9999, 12, 30), Budget(2_000)))


def test_a_rule_that_never_comes_true_ends() -> None:
    day = date(2026, 1, 1)
    days = days_of(rule_of("FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30"), day, day, date(2027, 1, 1), Budget())
    assert list(days) == [day]
