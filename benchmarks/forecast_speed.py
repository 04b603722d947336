"""How long a forecast takes, beside what else one would do: the table of the forecast's issue.

python benchmarks/forecast_speed.py [--tasks N] [--people N] [--projects N] [--threads N] [--large] [--json]

*Plan*: a made portfolio as the product forecasts it: people's queues in the order agreed, crews, calendars, waits, all
kinds of dependency, work nobody planned. *Network*: its tasks and dependencies alone, everybody free at any time, which
is what the peers can do. Best of several, wall clock; extra memory is the peak over what stood before.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import time
import tracemalloc
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

import numpy as np

from varifocal.core.calendar import office_week
from varifocal.core.forecast import calibrate, forecast, vectors
from varifocal.core.forecast.compiled import quick
from varifocal.core.forecast.outlook import horizon
from varifocal.core.forecast.scope import extents
from varifocal.core.forecast.script import Latest, Script, Target
from varifocal.core.forecast.simulation import LOOKED_BACK
from varifocal.core.forecast.writing import written
from varifocal.core.plan import Plan, plan
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
from varifocal.core.portfolio.hours import working_time
from varifocal.core.values import Range

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
SKILLS = 8
DRAWS = 10_000
NOBODY = -1
"""No end lies before it: nothing is looked at more closely than how often it is critical."""

T = TypeVar("T")


def main() -> int:
    asked = _arguments()
    rows = [*_network(asked), *_plan(asked), *_page(asked)]
    if asked.large:
        rows += _large(asked)
    if asked.json:
        print(json.dumps([dict(zip(("what", "bound", "measured"), row, strict=True)) for row in rows]))
        return 0
    print(
        f"{asked.tasks:,} tasks, {asked.people} people, {DRAWS:,} draws, {asked.threads} threads, "
        f"load {os.getloadavg()[0]:.1f}"
    )
    for what, bound, measured in rows:
        print(f"{what:<66}{bound:>10}{measured:>20}")
    return 0


Row = tuple[str, str, str]


def _network(asked: argparse.Namespace) -> list[Row]:
    portfolio = made(asked.tasks, asked.people, asked.projects)
    script = network(portfolio)
    quick.live(script, 100)
    by_level = levels(portfolio)
    return [
        (
            "network, half and four fifths of every task: kernel",
            "20 ms",
            _ms(lambda: quick.live(script, DRAWS, threads=asked.threads)),
        ),
        ("  the same script by NumPy", "", _ms(lambda: vectors.live(script, DRAWS), 3)),
        ("  plain NumPy, level by level, lognormal efforts", "", _ms(lambda: plain(by_level, DRAWS), 3)),
        (
            "  kernel, extra memory",
            "2 MB",
            _megabytes(lambda: quick.live(script, DRAWS, threads=asked.threads)),
        ),
        *_critical(script, asked.threads),
    ]


def _critical(script: Script, threads: int) -> list[Row]:
    def critical(looked: int) -> Callable[[], object]:
        return lambda: quick.live(script, DRAWS, None, looked, threads=threads)

    return [
        (
            f"  with how often each task is critical, from {LOOKED_BACK:,} draws",
            "40 ms",
            _ms(critical(LOOKED_BACK)),
        ),
        ("  the same, extra memory", "2 MB", _megabytes(critical(LOOKED_BACK))),
        ("  with how often each task is critical, in all draws", "", _ms(critical(DRAWS))),
    ]


def _plan(asked: argparse.Namespace) -> list[Row]:
    portfolio = made(asked.tasks, asked.people, asked.projects)
    planned = plan(portfolio)
    script = script_of(portfolio, planned)
    targets = [Target((place,), 0, NOBODY) for place in range(asked.projects)]
    lives = [quick.live(script, DRAWS, threads=threads) for threads in (1, 2, 3)]
    same = all(
        np.array_equal(lives[0].finish, each.finish) and np.array_equal(lives[0].hours, each.hours)
        for each in lives
    )
    best = _seconds(lambda: quick.live(script, DRAWS, threads=asked.threads))
    return [
        (
            "plan with its queues, half and four fifths of every task: kernel",
            "20 ms",
            f"{best[0] * 1000:.0f} ms ({best[1] * 1000:.0f})",
        ),
        ("  the same script by NumPy", "", _ms(lambda: vectors.live(script, DRAWS), 3)),
        (
            "  looked back through in 500 draws",
            "",
            _ms(lambda: quick.look_back(script, 500, targets, threads=asked.threads), 3),
        ),
        *_critical(script, asked.threads),
        ("  schedules a second, order as agreed", "", f"{DRAWS / best[0]:,.0f}"),
        (
            "  kernel, extra memory",
            "2 MB",
            _megabytes(lambda: quick.live(script, DRAWS, threads=asked.threads)),
        ),
        ("  the same bits with one, two and three threads", "yes", "yes" if same else "NO"),
    ]


def _page(asked: argparse.Namespace) -> list[Row]:
    portfolio = made(3_000, 60, 25)
    planned = plan(portfolio)
    script, known = script_of(portfolio, planned), calibrate(portfolio.record)

    def whole(draws: int, looks_back: bool) -> Callable[[], object]:
        return lambda: quick.forecast(
            portfolio, planned, draws=draws, calibration=known, looks_back=looks_back, threads=asked.threads
        )

    return [
        (
            "3,000 tasks, 2,000 draws of a page: kernel",
            "50 ms",
            _ms(lambda: quick.live(script, 2_000, threads=asked.threads)),
        ),
        ("  the whole forecast of a page, no drivers", "250 ms", _ms(whole(2_000, False))),
        ("  the whole forecast of a run: 10,000 draws, drivers", "", _ms(whole(DRAWS, True), 3)),
        ("  the same by NumPy", "", _ms(lambda: forecast(portfolio, planned, calibration=known), 2)),
    ]


def _large(asked: argparse.Namespace) -> list[Row]:
    portfolio = made(10_000, 200, 80)
    script = script_of(portfolio, plan(portfolio))
    alone = network(portfolio)
    return [
        (
            "10,000 tasks, 10,000 draws, network: kernel",
            "0.4 s",
            _ms(lambda: quick.live(alone, DRAWS, threads=asked.threads), 3),
        ),
        ("  plan with its queues", "0.4 s", _ms(lambda: quick.live(script, DRAWS, threads=asked.threads), 3)),
    ]


def script_of(portfolio: Portfolio, planned: Plan) -> Script:
    """What the product lives through."""
    hours = working_time(portfolio, horizon(planned), planned.origin, taken_over=True)
    known = calibrate(portfolio.record)
    return written(portfolio, planned, hours, extents(portfolio, planned), seed=1, calibration=known).script


def network(portfolio: Portfolio) -> Script:
    """Tasks and dependencies alone."""
    script = Script(seed=1, projects=1)
    known, tables, ends, latest = calibrate(portfolio.record), {}, {}, Latest(script)
    for task in portfolio.tasks:
        spread = known.spread(task.estimate, (), task.kind)
        if id(spread) not in tables:
            tables[id(spread)] = len(script.ratios)
            script.ratios.append(spread.ratios)
        effort = script.work(task.id, 0, tables[id(spread)], (max(task.left, 4.0), 4.0, 1.0), ())
        ends[task.id] = script.plus(
            script.top(ends[before] for before in _befores(portfolio)[task.id]), effort
        )
        script.note(ends[task.id], effort, None)
        latest.add(ends[task.id])
    script.end(0, latest.row())
    return script


def _befores(portfolio: Portfolio) -> dict[int, list[int]]:
    if id(portfolio) not in _KEPT:
        befores: dict[int, list[int]] = {task.id: [] for task in portfolio.tasks}
        for tie in portfolio.dependencies:
            befores[tie.after].append(tie.before)
        _KEPT.clear()
        _KEPT[id(portfolio)] = befores
    return _KEPT[id(portfolio)]


_KEPT: dict[int, dict[int, list[int]]] = {}

Level = tuple[np.ndarray, np.ndarray, np.ndarray]


def levels(portfolio: Portfolio) -> list[Level]:
    """Tasks of each level of the network, the ends they wait for one after the other, and where each one's begin."""
    befores = _befores(portfolio)
    level: dict[int, int] = {}
    for task in portfolio.tasks:
        level[task.id] = 1 + max((level[before] for before in befores[task.id]), default=-1)
    place = {task.id: number for number, task in enumerate(portfolio.tasks)}
    found = []
    for number in range(max(level.values()) + 1):
        some = [task.id for task in portfolio.tasks if level[task.id] == number]
        counts = [len(befores[task]) for task in some]
        waits = [place[before] for task in some for before in befores[task]]
        starts = np.cumsum([0, *counts[:-1]])
        found.append((np.array([place[task] for task in some]), np.array(waits, dtype=np.int64), starts))
    return found


