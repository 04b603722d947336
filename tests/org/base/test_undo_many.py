"""Undo of what was made together: few questions whatever the number, whole or refused, and it can be taken back."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cast import TODAY, Cast, cast
from varifocal.org.base.acts import Change, act, broken_link
from varifocal.org.base.refusals import CannotUndo
from varifocal.org.base.undo import is_undone, undo
from varifocal.org.work.order import Assignment
from varifocal.org.work.task import Estimate, Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Cast:
    return cast()


def many(here: Cast, count: int) -> int:
    """An act that plans so many tasks for Tom; its number."""
    with act() as running:
        wanted = [{"name": f"Poster {place}", "effort": "6"} for place in range(count)]
        tasks = Task.plan_many(here.spring, wanted, by=here.house, on=TODAY)
        Assignment.agree_many([(task, [here.tom.pk], None) for task in tasks], by=here.house)
    return running.number


def test_a_hundred_tasks_cost_no_more_questions_than_ten(here: Cast) -> None:
    costs = []
    for count in (10, 100):
        number = many(here, count)
        with CaptureQueriesContext(connection) as asked:
            undo(number, by=here.house)
        costs.append(len(asked))
        assert not Task.objects.filter(name__startswith="Poster").exists()
    assert costs[0] == costs[1]


def test_undo_of_undo_brings_everything_back_as_it_was(here: Cast) -> None:
    number = many(here, 12)
    held = [sorted(kind.objects.values_list("pk", flat=True)) for kind in (Task, Estimate, Assignment)]
    undone = undo(number, by=here.house)
    assert is_undone(number)
    undo(undone[0].act, by=here.house)
    assert not is_undone(number)
    assert held == [
        sorted(kind.objects.values_list("pk", flat=True)) for kind in (Task, Estimate, Assignment)
    ]
    assert broken_link() is None


def test_one_row_that_was_touched_since_keeps_all_of_it(here: Cast) -> None:
    number = many(here, 12)
    touched = Task.objects.get(name="Poster 7")
    touched.describe(by=here.house, seen=touched.version, name="Poster of seven")
    lines = Change.objects.count()
    with pytest.raises(CannotUndo, match="Poster of seven"), act():
        undo(number, by=here.house)
    assert Task.objects.filter(name__startswith="Poster").count() == 12
    assert Change.objects.count() == lines


def test_what_came_to_stand_on_one_of_them_is_named(here: Cast) -> None:
    number = many(here, 12)
    task = Task.objects.get(name="Poster 3")
    task.re_estimate("9", by=here.house, seen=task.version, on=TODAY)
    with pytest.raises(CannotUndo, match="Poster 3"):
        undo(number, by=here.house)
