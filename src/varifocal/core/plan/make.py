"""From a portfolio to its plan: compile it, schedule it over a horizon that holds it, say what breaks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from heapq import heappop, heappush

import numpy as np

from varifocal.core.calendar import QUARTERS_PER_WEEK, Calendar
from varifocal.core.plan.generate import Generated, generate
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
from varifocal.core.plan.reading import compiled
from varifocal.core.plan.schedule import Schedule, schedule_of
from varifocal.core.plan.values import Placed, Plan, in_rows
from varifocal.core.plan.weeks import weeks_needed
from varifocal.core.plan.words import day_text
from varifocal.core.plan.work import Compiled
from varifocal.core.plan.workload import NOBODY, Ints, runs
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
    return plan_of(instance.compiled, schedule_of(instance.compiled, generated))


def scheduled(portfolio: Portfolio) -> tuple[Instance, Orderer, Generated]:
    """The first schedule, over a horizon long enough for everything that can have a place at all."""
    work = compiled(portfolio, no_ones_time(portfolio))  # work is the same on any horizon
    instance = instance_of(work)
    orderer = Orderer(instance)
    order = orderer.order()
    for longer in horizons(work):
        instance = instance.over(longer.time)
        generated = generate(instance, order)
        last = max((spot.finish for spot in generated.spots.values()), default=0)
        if not longer_helps(longer, generated.beyond, last):
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


def plan_of(work: Compiled, schedule: Schedule, schedules: int = 1) -> Plan:
    """A schedule, so many having been made, as the plan it means."""
    place, columns = schedule.place, work.columns
    outcome = outcome_of(work, schedule)
    lateness = judged(work, outcome)
    tasks = columns["number"][place].tolist()
    placed = in_rows(
        Placed,
        tasks,
        schedule.people,
        schedule.start.tolist(),
        schedule.finish.tolist(),
        ((schedule.crew > 0) & (columns["given"][place] == 0)).tolist(),
        schedule.hold,
        _ranks(work, schedule, outcome),
        schedule.all_pieces,
        schedule.mode,
    )
    return Plan(
        origin=work.time.grid.origin,
        horizon=work.time.grid.quarters,
        placed=dict(zip(tasks, placed, strict=True)),
        order=_order(work, schedule, outcome),
        taken_up=schedule.taken_up,
        unplanned=dict(schedule.unplanned),
        objective=objective_of(work, schedule, outcome, lateness),
        schedules=schedules,
        problems=(*broken_deadlines(work, outcome, lateness), *_broken_pins(work, schedule)),
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


def longer_helps(work: Compiled, beyond: Sequence[int], last: int) -> bool:
    """Whether some of what found no time might find it later: those who could do it still have some at the horizon's
    end. The `last` of what has a place ends at that quarter."""
    tail = work.time.grid.quarters - TAIL_WEEKS * QUARTERS_PER_WEEK
    for task in beyond:
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


def _ranks(work: Compiled, schedule: Schedule, outcome: Outcome) -> list[tuple[int, ...]]:
    """The place of each task in the order of each of its people, by when it starts."""
    turn = np.zeros(len(work.tasks), dtype=np.int64)
    by_start = _sorted(outcome.start, outcome)
    turn[by_start] = np.arange(len(by_start))
    count, person = schedule.crew, schedule.members
    each = np.searchsorted(np.array(work.people, dtype=np.int64), person)
    # each person's tasks, one after the other
    in_line = np.argsort(each * len(turn) + np.repeat(turn[schedule.place], count), kind="stable")
    begins = np.flatnonzero(np.diff(person[in_line], prepend=NOBODY))
    rank = np.arange(len(person))
    rank -= np.repeat(begins, np.diff(begins, append=len(person)))
    rank[in_line] = rank.copy()
    last = np.cumsum(count)
    return runs(rank, last - count, last)


def _sorted(moment: Ints, outcome: Outcome) -> Ints:
    """What has a place, by a moment of each, then by its finish, then by id, as the tasks stand."""
    placed = np.flatnonzero(outcome.start != NOWHERE)
    finish = outcome.finish[placed]
    return placed[np.argsort(moment[placed] * (int(finish.max(initial=0)) + 1) + finish, kind="stable")]


def _order(work: Compiled, schedule: Schedule, outcome: Outcome) -> tuple[int, ...]:
    """Placed tasks by start, what is interrupted when it is taken up for the last time; none before one it depends on
    (not even where that no longer binds it)."""
    last = outcome.start.copy()
    interrupted = list(schedule.pieces)
    last[schedule.place[interrupted]] = [pieces[-1][0] for pieces in schedule.pieces.values()]
    in_turn = _sorted(last, outcome)
    by_start: list[int] = work.columns["number"][in_turn].tolist()
    turn = np.full(len(work.tasks), NOBODY, dtype=np.int64)
    turn[in_turn] = np.arange(len(in_turn))
    before, after = work.links[:, (turn[work.links] != NOBODY).all(axis=0)]
    if (turn[before] < turn[after]).all():
        return tuple(by_start)
    followers: dict[int, list[int]] = {}
    missing = [0] * len(by_start)
    for one, other in set(zip(turn[before].tolist(), turn[after].tolist(), strict=True)):
        followers.setdefault(one, []).append(other)
        missing[other] += 1
    ready = [each for each, ahead in enumerate(missing) if not ahead]
    order: list[int] = []
    while ready:
        each = heappop(ready)
        order.append(by_start[each])
        for later in followers.get(each, ()):
            missing[later] -= 1
            if not missing[later]:
                heappush(ready, later)
    return tuple(order)


def _broken_pins(work: Compiled, schedule: Schedule) -> Iterator[Problem]:
    """Pins that the plan cannot keep: dates others' work stands on, people others were agreed instead of."""
    columns = work.columns
    pinned = (columns["pinned_start"] == 1) | (columns["pinned_to"] > columns["pinned_from"])
    for row in np.flatnonzero(pinned[schedule.place]).tolist():
        asked, people = work.tasks[schedule.place[row]], schedule.people[row]
        if asked.pinned_start and not asked.started:
            day = work.day(int(schedule.start[row]))
            if people and day > asked.pinned_start:
                pinned, can = (day_text(each, work.today) for each in (asked.pinned_start, day))
                yield Problem(
                    f"“{asked.name}” is pinned to {pinned} and can start on {can} at the earliest.",
                    f"task {asked.id}",
                )
        others = [each for each in asked.pinned_people if each not in people]
        if people and others and others[0] in work.portfolio.person:
            name = work.portfolio.person[others[0]].name
            yield Problem(
                f"“{asked.name}” is pinned to {name}, but agreed with others; change one of them.",
                f"task {asked.id}",
            )
