"""Time two people want for each other has a place in both their weeks, or none."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from varifocal.core.people.keeping import AtWork, Kept, Wanted, keep_free

MONDAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 8, 7, tzinfo=UTC)
OFFICE = [[(time(9), time(13)), (time(14), time(18))]] * 5 + [[], []]
EARLY = [[(time(7), time(11))]] * 5 + [[], []]
BOTH = {1: AtWork(OFFICE, "Europe/Berlin"), 2: AtWork(OFFICE, "Europe/Berlin")}
WEEKLY = Wanted(("pair", 1), (1, 2), 45, MONDAY)


def test_every_week_the_first_place_both_have_on_a_wednesday() -> None:
    kept = keep_free([WEEKLY], BOTH, NOW, 3)
    assert [one.start for one in kept] == [
        datetime(2026, 3, day, 8, tzinfo=UTC) for day in (4, 11, 18)
    ]  # 9:00 in Berlin
    assert {one.end - one.start for one in kept} == {timedelta(minutes=45)}


def test_until_it_ends_every_other_week_and_not_where_a_talk_is_set() -> None:
    ends = Wanted(("pair", 1), (1, 2), 45, MONDAY, until=date(2026, 3, 10))
    assert [one.start.day for one in keep_free([ends], BOTH, NOW, 8)] == [4, 10], "the last one on a Tuesday"
    other = Wanted(("room", 1), (1, 2), 30, MONDAY, every=2, settled=frozenset({MONDAY}))
    assert [one.start.day for one in keep_free([other], BOTH, NOW, 4)] == [18]


def test_what_is_taken_moves_it_and_a_full_week_keeps_nothing() -> None:
    meeting = (datetime(2026, 3, 4, 8, tzinfo=UTC), datetime(2026, 3, 4, 9, 5, tzinfo=UTC))
    held = BOTH | {2: AtWork(OFFICE, "Europe/Berlin", taken=[meeting])}
    (kept,) = keep_free([WEEKLY], held, NOW, 1)
    assert kept.start == datetime(2026, 3, 4, 9, 15, tzinfo=UTC)
    away = BOTH | {2: AtWork(OFFICE, "Europe/Berlin", away=[(MONDAY, MONDAY + timedelta(days=6))])}
    assert [one.start.day for one in keep_free([WEEKLY], away, NOW, 2)] == [11]
    assert keep_free([WEEKLY], {1: BOTH[1]}, NOW, 2) == (), "one of them has left"


def test_people_of_two_zones_meet_where_both_work_or_not_at_all() -> None:
    two = {1: AtWork(EARLY, "America/New_York"), 2: AtWork(OFFICE, "Europe/Berlin")}
    (kept,) = keep_free([WEEKLY], two, NOW, 1)
    assert kept.start == datetime(2026, 3, 4, 13, tzinfo=UTC)
    assert keep_free([WEEKLY], two | {1: AtWork(EARLY, "Asia/Tokyo")}, NOW, 1) == ()


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.tuples(st.integers(1, 4), st.integers(1, 4)).filter(lambda two: two[0] != two[1]),
            st.integers(5, 240), st.integers(1, 3),
        ),
        max_size=8,
    ),
    st.lists(st.integers(0, 5 * 24 * 4), max_size=6),
)  # fmt: skip
def test_nobody_is_in_two_places_nothing_lies_outside_her_hours_nor_in_the_past(
    asked: list[tuple[tuple[int, int], int, int]], busy: list[int]
) -> None:
    begin = datetime(2026, 3, 2, tzinfo=UTC)
    taken = [(begin + timedelta(minutes=15 * at), begin + timedelta(minutes=15 * at + 50)) for at in busy]
    people = {one: AtWork(OFFICE, "Europe/Berlin", taken=taken if one == 1 else ()) for one in range(1, 5)}
    wanted = [
        Wanted(("pair", number), two, minutes, MONDAY, every)
        for number, (two, minutes, every) in enumerate(asked)
    ]
    kept = keep_free(wanted, people, NOW, 3)
    for who in people:
        hers = sorted([*((one.start, one.end) for one in kept if who in one.people)])
        assert all(a[1] <= b[0] for a, b in pairwise(hers))
        if who == 1:
            assert not any(a < end and start < b for a, b in hers for start, end in taken)
        for start, end in hers:
            assert start >= NOW
            assert any(a <= start and end <= b for a, b in people[who].on(start.date()))
    assert _once_a_week(kept)


def _once_a_week(kept: tuple[Kept, ...]) -> bool:
    weeks = [(one.key, one.start.date() - timedelta(days=one.start.weekday())) for one in kept]
    return len(weeks) == len(set(weeks))


@pytest.mark.parametrize("minutes", [0, -5])
def test_nothing_asked_keeps_nothing(minutes: int) -> None:
    assert keep_free([Wanted(("pair", 1), (1, 2), minutes, MONDAY)], BOTH, NOW, 2) == ()
