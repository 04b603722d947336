"""Better plans for whole portfolios: the kernel places as the planner does, and what it finds holds and is better."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from importlib import import_module

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.plan.small import ANA, COPY, DESIGN, MONDAY, MUSEUM, SPRING, TUESDAY, agency, asks, task
from core.portfolios import portfolio as random_portfolio
from core.portfolios import portfolios
from varifocal.core.plan import check, plan, propose
from varifocal.core.plan.improving import Progress, improve, quick
from varifocal.core.plan.improving.mending import propose as mend
from varifocal.core.plan.improving.near import Limits, Near
from varifocal.core.plan.improving.trials import Trials
from varifocal.core.plan.objective import judged
from varifocal.core.plan.proposing.search import Search
from varifocal.core.plan.proposing.trials import as_proposed
from varifocal.core.plan.proposing.ways import with_other_ways
from varifocal.core.plan.values import Plan, Proposal, Stop
from varifocal.core.portfolio import Aims, Portfolio

OFTEN = settings(max_examples=150)
SELDOM = settings(max_examples=25)


@OFTEN
@given(portfolios())
def test_the_kernel_makes_the_planners_plan_with_all_its_reasons(portfolio: Portfolio) -> None:
    assert quick.plan(portfolio) == plan(portfolio)


def test_so_it_does_for_a_whole_agency() -> None:
    for seed in range(3):
        portfolio = random_portfolio(seed, tasks=300, people=14, agreed=seed / 2, wild=0.3)
        assert quick.plan(portfolio) == plan(portfolio)


def quickly(portfolio: Portfolio, planned: Plan, seed: int, schedules: int) -> list[Proposal]:
    """What `core.plan.propose` says, by trials of the kernel."""
    work = as_proposed(portfolio, planned)
    search = Search(work, Trials(work))
    kept = search.worthwhile(search.chains.ideas(seed, schedules - 1))
    return with_other_ways(portfolio, planned, search, kept, Trials, 8)


@SELDOM
@given(portfolios(), st.integers(0, 9))
def test_the_kernel_proposes_what_the_planner_does(portfolio: Portfolio, seed: int) -> None:
    planned, stop = plan(portfolio), Stop(schedules=20)
    assert quickly(portfolio, planned, seed, 20) == propose(portfolio, planned, seed=seed, stop=stop)


def test_so_it_does_for_an_office_with_much_that_is_late() -> None:
    portfolio = random_portfolio(5, tasks=120, people=12, agreed=1.0, wild=0.1)
    planned = plan(portfolio)
    found = quickly(portfolio, planned, 0, 40)
    assert len(found) > 2
    assert found == propose(portfolio, planned, stop=Stop(schedules=40))


@SELDOM
@given(portfolios(most_tasks=20), st.integers(0, 9))
def test_what_is_mended_saves_what_it_says_alone_and_something_beside_the_others(
    portfolio: Portfolio, seed: int
) -> None:
    before = plan(portfolio)
    found = mend(portfolio, before, seed=seed, stop=Stop(schedules=300))
    assert found == mend(portfolio, before, seed=seed, stop=Stop(schedules=300))
    so_far, taken = before, portfolio
    for proposal in found:
        taken = with_moves(taken, proposal)
        then = plan(taken)
        assert check(taken, then) == []
        assert then.objective.unplanned <= so_far.objective.unplanned
        so_far = then
    if found:
        assert so_far.objective < before.objective


@SELDOM
@given(portfolios(), st.integers(1, 5), st.integers(1, 3))
def test_what_a_search_near_the_agreed_plan_finds_is_worth_what_it_says_and_within_its_limits(
    portfolio: Portfolio, moved: int, handed: int
) -> None:
    trials = Trials(as_proposed(portfolio, plan(portfolio)))
    work = trials.work
    if not work.tasks:
        return
    before = judged(work, trials.tried({}))
    near = Near(trials)
    near.search(Limits(moved, handed), lambda: trials.count > 60)
    found, cost = near.found, near.cost
    near.leave()
    then = judged(work, trials.tried(found))
    assert (then.unplanned, then.breaks) <= (before.unplanned, before.breaks)
    if (then.unplanned, then.breaks) == (before.unplanned, before.breaks):
        assert then.weighted <= before.weighted + 1.0  # strangers and flow count a little
    assert cost == pytest.approx(then.unplanned * 1e8 + then.breaks * 1e4 + then.weighted, abs=2.0)
    agreed = {task.id: people for task, people in zip(work.tasks, work.agreed, strict=True)}
    given = {task.id for task, one in zip(work.tasks, work.columns["given"], strict=True) if one}
    assert len(found.keys() & given) <= moved
    assert sum(set(found[task][0]) != set(agreed[task]) for task in found.keys() & given) <= handed
    assert judged(work, trials.tried({})).weighted == before.weighted  # all is agreed as it was


@SELDOM
@given(portfolios(most_tasks=20))
def test_nothing_begun_or_pinned_is_mended_no_task_is_in_two_proposals_and_each_saves_what_it_says(
    portfolio: Portfolio,
) -> None:
    before = plan(portfolio)
    found = mend(portfolio, before, stop=Stop(schedules=100))
    moved = [move.task for proposal in found for move in proposal.moves]
    assert len(set(moved)) == len(moved)
    for each in moved:
        assert portfolio.task[each].started is None
        assert portfolio.task[each].pinned_start is None
    for proposal in found:
        if any(not portfolio.task[move.task].people for move in proposal.moves):
            continue  # what nobody agreed yet may go to somebody else once all is planned anew
        then = plan(with_moves(portfolio, proposal))
        if all(placed.proposed is False for placed in before.placed.values()):
            assert before.objective.tardiness - then.objective.tardiness == pytest.approx(
                proposal.saved, abs=0.02
            )


def test_what_may_not_be_proposed_this_week_keeps_nothing_else_from_being_proposed() -> None:
    """Two of Ana's dates break that Dan could keep: that of this week nobody was promised, so it is left alone."""
    later = MONDAY + timedelta(weeks=3)
    dan = replace(ANA, id=4, name="Dan")
    portfolio = agency(
        task(100, "Guide", 40, people=(1,), rank=0, project=11, demands=asks(COPY)),
        task(101, "Headline", 16, people=(1,), rank=1, project=11, demands=asks(COPY), due=TUESDAY),
        task(102, "Wall", 40, people=(1,), rank=2, project=11, demands=asks(COPY), release=later),
        task(
            103, "Poster", 16, people=(1,), rank=3, project=11, demands=asks(COPY), release=later, due=later
        ),
        people=(ANA, dan),
    )
    (only,) = mend(portfolio, plan(portfolio))
    assert [(move.task, move.people_after) for move in only.moves] == [(103, (4,))]


