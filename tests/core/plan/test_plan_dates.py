"""Who does what when: examples small enough to reckon in the head. Times are UTC; Berlin works 8 to 16 UTC."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from core.plan.small import (
    ANA,
    BEN,
    BERLIN,
    COPY,
    DESIGN,
    FRIDAY,
    MONDAY,
    MUSEUM,
    NEXT_MONDAY,
    NOW,
    SPRING,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    agency,
    asks,
    task,
    when,
    who,
)
from varifocal.core.plan import Hold, HoldKind, check, plan
from varifocal.core.portfolio import Dependency, DependencyKind, Goal, Portfolio, Serves, Wait


def test_an_empty_portfolio_has_an_empty_plan() -> None:
    assert plan(agency()).order == ()


def test_a_day_of_work_takes_a_working_day_and_pauses_over_the_night() -> None:
    made = plan(
        agency(task(100, "Storyboard", people=(1,), rank=0), task(101, "Cut", 12, people=(1,), rank=1))
    )
    assert when(made, 100) == "Mon 02 08:00 - Mon 02 16:00"
    assert when(made, 101) == "Tue 03 08:00 - Wed 04 12:00"
    assert made.queues == {1: (100, 101)}
    assert made.placed[101].hold.kind == HoldKind.QUEUE


def test_agreed_people_and_their_order_stay_whatever_is_more_urgent() -> None:
    first = task(100, "Storyboard", people=(1,), rank=0, priority=3)
    second = task(101, "Cut", people=(1,), rank=1, priority=1, due=MONDAY)
    made = plan(agency(first, second))
    assert made.queues == {1: (100, 101)}
    assert not made.placed[100].proposed
    # Finished on Tuesday at 17:00 of an organization an hour ahead: 17 hours late, four times over for urgent.
    assert made.objective.tardiness == pytest.approx(4 * 17 / 24, abs=1e-6)


def test_begun_work_keeps_its_place_in_its_persons_order() -> None:
    begun = task(101, "Cut", 2, people=(1,), rank=5, started=MONDAY)
    storyboard = task(100, "Storyboard", people=(1,), rank=0)
    assert plan(agency(storyboard, begun)).queues == {1: (100, 101)}
    for goes_on in (replace(begun, splittable=False), replace(begun, rank=None)):
        assert plan(agency(storyboard, goes_on)).queues == {1: (101, 100)}


def test_a_later_task_is_begun_before_one_that_must_wait_and_delays_nothing() -> None:
    waits = task(100, "Storyboard", people=(1,), rank=0, release=WEDNESDAY)
    made = plan(
        agency(waits, task(101, "Cut", 8, people=(1,), rank=1), task(102, "Mix", 24, people=(1,), rank=2))
    )
    assert when(made, 100) == "Wed 04 08:00 - Wed 04 16:00"
    assert when(made, 101) == "Mon 02 08:00 - Mon 02 16:00"
    assert when(made, 102) == "Tue 03 08:00 - Fri 06 16:00"
    assert [f"{made.moment(start):%a}" for start, _ in made.placed[102].pieces] == ["Tue", "Thu"]
    in_one = task(102, "Mix", 24, people=(1,), rank=2, splittable=False)
    made = plan(agency(waits, task(101, "Cut", 8, people=(1,), rank=1), in_one))
    assert when(made, 102) == "Thu 05 08:00 - Mon 09 16:00"


def test_what_is_put_aside_for_longer_than_it_takes_is_held_by_what_it_is_put_aside_for() -> None:
    waits = task(100, "Storyboard", 24, people=(1,), rank=0, release=TUESDAY)
    made = plan(agency(waits, task(101, "Cut", 16, people=(1,), rank=1)))
    assert [f"{made.moment(start):%a}" for start, _ in made.placed[101].pieces] == ["Mon", "Fri"]
    assert made.placed[101].hold == Hold(HoldKind.QUEUE, 100)
    briefly = plan(agency(replace(waits, left=8.0), task(101, "Cut", 16, people=(1,), rank=1)))
    assert briefly.placed[101].hold.kind == HoldKind.NOW


def test_what_may_be_interrupted_is_put_aside_for_what_is_pinned_to_its_day() -> None:
    shoot = task(100, "Shoot", 8, people=(1,), rank=5, pinned_start=WEDNESDAY)
    cut = task(101, "Cut", 24, people=(1,), rank=0)
    made = plan(agency(shoot, cut))
    assert when(made, 100) == "Wed 04 08:00 - Wed 04 16:00"
    assert when(made, 101) == "Mon 02 08:00 - Thu 05 16:00"
    pieces = [(made.moment(start), made.moment(finish)) for start, finish in made.placed[101].pieces]
    assert [f"{start:%a %H:%M} - {finish:%a %H:%M}" for start, finish in pieces] == [
        "Mon 08:00 - Tue 16:00",
        "Thu 08:00 - Thu 16:00",
    ]
    begun = plan(agency(shoot, replace(cut, started=MONDAY)))
    assert when(begun, 100) == "Wed 04 08:00 - Wed 04 16:00"
    assert begun.placed[101].pieces == made.placed[101].pieces


def test_what_may_not_be_interrupted_stays_in_one_piece() -> None:
    shoot = task(100, "Shoot", 8, people=(1,), rank=5, pinned_start=WEDNESDAY)
    cut = task(101, "Cut", 24, people=(1,), rank=0, splittable=False)
    made = plan(agency(shoot, cut))
    assert when(made, 101) == "Thu 05 08:00 - Mon 09 16:00"
    assert made.placed[101].pieces == ()
    begun = plan(agency(shoot, replace(cut, started=MONDAY)))
    assert when(begun, 101) == "Mon 02 08:00 - Wed 04 16:00"
    assert [str(each) for each in begun.problems] == [
        "task 100: “Shoot” is pinned to 4 March and can start on 5 March at the earliest."
    ]


def test_unplaced_work_goes_to_whoever_has_the_skill_and_is_done_first() -> None:
    busy = task(100, "Storyboard", 16, people=(2,), rank=0)
    made = plan(
        agency(busy, task(101, "Headline", demands=asks(COPY)), task(102, "Logo", 4, demands=asks(DESIGN)))
    )
    assert who(made, 101) == (1,)
    assert who(made, 102) == (3,)
    assert made.placed[101].proposed


def test_a_level_that_only_one_has_waits_for_that_one() -> None:
    busy = task(100, "Storyboard", 16, people=(2,), rank=0)
    made = plan(agency(busy, task(101, "Logo", 4, demands=asks(DESIGN, level=3))))
    assert who(made, 101) == (2,)
    assert when(made, 101) == "Wed 04 08:00 - Wed 04 12:00"


def test_of_two_who_are_done_on_the_same_day_the_one_who_wants_it_gets_it() -> None:
    made = plan(agency(task(100, "Logo", 2, demands=asks(DESIGN))))
    assert who(made, 100) == (3,)


def test_a_crew_works_while_all_its_members_work() -> None:
    made = plan(agency(task(100, "Logo", 12, demands=asks(DESIGN, count=2))))
    assert who(made, 100) == (2, 3)
    assert when(made, 100) == "Mon 02 08:00 - Tue 03 10:00"  # six hours each, in the mornings


def test_what_nobody_can_do_is_unplanned_and_says_why() -> None:
    made = plan(
        agency(task(100, "Logo", demands=asks(DESIGN, level=5)), task(101, "Print"), after=((100, 101),))
    )
    assert made.unplanned == {
        100: "Nobody has Design at level 5 or above, which “Logo” asks for.",
        101: "“Print” waits for “Logo”, which has no place yet.",
    }
    apart = plan(
        agency(
            task(100, "Logo", demands=asks(DESIGN, level=5)),
            task(101, "Print", project=MUSEUM.id),
            after=((100, 101),),
        )
    )
    assert apart.unplanned[101] == "“Print” waits for a task of another project, which has no place yet."
    too_many = plan(agency(task(100, "Logo", demands=asks(COPY, count=3))))
    assert too_many.unplanned == {100: "“Logo” asks for 3 people with Copy at once; 2 people have it."}


def test_a_circle_keeps_what_stands_in_and_behind_it_from_a_place_and_nothing_else() -> None:
    whole = Portfolio(
        now=NOW, zone=BERLIN, people=(ANA, BEN), projects=(SPRING,),
        tasks=(task(100, "Brief", 4, people=(1,), rank=9), task(101, "Draft", people=(1,), rank=1), task(102, "Words"),
               task(103, "Print"), task(104, "Logo", 4, people=(1,), rank=2)),
        dependencies=(Dependency(100, 101), Dependency(101, 102), Dependency(102, 101), Dependency(102, 103)),
    )  # fmt: skip
    made = plan(whole)
    assert made.unplanned.keys() == {101, 102, 103}
    assert made.unplanned[102] == "“Words” stands in or behind a circle of dependencies."
    assert check(whole, made) == [], "all else is planned and recorded"


def test_a_day_beyond_all_plans_is_named() -> None:
    far = date(2099, 1, 1)
    made = plan(agency(task(100, "Shoot", pinned_start=far), task(101, "Print", release=far)))
    assert made.unplanned == {
        100: "“Shoot” is pinned to 1 January 2099, which lies further ahead than the next 10 years.",
        101: "“Print” may not begin before 1 January 2099, which lies further ahead than the next 10 years.",
    }


def test_where_nobody_is_here_yet_that_is_said() -> None:
    made = plan(agency(task(100, "Logo"), people=()))
    assert made.unplanned == {100: "“Logo” needs somebody, and nobody is here yet."}


def test_somebody_who_leaves_has_no_time_for_what_is_too_long() -> None:
    leaves = replace(ANA, left=TUESDAY)
    made = plan(agency(task(100, "Storyboard", 40, people=(1,), rank=0), people=(leaves, BEN)))
    assert list(made.unplanned) == [100]
    assert "needs 40 h of Ana" in made.unplanned[100]


@pytest.mark.parametrize(
    ("kind", "lag", "expected"),
    [
        (DependencyKind.FINISH_START, 0, "Tue 03 08:00 - Tue 03 12:00"),
        (DependencyKind.FINISH_START, 8, "Wed 04 08:00 - Wed 04 12:00"),
        (DependencyKind.FINISH_START, -4, "Mon 02 12:00 - Mon 02 16:00"),
        (DependencyKind.START_START, 2, "Mon 02 10:00 - Mon 02 14:00"),
        (DependencyKind.FINISH_FINISH, 0, "Mon 02 12:00 - Mon 02 16:00"),
        (DependencyKind.FINISH_FINISH, 2, "Mon 02 14:00 - Tue 03 10:00"),
        (DependencyKind.START_FINISH, 6, "Mon 02 10:00 - Mon 02 14:00"),
    ],
)
def test_each_kind_of_dependency_with_its_lag(kind: DependencyKind, lag: float, expected: str) -> None:
    first, second = task(100, "Storyboard", people=(1,), rank=0), task(101, "Cut", 4, people=(2,), rank=0)
    portfolio = agency(first, second, dependencies=(Dependency(100, 101, kind, lag),))
    made = plan(portfolio)
    assert when(made, 101) == expected
    assert check(portfolio, made) == []


def test_a_wait_takes_calendar_days_and_nobodys_time() -> None:
    wait = task(100, "Approval", 0, wait=Wait(None, 1, 3, 9))
    made = plan(agency(wait, task(101, "Cut", people=(1,), rank=0), after=((100, 101),)))
    assert when(made, 100) == "Mon 02 08:00 - Thu 05 08:00"
    assert who(made, 100) == ()
    assert when(made, 101) == "Thu 05 08:00 - Thu 05 16:00"
    assert made.placed[101].hold.kind == HoldKind.WAIT


def test_a_wait_that_was_asked_counts_from_then_and_one_overdue_is_expected_tomorrow() -> None:
    asked = plan(agency(task(100, "Approval", 0, wait=Wait(None, 1, 7, 14, asked=date(2026, 2, 27)))))
    assert when(asked, 100) == "Mon 02 08:00 - Fri 06 16:00"
    overdue = plan(agency(task(100, "Approval", 0, wait=Wait(None, 1, 2, 3, asked=date(2026, 1, 2)))))
    assert when(overdue, 100) == "Mon 02 08:00 - Tue 03 08:00"


def test_a_milestone_takes_no_time_and_stands_where_the_last_of_its_work_ends() -> None:
    made = plan(agency(task(100, "Cut", people=(1,), rank=0), task(101, "Premiere", 0), after=((100, 101),)))
    assert when(made, 101) == "Mon 02 16:00 - Mon 02 16:00"


def test_release_and_pinned_dates_hold_a_start() -> None:
    made = plan(
        agency(
            task(100, "Storyboard", 4, people=(1,), rank=0, release=TUESDAY),
            task(101, "Shoot", 4, people=(1,), rank=1, pinned_start=THURSDAY),
        )
    )
    assert when(made, 100).startswith("Tue 03 08:00")
    assert made.placed[100].hold.kind == HoldKind.RELEASE
    assert when(made, 101).startswith("Thu 05 08:00")
    assert made.placed[101].hold.kind == HoldKind.PIN


def test_what_is_left_of_a_lag_holds_a_start_and_a_finish() -> None:
    """In the organization's working hours from now on, whoever does it."""
    made = plan(
        agency(
            task(100, "Fold", 4, people=(1,), rank=0, start_lag=10),
            task(101, "Varnish", 4, people=(2,), rank=0, finish_lag=30),
            task(102, "Dried", 0, finish_lag=12),
        )
    )
    assert when(made, 100) == "Tue 03 10:00 - Tue 03 14:00"
    assert when(made, 101) == "Thu 05 10:00 - Thu 05 14:00"
    assert when(made, 102) == "Tue 03 12:00 - Tue 03 12:00"
    assert {placed.hold.kind for placed in made.placed.values()} == {HoldKind.LAG}


