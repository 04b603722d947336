"""What we said and what came true, read from the log."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine

from cast import NOW, TODAY, Cast, cast
from varifocal.core.values import Recorded
from varifocal.flows.promised import Promised, by_client, promised, together
from varifocal.org.base.acts import Change
from varifocal.org.base.undo import undo
from varifocal.org.people.person import Person
from varifocal.org.runs.run import KeptForecast
from varifocal.org.work.doing import TimeEntry
from varifocal.org.work.project import Project

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Iterator[Cast]:
    with time_machine.travel(NOW, tick=False):
        yield cast()


def found(here: Cast, who: Person | None = None) -> dict[str, Promised]:
    return {one.name: one for one in promised(here.account(who or here.marek), NOW)}


def fair(here: Cast, name: str, due: int, done: int, **more: object) -> Project:
    """Opened 60 days ago, promised for so many days from then, done so many days from then."""
    opened = TODAY - timedelta(days=60)
    project = Project.open(name, by=here.house, on=opened, due=opened + timedelta(days=due), **more)
    project.end("done", opened + timedelta(days=done), by=here.house, seen=project.version)
    return project


def test_what_was_said_at_first_and_in_the_end_stands_beside_the_day_it_was_done(here: Cast) -> None:
    with time_machine.travel(NOW - timedelta(days=60), tick=False):
        project = Project.open(
            "Fair", by=here.house, on=TODAY - timedelta(days=60), due=TODAY - timedelta(days=30)
        )
    with time_machine.travel(NOW - timedelta(days=40), tick=False):
        project.promise_by(
            TODAY - timedelta(days=20), by=here.house, seen=project.version, why="The hall is late."
        )
    project.end("done", TODAY - timedelta(days=22), by=here.house, seen=project.version)
    told = found(here)["Fair"]
    assert [(one.on, one.by_when) for one in told.said] == [
        (TODAY - timedelta(days=60), TODAY - timedelta(days=30)),
        (TODAY - timedelta(days=40), TODAY - timedelta(days=20)),
    ]
    assert told.last.why == "The hall is late."
    assert (told.late, told.kept, told.kept_in_the_end) == (8, False, True)


def test_a_slip_taken_back_the_same_day_was_never_said(here: Cast) -> None:
    here.spring.promise_by(TODAY + timedelta(days=400), by=here.account(here.marek), seen=here.spring.version)
    undo(Change.objects.latest("number").act, by=here.account(here.marek))
    assert len(found(here)["Acme spring launch"].said) == 1


def test_without_a_date_nothing_was_promised(here: Cast) -> None:
    Project.open("Someday", by=here.house, on=TODAY)
    assert "Someday" not in found(here)


def test_let_go_and_standing_work_are_no_promises(here: Cast) -> None:
    Project.open("Payroll", by=here.house, on=TODAY, kind="standing", due=TODAY + timedelta(days=9))
    gone = Project.open("Gone", by=here.house, on=TODAY, due=TODAY + timedelta(days=9))
    gone.end("let_go", TODAY, by=here.house, seen=gone.version)
    assert found(here).keys() == {"Acme spring launch"}


def test_the_chance_it_was_given_on_is_the_one_of_that_week(here: Cast) -> None:
    project = fair(here, "Fair", 40, 44)
    first = project.opened_on
    for on, chance in (
        (first - timedelta(days=1), 0.1),
        (first + timedelta(days=2), 0.62),
        (first + timedelta(days=4), 0.9),
    ):
        KeptForecast.objects.create(
            on=on, noun="project", record_id=project.pk, chance=chance, by_when=project.due
        )
    assert found(here)["Fair"].chance == 0.62


def test_clients_are_told_apart_and_we_come_last(here: Cast) -> None:
    fair(here, "One", 40, 50, company=here.acme)
    fair(here, "Two", 40, 38, company=here.acme)
    fair(here, "Three", 40, 40)
    told = promised(here.account(here.marek), NOW)
    acme, ours = by_client(told)
    assert (acme.client, acme.done, acme.by_first, acme.days) == ("Acme", 2, 1, 4)
    assert (ours.client, ours.done, ours.by_first, ours.days) == ("Our own", 1, 1, 0)
    assert together(told).done == 3


def test_hours_said_stand_beside_hours_used(here: Cast) -> None:
    project = fair(here, "Fair", 40, 44, budget_hours=Decimal(10))
    TimeEntry.record(here.tom, date(2026, 11, 2), Decimal(12), by=here.house, project=project)
    told = found(here)["Fair"]
    assert (told.budget, told.used) == (10, Recorded(Decimal(12), Decimal(12)))
    TimeEntry.add("recorded", by=here.house, person=here.tom, on=date(2026, 11, 3), hours=Decimal(9),
                  project=project, source=TimeEntry.Source.ASSUMED)  # fmt: skip
    used = found(here)["Fair"].used
    assert (used.hours, used.share > 0.5, used.speaks) == (21, True, False), "too few of them are real"


def test_what_she_may_not_see_is_not_told(here: Cast) -> None:
    here.secret.promise_by(TODAY + timedelta(days=9), by=here.house, seen=here.secret.version)
    assert "Quiet offer" in found(here)
    assert "Quiet offer" not in found(here, here.lea)
