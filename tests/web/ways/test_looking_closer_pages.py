"""The closer views of a process: as it is meant, why it waits, compared; some projects, another clock, as a file."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from time_machine import travel

from cast import NOW, TODAY
from doors import World, world
from varifocal.org.evidence.adoption import Adoption
from varifocal.org.models import Assignment, Project, Rate, Task
from web.ways.test_how_we_work import lived, page

pytestmark = pytest.mark.django_db
VIEWS = ("", "/map", "/taken", "/meant", "/why", "/load", "/compared")


@pytest.fixture
def house() -> World:
    return world()


def test_every_view_knows_which_projects_and_which_clock_and_leaves_as_a_file(house: World) -> None:
    lived(house)
    client, path = house.client("tom"), f"/ways/processes/{house.open_things['processes'].pk}"
    for view in VIEWS:
        text = page(client, f"{path}{view}?since={TODAY - timedelta(days=290)}&clock=work&first=0&then=1")
        assert "4 of 6 projects" in text, view
        assert "first=0" in text
        file = page(client, f"{path}{view}?as=csv&since={TODAY - timedelta(days=290)}")
        assert file.count("\n") > 1 or view == "/why", view
    assert "working days of 8 hours" in page(client, f"{path}?clock=work")
    assert "Film 0" not in page(client, f"{path}/taken?since={TODAY - timedelta(days=290)}")
    assert page(client, f"{path}?since=soon&first=99&then=x&way=a-b").count("Only some projects") == 1


def test_tasks_and_one_finding_leave_as_files(house: World) -> None:
    late = lived(house)
    Task.objects.filter(pk=late[1].pk).update(name="=late")
    Project.objects.filter(pk=late[1].project_id).update(name="=1+1")
    client, process = house.client("tom"), house.open_things["processes"]
    tasks = page(client, "/ways/tasks?as=csv")
    assert tasks.startswith("\ufeffFrom,To,Times,")
    assert "The beginning,Planned," in tasks
    one = page(client, f"/ways/processes/{process.pk}/findings/late-1?as=csv")
    assert one.count("6 of 8 answers came later than agreed") == 5
    assert ",'=1+1," in one
    for path in ("/ways/tasks", f"/ways/processes/{process.pk}/findings/late-1"):
        with travel(NOW, tick=False):
            assert client.get(f"{path}?as=xlsx")["Content-Type"].endswith("sheet")
        assert "Excel</a>" in page(client, path)


def test_how_much_was_in_work_is_told_by_name_to_whoever_leads_alone(house: World) -> None:
    asked, here = lived(house), house.cast
    for task in Task.objects.filter(project=asked[0].project, is_wait=False):
        Assignment.objects.create(task=task, person=here.tom, rank=1)
    for task in Task.objects.filter(project=asked[1].project, is_wait=False):
        Assignment.objects.create(task=task, person=here.ana, rank=1)
    path = f"/ways/processes/{house.open_things['processes'].pk}/load"
    text = page(house.client("tom"), f"{path}?of=person")
    assert "Six projects in work now" in text
    assert "6 begun and 0 done" in text
    named = {
        who: {name for name in ("Tom", "Ana") if f">{name} " in page(house.client(who), f"{path}?of=person")}
        for who in ("tom", "ana", "marek", "lea", "ines")
    }
    both = {"Tom", "Ana"}
    assert named == {"tom": {"Tom"}, "ana": {"Ana"}, "marek": set(), "lea": both, "ines": both}
    rows = page(house.client("tom"), f"{path}?of=person&as=csv").splitlines()
    assert rows[0] == "\ufeffWhat,Name,From,In work on average,Begun,Done"
    assert {tuple(row.split(",")[:2]) for row in rows[1:]} == {("All projects", ""), ("Person", "Tom Okafor")}
    assert sum(int(row.split(",")[4]) for row in rows if row.startswith("All")) == 6
    steps = page(house.client("marek"), f"{path}?of=person&as=csv")
    assert "Step,Brief" in steps, "where nobody may be told by name, steps are"
    assert "Tom" not in steps
    assert house.client("gus").get(path).status_code == 404


def test_projects_that_go_round_in_place_are_told(house: World) -> None:
    lived(house)
    text = page(house.client("tom"), f"/ways/processes/{house.open_things['processes'].pk}/taken")
    assert "Brief &gt; Client approval &gt; Brief <small>in 2 projects" in text


def test_a_process_as_it_is_meant_says_what_left_it(house: World) -> None:
    lived(house)
    text = page(house.client("tom"), f"/ways/processes/{house.open_things['processes'].pk}/meant")
    assert "Four of six projects went as they are meant to" in text
    assert "more often than meant, or before its turn" in text


def test_what_was_taken_on_is_looked_back_on_with_what_it_saved(house: World) -> None:
    lived(house)
    here, process = house.cast, house.open_things["processes"]
    with travel(NOW, tick=False):
        house.client("ines").post(
            f"/ways/processes/{process.pk}/findings/late-1/adopt",
            {"name": "Agree days", "project": here.spring.pk},
        )
    adopted = Adoption.objects.get()
    path = f"/ways/adopted/{adopted.pk}"
    assert "Agree days: somebody is at it" in page(house.client("tom"), path)
    Task.objects.filter(pk=adopted.task_id).update(finished_at=NOW - timedelta(days=100))
    lived(house, (3, 2, 4, 3, 2, 4), since=60)
    text = page(house.client("tom"), path).replace("\N{NO-BREAK SPACE}", " ")
    assert "Agree days: proven, it is less than before" in text
    assert "days of waiting a month" in text
    assert "no money is saved that could be told" in text
    assert house.client("gus").get(path).status_code == 404
    Task.objects.filter(pk=adopted.task_id).update(project=here.secret)
    assert house.client("tom").get(path).status_code == 404


def test_what_an_hour_costs_is_for_those_who_see_money(house: World) -> None:
    here = house.cast
    for person, cost in ((here.ines, 80), (here.marek, 60), (here.tom, 40)):
        Rate.say(person, Decimal(cost), TODAY - timedelta(days=400), by=here.house)
    lived(house)
    path = f"/ways/processes/{house.open_things['processes'].pk}/compared?by=quarter"
    assert "€" not in page(house.client("tom"), path)
