"""Another way to do a task: named, proposed where it is sooner, chosen, taken back, copied, struck."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from cast import NOW, TODAY, Cast, cast
from varifocal.core.plan.suppose import Given, to_plain
from varifocal.flows.accepting import accept
from varifocal.flows.breakdown import from_finished
from varifocal.flows.front import front
from varifocal.flows.replan import replan
from varifocal.flows.scenarios import in_words
from varifocal.org.base.acts import Change
from varifocal.org.base.refusals import Impossible
from varifocal.org.base.undo import undo
from varifocal.org.models import (
    Assignment,
    Equipment,
    EquipmentNeed,
    Estimate,
    ModeNeed,
    PersonSkill,
    SkillNeed,
    Task,
    TaskMode,
    WhatIf,
)
from varifocal.org.runs.agreeing import take


@pytest.fixture
def here(db: None) -> Cast:
    return cast()


def marek(here: Cast) -> Client:
    client = Client()
    client.force_login(here.account(here.marek))
    return client


def film(here: Cast) -> tuple[Task, TaskMode]:
    """Sixty hours of Ana's, or eight of Tom's with the studio."""
    studio = Equipment.bring("Studio", by=here.house)
    task = Task.plan(here.spring, "Film", by=here.house, on=TODAY, effort="60")
    SkillNeed.need(task, here.copy, by=here.house)
    form = {"name": "In the studio", "likely": "8", "skill": here.design.pk, "level": 1, "count": 1}
    more = {"equipment": studio.pk, "units": 1, "size": "", "low": "", "high": ""}
    answer = marek(here).post(f"/tasks/{task.pk}/mode", form | more)
    assert answer.status_code == 302, answer.content.decode()
    return task, TaskMode.objects.get(task=task, name="In the studio")


def facts(task: Task) -> tuple[object, ...]:
    """What it needs, uses and takes, and what its other ways would."""
    needs = list(SkillNeed.objects.filter(task=task).values_list("skill", "level", "count"))
    uses = list(EquipmentNeed.objects.filter(task=task).values_list("equipment", "count"))
    took = Estimate.objects.filter(task=task).order_by("-pk").values_list("likely", flat=True)[0]
    modes = list(TaskMode.objects.filter(task=task).values_list("name", "current", "likely"))
    others = list(ModeNeed.objects.filter(mode__task=task).values_list("mode__name", "skill", "equipment"))
    return needs, uses, took, modes, others


def test_the_plan_takes_the_sooner_way_and_agreeing_chooses_it(here: Cast) -> None:
    task, mode = film(here)
    row = replan(NOW).tasks.get(task=task)
    assert (row.mode, row.hours, row.proposed) == (mode, 8.0, True)
    page = marek(here).get(f"/tasks/{task.pk}").content.decode()
    assert "In the studio" in page
    assert "done sooner" in page
    assert row.person_id is not None
    assert marek(here).post(f"/tasks/{task.pk}/people/{row.person_id}/agree").status_code == 302
    needs, uses, took, modes, others = facts(task)
    assert needs == [(here.design.pk, 1, 1)]
    assert [count for _, count in uses] == [1]  # type: ignore[attr-defined]
    assert took == 8
    assert modes == [("As first planned", False, 60), ("In the studio", True, None)]
    assert others == [("As first planned", here.copy.pk, None)]
    again = replan(NOW).tasks.get(task=task)
    assert (again.mode, again.finish, again.proposed) == (None, row.finish, False)


def test_choosing_back_and_undo_lose_nothing(here: Cast) -> None:
    task, mode = film(here)
    before = facts(task)
    chosen = marek(here).post(f"/tasks/{task.pk}/modes/{mode.pk}/choose")
    assert chosen.status_code == 302
    act = Change.objects.order_by("-number").values_list("act", flat=True)[0]
    at_first = TaskMode.objects.get(task=task, name="As first planned")
    assert marek(here).post(f"/tasks/{task.pk}/modes/{at_first.pk}/choose").status_code == 302
    needs, uses, took, *_ = facts(task)
    assert (needs, uses, took) == before[:3]
    undo(Change.objects.order_by("-number").values_list("act", flat=True)[0], by=here.account(here.marek))
    undo(act, by=here.account(here.marek))
    assert facts(task) == before


def test_what_is_wrong_is_said_and_the_last_other_way_leaves_nothing_behind(here: Cast) -> None:
    task, mode = film(here)
    by = here.account(here.marek)
    for name, effort, says in (
        ("in the STUDIO", "8", "named already"),
        (" ", "8", "called"),
        ("At sea", "", "how many hours"),
        ("As first planned", "8", "named already"),
    ):
        with pytest.raises(Impossible, match=says):
            TaskMode.name_one(task, name, effort, by=by)
    with pytest.raises(Impossible, match="There are 1 of Studio"):
        TaskMode.name_one(task, "Two", "8", by=by, equipment=Equipment.objects.get(), units=2)
    with pytest.raises(Impossible, match="choose another way first"):
        TaskMode.objects.get(task=task, current=True).strike(by=by)
    assert marek(here).post(f"/tasks/{task.pk}/modes/{mode.pk}/strike").status_code == 302
    assert not TaskMode.objects.filter(task=task).exists()


def test_a_project_begun_from_a_finished_one_knows_its_ways(here: Cast) -> None:
    task, _ = film(here)
    made = from_finished(
        here.spring,
        "Again",
        by=here.house,
        on=TODAY,
        start=TODAY,
        due=TODAY + timedelta(days=90),
        company=None,
    )
    again = Task.objects.get(project=made, name=task.name)
    assert facts(again)[3] == facts(task)[3]
    assert facts(again)[4] == facts(task)[4]


def test_whoever_has_agreed_keeps_her_way(here: Cast) -> None:
    task, _ = film(here)
    Assignment.agree(task, [here.ana], by=here.house)
    PersonSkill.objects.filter(person=here.ana, skill=here.copy).update(level=3)
    row = replan(NOW).tasks.get(task=task)
    assert (row.mode, row.person_id) == (None, here.ana.pk)


def test_another_way_is_proposed_for_what_is_agreed_and_taken_and_taken_back(here: Cast) -> None:
    task, mode = film(here)
    Assignment.agree(task, [here.ana], by=here.house)
    here.spring.promise_by(TODAY + timedelta(days=9), by=here.house, seen=here.spring.version)
    before, agreed = facts(task), list(Assignment.objects.filter(task=task).values_list("person", "rank"))
    run = replan(NOW)
    assert run.tasks.get(task=task).mode is None, "what is agreed stays in its way"
    (proposal,) = [one for one in run.proposals.all() if "mode" in one.moves[0]]
    assert proposal.moves[0]["mode"] == mode.pk
    assert "as “In the studio”, 8 h instead of 60 h of Ana" in proposal.sentence
    told = front(here.account(here.marek), NOW)
    assert told.steps[-1].late <= told.steps[0].late
    beside = {"HX-Request": "true", "HX-Target": "beside"}
    page = marek(here).get(f"/schedule/proposals/{proposal.pk}", headers=beside).content.decode()
    assert "would hold its date" in page, "what it would move is told before it is taken"
    answer = marek(here).post(f"/week/proposals/{proposal.pk}/take")
    assert answer.status_code == 302, answer.content.decode()
    mode.refresh_from_db()
    assert mode.current
    assert Assignment.objects.get(task=task).person == here.ana
    assert run.tasks.get(task=task).finish > replan(NOW).tasks.get(task=task).finish
    undo(Change.objects.order_by("-number").values_list("act", flat=True)[0], by=here.account(here.marek))
    assert facts(task) == before
    assert list(Assignment.objects.filter(task=task).values_list("person", "rank")) == agreed
    mode.refresh_from_db()
    mode.strike(by=here.house)
    with pytest.raises(Impossible, match="changed since this was proposed"):
        take(proposal, by=here.account(here.marek))


def test_a_scenario_holds_another_way_and_making_it_so_chooses_it(here: Cast) -> None:
    task, mode = film(here)
    Assignment.agree(task, [here.ana], by=here.house)
    by, given = here.account(here.marek), Given(task.pk, (here.tom.pk,), None, mode.pk)
    kept = WhatIf.keep("Studio", [to_plain(given)], by=by, on=TODAY)
    assert in_words([kept], by=by, now=NOW)[kept.pk] == [
        "“Film” is given to Tom Okafor and done as “In the studio”"
    ]
    accept([given], by=by, now=NOW)
    mode.refresh_from_db()
    assert mode.current
    assert Assignment.objects.get(task=task).person == here.tom
    undo(Change.objects.order_by("-number").values_list("act", flat=True)[0], by=by)
    mode.refresh_from_db()
    assert not mode.current
    other = Task.plan(here.spring, "Poster", by=here.house, on=TODAY, effort="6")
    with pytest.raises(Impossible, match="was changed"):
        accept([Given(other.pk, (here.tom.pk,), None, mode.pk)], by=by, now=NOW)
