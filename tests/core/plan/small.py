"""A small agency on a Monday morning at nine, for examples one can reckon in the head."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

from varifocal.core.calendar import WorkingWeek, office_week
from varifocal.core.plan import Plan
from varifocal.core.portfolio import Dependency, Person, Portfolio, Project, SkillDemand, Task
from varifocal.core.values import Range

BERLIN = "Europe/Berlin"
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (date(2026, 3, day) for day in range(2, 7))
NEXT_MONDAY = date(2026, 3, 9)

COPY, DESIGN = 1, 2
WEEK = office_week(BERLIN)
MORNINGS = WorkingWeek(days=(((time(9), time(13)),),) * 5 + ((), ()), zone=BERLIN)

ANA = Person(1, "Ana", WEEK, skills={COPY: 3})
BEN = Person(2, "Ben", WEEK, skills={COPY: 2, DESIGN: 4})
CLEO = Person(3, "Cleo", MORNINGS, skills={DESIGN: 2}, passions=frozenset({DESIGN}))
SPRING = Project(10, "Acme spring launch")
MUSEUM = Project(11, "Museum")


def task(id: int, name: str, hours: float = 8.0, **fields: object) -> Task:
    """A task of the spring launch."""
    values: dict[str, object] = {
        "project": 10,
        "estimate": Range(hours),
        "expected": hours,
        "left": hours,
        **fields,
    }
    return Task(id=id, name=name, **values)  # type: ignore[arg-type]


def agency(*tasks: Task, after: tuple[tuple[int, int], ...] = (), **fields: object) -> Portfolio:
    """Ana, Ben and Cleo with these tasks; `after` are plain dependencies (before, after)."""
    whole = Portfolio(
        now=NOW,
        zone=BERLIN,
        people=(ANA, BEN, CLEO),
        projects=(SPRING, MUSEUM),
        tasks=tasks,
        dependencies=tuple(Dependency(*link) for link in after),
        skills={COPY: "Copy", DESIGN: "Design"},
    )
    portfolio = replace(whole, **fields)  # type: ignore[arg-type]
    assert portfolio.problems() == []
    return portfolio


def asks(skill: int, level: int = 1, count: int = 1) -> tuple[SkillDemand, ...]:
    """One skill demand."""
    return (SkillDemand(skill, level, count),)


def when(plan: Plan, task: int) -> str:
    """When a task starts and finishes, in UTC (an hour behind Berlin in March)."""
    return f"{plan.starts(task):%a %d %H:%M} - {plan.finishes(task):%a %d %H:%M}"


def who(plan: Plan, task: int) -> tuple[int, ...]:
    """Who does a task."""
    return plan.placed[task].people
