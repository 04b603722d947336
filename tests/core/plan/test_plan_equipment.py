"""Equipment that tasks share: who may use it when, what is said of it, and what it can never lead to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings

from core.plan.small import (
    FRIDAY,
    MONDAY,
    MUSEUM,
    NEXT_MONDAY,
    SPRING,
    TUESDAY,
    WEDNESDAY,
    agency,
    task,
    when,
)
from core.portfolios import portfolios
from varifocal.core.plan import HoldKind, check, explain, lived, plan
from varifocal.core.plan.relaxing.smallest import smallest
from varifocal.core.plan.relaxing.values import Kind
from varifocal.core.portfolio import Equipment, Outage, Portfolio, Use

STUDIO, CAMERA = Equipment(1, "the studio"), Equipment(2, "the camera", 2)


def test_what_two_need_at_once_one_has_after_the_other() -> None:
    portfolio = agency(
        task(100, "Shoot", 12, people=(1,), rank=0, uses=(Use(1),)),
        task(101, "Portraits", 4, people=(2,), rank=0, uses=(Use(1),)),
        equipment=(STUDIO,),
    )
    made = plan(portfolio)
    assert check(portfolio, made) == []
    assert when(made, 100) == "Mon 02 08:00 - Tue 03 12:00"
    assert when(made, 101) == "Tue 03 12:00 - Tue 03 16:00"
    told = explain(portfolio, made, 101)
    assert told.chain[0].hold == (HoldKind.EQUIPMENT, 100)
    assert told.chain[0].sentence == (
        "“Portraits” starts on 3 March: the studio is in use for “Shoot” first, until 3 March."
    )
    assert [each.sentence for each in told.remedies] == [
        "Use the studio for “Portraits” before “Shoot”: it starts 1 day earlier.",
        "Get one more of the studio: it starts 1 day earlier.",
    ]


def test_of_two_there_is_room_for_two() -> None:
    portfolio = agency(
        *(task(100 + n, f"Film {n}", 4, people=(n,), rank=0, uses=(Use(2),)) for n in (1, 2, 3)),
        equipment=(CAMERA,),
    )
    made = plan(portfolio)
    starts = sorted(placed.start for placed in made.placed.values())
    assert starts[0] == starts[1] < starts[2]
    assert check(portfolio, made) == []
    both = replace(portfolio, tasks=(*portfolio.tasks[:2], replace(portfolio.tasks[2], uses=(Use(2, 2),))))
    assert plan(both).placed[103].start >= max(plan(both).placed[each].finish for each in (101, 102))


def test_what_uses_equipment_is_not_put_aside() -> None:
    """Ana's shoot keeps the studio; what she is asked to do first and must wait for comes after it, whole."""
    portfolio = agency(
        task(99, "Idea", 4, people=(2,), rank=0),
        task(100, "Storyboard", 4, people=(1,), rank=0),
        task(101, "Shoot", 8, people=(1,), rank=1, uses=(Use(1),)),
        after=((99, 100),),
        equipment=(STUDIO,),
    )
    made = plan(portfolio)
    assert not made.placed[101].pieces
    assert when(made, 100) == "Mon 02 12:00 - Mon 02 16:00"
    assert when(made, 101) == "Tue 03 08:00 - Tue 03 16:00"


def test_what_is_not_there_is_said() -> None:
    portfolio = agency(
        task(100, "Shoot", people=(1,), rank=0, uses=(Use(2, 3),)),
        task(101, "Cut", people=(2,), rank=0),
        after=((100, 101),),
        equipment=(CAMERA,),
    )
    made = plan(portfolio)
    assert made.unplanned[100] == "“Shoot” uses 3 of the camera at once; there are 2."
    unknown = replace(portfolio, equipment=())
    assert plan(unknown).unplanned[100] == "“Shoot” uses equipment that is not among what there is."
    assert [str(each.sentence) for each in unknown.problems()] == [
        "“Shoot” uses equipment 2, which is unknown."
    ]
    twice = replace(
        portfolio, tasks=(replace(portfolio.tasks[0], uses=(Use(2), Use(2, 0))), portfolio.tasks[1])
    )
    assert len(twice.problems()) == 2


def test_the_checker_sees_what_is_used_twice_at_once() -> None:
    portfolio = agency(
        task(100, "Shoot", 8, people=(1,), rank=0),
        task(101, "Portraits", 4, people=(2,), rank=0),
        equipment=(STUDIO,),
    )
    apart = plan(portfolio)
    shared = replace(portfolio, tasks=tuple(replace(each, uses=(Use(1),)) for each in portfolio.tasks))
    assert [each.sentence for each in check(shared, apart)] == [
        "“Portraits” uses more of the studio than is there."
    ]


