"""Scenarios and baselines as nouns: kept, changed, dropped, undone; seen by those they are for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from cast import NOW, TODAY, Cast, cast
from varifocal.flows.replan import is_stale, replan
from varifocal.org.base.acts import Change
from varifocal.org.base.permission import visible
from varifocal.org.base.refusals import Impossible, NotAllowed
from varifocal.org.base.undo import undo
from varifocal.org.runs import baselines
from varifocal.org.runs.agreeing import agree_to
from varifocal.org.runs.run import Run
from varifocal.org.work.baseline import Baseline
from varifocal.org.work.order import Assignment
from varifocal.org.work.task import Task
from varifocal.org.work.whatif import WhatIf

pytestmark = pytest.mark.django_db
URGENT = [{"kind": "urgent", "task": 1}]


@pytest.fixture
def here() -> Iterator[Cast]:
    with time_machine.travel(NOW, tick=False):
        yield cast()


def last_act() -> int:
    return int(Change.objects.order_by("-number").values_list("act", flat=True)[0])


def test_a_scenario_is_kept_changed_and_dropped_and_each_is_undone(here: Cast) -> None:
    by = here.account(here.tom)
    one = WhatIf.keep("  Tom   takes May off ", URGENT, by=by, on=TODAY)
    assert (str(one), one.kept_by, one.supposed) == ("Tom takes May off", here.tom, URGENT)
    one.suppose([*URGENT, *URGENT], by=by, seen=one.version)
    undo(last_act(), by=by)
    one.refresh_from_db()
    assert one.supposed == URGENT
    one.rename("In May", by=by, seen=one.version, note="if he likes")
    one.let_go(by=by)
    undo(last_act(), by=by)
    assert WhatIf.objects.get().note == "if he likes"


def test_a_scenario_needs_a_name_and_holds_not_too_much(here: Cast) -> None:
    by = here.account(here.tom)
    for name, supposed in ((" ", URGENT), ("Many", URGENT * 51)):
        with pytest.raises(Impossible):
            WhatIf.keep(name, supposed, by=by, on=TODAY)
    with pytest.raises(NotAllowed):
        WhatIf.keep("Guest", URGENT, by=here.account(here.gus), on=TODAY)


def test_whom_it_is_not_for_sees_neither_it_nor_its_changes(here: Cast) -> None:
    marek, ana = here.account(here.marek), here.account(here.ana)
    one = WhatIf.keep("Let somebody go", URGENT, by=marek, on=TODAY)
    assert WhatIf.objects.visible_to(ana).exists()
    with pytest.raises(NotAllowed):
        one.rename("Other", by=ana, seen=one.version)
    one.show_to("named", by=marek, seen=one.version, people=[here.ines])
    assert not WhatIf.objects.visible_to(ana).exists()
    assert WhatIf.objects.visible_to(marek).exists(), "whoever kept it always sees it"
    for who, sees in ((here.ana, False), (here.ines, True)):
        read = Change.objects.filter(visible(here.account(who), Change), noun=WhatIf.noun())
        assert read.exists() is sees
    one.let_go(by=marek)
    assert not Change.objects.filter(visible(here.account(here.ines), Change), noun=WhatIf.noun()).exists()


def test_neither_makes_the_plan_stale(here: Cast) -> None:
    replan(NOW)
    WhatIf.keep("In May", URGENT, by=here.account(here.tom), on=TODAY)
    baselines.keep(here.spring, by=here.account(here.marek), on=TODAY)
    assert not is_stale()


def test_a_baseline_holds_what_the_run_says_and_stays_when_that_changes(here: Cast) -> None:
    by, before = here.account(here.marek), here.shoot.due
    with pytest.raises(Impossible, match="Nothing was planned yet"):
        baselines.keep(here.spring, by=by, on=TODAY)
    run = replan(NOW)
    kept = baselines.keep(here.spring, by=by, on=TODAY, words="As told to Acme")
    days = baselines.days_of(here.spring, run, "Europe/Berlin")
    assert before is None
    assert kept.by_task == days
    assert set(days) == {here.storyboard.pk, here.script.pk, here.shoot.pk}
    assert kept.done == max(last for _, last in days.values())
    assert (kept.due, kept.as_of, kept.kept_by) == (here.spring.due, NOW, here.marek)
    here.storyboard.finish(by=by, seen=here.storyboard.version, at=NOW)
    with time_machine.travel(NOW + timedelta(days=3), tick=False):
        replan(NOW + timedelta(days=3))
        baselines.keep(here.spring, by=by, on=TODAY + timedelta(days=3))
    behind = baselines.days_behind(by, [here.spring.pk])
    assert behind[here.storyboard.pk] == (TODAY, TODAY), "of what is done, the days it was done"
    assert behind[here.shoot.pk] != days[here.shoot.pk]
    Baseline.objects.get(pk=kept.pk).remove(by=by)
    undo(last_act(), by=by)
    assert Baseline.objects.count() == 2
    assert Baseline.objects.get(pk=kept.pk).by_task == days


def test_a_baseline_is_for_those_who_see_its_project(here: Cast) -> None:
    replan(NOW)
    ines, tom = here.account(here.ines), here.account(here.tom)
    baselines.keep(here.secret, by=ines, on=TODAY)
    assert baselines.newest_of(ines, here.secret) is not None
    assert baselines.newest_of(tom, here.secret) is None
    assert baselines.days_behind(tom, [here.secret.pk]) == {}
    with pytest.raises(NotAllowed):
        baselines.keep(here.spring, by=tom, on=TODAY)


def test_a_plan_that_is_agreed_for_the_first_time_is_kept(here: Cast) -> None:
    marek = here.account(here.marek)
    Assignment.objects.all().delete()
    run = replan(NOW)
    rows = run.tasks.filter(task__project=here.spring, proposed=True).select_related("run", "task__project")
    some, rest = list(rows)[:1], list(rows)[1:]
    agree_to(some, by=marek)
    assert not Baseline.objects.exists(), "part of it still waits for a yes"
    agree_to(rest, by=marek)
    kept = Baseline.objects.get()
    assert (kept.project, kept.words) == (here.spring, "As first agreed")
    undo(last_act(), by=marek)
    assert not Baseline.objects.exists()
    assert not Assignment.objects.filter(task__in=[row.task_id for row in rest]).exists()


def test_what_was_agreed_again_keeps_no_second_one(here: Cast) -> None:
    marek = here.account(here.marek)
    for _ in range(2):
        Assignment.objects.all().delete()
        agree_to(replan(NOW).tasks.filter(task__project=here.spring, proposed=True), by=marek)
    assert Baseline.objects.count() == 1
    assert Run.objects.count() == 2
    assert Task.objects.open().exists()
