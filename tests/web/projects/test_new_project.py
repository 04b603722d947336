"""A new project through the door: empty, from a finished one, with a pasted list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from cast import TODAY, Cast, cast
from varifocal.org.base.acts import Change
from varifocal.org.people.person import Person
from varifocal.org.relations.company import Company
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Cast:
    return cast()


@pytest.fixture
def at(here: Cast) -> Callable[[Person], Client]:
    def sign_in(person: Person) -> Client:
        client = Client()
        client.force_login(here.account(person))
        return client

    return sign_in


def test_a_name_is_enough_and_a_double_click_makes_one(here: Cast, at) -> None:
    client, sent = at(here.marek), {"name": "Autumn", "kind": "ordered", "once": "one"}
    for _ in range(2):
        assert client.post("/projects/new", sent).status_code == 302
    assert Project.objects.filter(name="Autumn").count() == 1


def test_goal_client_and_dates_are_taken(here: Cast, at) -> None:
    due = TODAY + timedelta(days=50)
    sent = {
        "name": "Autumn", "kind": "unsold", "goal": here.studio.pk, "due": due, "new_company": "Beta Bikes",
        "manager": here.marek.pk, "budget_hours": "90",
    }  # fmt: skip
    client = at(here.marek)
    assert client.post("/projects/new", sent).status_code == 302
    project = Project.objects.get(name="Autumn")
    assert (project.company.name, project.due, project.kind) == ("Beta Bikes", due, "unsold")
    assert project.serves.get().goal == here.studio
    assert (
        client.post("/projects/new", sent | {"name": "Winter", "new_company": "beta bikes"}).status_code
        == 302
    )
    assert Company.objects.filter(name__iexact="beta bikes").count() == 1
    act = Change.objects.filter(verb="project.opened", label="Autumn").get().act
    assert client.post(f"/changes/{act}/undo").status_code == 409, "Winter stands on the client by now"


def test_a_due_date_in_the_past_is_told_beside_its_field(here: Cast, at) -> None:
    answer = at(here.marek).post(
        "/projects/new", {"name": "Autumn", "kind": "own", "due": TODAY - timedelta(days=900)}
    )
    assert answer.status_code == 422
    assert "before it was opened" in answer.content.decode()
    assert not Project.objects.filter(name="Autumn").exists()


def test_it_begins_with_the_tasks_of_a_finished_one(here: Cast, at) -> None:
    here.spring.end("done", TODAY, by=here.house, seen=here.spring.version)
    client = at(here.marek)
    offered = client.get(f"/projects/alike?name=launch&company={here.acme.pk}&kind=ordered").content.decode()
    assert "Acme spring launch" in offered
    assert "the same client" in offered
    page = client.get(f"/projects/new?goal={here.retained.pk}&from={here.spring.pk}").content.decode()
    assert f'value="{here.spring.pk}" checked' in page
    sent = {"name": "Autumn", "kind": "ordered", "pattern": here.spring.pk}
    assert client.post("/projects/new", sent).status_code == 302
    assert Project.objects.get(name="Autumn").tasks.count() == 3


def test_a_pattern_she_cannot_see_is_none(here: Cast, at) -> None:
    here.secret.show_to("named", by=here.house, seen=here.secret.version, people=[])
    here.secret.hand_to(None, by=here.house, seen=here.secret.version)
    sent = {"name": "Autumn", "kind": "ordered", "pattern": here.secret.pk}
    assert at(here.marek).post("/projects/new", sent).status_code == 404


def test_a_list_is_looked_at_before_it_is_planned(here: Cast, at) -> None:
    client, url = at(here.marek), f"/projects/{here.spring.pk}/paste"
    sent = {"text": "Brief 2h\n  Concept @ana 1d", "order": "indent"}
    looked = client.post(url, sent | {"look": "1"}).content.decode()
    assert "2 tasks, ready to be planned" in looked
    assert "Ana Silva" in looked
    assert here.spring.tasks.count() == 3
    assert client.post(url, sent | {"write": "1"}).status_code == 302
    assert here.spring.tasks.count() == 5
    act = Change.objects.latest("number").act
    client.post(f"/changes/{act}/undo")
    assert here.spring.tasks.count() == 3


def test_a_list_with_a_problem_is_never_written_in_part(here: Cast, at) -> None:
    client, url = at(here.marek), f"/projects/{here.spring.pk}/paste"
    answer = client.post(url, {"text": "Brief 2h\nConcept @zora", "order": "none", "write": "1"})
    page = answer.content.decode()
    assert "1 of 2 lines need a word more" in page
    assert "Nobody and no skill here is called “zora”" in page
    assert "Brief 2h" in page, "what she pasted is still there"
    assert not Task.objects.filter(name="Brief").exists()


def test_nothing_pasted_is_said_beside_the_field(here: Cast, at) -> None:
    answer = at(here.marek).post(f"/projects/{here.spring.pk}/paste", {"text": "\n  \n", "order": "none"})
    assert "There is no line with a task in it." in answer.content.decode()
