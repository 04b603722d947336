"""When a search ends: counts, seconds, gap, stillness, a word of the caller, a proof."""

from __future__ import annotations

from itertools import count

import pytest

from core.plan.instances import PAIR, TWO_MACHINES, tasks_of
from varifocal.core.plan.published.checker import check
from varifocal.core.plan.published.values import Instance
from varifocal.core.plan.search.solve import solve
from varifocal.core.plan.search.values import Status
from varifocal.core.plan.values import Stop


def test_one_schedule_is_a_schedule() -> None:
    result = solve(TWO_MACHINES, stop=Stop(schedules=1))
    assert (result.schedules, result.makespan, result.status) == (1, 6, Status.FEASIBLE)


def test_a_proof_ends_it() -> None:
    result = solve(PAIR, stop=Stop(schedules=10_000))
    assert (result.makespan, result.lower_bound, result.status) == (3, 3, Status.OPTIMAL)
    assert result.schedules < 10_000


def test_with_seconds_the_solver_proves_what_no_bound_shows() -> None:
    ticks = count()
    result = solve(TWO_MACHINES, stop=Stop(seconds=30.0), clock=lambda: next(ticks) * 0.01)
    assert (result.makespan, result.lower_bound, result.status) == (6, 6, Status.OPTIMAL)


def test_seconds_need_a_clock() -> None:
    with pytest.raises(ValueError, match="needs a clock"):
        solve(PAIR, stop=Stop(seconds=1.0))


def test_a_gap_that_suffices_ends_it() -> None:
    result = solve(TWO_MACHINES, stop=Stop(schedules=100_000, gap=0.2))
    assert (result.schedules, result.gap) == (1, pytest.approx(0.2))


def test_it_gives_up_where_nothing_better_comes() -> None:
    result = solve(TWO_MACHINES, stop=Stop(still=1_000))
    assert result.schedules < 20_000


def test_eight_thousand_tasks_have_a_schedule_within_the_count() -> None:
    tasks = tasks_of(*((1 + at % 7, (1 + at % 3,), (at + 40,) if at < 7_960 else ()) for at in range(8_000)))
    large = Instance("large", tasks, renewable=(60,))
    result = solve(large, stop=Stop(schedules=2))
    assert result.schedule is not None
    assert check(large, result.schedule) == []
    assert result.lower_bound <= result.schedule.makespan(large)


def test_the_caller_breaks_it_off() -> None:
    result = solve(TWO_MACHINES, stop=Stop(), tell=lambda at: at.schedules < 5_000)
    assert result.schedules < 15_000
    assert result.makespan == 6
