"""From leaving all as agreed to taking every proposal: each step planned with all before it, taken in one act."""

from __future__ import annotations

import json
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from cast import NOW, TODAY, Cast, cast
from kept import kept
from varifocal.flows.front import front
from varifocal.flows.replan import replan
from varifocal.org.base.acts import Change
from varifocal.org.base.undo import undo
from varifocal.org.people.person import Person
from varifocal.org.people.skill import PersonSkill
from varifocal.org.runs.run import Proposal, Run
from varifocal.org.work.order import Assignment
from varifocal.org.work.task import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def late() -> tuple[Cast, list[Task]]:
    return behind()


@kept
def behind() -> tuple[Cast, list[Task]]:
    """Tom has three tasks that are all due when the first can be done; Ana could do any of them."""
    here = cast()
    by = here.house
    PersonSkill.rate(here.ana, here.design, 4, by=by)
    due = TODAY + timedelta(days=2)
    lines = [{"name": f"Frame {number}", "effort": "16", "due": due} for number in range(3)]
    tasks = Task.plan_many(here.spring, lines, by=by, on=TODAY)
    for task in tasks:
        Assignment.agree(task, [here.tom], by=by)
    replan(NOW)
    Proposal.objects.all().delete()
    return here, tasks


def propose(task: Task, to: Person, days: float, disturbed: int = 0, place: int = 0) -> Proposal:
    held = list(Assignment.objects.filter(task=task).values_list("person_id", flat=True))
    move = {
        "task": task.pk,
        "people_before": held,
        "people_after": [to.pk],
        "rank_before": None,
        "rank_after": 0.5,
    }
    run: Any = Run.latest_one()
    return Proposal.objects.create(
        run=run, key=f"k{task.pk}{place}", sentence=f"Give {task} to {to}.", moves=[move], place=place,
        worth={str(task.project_id): days}, price={"hours": {}, "moved": 16, "disturbed": disturbed},
    )  # fmt: skip


def test_what_brings_most_for_what_it_disturbs_comes_first_and_each_step_is_planned(
    late: tuple[Cast, list[Task]],
) -> None:
    here, (_, second, third) = late
    dear = propose(second, here.ana, 6, disturbed=11)
    cheap = propose(third, here.ana, 4, place=1)
    it = front(here.account(here.ines), NOW)
    assert [row["id"] for row in it.proposals] == [cheap.pk, dear.pk]
    assert [step.taken for step in it.steps] == [0, 1, 2]
    assert (it.steps[0].moved, it.steps[0].handed) == (0, 0)
    run: Any = Run.latest_one()
    assert it.steps[0].late == pytest.approx(
        run.figures["tardiness"], abs=0.01
    )  # as the tray says of the plan
    assert it.steps[1].late < it.steps[0].late
    assert it.steps[1].handed == 1
    assert it.steps[2].handed >= 2  # the shoot, which nobody agreed yet, may go to another as well
    assert it.steps[1].moved >= it.steps[1].handed
    assert front(here.account(here.ines), NOW).steps is it.steps  # kept while nothing changes


def test_two_that_move_the_same_work_are_not_taken_together(late: tuple[Cast, list[Task]]) -> None:
    here, (first, *_) = late
    propose(first, here.ana, 3)
    propose(first, here.lea, 2, place=1)
    it = front(here.account(here.ines), NOW)
    assert len(it.proposals) == 1
    assert it.apart == 1


def test_only_those_who_take_proposals_choose(late: tuple[Cast, list[Task]]) -> None:
    here, (first, *_) = late
    propose(first, here.ana, 3)
    assert front(here.account(here.tom), NOW).steps == ()
    client = Client()
    client.force_login(here.account(here.tom))
    assert client.get("/schedule/front").status_code == 404
    assert client.post("/schedule/take-some", {"order": "1", "count": "1"}).status_code == 404


def test_so_many_are_taken_in_one_act(late: tuple[Cast, list[Task]]) -> None:
    here, (first, second, third) = late
    rows = [
        propose(task, here.ana, 5 - place, place=place) for place, task in enumerate((first, second, third))
    ]
    client = Client()
    client.force_login(here.account(here.marek))
    page = client.get("/schedule/front").content.decode()
    order = ",".join(str(row.pk) for row in rows)
    assert f'name="order" value="{order}"' in page
    assert "1 changes hands." in page
    assert client.post("/schedule/take-some", {"order": order, "count": "2"}).status_code == 302
    held = {row.task_id: row.person for row in Assignment.objects.filter(task__in=[first, second, third])}
    assert held == {first.pk: here.ana, second.pk: here.ana, third.pk: here.tom}
    assert len(set(Change.objects.order_by("-number").values_list("act", flat=True)[:4])) == 1


