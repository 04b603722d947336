"""The day sheet on its page and on Today: proposed, changed, confirmed by one key; hers alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cast import NOW, TODAY, Cast, cast
from varifocal.org.people.person import Person
from varifocal.org.work.day_sheet import DaySheet
from varifocal.org.work.doing import TimeEntry
from varifocal.org.work.order import Assignment
from varifocal.org.work.task import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Iterator[Cast]:
    with time_machine.travel(NOW + timedelta(hours=8), tick=False):
        yield cast()


def client_of(here: Cast, person: Person) -> Client:
    client = Client()
    client.force_login(here.account(person))
    return client


def test_the_page_proposes_and_one_sending_confirms(here: Cast) -> None:
    here.storyboard.start(by=here.house, seen=here.storyboard.version, at=NOW)
    client = client_of(here, here.tom)
    page = client.get(f"/day?on={TODAY}").content.decode()
    assert f'value="task:{here.storyboard.pk}"' in page
    assert 'data-key="y"' in page
    sent = {"on": TODAY, "key": [f"task:{here.storyboard.pk}", "none", ""], "hours": ["6,5", "", "3"]}
    answer = client.post("/day/confirm", sent)
    assert answer.headers["Location"] == "/"
    assert TimeEntry.objects.get(person=here.tom, on=TODAY).hours == 6.5
    assert "Confirmed." in client.get(f"/day?on={TODAY}").content.decode()


def test_a_second_sending_is_told_and_writes_nothing(here: Cast) -> None:
    client, sent = client_of(here, here.tom), {"on": TODAY, "key": "none", "hours": "8"}
    assert client.post("/day/confirm", sent).status_code == 302
    again = client.post("/day/confirm", sent)
    assert again.status_code == 422
    assert "confirmed meanwhile" in again.content.decode()
    assert TimeEntry.objects.filter(person=here.tom).count() == 1


@pytest.mark.parametrize("hours", ["eight", "-1", "25", "NaN", "1e400", "Infinity"])
def test_hours_that_cannot_be_are_told(here: Cast, hours: str) -> None:
    answer = client_of(here, here.tom).post("/day/confirm", {"on": TODAY, "key": "none", "hours": hours})
    assert answer.status_code == 422
    assert "hours" in answer.content.decode()
    assert not DaySheet.objects.exists()


@pytest.mark.parametrize("on", ["", "soon", "2026-02-30", "0001-01-01", "9999-12-31"])
def test_a_day_that_is_none_is_not_here(here: Cast, on: str) -> None:
    client = client_of(here, here.tom)
    assert client.get(f"/day?on={on}").status_code == 404
    assert client.post("/day/confirm", {"on": on, "key": "none", "hours": "1"}).status_code == 404


def test_today_asks_for_the_days_that_wait(here: Cast) -> None:
    client = client_of(here, here.tom)
    assert 'hx-get="/day/open"' in client.get("/").content.decode()
    waiting = client.get("/day/open").content.decode()
    assert "Friday, 8" in waiting
    assert "Today, 8" in waiting
    assert waiting.count('data-key="y"') == 1, "one key confirms the first"
    for on in (TODAY, TODAY - timedelta(days=3)):
        client.post("/day/confirm", {"on": on, "key": "none", "hours": "8"})
    assert "Your days" not in client.get("/day/open").content.decode()


def test_a_day_ahead_says_so(here: Cast) -> None:
    page = client_of(here, here.tom).get(f"/day?on={TODAY + timedelta(days=1)}").content.decode()
    assert "It has not come yet." in page
    assert 'data-key="y"' not in page


def test_a_guest_has_no_days(here: Cast) -> None:
    for path in ("/day", "/day/open"):
        assert client_of(here, here.gus).get(path).status_code == 404


def test_as_many_queries_for_twenty_tasks_as_for_ten(here: Cast) -> None:
    client = client_of(here, here.tom)

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(f"/day?on={TODAY}").status_code == 200
        return len(seen)

    def more(count: int) -> None:
        for number in range(count):
            task = Task.plan(here.spring, f"More {number}", by=here.house, on=TODAY, effort="1")
            Assignment.agree(task, [here.tom], by=here.house)

    more(10)
    queries()
    ten = queries()
    more(10)
    assert queries() == ten <= 12
