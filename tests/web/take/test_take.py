"""The page of "Can we take it?": two fields, an answer in a sentence, and what becomes of it."""

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
from varifocal.org.base.acts import Change
from varifocal.org.people.person import Person
from varifocal.org.work.opportunity import Opportunity
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Iterator[Cast]:
    with time_machine.travel(NOW, tick=False):
        yield cast()


@pytest.fixture
def pattern(here: Cast) -> Project:
    done = Project.open("Winter fair", by=here.house, on=TODAY - timedelta(days=40))
    task = Task.plan(done, "Draw", by=here.house, on=done.opened_on, effort="20")
    task.finish(by=here.house, seen=task.version, at=NOW - timedelta(days=9))
    done.end("done", TODAY - timedelta(days=9), by=here.house, seen=done.version)
    return done


def client_of(here: Cast, person: Person) -> Client:
    client = Client()
    client.force_login(here.account(person))
    return client


def asked(pattern: Project, days: int = 30, **more: object) -> dict[str, object]:
    return {"like": pattern.pk, "wished": str(TODAY + timedelta(days=days)), **more}


def test_two_fields_bring_an_answer_and_write_nothing(here: Cast, pattern: Project) -> None:
    lines = Change.objects.count()
    page = client_of(here, here.marek).get("/take", asked(pattern)).content.decode()
    assert "Yes, by 23\N{NO-BREAK SPACE}Dec" in page
    assert "Nineteen in twenty by" in page
    assert Change.objects.count() == lines


def test_too_soon_says_from_when_it_holds_and_offers_ways(here: Cast, pattern: Project) -> None:
    client = client_of(here, here.marek)
    page = client.get("/take", asked(pattern, 1)).content.decode()
    assert "Not by 24\N{NO-BREAK SPACE}Nov; by" in page
    ways = client.get("/take/ways", asked(pattern, 1)).content.decode()
    assert "Promise a later day" in ways


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("wished", str(TODAY - timedelta(days=3)), "That is before it begins."),
        ("begins", str(TODAY - timedelta(days=3)), "That day has passed"),
        ("wished", "soon", "Enter a valid date."),
        ("wished", "9999-12-31", "9999-12-31 is no day for work."),
        ("like", "987654", "Select a valid choice"),
        ("hours", "0", "greater than or equal to 1"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field(
    here: Cast, pattern: Project, field: str, value: str, sentence: str
) -> None:
    answer = client_of(here, here.marek).get("/take", asked(pattern) | {field: value})
    assert answer.status_code == 200
    assert sentence in answer.content.decode()


def test_it_is_for_those_who_may_promise(here: Cast, pattern: Project) -> None:
    for path in ("/take", "/take/ways"):
        assert client_of(here, here.tom).get(path).status_code == 403
    for path in ("/take/keep", "/take/open"):
        assert client_of(here, here.tom).post(path, asked(pattern)).status_code == 403
    assert not Opportunity.objects.exists()


def test_a_pattern_she_may_not_see_is_not_offered(here: Cast, pattern: Project) -> None:
    pattern.show_to("named", by=here.house, seen=pattern.version, people=[here.ines])
    page = client_of(here, here.lea).get("/take", asked(pattern)).content.decode()
    assert "Winter fair" not in page
    assert "Four in five by" not in page


def test_kept_asked_again_and_let_go(here: Cast, pattern: Project) -> None:
    client = client_of(here, here.marek)
    sent = asked(pattern, name="Spring fair", win="60")
    assert client.post("/take/keep", sent).status_code == 302
    opportunity = Opportunity.objects.get()
    assert (opportunity.name, opportunity.win, opportunity.worth) == ("Spring fair", 60, None)
    page = client.get("/take").content.decode()
    assert "Spring fair" in page
    assert f"like={pattern.pk}&amp;wished=2026-12-23" in page
    stale = client.post(f"/take/{opportunity.pk}/let-go", {"seen": opportunity.version + 1})
    assert stale.status_code == 409
    assert client.post(f"/take/{opportunity.pk}/let-go", {"seen": opportunity.version}).status_code == 302
    assert "Let “Spring fair” go" in client.get("/take").content.decode()
    assert "Spring fair" not in client.get("/take").content.decode()
    assert Opportunity.objects.get().stage == "lost"


def test_it_becomes_a_project_by_the_day_that_holds(here: Cast, pattern: Project) -> None:
    client = client_of(here, here.marek)
    client.post("/take/keep", asked(pattern, name="Spring fair"))
    kept = Opportunity.objects.get()
    sent = asked(pattern, name="Spring fair", kept=kept.pk, due=str(TODAY + timedelta(days=44)))
    answer = client.post("/take/open", sent)
    project = Project.objects.get(name="Spring fair")
    assert answer.headers["Location"] == f"/projects/{project.pk}"
    assert project.due == TODAY + timedelta(days=44)
    kept.refresh_from_db()
    assert kept.project == project


def test_money_is_for_those_who_see_money(here: Cast, pattern: Project) -> None:
    sent = asked(pattern, worth="4000")
    assert "an hour if it takes" not in client_of(here, here.marek).get("/take", sent).content.decode()
    account = here.account(here.marek)
    set_roles(account, ["manager"], by=here.house, seen=account.version, money_right=True)
    client = client_of(here, here.marek)
    assert "an hour if it takes" in client.get("/take", sent).content.decode()
    client.post("/take/keep", sent)
    assert Opportunity.objects.get().worth == Decimal(4000)
    assert "4,000" in client.get("/take").content.decode()
    assert "4,000" not in client_of(here, here.lea).get("/take").content.decode()


def test_two_kept_lead_to_how_they_fit_side_by_side(here: Cast, pattern: Project) -> None:
    client = client_of(here, here.marek)
    for name in ("One", "Other"):
        client.post("/take/keep", asked(pattern, name=name))
    assert "/clients/side-by-side" in client.get("/take").content.decode()
    assert "One" in client.get("/clients/side-by-side").content.decode()


def test_the_queries_do_not_grow_with_what_is_kept(here: Cast, pattern: Project) -> None:
    client = client_of(here, here.marek)

    def queries() -> int:
        client.get("/take")
        with CaptureQueriesContext(connection) as seen:
            client.get("/take")
        return len(seen)

    for number in range(3):
        client.post("/take/keep", asked(pattern, name=f"Fair {number}"))
    few = queries()
    for number in range(6):
        client.post("/take/keep", asked(pattern, name=f"More {number}"))
    assert queries() == few <= 12


def test_an_empty_house_is_told_where_sizes_come_from(here: Cast) -> None:
    assert "Nothing has been finished yet" in client_of(here, here.marek).get("/take").content.decode()
