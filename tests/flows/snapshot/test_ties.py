"""A lag goes on counting when what it counts from is done or begun: nothing comes earlier than it was told to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine

from cast import NOW, TODAY, Cast, cast
from varifocal.core.portfolio import Dependency as Tie
from varifocal.core.portfolio import Portfolio
from varifocal.core.portfolio import Task as Planned
from varifocal.flows.moved import Drifts
from varifocal.flows.replan import replan
from varifocal.flows.snapshot import snapshot
from varifocal.org.runs.run import ScheduledTask
from varifocal.org.work.order import Assignment, Dependency
from varifocal.org.work.task import Task

pytestmark = pytest.mark.django_db

FRIDAY_AT_THREE = datetime(2026, 11, 20, 14, tzinfo=UTC)
"""15:00 in Berlin: three hours and three quarters of work before the plan of Monday at 9:45 begins."""


@pytest.fixture
def here() -> Iterator[Cast]:
    with time_machine.travel(NOW, tick=False):
        yield cast()


def tied(here: Cast, kind: str, lag: str) -> tuple[Task, Task]:
    """The script, and a task of Marek's after it."""
    again = Task.plan(here.spring, "Read it aloud", by=here.house, on=TODAY, effort="2")
    Dependency.tie(here.script, again, by=here.house, kind=kind, lag=Decimal(lag))
    script = Task.objects.get(pk=here.script.pk)
    return script, again


def begun(here: Cast, task: Task) -> Task:
    return task.start(by=here.house, seen=task.version, at=FRIDAY_AT_THREE)


def done(here: Cast, task: Task) -> Task:
    return task.finish(by=here.house, seen=task.version, at=FRIDAY_AT_THREE)


def portrayed(task: Task) -> tuple[Planned, list[Tie]]:
    """The task as the planner sees it, and what it waits for."""
    portfolio: Portfolio = snapshot(NOW)
    return portfolio.task[task.pk], [tie for tie in portfolio.dependencies if tie.after == task.pk]


@pytest.mark.parametrize(
    ("kind", "lag", "start_lag", "finish_lag"),
    [
        ("FS", "16", 12.25, 0.0),
        ("SS", "16", 12.25, 0.0),
        ("FF", "16", 0.0, 12.25),
        ("SF", "16", 0.0, 12.25),
        ("FS", "2", 0.0, 0.0),
        ("FS", "0", 0.0, 0.0),
        ("FF", "-8", 0.0, 0.0),
    ],
)
def test_of_a_lag_after_what_is_done_the_rest_is_left(
    here: Cast, kind: str, lag: str, start_lag: float, finish_lag: float
) -> None:
    script, after = tied(here, kind, lag)
    done(here, begun(here, script))
    told, ties = portrayed(after)
    assert (told.start_lag, told.finish_lag, ties) == (start_lag, finish_lag, [])


@pytest.mark.parametrize(("kind", "start_lag", "finish_lag"), [("SS", 12.25, 0.0), ("SF", 0.0, 12.25)])
def test_a_lag_from_a_start_does_not_begin_anew_each_day(
    here: Cast, kind: str, start_lag: float, finish_lag: float
) -> None:
    script, after = tied(here, kind, "16")
    begun(here, script)
    told, ties = portrayed(after)
    assert (told.start_lag, told.finish_lag, ties) == (start_lag, finish_lag, [])


@pytest.mark.parametrize("kind", ["FS", "FF"])
def test_a_lag_from_a_finish_that_is_ahead_is_still_a_tie(here: Cast, kind: str) -> None:
    script, after = tied(here, kind, "16")
    begun(here, script)
    told, ties = portrayed(after)
    assert (told.start_lag, told.finish_lag) == (0.0, 0.0)
    assert [(tie.before, tie.kind, tie.lag) for tie in ties] == [(script.pk, kind, 16.0)]


def test_what_has_begun_waits_for_no_lag_before_its_start(here: Cast) -> None:
    script, after = tied(here, "FS", "16")
    done(here, begun(here, script))
    begun(here, after)
    told, _ = portrayed(after)
    assert told.start_lag == 0.0


def test_two_days_after_the_script_is_two_days_after_it_was_done(here: Cast) -> None:
    """16 working hours from Friday at 15:00 are over on Tuesday at 15:00, in the plan and in the forecast."""
    script, after = tied(here, "FS", "16")
    Assignment.agree(after, [here.tom], by=here.house)
    done(here, begun(here, script))
    row = ScheduledTask.objects.get(run=replan(NOW), task=after)
    assert (row.start, row.hold["kind"]) == (datetime(2026, 11, 24, 14, tzinfo=UTC), "lag")
    assert row.p50 is not None
    assert row.p50 >= datetime(2026, 11, 24, 15, tzinfo=UTC)


def test_as_time_passes_less_is_left_of_a_running_lag_and_nothing_changed(here: Cast) -> None:
    script, after = tied(here, "FS", "16")
    done(here, begun(here, script))
    first, later = snapshot(NOW), snapshot(NOW + timedelta(hours=2))
    assert later.task[after.pk].start_lag == first.task[after.pk].start_lag - 2
    assert Drifts(first, later, seed=0).changed({}) == []


def test_what_is_done_brings_the_lag_after_it_along(here: Cast) -> None:
    """So that what finishing it did to a chance is told as its doing."""
    script, _ = tied(here, "FS", "16")
    first = snapshot(NOW)
    done(here, begun(here, script))
    (changed,) = Drifts(first, snapshot(NOW), seed=0).changed({})
    assert changed[:2] == ("task", script.pk)