def test_a_lag_beyond_all_plans_is_said() -> None:
    made = plan(agency(task(100, "Fold", 4, start_lag=90_000)))
    assert made.unplanned[100] == (
        "“Fold” may go on only 90000 working hours from now, further ahead than the next 10 years."
    )


def test_pinned_people_do_it_and_a_pin_that_cannot_be_kept_is_said() -> None:
    made = plan(agency(task(100, "Headline", pinned_people=(2,), demands=asks(COPY))))
    assert who(made, 100) == (2,)
    blocked = plan(
        agency(
            task(100, "Storyboard", 16, people=(1,), rank=0),
            task(101, "Shoot", 4, people=(2,), rank=0, pinned_start=MONDAY),
            after=((100, 101),),
        )
    )
    assert [str(problem) for problem in blocked.problems] == [
        "task 101: “Shoot” is pinned to 2 March and can start on 4 March at the earliest."
    ]


def test_a_broken_deadline_is_said_and_the_work_stays() -> None:
    tight = replace(SPRING, deadline=TUESDAY)
    made = plan(agency(task(100, "Cut", 24, people=(1,), rank=0, deadline=MONDAY), projects=(tight, MUSEUM)))
    assert [str(problem) for problem in made.problems] == [
        "task 100: “Cut” would be done on 4 March; its deadline is 2 March.",
        "project 10: “Acme spring launch” would be done on 4 March; its deadline is 3 March.",
    ]
    assert made.objective.broken_deadlines == 2


