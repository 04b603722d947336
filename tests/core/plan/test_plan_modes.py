"""Tasks that can be done in one way or another, what people cost, and what a plan aims at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings

from core.plan.small import COPY, DESIGN, FRIDAY, MUSEUM, SPRING, agency, asks, task, when, who
from core.portfolios import portfolios
from varifocal.core.plan import check, explain, plan, propose
from varifocal.core.plan.improving import mending
from varifocal.core.plan.make import settled
from varifocal.core.plan.values import Proposal
from varifocal.core.portfolio import Aims, Equipment, Mode, Portfolio, Use

RATES = {1: Decimal(90), 2: Decimal(60), 3: Decimal(40)}


def test_of_two_ways_the_one_done_sooner_is_taken() -> None:
    pair = Mode(10, asks(DESIGN, count=2))
    portfolio = agency(task(100, "Layout", 16, demands=asks(DESIGN, 4), modes=(pair,)))
    made = plan(portfolio)
    assert who(made, 100) == (2, 3)  # five hours each instead of sixteen of Ben's
    assert made.placed[100].mode == 1
    assert check(portfolio, made) == []
    alone = replace(portfolio, people=portfolio.people[:2])
    assert (who(plan(alone), 100), plan(alone).placed[100].mode) == ((2,), 0)


def test_of_two_ways_done_on_the_same_day_the_cheaper_one_is_taken() -> None:
    portfolio = agency(
        task(100, "Claim", 3, demands=asks(COPY, 3), modes=(Mode(4, asks(COPY)),)), rates=RATES
    )
    made = plan(portfolio)
    assert (who(made, 100), made.placed[100].mode) == ((2,), 1)  # four hours of Ben: 240 instead of 270
    assert made.objective.cost == 240
    dearer = replace(portfolio, rates={**RATES, 2: Decimal(80)})
    assert (who(plan(dearer), 100), plan(dearer).objective.cost) == ((1,), 270)


def test_what_nobody_can_do_in_one_way_is_done_in_another() -> None:
    studio = Equipment(1, "the studio", 0)
    portfolio = agency(
        task(100, "Shoot", 8, demands=asks(COPY, 3), uses=(Use(1),), modes=(Mode(24, asks(DESIGN, 4)),)),
        equipment=(studio,),
    )
    made = plan(portfolio)
    assert made.placed[100].mode == 1
    assert when(made, 100) == "Mon 02 08:00 - Wed 04 16:00"
    neither = replace(portfolio, tasks=(replace(portfolio.tasks[0], modes=(Mode(24, asks(DESIGN, 5)),)),))
    assert plan(neither).unplanned[100] == "“Shoot” uses 1 of the studio at once; there are 0."


def test_the_way_that_is_agreed_stays() -> None:
    portfolio = agency(
        task(100, "Layout", 8, people=(2,), rank=0, mode=1, modes=(Mode(20, asks(DESIGN)),), started=None)
    )
    made = plan(portfolio)
    assert made.placed[100].mode == 1
    assert when(made, 100) == "Mon 02 08:00 - Wed 04 12:00"
    other = replace(made, placed={100: made.placed[100]._replace(mode=0)})
    assert "“Layout” is not done in the way agreed." in [each.sentence for each in check(portfolio, other)]
    none = replace(made, placed={100: made.placed[100]._replace(mode=7)})
    assert "“Layout” is done in a way it does not have." in [each.sentence for each in check(portfolio, none)]


def test_how_much_is_done_is_done_in_every_way() -> None:
    half = replace(task(100, "Layout", 8, modes=(Mode(20, asks(DESIGN)),)), left=4.0)
    assert (half.in_mode(1).left, half.in_mode(1).expected, half.in_mode(0)) == (10.0, 20.0, half)


def test_ways_that_cannot_be_are_named() -> None:
    wrong = replace(
        agency(task(100, "Layout")),
        tasks=(
            task(100, "Layout", modes=(Mode(float("nan")), Mode(8, asks(9)))),
            task(101, "Cut", mode=2, modes=(Mode(4),)),
            task(102, "Party", 0, modes=(Mode(4),)),
        ),
    )
    assert [each.sentence for each in wrong.problems()] == [
        "“Layout”: the effort of way 1 must lie above 0 and within 100,000 hours; it is nan.",
        "“Layout” asks for skill 9, which is unknown.",
        "“Cut” is agreed in way 2; it has 1 besides its own.",
        "“Party” can be done in other ways, and takes no effort itself; give it some.",
    ]


def test_who_costs_less_is_taken_unless_cost_does_not_count() -> None:
    portfolio = agency(
        task(100, "Sketch", 2, people=(2,), rank=0, demands=asks(DESIGN)),
        task(101, "Poster", 2, demands=asks(DESIGN)),
        rates=RATES,
    )
    assert who(plan(portfolio), 101) == (3,)
    known = replace(portfolio, rates={})
    assert who(plan(known), 101) == (2,)  # who knows the project
    assert plan(replace(portfolio, aims=Aims(cost=False))).placed == plan(known).placed


def test_what_a_day_late_counts_can_be_chosen() -> None:
    portfolio = agency(task(100, "Claim", 80, people=(1,), rank=0, due=FRIDAY, priority=1))
    late = plan(portfolio).objective.tardiness
    assert late > 0
    twice = replace(portfolio, aims=Aims(late=(8.0, 2.0, 1.0)))
    assert plan(twice).objective.tardiness == pytest.approx(2 * late, abs=1e-5)


def test_remedies_are_for_the_way_the_plan_has_chosen() -> None:
    """Ben could take over sixteen hours of copy, not the forty hours of design only he could do."""
    portfolio = agency(
        task(99, "Brief", 8, people=(1,), rank=0),
        task(98, "Film", 200, people=(2,), rank=0),
        task(100, "Layout", 40, demands=asks(DESIGN, 4), modes=(Mode(16, asks(COPY, 3)),)),
    )
    made = plan(portfolio)
    assert (who(made, 100), made.placed[100].mode) == ((1,), 1)
    remedies = [each.sentence for each in explain(portfolio, made, 100).remedies]
    assert remedies[0] == "Let Ana do “Layout” before “Brief”: it starts 1 day earlier."
    assert not [each for each in remedies if each.startswith("Give “Layout”")]
    assert settled(portfolio, made).task[100].left == 16
    assert settled(agency(task(1, "One")), made).task[1].modes == ()


@settings(max_examples=60)
@given(portfolios())
def test_another_way_leaves_nothing_unplanned_that_had_a_place(portfolio: Portfolio) -> None:
    own = replace(portfolio, tasks=tuple(replace(each, mode=0) for each in portfolio.tasks))
    fewer = replace(portfolio, tasks=tuple(replace(each, modes=()) for each in own.tasks))
    assert set(plan(own).unplanned) <= set(plan(fewer).unplanned)


def test_another_way_is_proposed_where_that_is_sooner_and_taken_saves_what_it_says() -> None:
    pair = Mode(10, asks(DESIGN, count=2), name="Two at once")
    layout = task(100, "Layout", 40, demands=asks(DESIGN, 4), people=(2,), rank=0, modes=(pair,))
    portfolio = agency(
        layout,
        task(101, "Print", 8, people=(1,), rank=0),
        after=((100, 101),),
        projects=(replace(SPRING, due=FRIDAY), MUSEUM),
    )
    made = plan(portfolio)
    found = propose(portfolio, made)
    ways = [one for one in found if one.moves[0].mode is not None]
    assert [one.sentence for one in ways] == [
        "Do “Layout” as “Two at once”, 10 h of Ben and Cleo instead of 40 h of Ben: “Acme spring launch” is done "
        "5 days earlier."
    ]
    (move,) = ways[0].moves
    assert (move.people_before, move.people_after, move.mode) == ((2,), (2, 3), 1)
    assert ways[0].price.hours == {2: -35.0, 3: 5.0}
    taken = replace(portfolio, tasks=(replace(layout, mode=1, people=(2, 3)), *portfolio.tasks[1:]))
    then = plan(taken)
    assert check(taken, then) == []
    assert made.objective.tardiness - then.objective.tardiness == pytest.approx(ways[0].saved, abs=0.01)


@pytest.mark.parametrize("find", [propose, mending.propose])
def test_of_what_saves_as_much_the_way_that_takes_fewer_hours_is_proposed(
    find: Callable[..., list[Proposal]],
) -> None:
    template = Mode(8, asks(DESIGN), name="From a template")
    portfolio = agency(
        task(99, "Brief", 16, demands=asks(DESIGN), people=(2,), rank=0),
        task(100, "Layout", 32, demands=asks(DESIGN), people=(2,), rank=1, modes=(template,)),
        projects=(replace(SPRING, due=FRIDAY), MUSEUM),
    )
    made = plan(portfolio)
    handed_over = replace(portfolio, tasks=(replace(portfolio.task[99], people=(3,)), portfolio.task[100]))
    assert made.objective.tardiness > plan(handed_over).objective.tardiness == 0
    assert [one.moves[0].mode for one in find(portfolio, made)] == [1]


def test_a_way_nobody_could_do_or_that_saves_nothing_is_not_proposed() -> None:
    for other in (Mode(10, asks(COPY, 5)), Mode(60, asks(DESIGN))):
        portfolio = agency(
            task(100, "Layout", 40, demands=asks(DESIGN, 4), people=(2,), rank=0, modes=(other,)),
            projects=(replace(SPRING, due=FRIDAY), MUSEUM),
        )
        assert not [one for one in propose(portfolio, plan(portfolio)) if one.moves[0].mode is not None]


def test_what_is_pinned_to_somebody_or_begun_keeps_its_way() -> None:
    pair = Mode(10, asks(DESIGN, count=2))
    for field in ({"pinned_people": (2,)}, {"started": FRIDAY}, {"pinned_start": FRIDAY}):
        portfolio = agency(
            task(100, "Layout", 60, demands=asks(DESIGN, 4), people=(2,), rank=0, modes=(pair,), **field),
            projects=(replace(SPRING, due=FRIDAY), MUSEUM),
        )
        assert propose(portfolio, plan(portfolio)) == []
