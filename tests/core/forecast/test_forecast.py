"""What will happen to the plan of a small agency, and the laws no forecast may break."""

from datetime import UTC, date, datetime
from typing import Any

from varifocal.core.calendar import office_week
from varifocal.core.forecast import Forecast, forecast
from varifocal.core.plan import plan
from varifocal.core.portfolio import Person, Portfolio, Project, Task
from varifocal.core.values import Range

ANNA, BEN = 1, 2
ACME, SHOWREEL = 11, 12
MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)


def task(id: int, project: int, hours: float = 8.0, **more: Any) -> Task:
    return Task(id, f"Task {id}", project, Range(hours), hours, hours, **more)


def agency(*tasks: Task, **more: Any) -> Portfolio:
    week = office_week("UTC")
    projects = more.pop("projects", (Project(ACME, "Acme"), Project(SHOWREEL, "Showreel")))
    people = (Person(ANNA, "Anna", week), Person(BEN, "Ben", week))
    return Portfolio(MONDAY, "UTC", people, projects, tasks, **more)


def seen(portfolio: Portfolio, **more: Any) -> Forecast:
    return forecast(portfolio, plan(portfolio), **{"draws": 2_000, **more})


def test_the_same_seed_gives_the_same_forecast() -> None:
    portfolio = agency(task(1, ACME, people=(ANNA,)), task(2, SHOWREEL, people=(BEN,)))
    assert seen(portfolio) == seen(portfolio)
    assert seen(portfolio) != seen(portfolio, seed=2)


def test_the_chance_of_a_date_grows_with_the_date() -> None:
    tasks = [task(n, ACME, 12.0, people=(ANNA,)) for n in range(1, 6)]
    chances = [
        seen(agency(*tasks, projects=(Project(ACME, "Acme", due=date(2026, 12, day)),))).projects[ACME].chance
        for day in (1, 2, 3, 4, 7, 9, 15)
    ]
    assert chances == sorted(chances)
    assert chances[0] < chances[-1]
