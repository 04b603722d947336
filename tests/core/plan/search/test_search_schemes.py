"""What holds of a list placed with a delay, between the parallel scheme and the serial one, and of one given up."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from core.plan.instances import renewable_instances, tasks_of
from varifocal.core.plan.published.checker import check
from varifocal.core.plan.published.values import Instance, Schedule
from varifocal.core.plan.search.arrays import Ints, Network
from varifocal.core.plan.search.kernel import BY_WAIT, ENDLESS, SERIAL, known, placed, serial, within
from varifocal.core.plan.search.packing import packed, scratch

SEVERAL = renewable_instances(most=10)


def some_list(net: Network, data: st.DataObject, backward: bool) -> Ints:
    """A list in which no task comes before one it depends on (`backward`: after)."""
    before_at, before = (net.after_at, net.after) if backward else (net.before_at, net.before)
    left, done, order = set(range(len(net.duration))), set[int](), []
    while left:
        free = [
            task for task in sorted(left) if done.issuperset(before[before_at[task] : before_at[task + 1]])
        ]
        task = data.draw(st.sampled_from(free))
        order.append(task)
        left.remove(task)
        done.add(task)
    return np.array(order, np.int64)


def started(
    instance: Instance, net: Network, order: Ints, backward: bool, delay: int
) -> tuple[int, list[int]]:
    """Makespan and starts by the numbers of the instance, counted from the beginning."""
    work = scratch(net)
    end = within(net, work, backward, order, work.starts, delay, ENDLESS)
    assert np.all(work.free == net.capacity)
    starts = end - work.starts - net.duration if backward else work.starts
    place = {task: at for at, task in enumerate(instance.topological)}
    return end, [int(starts[place[task]]) for task in range(len(place))]


@settings(max_examples=80)
@given(SEVERAL, st.booleans(), st.integers(0, 12), st.data())
def test_every_delay_gives_a_schedule_that_holds(
    instance: Instance, backward: bool, delay: int, data: st.DataObject
) -> None:
    net = packed(instance)
    end, starts = started(instance, net, some_list(net, data, backward), backward, delay)
    schedule = Schedule(tuple(starts), (0,) * len(starts), ((),) * len(starts))
    assert check(instance, schedule) == []
    assert end == schedule.makespan(instance)


@settings(max_examples=80)
@given(SEVERAL, st.booleans(), st.data())
def test_a_delay_longer_than_everything_is_the_serial_scheme(
    instance: Instance, backward: bool, data: st.DataObject
) -> None:
    net = packed(instance)
    order = some_list(net, data, backward)
    one, other = scratch(net), scratch(net)
    longest = int(net.duration.sum())
    assert within(net, one, backward, order, one.starts, longest, ENDLESS) == serial(
        net, other, backward, order, other.starts, BY_WAIT, ENDLESS
    )
    assert one.starts.tolist() == other.starts.tolist()


@settings(max_examples=80)
@given(SEVERAL, st.data())
def test_without_delay_nothing_waits_that_could_begin(instance: Instance, data: st.DataObject) -> None:
    net = packed(instance)
    _, starts = started(instance, net, some_list(net, data, False), False, 0)
    modes = [task.modes[0] for task in instance.tasks]
    for task, mode in enumerate(modes):
        ready = max((starts[each] + modes[each].duration for each in instance.predecessors[task]), default=0)
        for period in range(ready, starts[task]):
            running = [
                modes[each].renewable
                for each, start in enumerate(starts)
                if start <= period < start + modes[each].duration
            ]
            used = [sum(column) for column in zip(*running, mode.renewable, strict=True)]
            assert any(need > have for need, have in zip(used, instance.renewable, strict=True))


@settings(max_examples=80)
@given(SEVERAL, st.booleans(), st.integers(SERIAL, 12), st.integers(1, 9), st.data())
def test_a_schedule_is_given_up_only_where_it_would_be_too_long(
    instance: Instance, backward: bool, delay: int, shorter: int, data: st.DataObject
) -> None:
    net = packed(instance)
    order = some_list(net, data, backward)
    whole, part = scratch(net), scratch(net)
    whole.order[:] = part.order[:] = order
    end = placed(net, whole, backward, BY_WAIT, delay, ENDLESS)
    assert placed(net, part, backward, BY_WAIT, delay, end) == end
    assert part.starts.tolist() == whole.starts.tolist()
    assert part.placed[0] == whole.placed[0] == len(order)
    assert end - shorter < placed(net, part, backward, BY_WAIT, delay, end - shorter) <= end
    assert len(order) < part.placed[0] <= 2 * len(order)
    assert np.all(part.free == net.capacity)


def test_a_schedule_is_known_once_it_was_seen() -> None:
    """Also where the table is so small that old ones give way."""
    seen = np.zeros(4, np.uint64)
    schedules = [np.array([0, start], np.int64) for start in range(8)]
    assert [known(seen, starts) for starts in schedules] == [False] * 8
    assert known(seen, schedules[-1])
    assert sum(known(seen, starts) for starts in schedules) < 8


def test_a_delay_keeps_room_for_what_the_list_wants_first() -> None:
    """A short task first, a long one that needs both machines next, a small one last: without delay the small one
    takes a machine as soon as it is free, and the long one waits for it."""
    tasks = tasks_of((2, (1,), (1,)), (4, (2,), ()), (3, (1,), ()))
    instance = Instance("room", tasks, renewable=(2,))
    net, order = packed(instance), np.array([instance.topological.index(task) for task in range(3)], np.int64)
    assert started(instance, net, order, False, 0) == (7, [0, 3, 0])
    assert started(instance, net, order, False, 1) == (7, [0, 3, 0])
    assert started(instance, net, order, False, 2) == (9, [0, 2, 6])
