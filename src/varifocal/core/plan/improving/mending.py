"""Small changes to what is agreed that are worth it: looked for by the hundred near the agreed plan, told apart as
proposals each of which is worth it by itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice

from varifocal.core.plan.better import MOST_PROPOSALS as MOST_AT_ONCE
from varifocal.core.plan.better import Idea, Ideas, Kept, Search, as_proposed
from varifocal.core.plan.improving.near import Limits, Near
from varifocal.core.plan.improving.trials import Trials
from varifocal.core.plan.otherwise import with_other_ways
from varifocal.core.plan.search.values import Clock
from varifocal.core.plan.values import Plan, Proposal, Stop
from varifocal.core.plan.workload import SPARE
from varifocal.core.portfolio import Portfolio

MOST_PROPOSALS = 24
SCHEDULES = 600
QUICKLY = 24
"""Schedules made in all, and of them for what is found at once."""

MOST_MOVED, MOST_HANDED = 0.03, 0.01
"""The part of all tasks that may change their place or their people at most, and that may change their people; in a
small portfolio as many as may be proposed, and as may be proposed at once."""

PARTNERS = 3
"""Other groups a change that does not pay alone is tried with."""


def propose(
    portfolio: Portfolio,
    plan: Plan,
    *,
    seed: int = 0,
    stop: Stop | None = None,
    clock: Clock | None = None,
    tell: Callable[[Proposal], None] | None = None,
) -> list[Proposal]:
    """Changes to the agreed plan, each proposal worth it by itself and beside the others, the best first; the same
    arguments give the same everywhere.

    The best ideas are tried one by one at once, and `tell` hears of each that is worth it by itself. From those the
    search goes on near the agreed plan, for `stop.schedules` (600 unless said otherwise) or `stop.seconds` by the
    `clock`, which they need (raises ValueError without one). What only pays together is proposed together.
    Nothing is drawn: `seed` is taken for the sake of `core.plan.propose`, which draws.
    """
    work = as_proposed(portfolio, plan)
    trials = Trials(work)
    search = Search(work, trials)
    is_over = _until(stop or Stop(schedules=SCHEDULES), clock, trials)
    kept: list[Kept] = []
    if len(work.tasks):
        near = Near(trials)
        ideas = (search.idea(task, *change) for task, change in near.ideas())
        at_once = search.worthwhile(islice(ideas, QUICKLY), MOST_AT_ONCE, tell)
        near.begin_with(
            {idea.task: (idea.people, idea.rank or 0.0) for ideas, _ in at_once for idea in ideas}
        )
        near.search(_limits(len(work.tasks)), is_over)
        found = near.found
        near.leave()
        together = told_apart(search, [search.idea(task, *change) for task, change in found.items()])
        kept = search.beside_one_another(together, MOST_PROPOSALS)
    return with_other_ways(portfolio, plan, search, kept, Trials, MOST_PROPOSALS)


def _limits(tasks: int) -> Limits:
    handed = min(SPARE - MOST_AT_ONCE, max(MOST_AT_ONCE, int(MOST_HANDED * tasks)))
    return Limits(max(MOST_PROPOSALS, int(MOST_MOVED * tasks)), handed)


def _until(stop: Stop, clock: Clock | None, trials: Trials) -> Callable[[], bool]:
    """Whether it is time to end, asked between two schedules."""
    if stop.seconds is not None:
        if clock is None:
            raise ValueError("A stop in seconds needs a clock.")
        end = clock() + stop.seconds
        return lambda: clock() >= end
    schedules = stop.schedules or SCHEDULES
    return lambda: trials.count >= schedules


def told_apart(search: Search, ideas: Sequence[Idea]) -> list[Kept]:
    """Ideas that save something together, parted into proposals each of which is worth it by itself: an idea that is
    not joins those it saves most with, of whoever shares a person with it, or is left out where it adds nothing to any
    or would make it one that may not be proposed."""
    groups = [_Group(search, (idea,)) for idea in ideas]
    while True:
        poor = min((one for one in groups if one.proposal is None), key=lambda one: one.saved, default=None)
        if poor is None:
            break
        groups.remove(poor)
        partners = sorted(groups, key=lambda one: -len(one.people & poor.people))[:PARTNERS]
        tried = [(_Group(search, (*one.ideas, *poor.ideas)), one) for one in partners]
        better = [
            (both, one)
            for both, one in tried
            if both.saved > max(one.saved, poor.saved) and (both.proposal or not one.proposal)
        ]
        if better:
            both, partner = max(better, key=lambda pair: pair[0].saved - pair[1].saved)
            groups[groups.index(partner)] = both
    return [(one.ideas, one.proposal) for one in groups if one.proposal is not None]


class _Group:
    """Ideas that are taken together, and what they save."""

    def __init__(self, search: Search, ideas: Ideas) -> None:
        self.ideas = ideas
        self.proposal, self.saved = search.judged(ideas)
        self.people = {person for idea in ideas for person in (*idea.people, *search.works[idea.task].people)}
