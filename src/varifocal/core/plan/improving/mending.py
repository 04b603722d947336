"""Small changes to what is agreed that are worth it: looked for by the hundred near the agreed plan, told apart as
proposals each of which is worth it by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from varifocal.core.plan.improving.near import Change, Limits, Near
from varifocal.core.plan.improving.trials import Trials
from varifocal.core.plan.proposing.ideas import Idea, Ideas, Kept
from varifocal.core.plan.proposing.search import MOST_PROPOSALS as MOST_AT_ONCE
from varifocal.core.plan.proposing.search import Search
from varifocal.core.plan.proposing.trials import as_proposed
from varifocal.core.plan.proposing.ways import with_other_ways
from varifocal.core.plan.proposing.worth import worthiest
from varifocal.core.plan.search.values import Clock
from varifocal.core.plan.values import Plan, Proposal, Stop
from varifocal.core.plan.work import SPARE
from varifocal.core.portfolio import Portfolio

MOST_PROPOSALS = 24
FEWEST, MOST, PLACES = 600, 2_400, 3_600_000
"""Schedules made in all: so many as place so many tasks, within these limits."""
QUICKLY = 24
"""Of them for what is found at once."""

EARLY = 0.4
"""The share of the schedules in which tasks without a date have one that follows from what waits for them."""

MOST_MOVED, MOST_HANDED = 0.03, 0.01
"""The part of all tasks that may change their place or their people at most, and that may change their people; in a
small portfolio as many as may be proposed, and as may be proposed at once."""

PARTNERS = 4
"""Other groups a change that does not pay alone is tried with."""


def propose(
    portfolio: Portfolio,
    plan: Plan,
    *,
    seed: int = 0,
    stop: Stop | None = None,
    clock: Clock | None = None,
    tell: Callable[[Proposal], None] | None = None,
    ask: Callable[[], None] | None = None,
) -> list[Proposal]:
    """Changes to the agreed plan, each proposal worth it by itself and beside the others, the best first; the same
    arguments give the same everywhere.

    The best ideas are tried one by one at once, and `tell` hears of each that is worth it by itself. From those the
    search goes on near the agreed plan, for `stop.schedules` or `stop.seconds` by the `clock`, which they need (raises
    ValueError without one); unless said otherwise for 2,400 schedules of up to 1,500 tasks, fewer of more. What only
    pays together is proposed together. `ask` is called now and then while it searches; what it raises ends it, with
    nothing proposed. Nothing is drawn: `seed` is taken for the sake of `core.plan.propose`, which
    draws.
    """
    work = as_proposed(portfolio, plan)
    trials = Trials(work, ask)
    search = Search(work, trials)
    usual = max(FEWEST, min(MOST, PLACES // max(1, len(work.tasks))))
    stop = stop or Stop(schedules=usual)
    first, is_over = _until(stop, clock, trials, EARLY), _until(stop, clock, trials, 1.0)
    kept: list[Kept] = []
    if len(work.tasks):
        near = Near(trials)
        ideas = (search.idea(task, *change) for task, change in near.saving(QUICKLY))
        at_once = search.worthwhile(ideas, MOST_AT_ONCE, tell)
        near.begin_with(changes_of(idea for ideas, _ in at_once for idea in ideas))
        near.search_with_inner_dates(_limits(len(work.tasks)), first)
        near.search(_limits(len(work.tasks)), is_over)
        found = near.found
        near.leave()
        kept = told_apart(search, near, [search.idea(task, *change) for task, change in found.items()])
        kept = kept[:MOST_PROPOSALS]
    return with_other_ways(portfolio, plan, search, kept, Trials, MOST_PROPOSALS)


def _limits(tasks: int) -> Limits:
    handed = min(SPARE - MOST_AT_ONCE, max(MOST_AT_ONCE, int(MOST_HANDED * tasks)))
    return Limits(max(MOST_PROPOSALS, int(MOST_MOVED * tasks)), handed)


def _until(stop: Stop, clock: Clock | None, trials: Trials, share: float) -> Callable[[], bool]:
    """Whether it is time to end, or this share of the time is over, asked between two schedules."""
    if stop.seconds is not None:
        if clock is None:
            raise ValueError("A stop in seconds needs a clock.")
        end = clock() + share * stop.seconds
        return lambda: clock() >= end
    schedules = share * (stop.schedules or FEWEST)
    return lambda: trials.count >= schedules


def told_apart(search: Search, near: Near, ideas: Sequence[Idea]) -> list[Kept]:
    """Ideas that save something together, parted into proposals each of which is worth it by itself and beside all the
    others, the best first. An idea that is not worth it by itself joins those beside which it saves most: those without
    which the rest would lose most by it. It is left out where no proposal comes of that."""
    groups = [_Group(search, (idea,)) for idea in ideas]
    together = _Together(near)
    while True:
        poor = min((one for one in groups if one.proposal is None), key=lambda one: one.saved, default=None)
        if poor is None:
            break
        lost = {other: together.lost(groups, poor, other) for other in groups if other is not poor}
        groups.remove(poor)
        for partner in sorted(lost, key=lambda one: -lost[one])[:PARTNERS]:
            both = _Group(search, (*partner.ideas, *poor.ideas))
            if both.proposal is not None or partner.proposal is None:
                groups[groups.index(partner)] = both
                break
    for one in sorted(groups, key=lambda one: one.saved):
        others = [other for other in groups if other is not one]
        if together.cost(others) <= together.cost(groups):
            groups = others
    return sorted([(one.ideas, one.proposal) for one in groups if one.proposal is not None], key=worthiest)


class _Together:
    """What groups of ideas cost when they are taken together."""

    def __init__(self, near: Near) -> None:
        self.near = near
        self.known: dict[frozenset[Idea], float] = {}

    def cost(self, groups: Iterable[_Group]) -> float:
        """What these cost, and nothing else changed."""
        ideas = frozenset(idea for one in groups for idea in one.ideas)
        if ideas not in self.known:
            self.known[ideas] = self.near.cost_with(changes_of(ideas))
        return self.known[ideas]

    def lost(self, groups: Sequence[_Group], one: _Group, other: _Group) -> float:
        """How much less one saves beside all where the other is not taken."""
        all_but_one = [each for each in groups if each is not one]
        all_but_other = [each for each in groups if each is not other]
        neither = [each for each in all_but_one if each is not other]
        saved = self.cost(all_but_one) - self.cost(groups)
        return saved - (self.cost(neither) - self.cost(all_but_other))


def changes_of(ideas: Iterable[Idea]) -> dict[int, Change]:
    """Who does what in which place of their order, by task."""
    return {idea.task: (idea.people, idea.rank or 0.0) for idea in ideas}


class _Group:
    """Ideas that are taken together, and what they save."""

    def __init__(self, search: Search, ideas: Ideas) -> None:
        self.ideas = ideas
        self.proposal, self.saved = search.judged(ideas)
