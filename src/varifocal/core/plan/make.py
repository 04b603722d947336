"""From a portfolio to its plan: compile it, schedule it over a horizon that holds it, say what breaks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from heapq import heapify, heappop, heappush
from itertools import count

import numpy as np

from varifocal.core.calendar import QUARTERS_PER_WEEK, Calendar
from varifocal.core.plan.generate import Generated, Spot, generate
from varifocal.core.plan.instance import Instance, instance_of
from varifocal.core.plan.objective import (
    NOWHERE,
    Outcome,
    broken_deadlines,
    judged,
    objective_of,
    outcome_of,
)
from varifocal.core.plan.order import Orderer
from varifocal.core.plan.values import Placed, Plan
from varifocal.core.plan.words import day_text
from varifocal.core.plan.workload import Compiled, Ints, compiled, weeks_needed
from varifocal.core.portfolio import Portfolio
from varifocal.core.portfolio.hours import no_ones_time, working_time
from varifocal.core.values import Problem

MOST_WEEKS = 520
"""No plan looks further than ten years."""

TAIL_WEEKS = 8
"""Who works in the last weeks of a horizon will work beyond it."""

Progress = Callable[[int, int], None]
"""Told how many of how many are done."""


def plan(portfolio: Portfolio) -> Plan:
    """Who does what when, for all open work: agreed work as agreed, the rest proposed.

    Serial schedule generation (Kolisch and Hartmann 1999) in the order of `Orderer`: one schedule, the same for the
    same portfolio everywhere. `core.plan.improving` looks for better ones.
    """
    instance, _, generated = scheduled(portfolio)
    return plan_of(instance.compiled, generated)


def scheduled(portfolio: Portfolio) -> tuple[Instance, Orderer, Generated]:
    """The first schedule, over a horizon long enough for everything that can have a place at all."""
    work = compiled(portfolio, no_ones_time(portfolio))  # work is the same on any horizon
    instance = instance_of(work)
    orderer = Orderer(instance)
    order = orderer.order()
    for longer in horizons(work):
        instance = instance.over(longer.time)
        generated = generate(instance, order)
        if not longer_helps(longer, generated):
            break
    return instance, orderer, generated


def horizons(work: Compiled) -> Iterator[Compiled]:
    """The same work over longer and longer horizons: the guessed one first, ten years last."""
    weeks = min(MOST_WEEKS, weeks_needed(work))
    while True:
        yield work.over(working_time(work.portfolio, weeks * QUARTERS_PER_WEEK))
        if weeks == MOST_WEEKS:
            return
        weeks = min(MOST_WEEKS, 3 * weeks)


def plan_of(work: Compiled, generated: Generated, schedules: int = 1) -> Plan:
    """A schedule as the plan it means."""
    spots = generated.spots
    outcome = outcome_of(work, spots)
    lateness = judged(work, outcome)
    ranks = _ranks(work, spots, outcome)
    agreed, at = work.agreed, work.place
    placed = {
        task: Placed(
            task,
            people,
            start,
            finish,
            bool(people) and not agreed[at[task]],
            hold,
            ranks[task],
            pieces,
            mode,
        )
        for task, (people, start, finish, hold, pieces, mode) in spots.items()
    }
    return Plan(
        origin=work.time.grid.origin,
        horizon=work.time.grid.quarters,
        placed=placed,
        order=_order(work, spots, outcome),
        unplanned=dict(generated.unplanned),
        objective=objective_of(work, generated, outcome, lateness),
        schedules=schedules,
        problems=(*broken_deadlines(work, outcome, lateness), *_broken_pins(work, spots)),
    )


def settled(portfolio: Portfolio, plan: Plan) -> Portfolio:
    """The portfolio with every task as it is in the mode the plan does it in; the same object where none has any."""
    if not any(task.modes for task in portfolio.tasks):
        return portfolio
    modes = {task.id: plan.placed[task.id].mode for task in portfolio.tasks if task.id in plan.placed}
    tasks = tuple(
        replace(task.in_mode(modes[task.id]), modes=(), mode=0) if task.modes and task.id in modes else task
        for task in portfolio.tasks
    )
    return replace(portfolio, tasks=tasks)


def instance_for(portfolio: Portfolio, plan: Plan) -> Instance:
    """The portfolio, settled, on the grid of a plan made for it."""
    portfolio = settled(portfolio, plan)
    return instance_of(compiled(portfolio, working_time(portfolio, plan.horizon, plan.origin)))


def longer_helps(work: Compiled, generated: Generated) -> bool:
    """Some task found no time although those who could do it still have some at the horizon's end."""
    if not generated.beyond:
        return False
    tail = work.time.grid.quarters - TAIL_WEEKS * QUARTERS_PER_WEEK
    last = max((spot.finish for spot in generated.spots.values()), default=0)
    for task in generated.beyond:
        at = work.place[task]
        people, heads, pinned = work.agreed[at], work.heads[at], work.pinned[at]
        if len(heads) > 1:  # a crew that finds no common time in an empty half will find none later
            helps = 2 * last > work.time.grid.quarters
        elif people:
            helps = _works_after(work.time.crew(people), tail)
        else:
            helps = not heads or any(
                _works_after(work.time.people[each], tail) for each in pinned or heads[0]
            )
        if helps:
            return True
    return False


