"""The line of sight of a small agency, both ways, and where it is broken."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from varifocal.core.balance.sight import Sightlines, Way
from varifocal.core.portfolio import Goal, Portfolio, Project, ProjectKind, Serves, Task, Wait
from varifocal.core.values import Range

VISION, TEN_CLIENTS, FILM, FORGOTTEN = 1, 2, 3, 4
LAUNCH, SHOWREEL, CLEANING, ODDS_AND_ENDS = 11, 12, 13, 14
STORYBOARD, CUT, APPROVAL, DUSTING, SHELF = 21, 22, 23, 24, 25


def task(id: int, project: int, left: float = 4.0, **more: Any) -> Task:
    return Task(id, f"Task {id}", project, Range(left), left, left, **more)


def agency() -> Portfolio:
    goals = (
        Goal(VISION, "The agency others learn from", target=date(2036, 12, 31), strategy=7),
        Goal(TEN_CLIENTS, "Ten retained clients", parent=VISION, target=date(2027, 12, 31)),
        Goal(FILM, "A film unit", parent=VISION, target=date(2028, 6, 30), strategy=8),
        Goal(FORGOTTEN, "A school", target=date(2029, 6, 30)),
    )
    projects = (
        Project(LAUNCH, "Acme spring launch", serves=(Serves(TEN_CLIENTS, 0.75), Serves(FILM, 0.25))),
        Project(SHOWREEL, "Showreel", kind=ProjectKind.OWN, serves=(Serves(FILM, 1.0),)),
        Project(CLEANING, "Keeping the house", kind=ProjectKind.STANDING),
        Project(ODDS_AND_ENDS, "Odds and ends", kind=ProjectKind.OWN),
    )
    tasks = (
        task(STORYBOARD, LAUNCH, 6.0),
        task(CUT, LAUNCH, 2.0),
        task(APPROVAL, SHOWREEL, 0.0, wait=Wait(company=1, low=1, likely=3, high=9)),
        task(DUSTING, CLEANING),
        task(SHELF, ODDS_AND_ENDS, 5.0),
    )
    return Portfolio(datetime(2026, 11, 23, 8, tzinfo=UTC), "UTC", (), projects, tasks, goals=goals)


def test_a_task_sees_the_vision_through_its_project() -> None:
    sight = Sightlines(agency()).of_task(STORYBOARD)
    assert sight.ways == (Way((TEN_CLIENTS, VISION), 7, 0.75), Way((FILM, VISION), 7, 0.25))
    assert sight.is_in_sight


def test_standing_work_is_in_sight_without_a_goal() -> None:
    sight = Sightlines(agency()).of_task(DUSTING)
    assert sight.standing
    assert sight.is_in_sight


def test_work_without_a_why_is_named_with_its_size_and_standing_work_is_not() -> None:
    (lost,) = Sightlines(agency()).without_a_why()
    assert (lost.project, lost.tasks, lost.hours, lost.share) == (ODDS_AND_ENDS, 1, 5.0, 1.0)


def test_a_goal_only_somebody_outside_can_move_is_without_a_step() -> None:
    without = Sightlines(agency()).without_a_step()
    assert [(one.goal, one.waits) for one in without] == [(FORGOTTEN, False)]
    only_waits = Portfolio(
        agency().now, "UTC", (), agency().projects, (agency().task[APPROVAL],), goals=agency().goals
    )
    broken = {one.goal: one.waits for one in Sightlines(only_waits).without_a_step()}
    assert broken == {VISION: True, TEN_CLIENTS: False, FILM: True, FORGOTTEN: False}


def test_the_next_step_is_the_first_of_the_plan_and_never_a_wait() -> None:
    lines = Sightlines(agency())
    found = lines.next_step(FILM, order=[APPROVAL, CUT, STORYBOARD])
    assert found is not None
    assert found.id == CUT
    assert lines.next_step(FORGOTTEN, order=[CUT]) is None


def test_what_a_goal_takes_counts_shared_work_by_its_share() -> None:
    lines = Sightlines(agency())
    assert lines.takes(FILM) == pytest.approx(2.0)
    assert lines.takes(TEN_CLIENTS) == pytest.approx(6.0)
    assert lines.takes(VISION) == pytest.approx(8.0)


@given(st.lists(st.integers(1, 9), min_size=1, max_size=4))
def test_the_weights_of_all_ways_add_up(weights: list[int]) -> None:
    goals = tuple(Goal(id, f"Goal {id}") for id in range(1, len(weights) + 1))
    serves = tuple(Serves(id, weight / sum(weights)) for id, weight in enumerate(weights, 1))
    portfolio = Portfolio(
        agency().now, "UTC", (), (Project(9, "Split", serves=serves),), (task(1, 9, 8.0),), goals=goals
    )
    lines = Sightlines(portfolio)
    assert sum(way.weight for way in lines.of_task(1).ways) == pytest.approx(1.0)
    assert sum(lines.takes(goal.id) for goal in goals) == pytest.approx(8.0)
