"""A portfolio that cannot be says so, record by record."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from varifocal.core.calendar import Busy, WorkingWeek, office_week
from varifocal.core.portfolio import (
    Dependency,
    Goal,
    Person,
    Portfolio,
    Project,
    Serves,
    SkillDemand,
    Task,
    Wait,
)
from varifocal.core.portfolio.fit import fit
from varifocal.core.values import Range

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
WEEK = office_week("Europe/Berlin")
ANA = Person(1, "Ana", WEEK, skills={7: 3})
SPRING = Project(10, "Acme spring launch", serves=(Serves(5, 1.0),), manager=1)


def task(id: int, name: str, **fields: object) -> Task:
    values: dict[str, object] = {"project": 10, "estimate": Range(8), "expected": 8.0, "left": 8.0, **fields}
    return Task(id=id, name=name, **values)  # type: ignore[arg-type]


GOOD = Portfolio(
    now=NOW,
    zone="Europe/Berlin",
    people=(ANA,),
    projects=(SPRING,),
    tasks=(task(100, "Storyboard", demands=(SkillDemand(7, 2),)), task(101, "Key visual"), task(102, "Cut")),
    dependencies=(Dependency(100, 101),),
    goals=(Goal(5, "Ten retained clients"),),
    skills={7: "Design"},
)


def sentences(portfolio: Portfolio) -> list[str]:
    return [str(problem) for problem in portfolio.problems()]


def test_a_portfolio_that_holds_has_no_problems() -> None:
    assert sentences(GOOD) == []


def test_a_circle_is_named_task_by_task() -> None:
    circle = replace(GOOD, dependencies=(Dependency(101, 100), Dependency(100, 101), Dependency(101, 102)))
    assert sentences(circle) == [
        "task 100: These tasks wait for one another: Storyboard → Key visual → Storyboard. "
        "Take one dependency away."
    ]


def test_two_circles_are_both_named_and_a_task_may_not_wait_for_itself() -> None:
    circles = replace(GOOD, dependencies=(Dependency(100, 101), Dependency(101, 100), Dependency(102, 102)))
    assert [sentence.split(":")[0] for sentence in sentences(circles)] == ["task 100", "task 102"]


def test_goals_may_not_serve_one_another_in_a_circle() -> None:
    goals = (Goal(5, "Ten retained clients", parent=6), Goal(6, "Known for craft", parent=5))
    assert (
        "Ten retained clients → Known for craft → Ten retained clients"
        in sentences(replace(GOOD, goals=goals))[0]
    )


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"project": 99}, "belongs to project 99, which is unknown"),
        ({"people": (1, 42)}, "given to person 42, who is unknown"),
        ({"pinned_people": (42,)}, "given to person 42, who is unknown"),
        ({"people": (1, 1)}, "to the same person twice"),
        ({"demands": (SkillDemand(8),)}, "asks for skill 8, which is unknown"),
        ({"demands": (SkillDemand(7, 6),)}, "level 1 to 5"),
        ({"demands": (SkillDemand(7, 1, 0),)}, "asks for 0 people"),
        ({"left": float("nan")}, "effort left must lie between 0 and 100,000 hours; it is nan"),
        ({"expected": -1.0}, "expected effort must lie between"),
        ({"left": 1e6}, "effort left must lie between"),
        ({"priority": 0}, "priority 0"),
        ({"release": date(2026, 5, 1), "deadline": date(2026, 4, 1)}, "after its deadline on 2026-04-01"),
        ({"due": date(9999, 1, 1)}, "due on 9999-01-01 cannot be meant"),
        ({"wait": Wait(None, 5, 3, 8)}, "days must be in order; they are 5, 3, 8"),
        ({"wait": Wait(None, 1, float("nan"), 8)}, "days must be in order"),
    ],
)
def test_a_flawed_task_is_named_with_what_is_wrong(fields: dict[str, object], sentence: str) -> None:
    flawed = replace(GOOD, tasks=(*GOOD.tasks, task(103, "Trailer", **fields)))
    found = flawed.problems()
    assert [problem.where for problem in found] == ["task 103"]
    assert sentence in found[0].sentence
    assert "Trailer" in found[0].sentence


NIGHT = ((time(22), time(6)),)
OVERLAPPING = ((time(9), time(13)), (time(12), time(17)))
UNEVEN = ((time(9, 5), time(17)),)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"week": WorkingWeek(((),) * 7, "Europe/Berlin")}, "has no hours"),
        ({"week": WorkingWeek(((),) * 6, "Europe/Berlin")}, "has 6 days"),
        ({"week": WorkingWeek((NIGHT,) * 7, "Europe/Berlin")}, "ends before it begins"),
        ({"week": WorkingWeek((OVERLAPPING,) * 7, "Europe/Berlin")}, "overlap"),
        ({"week": WorkingWeek((UNEVEN,) * 7, "Europe/Berlin")}, "not whole quarter hours"),
        ({"week": office_week("Europe/Atlantis")}, "not a time zone"),
        ({"week": office_week("../secret")}, "not a time zone"),
        ({"share": 0.0}, "share of time"),
        ({"share": float("nan")}, "share of time"),
        ({"away": ((date(2026, 5, 2), date(2026, 5, 1)),)}, "ends before it begins"),
        ({"away": ((date(2026, 5, 2), date(9026, 5, 1)),)}, "cannot be meant"),
        ({"busy": (Busy(NOW, NOW.replace(hour=7)),)}, "ends before it begins"),
        ({"busy": (Busy(NOW.replace(tzinfo=None), NOW),)}, "not given in UTC"),
        ({"skills": {7: 9}}, "outside 1 to 5"),
        ({"joined": date(2026, 2, 1), "left": date(2026, 1, 1)}, "before joining"),
    ],
)
def test_a_flawed_person_is_named_with_what_is_wrong(fields: dict[str, object], sentence: str) -> None:
    found = replace(GOOD, people=(replace(ANA, **fields),)).problems()
    assert [problem.where for problem in found] == ["person 1"]
    assert sentence in found[0].sentence


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"serves": (Serves(5, 0.5), Serves(5, 0.4))}, "add to 0.9, not to 1"),
        ({"serves": (Serves(6, 1.0),)}, "serves goal 6, which is unknown"),
        ({"manager": 3}, "managed by person 3, who is unknown"),
        ({"hours_budget": float("nan")}, "budget"),
        ({"wanted_chance": 0.0}, "wanted chance"),
    ],
)
def test_a_flawed_project_is_named_with_what_is_wrong(fields: dict[str, object], sentence: str) -> None:
    found = replace(GOOD, projects=(replace(SPRING, **fields),)).problems()
    assert [problem.where for problem in found] == ["project 10"]
    assert sentence in found[0].sentence


def test_dependencies_on_unknown_tasks_absurd_lags_and_numbers_given_twice_are_named() -> None:
    flawed = replace(
        GOOD,
        tasks=(*GOOD.tasks, task(100, "Storyboard again")),
        dependencies=(Dependency(100, 999), Dependency(100, 101, lag=float("inf"))),
    )
    found = sentences(flawed)
    assert found[0] == "task 100: Number 100 is given to 2 records; each has its own."
    assert "task 999, which is unknown or closed" in found[1]
    assert "lag must lie within" in found[2]


def test_fit_counts_levels_to_spare_and_what_she_wants_more_of() -> None:
    ana = replace(ANA, passions=frozenset({7}))
    easy = fit(ana, (SkillDemand(7, 1),))
    hard = fit(ana, (SkillDemand(7, 4), SkillDemand(8)))
    assert (easy.qualified, easy.surplus, easy.score) == (True, 2, (1, 2))
    assert (hard.qualified, hard.passions) == (False, frozenset())
    assert [met.level for met in hard.met] == [3, 0]
    assert fit(ana, ()).qualified