def test_what_was_taken_or_declined_is_no_proposal_any_more(late: tuple[Cast, list[Task]]) -> None:
    here, (first, second, third) = late
    taken = propose(first, here.ana, 5)
    same = propose(first, here.lea, 3, place=1)
    declined = propose(second, here.ana, 4, place=2)
    stays = propose(third, here.ana, 3, place=3)
    client = Client()
    client.force_login(here.account(here.marek))

    def offered() -> set[int]:
        page = client.get("/schedule/tray").content.decode()
        return {one.pk for one in (taken, same, declined, stays) if f'data-proposal="{one.pk}"' in page}

    rows = {one.pk for one in (taken, same, declined, stays)}
    assert offered() == rows
    client.post(f"/week/proposals/{taken.pk}/take")
    assert offered() == rows - {taken.pk, same.pk}
    client.post(f"/week/proposals/{declined.pk}/decline")
    assert offered() == {stays.pk}
    undo(Change.objects.order_by("-number")[0].act, by=here.account(here.marek))
    assert offered() == {stays.pk, declined.pk}


@pytest.mark.parametrize("form", [{"order": "", "count": "0"}, {"order": "987654321", "count": "1"}, {}])
def test_nothing_or_what_is_gone_is_refused(late: tuple[Cast, list[Task]], form: dict[str, str]) -> None:
    here, _ = late
    client = Client()
    client.force_login(here.account(here.marek))
    assert client.post("/schedule/take-some", form).status_code == 422


BESIDE = {"HX-Request": "true", "HX-Target": "beside"}


def test_what_a_proposal_would_move_is_told_and_drawn_before_it_is_taken(
    late: tuple[Cast, list[Task]],
) -> None:
    here, (_, second, _) = late
    one = propose(second, here.ana, 6, disturbed=1)
    client = Client()
    client.force_login(here.account(here.marek))
    tray = client.get("/schedule/tray").text.replace("\xa0", " ")
    assert "16 h change hands; 1 other task starts on another day." in tray
    assert f'href="/schedule?proposal={one.pk}"' in tray
    assert f'data-first="/schedule/proposals/{one.pk}"' in client.get(f"/schedule?proposal={one.pk}").text
    before = Change.objects.count()
    page = client.get(f"/schedule/proposals/{one.pk}", headers=BESIDE).content.decode()
    ghosts = {
        id: people for id, people, *_ in json.loads(unescape(page.split('data-ghosts="')[1].split('"')[0]))
    }
    assert ghosts[second.pk] == [here.ana.pk]
    assert "would hold its date" in page
    assert f"/week/proposals/{one.pk}/take" in page
    assert "effects" in page
    assert Change.objects.count() == before


def test_each_proposal_says_what_it_does_to_chances_in_a_line(
    late: tuple[Cast, list[Task]], monkeypatch: pytest.MonkeyPatch
) -> None:
    here, (_, second, _) = late
    row = propose(second, here.ana, 6)
    client = Client()
    client.force_login(here.account(here.ines))
    address = f"/schedule/effects?proposal={row.pk}&amp;line=1"
    assert address not in client.get("/schedule/tray").content.decode(), (
        "not before that is a matter of moments"
    )
    monkeypatch.setattr("varifocal.web.schedule.tray_page.is_loaded", lambda: True)
    assert address in client.get("/schedule/tray").content.decode()
    told = client.get(unescape(address)).content.decode()
    assert "→" in told or "No chance changes by more than a point." in told
    assert "<h3>" not in told


def test_a_proposal_is_told_to_those_who_may_take_it_while_it_is_there(late: tuple[Cast, list[Task]]) -> None:
    here, (first, *_) = late
    one = propose(first, here.ana, 3)
    client = Client()
    client.force_login(here.account(here.marek))
    assert client.get(f"/schedule/proposals/{one.pk}", headers=BESIDE).status_code == 200
    gone = one.pk
    one.delete()
    assert client.get(f"/schedule/proposals/{gone}").status_code == 404
    assert "data-first" not in client.get(f"/schedule?proposal={gone}").text
    client.force_login(here.account(here.tom))
    other = propose(first, here.ana, 3)
    assert client.get(f"/schedule/proposals/{other.pk}", headers=BESIDE).status_code == 404
    assert "data-first" not in client.get(f"/schedule?proposal={other.pk}").text


def test_of_several_changes_in_one_proposal_each_is_told(late: tuple[Cast, list[Task]]) -> None:
    here, (first, second, third) = late
    one = propose(first, here.ana, 6)
    moves = [*one.moves, *propose(second, here.ana, 1).moves, *propose(third, here.tom, 1).moves]
    Proposal.objects.filter(pk=one.pk).update(moves=moves)
    client = Client()
    client.force_login(here.account(here.marek))
    page = client.get(f"/schedule/proposals/{one.pk}", headers=BESIDE).text
    told = page.split('<ul class="lines">')[1].split("</ul>")[0]
    assert told.count("<li>") == 3
    assert (
        f'<a href="/tasks/{first.pk}">Frame 0</a><small>{here.ana.name} instead of {here.tom.name}</small>'
        in told
    )
    assert f"another place in the order of {here.tom.name}" in told
    client.post(f"/week/proposals/{one.pk}/take")
    held = {row.task_id: row.person for row in Assignment.objects.filter(task__in=[first, second, third])}
    assert held == {first.pk: here.ana, second.pk: here.ana, third.pk: here.tom}
