"""The schedule as each one may see it: loads, timelines, the tray, and why."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from time_machine import travel

from cast import NOW, TODAY, Cast, cast
from varifocal.flows.replan import replan
from varifocal.org.people.person import Absence, Person
from varifocal.org.work.order import Assignment
from varifocal.org.work.task import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    made = cast()
    replan(NOW)
    return made


@pytest.fixture(autouse=True)
def monday() -> object:
    with travel(NOW, tick=False) as moment:
        yield moment


def door(people: Cast, person: Person) -> Client:
    client = Client()
    client.force_login(people.account(person))
    return client


@pytest.mark.parametrize("path", ["/schedule", "/schedule/people", "/schedule/tray"])
def test_everybody_inside_sees_it_and_nobody_else(people: Cast, path: str) -> None:
    for person in (people.ines, people.marek, people.lea, people.tom):
        assert door(people, person).get(path).status_code == 200
    assert door(people, people.gus).get(path).status_code == 404
    keeper = Client()
    keeper.force_login(people.kim)
    assert keeper.get(path).status_code == 404


def test_work_she_may_not_see_is_absent_from_bars_and_sums(people: Cast) -> None:
    assert "Hush-hush" in door(people, people.marek).get("/schedule/people").content.decode()
    assert "Hush-hush" not in door(people, people.tom).get("/schedule/people").content.decode()
    row = ["Marek Novak", "0"]
    seen = door(people, people.tom).get("/schedule").context["it"].picture.rows
    assert any(
        line[: len(row)] == row or line[1].startswith("0") for line in seen if line[0] == "Marek Novak"
    )


def test_a_week_away_has_no_capacity(people: Cast) -> None:
    Absence.announce(
        people.tom, TODAY + timedelta(days=7), TODAY + timedelta(days=13), by=people.account(people.tom)
    )
    it = door(people, people.ines).get("/schedule").context["it"]
    assert it.picture is not None
    assert "away" in it.picture.svg


def test_agreeing_from_the_tray_places_a_projects_work(people: Cast) -> None:
    marek = door(people, people.marek)
    assert "Acme spring launch" in marek.get("/schedule/tray").content.decode()
    answer = marek.post("/schedule/agree", {"project": people.spring.pk})
    assert answer.status_code == 302
    assert Assignment.objects.filter(task=people.shoot).exists()


def test_a_member_cannot_agree_for_a_project(people: Cast) -> None:
    assert door(people, people.tom).post("/schedule/agree", {"project": people.spring.pk}).status_code == 403
    assert not Assignment.objects.filter(task=people.shoot).exists()


def test_why_says_what_holds_a_task_and_withholds_what_she_may_not_see(people: Cast) -> None:
    page = door(people, people.ana).get(f"/schedule/why/{people.script.pk}").content.decode()
    assert "Storyboard" in page
    Assignment.agree(people.shoot, [people.marek], by=people.house)
    Assignment.agree(people.hush, [people.marek], by=people.house, rank=0.5)
    page = door(people, people.ana).get(f"/schedule/why/{people.shoot.pk}").content.decode()
    assert "Hush-hush" not in page
    assert door(people, people.ana).get(f"/schedule/why/{people.hush.pk}").status_code == 404


def test_why_a_finished_task_is_a_404(people: Cast) -> None:
    people.storyboard.finish(by=people.house, seen=people.storyboard.version, at=NOW)
    assert door(people, people.ana).get(f"/schedule/why/{people.storyboard.pk}").status_code == 404


@pytest.mark.parametrize("path", ["/schedule", "/schedule/people", "/schedule/tray"])
def test_more_rows_ask_no_more_queries(people: Cast, path: str) -> None:
    client = door(people, people.ines)
    counts = []
    for _ in range(2):
        more = [{"name": f"Page {number}", "effort": "3"} for number in range(10)]
        for task in Task.plan_many(people.spring, more, by=people.house, on=TODAY)[:5]:
            Assignment.agree(task, [Person.welcome("One more", by=people.house)], by=people.house)
        replan(NOW)
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 12
