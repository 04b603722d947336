"""Proposals in plain Python: single changes along the chains of what is late, and other ways to do a task."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from varifocal.core.plan.proposing.ideas import Idea
from varifocal.core.plan.proposing.search import MOST_PROPOSALS, Search
from varifocal.core.plan.proposing.trials import InPython, as_proposed
from varifocal.core.plan.proposing.ways import with_other_ways
from varifocal.core.plan.values import Plan, Proposal, Stop
from varifocal.core.portfolio import Portfolio

PLACEMENTS = 12_000
FEWEST, MOST = 8, 40
"""Unless said otherwise so many schedules are tried as place about so many tasks in all, within these bounds."""


def propose(
    portfolio: Portfolio,
    plan: Plan,
    *,
    seed: int = 0,
    stop: Stop | None = None,
    ask: Callable[[], None] | None = None,
) -> list[Proposal]:
    """At most eight single changes to the agreed plan, each worth it by itself and beside the others, the best first.

    Follows the chains that hold what is late and tries, schedule by schedule, other people for the agreed tasks
    in them, another order and other ways to do them; what saves weighted days past due dates (or keeps a deadline) is
    proposed. Half of `stop` goes to the most pressing changes, the rest is drawn from what remains by `seed`. Work that
    has begun, and what is pinned, is left alone; what starts this week or next moves only where a promise hangs on
    it. `ask` is called before each schedule; what it raises ends the search, with nothing proposed. The same arguments
    give the same proposals everywhere.
    """
    usual = max(FEWEST, min(MOST, PLACEMENTS // max(1, len(portfolio.tasks))))
    work = as_proposed(portfolio, plan)
    search = Search(work, InPython(work))
    ideas = search.chains.ideas(seed, max(1, stop.schedules if stop and stop.schedules else usual) - 1)
    return with_other_ways(
        portfolio, plan, search, search.worthwhile(_asking(ideas, ask)), InPython, MOST_PROPOSALS
    )


def _asking(ideas: Iterable[Idea], ask: Callable[[], None] | None) -> Iterator[Idea]:
    for idea in ideas:
        if ask is not None:
            ask()
        yield idea
