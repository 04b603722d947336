"""How long a forecast takes: a made portfolio of 3,000 tasks and 60 people, 10,000 draws, one core.

python benchmarks/forecast_speed.py [--tasks N] [--people N] [--draws N] [--json]
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from varifocal.core.calendar import office_week
from varifocal.core.forecast import forecast
from varifocal.core.plan import plan
from varifocal.core.portfolio import (
    Answered,
    Dependency,
    DependencyKind,
    Goal,
    Person,
    Portfolio,
    Project,
    Serves,
    Settled,
    SkillDemand,
    Task,
    TrackRecord,
    Wait,
)
from varifocal.core.values import Range

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
SKILLS = 8

T = TypeVar("T")


def main() -> int:
    asked = _arguments()
    portfolio = made(asked.tasks, asked.people, asked.projects)
    planned, plan_seconds = _timed(lambda: plan(portfolio))
    seconds = {}
    for draws in (2_000, asked.draws):
        seconds[draws] = min(
            _timed(lambda n=draws: forecast(portfolio, planned, draws=n))[1] for _ in range(3)
        )
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if asked.json:
        print(json.dumps({"plan": plan_seconds, "forecast": seconds, "megabytes": megabytes}))
        return 0
    print(f"{asked.tasks:,} tasks, {asked.people} people, {asked.projects} projects; best of three")
    print(f"{'plan':<28}{plan_seconds:8.2f} s")
    for draws, took in seconds.items():
        print(f"{f'forecast, {draws:,} draws':<28}{took:8.2f} s")
    print(f"{'peak memory':<28}{megabytes:8.0f} MB")
    return 0


def made(tasks: int, people: int, projects: int) -> Portfolio:
    """A believable portfolio: chains and diamonds inside projects, one task in twelve a wait, some crews."""
    chance = random.Random(7)
    works = [_task(number, tasks, projects, people, chance) for number in range(1, tasks + 1)]
    return Portfolio(
        now=NOW,
        zone="Europe/Berlin",
        people=tuple(_person(number, chance) for number in range(1, people + 1)),
        projects=tuple(_project(number) for number in range(1, projects + 1)),
        tasks=tuple(works),
        dependencies=tuple(_dependencies(works, chance)),
        goals=(
            Goal(1, "The vision's first goal", target=date(2028, 6, 30)),
            *(Goal(n, f"Goal {n}", parent=1, target=date(2027, 12, 31)) for n in range(2, 7)),
        ),
        skills={number: f"Skill {number}" for number in range(1, SKILLS + 1)},
        record=_record(people, chance),
    )


def _person(number: int, chance: random.Random) -> Person:
    first = date(2026, 12, 1) + timedelta(days=chance.randrange(200))
    skills = {1 + number % SKILLS: 4, 1 + (number + 3) % SKILLS: 3}
    week = office_week("Europe/Berlin")
    return Person(
        number,
        f"Person {number}",
        week,
        away=((first, first + timedelta(days=10)),),
        skills=skills,
        share=0.8,
    )


def _project(number: int) -> Project:
    due = date(2027, 3, 1) + timedelta(days=14 * number)
    serves = (Serves(2 + number % 5, 1.0),)
    return Project(number, f"Project {number}", due=due, serves=serves, hours_budget=900.0)


def _task(number: int, tasks: int, projects: int, people: int, chance: random.Random) -> Task:
    project = 1 + (number - 1) * projects // tasks
    if number % 12 == 0:
        wait = Wait(company=project % 14, low=1, likely=4, high=15)
        return Task(number, f"Answer {number}", project, Range(0.0), 0.0, 0.0, wait=wait)
    hours = float(chance.choice((2, 3, 4, 6, 8, 12, 16)))
    count = 2 if number % 20 == 0 else 1
    demand = SkillDemand(chance.randint(1, SKILLS), 3, count)
    return Task(number, f"Task {number}", project, Range(hours), hours, hours, demands=(demand,))


def _dependencies(works: list[Task], chance: random.Random) -> list[Dependency]:
    links = []
    for before, after in zip(works, works[2:], strict=False):
        if before.project == after.project and chance.random() < 0.7:
            kind = chance.choices(list(DependencyKind), (16, 2, 2, 1))[0]
            links.append(Dependency(before.id, after.id, kind, chance.choice((0.0, 0.0, 0.0, 4.0))))
    return links


def _record(people: int, chance: random.Random) -> TrackRecord:
    settled = tuple(
        Settled(
            task=-number,
            person=1 + number % people,
            project=-(number % 40),
            kind=f"kind {number % 6}",
            estimated=(hours := float(chance.choice((2, 4, 8, 16)))),
            actual=hours * chance.lognormvariate(0.15, 0.5),
            finished=date(2026, 10, 1),
        )
        for number in range(1, 5_001)
    )
    answered = tuple(Answered(number % 14, chance.lognormvariate(1.3, 0.7)) for number in range(200))
    return TrackRecord(settled=settled, answered=answered)


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    begun = time.perf_counter()
    return work(), time.perf_counter() - begun


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tasks", type=int, default=3_000)
    parser.add_argument("--people", type=int, default=60)
    parser.add_argument("--projects", type=int, default=25)
    parser.add_argument("--draws", type=int, default=10_000)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
