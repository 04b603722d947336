"""The search: one change after another, kept unless it costs more than a threshold that falls."""

from __future__ import annotations

from varifocal.core.compiled import compiled
from varifocal.core.plan.improving.kernel.arrays import Room, Search
from varifocal.core.plan.improving.kernel.changing import change, copy, draw
from varifocal.core.plan.improving.kernel.equipment import book
from varifocal.core.plan.improving.kernel.judging import cost_of, is_better, judge, late_by, weigh
from varifocal.core.plan.improving.kernel.order import pop
from varifocal.core.plan.improving.kernel.placing import generate, let_follow, place, set_out
from varifocal.core.plan.improving.kernel.times import take_again
from varifocal.core.plan.improving.kernel.values import DAY, FOUND_AT, MADE, NONE, TAKEN_UP, TARDINESS
from varifocal.core.plan.improving.kernel.ways import use_way
from varifocal.core.plan.workload import Workload

HEAT = 0.012
"""What a change may cost at first, as a share of what is late."""


@compiled
def climb(load: Workload, room: Room, search: Search, until: int, since: int, budget: int) -> None:
    """Go on until so many schedules have been made in all: changes are kept that cost no more than a threshold, drawn
    below one that falls to nothing with every `budget` of schedules after the first `since` of them (after threshold
    accepting, Dueck and Scheuer 1990). Calls in pieces make the same schedules as one call.
    """
    tally, random = search.tally, search.random
    if tally[MADE] == 0 and until > 0:
        tally[TAKEN_UP] = generate(load, room, search.press, search.chosen, search.objective)
        tally[MADE] = 1
        adopt(load, room, search)
    total = search.blame[-1] if search.blame.shape[0] > 0 else 0.0
    while tally[MADE] < until:
        change(load, search, total)
        hot = 1.0 - (tally[MADE] - since) % budget / budget
        more = HEAT * search.best[TARDINESS] * hot * draw(random, 1 << 20) / (1 << 20)
        limit = search.cost[0] + more
        tally[MADE] += 1
        if generate_near(load, room, search, limit) and cost_of(search.objective) <= limit:
            total = adopt(load, room, search)


@compiled
def generate_near(load: Workload, room: Room, search: Search, limit: float) -> bool:
    """The schedule of what the search tries, unless it is sure to cost more than a limit; whether it is there. As long
    as tasks come in the order of the schedule gone on from, they come to stand where they stood."""
    size, placed, late, alike = set_out(load, room, search.press), 0, 0.0, True
    room.project_finish[:] = NONE
    while size > 0:
        task = pop(load, room, size)
        room.done[placed] = task
        alike = alike and task == search.done_now[placed] and search.chosen[task] == search.chosen_now[task]
        placed += 1
        if alike:
            place_as_before(load, room, search, task)
        else:
            place(load, room, task, search.chosen[task])
        if not load.makespan:
            late += late_by(load, room, task)
        elif not load.task[task].tentative:
            late = max(late, room.task[task].finish / DAY)
        if late > limit:
            return False
        size = let_follow(load, room, size - 1, task)
    judge(load, room, search.objective)
    return True


@compiled
def place_as_before(load: Workload, room: Room, search: Search, task: int) -> None:
    """Give a task the place and the people it has in the schedule the search goes on from."""
    was, one = search.placed[task], load.task[task]
    room.task[task].start, room.task[task].finish, room.task[task].held = was.start, was.finish, was.held
    room.task[task].why, room.task[task].whose, room.task[task].way = was.why, was.whose, was.way
    if was.finish == NONE or one.length >= 0:
        return
    if one.ways_to > one.ways_from:
        use_way(load, task, was.way)
    for at in range(one.seats_from, load.task[task].seats_to):
        who = room.crew[at] = search.crew_now[at]
        take_again(load, room, who, task)
        room.known[who, one.project] = 1
    book(load, room, task)


@compiled
def adopt(load: Workload, room: Room, search: Search) -> float:
    """Go on from the schedule just made, and keep it if it is the best; what its lateness costs in all."""
    copy(search.press_now, search.press)
    copy(search.chosen_now, search.chosen)
    copy(search.placed, room.task)
    copy(search.crew_now, room.crew)
    copy(search.done_now, room.done)
    copy(room.wish, room.crew)
    tally = search.tally
    if tally[MADE] == 1 or is_better(search.objective, search.best):
        copy(search.best, search.objective)
        copy(search.placed_best, room.task)
        copy(search.crew_best, room.crew)
        copy(search.done_best, room.done)
        tally[FOUND_AT] = tally[MADE]
    search.cost[0] = cost_of(search.objective)
    return weigh(load, room, search.blame)