def test_urgent_work_then_the_nearer_date_then_the_goals_date_order_what_nobody_has_placed() -> None:
    copy = asks(COPY, level=3)  # only Ana
    goal = Goal(5, "Ten retained clients", target=FRIDAY)
    served = replace(MUSEUM, serves=(Serves(5, 1.0),))
    made = plan(
        agency(
            task(100, "Letter", 8, demands=copy),
            task(101, "Wall text", 8, demands=copy, project=11),
            task(102, "Headline", 8, demands=copy, due=TUESDAY),
            task(103, "Claim", 8, demands=copy, priority=1),
            goals=(goal,),
            projects=(SPRING, served),
        )
    )
    assert made.queues == {1: (103, 102, 101, 100)}


def test_a_step_of_priority_counts_as_half_a_week() -> None:
    copy = asks(COPY, level=3)
    can_wait = task(100, "Letter", 8, demands=copy, due=WEDNESDAY, priority=3)
    normal = task(101, "Headline", 8, demands=copy, due=FRIDAY)
    assert plan(agency(can_wait, normal)).queues == {1: (101, 100)}
    later = replace(normal, due=NEXT_MONDAY)
    assert plan(agency(can_wait, later)).queues == {1: (100, 101)}


def test_absence_holidays_and_part_time_are_honoured() -> None:
    away = replace(ANA, away=((TUESDAY, THURSDAY),))
    made = plan(agency(task(100, "Cut", 16, people=(1,), rank=0), people=(away, BEN)))
    assert when(made, 100) == "Mon 02 08:00 - Fri 06 16:00"
    half = replace(ANA, share=0.5)
    made = plan(agency(task(100, "Cut", 16, people=(1,), rank=0), people=(half, BEN)))
    assert when(made, 100) == "Mon 02 08:00 - Thu 05 12:00"


def test_work_waits_for_the_morning_of_somebody_whose_day_is_over() -> None:
    made = plan(agency(task(100, "Logo", 4, people=(3,), rank=0), task(101, "Icon", 1, people=(3,), rank=1)))
    assert when(made, 101) == "Tue 03 08:00 - Tue 03 09:00"
