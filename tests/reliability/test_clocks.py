"""R11 in quick form: a day without two o'clock, one with it twice, 29 February, New Year, a clock set back."""

from __future__ import annotations

import itertools
import os
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from cast import Cast, cast
from varifocal.flows.replan import replan
from varifocal.flows.worker import FLOW, LEASE_SECONDS
from varifocal.org.base.account import Account
from varifocal.org.base.acts import Change, broken_link
from varifocal.org.base.organization import Organization
from varifocal.org.base.plumbing import Bookmark, SignInLink
from varifocal.org.people.person import Person
from varifocal.org.runs.run import ScheduledTask
from varifocal.org.work.doing import TimeEntry
from varifocal.org.work.task import Task

LONG = os.environ.get("VARIFOCAL_LONG") == "1"
ZONES = (
    "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia", "Pacific/Chatham",
    "Africa/Casablanca", "America/St_Johns", "Asia/Tehran", "Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC",
)  # fmt: skip
MOMENTS = (
    datetime(2027, 3, 28, 0, 45, tzinfo=UTC),  # Berlin's clocks jump at 01:00 UTC
    datetime(2027, 10, 31, 0, 15, tzinfo=UTC),  # and go back at 01:00 UTC
    datetime(2027, 3, 14, 6, 45, tzinfo=UTC),  # New York's
    datetime(2027, 4, 3, 14, 45, tzinfo=UTC),  # Lord Howe's, by half an hour
    datetime(2028, 2, 29, 12, 0, tzinfo=UTC),
    datetime(2026, 12, 31, 23, 45, tzinfo=UTC),
)
PAIRS = (
    tuple(itertools.product(ZONES, MOMENTS))
    if LONG
    else tuple(zip(ZONES, itertools.cycle(MOMENTS), strict=False))
)
PAGES = (
    "/",
    "/week",
    "/balance",
    "/schedule",
    "/schedule/load",
    "/projects",
    "/direction",
    "/changes",
    "/people",
)


@pytest.fixture
def here(db: None) -> Cast:
    return cast()


@pytest.mark.parametrize(("zone", "moment"), PAIRS)
def test_a_day_of_work_across_a_change_of_clocks(here: Cast, zone: str, moment: datetime) -> None:
    """Bad input: clock changes at daylight saving: every page answers, a run is made, hours fall on the day they
    were worked where she is, and an hour that the clock shows twice counts once."""
    Organization.objects.update(zone=zone)
    Person.objects.update(zone=zone)
    task = Task.objects.get(pk=here.storyboard.pk)
    with time_machine.travel(moment, tick=False) as clock:
        client = Client(raise_request_exception=False)
        client.force_login(here.account(here.tom), settings.AUTHENTICATION_BACKENDS[0])
        assert client.post(f"/today/{task.pk}/start", {"seen": task.version}).status_code == 302
        clock.shift(timedelta(minutes=45))
        run = replan(moment + timedelta(minutes=45))
        for page in PAGES:
            assert client.get(page).status_code == 200, page
        task.refresh_from_db()
        answer = client.post(f"/today/{task.pk}/done", {"seen": task.version, "minutes": "45"})
        assert answer.status_code == 302
        added = client.post("/tasks/new", {"line": "Poster 3h due tomorrow", "project": here.spring.pk})
        assert added.status_code == 302
    entry = TimeEntry.objects.get(task=task)
    local = (moment + timedelta(minutes=45)).astimezone(ZoneInfo(zone)).date()
    assert (entry.on, entry.hours) == (local, Decimal("0.75"))
    assert task.started_at == moment
    assert Task.objects.get(name="Poster").due == local + timedelta(days=1)
    rows = ScheduledTask.objects.filter(run=run).exclude(start=None)
    assert rows.exists()
    assert all(row.start <= row.finish for row in rows)
    assert broken_link() is None


def test_a_clock_set_back_neither_stops_the_worker_nor_opens_an_old_link(here: Cast) -> None:
    """R11: a lease and a link are bounded by what they were given, not by what the clock says now."""
    noon = datetime(2027, 10, 31, 12, 0, tzinfo=UTC)
    with time_machine.travel(noon, tick=False) as clock:
        assert Bookmark.claim(FLOW, "gone", seconds=LEASE_SECONDS)
        assert Bookmark.claim(FLOW, "next", seconds=LEASE_SECONDS) is None
        clock.shift(timedelta(hours=-1))
        assert Bookmark.claim(FLOW, "next", seconds=LEASE_SECONDS)
        secret = SignInLink.make(here.account(here.tom), hours=1)
        assert SignInLink.use(secret) is not None
        clock.shift(timedelta(hours=-3))
        assert SignInLink.use(secret) is None


def test_the_log_stays_in_order_when_the_clock_goes_back(here: Cast) -> None:
    """R11: numbers follow the commits, not the clock; undo and the page of changes go by numbers."""
    ines = here.account(here.ines)
    client = Client(raise_request_exception=False)
    with time_machine.travel(datetime(2027, 10, 31, 0, 59, tzinfo=UTC), tick=False) as clock:
        client.force_login(Account.objects.get(pk=ines.pk), settings.AUTHENTICATION_BACKENDS[0])
        client.post("/settings/skills", {"name": "First"})
        clock.shift(timedelta(minutes=-30))
        client.post("/settings/skills", {"name": "Second"})
        act = Change.objects.get(label="Second").act
        assert client.post(f"/changes/{act}/undo").status_code == 302
        assert client.get("/changes").status_code == 200
    labels = list(Change.objects.filter(noun="skill").order_by("number").values_list("label", flat=True))
    assert labels[-3:] == ["First", "Second", "Second"]
    assert broken_link() is None
