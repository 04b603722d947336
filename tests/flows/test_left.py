"""The open work of somebody who has left is placed anew."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from cast import NOW, TODAY, Cast, cast
from varifocal.flows.replan import replan
from varifocal.flows.snapshot import snapshot
from varifocal.org.people.skill import PersonSkill
from varifocal.org.runs.run import ScheduledTask
from varifocal.org.work.order import Assignment, Pin, SkillNeed
from varifocal.org.work.task import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Iterator[Cast]:
    with time_machine.travel(NOW, tick=False):
        yield cast()


def leaves(here: Cast, days: int = 1) -> None:
    """Tom's last day was so many days ago."""
    here.tom.leave(TODAY - timedelta(days=days), by=here.house, seen=here.tom.version)


def placed(task: Task) -> ScheduledTask:
    return ScheduledTask.objects.get(run=replan(NOW), task=task)


def test_others_who_could_do_it_are_proposed(here: Cast) -> None:
    leaves(here)
    row = placed(here.storyboard)
    assert (row.unplanned, row.proposed, row.crew) == ("", True, [here.ana.pk])


def test_until_her_last_day_it_stays_with_her(here: Cast) -> None:
    leaves(here, days=-10)
    row = placed(here.storyboard)
    assert (row.proposed, row.crew) == (False, [here.tom.pk])


def test_where_she_was_pinned_nobody_is(here: Cast) -> None:
    Pin.fix(here.storyboard, by=here.house, person=here.tom)
    leaves(here)
    assert placed(here.storyboard).crew == [here.ana.pk]


def test_whoever_stays_of_a_pair_stays_and_somebody_joins_her(here: Cast) -> None:
    PersonSkill.rate(here.lea, here.design, 4, by=here.house)
    SkillNeed.need(here.storyboard, here.design, by=here.house, count=2)
    Assignment.agree(here.storyboard, [here.tom, here.ana], by=here.house)
    leaves(here)
    told = snapshot(NOW).task[here.storyboard.pk]
    assert (told.people, told.rank, told.pinned_people) == ((), None, (here.ana.pk,))
    row = placed(here.storyboard)
    assert (row.proposed, row.crew) == (True, sorted([here.ana.pk, here.lea.pk]))


def test_who_was_one_too_many_is_not_replaced(here: Cast) -> None:
    Assignment.agree(here.storyboard, [here.tom, here.ana], by=here.house)
    leaves(here)
    told = snapshot(NOW).task[here.storyboard.pk]
    assert (told.people, told.pinned_people) == ((here.ana.pk,), ())
