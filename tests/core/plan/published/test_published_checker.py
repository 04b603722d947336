"""A good schedule passes; spoiled in each way there is, it is found out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.plan.instances import PAIR, TWO_MACHINES, tasks_of
from varifocal.core.plan.published.checker import check
from varifocal.core.plan.published.values import Instance, Mode, Schedule, Task

MACHINES = Schedule((0, 0, 0, 3, 6), (0,) * 5, ((),) * 5)
PAIRED = Schedule((0, 0, 2), (0, 0, 0), ((0, 1), (2,), (1,)))
USED_UP = Instance("used up", (Task((Mode(1, (1,), (3,)), Mode(2, (1,), (1,))), ()),) * 2, (2,), (4,))


def said(instance: Instance, schedule: Schedule) -> list[str]:
    return [problem.sentence for problem in check(instance, schedule)]


def test_good_schedules_hold() -> None:
    assert said(TWO_MACHINES, MACHINES) == said(PAIR, PAIRED) == []
    assert said(USED_UP, Schedule((0, 0), (0, 1), ((), ()))) == []


@pytest.mark.parametrize(
    ("starts", "sentence"),
    [
        ((0, 0, 0, 0, 3), "Resource 1 is used 3 times at 0, of 2."),
        ((0, 0, 0, 3, 5), "Task 5 starts before task 4 has finished."),
        ((-1, 0, 0, 3, 6), "Task 1 starts before 0."),
        ((0, 0, 0), "A schedule of 5 tasks needs a start, a mode and people for each."),
    ],
)
def test_starts_are_checked(starts: tuple[int, ...], sentence: str) -> None:
    assert said(TWO_MACHINES, replace(MACHINES, starts=starts)) == [sentence]


@pytest.mark.parametrize(
    ("people", "sentence"),
    [
        (((0, 1), (2,), (2,)), "The people of task 3 do not have the skills it asks for."),
        (((0, 1), (1,), (0,)), "The people of task 2 do not have the skills it asks for."),
        (((0,), (2,), (1,)), "Task 1 needs 2 people and is given 1."),
        (((1, 1), (2,), (0,)), "Task 1 is given to the same person twice."),
        (((0, 1), (7,), (0,)), "Task 2 is given to somebody who is not there."),
    ],
)
def test_people_are_checked(people: tuple[tuple[int, ...], ...], sentence: str) -> None:
    assert sentence in said(PAIR, replace(PAIRED, people=people))


def test_nobody_does_two_tasks_at_once() -> None:
    twice = Schedule((0, 0, 2), (0, 0, 0), ((0, 2), (2,), (1,)))
    assert said(PAIR, twice) == ["Person 3 does task 1 and task 2 at once."]


def test_modes_are_checked() -> None:
    assert said(USED_UP, Schedule((0, 0), (0, 0), ((), ()))) == ["Consumable 1 is used up: 6 of 4."]
    assert said(USED_UP, Schedule((0, 0), (0, 2), ((), ()))) == ["Task 2 has no mode 3."]


def test_a_task_of_no_length_uses_nothing() -> None:
    instance = Instance("moment", tasks_of((0, (9,), ())), renewable=(1,))
    assert said(instance, Schedule((0,), (0,), ((),))) == []
