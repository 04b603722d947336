"""What moves a date is found where it was planted, and what lies on no chain is never said to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from core.forecast.made import MONDAY, exactly, task, without_growth
from varifocal.core.calendar import office_week
from varifocal.core.forecast import DriverKind, Forecast, forecast
from varifocal.core.plan import plan
from varifocal.core.portfolio import Dependency, Goal, Person, Portfolio, Project, Serves, Task, Wait
from varifocal.core.values import Range

ANNA, BEN, CEM = 1, 2, 3
ACME, SHOWREEL, GOAL = 11, 12, 101
WIDE = Range(40.0, 25.0, 90.0)


def agency(*tasks: Task, ties: tuple[tuple[int, int], ...] = ()) -> Portfolio:
    people = tuple(
        Person(id, name, office_week("UTC")) for id, name in enumerate(("Anna", "Ben", "Cem"), start=1)
    )
    serves = (Serves(GOAL, 1.0),)
    projects = (Project(ACME, "Acme", serves=serves), Project(SHOWREEL, "Showreel", serves=serves))
    goals = (Goal(GOAL, "Ten clients", target=date(2027, 3, 1)),)
    dependencies = tuple(Dependency(*tie) for tie in ties)
    return Portfolio(
        MONDAY, "UTC", people, projects, tasks, dependencies, goals=goals, record=without_growth()
    )


def seen(made: Portfolio) -> Forecast:
    return forecast(made, plan(made), draws=2_000)


def known(id: int, hours: float, person: int, project: int = ACME) -> Task:
    return task(id, project, hours, estimate=exactly(hours), people=(person,))


def wide(id: int, person: int, project: int = ACME) -> Task:
    return task(id, project, 40.0, estimate=WIDE, people=(person,))


def test_of_a_chain_what_is_uncertain_moves_its_end_by_as_much_as_it_may_take_longer() -> None:
    made = agency(
        known(1, 16.0, ANNA), wide(2, BEN), known(3, 8.0, ANNA), wide(4, CEM), ties=((1, 2), (2, 3))
    )
    made = replace(
        made, tasks=(*made.tasks[:3], replace(made.tasks[3], estimate=Range(4.0, 1.0, 8.0), left=4.0))
    )
    told = seen(made)
    assert [told.tasks[id].critical for id in (1, 2, 3, 4)] == [1.0, 1.0, 1.0, 0.0]
    driver, *more = told.projects[ACME].drivers
    assert not more
    assert (driver.kind, driver.id) == (DriverKind.TASK, 2)
    longer = (told.tasks[2].p80 - told.tasks[2].p50).total_seconds() / 86_400
    assert driver.days == pytest.approx(longer, rel=0.25)
    assert driver.sentence == f"The effort of “Task 2” moves it by about {round(driver.days)} days."


def test_of_two_that_must_both_be_done_each_holds_the_end_about_half_of_the_time() -> None:
    told = seen(agency(wide(1, ANNA), wide(2, BEN)))
    shares = [told.tasks[id].critical for id in (1, 2)]
    assert sum(shares) == pytest.approx(1.0, abs=0.07)
    assert shares[0] == pytest.approx(0.5, abs=0.07)


def test_an_answer_that_holds_a_project_moves_the_goal_it_serves_and_not_the_other_project() -> None:
    asked = task(1, ACME, 0.0, wait=Wait(None, 5, 15, 45))
    told = seen(agency(asked, known(2, 8.0, ANNA), known(3, 24.0, BEN, SHOWREEL), ties=((1, 2),)))
    for drivers in (told.projects[ACME].drivers, told.goals[GOAL].drivers):
        assert [(each.kind, each.id) for each in drivers] == [(DriverKind.WAIT, 1)]
    assert told.projects[SHOWREEL].drivers == ()
    assert told.tasks[3].critical == 1.0  # of its own project


def test_who_does_something_else_first_is_held_by_it() -> None:
    """A queue: what is wide and of another project comes before it, in the same person's order."""
    first, then = replace(wide(1, ANNA, SHOWREEL), rank=0.0), replace(known(2, 8.0, ANNA), rank=1.0)
    told = seen(agency(first, then))
    assert (DriverKind.TASK, 1) in [(each.kind, each.id) for each in told.projects[ACME].drivers]


def test_what_is_done_while_an_answer_is_waited_for_holds_nothing() -> None:
    asked = task(1, ACME, 0.0, wait=Wait(None, 30, 35, 40))
    first, meanwhile = replace(known(2, 8.0, ANNA), rank=0.0), replace(wide(3, ANNA, SHOWREEL), rank=1.0)
    told = seen(agency(asked, first, meanwhile, ties=((1, 2),)))
    assert [each.id for each in told.projects[ACME].drivers] == [1]