def test_whoever_is_asked_while_it_searches_can_end_it_and_changes_nothing_else() -> None:
    portfolio = random_portfolio(5, tasks=120, people=12, agreed=1.0, wild=0.1)
    planned, asked = plan(portfolio), []
    assert mend(portfolio, planned, ask=lambda: asked.append(1)) == mend(portfolio, planned)
    assert len(asked) > 2
    assert propose(portfolio, planned, ask=lambda: asked.append(1)) == propose(portfolio, planned)

    def enough() -> None:
        raise TimeoutError

    for searches in (mend, propose):
        with pytest.raises(TimeoutError):
            searches(portfolio, planned, ask=enough)


def test_what_only_pays_together_is_one_proposal_with_both_its_parts() -> None:
    """The launch waits for Ana's copy and, a day less, for Cleo's pictures: of each alone little comes."""
    later = MONDAY + timedelta(weeks=3)
    dan, eve = replace(ANA, id=4, name="Dan"), replace(ANA, id=5, name="Eve", skills={DESIGN: 2})
    cleo = replace(ANA, id=3, name="Cleo", skills={DESIGN: 2})
    other = {"project": 11, "release": later}
    portfolio = agency(
        task(100, "Guide", 40, people=(1,), rank=0, demands=asks(COPY), **other),
        task(101, "Headline", 16, people=(1,), rank=1, demands=asks(COPY), release=later),
        task(102, "Wall", 32, people=(3,), rank=0, demands=asks(DESIGN), **other),
        task(103, "Pictures", 16, people=(3,), rank=1, demands=asks(DESIGN), release=later),
        people=(ANA, cleo, dan, eve),
        projects=(replace(SPRING, due=later), MUSEUM),
    )
    (only,) = mend(portfolio, plan(portfolio))
    assert {move.task for move in only.moves} == {101, 103}
    assert " and give " in only.sentence or " and let " in only.sentence
    assert "“Acme spring launch” is done" in only.sentence
    before, then = plan(portfolio), plan(with_moves(portfolio, only))
    assert only.saved == pytest.approx(before.objective.tardiness - then.objective.tardiness, abs=0.02)


@SELDOM
@given(st.integers(0, 200))
def test_each_proposal_is_worth_something_beside_all_the_others(seed: int) -> None:
    portfolio = random_portfolio(seed, tasks=60, people=8, agreed=1.0, wild=0.0)
    planned = plan(portfolio)
    found = mend(portfolio, planned, stop=Stop(schedules=150))
    if any(move.mode is not None for proposal in found for move in proposal.moves):
        return  # another way is weighed beside what is better only
    near = Near(Trials(as_proposed(portfolio, planned)))

    def cost(proposals: list[Proposal]) -> float:
        moves = [move for proposal in proposals for move in proposal.moves]
        return near.cost_with({move.task: (move.people_after, move.rank_after or 0.0) for move in moves})

    for each in found:
        assert cost([one for one in found if one is not each]) > cost(found)


