"""Agreed hours against those that took place, what took the others, what they left behind."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from varifocal.core.balance.kept import (
    Agreed,
    Kept,
    Taken,
    Trace,
    TraceKind,
    WeekAgreed,
    kept,
    left_behind,
)
from varifocal.core.balance.reach import Hour, ProjectPast, Stood
from varifocal.core.portfolio import ProjectKind, Serves
from varifocal.core.values import Invalid

MONDAY = date(2026, 11, 2)
ANA, BEN = 1, 2
SHOP, FILM, PITCH = 1, 2, 3

PROJECTS = {
    SHOP: ProjectPast(SHOP, "Shop", MONDAY, (Stood(MONDAY, ProjectKind.ORDERED),)),
    FILM: ProjectPast(
        FILM, "Film unit", MONDAY, (Stood(MONDAY, ProjectKind.OWN, (Serves(1, 1.0, date(2029, 1, 1)),)),)
    ),
    PITCH: ProjectPast(PITCH, "Pitch", MONDAY, (Stood(MONDAY, ProjectKind.UNSOLD),)),
}


def week(person: int, *agreed: Agreed) -> WeekAgreed:
    return WeekAgreed(person, MONDAY, agreed)


def test_the_shop_that_ate_the_film_is_named_with_its_hours() -> None:
    agreed = week(ANA, Agreed(SHOP, 20.0), Agreed(FILM, 10.0))
    entries = [Hour(ANA, MONDAY, 27.0, SHOP), Hour(ANA, MONDAY, 3.0, FILM)]
    assert kept([agreed], entries, PROJECTS) == (Kept(MONDAY, 10.0, 3.0, (Taken(SHOP, 7.0),), 0.0),)


def test_more_of_one_far_piece_does_not_make_up_for_another() -> None:
    agreed = week(ANA, Agreed(FILM, 5.0), Agreed(PITCH, 5.0))
    (read,) = kept([agreed], [Hour(ANA, MONDAY, 10.0, PITCH)], PROJECTS)
    assert read.share == pytest.approx(0.5)
    assert read.taken == (Taken(PITCH, 5.0),)


def test_hours_nothing_took_are_unknown_not_blamed() -> None:
    (read,) = kept([week(ANA, Agreed(FILM, 8.0))], [], PROJECTS)
    assert (read.took_place, read.taken, read.unknown) == (0.0, (), 8.0)


def test_owed_work_agreed_is_no_far_hour_to_keep() -> None:
    (read,) = kept([week(ANA, Agreed(SHOP, 30.0))], [], PROJECTS)
    assert read.agreed == 0.0
    assert read.share is None


def test_another_persons_hours_and_another_weeks_keep_nothing() -> None:
    entries = [Hour(BEN, MONDAY, 8.0, FILM), Hour(ANA, MONDAY + timedelta(days=7), 8.0, FILM)]
    (read,) = kept([week(ANA, Agreed(FILM, 8.0))], entries, PROJECTS)
    assert read.took_place == 0.0


def test_time_agreed_for_people_is_kept_by_time_with_people() -> None:
    agreed = week(ANA, Agreed(None, 2.0, people_time=True))
    assert kept([agreed], [Hour(ANA, MONDAY, 2.0, people_time=True)], PROJECTS)[0].share == 1.0
    assert kept([agreed], [Hour(ANA, MONDAY, 2.0)], PROJECTS)[0].share == 0.0


@given(
    st.lists(st.tuples(st.sampled_from([SHOP, FILM, PITCH]), st.integers(0, 40)), max_size=6),
    st.lists(st.tuples(st.sampled_from([ANA, BEN]), st.sampled_from([SHOP, FILM, None]), st.integers(0, 40))),
)
def test_agreed_hours_either_took_place_were_taken_or_are_unknown(
    agreed: list[tuple[int, int]], spent: list[tuple[int, int | None, int]]
) -> None:
    weeks = [week(person, *(Agreed(project, float(h)) for project, h in agreed)) for person in (ANA, BEN)]
    entries = [Hour(person, MONDAY, float(hours), project) for person, project, hours in spent]
    (read,) = kept(weeks, entries, PROJECTS)
    parts = read.took_place + sum(taken.hours for taken in read.taken) + read.unknown
    assert parts == pytest.approx(read.agreed)
    assert read.took_place >= 0
    assert read.unknown >= -1e-9


def test_a_week_begins_on_a_monday() -> None:
    with pytest.raises(Invalid, match="Monday"):
        WeekAgreed(ANA, MONDAY + timedelta(days=1), ())


def test_far_hours_leave_something_behind_when_their_project_shows_it_within_four_weeks() -> None:
    entries = [Hour(ANA, MONDAY, 4.0, FILM), Hour(ANA, MONDAY, 6.0, PITCH), Hour(ANA, MONDAY, 30.0, SHOP)]
    traces = [
        Trace(FILM, MONDAY + timedelta(days=28), TraceKind.DECISION_SETTLED),
        Trace(PITCH, MONDAY + timedelta(days=29), TraceKind.TASK_FINISHED),
        Trace(SHOP, MONDAY, TraceKind.TASK_FINISHED),
    ]
    read = left_behind(entries, traces, PROJECTS, today=MONDAY + timedelta(days=60))
    assert (read.left, read.nothing, read.too_early) == (4.0, 6.0, 0.0)
    assert read.share == pytest.approx(0.4)


def test_young_hours_may_still_leave_something_and_a_trace_before_them_is_none_of_theirs() -> None:
    before = Trace(FILM, MONDAY - timedelta(days=1), TraceKind.READING)
    read = left_behind([Hour(ANA, MONDAY, 4.0, FILM)], [before], PROJECTS, today=MONDAY + timedelta(days=27))
    assert (read.left, read.nothing, read.too_early) == (0.0, 0.0, 4.0)
    assert read.share is None
