"""Trying: what moves is told and nothing written; accepted it is one act, and undo restores; nobody learns of what she
may not see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine

from cast import NOW, TODAY, Cast, cast
from varifocal.core.plan import plan
from varifocal.core.plan.suppose import Away, Due, Given, Landing, Pinned, Supposed, Urgent, suppose
from varifocal.flows.accepting import accept
from varifocal.flows.replan import replan
from varifocal.flows.trial import standing_plan, state_of
from varifocal.flows.trying import dates, effects
from varifocal.flows.trying.cost import cost_of
from varifocal.flows.trying.values import Dates
from varifocal.org.base.account import Account
from varifocal.org.base.acts import Change
from varifocal.org.base.refusals import Impossible, NotAllowed
from varifocal.org.base.undo import undo
from varifocal.org.people.person import Absence
from varifocal.org.work.opportunity import Opportunity
from varifocal.org.work.order import Assignment, Dependency, Pin
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Iterator[Cast]:
    with time_machine.travel(NOW, tick=False):
        yield cast()


def asked(here: Cast, *supposed: Supposed, by: Account | None = None) -> Dates:
    return dates(supposed, by=by or here.account(here.marek), now=NOW)


def facts() -> list[object]:
    """Everything accepting may write, as values."""
    rows: list[object] = [Task.objects.order_by("pk").values("pk", "due", "priority")]
    rows += [Project.objects.order_by("pk").values("pk", "due")]
    rows += [Pin.objects.order_by("task").values("task", "person", "start")]
    rows += [Assignment.objects.order_by("task", "person").values("task", "person", "rank")]
    rows += [Absence.objects.order_by("pk").values("person", "first", "last")]
    return [list(one) for one in rows]  # type: ignore[call-overload]


def every_kind(here: Cast) -> list[Supposed]:
    return [
        Pinned(here.storyboard.pk, TODAY + timedelta(days=9)),
        Given(here.script.pk, (here.ana.pk,), 3.0),
        Away(here.tom.pk, TODAY + timedelta(days=1), TODAY + timedelta(days=4)),
        Due("project", here.spring.pk, TODAY + timedelta(days=40)),
        Due("task", here.shoot.pk, TODAY + timedelta(days=30)),
        Urgent(here.script.pk),
    ]


def test_nothing_supposed_moves_nothing(here: Cast) -> None:
    told = asked(here)
    assert (told.moved, told.late, told.weeks, told.hidden) == ((), (), (), False)
    assert told.sentence == "Nothing moves."


def test_a_drag_tells_what_moves_and_writes_nothing(here: Cast) -> None:
    lines = Change.objects.count()
    later = TODAY + timedelta(days=30)
    told = asked(here, Pinned(here.storyboard.pk, later))
    moved = {one.task: one for one in told.moved}
    assert moved[here.storyboard.pk].start_after.date() == later
    assert here.script.pk in moved, "what waits for it moves too"
    [late] = [one for one in told.late if one.noun == "project"]
    assert (late.id, late.state, late.days_before) == (here.spring.pk, "breaks", 0)
    assert late.days > 0
    assert "“Acme spring launch” would be done on" in told.sentence
    assert Change.objects.count() == lines


def test_a_day_that_cannot_be_kept_is_said_before_it_is_taken(here: Cast) -> None:
    told = asked(here, Pinned(here.shoot.pk, TODAY))
    assert told.sentence.startswith("“Shoot” is pinned to 23 November and can start on ")
    Dependency.tie(here.script, here.hush, by=here.house)
    by = here.account(here.tom)
    assert "Hush-hush" not in asked(here, Pinned(here.script.pk, TODAY + timedelta(days=30)), by=by).sentence


def test_an_absence_fills_another_week(here: Cast) -> None:
    project = Project.open("Museum", by=here.house, on=TODAY, manager=here.marek)
    for name in ("Draw", "Print"):
        Assignment.agree(
            Task.plan(project, name, by=here.house, on=TODAY, effort="24"), [here.tom], by=here.house
        )
    told = asked(here, Away(here.tom.pk, TODAY, TODAY + timedelta(days=4)))
    [week, *_] = told.weeks
    assert (week.person, week.week) == (here.tom.pk, TODAY + timedelta(days=7))
    assert week.before < week.after <= week.capacity
    assert "Tom Okafor’s week of 30 November becomes full." in told.sentence


def test_a_nearer_promise_is_told_with_its_chance(here: Cast) -> None:
    day = TODAY + timedelta(days=1)
    told = effects([Due("project", here.spring.pk, day)], by=here.account(here.marek), now=NOW)
    [promise] = told.promises
    assert (promise.name, promise.day) == ("Acme spring launch", day)
    assert promise.chance is None or promise.chance < 0.2
    assert promise.half is None or promise.half > day
    assert [one.state for one in told.dates.late if one.noun == "project"] == ["breaks"]
    assert told.cost is None, "nobody said what an hour costs"


def test_what_may_come_is_tried_and_not_accepted(here: Cast) -> None:
    done = Project.open("Winter fair", by=here.house, on=TODAY - timedelta(days=60))
    [task] = Task.plan_many(done, [{"name": "Draw", "effort": "60"}], by=here.house, on=done.opened_on)
    task.finish(by=here.house, seen=task.version, at=NOW - timedelta(days=20))
    done.end("done", TODAY - timedelta(days=20), by=here.house, seen=done.version)
    pitch = Opportunity.note_down(
        "Fair", by=here.house, on=TODAY, pattern=done, wished=TODAY + timedelta(days=20)
    )
    told = asked(here, Landing(pitch.pk))
    assert all(one.task != task.pk for one in told.moved)
    [promise] = effects([Landing(pitch.pk)], by=here.account(here.marek), now=NOW).promises
    assert (promise.noun, promise.id, promise.day) == ("opportunity", pitch.pk, pitch.wished)
    assert promise.half is not None
    with pytest.raises(Impossible, match="won on its own page"):
        accept([Landing(pitch.pk)], by=here.account(here.marek), now=NOW)
    vague = Opportunity.note_down("Talk", by=here.house, on=TODAY)
    with pytest.raises(Impossible, match="which finished project"):
        asked(here, Landing(vague.pk))


def test_accepted_it_is_one_act_and_undo_restores(here: Cast) -> None:
    before, owner = facts(), here.account(here.ines)
    done = accept(every_kind(here), by=owner, now=NOW, seen=asked(here).seen)
    assert facts() != before
    assert {change.act for change in Change.objects.filter(number__gte=done.number)} == {done.number}
    undo(done.number, by=owner)
    assert facts() == before


def test_what_was_tried_is_what_comes(here: Cast) -> None:
    supposed = every_kind(here)
    tried = suppose(standing_plan(state_of(NOW)).portfolio, supposed)
    accept(supposed, by=here.account(here.ines), now=NOW)
    stands = standing_plan(state_of(NOW)).portfolio
    bare = [[replace(task, rank=None) for task in one.tasks] for one in (tried, stands)]
    assert bare[0] == bare[1]
    assert (tried.people, tried.projects) == (stands.people, stands.projects)
    assert asked(here, *supposed[:2], *supposed[3:]).sentence == "Nothing moves."


def test_it_is_refused_once_something_it_touches_was_changed(here: Cast) -> None:
    owner, seen = here.account(here.ines), asked(here).seen
    supposed = [Urgent(here.script.pk)]
    here.shoot.describe(by=here.house, seen=here.shoot.version, priority=3)
    here.script.describe(by=here.house, seen=here.script.version, name="Script, at last")
    with pytest.raises(Impossible, match="was changed since you tried it"):
        accept(supposed, by=owner, now=NOW, seen=seen)
    accept(supposed, by=owner, now=NOW, seen=asked(here).seen)


def test_something_else_that_changed_does_not_stand_in_the_way(here: Cast) -> None:
    seen = asked(here).seen
    here.shoot.describe(by=here.house, seen=here.shoot.version, priority=3)
    accept([Urgent(here.script.pk)], by=here.account(here.ines), now=NOW, seen=seen)
    Pin.fix(here.script, by=here.house, start=TODAY)
    seen = asked(here).seen
    Pin.objects.get().loosen(by=here.house)
    with pytest.raises(Impossible, match="was changed since"):
        accept([Urgent(here.script.pk)], by=here.account(here.ines), now=NOW, seen=seen)


def test_each_verb_asks_its_own_right(here: Cast) -> None:
    for supposed in (
        Given(here.script.pk, (here.ana.pk,)),
        Due("project", here.spring.pk, TODAY + timedelta(days=40)),
        Away(here.tom.pk, TODAY, TODAY),
    ):
        lines = Change.objects.count()
        with pytest.raises(NotAllowed):
            accept([Urgent(here.script.pk), supposed], by=here.account(here.ana), now=NOW)
        assert Change.objects.count() == lines, "all of it or nothing"


def test_who_may_not_see_a_task_cannot_try_it(here: Cast) -> None:
    nobody = 987_654
    for one in (Urgent(here.hush.pk), Urgent(nobody), Due("project", here.secret.pk, None)):
        with pytest.raises(Impossible, match="not there any more"):
            asked(here, one, by=here.account(here.tom))
    with pytest.raises(NotAllowed):
        asked(here, by=here.account(here.gus))


def test_what_she_may_not_see_is_withheld(here: Cast) -> None:
    Assignment.agree(here.hush, [here.tom], by=here.house, rank=0.5)
    here.secret.promise_by(TODAY + timedelta(days=1), by=here.house, seen=here.secret.version)
    away = Away(here.tom.pk, TODAY, TODAY + timedelta(days=20))
    for who, sees in ((here.ines, True), (here.ana, False)):
        told = asked(here, away, by=here.account(who))
        assert (here.hush.pk in {one.task for one in told.moved}) is sees
        assert (here.secret.pk in {one.id for one in told.late if one.noun == "project"}) is sees
        assert told.hidden is not sees
        assert ("you cannot see" in told.sentence) is not sees
        text = repr(told)
        assert (here.hush.name in text) is sees
        count = sum(one.project != here.secret.pk for one in told.moved)
        assert sees or f"{count} task" in told.sentence
    assert effects([away], by=here.account(here.ana), now=NOW).hidden


def test_money_is_told_where_rates_are_known(here: Cast) -> None:
    standing = standing_plan(state_of(NOW))
    rates = {here.tom.pk: Decimal(50), here.ana.pk: Decimal(80)}
    priced = replace(standing, portfolio=replace(standing.portfolio, rates=rates))
    told = cost_of(priced, priced)
    assert told is not None
    assert (told.more, told.currency) == (Decimal(0), "EUR")
    assert told.before > 0
    assert not told.guessed


def test_an_hour_of_whom_nobody_says_what_it_costs_counts_at_the_mean(here: Cast) -> None:
    standing = standing_plan(state_of(NOW))
    rates = {here.ana.pk: Decimal(60), here.marek.pk: Decimal(100)}
    before = replace(standing, portfolio=replace(standing.portfolio, rates=rates))
    given = suppose(before.portfolio, [Given(here.script.pk, (here.lea.pk,))])
    told = cost_of(before, replace(before, portfolio=given, planned=plan(given)))
    assert told is not None
    assert told.more == Decimal(standing.portfolio.task[here.script.pk].left) * (80 - 60), (
        "not as if it were free"
    )
    assert told.guessed


def test_before_is_what_the_pages_show(here: Cast) -> None:
    replan(NOW)
    with time_machine.travel(NOW + timedelta(minutes=40), tick=False):
        told = dates(
            [Pinned(here.storyboard.pk, TODAY + timedelta(days=30))],
            by=here.account(here.marek),
            now=NOW + timedelta(minutes=40),
        )
    from varifocal.org.runs.run import ScheduledTask

    shown = ScheduledTask.objects.get(task=here.storyboard)
    [moved] = [one for one in told.moved if one.task == here.storyboard.pk]
    assert (moved.start_before, moved.finish_before) == (shown.start, shown.finish)
