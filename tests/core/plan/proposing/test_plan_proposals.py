"""What the engine would do differently: worth it, priced, and few."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from core.plan.small import (
    ANA,
    BEN,
    COPY,
    FRIDAY,
    MONDAY,
    MUSEUM,
    SPRING,
    TUESDAY,
    WEDNESDAY,
    agency,
    asks,
    task,
)
from core.portfolios import portfolio as random_portfolio
from varifocal.core.plan import Proposal, Stop, plan, propose
from varifocal.core.portfolio import Portfolio


def proposals(portfolio: Portfolio, **arguments: object) -> list[Proposal]:
    return propose(portfolio, plan(portfolio), **arguments)  # type: ignore[arg-type]


def taken(portfolio: Portfolio, proposal: Proposal) -> Portfolio:
    """The portfolio after somebody took a proposal."""
    after = {move.task: move for move in proposal.moves}
    return replace(
        portfolio,
        tasks=tuple(
            replace(each, people=after[each.id].people_after, rank=after[each.id].rank_after)
            if each.id in after
            else each
            for each in portfolio.tasks
        ),
    )


LATER = MONDAY + timedelta(weeks=3)


def test_late_work_is_offered_to_somebody_who_is_free() -> None:
    portfolio = agency(
        task(100, "Brief", 24, people=(1,), rank=0, demands=asks(COPY), release=LATER),
        task(101, "Headline", 8, people=(1,), rank=1, demands=asks(COPY), release=LATER, due=LATER),
        people=(ANA, BEN),
    )
    found = proposals(portfolio)
    give = next(each for each in found if each.moves[0].people_after == (2,) and each.moves[0].task == 101)
    assert (
        give.sentence
        == "Give “Headline” to Ben instead of Ana: tasks of “Acme spring launch” are 3 days less late in all."
    )
    assert give.worth == {10: 2.7}
    assert give.saved == 5.42
    assert give.price.hours == {1: -8.0, 2: 8.0}
    assert give.price.moved == 8.0
    assert give.price.disturbed == 0


def test_somebody_else_takes_the_part_of_whoever_is_away_in_a_pair() -> None:
    away = ((LATER, LATER + timedelta(days=18)),)
    shoot = task(
        100, "Shoot", 16, people=(1, 2), rank=0, demands=asks(COPY, count=2), release=LATER, due=LATER
    )
    people = (ANA, replace(BEN, away=away), replace(ANA, id=4, name="Dan"))
    portfolio = agency(shoot, people=people)
    (only,) = proposals(portfolio)
    assert only.sentence.startswith("Give “Shoot” to Dan instead of Ben: ")
    assert only.moves[0].people_after == (1, 4)
    assert only.price.hours == {2: -8.0, 4: 8.0}
    begins = plan(taken(portfolio, only))
    assert begins.starts(100).date() == LATER
    pinned = replace(shoot, pinned_people=(2,))
    assert proposals(agency(pinned, people=people)) == []


def test_where_only_one_can_do_it_another_order_is_offered_with_who_pays() -> None:
    slow = task(
        100, "Wall text", 16, people=(1,), rank=0, project=11, release=LATER, due=LATER + timedelta(days=4)
    )
    urgent = task(101, "Headline", 8, people=(1,), rank=1, release=LATER, due=LATER, priority=1)
    portfolio = agency(slow, urgent, people=(replace(ANA, skills={COPY: 5}),))
    (only,) = proposals(portfolio)
    assert only.sentence.startswith("Let Ana do “Headline” before “Wall text”")
    assert only.moves[0].rank_after is not None
    assert only.moves[0].rank_after < 0
    assert only.price.hours == {}
    assert only.price.disturbed == 1


def test_this_week_and_next_are_left_alone_unless_a_promise_hangs_on_them() -> None:
    brief = task(100, "Brief", 24, people=(1,), rank=0, demands=asks(COPY))
    headline = task(101, "Headline", 8, people=(1,), rank=1, demands=asks(COPY), due=MONDAY)
    assert proposals(agency(brief, headline, people=(ANA, BEN))) == []
    promised = replace(SPRING, due=WEDNESDAY)
    found = proposals(agency(brief, headline, people=(ANA, BEN), projects=(promised, MUSEUM)))
    assert found
    assert all("“Acme spring launch” is done" in each.sentence for each in found)


def test_a_deadline_that_would_hold_comes_first() -> None:
    portfolio = agency(
        task(100, "Brief", 24, people=(1,), rank=0),
        task(101, "Headline", 8, people=(1,), rank=1, deadline=TUESDAY),
        people=(ANA, BEN),
    )
    best = proposals(portfolio)[0]
    assert best.deadlines == 1
    assert "a deadline holds that would break" in best.sentence


def test_what_is_on_time_is_left_in_peace() -> None:
    assert proposals(agency(task(100, "Brief", people=(1,), rank=0, due=FRIDAY))) == []


def test_begun_and_pinned_work_is_never_moved() -> None:
    portfolio = agency(
        task(100, "Brief", 24, people=(1,), rank=0, started=MONDAY),
        task(101, "Headline", 8, people=(1,), rank=1, pinned_people=(1,), due=MONDAY),
    )
    assert proposals(portfolio) == []


def test_taking_a_proposal_saves_what_it_says() -> None:
    portfolio = random_portfolio(6, tasks=60, people=8, agreed=1.0, wild=0.0)
    before = plan(portfolio).objective.tardiness
    found = proposals(portfolio)
    assert found
    for proposal in found:
        after = plan(taken(portfolio, proposal)).objective.tardiness
        assert abs(before - after - proposal.saved) < 0.02


def test_proposals_touch_different_tasks_and_come_best_first() -> None:
    found = proposals(random_portfolio(6, tasks=60, people=8, agreed=1.0, wild=0.0))
    tasks = [move.task for proposal in found for move in proposal.moves]
    assert len(set(tasks)) == len(tasks)
    order = [(-each.deadlines, -each.saved) for each in found]
    assert order == sorted(order)


def test_one_schedule_leaves_no_time_to_try_anything() -> None:
    late = task(100, "Brief", 24, people=(1,), rank=0, due=MONDAY)
    assert proposals(agency(late, projects=(SPRING, MUSEUM)), stop=Stop(schedules=1)) == []
