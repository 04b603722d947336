"""Quick add through the door: one line makes one task, or nothing and a sentence."""

from __future__ import annotations

import json

import pytest
from django.http import HttpResponse
from django.test import Client

from cast import Cast, cast
from varifocal.org.base.acts import Change
from varifocal.org.people.person import Person
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Cast:
    return cast()


def add(here: Cast, person: Person, line: str, page: str = "/", **more: str) -> HttpResponse:
    client = Client()
    client.force_login(here.account(person))
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{page}"}
    return client.post("/tasks/new", {"line": line, **more}, headers=headers)


def test_a_line_makes_the_task_with_people_and_shows_its_line_of_sight(here: Cast) -> None:
    answer = add(here, here.marek, "Colour test for Acme 6h @tom due 2027-01-15 !urgent")
    assert answer.status_code == 200
    page = answer.content.decode()
    for words in (
        "Colour test",
        "Acme spring launch",
        "Ten retained clients",
        "The agency others learn from",
    ):
        assert words in page
    task = Task.objects.get(name="Colour test")
    assert (task.project, task.priority, str(task.due)) == (here.spring, 1, "2027-01-15")
    assert [one.person for one in task.assignments.all()] == [here.tom]
    assert task.estimates.get().likely == 6
    toast = json.loads(answer["HX-Trigger"])["toast"]
    assert toast["text"].startswith("Added “Colour test”")


def test_undo_takes_task_people_and_estimate_back(here: Cast) -> None:
    answer = add(here, here.marek, "Colour test for Acme 6h @tom")
    undo = json.loads(answer["HX-Trigger"])["toast"]["undo"]
    client = Client()
    client.force_login(here.account(here.marek))
    assert client.post(undo).status_code == 302
    assert not Task.objects.filter(name="Colour test").exists()


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("Colour test for Acme @tomm", "Did you mean Tom Okafor?"),
        ("Colour test #acmee", "Did you mean Acme spring launch?"),
        ("Colour test for Acme due 31 feb", "There is no 31 feb"),
        ("Colour test for Acme 10-6-4", "above the likely one"),
        ("6h @tom", "What is to be done?"),
        ("x" * 501, "longer than 500 characters"),
    ],
)
def test_what_is_not_understood_gets_a_sentence_and_writes_nothing(
    here: Cast, line: str, sentence: str
) -> None:
    before = (Task.objects.count(), Change.objects.count())
    answer = add(here, here.marek, line)
    assert answer.status_code == 422
    assert sentence in answer.content.decode().replace("&#x27;", "'")
    assert (Task.objects.count(), Change.objects.count()) == before


def test_without_a_project_she_is_asked_which(here: Cast) -> None:
    answer = add(here, here.tom, "Colour test 6h")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "For which project" in page
    assert "Acme spring launch" in page
    assert "Quiet offer" not in page, "she does not see it"
    assert add(here, here.tom, "Colour test 6h", project=str(here.spring.pk)).status_code == 200


@pytest.mark.parametrize("page", ["/projects/{spring}", "/projects/{spring}/list", "/tasks/{script}"])
def test_the_project_of_the_page_is_taken(here: Cast, page: str) -> None:
    url = page.format(spring=here.spring.pk, script=here.script.pk)
    assert add(here, here.tom, "Colour test", url).status_code == 200
    assert Task.objects.get(name="Colour test").project == here.spring


def test_a_project_she_does_not_see_can_not_be_written_into(here: Cast) -> None:
    assert add(here, here.tom, "Colour test", f"/projects/{here.secret.pk}").status_code == 422
    assert add(here, here.tom, "Colour test #quiet").status_code == 422
    assert add(here, here.tom, "Colour test", project=str(here.secret.pk)).status_code == 422
    assert not Task.objects.filter(name="Colour test").exists()


def test_a_member_takes_work_on_herself_but_gives_none_to_others(here: Cast) -> None:
    assert add(here, here.tom, "Colour test for Acme @me").status_code == 200
    assert Task.objects.get(name="Colour test").assignments.get().person == here.tom
    assert add(here, here.tom, "Sound test for Acme @ana").status_code == 403
    assert not Task.objects.filter(name="Sound test").exists()


def test_a_guest_makes_nothing(here: Cast) -> None:
    assert add(here, here.gus, "Colour test for Acme").status_code == 422
    assert not Task.objects.filter(name="Colour test").exists()


def test_sent_twice_it_is_there_once(here: Cast) -> None:
    for _ in range(2):
        assert add(here, here.marek, "Colour test for Acme", once="abc").status_code in (200, 204)
    assert Task.objects.filter(name="Colour test").count() == 1


def test_a_skill_or_kind_is_needed_not_a_person(here: Cast) -> None:
    assert add(here, here.marek, "Colour test for Acme @copy").status_code == 200
    assert Task.objects.get(name="Colour test").needs.get().skill == here.copy
    assert add(here, here.marek, "Frames for Acme @storyboard").status_code == 200
    assert Task.objects.get(name="Frames").kind == here.storyboarding


def test_without_scripts_it_leads_to_the_task_or_to_a_page_that_asks(here: Cast) -> None:
    client = Client()
    client.force_login(here.account(here.marek))
    asked = client.post("/tasks/new", {"line": "Colour test"})
    assert asked.status_code == 422
    assert 'value="Colour test"' in asked.content.decode()
    made = client.post("/tasks/new", {"line": "Colour test", "project": here.spring.pk})
    assert made.status_code == 302
    assert made["Location"] == f"/tasks/{Task.objects.get(name='Colour test').pk}"


def test_with_no_open_project_the_way_to_one_is_shown(here: Cast) -> None:
    for project in Project.objects.all():
        project.end("done", here.spring.opened_on, by=here.house, seen=project.version)
    assert "no open project" in add(here, here.marek, "Colour test").content.decode()
