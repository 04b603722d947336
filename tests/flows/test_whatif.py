"""Can we take it?: days and chances, what it does to what is promised, what would make it fit; nothing written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import numpy as np
import pytest
import time_machine

from cast import NOW, TODAY, Cast, cast
from varifocal.core.values import WANTED_CHANCE
from varifocal.flows import taking
from varifocal.flows.replan import replan
from varifocal.flows.side_by_side import beside
from varifocal.flows.trial import Question, question_of
from varifocal.flows.ways import ways
from varifocal.flows.whatif import Answer, can_we_take
from varifocal.org.base.access import set_roles
from varifocal.org.base.account import Account
from varifocal.org.base.acts import Change
from varifocal.org.base.permission import visible
from varifocal.org.base.refusals import NotAllowed
from varifocal.org.base.undo import undo
from varifocal.org.runs.run import ProjectForecast
from varifocal.org.work.doing import TimeEntry
from varifocal.org.work.opportunity import Opportunity
from varifocal.org.work.order import Assignment, Dependency, SkillNeed
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Iterator[Cast]:
    with time_machine.travel(NOW, tick=False):
        yield cast()


@pytest.fixture
def pattern(here: Cast) -> Project:
    """A finished project: 30 hours of design, then 20 of copy."""
    by = here.house
    done = Project.open("Winter fair", by=by, on=TODAY - timedelta(days=60), company=here.acme)
    draw, write = Task.plan_many(
        done, [{"name": "Draw", "effort": "20"}, {"name": "Write", "effort": "20"}], by=by, on=done.opened_on
    )
    Dependency.tie(draw, write, by=by)
    SkillNeed.need(draw, here.design, by=by, level=3)
    SkillNeed.need(write, here.copy, by=by, level=2)
    TimeEntry.record(here.tom, TODAY - timedelta(days=30), Decimal(10), by=by, task=draw)
    TimeEntry.record(here.tom, TODAY - timedelta(days=29), Decimal(20), by=by, task=draw)
    for task in (draw, write):
        task.finish(by=by, seen=task.version, at=NOW - timedelta(days=20))
    done.end("done", TODAY - timedelta(days=20), by=by, seen=done.version)
    return done


def asked(pattern: Project, days: int = 30, **more: object) -> Question:
    return Question(pattern, TODAY, TODAY + timedelta(days=days), **more)  # type: ignore[arg-type]


def answer(here: Cast, question: Question, by: Account | None = None) -> Answer:
    return can_we_take(question, by=by or here.account(here.marek), now=NOW)


def busy(here: Cast, hours: str = "60") -> Project:
    """Tom has a promise of his own that just holds."""
    project = Project.open(
        "Museum", by=here.house, on=TODAY, due=TODAY + timedelta(days=24), manager=here.marek
    )
    task = Task.plan(project, "Exhibit", by=here.house, on=TODAY, effort=hours)
    SkillNeed.need(task, here.design, by=here.house, level=3)
    return project


def test_it_says_by_when_and_writes_nothing(here: Cast, pattern: Project) -> None:
    lines, tasks = Change.objects.count(), Task.objects.count()
    told = answer(here, asked(pattern))
    assert TODAY < told.half <= told.most <= told.sure
    assert told.chance > WANTED_CHANCE
    assert told.sentence == ""
    assert told.hours_likely >= 45, "what it really took, thirty and twenty"
    assert (Change.objects.count(), Task.objects.count()) == (lines, tasks)


def test_what_it_says_is_what_is_said_of_the_project_it_becomes(here: Cast, pattern: Project) -> None:
    busy(here)
    told = answer(here, asked(pattern, 16))
    project = taking.open_project(
        asked(pattern, 16), "Autumn fair", TODAY + timedelta(days=16), by=here.account(here.marek), on=TODAY
    )
    run = replan(NOW)
    foretold = ProjectForecast.objects.get(run=run, project=project)
    assert 0.02 < told.chance < 0.98, "somewhere it could differ"
    assert foretold.chance == pytest.approx(told.chance, abs=0.06)
    assert abs(np.busday_count(foretold.p50.date(), told.half)) <= 1, (
        "a Friday and the Monday after it are neighbours"
    )


def test_a_later_wish_never_is_less_likely_and_more_work_never_more(here: Cast, pattern: Project) -> None:
    by_day = [answer(here, asked(pattern, days)).chance for days in (3, 7, 9, 11, 14, 40)]
    assert by_day == sorted(by_day)
    by_size = [answer(here, asked(pattern, 11, hours=hours)).chance for hours in (20.0, 50.0, 90.0)]
    assert by_size == sorted(by_size, reverse=True)
    assert by_size[0] > by_size[-1]


def test_a_promise_that_loses_is_named_with_before_and_after(here: Cast, pattern: Project) -> None:
    busy(here)
    told = answer(here, asked(pattern, 10, hours=90.0))
    museum = next(one for one in told.effects if one.name == "Museum")
    assert museum.points < -0.05
    assert museum.before > museum.after
    assert museum.day_after > museum.day_before
    assert not told.fits


def test_it_begins_where_the_pages_stand(here: Cast, pattern: Project) -> None:
    museum = busy(here)
    run = replan(NOW)
    ProjectForecast.objects.filter(run=run, project=museum).update(chance=0.77)
    told = answer(here, asked(pattern, 10, hours=90.0))
    assert next(one for one in told.effects if one.name == "Museum").before == 0.77


def test_what_she_may_not_see_is_not_named(here: Cast, pattern: Project) -> None:
    museum = busy(here)
    museum.show_to("named", by=here.house, seen=museum.version, people=[here.marek])
    told = answer(here, asked(pattern, 10, hours=90.0), here.account(here.lea))
    assert all(one.name != "Museum" for one in told.effects)
    assert told.hidden
    assert not answer(here, asked(pattern, 10, hours=90.0)).hidden


def test_hours_by_skill_stand_against_what_is_free(here: Cast, pattern: Project) -> None:
    before = {room.name: room for room in answer(here, asked(pattern, 11)).skills}
    assert before["Design"].needed == pytest.approx(30, abs=8)
    assert before["Design"].free > before["Design"].needed
    busy(here, "50")
    after = {room.name: room for room in answer(here, asked(pattern, 11)).skills}
    assert after["Design"].free <= before["Design"].free - 40
    assert after["Copy"].needed == before["Copy"].needed


def test_a_change_of_the_organization_changes_the_answer(here: Cast, pattern: Project) -> None:
    before = answer(here, asked(pattern, 12))
    assert answer(here, asked(pattern, 12)) is before, "nothing changed, nothing is computed again"
    busy(here)
    Assignment.agree(Task.objects.get(name="Exhibit"), [here.tom], by=here.house)
    assert answer(here, asked(pattern, 12)).half > before.half


def test_without_anybody_for_it_it_says_why(here: Cast, pattern: Project) -> None:
    here.tom.leave(TODAY, by=here.house, seen=here.tom.version)
    told = answer(here, asked(pattern))
    assert told.homeless
    assert "Draw" in told.homeless[0]


def test_ways_are_tried_and_the_later_day_is_the_one_that_holds(here: Cast, pattern: Project) -> None:
    busy(here)
    question = asked(pattern, 8)
    told = answer(here, question)
    found = ways(question, told, by=here.account(here.marek), now=NOW)
    assert 1 <= len(found) <= 3
    later = next(one for one in found if one.wished)
    assert later.wished == told.most
    assert answer(here, replace(question, wished=later.wished)).chance >= WANTED_CHANCE
    for one in found:
        assert one.chance > told.chance
        assert one.price


def test_less_of_it_reaches_what_it_says(here: Cast, pattern: Project) -> None:
    question = asked(pattern, 9)
    told = answer(here, question)
    less = [one for one in ways(question, told, by=here.account(here.marek), now=NOW) if one.scale < 1]
    for one in less:
        smaller = answer(here, replace(question, hours=50 * one.scale))
        assert smaller.chance == pytest.approx(one.chance, abs=0.08)
    assert less


def test_two_that_fit_alone_may_not_fit_together(here: Cast, pattern: Project) -> None:
    one, other, later = (
        Opportunity.note_down(
            name, by=here.house, on=TODAY, pattern=pattern, begins=TODAY, wished=TODAY + timedelta(days=days)
        )
        for name, days in (("One", 18), ("Other", 18), ("Later", 90))
    )
    by = here.account(here.marek)
    assert answer(here, asked(pattern, 18)).chance > WANTED_CHANCE
    both = beside(one, other, by=by, now=NOW).both
    assert not both.fits
    assert min(both.chances) < WANTED_CHANCE
    assert beside(one, later, by=by, now=NOW).both.fits


def test_kept_it_quotes_its_answer_and_becomes_a_project_in_one_act(here: Cast, pattern: Project) -> None:
    marek, question = here.account(here.marek), asked(pattern, 30, company=here.acme.pk)
    told = answer(here, question)
    opportunity = taking.keep(question, "Spring fair", by=marek, on=TODAY, now=NOW, win=60)
    assert (opportunity.half, opportunity.most, opportunity.sure) == (told.half, told.most, told.sure)
    assert opportunity.chance == told.chance
    assert question_of(opportunity, TODAY) == replace(
        question, name="Spring fair", opportunity=opportunity.pk
    )
    project = taking.open_project(question, "Spring fair", told.most, by=marek, on=TODAY, kept=opportunity)
    assert (project.due, project.company, project.manager) == (told.most, here.acme, here.marek)
    assert project.tasks.count() == 2
    opportunity.refresh_from_db()
    assert (opportunity.stage, opportunity.project) == ("won", project)
    undo(Change.objects.latest("number").act, by=marek)
    opportunity.refresh_from_db()
    assert (opportunity.stage, opportunity.project) == ("talking", None)
    assert not Project.objects.filter(name="Spring fair").exists()


def test_half_as_large_brings_half_the_hours_and_nothing_before_it_begins(
    here: Cast, pattern: Project
) -> None:
    begins = TODAY + timedelta(days=14)
    question = Question(pattern, begins, begins + timedelta(days=30), hours=25.0)
    project = taking.open_project(question, "Small fair", question.wished, by=here.house, on=TODAY)
    hours = [task.estimates.get().likely for task in project.tasks.all()]
    assert hours == [15, 10]
    assert {task.release for task in project.tasks.all()} == {begins}


def test_the_log_says_nothing_of_money(here: Cast, pattern: Project) -> None:
    marek = here.account(here.marek)
    with pytest.raises(NotAllowed):
        taking.keep(asked(pattern), "Fair", by=marek, on=TODAY, now=NOW, worth=Decimal("98765.43"))
    set_roles(marek, ["manager"], by=here.house, seen=marek.version, money_right=True)
    taking.keep(asked(pattern), "Fair", by=marek, on=TODAY, now=NOW, worth=Decimal("98765.43"))
    assert Opportunity.objects.get().worth == Decimal("98765.43")
    lines = {by: Change.objects.filter(visible(here.account(by), Change)) for by in (here.marek, here.lea)}
    told = {by: "98765" in str([change.after for change in rows]) for by, rows in lines.items()}
    assert told == {here.marek: True, here.lea: False}
