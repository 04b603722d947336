"""Published-like instances: tiny ones to reckon by hand, random ones, and the best makespan by trying everything."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, permutations

from hypothesis import strategies as st

from varifocal.core.plan.published.values import Instance, Mode, SkillDemand, Task


def tasks_of(*rows: tuple[int, Sequence[int], Sequence[int]]) -> tuple[Task, ...]:
    """Tasks of one mode: duration, demands, successors numbered from 0."""
    return tuple(Task((Mode(duration, tuple(demands)),), tuple(after)) for duration, demands, after in rows)


TWO_MACHINES = Instance(
    "two machines",
    tasks_of((0, (0,), (1, 2, 3)), (3, (1,), (4,)), (3, (1,), (4,)), (3, (1,), (4,)), (0, (0,), ())),
    renewable=(2,),
)
"""Three tasks of three periods on two machines: six periods; work alone says five."""

PAIR = Instance(
    "a pair",
    (
        Task((Mode(2, skills=(SkillDemand(0, 1, 1), SkillDemand(1, 1, 1))),), (2,)),
        Task((Mode(3, skills=(SkillDemand(1, 2, 1),)),), ()),
        Task((Mode(1, skills=(SkillDemand(0, 1, 1),)),), ()),
    ),
    people=((1, 0), (1, 1), (0, 2)),
)
"""Ana writes, Ben writes and draws a little, Cleo draws well: Ana and Ben pair up, Cleo draws alone; 3 periods."""


@st.composite
def dependencies(draw: st.DrawFn, count: int) -> list[tuple[int, ...]]:
    """Successors of each task, only later numbers, no circle."""
    return [
        tuple(sorted(draw(st.sets(st.integers(number + 1, count - 1), max_size=2))))
        if number < count - 1
        else ()
        for number in range(count)
    ]


@st.composite
def renewable_instances(draw: st.DrawFn, most: int = 6) -> Instance:
    """Up to so many tasks on up to five resources, dummies or not."""
    count = draw(st.integers(1, most))
    capacity = tuple(draw(st.lists(st.integers(1, 4), max_size=5)))
    after = draw(dependencies(count))
    tasks = tuple(
        Task(
            (Mode(draw(st.integers(0, 4)), tuple(draw(st.integers(0, most)) for most in capacity)),),
            after[number],
        )
        for number in range(count)
    )
    return Instance("random", tasks, renewable=capacity)


@st.composite
def skilled_instances(draw: st.DrawFn, most: int = 6) -> Instance:
    """Tasks for one to three people with skills at levels, always enough of them."""
    skills = draw(st.integers(1, 3))
    some = [tuple(draw(st.integers(0, 2)) for _ in range(skills)) for _ in range(draw(st.integers(1, 4)))]
    people = (*some, (2,) * skills)
    count = draw(st.integers(1, most))
    after = draw(dependencies(count))
    tasks = tuple(
        Task((Mode(draw(st.integers(0, 4)), skills=draw(_demands(people))),), after[number])
        for number in range(count)
    )
    return Instance("random", tasks, people=people)


@st.composite
def _demands(draw: st.DrawFn, people: tuple[tuple[int, ...], ...]) -> tuple[SkillDemand, ...]:
    """Heads of a skill; of a second skill one more, where two different people can be found for them."""
    skill = draw(st.integers(0, len(people[0]) - 1))
    level = draw(st.integers(1, 2))
    able = sum(who[skill] >= level for who in people)
    demands = [SkillDemand(skill, level, draw(st.integers(1, min(2, able))))]
    other = draw(st.integers(0, len(people[0]) - 1))
    if (
        other != skill
        and demands[0].count == 1
        and _two_people(people, demands[0], other)
        and draw(st.booleans())
    ):
        demands.append(SkillDemand(other, 1, 1))
    return tuple(sorted(demands, key=lambda each: each.skill))


def _two_people(people: tuple[tuple[int, ...], ...], first: SkillDemand, other: int) -> bool:
    one = {at for at, who in enumerate(people) if who[first.skill] >= first.level}
    two = {at for at, who in enumerate(people) if who[other] >= 1}
    return bool(one and two and len(one | two) > 1)


def best_makespan(instance: Instance) -> int:
    """By trying every order, and every crew of every task: for a handful of tasks."""
    best = instance.horizon
    for order in permutations(range(len(instance.tasks))):
        place = {task: at for at, task in enumerate(order)}
        if all(place[task] < place[each] for task in order for each in instance.tasks[task].successors):
            best = min(best, _placed(instance, order, 0, {}, {}, best))
    return best


def _placed(
    instance: Instance,
    order: Sequence[int],
    at: int,
    starts: dict[int, int],
    crews: dict[int, tuple[int, ...]],
    best: int,
) -> int:
    """The best end of the list from here on, each task as early as its resources and its crew allow."""
    if at == len(order):
        return max(starts[task] + instance.tasks[task].modes[0].duration for task in order)
    task = order[at]
    for crew in _crews(instance, task):
        start = max(
            (starts[each] + instance.tasks[each].modes[0].duration for each in instance.predecessors[task]),
            default=0,
        )
        while not _fits(instance, task, start, crew, starts, crews):
            start += 1
        if start + instance.tasks[task].modes[0].duration < best or best == instance.horizon:
            best = min(
                best, _placed(instance, order, at + 1, {**starts, task: start}, {**crews, task: crew}, best)
            )
    return best


def _crews(instance: Instance, task: int) -> list[tuple[int, ...]]:
    roles = [each for each in instance.tasks[task].modes[0].skills for _ in range(each.count)]
    return [
        crew
        for crew in combinations(range(len(instance.people)), len(roles))
        if any(
            all(
                instance.people[who][role.skill] >= role.level for who, role in zip(seats, roles, strict=True)
            )
            for seats in permutations(crew)
        )
    ]


def _fits(
    instance: Instance,
    task: int,
    start: int,
    crew: tuple[int, ...],
    starts: dict[int, int],
    crews: dict[int, tuple[int, ...]],
) -> bool:
    mode = instance.tasks[task].modes[0]
    for period in range(start, start + mode.duration):
        running = [
            other for other, since in starts.items()
            if since <= period < since + instance.tasks[other].modes[0].duration
        ]  # fmt: skip
        for resource, capacity in enumerate(instance.renewable):
            used = sum(instance.tasks[other].modes[0].renewable[resource] for other in running)
            if used + mode.renewable[resource] > capacity:
                return False
        if any(set(crews[other]) & set(crew) for other in running):
            return False
    return True
