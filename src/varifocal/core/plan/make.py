"""From a portfolio to its plan: compile it, schedule it over a horizon that holds it, say what breaks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from heapq import heapify, heappop, heappush

from varifocal.core.calendar import QUARTERS_PER_WEEK, Calendar
from varifocal.core.plan.generate import Generated, Spot, generate
from varifocal.core.plan.instance import Instance, instance_of, weeks_needed
from varifocal.core.plan.objective import broken_deadlines, objective_of
from varifocal.core.plan.order import Orderer
from varifocal.core.plan.values import Objective, Placed, Plan
from varifocal.core.plan.words import day_text
from varifocal.core.portfolio import Portfolio
from varifocal.core.portfolio.hours import working_time
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
    return plan_of(instance, generated, objective_of(instance, generated), 1)


def scheduled(portfolio: Portfolio) -> tuple[Instance, Orderer, Generated]:
    """The first schedule, over a horizon long enough for everything that can have a place at all."""
    instance = instance_of(portfolio, working_time(portfolio, 1))  # work is the same on any horizon
    orderer = Orderer(instance)
    order = orderer.order()
    weeks = min(MOST_WEEKS, weeks_needed(instance))
    while True:
        instance = replace(instance, time=working_time(portfolio, weeks * QUARTERS_PER_WEEK))
        generated = generate(instance, order)
        if weeks == MOST_WEEKS or not _longer_helps(instance, generated):
            return instance, orderer, generated
        weeks = min(MOST_WEEKS, 3 * weeks)


def plan_of(instance: Instance, generated: Generated, objective: Objective, schedules: int) -> Plan:
    """A schedule as the plan it means."""
    spots = generated.spots
    ranks = _ranks(spots)
    placed = {
        task: Placed(
            task=task,
            people=spot.people,
            start=spot.start,
            finish=spot.finish,
            proposed=bool(spot.people) and not instance.works[task].people,
            hold=spot.hold,
            rank=tuple(ranks[person, task] for person in spot.people),
        )
        for task, spot in spots.items()
    }
    return Plan(
        origin=instance.time.grid.origin,
        horizon=instance.time.grid.quarters,
        placed=placed,
        order=_order(instance, spots),
        unplanned=dict(generated.unplanned),
        objective=objective,
        schedules=schedules,
        problems=(*broken_deadlines(instance, spots), *_broken_pins(instance, spots)),
    )


def instance_for(portfolio: Portfolio, plan: Plan) -> Instance:
    """The portfolio on the grid of a plan made for it."""
    return instance_of(portfolio, working_time(portfolio, plan.horizon, plan.origin))


def _longer_helps(instance: Instance, generated: Generated) -> bool:
    """Some task found no time although those who could do it still have some at the horizon's end."""
    tail = instance.time.grid.quarters - TAIL_WEEKS * QUARTERS_PER_WEEK
    last = max((spot.finish for spot in generated.spots.values()), default=0)
    for task in generated.beyond:
        work = instance.works[task]
        if len(work.heads) > 1:  # a crew that finds no common time in an empty half will find none later
            helps = 2 * last > instance.time.grid.quarters
        elif work.people:
            helps = _works_after(instance.time.crew(work.people), tail)
        else:
            helps = not work.heads or any(
                _works_after(instance.time.people[each], tail) for each in work.pinned or work.heads[0]
            )
        if helps:
            return True
    return False


def _works_after(calendar: Calendar, quarter: int) -> bool:
    return len(calendar.slots) > 0 and int(calendar.slots[-1]) >= quarter


def _ranks(spots: Mapping[int, Spot]) -> dict[tuple[int, int], int]:
    lines: dict[int, list[tuple[int, int, int]]] = {}
    for task, spot in spots.items():
        for person in spot.people:
            lines.setdefault(person, []).append((spot.start, spot.finish, task))
    return {
        (person, task): rank
        for person, line in lines.items()
        for rank, (_, _, task) in enumerate(sorted(line))
    }


def _order(instance: Instance, spots: Mapping[int, Spot]) -> tuple[int, ...]:
    """Placed tasks by start, none before one it depends on (not even where that no longer binds it)."""
    links = {(each.before, each.after) for each in instance.portfolio.dependencies}
    links = {link for link in links if link[0] in spots and link[1] in spots}
    followers: dict[int, list[int]] = {}
    missing = dict.fromkeys(spots, 0)
    for before, after in links:
        followers.setdefault(before, []).append(after)
        missing[after] += 1
    ready = [(spots[task].start, spots[task].finish, task) for task in spots if not missing[task]]
    heapify(ready)
    order: list[int] = []
    while ready:
        _, _, task = heappop(ready)
        order.append(task)
        for later in followers.get(task, ()):
            missing[later] -= 1
            if not missing[later]:
                heappush(ready, (spots[later].start, spots[later].finish, later))
    return tuple(order)


def _broken_pins(instance: Instance, spots: Mapping[int, Spot]) -> Iterator[Problem]:
    """Pins that the plan cannot keep: dates others' work stands on, people others were agreed instead of."""
    for task in sorted(spots):
        asked, spot = instance.portfolio.task[task], spots[task]
        if asked.pinned_start and not asked.started:
            day = instance.day(spot.start)
            if spot.people and day > asked.pinned_start:
                pinned, can = (day_text(each, instance.today) for each in (asked.pinned_start, day))
                yield Problem(
                    f"“{asked.name}” is pinned to {pinned} and can start on {can} at the earliest.",
                    f"task {task}",
                )
        others = [each for each in asked.pinned_people if each not in spot.people]
        if spot.people and others and others[0] in instance.portfolio.person:
            name = instance.portfolio.person[others[0]].name
            yield Problem(
                f"“{asked.name}” is pinned to {name}, but agreed with others; change one of them.",
                f"task {task}",
            )
