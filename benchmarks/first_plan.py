"""How fast the planner is, and what it saves beside what a person would do by hand.

Run: .venv/bin/python benchmarks/first_plan.py [--seed N] [--quick]

Random portfolios (tests/core/portfolios.py), one core. By hand means: in the order of due dates, every task to
the first person who has the skills (“first”), or to the one who carries least so far (“least loaded”); the
dates of such a plan are reckoned by the same calendars and dependencies. Tardiness is in weighted days.

Then an agency and an enterprise (benchmarks/agencies.py) by the compiled planner: planned with nothing agreed, and
dated anew with all of it agreed. Each round has a portfolio nobody planned before, as one that was just read would be.
"""

from __future__ import annotations

import argparse
import copy
import os
import platform
import resource
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]
os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np  # noqa: E402

from agencies import AGENCY, ENTERPRISE, organization  # noqa: E402
from core.portfolios import portfolio as random_portfolio  # noqa: E402
from varifocal.core.plan import check, plan, propose  # noqa: E402
from varifocal.core.plan.agreeing import as_agreed, moves_of  # noqa: E402
from varifocal.core.plan.improving import quick  # noqa: E402
from varifocal.core.portfolio import Person, Portfolio, Task  # noqa: E402

SIZES = ((100, 10), (300, 24), (1_000, 40), (3_000, 60))
LARGE = (("agency", AGENCY, 30), ("enterprise", ENTERPRISE, 7))
"""Names, sizes and rounds."""
T = TypeVar("T")


def main() -> None:
    arguments = _arguments()
    sizes = SIZES[:2] if arguments.quick else SIZES
    print(f"Python {platform.python_version()}, NumPy {np.__version__}, {os.cpu_count()} cores, one used\n")
    print("Processor seconds, best of three; half of the tasks agreed")
    print(
        f"{'tasks':>6} {'people':>6} {'plan':>7} {'check':>7} {'propose':>8} {'proposals':>9} {'violations':>10}"
    )
    for tasks, people in sizes:
        _print_speed(random_portfolio(arguments.seed, tasks=tasks, people=people, wild=0.05))
    print("\nWeighted days late (and tasks late); nothing agreed, everything to be given to somebody")
    print(f"{'tasks':>6} {'people':>6} {'first':>16} {'least loaded':>16} {'varifocal':>16}")
    for tasks, people in sizes:
        _print_worth(random_portfolio(arguments.seed, tasks=tasks, people=people, agreed=0.0, wild=0.05))
    print("\nCompiled, processor ms: the median and (least)")
    print(
        f"{'':<12} {'tasks':>6} {'people':>6} {'first plan':>16} {'dated anew':>16} {'violations':>10} {'MB':>6}"
    )
    for name, size, rounds in LARGE[:1] if arguments.quick else LARGE:
        _print_large(name, organization(arguments.seed, size), rounds)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="How fast the planner is, and what it saves.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quick", action="store_true", help="only the two smaller sizes")
    return parser.parse_args()


def _print_speed(portfolio: Portfolio) -> None:
    planning, made = _timed(lambda: plan(portfolio))
    checking, problems = _timed(lambda: check(portfolio, made))
    proposing, proposals = _timed(lambda: propose(portfolio, made))
    print(
        f"{len(portfolio.tasks):>6} {len(portfolio.people):>6} {planning:>7.3f} {checking:>7.3f} "
        f"{proposing:>8.3f} {len(proposals):>9} {len(problems):>10}"
    )


def _timed(what: Callable[[], T]) -> tuple[float, T]:
    """The best of three, and what came out."""
    best = float("inf")
    for _ in range(3):
        since = time.process_time()
        answer = what()
        best = min(best, time.process_time() - since)
    return best, answer


def _print_worth(portfolio: Portfolio) -> None:
    ways = (_by_hand(portfolio, _first), _by_hand(portfolio, _least_loaded), portfolio)
    columns = " ".join(f"{_late(each):>16}" for each in ways)
    print(f"{len(portfolio.tasks):>6} {len(portfolio.people):>6} {columns}")


def _print_large(name: str, portfolio: Portfolio, rounds: int) -> None:
    first = quick.plan(portfolio)
    agreed = as_agreed(portfolio, moves_of(portfolio, first, set(first.placed)))
    faults = len(check(portfolio, first)) + len(check(agreed, quick.plan(agreed)))
    planned, dated = _compiled(portfolio, rounds), _compiled(agreed, rounds)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{name:<12} {len(portfolio.tasks):>6} {len(portfolio.people):>6} {planned:>16} {dated:>16} {faults:>10} "
        f"{memory:>6.0f}"
    )


def _compiled(portfolio: Portfolio, rounds: int) -> str:
    took = []
    for _ in range(rounds):
        new = copy.deepcopy(portfolio)
        since = time.process_time()
        quick.plan(new)
        took.append(1e3 * (time.process_time() - since))
    return f"{statistics.median(took):,.1f} ({min(took):,.1f})"


def _late(portfolio: Portfolio) -> str:
    made = plan(portfolio)
    finishes = {task: made.finishes(task).date() for task in made.placed}
    late = sum(
        1 for task in portfolio.tasks if task.due and task.id in finishes and finishes[task.id] > task.due
    )
    return f"{made.objective.tardiness:,.0f} ({late})"


Loads = dict[int, float]


def _by_hand(portfolio: Portfolio, choose: Callable[[list[Person], Loads], Person]) -> Portfolio:
    """Every task agreed with somebody, in the order of due dates: its own, else its project's."""
    loads: Loads = {person.id: 0.0 for person in portfolio.people}
    given: dict[int, Task] = {}
    for rank, task in enumerate(sorted(portfolio.tasks, key=lambda each: (_due(portfolio, each), each.id))):
        able = [
            person
            for person in portfolio.people
            if all(
                person.skills.get(each.skill, 0) >= each.level and each.count == 1 for each in task.demands
            )
            and (not task.pinned_people or person.id in task.pinned_people)
            and person.left is None
        ]
        if able and task.wait is None and task.left:
            person = choose(able, loads)
            loads[person.id] += task.left / person.week.hours
            given[task.id] = replace(task, people=(person.id,), rank=float(rank))
    return replace(portfolio, tasks=tuple(given.get(task.id, task) for task in portfolio.tasks))


def _due(portfolio: Portfolio, task: Task) -> date:
    return task.due or portfolio.project[task.project].due or date.max


def _first(able: list[Person], loads: Loads) -> Person:
    return able[0]


def _least_loaded(able: list[Person], loads: Loads) -> Person:
    return min(able, key=lambda person: (loads[person.id], person.id))


if __name__ == "__main__":
    main()
