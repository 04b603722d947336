"""A bar dragged: what it would do, said and drawn; taken in one act that one undo takes back."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from html import unescape

import pytest

from cast import NOW, TODAY, Cast
from varifocal.org.base.acts import Change, newest
from varifocal.org.base.undo import undo
from varifocal.org.people.skill import PersonSkill
from varifocal.org.work.order import Assignment, Pin
from varifocal.org.work.task import Task
from web.schedule.conftest import door

pytestmark = pytest.mark.django_db
LATER = (TODAY + timedelta(days=7)).isoformat()


def ghosts(page: str) -> list[list[object]]:
    found: list[list[object]] = json.loads(unescape(re.search(r'data-ghosts="([^"]*)"', page)[1]))  # type: ignore[index]
    return found


def test_a_drag_says_and_draws_what_would_move_and_writes_nothing(people: Cast) -> None:
    before = newest()
    page = (
        door(people, people.marek).get(f"/schedule/try/{people.storyboard.pk}?start={LATER}").content.decode()
    )
    assert "3 tasks move." in page
    assert "3 days late" in page
    assert "scenario" not in page
    drawn = {ghost[0]: ghost for ghost in ghosts(page)}
    assert drawn[people.storyboard.pk][1] == [people.tom.pk]
    assert str(drawn[people.storyboard.pk][2]).startswith(LATER)
    assert "Take it" not in page
    assert newest() == before


def test_dropped_it_is_taken_in_one_act_and_taken_back_in_one(people: Cast) -> None:
    client = door(people, people.marek)
    address = f"/schedule/try/{people.script.pk}?start={LATER}&person={people.tom.pk}&instead={people.ana.pk}&dropped=1"
    page = client.get(address).content.decode()
    form = {
        name: unescape(re.search(f'name="{name}" value="([^"]*)"', page)[1])  # type: ignore[index]
        for name in ("supposed", "seen")
    }
    answer = client.post("/schedule/accept", form, headers={"HX-Request": "true", "HX-Target": "beside"})
    assert answer.status_code == 200
    assert "data-taken" in answer.content.decode()
    toast = json.loads(answer.headers["HX-Trigger"])["toast"]
    assert toast["undo"]
    assert [one.person for one in Assignment.objects.filter(task=people.script)] == [people.tom]
    assert Pin.objects.get(task=people.script).start.isoformat() == LATER  # type: ignore[union-attr]
    acts = set(Change.objects.order_by("-number").values_list("act", flat=True)[:2])
    undo(acts.pop(), by=people.account(people.marek))
    assert not acts
    assert [one.person for one in Assignment.objects.filter(task=people.script)] == [people.ana]
    assert not Pin.objects.filter(task=people.script).exists()


def test_what_has_begun_is_not_moved_by_a_day_and_says_so(people: Cast) -> None:
    by = people.account(people.marek)
    people.script.start(by=by, seen=people.script.version, at=NOW)
    client = door(people, people.marek)
    day = f"/schedule/try/{people.script.pk}?start={LATER}&dropped=1"
    page = client.get(day).content.decode()
    assert "It has begun" in page
    assert "Take it" not in page
    assert ghosts(page) == []
    both = client.get(f"{day}&person={people.lea.pk}&instead={people.ana.pk}").content.decode()
    assert "It has begun" in both
    assert "Take it" in both
    assert "pinned" not in both
    asked = json.dumps([{"kind": "pinned", "task": people.script.pk, "start": LATER, "person": None}])
    said = client.post("/schedule/accept", {"supposed": asked, "seen": newest()})
    assert said.status_code == 422
    assert "has begun" in said.content.decode()
    assert not Pin.objects.exists()
    Task.objects.filter(pk=people.script.pk).update(is_wait=True)
    assert "It was asked already" in client.get(day).content.decode()


def test_what_is_tried_is_kept_as_a_scenario(people: Cast) -> None:
    client = door(people, people.marek)
    page = client.get(f"/schedule/try/{people.script.pk}?start={LATER}&dropped=1").content.decode()
    address = unescape(re.search(r'href="(/schedule/scenarios/new[^"]*)"', page)[1])  # type: ignore[index]
    assert str(people.script.pk) in client.get(address).content.decode()


def test_what_was_changed_meanwhile_is_refused(people: Cast) -> None:
    client = door(people, people.marek)
    page = client.get(f"/schedule/try/{people.script.pk}?person={people.tom.pk}&dropped=1").content.decode()
    form = {
        name: unescape(re.search(f'name="{name}" value="([^"]*)"', page)[1])  # type: ignore[index]
        for name in ("supposed", "seen")
    }
    Assignment.agree(people.script, [people.marek], by=people.account(people.ines))
    assert client.post("/schedule/accept", form).status_code == 422
    assert [one.person for one in Assignment.objects.filter(task=people.script)] == [people.marek]


def test_one_who_may_not_assign_may_try_and_is_told_so(people: Cast) -> None:
    page = door(people, people.tom).get(f"/schedule/try/{people.script.pk}?person={people.tom.pk}&dropped=1")
    assert "whoever manages the project" in page.content.decode()
    assert "Take it" not in page.content.decode()


def test_chances_come_after(people: Cast) -> None:
    asked = json.dumps([{"kind": "pinned", "task": people.storyboard.pk, "start": LATER, "person": None}])
    page = door(people, people.ines).get("/schedule/effects", {"supposed": asked}).content.decode()
    assert "Chances" in page


@pytest.mark.parametrize("asked", ["[", "[[[", "{}", '[{"kind": "x"}]', "9" * 5000])
def test_nonsense_is_refused_in_a_sentence(people: Cast, asked: str) -> None:
    assert door(people, people.ines).get("/schedule/effects", {"supposed": asked}).status_code == 422
    assert door(people, people.ines).post("/schedule/accept", {"supposed": asked}).status_code == 422


def test_hidden_work_is_tried_by_nobody_who_does_not_see_it(people: Cast) -> None:
    client = door(people, people.tom)
    assert client.get(f"/schedule/try/{people.hush.pk}?start={LATER}").status_code == 404
    asked = json.dumps([{"kind": "urgent", "task": people.hush.pk}])
    assert client.post("/schedule/accept", {"supposed": asked}).status_code == 422


def test_who_else_could_tells_level_hours_and_what_she_knows(people: Cast) -> None:
    PersonSkill.rate(people.lea, people.design, 5, by=people.house)
    client = door(people, people.marek)
    page = client.get(f"/schedule/who/{people.storyboard.pk}").content.decode()
    assert page.index("Lea Brandt") < page.index("Ana Silva")  # a level more to spare, as many hours
    assert "Design level 5, 2 is asked" in page
    assert "Tom Okafor" not in page  # who does it already
    assert "6\xa0h needed" in page
    assert f"/schedule/try/{people.storyboard.pk}?person={people.lea.pk}" in page
    assert (
        "Try it" not in door(people, people.tom).get(f"/schedule/who/{people.storyboard.pk}").content.decode()
    )


def test_beside_the_timeline_it_is_told_without_a_page(people: Cast) -> None:
    client = door(people, people.ana)
    beside = client.get(
        f"/schedule/why/{people.script.pk}", headers={"HX-Request": "true", "HX-Target": "beside"}
    ).content.decode()
    assert "data-leave" in beside
    assert "<html" not in beside
    assert f"/schedule/who/{people.script.pk}" in beside
