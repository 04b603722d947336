"""One change to the schedule a search goes on from: what holds something late, and what could be otherwise."""

from __future__ import annotations

import numpy as np

from varifocal.core.compiled import compiled
from varifocal.core.plan.improving.kernel.arrays import Floats, Search, Words
from varifocal.core.plan.improving.kernel.values import NONE, QUEUE, WEEK
from varifocal.core.plan.workload import Ints, Records, Workload

CLIMB = 5
"""In so many of ten cases, what holds a task is looked at instead of it."""
IN_LINE, WHOLE = 60, 10
"""So many of a hundred changes are about a person's line of work, so many move a whole project."""
NEAR = 6 * WEEK
"""So far before a task begins its person's work is looked at for what it might go before."""


@compiled
def draw(random: Words, below: int) -> int:
    """A number from 0 to `below` - 1 (xorshift64*, Vigna 2016); `random` is the generator's one word. As in
    `search/kernel.py`, which it cannot call: see `core.compiled`."""
    x = random[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    random[0] = x
    return int(np.int64((x * np.uint64(2685821657736338717)) >> np.uint64(33)) % below)


@compiled
def picked(blame: Floats, placed: Records, random: Words, total: float) -> int:
    """A late task, drawn by what it costs, or one of those that hold it; any task where none is late."""
    n = blame.shape[0]
    if total <= 0.0:
        return draw(random, n)
    aim = draw(random, 1 << 30) / (1 << 30) * total
    low, high = 0, n - 1
    while low < high:
        middle = (low + high) >> 1
        if blame[middle] <= aim:
            low = middle + 1
        else:
            high = middle
    task = low
    while placed[task].held != NONE and draw(random, 10) < CLIMB:
        task = placed[task].held
    return int(task)


@compiled
def waiting(placed: Records, random: Words, task: int) -> int:
    """Of what holds a task, and what holds that, one that waits for somebody's time, drawn; NONE where none does."""
    found, count = NONE, 0
    while task != NONE:
        if placed[task].why == QUEUE:
            count += 1
            if draw(random, count) == 0:
                found = task
        task = placed[task].held
    return int(found)


@compiled
def shared(load: Workload, crew: Ints, one: int, other: int) -> int:
    """Somebody who does both of two tasks, NONE if nobody does."""
    for at in range(load.task[one].seats_from, load.task[one].seats_to):
        for seat_at in range(load.task[other].seats_from, load.task[other].seats_to):
            if crew[at] == crew[seat_at]:
                return int(crew[at])
    return NONE


@compiled
def others_could(load: Workload, task: int) -> int:
    """How many could do a task of one person; 1 where it takes a crew, is agreed, or can be done in several ways, of
    which the rule takes one together with who does it."""
    one = load.task[task]
    if one.heads_to - one.heads_from != 1 or one.agreed_to > one.agreed_from or one.ways_to > one.ways_from:
        return 1
    able = load.classes[load.items[one.heads_from]]
    return int(able.able_to - able.able_from)


@compiled
def ahead(load: Workload, search: Search, who: int, task: int, otherwise: int, handed: bool) -> int:
    """Something she does in the weeks before a task begins, drawn; of what others could do where it is to be `handed`
    to them. `otherwise` if there is nothing."""
    since, until = search.placed[task].start - NEAR, search.placed[task].start
    found, count = otherwise, 0
    for other in range(search.press.shape[0]):
        if search.placed[other].start < since or search.placed[other].finish > until:
            continue
        if load.task[other].length >= 0 or (handed and others_could(load, other) == 1):
            continue
        for at in range(load.task[other].seats_from, load.task[other].seats_to):
            if search.crew_now[at] == who:
                count += 1
                if draw(search.random, count) == 0:
                    found = other
    return int(found)


@compiled
def hand_over(load: Workload, search: Search, task: int) -> None:
    """Let somebody of those who could do a task do it, or (drawn as often as each) whom the rule takes."""
    one = load.task[task]
    able = load.classes[load.items[one.heads_from]]
    at = able.able_from - 1 + draw(search.random, able.able_to - able.able_from + 1)
    search.chosen[task] = NONE if at < able.able_from else load.items[at]


@compiled
def change_line(load: Workload, search: Search, task: int) -> None:
    """Let a task that waits for somebody go before something else she does, that after it, or others do that."""
    blocking, what = search.placed[task].whose, draw(search.random, 10)
    who = shared(load, search.crew_now, task, blocking)
    if who != NONE:
        blocking = ahead(load, search, who, task, blocking, what >= 5)
    if what < 3:
        search.press[task] = search.placed[blocking].press - 0.01
    elif what < 5 or others_could(load, blocking) == 1:
        search.press[blocking] = search.placed[task].press + 0.01
    else:
        hand_over(load, search, blocking)


@compiled
def move_project(load: Workload, search: Search, project: int) -> None:
    """Let all of a project press up to four weeks earlier or later."""
    days = draw(search.random, 8 * WEEK) - 4 * WEEK
    for task in range(search.press.shape[0]):
        if load.task[task].project == project:
            search.press[task] += days


@compiled
def change(load: Workload, search: Search, total: float) -> None:
    """Change one thing about the schedule at hand: the order of tasks in one another's way, when a task or a project
    presses, or who does something."""
    copy(search.press, search.press_now)
    copy(search.chosen, search.chosen_now)
    random = search.random
    what = draw(random, 100)
    task = picked(search.blame, search.placed, random, total)
    if what < IN_LINE and total > 0.0:
        held_up = waiting(search.placed, random, task)
        if held_up != NONE:
            change_line(load, search, held_up)
            return
    if what >= 100 - WHOLE:
        project = load.task[task].project
        move_project(load, search, project if draw(random, 2) else draw(random, load.project.shape[0]))
        return
    holds, what = search.placed[task].held, draw(random, 10)
    if what < 4 and holds != NONE:
        search.press[task] = search.placed[holds].press - 0.01
    elif what < 5 and holds != NONE:
        search.press[holds] = search.placed[task].press + 0.01
    elif what < 7:
        search.press[task] = search.placed[task].press - 1 - draw(random, 2 * WEEK)
    else:
        other = holds if holds != NONE and draw(random, 2) == 0 else task
        if others_could(load, other) > 1:
            hand_over(load, search, other)
        else:
            search.press[other] = search.placed[other].press + draw(random, 4 * WEEK) - 2 * WEEK


@compiled
def copy(to: Records, source: Records) -> None:
    """Write one line of numbers or records over another of the same length; without memory of its own."""
    for at in range(to.shape[0]):
        to[at] = source[at]