def test_the_checker_sees_what_may_never_come_use_it_before_what_is_firm() -> None:
    pitch = replace(MUSEUM, chance=0.4)
    portfolio = agency(
        task(100, "Poster shoot", 8, people=(1,), uses=(Use(1),), project=10, rank=9),
        task(101, "Pitch film", 8, people=(2,), uses=(Use(1),), project=pitch.id, rank=0),
        equipment=(STUDIO,),
        projects=(SPRING, MUSEUM),
    )
    pitch_first = plan(portfolio)
    assert pitch_first.placed[100].start > pitch_first.placed[101].start
    assert check(portfolio, pitch_first) == []
    firm_and_pitch = replace(portfolio, projects=(SPRING, pitch))
    assert [each.sentence for each in check(firm_and_pitch, pitch_first)] == [
        "“Poster shoot” is later than it could be: work that may never come goes first."
    ]
    assert check(firm_and_pitch, plan(firm_and_pitch)) == []


def test_the_checker_sees_agreed_work_overtaken_where_both_use_equipment() -> None:
    portfolio = agency(
        task(100, "Poster shoot", 8, people=(1,), uses=(Use(1),), rank=0),
        task(101, "Portraits", 8, people=(1,), uses=(Use(1),), rank=1),
        equipment=(STUDIO,),
    )
    made = plan(portfolio)
    assert check(portfolio, made) == []
    turned = replace(
        portfolio, tasks=tuple(replace(each, rank=1.0 - (each.rank or 0.0)) for each in portfolio.tasks)
    )
    assert [each.where for each in check(turned, made)] == ["task 101"]


@settings(max_examples=60)
@given(portfolios())
def test_more_equipment_leaves_no_more_unplanned(portfolio: Portfolio) -> None:
    more = replace(
        portfolio, equipment=tuple(replace(each, count=each.count + 9) for each in portfolio.equipment)
    )
    made = plan(more)
    assert check(more, made) == []
    assert set(made.unplanned) <= set(plan(portfolio).unplanned)


def test_a_number_below_none_is_refused() -> None:
    portfolio = agency(task(100, "Shoot"))
    wrong = replace(portfolio, equipment=(Equipment(1, "Studio", -1),))
    assert [each.sentence for each in wrong.problems()] == ["There are -1 of Studio; give 0 or more."]
    assert pytest.approx(plan(portfolio).objective.tardiness) == plan(wrong).objective.tardiness


def test_whoever_lives_through_a_plan_has_equipment_in_turn() -> None:
    portfolio = agency(
        *(task(100 + n, f"Film {n}", 4, people=(1 + n % 3,), rank=n, uses=(Use(2),)) for n in range(5)),
        task(109, "Idea", 4, people=(2,), rank=9),
        equipment=(CAMERA,),
    )
    made = plan(portfolio)
    turns = lived(portfolio, made).dependencies
    ended = {each: made.placed[each].finish for each in made.placed}
    assert all(made.placed[link.after].start >= ended[link.before] for link in turns)
    assert len(turns) == 3  # five users of two cameras
    assert 109 not in {each for link in turns for each in (link.before, link.after)}
    alone = agency(task(100, "Film", 4))
    assert lived(alone, plan(alone)) is alone


@settings(max_examples=60)
@given(portfolios())
def test_living_through_a_plan_asks_for_nothing_the_plan_does_not_keep(portfolio: Portfolio) -> None:
    made = plan(portfolio)
    turned = lived(portfolio, made)
    assert turned.problems() == []
    for link in turned.dependencies[len(portfolio.dependencies) :]:
        assert made.placed[link.after].start >= made.placed[link.before].finish


def test_one_more_of_it_may_keep_a_promise() -> None:
    portfolio = agency(
        task(100, "Shoot", 12, people=(1,), rank=0, uses=(Use(1),)),
        task(101, "Portraits", 4, people=(2,), rank=0, uses=(Use(1),), due=MONDAY),
        equipment=(STUDIO,),
    )
    found = smallest(portfolio, plan(portfolio), "task", 101)
    told = {some[0].sentence: some[0].kind for some in found if len(some) == 1}
    assert told["One more of the studio for 1 day, for “Portraits”"] == Kind.EQUIPMENT


