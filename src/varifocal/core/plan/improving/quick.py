"""The planner's plan, made by the compiled kernel: the same plan as `core.plan.plan`, ten times as quickly."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from varifocal.core.plan.crews import seated
from varifocal.core.plan.improving.kernel import arranging, bound, placing, times
from varifocal.core.plan.improving.kernel.arrays import NOBODY, Room, room
from varifocal.core.plan.improving.kernel.values import CALENDAR, EQUIPMENT, LAG, LEVELS, OUTAGE, PIN, SKILL
from varifocal.core.plan.make import horizons, longer_helps, plan_of
from varifocal.core.plan.reading import compiled
from varifocal.core.plan.schedule import Pieces, Schedule
from varifocal.core.plan.unplaced import why_unplaced
from varifocal.core.plan.values import Hold, HoldKind, Plan, in_rows
from varifocal.core.plan.work import Compiled
from varifocal.core.plan.workload import HOLDS, Ints, Workload, runs
from varifocal.core.portfolio import Portfolio, SkillDemand, Task
from varifocal.core.portfolio.hours import no_ones_time

ANYBODY = SkillDemand(-1)
"""What work without a skill asks for where a bound lets everybody do it: the planner looks among its project's people
first."""


def plan(portfolio: Portfolio) -> Plan:
    """Who does what when, as `core.plan.plan` says it: the same plan to the last reason."""
    work, _, schedule = first(compiled(portfolio, no_ones_time(portfolio)))
    return plan_of(work, schedule)


def least_tardiness(portfolio: Portfolio, planned: Plan) -> float:
    """Weighted days past due dates that no plan can avoid in which all that has a place in this one has one, whoever
    does what and in which order (the critical path bound): only what has begun or is pinned to people stays with
    them."""
    free = replace(
        portfolio,
        people=tuple([replace(one, skills={**one.skills, ANYBODY.skill: 1}) for one in portfolio.people]),
        tasks=tuple([_let_go(portfolio, task) for task in portfolio.tasks]),
    )
    work, space, _ = first(compiled(free, no_ones_time(free)))
    counted = np.array([task.id in planned.placed for task in work.tasks], dtype=np.uint8)
    return float(bound.least_tardiness(work.load, space, counted))


def _let_go(portfolio: Portfolio, task: Task) -> Task:
    """A task for whoever could do it, for anybody where it asks for no skill; what was agreed with others than it asks
    for may take no time."""
    if task.started is not None or task.pinned_people or task.wait is not None or not task.left:
        return task
    modes = tuple([replace(one, demands=one.demands or (ANYBODY,)) for one in task.modes])
    free = replace(task, people=(), rank=None, mode=0, demands=task.demands or (ANYBODY,), modes=modes)
    skills = [portfolio.person[each].skills for each in task.people if each in portfolio.person]
    heads = tuple(
        tuple(at for at, known in enumerate(skills) if known.get(asked.skill, 0) >= asked.level)
        for asked in task.in_mode(task.mode).demands
        for _ in range(asked.count)
    )
    as_asked = len(task.people) == max(1, len(heads)) == max(1, len(seated(heads, range(len(skills)))))
    if as_asked or not task.people:
        return free
    return replace(free, left=0.0, demands=(), uses=(), modes=())


def first(work: Compiled) -> tuple[Compiled, Room, Schedule]:
    """The first schedule of compiled work, over a horizon that holds it; what it was made in."""
    for longer in horizons(work):
        space = room(longer.load)
        schedule = told(longer, space, generate(longer.load, space))
        if not longer_helps(longer, schedule.beyond, int(schedule.finish.max(initial=0))):
            break
    return longer, space, schedule


def generate(load: Workload, space: Room) -> int:
    """The schedule of the published order, as things are agreed now; how many tasks were taken up."""
    _arrange(load, space)
    nobody = np.full(len(load.task), NOBODY, dtype=np.int64)
    return placing.generate(load, space, load.key["press"].copy(), nobody, np.zeros(LEVELS))


def _arrange(load: Workload, space: Room) -> None:
    """Work out in which order tasks are placed, and who does what next of what is agreed."""
    arranging.arrange(load)
    key = load.key
    place = np.zeros(len(key), dtype=np.int64)
    known = load.topological[load.topological >= 0]
    place[known] = np.arange(len(known))
    line = np.flatnonzero(key["in_line"])
    order = np.lexsort((place[line], key["rank"][line], key["waits"][line]))
    arranging.line_up(load, space, line[order])


def told(work: Compiled, space: Room, count: int) -> Schedule:
    """The schedule made last, in which so many tasks were taken up: what holds each, and why others have no place."""
    ids, task, done = work.columns["number"], space.task, space.done[:count]
    found = np.flatnonzero(task["start"] >= 0)
    circles: set[int] = set()
    if count < len(ids):
        circles = set(ids.tolist()) - set(ids[done].tolist())
    unplanned, beyond = why_unplaced(work, np.flatnonzero(task["start"] < 0).tolist(), circles)
    return Schedule(
        place=found,
        people=_crews(work, space, found),
        start=task["start"][found],
        finish=task["finish"][found],
        hold=_holds(work, space, found),
        mode=work.columns["mode"][found].tolist(),
        pieces=_pieces(work, space, count, found),
        unplanned=unplanned,
        beyond=beyond,
        taken_up=tuple(ids[done[task["start"][done] >= 0]].tolist()),
    )


def _crews(work: Compiled, space: Room, found: Ints) -> list[tuple[int, ...]]:
    """Who does what has a place: those in its seats, or, where nobody works on it, those agreed."""
    columns = work.columns
    seats = np.array((*work.people, NOBODY), dtype=np.int64)[space.crew]
    crews = runs(seats, columns["seats_from"][found], columns["seats_to"][found])
    for row in np.flatnonzero(columns["length"][found] >= 0).tolist():
        crews[row] = work.agreed[found[row]]
    return crews


def _holds(work: Compiled, space: Room, found: Ints) -> list[Hold]:
    """What determined the start of what has a place."""
    why, whose = space.task["why"][found], space.task["whose"][found]
    by_task = (why < CALENDAR) | (why == PIN) | (why == EQUIPMENT) | (why == LAG)
    named = np.zeros(len(found), dtype=np.int64)
    named[by_task] = work.columns["number"][whose[by_task]]
    named[why == CALENDAR] = np.array(work.people, dtype=np.int64)[whose[why == CALENDAR]]
    holds = list(in_rows(Hold, map(HOLDS.__getitem__, why.tolist()), named.tolist()))
    for row in np.flatnonzero(why == OUTAGE).tolist():
        holds[row] = Hold(HoldKind.OUTAGE, work.portfolio.equipment[whose[row]].id)
    for row in np.flatnonzero(why == SKILL).tolist():
        # its people are not there together: for want of a skill, or of the first of them
        mode = int(work.columns["mode"][found[row]])
        demands = work.portfolio.task[work.tasks[found[row]].id].in_mode(mode).demands
        first = work.people[whose[row]]
        holds[row] = Hold(HoldKind.SKILL, demands[0].skill) if demands else Hold(HoldKind.CALENDAR, first)
    return holds


def _pieces(work: Compiled, space: Room, count: int, placed: Ints) -> dict[int, Pieces]:
    """The pieces of what is interrupted, by its row among what is `placed`; one person does it, so they stand
    together."""
    found = np.zeros((4 * len(work.tasks) + 64, 3), dtype=np.int64)
    rows = times.pieces_of(work.load, space, count, found)
    if rows > len(found):
        found = np.zeros((rows, 3), dtype=np.int64)
        times.pieces_of(work.load, space, count, found)
    task, start, finish = found[:rows].T
    parts = list(zip(start.tolist(), finish.tolist(), strict=True))
    first = np.flatnonzero(np.diff(task, prepend=NOBODY))
    last = np.append(first, rows)[1:]
    several = last - first > 1
    row = np.searchsorted(placed, task[first])
    ends = zip(row[several].tolist(), first[several].tolist(), last[several].tolist(), strict=True)
    return {at: tuple(parts[begin:end]) for at, begin, end in ends}
