"""What the kernel reads and writes: an instance as arrays, room to work in, and a population."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
"""Whole numbers in one or two dimensions."""

Words = NDArray[np.uint64]
"""The state of a random generator."""


class Network(NamedTuple):
    """Tasks in a topological order, resources packed (see `kernel`).

    Who is before task *i* stands in `before` from `before_at[i]` to `before_at[i + 1]`, who is after in `after`.
    `ahead` and `behind` are the longest chains before and after each task, `late` latest finishes counted back from
    the critical path's length, `energy` is the task's duration times the share of the capacity it takes, summed
    over the resources (and people) and in thousandths.

    The heads task *i* asks for are roles `role_at[i]` to `role_at[i + 1]`, each with a group in `role`; `able[g, p]`
    is 1 where person *p* may take a role of group *g*; `sought[p]` is how much work might come to her.
    """

    duration: Ints
    demand: Ints
    before_at: Ints
    before: Ints
    after_at: Ints
    after: Ints
    capacity: Ints
    guard: int
    ahead: Ints
    behind: Ints
    late: Ints
    energy: Ints
    role_at: Ints
    role: Ints
    able: Ints
    sought: Ints


class Scratch(NamedTuple):
    """Room to work in, kept between calls: free capacity by period, counters of the sort, one schedule.

    `crew` is who takes each role, `wish` who should if she is free, `idle` since when each person has nothing to
    do; `people` to `queue` serve the search for a crew, `missing` to `earliest` the search for the next task
    (`within`). `placed` counts the tasks placed, one by one.
    """

    free: Ints
    counts: Ints
    keys: Ints
    marks: Ints
    order: Ints
    starts: Ints
    crew: Ints
    wish: Ints
    idle: Ints
    people: Ints
    rank: Ints
    seat: Ints
    path: Ints
    queue: Ints
    missing: Ints
    ready: Ints
    earliest: Ints
    placed: Ints


class Population(NamedTuple):
    """Schedules by row, kept while better ones are bred.

    `orders` lists the tasks by finish, `starts` are theirs, `crew` who takes their roles, `delay` how a child's list
    is placed; `makespan` and `total` (of all starts, squared) are what they are judged by. `seen` are the schedules
    placed from the end so far, by hash. `tally` holds how many rows are filled, tasks placed so far, the best makespan
    and its row, the tasks placed when it was found, and the worst row once all are filled.
    """

    orders: Ints
    starts: Ints
    crew: Ints
    delay: Ints
    makespan: Ints
    total: Ints
    seen: Words
    tally: Ints
    random: Words


FILLED, PLACED, BEST, BEST_ROW, FOUND_AT, WORST_ROW = range(6)
"""Places in `Population.tally`."""
