"""Tasks that can be done in several modes, and things that run out."""

from __future__ import annotations

from dataclasses import replace
from itertools import count, product

from hypothesis import given, settings
from hypothesis import strategies as st

from core.plan.instances import best_makespan, dependencies
from varifocal.core.plan.published.checker import check
from varifocal.core.plan.published.values import Instance, Mode, Task
from varifocal.core.plan.search.several_modes import fixed, frugal_modes
from varifocal.core.plan.search.solve import solve
from varifocal.core.plan.search.values import Result, Status
from varifocal.core.plan.values import Stop

QUICK_OR_CHEAP = Instance(
    "quick or cheap",
    (Task((Mode(1, (1,), (4,)), Mode(3, (1,), (1,))), ()),) * 2,
    renewable=(2,),
    consumable=(5,),
)
"""Two tasks side by side; money for one to be quick, so the other takes three periods."""


@st.composite
def instances(draw: st.DrawFn) -> Instance:
    """Up to four tasks of one to three modes, one renewable and one consumable resource."""
    count = draw(st.integers(1, 4))
    after = draw(dependencies(count))
    tasks = []
    for number in range(count):
        ways = draw(
            st.lists(
                st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 4)), min_size=1, max_size=3
            )
        )
        tasks.append(Task(tuple(Mode(a, (b,), (c,)) for a, b, c in ways), after[number]))
    return Instance("random", tuple(tasks), (draw(st.integers(1, 3)),), (draw(st.integers(0, 8)),))


def best_of_all_modes(instance: Instance) -> int | None:
    """By trying every choice of modes, every order; None where no choice holds."""
    best = None
    for modes in product(*(range(len(task.modes)) for task in instance.tasks)):
        chosen = [task.modes[mode] for task, mode in zip(instance.tasks, modes, strict=True)]
        if sum(mode.consumable[0] for mode in chosen) > instance.consumable[0]:
            continue
        if any(mode.duration and mode.renewable[0] > instance.renewable[0] for mode in chosen):
            continue
        made = best_makespan(fixed(instance, modes))
        best = made if best is None else min(best, made)
    return best


def answer(instance: Instance) -> Result:
    ticks = count()
    return solve(instance, stop=Stop(seconds=60.0), clock=lambda: next(ticks) * 0.05)


def test_money_for_one_makes_one_quick() -> None:
    result = answer(QUICK_OR_CHEAP)
    assert result.schedule is not None
    assert (result.status, result.makespan, sorted(result.schedule.modes)) == (Status.OPTIMAL, 3, [0, 1])


def test_counted_schedules_choose_frugal_modes_and_hold() -> None:
    result = solve(QUICK_OR_CHEAP, stop=Stop(schedules=10))
    assert result.schedule is not None
    assert check(QUICK_OR_CHEAP, result.schedule) == []


def test_what_is_used_up_before_it_begins_is_proved_infeasible() -> None:
    result = answer(replace(QUICK_OR_CHEAP, consumable=(1,)))
    assert (result.status, result.schedule, result.makespan, result.gap) == (
        Status.INFEASIBLE,
        None,
        None,
        None,
    )


def test_without_seconds_there_may_be_no_answer_but_no_exception() -> None:
    result = solve(replace(QUICK_OR_CHEAP, consumable=(1,)), stop=Stop(schedules=10))
    assert (result.status, result.schedule) == (Status.UNKNOWN, None)


@settings(max_examples=30)
@given(instances())
def test_small_ones_end_as_soon_as_any_choice_of_modes_can(instance: Instance) -> None:
    best = best_of_all_modes(instance)
    result = answer(instance)
    assert result.makespan == best
    assert result.status is (Status.INFEASIBLE if best is None else Status.OPTIMAL)
    if result.schedule is not None:
        assert check(instance, result.schedule) == []


@given(instances())
def test_frugal_modes_leave_nothing_used_up(instance: Instance) -> None:
    modes = frugal_modes(instance)
    if modes is not None:
        used = sum(task.modes[mode].consumable[0] for task, mode in zip(instance.tasks, modes, strict=True))
        assert used <= instance.consumable[0]
