"""How soon somebody would miss an hour, and the laws that keep the past where it was."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from varifocal.core.balance.reach import (
    Hour,
    HourSource,
    ProjectPast,
    Reach,
    Stood,
    hours_by_reach,
    reach,
    shares,
    usual,
)
from varifocal.core.portfolio import ProjectKind, Serves
from varifocal.core.values import Invalid

OPENED = date(2026, 1, 5)
ANA = 1

DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))
KINDS = st.sampled_from(ProjectKind)


def past(
    kind: ProjectKind, *serves: Serves, id: int = 1, opened: date = OPENED, later: tuple[Stood, ...] = ()
) -> ProjectPast:
    return ProjectPast(id, f"Project {id}", opened, (Stood(opened, kind, serves), *later))


@st.composite
def pasts(draw: st.DrawFn, id: int = 1) -> ProjectPast:
    opened = draw(DAYS)
    days = sorted(draw(st.lists(DAYS, max_size=3, unique=True)))
    stood = tuple(
        Stood(day, draw(KINDS), draw(links())) for day in [opened, *(d for d in days if d > opened)]
    )
    return ProjectPast(id, f"Project {id}", opened, stood)


@st.composite
def links(draw: st.DrawFn) -> tuple[Serves, ...]:
    weights = draw(st.lists(st.integers(1, 5), max_size=3))
    return tuple(
        Serves(goal, weight / sum(weights), draw(st.none() | DAYS)) for goal, weight in enumerate(weights, 1)
    )


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[Hour], dict[int, ProjectPast]]:
    projects = {id: draw(pasts(id)) for id in range(1, draw(st.integers(0, 3)) + 1)}
    entry = st.builds(
        Hour,
        person=st.integers(1, 3),
        on=DAYS,
        hours=st.integers(0, 40).map(lambda quarters: quarters / 4),
        project=st.none() | st.integers(1, 4),
        people_time=st.booleans(),
        source=st.sampled_from(HourSource),
    )
    return draw(st.lists(entry, max_size=30)), projects


@pytest.mark.parametrize(
    ("kind", "goal_date", "people_time", "expected"),
    [
        (ProjectKind.STANDING, None, False, Reach.KEEP),
        (ProjectKind.STANDING, None, True, Reach.KEEP),
        (ProjectKind.ORDERED, date(2036, 1, 1), False, Reach.OWED),
        (ProjectKind.ORDERED, None, True, Reach.OWED),
        (ProjectKind.UNSOLD, date(2036, 1, 1), False, Reach.NEXT),
        (ProjectKind.MENDING, None, False, Reach.NEXT),
        (ProjectKind.OWN, date(2036, 1, 1), True, Reach.NEXT),
        (ProjectKind.OWN, date(2027, 1, 5), False, Reach.NEXT),
        (ProjectKind.OWN, date(2027, 1, 6), False, Reach.FAR),
        (ProjectKind.OWN, None, False, None),
    ],
)
def test_reach_asks_in_the_order_of_the_design(
    kind: ProjectKind, goal_date: date | None, people_time: bool, expected: Reach | None
) -> None:
    assert reach(kind, OPENED, goal_date, people_time=people_time) is expected


def test_time_with_people_needs_no_project_and_other_time_without_one_is_unplaced() -> None:
    assert reach(None, None, None, people_time=True) is Reach.NEXT
    assert reach(None, None, None) is None


def test_a_year_from_a_leap_day_ends_on_the_first_of_march() -> None:
    leap = date(2028, 2, 29)
    assert reach(ProjectKind.OWN, leap, date(2029, 3, 1)) is Reach.NEXT
    assert reach(ProjectKind.OWN, leap, date(2029, 3, 2)) is Reach.FAR


def test_an_hour_for_two_goals_is_split_by_their_shares() -> None:
    project = past(ProjectKind.OWN, Serves(1, 0.25, date(2026, 6, 1)), Serves(2, 0.75, date(2030, 1, 1)))
    hours = hours_by_reach([Hour(ANA, OPENED, 8.0, project=1)], {1: project})
    assert hours.hours(Reach.NEXT) == pytest.approx(2.0)
    assert hours.hours(Reach.FAR) == pytest.approx(6.0)


def test_own_work_under_no_dated_goal_is_our_ignorance() -> None:
    project = past(ProjectKind.OWN, Serves(1, 0.5, date(2026, 6, 1)), Serves(2, 0.5, None))
    hours = hours_by_reach([Hour(ANA, OPENED, 4.0, project=1)], {1: project})
    assert hours.unplaced == pytest.approx(2.0)


def test_a_week_of_pure_fire_fighting_reads_owed_not_far() -> None:
    rescue = past(ProjectKind.ORDERED, Serves(1, 1.0, date(2036, 12, 31)))
    week = [Hour(ANA, OPENED + timedelta(days=day), 9.5, project=1) for day in range(5)]
    hours = hours_by_reach(week, {1: rescue})
    assert hours.share(Reach.OWED) == 1.0
    assert hours.hours(Reach.FAR) == 0.0


def test_a_year_of_constant_behaviour_reads_constant() -> None:
    """The goal comes nearer week by week; the reach of the same work does not creep."""
    projects = {
        1: past(ProjectKind.OWN, Serves(1, 1.0, date(2027, 2, 1)), id=1),
        2: past(ProjectKind.ORDERED, id=2),
    }
    read = set()
    for week in range(52):
        monday = OPENED + timedelta(weeks=week)
        entries = [Hour(ANA, monday, 6.0, project=1), Hour(ANA, monday, 18.0, project=2)]
        hours = hours_by_reach(entries, projects)
        read.add((hours.share(Reach.FAR), hours.share(Reach.OWED)))
    assert read == {(0.25, 0.75)}


@given(worlds(), st.data())
def test_re_linking_a_project_changes_no_past_hour(
    world: tuple[list[Hour], dict[int, ProjectPast]], data: st.DataObject
) -> None:
    entries, projects = world
    today = date(2028, 1, 1)
    changed = {
        id: ProjectPast(
            id, past.name, past.opened, (*past.stood, Stood(today, data.draw(KINDS), data.draw(links())))
        )
        for id, past in projects.items()
    }
    assert hours_by_reach(entries, changed) == hours_by_reach(entries, projects)


@given(worlds())
def test_hours_are_conserved(world: tuple[list[Hour], dict[int, ProjectPast]]) -> None:
    entries, projects = world
    hours = hours_by_reach(entries, projects)
    assert hours.hours(*Reach) + hours.unplaced == pytest.approx(sum(entry.hours for entry in entries))
    assert hours.total == pytest.approx(sum(entry.hours for entry in entries))


@given(worlds())
def test_the_parts_of_an_hour_add_up_to_one(world: tuple[list[Hour], dict[int, ProjectPast]]) -> None:
    entries, projects = world
    for entry in entries:
        parts = shares(entry, projects)
        assert sum(share for _, share in parts) == pytest.approx(1.0)
        assert all(share >= 0 for _, share in parts)


def test_a_changed_kind_counts_from_its_day_on() -> None:
    sold = date(2026, 3, 2)
    pitch = past(ProjectKind.UNSOLD, later=(Stood(sold, ProjectKind.ORDERED),))
    assert shares(Hour(ANA, sold - timedelta(days=1), 1.0, 1), {1: pitch}) == ((Reach.NEXT, 1.0),)
    assert shares(Hour(ANA, sold, 1.0, 1), {1: pitch}) == ((Reach.OWED, 1.0),)


def test_a_figure_of_mostly_assumed_hours_is_not_real_enough() -> None:
    assumed = Hour(ANA, OPENED, 5.0, people_time=True, source=HourSource.ASSUMED)
    confirmed = Hour(ANA, OPENED, 5.0, people_time=True)
    hours = hours_by_reach([assumed, confirmed], {})
    assert hours.real_share == pytest.approx(0.5)
    assert not hours.is_real_enough


def test_ones_usual_share_is_unknown_in_the_first_four_weeks() -> None:
    projects = {1: past(ProjectKind.ORDERED), 2: past(ProjectKind.STANDING, id=2)}
    weeks = [
        hours_by_reach([Hour(ANA, OPENED, owed, 1), Hour(ANA, OPENED, 10.0 - owed, 2)], projects)
        for owed in (9.0, 5.0, 6.0, 7.0)
    ]
    assert usual(weeks[:3], Reach.OWED) is None
    assert usual(weeks, Reach.OWED) == pytest.approx(0.65)


def test_negative_hours_and_an_empty_past_are_refused_with_a_sentence() -> None:
    with pytest.raises(Invalid, match="cannot be negative"):
        Hour(ANA, OPENED, -1.0)
    with pytest.raises(Invalid, match="Spring launch"):
        ProjectPast(1, "Spring launch", OPENED, ())
