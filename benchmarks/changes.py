"""A year of changes to an agency's plan: how soon it is dated anew, how soon something better is proposed, and how good
the plan stays, when nothing that is proposed is taken and when all of it is.

    python benchmarks/changes.py [--seed 1] [--changes 1000] [--taken all] [--enterprise]

An agency (see agencies.py) begins with a plan searched through 4,000 schedules, agreed by everybody. Then, eight to a
working day, things change: somebody falls ill, work takes more or less than was thought, something urgent comes, a
date is moved, somebody leaves or joins, a task is pinned. Time goes on: what the plan has done is done. Every plan is
checked.
Now and then the plan is held against one made from scratch, in which only what has begun or is pinned stays.
Seconds are of one processor.
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import TypeVar

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src")]
os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np  # noqa: E402

from agencies import AGENCY, ENTERPRISE, organization  # noqa: E402
from varifocal.core.plan import Plan, Stop, check  # noqa: E402
from varifocal.core.plan.agreeing import as_agreed, moves_of  # noqa: E402
from varifocal.core.plan.improving import improve, quick  # noqa: E402
from varifocal.core.plan.improving.mending import propose  # noqa: E402
from varifocal.core.portfolio import Person, Portfolio  # noqa: E402
from varifocal.core.portfolio.hours import working_time  # noqa: E402
from varifocal.core.values import QUARTERS_PER_HOUR, Range  # noqa: E402

A_DAY = 8
"""Changes to a working day."""
LOOK_EVERY = 20
"""Changes between two plans from scratch."""
FROM_SCRATCH = 2.0
"""Seconds a plan from scratch is searched for."""
AT_FIRST = 4_000
"""Schedules the first plan is searched through, about as many as two seconds allow on an idle machine: counted, so that
each run begins with the same."""

R = TypeVar("R")


@dataclass
class Life:
    """One agency that takes nothing, or everything, of what is proposed."""

    portfolio: Portfolio
    takes: bool
    dated: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    proposed: list[float] = field(default_factory=list)
    moved: list[float] = field(default_factory=list)
    handed_over: list[float] = field(default_factory=list)
    behind: list[float] = field(default_factory=list)
    faults: int = 0
    offered: int = 0

    def react(self) -> Plan:
        """Date what is agreed anew, look for something better, take it or not."""
        seconds, planned = timed(lambda: quick.plan(self.portfolio))
        self.dated.append(seconds)
        self.faults += len(check(self.portfolio, planned))
        began, heard = time.process_time(), []
        proposals = propose(self.portfolio, planned, tell=lambda _: heard.append(time.process_time()))
        self.proposed.append(time.process_time() - began)
        if heard:
            self.first.append(heard[0] - began)
        self.offered += len(proposals)
        moves = {move.task: move for proposal in proposals for move in proposal.moves} if self.takes else {}
        tasks, old = len(self.portfolio.tasks), [one for one in moves.values() if one.people_before]
        self.moved.append(len(old) / tasks)
        self.handed_over.append(sum(one.people_before != one.people_after for one in old) / tasks)
        if moves:
            taken = {
                task: {"people": one.people_after, "rank": one.rank_after} for task, one in moves.items()
            }
            self.portfolio = changed(self.portfolio, taken)
            planned = quick.plan(self.portfolio)
            self.faults += len(check(self.portfolio, planned))
        self.portfolio = agreed(self.portfolio, planned)  # what else is new is agreed as it was placed
        return planned


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--changes", type=int, default=1_000)
    parser.add_argument("--taken", choices=("nothing", "all"), help="one of the two alone")
    parser.add_argument("--enterprise", action="store_true", help="20,000 tasks, 500 people")
    options = parser.parse_args()
    size = ENTERPRISE if options.enterprise else AGENCY
    first = improve(organization(options.seed, size), seed=1, stop=Stop(schedules=AT_FIRST))
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)  # as the worker has it
    start = agreed(organization(options.seed, size), first.plan)
    lives = [
        Life(start, takes=takes)
        for takes in (False, True)
        if options.taken in (None, "all" if takes else "nothing")
    ]
    for life in lives:
        random = Random(f"{options.seed} changes")
        _live(life, random, options.changes)
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores; {size}; {options.changes} changes\n")
    print("| taken | dated p50 ms | p95 | first proposed p50 ms | p95 | all proposed p50 ms | p95 | proposals | "
          "moved, most | other people, most | late against scratch, mean | worst | violations |")  # fmt: skip
    print("|:--|" + "--:|" * 12)
    for life in lives:
        times = [
            np.percentile(each, (50, 95)) * 1e3
            for each in (life.dated, life.first or [np.nan], life.proposed)
        ]
        told = " | ".join(f"{value:.0f}" for pair in times for value in pair)
        behind = life.behind or [float("nan")]
        print(
            f"| {'all' if life.takes else 'nothing'} | {told} | {life.offered} | {max(life.moved):.2%} | "
            f"{max(life.handed_over):.2%} | {np.mean(behind):+.0%} | {max(behind):+.0%} | {life.faults} |"
        )


def _live(life: Life, random: Random, changes: int) -> None:
    planned = life.react()
    for number in range(changes):
        if number % A_DAY == 0:
            life.portfolio = a_day_later(life.portfolio, planned)
        life.portfolio = change(life.portfolio, random, number)
        planned = life.react()
        if number % LOOK_EVERY == LOOK_EVERY - 1:
            scratch = improve(
                unagreed(life.portfolio),
                seed=number,
                stop=Stop(seconds=FROM_SCRATCH),
                clock=time.process_time,
            )
            late, least = planned.objective.tardiness, scratch.plan.objective.tardiness
            life.behind.append(late / max(1.0, least) - 1)
            print(
                f"{'all' if life.takes else 'nothing'} {number + 1}: {len(life.portfolio.tasks)} tasks, "
                f"{late:,.0f} days late, from scratch {least:,.0f}", file=sys.stderr, flush=True,
            )  # fmt: skip


def timed(work: Callable[[], R]) -> tuple[float, R]:
    """Processor seconds, and what came of them."""
    began = time.process_time()
    result = work()
    return time.process_time() - began, result


def changed(portfolio: Portfolio, tasks: dict[int, dict[str, object]]) -> Portfolio:
    """With these fields of these tasks."""
    return replace(
        portfolio,
        tasks=tuple(
            replace(task, **tasks[task.id]) if task.id in tasks else task  # type: ignore[arg-type]
            for task in portfolio.tasks
        ),
    )


def agreed(portfolio: Portfolio, planned: Plan) -> Portfolio:
    """Everybody agrees to what the plan proposes, as it stands."""
    new = {task for task, placed in planned.placed.items() if placed.proposed}
    return as_agreed(portfolio, moves_of(portfolio, planned, new)) if new else portfolio


def unagreed(portfolio: Portfolio) -> Portfolio:
    """Only what has begun stays with its people."""
    return changed(
        portfolio,
        {
            task.id: {"people": (), "rank": None}
            for task in portfolio.tasks
            if task.started is None and task.wait is None
        },
    )


def a_day_later(portfolio: Portfolio, planned: Plan) -> Portfolio:
    """The next working day: what the plan gave today is done, and its hours with it."""
    now = portfolio.now + timedelta(days=3 if portfolio.now.weekday() == 4 else 1)
    time_of = working_time(portfolio, planned.horizon, planned.origin)
    until = min(planned.horizon, time_of.grid.quarter(now))
    done, tasks = set(), []
    for task in portfolio.tasks:
        spot = planned.placed.get(task.id)
        if spot is None or spot.start >= until or task.wait is not None:
            tasks.append(task)
        elif spot.finish <= until:
            done.add(task.id)
        else:
            cum = time_of.crew(spot.people).cum
            worked = sum(int(cum[min(end, until)] - cum[min(begin, until)]) for begin, end in spot.stretches)
            left = max(0.25, task.left - worked * len(spot.people) / QUARTERS_PER_HOUR)
            tasks.append(replace(task, left=left, started=task.started or planned.starts(task.id).date()))
    links = tuple(one for one in portfolio.dependencies if one.before not in done and one.after not in done)
    return replace(portfolio, now=now, tasks=tuple(tasks), dependencies=links)


def change(portfolio: Portfolio, random: Random, number: int) -> Portfolio:
    """One thing that happens."""
    today, draw = portfolio.now.date(), random.random()
    open_tasks = [task for task in portfolio.tasks if task.started is None]
    person, task = random.choice(portfolio.people), random.choice(open_tasks or portfolio.tasks)
    if draw < 0.25:  # somebody falls ill, or takes a holiday nobody knew of
        first = today + timedelta(days=random.choice((0, 0, 1, 7, 14)))
        away = (*person.away, (first, first + timedelta(days=random.choice((0, 1, 2, 4, 9)))))
        return with_person(portfolio, replace(person, away=away))
    if draw < 0.55:  # it takes more than was thought, or less
        factor = random.choice((0.5, 0.7, 1.3, 1.5, 2.0))
        return changed(portfolio, {task.id: {"left": round(task.left * factor * 4 + 0.5) / 4}})
    if draw < 0.80:  # something urgent comes
        new = replace(
            task, id=10_000_000 + number, name=f"Urgent {number}", people=(), rank=None, pinned_people=(), release=None,
            estimate=Range(8.0), expected=8.0, left=float(random.choice((4, 8, 16))),
            due=today + timedelta(days=random.choice((3, 7, 14))), priority=1,
        )  # fmt: skip
        return replace(portfolio, tasks=(*portfolio.tasks, new))
    if draw < 0.92:  # a date is moved
        project = random.choice([one for one in portfolio.projects if one.due])
        due = max(today, (project.due or today) + timedelta(days=random.choice((-7, -3, 7, 14))))
        moved = (replace(one, due=due) if one.id == project.id else one for one in portfolio.projects)
        return replace(portfolio, projects=tuple(moved))
    if draw < 0.96:  # it is to begin on a day
        return changed(
            portfolio, {task.id: {"pinned_start": today + timedelta(days=random.choice((3, 7, 14)))}}
        )
    if draw < 0.98:  # somebody like her joins
        new = replace(person, id=1_000_000 + number, name=f"New {number}", joined=today)
        return replace(portfolio, people=(*portfolio.people, new))
    others = [one for one in portfolio.people if one.left is None and one.id != person.id]
    if any(
        sum(one.skills.get(skill, 0) >= level for one in others) < 3 for skill, level in person.skills.items()
    ):
        return portfolio  # whom the house cannot do without does not leave
    hers = [
        one for one in portfolio.tasks if person.id in (*one.people, *one.pinned_people)
    ]  # somebody leaves
    let_go = changed(portfolio, {one.id: {"people": (), "rank": None, "pinned_people": ()} for one in hers})
    return with_person(let_go, replace(person, left=today))


def with_person(portfolio: Portfolio, person: Person) -> Portfolio:
    """With her as she is now."""
    return replace(
        portfolio, people=tuple(person if one.id == person.id else one for one in portfolio.people)
    )


if __name__ == "__main__":
    main()
