"""What holds of every schedule of every instance, whoever asks for it and how long it is looked for."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from core.plan.instances import PAIR, TWO_MACHINES, best_makespan, renewable_instances, skilled_instances
from varifocal.core.plan.published.checker import check
from varifocal.core.plan.published.values import Instance, Task
from varifocal.core.plan.search.bounds import lower_bound
from varifocal.core.plan.search.exact import prove
from varifocal.core.plan.search.solve import solve
from varifocal.core.plan.search.values import Progress, Result, Status
from varifocal.core.plan.values import Stop

ANY = st.one_of(renewable_instances(most=12), skilled_instances(most=10))


def found(instance: Instance, schedules: int = 300, seed: int = 0, workers: int = 1) -> Result:
    return solve(instance, stop=Stop(schedules=schedules), seed=seed, workers=workers)


def exact(instance: Instance) -> int:
    """The best makespan by CP-SAT, beginning from nothing."""
    proof = prove(instance, below=None, bound=0, left=lambda: 60.0, seed=0, workers=1)
    assert proof.status is Status.OPTIMAL
    assert proof.schedule is not None
    assert check(instance, proof.schedule) == []
    assert proof.schedule.makespan(instance) == proof.lower_bound
    return proof.lower_bound


@settings(max_examples=80)
@given(ANY, st.integers(1, 400), st.integers(0, 3))
def test_every_schedule_holds_and_none_beats_the_bound(instance: Instance, schedules: int, seed: int) -> None:
    result = found(instance, schedules, seed)
    assert result.schedule is not None
    assert check(instance, result.schedule) == []
    assert result.makespan == result.schedule.makespan(instance)
    assert result.lower_bound <= result.makespan
    assert result.schedules <= schedules
    assert (result.status is Status.OPTIMAL) == (result.makespan == result.lower_bound)


@settings(max_examples=40)
@given(st.one_of(renewable_instances(most=5), skilled_instances(most=4)))
def test_small_ones_end_as_soon_as_trying_everything_can(instance: Instance) -> None:
    best = best_makespan(instance)
    assert lower_bound(instance) <= best
    assert found(instance, 2_000).makespan == best == exact(instance)


@settings(max_examples=30)
@given(ANY, st.integers(0, 5))
def test_the_same_instance_seed_and_count_give_the_same_schedule(instance: Instance, seed: int) -> None:
    assert found(instance, 500, seed) == found(instance, 500, seed)


def test_pieces_in_which_it_is_run_change_nothing() -> None:
    heard: list[Progress] = []
    count = Stop(schedules=20_000)
    told = solve(TWO_MACHINES, stop=count, tell=lambda at: heard.append(at) is None)
    assert told == solve(TWO_MACHINES, stop=count)
    assert [at.schedules for at in heard] == sorted(at.schedules for at in heard)


def test_two_workers_repeat_themselves_too() -> None:
    assert found(PAIR, 2_000, workers=2) == found(PAIR, 2_000, workers=2)
    assert found(TWO_MACHINES, 9_001, workers=2) == found(TWO_MACHINES, 9_001, workers=2)


@settings(max_examples=25)
@given(renewable_instances(most=6), st.data())
def test_more_capacity_never_makes_the_best_schedule_longer(instance: Instance, data: st.DataObject) -> None:
    more = tuple(each + data.draw(st.integers(0, 2)) for each in instance.renewable)
    assert exact(replace(instance, renewable=more)) <= exact(instance)


@settings(max_examples=25)
@given(skilled_instances(most=5), st.data())
def test_one_person_more_never_makes_the_best_schedule_longer(
    instance: Instance, data: st.DataObject
) -> None:
    joins = tuple(data.draw(st.integers(0, 2)) for _ in instance.people[0])
    assert exact(replace(instance, people=(*instance.people, joins))) <= exact(instance)


@settings(max_examples=25)
@given(renewable_instances(most=6), st.integers(1, 9))
def test_a_task_before_all_others_shifts_the_best_schedule(instance: Instance, periods: int) -> None:
    first = replace(instance.tasks[0].modes[0], duration=periods, renewable=(0,) * len(instance.renewable))
    tasks = tuple(
        replace(task, successors=tuple(each + 1 for each in task.successors)) for task in instance.tasks
    )
    later = replace(instance, tasks=(Task((first,), tuple(range(1, len(tasks) + 1))), *tasks))
    assert exact(later) == exact(instance) + periods


@settings(max_examples=25)
@given(ANY)
def test_dependencies_given_up_never_make_the_best_schedule_longer(instance: Instance) -> None:
    free = replace(instance, tasks=tuple(replace(task, successors=()) for task in instance.tasks))
    assert lower_bound(free) <= lower_bound(instance)
    assert exact(free) <= exact(instance)
