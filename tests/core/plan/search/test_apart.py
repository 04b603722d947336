"""Tasks that take turns: any two of a group can never run at once, and no pair a resource keeps apart is left out."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given

from core.plan.instances import PAIR, TWO_MACHINES, renewable_instances, tasks_of
from varifocal.core.plan.published.values import Instance
from varifocal.core.plan.search.apart import MOST_TASKS, one_at_a_time


def before(instance: Instance) -> set[tuple[int, int]]:
    """Pairs of tasks the later of which depends on the earlier, through others, too."""
    pairs = {(one, other) for one, task in enumerate(instance.tasks) for other in task.successors}
    for middle in range(len(instance.tasks)):
        ahead = [one for one, other in pairs if other == middle]
        behind = [other for one, other in pairs if one == middle]
        pairs |= {(one, other) for one in ahead for other in behind}
    return pairs


def too_much(instance: Instance, one: int, other: int) -> bool:
    """Whether two tasks that take time ask together for more than there is."""
    modes = [instance.tasks[task].modes[0] for task in (one, other)]
    asked = zip(*(mode.renewable for mode in modes), instance.renewable, strict=True)
    return all(mode.duration for mode in modes) and any(a + b > have for a, b, have in asked)


@given(renewable_instances(most=10))
def test_a_group_takes_turns_and_every_pair_a_resource_keeps_apart_is_in_one(instance: Instance) -> None:
    groups, related = one_at_a_time(instance), before(instance)
    for group in groups:
        assert len(set(group)) == len(group) >= 2
        for one, other in combinations(group, 2):
            assert (one, other) in related or (other, one) in related or too_much(instance, one, other)
    together = {frozenset(pair) for group in groups for pair in combinations(group, 2)}
    for one, other in combinations(range(len(instance.tasks)), 2):
        assert not too_much(instance, one, other) or frozenset((one, other)) in together


def test_three_tasks_each_of_which_needs_more_than_half_are_one_machine() -> None:
    big = Instance(
        "one at a time",
        tasks_of((2, (3,), ()), (3, (3,), ()), (4, (3,), ()), (1, (1,), ())),
        renewable=(5,),
    )
    assert [sorted(group) for group in one_at_a_time(big)] == [[0, 1, 2]]
    assert one_at_a_time(TWO_MACHINES) == []


def test_of_people_and_of_many_tasks_nothing_is_said() -> None:
    assert one_at_a_time(PAIR) == []
    many = tasks_of(*((1, (1,), ()) for _ in range(MOST_TASKS + 1)))
    assert one_at_a_time(Instance("many", many, renewable=(1,))) == []
