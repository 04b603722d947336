"""The page of what we said and what came true."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cast import NOW, TODAY, Cast, cast
from varifocal.org.base.access import set_roles
from varifocal.org.money.agreement import Agreement
from varifocal.org.people.person import Person
from varifocal.org.work.doing import TimeEntry
from varifocal.org.work.project import Project

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Iterator[Cast]:
    with time_machine.travel(NOW, tick=False):
        yield cast()


def client_of(here: Cast, person: Person) -> Client:
    client = Client()
    client.force_login(here.account(person))
    return client


def fairs(here: Cast, first: int, count: int) -> None:
    for number in range(first, first + count):
        opened = TODAY - timedelta(days=60)
        project = Project.open(
            f"Fair {number}", by=here.house, on=opened, due=opened + timedelta(days=30), company=here.acme
        )
        project.end("done", opened + timedelta(days=28 + number), by=here.house, seen=project.version)


def test_it_says_how_many_came_true_and_draws_them(here: Cast) -> None:
    fairs(here, 0, 4)
    page = client_of(here, here.marek).get("/projects/promises").content.decode()
    assert "Three of four came true as first said" in page
    assert "1\N{NO-BREAK SPACE}day late" in page
    assert page.count('class="dot kept"') == 3
    assert page.count('class="dot danger"') == 1


def test_it_leaves_as_a_file(here: Cast) -> None:
    fairs(here, 0, 2)
    told = client_of(here, here.marek).get("/projects/promises?as=csv").content.decode()
    assert "Fair 0,Acme,2026-10-24" in told
    assert len(told.splitlines()) == 4, "a head, two that are done, one that is open"


def test_an_empty_house_is_told_what_will_stand_here(here: Cast) -> None:
    here.spring.remove(by=here.house)
    page = client_of(here, here.marek).get("/projects/promises").content.decode()
    assert "No promise has come due yet" in page


def test_it_is_for_those_who_promise(here: Cast) -> None:
    assert client_of(here, here.tom).get("/projects/promises").status_code == 403


def test_as_many_queries_for_twenty_as_for_ten(here: Cast) -> None:
    client = client_of(here, here.marek)

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/projects/promises").status_code == 200
        return len(seen)

    fairs(here, 0, 10)
    ten = queries()
    fairs(here, 10, 10)
    assert queries() == ten <= 12


def test_sums_stand_beside_the_hours_used_for_them(here: Cast) -> None:
    since = TODAY - timedelta(days=9)
    for name, price, hours in (("Film", 4_000, 20), ("Sound", 500, 5)):
        Agreement.agree(here.acme, name, since, by=here.house, price=Decimal(price), hours=Decimal(hours))
    TimeEntry.record(here.tom, TODAY, Decimal(8), by=here.house, task=here.storyboard)
    ines, marek = here.account(here.ines), client_of(here, here.marek)
    set_roles(ines, ines.roles, by=here.house, seen=ines.version, money_right=True)
    seen = client_of(here, here.ines).get("/projects/promises/sums").content.decode()
    assert "4,500" in seen
    assert "8\N{NO-BREAK SPACE}h <small>of 25" in seen, "hours that count for both are used once"
    unseen = marek.get("/projects/promises/sums").content.decode()
    assert "of 25" in unseen
    assert "4,500" not in unseen
