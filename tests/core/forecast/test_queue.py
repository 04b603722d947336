"""A person's queue: between strict order and perfect use of every gap, and never earlier for more work."""

from hypothesis import given
from hypothesis import strategies as st

from varifocal.core.forecast import vectors
from varifocal.core.forecast.queue import Queue
from varifocal.core.forecast.script import NONE, Script

works = st.lists(st.tuples(st.none() | st.integers(0, 60), st.integers(1, 12)), min_size=1, max_size=25)
Works = list[tuple[int | None, int]]


def ends(tasks: Works, *, whole: bool = False) -> list[int]:
    script = Script(seed=1, projects=len(tasks))
    queue = Queue(script)
    for place, (ready, effort) in enumerate(tasks):
        begin = NONE if ready is None else script.top((), ready)
        script.end(place, queue.add(begin, script.top((), effort), whole=whole).ended)
    return [int(row[0]) for row in vectors.live(script, 1).finish]


def strict(tasks: Works) -> list[int]:
    now, found = 0, []
    for ready, effort in tasks:
        now = max(now, ready or 0) + effort
        found.append(now)
    return found


def preemptive(tasks: Works) -> list[int]:
    """Quarter by quarter the first task that is ready."""
    left = [effort for _, effort in tasks]
    found = [0] * len(tasks)
    now = 0
    while any(left):
        for place, (ready, _) in enumerate(tasks):
            if left[place] and now >= (ready or 0):
                left[place] -= 1
                found[place] = now + 1
                break
        now += 1
    return found


def test_who_waits_for_an_answer_does_what_comes_next() -> None:
    assert ends([(40, 4), (None, 8), (None, 2)]) == [44, 12, 14]


def test_work_that_is_not_to_be_split_waits_its_turn() -> None:
    assert ends([(40, 4), (None, 8)], whole=True) == [44, 52]


@given(works)
def test_a_queue_ends_no_later_than_strict_order_and_no_earlier_than_is_possible(tasks: Works) -> None:
    for possible, told, late in zip(preemptive(tasks), ends(tasks), strict(tasks), strict=True):
        assert possible <= told <= late


@given(works, st.data())
def test_more_work_or_a_later_start_makes_nothing_end_earlier(tasks: Works, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(tasks) - 1))
    ready, effort = tasks[place]
    later = None if ready is None else ready + data.draw(st.integers(0, 30))
    more = [*tasks]
    more[place] = (later, effort + data.draw(st.integers(0, 30)))
    assert all(now <= then for now, then in zip(ends(tasks), ends(more), strict=True))
