"""Small changes to what is agreed that are worth it together: looked for by the hundred, near the agreed plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from varifocal.core.plan.better import Search, as_proposed
from varifocal.core.plan.improving import kernel
from varifocal.core.plan.improving.arrays import mending_of
from varifocal.core.plan.improving.trials import Trials
from varifocal.core.plan.objective import Lateness, judged
from varifocal.core.plan.otherwise import with_other_ways
from varifocal.core.plan.search.values import Clock
from varifocal.core.plan.values import Plan, Proposal, Stop
from varifocal.core.plan.workload import SPARE, WORKED_ON, Compiled, Flags
from varifocal.core.portfolio import Portfolio

MOST_PROPOSALS = 24
SCHEDULES = 600
QUICKLY = 40
"""Schedules made in all, and of them for what is found at once."""

ROUND = 200
"""Schedules of one round."""

FRUITLESS = 3
"""Rounds that find nothing, after which nothing more is looked for."""

PRICE = 0.5
"""Weighted days a change must be worth to be looked at."""

AT_ONCE = 16
"""Tasks one change of the search may touch, and more."""

MOST_MOVED = 0.03
"""The part of all agreed tasks that may change their place or their people at most."""

Change = tuple[tuple[int, ...], float]
"""Who does a task instead, and in which place of their order."""


def mended(trials: Trials, *, seed: int, schedules: int, price: float, most: int) -> dict[int, Change]:
    """Other people and other places in their orders for at most `most` agreed tasks, each of which is worth more than
    `price` weighted days: the best that was found by so many schedules; by the ids of the tasks.

    What has begun or is pinned to a date stays. Late acceptance hill climbing as in `improve`, beginning with the plan
    as it is agreed.
    """
    work, load, movable = trials.work, trials.work.load, _movable(trials.work)
    if not movable.any():
        return {}
    trials.generate()
    trials.count += schedules
    mending = mending_of(work, movable, trials.stand_ins, seed)
    kernel.mend(load, trials.space, mending, price, most, schedules)
    first = load.task["agreed_from"] - load.task["agreed_from"][0]
    last = load.task["agreed_to"] - load.task["agreed_from"][0]
    changed = mending.rank_best != mending.agreed["rank"]
    changed[np.repeat(np.arange(len(first)), last - first)[mending.who_best != mending.agreed_who]] = True
    found = {}
    for at in np.flatnonzero(changed).tolist():
        crew = sorted(work.people[each] for each in mending.who_best[first[at] : last[at]].tolist())
        found[work.tasks[at].id] = tuple(crew), float(mending.rank_best[at])
    return found


def _movable(work: Compiled) -> Flags:
    columns = work.columns
    free = (columns["given"] == 0) | (columns["ranked"] == 1)
    free &= (columns["agreed_to"] > columns["agreed_from"]) & (columns["length"] == WORKED_ON)
    free &= (columns["started"] == 0) & (columns["pinned_start"] == 0) & (columns["unable"] == 0)
    movable: Flags = free.astype(np.uint8)
    return movable


def propose(
    portfolio: Portfolio,
    plan: Plan,
    *,
    seed: int = 0,
    stop: Stop | None = None,
    clock: Clock | None = None,
    tell: Callable[[Proposal], None] | None = None,
) -> list[Proposal]:
    """Single changes to the agreed plan, each worth it by itself and beside the others, the best first; the same
    arguments give the same everywhere.

    Begins with what `core.plan.propose` finds and goes on from there, round by round: in each a search near the agreed
    plan, of whose changes those are kept that save a day. It goes on for `stop.schedules` in all (600 unless said
    otherwise) or `stop.seconds` by the `clock`, which they need (raises ValueError without one).
    `tell` hears of what is found along the chains of what is late, one by one, before the search goes on.
    """
    work = as_proposed(portfolio, plan)
    trials = Trials(work)
    search = Search(work, trials)
    at_once = search.worthwhile(search.ideas(seed, QUICKLY), MOST_PROPOSALS, tell)
    first = {idea.task: (idea.people, idea.rank or 0.0) for idea, _ in at_once}
    found = _rounds(trials, first, seed, _until(stop or Stop(schedules=SCHEDULES), clock, trials))
    ideas = [search.idea(task, *change) for task, change in found.items()]
    kept = search.worthwhile(ideas, MOST_PROPOSALS)
    return with_other_ways(portfolio, plan, search, kept, Trials, MOST_PROPOSALS)


def _until(stop: Stop, clock: Clock | None, trials: Trials) -> Callable[[], bool]:
    """Whether it is time to end, asked between two rounds."""
    if stop.seconds is not None:
        if clock is None:
            raise ValueError("A stop in seconds needs a clock.")
        end = clock() + stop.seconds
        return lambda: clock() >= end
    schedules = stop.schedules or SCHEDULES
    return lambda: trials.count >= schedules


def _rounds(
    trials: Trials, found: dict[int, Change], seed: int, is_over: Callable[[], bool]
) -> dict[int, Change]:
    """Go on from changes found before, each round beginning where the one before ended; all changes together."""
    most = min(SPARE - AT_ONCE, max(1, int(MOST_MOVED * len(trials.work.tasks))))
    found, adopted = dict(found), [trials.adopt(found)]
    fruitless, turn = 0, 0
    while not is_over() and fruitless < FRUITLESS and len(found) < most:
        new = mended(trials, seed=seed + turn, schedules=ROUND, price=PRICE, most=most - len(found))
        new = _worth_it(trials, dict(list(new.items())[: most - len(found)]))
        adopted.append(trials.adopt(new))
        found |= new
        fruitless, turn = (0 if new else fruitless + 1), turn + 1
    for before in reversed(adopted):
        trials.take_back(before)
    return found


def _worth_it(trials: Trials, changes: Mapping[int, Change]) -> dict[int, Change]:
    """Those that save a day by themselves and half a day beside the better ones."""
    work = trials.work
    before = judged(work, trials.tried({}))
    alone = [(judged(work, trials.tried({task: change})), task) for task, change in changes.items()]
    taken: dict[int, Change] = {}
    so_far = before
    for lateness, task in sorted(alone, key=lambda one: (one[0].breaks, one[0].weighted, one[1])):
        if not _saves(lateness, before, 1.0):
            continue
        beside = {**taken, task: changes[task]}
        then = judged(work, trials.tried(beside)) if taken else lateness
        if _saves(then, so_far, PRICE):
            taken, so_far = beside, then
    return taken


def _saves(one: Lateness, other: Lateness, days: float) -> bool:
    if one.unplanned > other.unplanned or one.breaks > other.breaks:
        return False
    return one.breaks < other.breaks or one.weighted <= other.weighted - days