def _works_after(calendar: Calendar, quarter: int) -> bool:
    return len(calendar.slots) > 0 and int(calendar.slots[-1]) >= quarter


def _ranks(work: Compiled, spots: Mapping[int, Spot], outcome: Outcome) -> dict[int, tuple[int, ...]]:
    """The place of each task in the order of each of its people, by when it starts."""
    turn: dict[int, Iterator[int]] = defaultdict(count)
    return {
        task: tuple([next(turn[person]) for person in spots[task].people])
        for task in _sorted(work, outcome.start, outcome)
    }


def _sorted(work: Compiled, moment: Ints, outcome: Outcome) -> list[int]:
    """The ids of what has a place by a moment of each, then by its finish, then by id."""
    placed = np.flatnonzero(outcome.start != NOWHERE)
    number = work.columns["number"]
    by_moment = np.lexsort((number[placed], outcome.finish[placed], moment[placed]))
    ids: list[int] = number[placed[by_moment]].tolist()
    return ids


def _order(work: Compiled, spots: Mapping[int, Spot], outcome: Outcome) -> tuple[int, ...]:
    """Placed tasks by start, what is interrupted when it is taken up for the last time; none before one it depends on
    (not even where that no longer binds it)."""
    last = outcome.start.copy()
    for task, spot in spots.items():
        if spot.pieces:
            last[work.place[task]] = spot.pieces[-1][0]
    by_start = _sorted(work, last, outcome)
    place = {task: at for at, task in enumerate(by_start)}
    links = [
        (each.before, each.after)
        for each in work.portfolio.dependencies
        if each.before in place and each.after in place
    ]
    if all(place[before] < place[after] for before, after in links):
        return tuple(by_start)
    followers: dict[int, list[int]] = {}
    missing = dict.fromkeys(spots, 0)
    for before, after in set(links):
        followers.setdefault(before, []).append(after)
        missing[after] += 1
    ready = [place[task] for task in by_start if not missing[task]]
    heapify(ready)
    order: list[int] = []
    while ready:
        task = by_start[heappop(ready)]
        order.append(task)
        for later in followers.get(task, ()):
            missing[later] -= 1
            if not missing[later]:
                heappush(ready, place[later])
    return tuple(order)


def _broken_pins(work: Compiled, spots: Mapping[int, Spot]) -> Iterator[Problem]:
    """Pins that the plan cannot keep: dates others' work stands on, people others were agreed instead of."""
    for asked in work.tasks:
        if not (asked.pinned_start or asked.pinned_people) or asked.id not in spots:
            continue
        spot = spots[asked.id]
        if asked.pinned_start and not asked.started:
            day = work.day(spot.start)
            if spot.people and day > asked.pinned_start:
                pinned, can = (day_text(each, work.today) for each in (asked.pinned_start, day))
                yield Problem(
                    f"“{asked.name}” is pinned to {pinned} and can start on {can} at the earliest.",
                    f"task {asked.id}",
                )
        others = [each for each in asked.pinned_people if each not in spot.people]
        if spot.people and others and others[0] in work.portfolio.person:
            name = work.portfolio.person[others[0]].name
            yield Problem(
                f"“{asked.name}” is pinned to {name}, but agreed with others; change one of them.",
                f"task {asked.id}",
            )