def plain(by_level: list[Level], draws: int) -> np.ndarray:
    """What one writes in an afternoon: all draws of a level at once."""
    count = sum(len(tasks) for tasks, _, _ in by_level)
    ends = np.random.default_rng(1).lognormal(2.0, 0.5, (count, draws)).astype(np.float32)
    for tasks, waits, starts in by_level:
        if len(waits):
            ends[tasks] += np.maximum.reduceat(ends[waits], starts, axis=0)
    half, most = draws // 2, draws * 4 // 5
    ends.partition((half, most), axis=1)
    return ends[:, (half, most)]


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


def _seconds(work: Callable[[], object], times: int = 9) -> tuple[float, float]:
    """The least of several: by the clock, and of processors."""

    def once() -> tuple[float, float]:
        begun, busy = time.perf_counter(), time.process_time()
        work()
        return time.perf_counter() - begun, time.process_time() - busy

    work()
    clock, processor = zip(*(once() for _ in range(times)), strict=True)
    return min(clock), min(processor)


def _ms(work: Callable[[], object], times: int = 9) -> str:
    clock, processor = _seconds(work, times)
    return f"{clock * 1000:,.0f} ms ({processor * 1000:,.0f})"


def _megabytes(work: Callable[[], T]) -> str:
    work()
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return f"{peak / 1e6:.1f} MB"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tasks", type=int, default=1_000)
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--projects", type=int, default=10)
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--large", action="store_true", help="10,000 tasks as well")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
