"""What a company's past answers teach: the plan and the forecast both reckon with them, not with what was typed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine

from cast import NOW, TODAY, Cast, cast
from varifocal.flows.replan import replan
from varifocal.flows.snapshot import snapshot
from varifocal.org.relations.company import Company
from varifocal.org.runs.run import ScheduledTask
from varifocal.org.work.task import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Iterator[Cast]:
    with time_machine.travel(NOW, tick=False):
        yield cast()


def wait(here: Cast, name: str, company: Company, days_ago: int = 0) -> Task:
    """Asked so many days ago; somebody believes that they answer within five days."""
    task = Task.plan(here.spring, name, by=here.house, on=TODAY)
    return task.ask(
        company, TODAY - timedelta(days=days_ago), by=here.house, seen=task.version,
        days=Decimal(5), low=Decimal(2), high=Decimal(12),
    )  # fmt: skip


def answered(here: Cast, company: Company, days: int, times: int = 12) -> None:
    """Past questions that this company took so many days to answer."""
    for number in range(times):
        task = wait(here, f"Past question {number}", company, days)
        task.finish(by=here.house, seen=task.version, at=NOW)


def planned(task: Task) -> ScheduledTask:
    return ScheduledTask.objects.get(run=replan(NOW), task=task)


def test_without_answers_the_plan_takes_what_was_typed(here: Cast) -> None:
    task = wait(here, "Acme approves", here.acme)
    (told,) = [one for one in snapshot(NOW).tasks if one.id == task.pk]
    assert told.wait is not None
    assert (told.wait.learned, told.wait.planned) == (None, (5.0, 12.0))


def test_plan_and_forecast_reckon_with_the_companys_own_answers(here: Cast) -> None:
    slow = Company.meet("Slow & Sons", by=here.house)
    answered(here, slow, 20)
    theirs, others = wait(here, "Slow approve", slow), wait(here, "Acme approves", here.acme)
    told = {one.id: one.wait for one in snapshot(NOW).tasks if one.wait}
    assert told[theirs.pk].learned is not None
    assert 12 < told[theirs.pk].planned[0] < 20, (
        "pulled towards what was typed as far as there are few answers"
    )
    assert told[others.pk].learned is None
    late, usual = planned(theirs), planned(others)
    assert late.finish - usual.finish > timedelta(days=6)
    assert late.p50 - usual.p50 > timedelta(days=6), "the forecast draws from the same answers"
