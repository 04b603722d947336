"""Better plans for whole portfolios: the kernel places as the planner does, and what it finds holds and is better."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.portfolios import portfolio as random_portfolio
from core.portfolios import portfolios
from varifocal.core.plan import check, plan
from varifocal.core.plan.improving import Progress, improve, kernel
from varifocal.core.plan.improving.arrays import NOBODY, room, workload
from varifocal.core.plan.make import scheduled
from varifocal.core.plan.objective import objective_of
from varifocal.core.plan.values import Stop
from varifocal.core.portfolio import Portfolio

OFTEN = settings(max_examples=150)
SELDOM = settings(max_examples=25)


@OFTEN
@given(portfolios())
def test_the_kernel_places_every_task_where_the_planner_does(portfolio: Portfolio) -> None:
    instance, orderer, generated = scheduled(portfolio)
    compiled = workload(instance, orderer)
    space = room(compiled.load)
    objective = np.zeros(5)
    nobody = np.full(len(compiled.tasks), NOBODY, dtype=np.int64)
    kernel.generate(compiled.load, space, compiled.load.task["press"].copy(), nobody, objective)
    for at, task in enumerate(compiled.tasks):
        placed, row = space.task[at], compiled.load.task[at]
        spot = generated.spots.get(task)
        crew = space.crew[row["seats_from"] : row["seats_to"]] if row["length"] < 0 else ()
        assert (placed["start"] < 0) == (spot is None)
        if spot is not None:
            assert (placed["start"], placed["finish"]) == (spot.start, spot.finish)
            assert row["length"] >= 0 or tuple(compiled.people[who] for who in crew) == spot.people
    worth = objective_of(instance, generated)
    circles = len(instance.works) - len(compiled.tasks)
    assert objective[: kernel.STRANGERS + 1] == pytest.approx(
        (worth.unplanned - circles, worth.broken_deadlines, worth.tardiness, worth.strangers), abs=1e-5
    )


@SELDOM
@given(portfolios(), st.integers(0, 9))
def test_a_better_plan_holds_and_is_never_worse_or_below_the_bound(portfolio: Portfolio, seed: int) -> None:
    first, better = plan(portfolio), improve(portfolio, seed=seed, stop=Stop(schedules=60))
    assert check(portfolio, better.plan) == []
    assert better.plan.objective <= first.objective
    assert better.least_tardiness <= better.plan.objective.tardiness + 1e-5
    agreed = {
        task.id: task.people for task in portfolio.tasks if task.people and task.wait is None and task.left
    }
    kept = {task: placed.people for task, placed in better.plan.placed.items() if task in agreed}
    assert kept == {task: tuple(sorted(set(agreed[task]))) for task in kept}


@SELDOM
@given(portfolios(), st.integers(0, 9), st.integers(1, 40))
def test_counted_in_schedules_the_same_seed_gives_the_same_plan_in_pieces_or_not(
    portfolio: Portfolio, seed: int, schedules: int
) -> None:
    stop = Stop(schedules=schedules)
    once, again = (improve(portfolio, seed=seed, stop=stop, tell=lambda _: True) for _ in range(2))
    assert once.plan == again.plan
    assert once.plan.schedules <= schedules


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
