"""What holds of every plan of every portfolio."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from core.portfolios import portfolios
from varifocal.core.calendar import QUARTERS_PER_DAY
from varifocal.core.plan import Plan, check, plan, propose
from varifocal.core.plan.agreeing import as_agreed, moves_of
from varifocal.core.portfolio import Dependency, Portfolio, Task
from varifocal.core.portfolio.hours import working_time
from varifocal.core.values import QUARTERS_PER_HOUR


@settings(max_examples=150)
@given(portfolios())
def test_no_plan_breaks_what_its_portfolio_says(portfolio: Portfolio) -> None:
    assert portfolio.problems() == []
    made = plan(portfolio)
    assert check(portfolio, made) == []
    assert set(made.placed) | set(made.unplanned) == set(portfolio.task)


@settings(max_examples=40)
@given(portfolios(), st.integers(0, 3))
def test_the_same_question_gets_the_same_answer(portfolio: Portfolio, seed: int) -> None:
    once, again = (plan(portfolio) for _ in range(2))
    assert once == again
    assert propose(portfolio, once, seed=seed) == propose(portfolio, again, seed=seed)


@settings(max_examples=40)
@given(portfolios(), st.randoms(use_true_random=False))
def test_the_order_in_which_records_are_listed_changes_nothing(portfolio: Portfolio, random: object) -> None:
    def shuffled(values: tuple[object, ...]) -> tuple[object, ...]:
        return tuple(random.sample(values, len(values)))  # type: ignore[attr-defined]

    listed = replace(
        portfolio,
        tasks=shuffled(portfolio.tasks),
        people=shuffled(portfolio.people),
        projects=shuffled(portfolio.projects),
        dependencies=shuffled(portfolio.dependencies),
    )
    assert _dates(plan(listed)) == _dates(plan(portfolio))


@settings(max_examples=40)
@given(portfolios())
def test_a_shift_of_all_numbers_of_tasks_changes_no_date(portfolio: Portfolio) -> None:
    moved = replace(
        portfolio,
        tasks=tuple(replace(task, id=task.id + 7_000) for task in portfolio.tasks),
        dependencies=tuple(
            Dependency(link.before + 7_000, link.after + 7_000, link.kind, link.lag)
            for link in portfolio.dependencies
        ),
    )
    shifted = {task - 7_000: dates for task, dates in _dates(plan(moved)).items()}
    assert shifted == _dates(plan(portfolio))


@settings(max_examples=60)
@given(portfolios())
def test_what_was_planned_and_is_then_agreed_stays_as_it_was(portfolio: Portfolio) -> None:
    """Agreeing to everything a plan proposes, in its own order, keeps every person and delays no project's
    agreed work beyond what dependencies between people explain: the plan still holds."""
    made = plan(portfolio)
    place = {task: float(number) for number, task in enumerate(made.order)}
    agreed = replace(portfolio, tasks=tuple(_agreed(task, made.placed, place) for task in portfolio.tasks))
    again = plan(agreed)
    assert check(agreed, again) == []
    for task, placed in made.placed.items():
        if task in again.placed:
            assert again.placed[task].people == placed.people
        assert task in again.placed


@settings(max_examples=100)
@given(portfolios(most_tasks=30, wild=(0.0,)))
def test_nothing_moves_when_a_plan_is_agreed_as_it_stands(portfolio: Portfolio) -> None:
    """Work that is urgent and stands before what was agreed long ago included."""
    made = plan(portfolio)
    new = {task for task, placed in made.placed.items() if placed.proposed}
    again = plan(as_agreed(portfolio, moves_of(portfolio, made, new)))
    assert {one: (placed.people, placed.stretches) for one, placed in again.placed.items()} == {
        one: (placed.people, placed.stretches) for one, placed in made.placed.items()
    }


@settings(max_examples=60)
@given(portfolios(), st.integers(1, 30 * QUARTERS_PER_DAY))
def test_what_goes_as_planned_delays_nothing(portfolio: Portfolio, quarters: int) -> None:
    """However much time goes by: what was begun in a gap is put aside again for what it was begun before."""
    portfolio = _of_plain_work(portfolio)
    made = plan(portfolio)
    turn = {task: float(at) for at, task in enumerate(sorted(made.placed, key=lambda one: _last(made, one)))}
    agreed = replace(portfolio, tasks=tuple(_agreed(task, made.placed, turn) for task in portfolio.tasks))
    made = plan(agreed)
    later = _later(agreed, made, quarters)
    again = plan(later)
    assert check(later, again) == []
    for task in later.tasks:
        if task.id in made.placed:
            assert _ends(again, task.id) <= _ends(made, task.id)


@settings(max_examples=60)
@given(portfolios())
def test_each_proposal_says_what_it_saves_and_leaves_begun_work_alone(portfolio: Portfolio) -> None:
    proposals = propose(portfolio, plan(portfolio))
    assert len(proposals) <= 8
    for proposal in proposals:
        assert proposal.saved > 0 or proposal.deadlines > 0
        assert len(proposal.sentence) <= 300
        for move in proposal.moves:
            asked = portfolio.task[move.task]
            assert asked.started is None
            assert move.people_before == tuple(sorted(asked.people))
            assert set(asked.pinned_people) <= set(move.people_after)


def _agreed(task: Task, placed: object, place: dict[int, float]) -> Task:
    if task.id not in place or task.wait is not None or task.left == 0:
        return task
    return replace(task, people=placed[task.id].people, rank=place[task.id])  # type: ignore[index]


def _of_plain_work(portfolio: Portfolio) -> Portfolio:
    """Without waits and what may never come, which are looked at anew as time goes by; one thing after the other, or
    so many working hours after it."""
    tasks = tuple(replace(one, started=None, modes=(), mode=0) for one in portfolio.tasks if one.wait is None)
    known = {one.id for one in tasks}
    return replace(
        portfolio,
        projects=tuple(replace(one, chance=1.0) for one in portfolio.projects),
        tasks=tasks,
        dependencies=tuple(
            Dependency(one.before, one.after, lag=max(0.0, one.lag))
            for one in portfolio.dependencies
            if {one.before, one.after} <= known
        ),
    )


def _later(portfolio: Portfolio, made: Plan, quarters: int) -> Portfolio:
    """The same so much later, all having gone as planned; of a lag after what is done by then, what is left of it."""
    time = working_time(portfolio, made.horizon, made.origin)
    office = time.organization.cum
    tasks = []
    for task in portfolio.tasks:
        since = [(0, task.start_lag)] + [
            (made.placed[tie.before].finish, tie.lag)
            for tie in portfolio.dependencies
            if tie.after == task.id
            and tie.before in made.placed
            and made.placed[tie.before].finish <= quarters
        ]
        task = replace(
            task,
            start_lag=max(0.0, *(lag - _hours(office, begin, quarters) for begin, lag in since)),
            finish_lag=max(0.0, task.finish_lag - _hours(office, 0, quarters)),
        )
        spot = made.placed.get(task.id)
        if spot is None or spot.start >= quarters:
            tasks.append(task)
        elif spot.finish > quarters:
            cum = time.crew(spot.people).cum
            left = sum(int(cum[end] - cum[min(end, max(begin, quarters))]) for begin, end in spot.stretches)
            day = made.moment(spot.start).date()
            tasks.append(replace(task, left=left * len(spot.people) / QUARTERS_PER_HOUR, started=day))
    known = {task.id for task in tasks}
    links = tuple(one for one in portfolio.dependencies if {one.before, one.after} <= known)
    return replace(portfolio, now=made.moment(quarters), tasks=tuple(tasks), dependencies=links)


def _hours(office: NDArray[np.int32], begin: int, end: int) -> float:
    return int(office[end] - office[begin]) / QUARTERS_PER_HOUR


def _last(made: Plan, task: int) -> tuple[int, int]:
    return made.placed[task].stretches[-1][0], task


def _ends(made: Plan, task: int) -> datetime:
    return made.moment(made.placed[task].finish)


def _dates(made: object) -> dict[int, tuple[object, ...]]:
    return {
        task: (placed.people, placed.start, placed.finish, placed.rank)
        for task, placed in made.placed.items()  # type: ignore[attr-defined]
    }