def test_what_needs_it_waits_until_it_is_back() -> None:
    out = replace(STUDIO, out=(Outage(MONDAY, WEDNESDAY),))
    portfolio = agency(
        task(100, "Shoot", 12, people=(1,), rank=0, uses=(Use(1),), due=TUESDAY),
        task(101, "Idea", 4, people=(1,), rank=1),
        equipment=(out,),
    )
    made = plan(portfolio)
    assert check(portfolio, made) == []
    assert when(made, 100) == "Thu 05 08:00 - Fri 06 12:00"
    assert when(made, 101) == "Mon 02 08:00 - Mon 02 12:00"
    assert made.placed[100].hold == (HoldKind.OUTAGE, 1)
    told = explain(portfolio, made, 100)
    assert told.sentence == ("“Shoot” starts on 5 March: the studio is out of service until 4 March.")
    assert [each.sentence for each in told.remedies] == [
        "Get one more of the studio: it starts 3 days earlier."
    ]
    found = smallest(portfolio, made, "task", 100)
    assert Kind.EQUIPMENT in {some[0].kind for some in found if len(some) == 1}


def test_before_it_goes_out_only_what_ends_by_then_is_begun() -> None:
    out = replace(STUDIO, out=(Outage(TUESDAY, TUESDAY), Outage(FRIDAY, FRIDAY)))
    portfolio = agency(
        task(100, "Shoot", 12, people=(1,), rank=0, uses=(Use(1),)),
        task(101, "Portraits", 8, people=(2,), rank=0, uses=(Use(1),)),
        equipment=(out,),
    )
    made = plan(portfolio)
    assert check(portfolio, made) == []
    assert when(made, 101) == "Mon 02 08:00 - Mon 02 16:00"
    assert when(made, 100) == "Wed 04 08:00 - Thu 05 12:00"


def test_where_some_of_it_is_out_the_rest_is_used() -> None:
    out = replace(CAMERA, out=(Outage(MONDAY, FRIDAY),))
    portfolio = agency(
        *(task(100 + n, f"Film {n}", 4, people=(n,), rank=0, uses=(Use(2, n),)) for n in (1, 2)),
        equipment=(out,),
    )
    made = plan(portfolio)
    assert check(portfolio, made) == []
    assert when(made, 101) == "Mon 02 08:00 - Mon 02 12:00"
    assert made.starts(102).date() == NEXT_MONDAY
    assert explain(portfolio, made, 102).sentence == (
        "“Film 2” starts on 9 March: 1 of the camera is out of service until 6 March."
    )


def test_the_checker_sees_what_is_used_while_it_is_out() -> None:
    portfolio = agency(task(100, "Shoot", 8, people=(1,), rank=0, uses=(Use(1),)), equipment=(STUDIO,))
    made = plan(portfolio)
    for days in ((MONDAY, MONDAY), (date(2026, 2, 1), FRIDAY)):
        out = replace(portfolio, equipment=(replace(STUDIO, out=(Outage(*days),)),))
        assert [each.sentence for each in check(out, made)] == [
            "“Shoot” uses more of the studio than is there."
        ]
    later = replace(portfolio, equipment=(replace(STUDIO, out=(Outage(TUESDAY, FRIDAY),)),))
    assert check(later, made) == []


@settings(max_examples=60)
@given(portfolios())
def test_without_outages_no_more_is_unplanned_and_the_plan_still_holds(portfolio: Portfolio) -> None:
    made = plan(portfolio)
    there = replace(portfolio, equipment=tuple(replace(each, out=()) for each in portfolio.equipment))
    assert set(plan(there).unplanned) <= set(made.unplanned)
    assert check(there, made) == [], "taking a hindrance away breaks no plan"


def test_whoever_lives_through_a_plan_begins_nothing_before_what_it_needs_is_back() -> None:
    out = replace(STUDIO, out=(Outage(MONDAY, WEDNESDAY),))
    portfolio = agency(
        task(100, "Shoot", 4, people=(1,), rank=0, uses=(Use(1),)),
        task(101, "Idea", 4, people=(2,), rank=0),
        equipment=(out,),
    )
    turned = lived(portfolio, plan(portfolio))
    assert turned.task[100].release == date(2026, 3, 5)
    assert turned.task[101].release is None


def test_days_out_of_order_are_refused() -> None:
    wrong = replace(agency(), equipment=(replace(STUDIO, out=(Outage(FRIDAY, MONDAY),)),))
    assert [each.sentence for each in wrong.problems()] == [
        "the studio is out of service from 2026-03-06 to 2026-03-02, 1 of it; the last day comes no earlier than the "
        "first, and one or more are out."
    ]