def test_who_joins_is_given_work_in_a_place_that_takes_nothing_else_before_its_turn() -> None:
    """What a task waits for comes as early as the task itself in the orders of those who do it."""
    later, eve = MONDAY + timedelta(weeks=3), replace(ANA, id=4, name="Eve")
    portfolio = agency(
        task(100, "Guide", 40, people=(1,), rank=20_800.0, project=11, demands=asks(COPY), release=later),
        task(
            101,
            "Poster",
            16,
            people=(1,),
            rank=20_801.0,
            project=11,
            demands=asks(COPY),
            release=later,
            due=later,
        ),
        people=(ANA, eve),
    )
    (only,) = mend(portfolio, plan(portfolio))
    assert [(move.task, move.people_after, move.rank_after) for move in only.moves] == [(101, (4,), 20_801.0)]


def test_a_longer_search_needs_a_clock_and_ends_by_it() -> None:
    portfolio = random_portfolio(5, tasks=120, people=12, agreed=1.0, wild=0.1)
    planned, ticks = plan(portfolio), iter(range(10_000))
    with pytest.raises(ValueError, match="clock"):
        mend(portfolio, planned, stop=Stop(seconds=1.0))
    heard: list[Proposal] = []
    by_clock = mend(
        portfolio, planned, stop=Stop(seconds=2.5), clock=lambda: float(next(ticks)), tell=heard.append
    )
    assert heard
    assert by_clock


def with_moves(portfolio: Portfolio, proposal: Proposal) -> Portfolio:
    """After somebody took it."""
    moved = {move.task: move for move in proposal.moves}
    tasks = tuple(
        replace(
            task,
            people=moved[task.id].people_after,
            rank=moved[task.id].rank_after,
            mode=task.mode if moved[task.id].mode is None else moved[task.id].mode,
        )
        if task.id in moved
        else task
        for task in portfolio.tasks
    )
    return replace(portfolio, tasks=tasks)


def test_what_has_no_place_counts_nothing_in_what_no_plan_can_be_below() -> None:
    """Agreed orders that cross leave tasks without a place, and the plan less late than with them."""
    for seed in range(60):
        portfolio = random_portfolio(seed, tasks=13, people=4, agreed=1.0, wild=0.2)
        agreed = plan(portfolio)
        assert quick.least_tardiness(portfolio, agreed) <= agreed.objective.tardiness + 1e-5
        better = improve(portfolio, stop=Stop(schedules=10))
        assert better.least_tardiness <= better.tardiness + 1e-5


@SELDOM
@given(portfolios(), st.integers(0, 9))
def test_a_better_plan_holds_and_is_never_worse_or_below_the_bound(portfolio: Portfolio, seed: int) -> None:
    first, better = plan(portfolio), improve(portfolio, seed=seed, stop=Stop(schedules=60))
    assert check(portfolio, better.plan) == []
    assert better.plan.objective <= first.objective
    assert better.tardiness == pytest.approx(better.plan.objective.tardiness)
    assert better.least_tardiness <= better.plan.objective.tardiness + 1e-5
    agreed = {
        task.id: task.people for task in portfolio.tasks if task.people and task.wait is None and task.left
    }
    kept = {task: placed.people for task, placed in better.plan.placed.items() if task in agreed}
    assert kept == {task: tuple(sorted(set(agreed[task]))) for task in kept}


@SELDOM
@given(portfolios())
def test_no_plan_is_below_what_none_can_avoid_whoever_does_what(portfolio: Portfolio) -> None:
    """Neither the agreed plan nor one in which nothing is agreed that has not begun and is not pinned."""
    agreed = plan(portfolio)
    least = quick.least_tardiness(portfolio, agreed)
    assert least <= agreed.objective.tardiness + 1e-5
    free = replace(
        portfolio,
        tasks=tuple(
            one if one.started or one.pinned_people else replace(one, people=(), rank=None, mode=0)
            for one in portfolio.tasks
        ),
    )
    made = plan(free)
    if not made.unplanned.keys() - agreed.unplanned.keys():
        assert least <= made.objective.tardiness + 1e-5


