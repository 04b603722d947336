"""Which promises will not hold: the newest run for one person's eyes, with reasons, hidden work left out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cast import NOW, TODAY, Cast, cast
from varifocal.flows.replan import replan
from varifocal.flows.truth import BROKEN, MOST_READ, reasons, truth
from varifocal.org.work.order import Assignment, SkillNeed
from varifocal.org.work.task import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Cast:
    return cast()


def plan_for_tom(here: Cast, names: list[str], *, days: int, effort: str = "30") -> list[Task]:
    """Work for Tom alone, due in so many days."""
    wanted = [{"name": name, "effort": effort, "due": TODAY + timedelta(days=days)} for name in names]
    tasks = Task.plan_many(here.spring, wanted, by=here.house, on=TODAY)
    for task in tasks:
        Assignment.agree(task, [here.tom], by=here.house)
    return tasks


def test_before_the_first_run_there_is_no_truth(here: Cast) -> None:
    told = truth(here.account(here.ines))
    assert told.run is None
    assert told.promises == ()


def test_what_cannot_be_done_in_time_is_broken_and_says_why(here: Cast) -> None:
    first, second = plan_for_tom(here, ["Poster", "Brochure"], days=4)
    replan(NOW)
    by = here.account(here.ines)
    told = truth(by)
    broken = {one.name: one for one in told.promises if one.chance < BROKEN}
    assert told.broken == len(broken)
    assert told.broken + told.shaky + told.safe == len(told.promises)
    assert {"Poster", "Brochure"} & broken.keys()
    late = broken.get("Brochure") or broken["Poster"]
    assert late.due == TODAY + timedelta(days=4)
    assert late.who == "Tom Okafor"
    assert late.likely is not None
    assert late.likely > late.due
    why = reasons(broken.values(), by, NOW)[late.key]
    assert "Tom Okafor" in why.sentence
    assert {first.pk, second.pk} >= {late.id}


def test_the_shakiest_promise_stands_first(here: Cast) -> None:
    plan_for_tom(here, ["Poster", "Brochure", "Flyer"], days=9)
    replan(NOW)
    chances = [one.chance for one in truth(here.account(here.ines)).promises]
    assert len(chances) > 2
    assert chances == sorted(chances)


def test_a_projects_reason_is_that_of_its_last_task(here: Cast) -> None:
    plan_for_tom(here, ["Poster", "Brochure", "Flyer", "Banner", "Stand"], days=60, effort="40")
    replan(NOW)
    by = here.account(here.ines)
    project = next(one for one in truth(by).promises if one.noun == "project")
    assert project.name == "Acme spring launch"
    assert project.chance < 0.5
    assert reasons([project], by, NOW)[project.key].sentence


def test_work_without_a_place_says_why(here: Cast) -> None:
    task = Task.plan(here.spring, "Weld the stand", by=here.house, on=TODAY, effort="8")
    SkillNeed.need(task, here.copy, by=here.house, level=5)
    replan(NOW)
    (homeless,) = truth(here.account(here.ines)).homeless
    assert homeless.name == "Weld the stand"
    assert len(homeless.reason) > 10


def test_hidden_work_is_in_no_count_and_no_reason(here: Cast) -> None:
    hidden = Task.plan(
        here.secret, "Whisper", by=here.house, on=TODAY, effort="60", due=TODAY + timedelta(days=2)
    )
    Assignment.agree(hidden, [here.tom], by=here.house)
    plan_for_tom(here, ["Poster"], days=3)
    replan(NOW)
    tom, ines = here.account(here.tom), here.account(here.ines)
    assert "Whisper" in {one.name for one in truth(ines).promises}
    told = truth(tom)
    assert "Whisper" not in {one.name for one in told.promises}
    assert told.tasks == truth(ines).tasks - 2
    said = reasons(told.promises, tom, NOW)
    assert said
    assert not any("Whisper" in one.sentence or "Whisper" in str(one.remedies) for one in said.values())


def test_it_asks_no_more_of_the_database_when_there_is_more(here: Cast) -> None:
    plan_for_tom(here, [f"Poster {n}" for n in range(10)], days=4)
    replan(NOW)
    by = here.account(here.ines)
    assert by.person_id == here.ines.pk  # a request has read the person already
    with CaptureQueriesContext(connection) as ten:
        truth(by)
    plan_for_tom(here, [f"Flyer {n}" for n in range(10)], days=4)
    replan(NOW)
    with CaptureQueriesContext(connection) as twenty:
        truth(by)
    assert len(ten) == len(twenty)
    assert len(ten) <= 10


def test_what_is_not_read_by_name_is_counted(here: Cast) -> None:
    plan_for_tom(here, [f"Poster {n}" for n in range(MOST_READ + 5)], days=4)
    replan(NOW)
    told = truth(here.account(here.ines))
    assert told.broken > MOST_READ
    assert len([one for one in told.promises if one.noun == "task"]) == MOST_READ
