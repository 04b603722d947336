"""Small made portfolios for the laws of the forecast: the same for the same number."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from varifocal.core.calendar import WorkingWeek, office_week
from varifocal.core.portfolio import (
    Dependency,
    DependencyKind,
    Goal,
    Grown,
    Lasted,
    Person,
    Portfolio,
    Project,
    ProjectKind,
    Serves,
    Settled,
    Task,
    TrackRecord,
    Wait,
)
from varifocal.core.values import Range

MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)
NOTHING = TrackRecord()
GOAL, CHILD, STRETCH = 101, 102, 103
PART_TIME = WorkingWeek(days=(((time(8), time(13)),),) * 4 + ((), (), ()), zone="Europe/Berlin")


def task(id: int, project: int = 11, hours: float = 8.0, **more: Any) -> Task:
    """A task of so many hours, known exactly unless an estimate is given."""
    return Task(id, f"Task {id}", project, more.pop("estimate", Range(hours)), hours, hours, **more)


def exactly(hours: float) -> Range:
    """An effort nobody doubts."""
    return Range(hours, hours, hours)


def portfolio(number: int, *, exact: bool = False, projects: int = 2, tasks: int = 18) -> Portfolio:
    """People with different weeks, chains with all kinds of dependency, crews, waits, pins, goals."""
    chance = random.Random(number)
    people = [
        Person(1, "Anna", office_week("UTC")),
        Person(2, "Ben", PART_TIME, away=((date(2026, 12, 1), date(2026, 12, 4)),)),
        Person(3, "Cem", office_week("Europe/Berlin"), share=0.7),
    ]
    works = [_task(id, chance, exact, projects) for id in range(1, tasks + 1)]
    return Portfolio(
        now=MONDAY,
        zone="UTC",
        people=tuple(people),
        projects=tuple(_project(11 + each, chance) for each in range(projects)),
        tasks=tuple(works),
        dependencies=tuple(_dependencies(works, chance, exact)),
        goals=(
            Goal(GOAL, "Ten clients", target=date(2027, 1, 8)),
            Goal(CHILD, "A film unit", parent=GOAL, target=date(2026, 12, 18)),
            Goal(STRETCH, "An award", parent=GOAL, target=date(2026, 12, 18), committed=False),
        ),
        skills={1: "Copy"},
    )


def _project(id: int, chance: random.Random) -> Project:
    due = date(2026, 12, 4) + timedelta(days=chance.randrange(28))
    return Project(id, f"Project {id}", due=due, serves=(Serves(GOAL if id % 2 else CHILD, 1.0),))


def _task(id: int, chance: random.Random, exact: bool, projects: int) -> Task:
    project = 11 + chance.randrange(projects)
    kind = chance.random()
    if kind < 0.12:
        likely = chance.uniform(1, 8)
        wait = Wait(None, likely, likely, likely) if exact else Wait(None, likely / 2, likely, likely * 3)
        return task(id, project, 0.0, wait=wait)
    hours = chance.choice((0.5, 2.0, 3.25, 8.0, 16.0))
    estimate = exactly(hours) if exact else Range(hours)
    people = tuple(sorted(chance.sample((1, 2, 3), 2 if kind > 0.85 else 1)))
    more: dict[str, Any] = {"splittable": not exact}
    if kind > 0.8:
        more["release"] = date(2026, 11, 25) + timedelta(days=chance.randrange(12))
    return task(id, project, hours, estimate=estimate, people=people, **more)


def _dependencies(works: list[Task], chance: random.Random, exact: bool) -> Iterable[Dependency]:
    """Where all is exact, none that lets the later task begin first: a queue is in the order of the plan."""
    kinds, lags = ((4, 1, 1, 0), (0.0, 0.0, 4.0)) if exact else ((4, 1, 1, 1), (0.0, 0.0, 4.0, -2.0))
    for place, after in enumerate(works[1:], start=1):
        if chance.random() < 0.4:
            before = works[chance.randrange(place)]
            kind = chance.choices(list(DependencyKind), kinds)[0]
            yield Dependency(before.id, after.id, kind, chance.choice(lags))


def without_growth(record: TrackRecord = NOTHING) -> TrackRecord:
    """A past in which no project ever grew, or was late beyond its tasks."""
    kinds = list(ProjectKind)
    return replace(
        record,
        grown=tuple(Grown(n, kinds[n % 5], 100.0, 100.0) for n in range(5_000)),
        lasted=tuple(Lasted(n, kinds[n % 5], 20.0, 0.0, 20.0) for n in range(5_000)),
    )


def history(
    biases: dict[int, float], noise: float, chance: random.Random, each: int = 80
) -> tuple[Settled, ...]:
    """Finished tasks of people who take so much longer than they say."""
    found = []
    for number in range(each * len(biases)):
        person = sorted(biases)[number % len(biases)]
        hours = chance.choice((2.0, 4.0, 8.0, 16.0))
        actual = hours * biases[person] * chance.lognormvariate(0, noise)
        found.append(Settled(-number, person, -chance.randrange(12), "", hours, actual, date(2026, 6, 1)))
    return tuple(found)
