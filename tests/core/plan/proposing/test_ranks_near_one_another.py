"""A proposal keeps a task near the rank it has, so that what it waits for stays behind what others have before it."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from core.plan.small import ANA, BEN, COPY, DESIGN, MONDAY, agency, asks, task
from varifocal.core.plan import plan, propose
from varifocal.core.plan.improving.kernel import guide
from varifocal.core.plan.proposing.orders import rank_between
from varifocal.core.plan.workload import NO_RANK

LATER = MONDAY + timedelta(weeks=3)
RANKS = st.none() | st.floats(-30_000, 30_000)


def test_work_given_away_takes_nothing_it_waits_for_ahead_of_anybodys_work() -> None:
    """Ben has a task long before and one long after. Half way between them “Headline” would go before Cleo's “Layout”,
    and “Script”, which it waits for, with it."""
    cleo = (3,)
    portfolio = agency(
        task(100, "Layout", people=cleo, rank=70, demands=asks(DESIGN), release=LATER),
        task(101, "Script", people=cleo, rank=90, demands=asks(DESIGN), release=LATER),
        task(102, "Brochure", 40, people=(1,), rank=95, demands=asks(COPY), release=LATER),
        task(103, "Headline", people=(1,), rank=100, demands=asks(COPY), release=LATER, due=LATER),
        task(104, "Claim", people=(2,), rank=0, demands=asks(COPY), release=LATER),
        task(105, "Poster", people=(2,), rank=120, demands=asks(COPY), release=LATER + timedelta(weeks=2)),
        after=((101, 103),),
    )
    stands = plan(portfolio)
    given = next(each for each in propose(portfolio, stands) if each.moves[0].people_after == (BEN.id,))
    assert given.moves[0].task == 103
    assert given.moves[0].people_before == (ANA.id,)
    assert given.moves[0].rank_after == 100
    assert given.price.disturbed == 0


@settings(max_examples=200)
@given(RANKS, RANKS, st.floats(-30_000, 30_000))
def test_it_is_the_rank_the_compiled_search_takes(
    before: float | None, after: float | None, wanted: float
) -> None:
    if before is not None and after is not None and before > after:
        before, after = after, before
    told = rank_between(before, after, wanted)
    assert told == guide.rank_between(
        NO_RANK if before is None else before, NO_RANK if after is None else after, wanted
    )
    assert before is None or after is None or before <= told <= after
