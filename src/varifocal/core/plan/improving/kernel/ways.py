"""In which of several modes a task is done."""

from __future__ import annotations

from varifocal.core.compiled import compiled
from varifocal.core.plan.improving.kernel.arrays import Room
from varifocal.core.plan.improving.kernel.crews import find_crew, find_one
from varifocal.core.plan.improving.kernel.times import day_of
from varifocal.core.plan.improving.kernel.values import NEVER, NONE
from varifocal.core.plan.workload import Workload


@compiled
def use_way(load: Workload, task: int, row: int) -> None:
    """Let a task be done in one of its modes from now on."""
    load.task[task].mode, load.task[task].kind = load.way[row].mode, load.way[row].kind
    load.task[task].hours, load.task[task].quarters = load.way[row].hours, load.way[row].quarters
    load.task[task].whole = load.way[row].whole
    load.task[task].heads_from, load.task[task].heads_to = load.way[row].heads_from, load.way[row].heads_to
    load.task[task].pinned_from, load.task[task].pinned_to = (
        load.way[row].pinned_from,
        load.way[row].pinned_to,
    )
    load.task[task].uses_from, load.task[task].uses_to = load.way[row].uses_from, load.way[row].uses_to
    load.task[task].seats_to = load.task[task].seats_from + load.way[row].seats_to


@compiled
def choose_way(load: Workload, room: Room, task: int, start: int, finish: int) -> int:
    """The mode in which a task is done on the earliest day; of these the one that costs less, takes fewer hours, is
    named earlier. Its row in the ways."""
    chosen, best_day, best_cost, best_hours = load.task[task].ways_from, NEVER, NEVER, NEVER
    for row in range(load.task[task].ways_from, load.task[task].ways_to):
        use_way(load, task, row)
        seats, rate = load.task[task].seats_from, 0
        size = load.task[task].heads_to - load.task[task].heads_from
        if size > 1:
            if not find_crew(load, room, task, start, finish):
                continue
            for at in range(size):
                rate += load.person[room.crew[seats + at]].rate
        else:
            who = find_one(load, room, task, load.items[load.task[task].heads_from], start, finish)
            if who == NONE:
                continue
            rate = load.person[who].rate
        day, hours = day_of(load, room.spot[1] - 1), load.task[task].quarters * size
        cost = load.task[task].quarters * rate
        if (
            day < best_day
            or (day == best_day and cost < best_cost)
            or (day == best_day and cost == best_cost and hours < best_hours)
        ):
            chosen, best_day, best_cost, best_hours = row, day, cost, hours
    return int(chosen)
