"""What a timeline is told: bars, holds, ties, the chain, the baseline; by person, project and skill; no more than she
may see."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from cast import NOW, TODAY, Cast
from varifocal.flows.replan import replan
from varifocal.org.people.person import Person
from varifocal.org.runs.baselines import keep
from varifocal.org.runs.run import Run, ScheduledTask
from varifocal.org.work.equipment import Equipment, EquipmentNeed, Outage
from varifocal.org.work.mode import TaskMode
from varifocal.org.work.order import Assignment, Dependency
from web.schedule.conftest import door

pytestmark = pytest.mark.django_db
TASK, NAME, PROJECT, PEOPLE, START, LONG, DUE, P80, SHADE, FLAGS, HELD, CHANCE, WAS, PAUSES, LANDS, USES = (
    range(16)
)


def told(people: Cast, person: Person, query: str = "") -> dict[str, Any]:
    answer = door(people, person).get(f"/schedule/bars{query}")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def named(it: dict[str, Any]) -> dict[str, list[Any]]:
    return {bar[NAME]: bar for bar in it["bars"]}


def test_bars_stand_where_the_plan_has_them_by_the_organizations_clock(people: Cast) -> None:
    it = told(people, people.ines)
    bar = named(it)["Storyboard"]
    origin = date.fromisoformat(it["origin"])
    assert origin.weekday() == 0
    assert origin + timedelta(days=it["today"]) == TODAY
    assert origin + timedelta(days=bar[DUE]) == TODAY + timedelta(days=4)
    assert bar[START] // 1440 == it["today"]
    assert 0 < bar[LONG] <= 1440
    assert bar[PEOPLE] == [people.tom.pk]
    assert [people.tom.pk, "Tom Okafor"] in it["people"]
    assert not it["stale"]


def test_a_bar_says_when_it_is_put_aside(people: Cast) -> None:
    row = ScheduledTask.objects.get(run=Run.latest_one(), task=people.storyboard)
    assert named(told(people, people.ines))["Storyboard"][PAUSES] is None
    assert row.start
    assert row.finish
    start, finish = int(row.start.timestamp()), int(row.finish.timestamp())
    row.pieces = [[start, start + 3600], [start + 7200, finish]]
    row.save()
    bar = named(told(people, people.ines))["Storyboard"]
    assert bar[PAUSES] == [[bar[START] + 60, bar[START] + 120]]


def test_a_bar_says_what_it_uses_the_way_it_is_planned_and_what_is_out_of_service(people: Cast) -> None:
    by = people.house
    studio, kit = Equipment.bring("Studio", by=by), Equipment.bring("Camera kit", by=by, count=2)
    Equipment.bring("Van", by=by)
    EquipmentNeed.need(people.script, studio, by=by)
    two = TaskMode.name_one(people.storyboard, "On camera", "3", by=by, equipment=kit)
    Outage.say(studio, TODAY, TODAY + timedelta(days=2), by=by)
    replan(NOW)
    it = told(people, people.ines)
    assert named(it)["Script"][USES] == [studio.pk]
    assert named(it)["Storyboard"][USES] is None, "agreed work stays in its way"
    assert it["equipment"] == [[studio.pk, "Studio", 1]], "what nobody uses is left out"
    assert [(one, words) for one, _, _, words in it["out"]] == [(studio.pk, "Out of service")]
    ScheduledTask.objects.filter(run=Run.latest_one(), task=people.storyboard).update(mode=two)
    of_project = told(people, people.ines, f"?project={people.spring.pk}")
    assert named(of_project)["Storyboard"][USES] == [kit.pk]
    assert of_project["equipment"] == [[kit.pk, "Camera kit", 2], [studio.pk, "Studio", 1]]
    assert of_project["out"] == []
    sheet = door(people, people.ines).get("/schedule?as=csv").content.decode()
    assert ",Camera kit," in sheet


def test_what_holds_a_bar_and_what_ties_it_are_told(people: Cast) -> None:
    it = told(people, people.ines)
    assert named(it)["Script"][HELD] == people.storyboard.pk
    assert [people.storyboard.pk, people.script.pk] in it["ties"]


def test_nothing_hidden_is_told_not_even_as_a_number(people: Cast) -> None:
    Dependency.tie(people.hush, people.script, by=people.house)
    Assignment.agree(people.script, [people.marek], by=people.house)
    replan(NOW)
    seen, unseen = told(people, people.marek), told(people, people.tom)
    assert "Hush-hush draft" in named(seen)
    assert "Hush" not in str(unseen)
    assert all(bar[HELD] != people.hush.pk for bar in unseen["bars"])
    assert all(people.hush.pk not in tie for tie in unseen["ties"])
    assert people.secret.pk not in dict(unseen["projects"])


def test_one_persons_one_skills_and_one_projects_bars(people: Cast) -> None:
    assert set(named(told(people, people.ines, f"?person={people.ana.pk}"))) == {"Script"}
    assert set(named(told(people, people.ines, f"?skill={people.design.pk}"))) == {"Storyboard"}
    of_project = told(people, people.ines, f"?project={people.spring.pk}")
    assert set(named(of_project)) == {"Storyboard", "Script", "Shoot"}
    for query in (f"?project={people.secret.pk}", "?person=987654321", "?skill=x"):
        assert told(people, people.tom, query)["bars"] == []


def test_the_chain_leads_from_a_projects_last_task_back_to_now_through_other_projects(people: Cast) -> None:
    Assignment.agree(people.hush, [people.tom], by=people.house, rank=0.5)
    Assignment.agree(people.storyboard, [people.tom], by=people.house, rank=1)
    replan(NOW)
    it = told(people, people.marek, f"?project={people.spring.pk}")
    assert it["chain"] == [people.shoot.pk, people.script.pk, people.storyboard.pk, people.hush.pk]
    assert named(it)["Hush-hush draft"][FLAGS] & 8
    assert people.hush.pk not in told(people, people.tom, f"?project={people.spring.pk}")["chain"]


def test_the_baseline_stands_behind_its_bars(people: Cast) -> None:
    assert named(told(people, people.ines))["Script"][WAS] is None
    assert door(people, people.marek).post(f"/projects/{people.spring.pk}/keep-baseline").status_code == 302
    first, last = named(told(people, people.ines))["Script"][WAS]
    bar = named(told(people, people.ines))["Script"]
    assert first <= bar[START] < bar[START] + bar[LONG] <= last
    page = door(people, people.marek).get(f"/projects/{people.spring.pk}/timeline").content.decode()
    assert 'data-show="base"' in page


def test_a_change_the_plan_has_not_seen_makes_it_stale(people: Cast) -> None:
    Assignment.agree(people.shoot, [people.ana], by=people.house)
    assert told(people, people.ines)["stale"]
    replan(NOW)
    assert not told(people, people.ines)["stale"]


def test_a_day_may_be_asked_for_and_nonsense_is_none(people: Cast) -> None:
    it = told(people, people.ines, f"?at={(TODAY + timedelta(days=7)).isoformat()}")
    assert it["at"] == it["today"] + 7
    assert "at" not in told(people, people.ines, "?at=soon")


def test_the_file_holds_what_is_shown(people: Cast) -> None:
    text = door(people, people.ines).get(f"/schedule?as=csv&person={people.tom.pk}").content.decode()
    assert "Storyboard,Acme spring launch,Tom Okafor,,2026-11-23,2026-11-23,2026-11-27" in text
    assert "Script" not in text


def test_a_guest_gets_none(people: Cast) -> None:
    assert door(people, people.gus).get("/schedule/bars").status_code == 404
    keep(people.spring, by=people.account(people.marek), on=TODAY)
    assert door(people, people.tom).post(f"/projects/{people.spring.pk}/keep-baseline").status_code == 403