@SELDOM
@given(portfolios(), st.integers(0, 9))
def test_where_nothing_counts_but_the_makespan_it_never_gets_longer(portfolio: Portfolio, seed: int) -> None:
    hurry = replace(portfolio.firm, aims=Aims(makespan=True))
    first, better = plan(hurry), improve(hurry, seed=seed, stop=Stop(schedules=60))
    assert check(hurry, better.plan) == []
    if first.unplanned:
        return
    before, after = (
        max((each.finish for each in one.placed.values()), default=0) for one in (first, better.plan)
    )
    assert after <= before
    assert better.tardiness == pytest.approx(after / 96)
    assert better.least_tardiness <= better.tardiness + 1e-9


@SELDOM
@given(portfolios(), st.integers(0, 9), st.integers(1, 40))
def test_counted_in_schedules_the_same_seed_gives_the_same_plan_in_pieces_or_not(
    portfolio: Portfolio, seed: int, schedules: int
) -> None:
    stop = Stop(schedules=schedules)
    once, again = (improve(portfolio, seed=seed, stop=stop, tell=lambda _: True) for _ in range(2))
    assert once.plan == again.plan
    assert once.plan.schedules <= schedules


@SELDOM
@given(portfolios(), st.integers(0, 9), st.integers(10, 90))
def test_searches_that_race_make_no_more_schedules_than_asked_for_and_the_same_plan_again(
    portfolio: Portfolio, seed: int, schedules: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(import_module("varifocal.core.plan.improving.improve"), "A_START", 4)
        stop = Stop(schedules=schedules)
        once, again = (improve(portfolio, seed=seed, stop=stop) for _ in range(2))
    assert once.plan == again.plan
    assert check(portfolio, once.plan) == []
    assert once.tardiness >= once.least_tardiness - 1e-9
    assert once.plan.schedules <= schedules


def test_only_searches_that_made_something_go_on() -> None:
    """Where there are more searches than schedules for them, those whose turn never came found nothing."""
    race = import_module("varifocal.core.plan.improving.improve")
    portfolio, turns = random_portfolio(3, tasks=60, people=4, agreed=0.0, wild=0.0), []
    take_turn = race._Race._go_on_with
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(race, "A_START", 1)
        patch.setattr(
            race._Race,
            "_go_on_with",
            lambda it, search: (turns.append((id(search), int(search.tally[0]))), take_turn(it, search)),
        )
        improve(portfolio, stop=Stop(schedules=40))
    went_on = [made for at, (search, made) in enumerate(turns) if search in {one for one, _ in turns[:at]}]
    assert went_on
    assert all(went_on)


def test_of_searches_that_race_the_best_is_told() -> None:
    """What one of them finds is never worse than what the first would have found by itself in its turn."""
    portfolio = random_portfolio(3, tasks=120, people=8, agreed=0.0, wild=0.0)
    alone = improve(portfolio, stop=Stop(schedules=500), seed=2)
    told: list[Progress] = []
    race = improve(
        portfolio, stop=Stop(schedules=6_000), seed=2, tell=lambda progress: not told.append(progress)
    )
    assert race.plan.schedules == 6_000
    assert race.tardiness <= alone.tardiness
    assert [one.schedules for one in told] == sorted(one.schedules for one in told)
    assert [one.tardiness for one in told] == sorted((one.tardiness for one in told), reverse=True)


def test_an_office_with_too_much_to_do_is_less_late() -> None:
    portfolio = random_portfolio(3, tasks=120, people=8, agreed=0.0, wild=0.0)
    told: list[Progress] = []
    better = improve(portfolio, stop=Stop(schedules=1_500), tell=lambda progress: not told.append(progress))
    assert plan(portfolio).objective.tardiness > 1.1 * better.plan.objective.tardiness > 0
    assert [one.tardiness for one in told] == sorted((one.tardiness for one in told), reverse=True)
    assert better.gap is None or better.gap >= 0


def test_it_ends_when_told_to() -> None:
    portfolio = random_portfolio(3, tasks=60, people=4, agreed=0.0, wild=0.0)
    ticks = iter(range(10_000))
    by_clock = improve(portfolio, stop=Stop(seconds=9.0), clock=lambda: float(next(ticks)))
    assert by_clock.seconds >= 9.0
    assert improve(portfolio, stop=Stop(schedules=10_000), tell=lambda _: False).plan.schedules == 1
    assert improve(portfolio, stop=Stop(still=30)).plan.schedules >= 30
    with pytest.raises(ValueError, match="clock"):
        improve(portfolio, stop=Stop(seconds=1.0))


def test_nothing_to_do_is_planned_at_once() -> None:
    empty = random_portfolio(1, tasks=0)
    better = improve(empty, stop=Stop(schedules=5_000))
    assert better.plan.schedules <= 1
    assert better.plan.objective.tardiness == 0
