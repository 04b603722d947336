"""Work that may never come: it is planned, and nothing that is firm ever waits for it."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings

from core.plan.small import FRIDAY, MONDAY, MUSEUM, SPRING, TUESDAY, agency, task, when, who
from core.portfolios import portfolio as random_portfolio
from core.portfolios import portfolios
from varifocal.core.plan import HoldKind, Plan, check, explain, free_hours, plan, propose
from varifocal.core.plan.improving import quick
from varifocal.core.plan.improving.mending import propose as mend
from varifocal.core.plan.values import Stop
from varifocal.core.portfolio import Dependency, Equipment, Portfolio, Use

PITCH = replace(MUSEUM, chance=0.4)
PROJECTS = (SPRING, PITCH)


def firm_part(made: Plan, portfolio: Portfolio) -> dict[int, tuple[object, ...]]:
    return {
        task: (one.people, one.start, one.finish, one.pieces, one.mode, one.hold)
        for task, one in made.placed.items()
        if task not in portfolio.tentative
    }


@settings(max_examples=200)
@given(portfolios())
def test_firm_work_stands_where_it_would_stand_without(portfolio: Portfolio) -> None:
    alone = plan(portfolio.firm)
    for made in (plan(portfolio), quick.plan(portfolio)):
        assert firm_part(made, portfolio) == firm_part(alone, portfolio)
        assert made.unplanned.keys() - portfolio.tentative == alone.unplanned.keys()
        assert made.objective == alone.objective
        assert check(portfolio, made) == []


def test_so_it_does_in_a_whole_agency_a_third_of_which_may_never_come() -> None:
    for seed in range(3):
        whole = random_portfolio(seed, tasks=240, people=14, agreed=seed / 2, wild=0.2)
        some = {project.id for project in whole.projects[::3]}
        projects = tuple(replace(one, chance=0.3 if one.id in some else 1.0) for one in whole.projects)
        portfolio = replace(whole, projects=projects)
        assert portfolio.tentative
        assert portfolio.firm.tasks
        assert firm_part(quick.plan(portfolio), portfolio) == firm_part(quick.plan(portfolio.firm), portfolio)


@settings(max_examples=25)
@given(portfolios())
def test_what_is_proposed_is_the_same_with_and_without(portfolio: Portfolio) -> None:
    made, alone = plan(portfolio), plan(portfolio.firm)
    assert propose(portfolio, made) == propose(portfolio.firm, replace(alone, horizon=made.horizon))
    stop = Stop(schedules=80)
    assert mend(portfolio, made, stop=stop) == mend(
        portfolio.firm, replace(alone, horizon=made.horizon), stop=stop
    )


def test_it_takes_the_time_that_firm_work_leaves_however_it_presses() -> None:
    portfolio = agency(
        task(100, "Poster", 12, people=(1,), rank=5),
        task(101, "Pitch film", 8, project=11, people=(1,), rank=0, due=MONDAY, priority=1, started=MONDAY),
        projects=PROJECTS,
    )
    made = plan(portfolio)
    assert when(made, 100) == "Mon 02 08:00 - Tue 03 12:00"
    assert when(made, 101) == "Tue 03 12:00 - Wed 04 12:00"
    assert made.placed[101].hold == (HoldKind.QUEUE, 100)
    assert made.objective.tardiness == 0
    assert (
        explain(portfolio, made, 101).chain[0].sentence.startswith("“Pitch film” starts on 3 March: Ana does")
    )


def test_firm_work_does_not_wait_for_what_may_never_come_nor_does_its_date_press() -> None:
    portfolio = agency(
        task(100, "Poster", 8, people=(), demands=(), due=FRIDAY),
        task(101, "Flyer", 8, project=10),
        task(102, "Pitch film", 8, project=11, due=MONDAY),
        projects=PROJECTS,
        dependencies=(Dependency(101, 102), Dependency(102, 100)),
    )
    made = plan(portfolio)
    assert check(portfolio, made) == []
    assert made.placed[100].start == 0
    assert made.placed[102].start >= made.placed[101].finish
    assert firm_part(made, portfolio) == firm_part(plan(portfolio.firm), portfolio)


def test_the_checker_sees_firm_work_that_waits_for_what_may_never_come() -> None:
    firm = agency(
        task(100, "Poster", 8, people=(1,), rank=1),
        task(101, "Pitch film", 8, project=11, people=(1,), rank=0),
    )
    portfolio = replace(firm, projects=PROJECTS)
    assert [each.sentence for each in check(portfolio, plan(firm))] == [
        "“Poster” is later than it could be: work that may never come goes first."
    ]
    assert check(firm, plan(firm)) == []


def test_equipment_is_left_to_firm_work_first() -> None:
    portfolio = agency(
        task(100, "Shoot", 8, people=(1,), rank=1, uses=(Use(1),)),
        task(101, "Pitch film", 8, project=11, people=(2,), rank=0, uses=(Use(1),)),
        projects=PROJECTS,
        equipment=(Equipment(1, "the studio"),),
    )
    made = plan(portfolio)
    assert made.placed[100].start == 0
    assert made.placed[101].start >= made.placed[100].finish


def test_what_is_free_is_told_with_and_without_it() -> None:
    portfolio = agency(task(100, "Pitch film", 6, project=11, people=(1,)), projects=PROJECTS)
    made = plan(portfolio)
    assert who(made, 100) == (1,)
    assert free_hours(portfolio, made, TUESDAY)[1] == 10.0
    assert free_hours(portfolio, made, TUESDAY, if_all_lands=False)[1] == 16.0


def test_a_remedy_counts_on_it_to_give_way() -> None:
    portfolio = agency(
        task(100, "Poster", 8, people=(1,), rank=0),
        task(101, "Flyer", 8, people=(1,), rank=1),
        task(102, "Pitch film", 16, project=11, people=(2,), rank=0),
        projects=PROJECTS,
    )
    told = explain(portfolio, plan(portfolio), 101)
    assert "Give “Flyer” to Ben instead of Ana: it starts 1 day earlier." in [
        one.sentence for one in told.remedies
    ]


def test_a_chance_beyond_certain_is_refused() -> None:
    wrong = replace(agency(), projects=(replace(SPRING, chance=1.5),))
    assert [each.sentence for each in wrong.problems()] == [
        "“Acme spring launch”: the chance that it comes must lie between 0 and 1; it is 1.5."
    ]
