"""Hours and how real they are: every figure made of them shows its share, and goes silent below 60 %."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from cast import NOW, TODAY, Cast, cast
from varifocal.core.forecast import calibrate
from varifocal.core.values import Range, Recorded
from varifocal.flows import recorded
from varifocal.flows.snapshot import snapshot
from varifocal.org.work.doing import TimeEntry
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task
from varifocal.web.format import THIN

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Iterator[Cast]:
    with time_machine.travel(NOW, tick=False):
        yield cast()


def note(here: Cast, hours: str, source: str = "confirmed", task: Task | None = None) -> None:
    """Hours of Tom's on the storyboard, or on this task."""
    task = task or here.storyboard
    entry = TimeEntry(
        person=here.tom, on=TODAY, hours=Decimal(hours), source=source, task=task, project=task.project
    )
    TimeEntry.record_many([entry], by=here.house)


def test_hours_know_how_many_of_them_are_real(here: Cast) -> None:
    for hours, source in (("4", "confirmed"), ("2", "calendar"), ("3", "assumed"), ("1", "unplaced")):
        note(here, hours, source)
    told = recorded.hours_by("project", [here.spring.pk])[here.spring.pk]
    assert (told.hours, told.real, told.share, told.speaks) == (10, 6, 0.6, True)
    assert (
        recorded.read(Project.objects.annotate(**recorded.hours_of("project")).get(pk=here.spring.pk)) == told
    )
    note(here, "0.5", "assumed")
    told = recorded.hours_by("task", [here.storyboard.pk])[here.storyboard.pk]
    assert not told.speaks
    assert told.told is None


def test_no_hours_at_all_are_as_real_as_can_be() -> None:
    assert Recorded().speaks
    assert not Recorded().is_mixed


@pytest.mark.parametrize(
    "address", ["/projects", "/projects/{spring}", "/projects/{spring}/list", "/projects/{spring}/forecast",
                "/tasks/{task}"]
)  # fmt: skip
def test_every_figure_of_hours_shows_its_share_and_goes_silent(here: Cast, address: str) -> None:
    client = Client()
    client.force_login(here.account(here.ines))
    url = address.format(spring=here.spring.pk, task=here.storyboard.pk)
    note(here, "73")
    shown = client.get(url).content.decode()
    assert "73 h" in shown.replace(THIN, " ")
    assert "real" not in shown, "all of them are; nothing needs saying"
    note(here, "27", "assumed")
    shown = client.get(url).content.decode().replace(THIN, " ")
    assert "100 h" in shown
    assert "73 % real" in shown
    note(here, "46", "assumed")
    shown = client.get(url).content.decode().replace(THIN, " ")
    assert "146 h" not in shown
    assert "50 % real, too few to say" in shown


def test_a_budget_is_not_said_to_break_on_hours_nobody_confirmed(here: Cast) -> None:
    here.spring.describe(by=here.house, seen=here.spring.version, budget_hours=Decimal(20))
    client = Client()
    client.force_login(here.account(here.ines))
    note(here, "90")
    assert " over" in client.get("/projects").content.decode()
    note(here, "90", "assumed")
    assert " over<" not in client.get("/projects").content.decode()


def test_promises_show_how_real_their_hours_are(here: Cast) -> None:
    note(here, "10")
    note(here, "4", "assumed")
    here.spring.promise_by(TODAY, by=here.house, seen=here.spring.version)
    here.spring.end("done", TODAY, by=here.house, seen=here.spring.version)
    client = Client()
    client.force_login(here.account(here.ines))
    assert "71 % real" in client.get("/projects/promises").content.decode().replace(THIN, " ")


def finished(here: Cast, *, assumed: str) -> None:
    """Twelve tasks of 8 hours that took 12, and one that took as many as were assumed for it beside its own 8."""
    for number in range(13):
        task = Task.plan(here.spring, f"Frame {number}", by=here.house, on=TODAY, effort="8")
        note(here, "12" if number else "8", task=task)
        if not number and assumed:
            note(here, assumed, "assumed", task)
        task.finish(by=here.house, seen=task.version, at=NOW + timedelta(hours=1))


@pytest.mark.parametrize("assumed", ["0.25", "4", "80"])
def test_assumed_hours_never_feed_calibration(here: Cast, assumed: str) -> None:
    finished(here, assumed=assumed)
    known = calibrate(snapshot(NOW + timedelta(hours=2)).record)
    assert (known.outcomes, known.left_out) == (12, 1)
    assert known.overrun == pytest.approx((12 * 12 + 20 * 8) / (12 * 8 + 20 * 8))


def test_without_assumed_hours_the_same_task_teaches(here: Cast) -> None:
    finished(here, assumed="")
    known = calibrate(snapshot(NOW + timedelta(hours=2)).record)
    assert (known.outcomes, known.left_out) == (13, 0)
    assert known.expected(Range(8.0)) > 8


def test_what_alike_work_took_is_not_told_by_assumed_hours(here: Cast) -> None:
    old = Project.open("Winter launch", by=here.house, on=TODAY, kind="ordered")
    task = Task.plan(old, "All of it", by=here.house, on=TODAY, effort="8")
    note(here, "10", task=task)
    note(here, "90", "assumed", task)
    task.finish(by=here.house, seen=task.version, at=NOW)
    old.end("done", TODAY, by=here.house, seen=old.version)
    portfolio = snapshot(NOW + timedelta(hours=2))
    assert portfolio.record.grown == ()
    again = Project.open("Winter again", by=here.house, on=TODAY, made_from=old, kind="ordered")
    wanted = next(one for one in snapshot(NOW + timedelta(hours=2)).projects if one.id == again.pk)
    assert wanted.hours_alike is None
