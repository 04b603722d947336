"""How we work in the browser: processes, findings and what is made of them, for whoever may see what."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from time_machine import travel

from cast import NOW, TODAY
from doors import World, world
from varifocal.flows.own_log import process_log
from varifocal.org.base.acts import Change
from varifocal.org.base.undo import undo
from varifocal.org.evidence.adoption import Adoption
from varifocal.org.evidence.process import Process, ProcessStep
from varifocal.org.models import Project, Task, TaskKind

pytestmark = pytest.mark.django_db
LATE = (4, 12, 11, 9, 3, 12, 14, 10)
"""Days the answers took that were agreed to take five."""


@pytest.fixture
def house() -> World:
    return world()


def lived(house: World, answers: tuple[int, ...] = LATE, since: int = 300) -> list[Task]:
    """Six projects, each with a briefing and an answer from the client; the last two of them twice."""
    here, by = house.cast, house.cast.house
    kind, asked = TaskKind.objects.get(name="Briefing"), []
    projects = [
        Project.open(f"Film {n}", by=by, on=TODAY - timedelta(days=since), company=here.acme)
        for n in range(6)
    ]
    for number, days in enumerate(answers):
        project = projects[number % len(projects)]
        begin = datetime.combine(TODAY - timedelta(days=since - 5 * number), time(9), UTC)
        lines = [
            {"name": f"Brief {number}", "kind": kind},
            {"name": f"Answer {number}", "is_wait": True, "waits_on": here.acme, "wait_days": Decimal(5)},
        ]
        brief, answer = Task.plan_many(project, lines, by=by, on=begin.date())
        for task, moment, took in ((brief, begin, 1), (answer, begin + timedelta(days=2), days)):
            Task.objects.filter(pk=task.pk).update(
                started_at=moment, finished_at=moment + timedelta(days=took)
            )
        asked.append(answer)
    return asked


def page(client: Client, path: str) -> str:
    with travel(NOW, tick=False):
        answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.text


def test_a_process_shows_its_steps_as_they_are_lived(house: World) -> None:
    lived(house)
    text = page(house.client("tom"), f"/ways/processes/{house.open_things['processes'].pk}")
    assert "Client approval: 6 of 8 answers came later than agreed, by 6.3" in text.replace(
        "\N{NO-BREAK SPACE}", " "
    )
    assert "€" not in text


def test_projects_one_may_not_see_are_in_no_count(house: World) -> None:
    late = lived(house)
    secret = house.cast.secret
    Task.objects.filter(project__in=[one.project_id for one in late[:3]]).update(project=secret)
    path = f"/ways/processes/{house.open_things['processes'].pk}"
    assert "answers came later" not in page(house.client("tom"), path)
    assert house.client("tom").get(f"{path}/findings/late-1").status_code == 404
    assert house.client("tom").get(f"{path}/map").text.count("Quiet offer") == 0


@pytest.mark.parametrize(("who", "status"), [("ines", 200), ("tom", 200), ("gus", 404), ("kim", 404)])
def test_evidence_opens_for_whoever_is_inside(house: World, who: str, status: int) -> None:
    lived(house)
    with travel(NOW, tick=False):
        path = f"/ways/processes/{house.open_things['processes'].pk}/findings/late-1"
        assert house.client(who).get(path).status_code == status
        assert house.client(who).get(f"{path}/adopt").status_code == status


def test_a_waste_becomes_a_task_and_is_compared_once_it_is_done(house: World) -> None:
    lived(house)
    here, process = house.cast, house.open_things["processes"]
    client, path = house.client("ines"), f"/ways/processes/{process.pk}/findings/late-1/adopt"
    with travel(NOW, tick=False):
        nowhere = Project.open("Without a why", by=here.house, on=TODAY)
        assert client.post(path, {"name": "Agree days", "project": nowhere.pk}).status_code == 422
        answer = client.post(path, {"name": "Agree days", "project": here.spring.pk, "who": here.tom.pk})
        assert answer.status_code == 302
        assert client.post(path, {"name": "Again", "project": here.spring.pk}).status_code == 422
    adopted = Adoption.objects.get()
    assert adopted.task.project == here.spring
    assert "6 of 8 answers came later than agreed" in adopted.sentence
    assert "Somebody is at it" in page(client, "/ways/findings")
    Task.objects.filter(pk=adopted.task_id).update(finished_at=NOW - timedelta(days=100))
    assert "Too early to say: 0 of 5 cases since" in page(client, "/ways/findings")
    lived(house, (3, 2, 4, 3, 2, 4), since=60)
    text = page(client, "/ways/findings").replace("\N{NO-BREAK SPACE}", " ")
    assert "Before 4.8 days (8 cases), since then 0 days (6)." in text


def test_taking_it_on_is_one_act_and_taken_back_as_one(house: World) -> None:
    lived(house)
    here, process = house.cast, house.open_things["processes"]
    with travel(NOW, tick=False):
        house.client("ines").post(
            f"/ways/processes/{process.pk}/findings/late-1/adopt",
            {"name": "Agree days", "project": here.spring.pk, "who": here.tom.pk},
        )
    undo(Change.objects.filter(noun="adoption").values_list("act", flat=True)[0], by=here.house)
    assert not Adoption.objects.exists()
    assert not Task.objects.filter(name="Agree days").exists()


def test_a_process_is_chosen_changed_and_taken_back(house: World) -> None:
    client, form = house.client("marek"), {
        "name": "From the call to the offer", "step_1": "Call", "kinds_1": "Briefing", "step_2": "Yes",
        "kinds_2": "the client answers", "days_2": "4", "projects": ["ordered"],
    }  # fmt: skip
    assert client.post("/ways/processes/new", form | {"kinds_1": "Juggling"}).status_code == 422
    assert client.post("/ways/processes/new", form).status_code == 302
    made = Process.objects.get(name="From the call to the offer")
    (first, _) = made.steps.all()
    changed = form | {"seen": made.version, "step_1": "Ring them", "step_3": "Offer", "kinds_3": "Briefing"}
    assert client.post(f"/ways/processes/{made.pk}/edit", changed).status_code == 302
    assert [step.name for step in made.steps.all()] == ["Ring them", "Yes", "Offer"]
    assert ProcessStep.objects.get(pk=first.pk).name == "Ring them"
    assert client.post(f"/ways/processes/{made.pk}/edit", changed).status_code == 409
    assert house.client("tom").post("/ways/processes/new", form).status_code == 403


def test_our_own_log_is_what_the_miner_reads(house: World) -> None:
    lived(house)
    process = house.open_things["processes"]
    log = process_log(process, by=house.cast.house, today=TODAY)
    assert (len(log.cases), log.events) == (6, 16)
    assert list(log.activity.texts) == ["Brief", "Client approval"]


def test_a_goal_whose_projects_lose_time_proposes_its_steps(house: World) -> None:
    here, asked = house.cast, lived(house)
    for project in {one.project for one in asked}:
        project.serve({here.studio: Decimal(1)}, by=here.house, on=TODAY)
    client = house.client("ines")
    assert "Begin with its steps" in page(client, "/ways/processes/new")
    begun = page(client, f"/ways/processes/new?goal={here.studio.pk}")
    assert 'value="the client answers"' in begun
    assert 'value="Briefing"' in begun
