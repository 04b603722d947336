"""The schedule as each one may see it: the timeline's page, loads, the tray, and why."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cast import NOW, TODAY, Cast
from varifocal.flows.replan import replan
from varifocal.flows.schedule import Load
from varifocal.org.base.organization import Organization
from varifocal.org.people.person import Absence, Person
from varifocal.org.runs.run import Run
from varifocal.org.work.order import Assignment, Dependency, Pin, SkillNeed
from varifocal.org.work.task import Task
from web.schedule.conftest import door

pytestmark = pytest.mark.django_db
PAGES = [
    "/schedule",
    "/schedule?by=project",
    "/schedule/load",
    "/schedule/load?of=skill&weeks=26",
    "/schedule/tray",
]


@pytest.mark.parametrize("path", PAGES)
def test_everybody_inside_sees_it_and_nobody_else(people: Cast, path: str) -> None:
    for person in (people.ines, people.marek, people.lea, people.tom):
        assert door(people, person).get(path).status_code == 200
    assert door(people, people.gus).get(path).status_code == 404
    keeper = Client()
    keeper.force_login(people.kim)
    assert keeper.get(path).status_code == 404


def test_work_she_may_not_see_takes_no_hours(people: Cast) -> None:
    for person, hours in ((people.marek, "5"), (people.tom, "0")):
        rows = door(people, person).get("/schedule/load").context["it"].picture.rows
        mareks = next(line for line in rows if line[0] == "Marek Novak")
        assert any(cell.startswith(hours) for cell in mareks[1:]), mareks
        assert any(cell.startswith("5") for cell in mareks[1:]) == (person == people.marek)


def test_a_skill_is_full_when_its_people_are(people: Cast) -> None:
    rows = door(people, people.ines).get("/schedule/load?of=skill").context["it"].picture.rows
    design = next(line for line in rows if line[0] == "Design")
    assert design[1].startswith("6\xa0h of")  # Tom's storyboard is of a kind that asks for design


def test_full_is_who_has_nothing_left_of_the_next_weeks_together() -> None:
    nearly = Load(1, "Sound", (0.0, 8.0, 8.0, 7.0), (8.0, 8.0, 8.0, 8.0))
    assert not nearly.is_full([0, 1, 2, 3])
    assert nearly.is_full([1, 2, 3])  # an hour of twenty-four is left, though a week has room
    away = Load(2, "Tom", (0.0, 8.0, 0.0, 8.0), (8.0, 8.0, 0.0, 8.0))
    assert away.is_full([1, 2, 3])
    assert not away.is_full([2])


def test_a_week_of_the_load_leads_to_the_timeline_of_then(people: Cast) -> None:
    page = door(people, people.ines).get("/schedule/load").content.decode()
    assert f'href="/schedule?person={people.tom.pk}&amp;at={TODAY.isoformat()}"' in page


def test_a_week_away_has_no_capacity(people: Cast) -> None:
    Absence.announce(
        people.tom, TODAY + timedelta(days=7), TODAY + timedelta(days=13), by=people.account(people.tom)
    )
    it = door(people, people.ines).get("/schedule/load").context["it"]
    assert it.picture is not None
    assert "away" in it.picture.svg


def test_agreeing_from_the_tray_places_a_projects_work(people: Cast) -> None:
    marek = door(people, people.marek)
    assert "Acme spring launch" in marek.get("/schedule/tray").content.decode()
    answer = marek.post("/schedule/agree", {"project": people.spring.pk})
    assert answer.status_code == 302
    assert Assignment.objects.filter(task=people.shoot).exists()


def test_the_tray_says_how_good_the_plan_is_to_those_who_see_all_of_it(people: Cast) -> None:
    run = Run.latest_one()
    assert run
    run.figures |= {"tardiness": 54.25, "least_tardiness": 20.04}
    run.save()
    here = Organization.here()
    here.weigh(by=people.house, seen=here.version, urgent=8, normal=2, can_wait=0, mind_cost=True)
    counting = "a day late of urgent work counting 8, of normal work 2, of what can wait 0"
    missed = f"misses its dates by 54.3 days in all, {counting}"
    seen = door(people, people.marek).get("/schedule/tray").content.decode()
    assert f"As it is agreed, the plan {missed}" in seen
    assert "cannot be below 20, whoever does what" in seen
    assert missed not in door(people, people.tom).get("/schedule/tray").content.decode()
    run.figures |= {"least_tardiness": 54.25}
    run.save()
    proved = "no plan of this work can miss them by less"
    assert proved in door(people, people.marek).get("/schedule/tray").content.decode()


def test_a_pin_and_a_deadline_that_cannot_be_kept_are_told_to_who_sees_them(people: Cast) -> None:
    by = people.house
    Pin.fix(people.shoot, by=by, start=TODAY)
    people.spring.describe(by=by, seen=people.spring.version, deadline=TODAY + timedelta(days=1))
    Dependency.tie(people.script, people.hush, by=by)
    Pin.fix(people.hush, by=by, start=TODAY)
    replan(NOW)
    for path in ("/schedule", "/schedule/tray"):
        text = unescape(door(people, people.marek).get(path).text)
        assert "Cannot be kept" in text, path
        assert "“Shoot” is pinned to 23 November and can start on" in text
        assert "its deadline is 24 November" in text
        assert "“Hush-hush draft” is pinned" in text
        assert "Hush-hush" not in door(people, people.tom).get(path).text
    for task in (people.shoot, people.hush):
        Pin.objects.get(task=task).loosen(by=by)
    people.spring.refresh_from_db()
    people.spring.describe(by=by, seen=people.spring.version, deadline=None)
    replan(NOW)
    assert "Cannot be kept" not in door(people, people.marek).get("/schedule/tray").text


def test_a_circle_that_came_about_stops_nobody_elses_plan(people: Cast) -> None:
    """Two who tie the same tasks at the same moment could make one."""
    for before, after in ((people.script, people.shoot), (people.shoot, people.script)):
        Dependency.objects.get_or_create(before=before, after=after)
    run = replan(NOW)
    assert "circle" in run.tasks.get(task=people.script).unplanned
    assert run.tasks.get(task=people.storyboard).start is not None
    assert "circle of dependencies" in door(people, people.marek).get("/schedule/tray").text


def test_a_member_is_not_told_that_nothing_would_be_worth_changing(people: Cast) -> None:
    unseen = "proposed to project managers and owners"
    for person, takes in ((people.tom, False), (people.marek, True)):
        tray = door(people, person).get("/schedule/tray").content.decode()
        assert (unseen in tray) is not takes
        assert ("would be worth the disturbance" in tray) is takes


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


def test_why_says_what_would_give_a_place_to_work_without_one(people: Cast) -> None:
    SkillNeed.need(people.shoot, people.design, by=people.house, level=5)
    replan(NOW)
    page = door(people, people.marek).get(f"/schedule/why/{people.shoot.pk}").content.decode()
    assert "What would give it a place" in page
    assert "ask for that, or let somebody help" in page
    page = door(people, people.marek).get(f"/schedule/why/{people.script.pk}").content.decode()
    assert "What would bring it forward" in page


def test_why_a_finished_task_is_a_404(people: Cast) -> None:
    people.storyboard.finish(by=people.house, seen=people.storyboard.version, at=NOW)
    assert door(people, people.ana).get(f"/schedule/why/{people.storyboard.pk}").status_code == 404


@pytest.mark.parametrize("path", PAGES)
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
