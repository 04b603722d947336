"""What may come stands behind all that is firm: planned with each run, told apart, seen by those who see it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine

from cast import NOW, TODAY, Cast, cast
from varifocal.flows.bars import Wanted, bars
from varifocal.flows.replan import changed_since, replan
from varifocal.flows.schedule import loads, skill_loads
from varifocal.flows.trial import Question
from varifocal.flows.whatif import can_we_take
from varifocal.org.base.acts import newest
from varifocal.org.models import (
    Dependency,
    Opportunity,
    Project,
    ScheduledTask,
    SkillNeed,
    Task,
    TentativeTask,
    TimeEntry,
)
from varifocal.org.runs.run import Run

pytestmark = pytest.mark.django_db
WISHED = TODAY + timedelta(days=30)


@pytest.fixture
def here() -> Iterator[Cast]:
    with time_machine.travel(NOW, tick=False):
        yield cast()


@pytest.fixture
def pattern(here: Cast) -> Project:
    """A finished project: 20 hours of design, then 10 of copy."""
    by = here.house
    done = Project.open("Winter fair", by=by, on=TODAY - timedelta(days=60), company=here.acme)
    draw, write = Task.plan_many(
        done, [{"name": "Draw", "effort": "20"}, {"name": "Write", "effort": "10"}], by=by, on=done.opened_on
    )
    Dependency.tie(draw, write, by=by)
    SkillNeed.need(draw, here.design, by=by, level=3)
    SkillNeed.need(write, here.copy, by=by, level=2)
    TimeEntry.record(here.tom, TODAY - timedelta(days=30), Decimal(20), by=by, task=draw)
    for task in (draw, write):
        task.finish(by=by, seen=task.version, at=NOW - timedelta(days=20))
    done.end("done", TODAY - timedelta(days=20), by=by, seen=done.version)
    return done


def coming(here: Cast, like: Project | None, **more: object) -> Opportunity:
    fields = {"pattern": like, "wished": WISHED, "win": 40, **more}
    return Opportunity.note_down("Spring fair", by=here.house, on=TODAY, **fields)


def stands(run: Run) -> list[tuple[object, ...]]:
    rows = ScheduledTask.objects.filter(run=run).order_by("task")
    return list(rows.values_list("task", "crew", "start", "finish", "hold", "rank"))


def test_nothing_firm_moves_and_what_may_come_has_its_place(here: Cast, pattern: Project) -> None:
    before = stands(replan(NOW))
    one = coming(here, pattern)
    run = replan(NOW)
    assert stands(run) == before
    draw, write = TentativeTask.objects.filter(run=run).order_by("start")
    assert (draw.like.name, write.like.name) == ("Draw", "Write")
    assert draw.opportunity == one
    assert draw.finish <= write.start
    assert draw.hours >= 20
    firm = {row.task_id for row in ScheduledTask.objects.filter(run=run) if set(row.crew) & set(draw.crew)}
    for row in ScheduledTask.objects.filter(run=run, task__in=firm, pieces=[]):
        assert draw.pieces or row.finish <= draw.start or row.start >= draw.finish


def test_its_size_is_its_own(here: Cast, pattern: Project) -> None:
    coming(here, pattern, hours=Decimal(120))
    rows = TentativeTask.objects.filter(run=replan(NOW))
    assert sum(row.hours for row in rows) == pytest.approx(120, rel=0.3)


def test_what_says_too_little_is_lost_or_overdue_is_not_planned(here: Cast, pattern: Project) -> None:
    coming(here, None)
    coming(here, pattern, wished=None)
    coming(here, pattern, win=0)
    gone = coming(here, pattern)
    gone.move("lost", by=here.house, seen=gone.version, on=TODAY)
    Opportunity.objects.filter(pk=coming(here, pattern).pk).update(wished=TODAY - timedelta(days=1))
    assert not TentativeTask.objects.filter(run=replan(NOW)).exists()


def test_a_word_about_it_makes_the_plan_anew(here: Cast, pattern: Project) -> None:
    seen = newest()
    coming(here, pattern)
    assert changed_since(seen)


def test_the_timeline_tells_it_apart(here: Cast, pattern: Project) -> None:
    one = coming(here, pattern)
    replan(NOW)
    by = here.account(here.marek)
    it = bars(by, NOW)
    apart = [bar for bar in it.bars if bar.lands is not None]
    assert [(bar.name, bar.lands, bar.project, bar.due, bar.chance) for bar in apart] == [
        ("Draw", 0.4, -one.pk, None, None),
        ("Write", 0.4, -one.pk, None, None),
    ]
    assert it.projects[-one.pk] == "Spring fair"
    assert not [bar for bar in bars(by, NOW, Wanted(project=here.spring.pk)).bars if bar.lands is not None]
    hers = bars(by, NOW, Wanted(person=apart[0].people[0]))
    assert apart[0] in hers.bars
    assert apart[0] in bars(by, NOW, Wanted(skill=here.design.pk)).bars
    assert apart[1] not in bars(by, NOW, Wanted(skill=here.design.pk)).bars


def test_hours_are_counted_beside_the_planned_ones(here: Cast, pattern: Project) -> None:
    by = here.account(here.marek)
    replan(NOW)
    firm = {one.id: one.hours for one in loads(by, NOW).loads}
    of_skill = {one.id: one.hours for one in skill_loads(by, NOW).loads}
    coming(here, pattern)
    draw = TentativeTask.objects.filter(run=replan(NOW), like__name="Draw").get()
    then = {one.id: one for one in loads(by, NOW).loads}
    assert {pk: one.hours for pk, one in then.items()} == firm
    assert sum(then[draw.crew[0]].tentative) >= 20
    by_skill = {one.id: one for one in skill_loads(by, NOW).loads}
    assert {pk: one.hours for pk, one in by_skill.items()} == of_skill
    assert sum(by_skill[here.design.pk].tentative) == pytest.approx(draw.hours, abs=0.3)


def test_can_we_take_it_says_what_is_free_with_and_without(here: Cast, pattern: Project) -> None:
    by, question = here.account(here.marek), Question(pattern, TODAY, TODAY + timedelta(days=20))
    alone = can_we_take(question, by=by, now=NOW).skills
    assert all(one.if_all_lands == one.free for one in alone)
    one = coming(here, pattern)
    replan(NOW)
    told = {room.id: room for room in can_we_take(question, by=by, now=NOW).skills}
    assert {room.id: room.free for room in alone} == {pk: room.free for pk, room in told.items()}
    assert told[here.design.pk].if_all_lands < told[here.design.pk].free
    itself = can_we_take(Question(pattern, TODAY, WISHED, opportunity=one.pk), by=by, now=NOW)
    assert all(room.if_all_lands == room.free for room in itself.skills), "it does not stand beside itself"
    one.show_to("named", by=here.house, seen=one.version, people=[here.ines])
    hidden = can_we_take(question, by=by, now=NOW).skills
    assert all(room.if_all_lands == room.free for room in hidden), (
        "what he may not see takes no hours he reads"
    )


def test_only_those_see_it_who_see_the_opportunity_and_what_it_is_like(here: Cast, pattern: Project) -> None:
    one = coming(here, pattern)
    one.show_to("named", by=here.house, seen=one.version, people=[here.ines])
    replan(NOW)
    ines, tom = here.account(here.ines), here.account(here.tom)
    assert TentativeTask.objects.visible_to(ines).count() == 2
    assert not TentativeTask.objects.visible_to(tom).exists()
    assert not [bar for bar in bars(tom, NOW).bars if bar.lands is not None]
    assert "Spring fair" not in bars(tom, NOW).projects.values()
    assert not any(any(load.tentative) for load in loads(tom, NOW).loads)
    pattern.show_to("named", by=here.house, seen=pattern.version, people=[here.lea])
    assert not TentativeTask.objects.visible_to(ines).exists()
