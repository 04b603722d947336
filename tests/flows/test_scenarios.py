"""Scenarios beside each other: the same numbers for all, one act to make one so, nothing told of what is not hers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine

from cast import NOW, TODAY, Cast, cast
from varifocal.core.plan.suppose import Away, Due, Landing, Supposed, Urgent, to_plain
from varifocal.flows import scenarios
from varifocal.org.base.acts import Change
from varifocal.org.base.refusals import Impossible, NotAllowed, Stale
from varifocal.org.base.undo import undo
from varifocal.org.people.person import Absence
from varifocal.org.work.opportunity import Opportunity
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task
from varifocal.org.work.whatif import WhatIf

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Iterator[Cast]:
    with time_machine.travel(NOW, tick=False):
        yield cast()


def kept(here: Cast, name: str, *supposed: Supposed) -> WhatIf:
    by = here.account(here.marek)
    return WhatIf.keep(name, [to_plain(one) for one in supposed], by=by, on=TODAY)


def away(here: Cast) -> Away:
    return Away(here.tom.pk, TODAY, TODAY + timedelta(days=17))


def test_what_stands_and_a_scenario_that_supposes_nothing_are_the_same(here: Cast) -> None:
    told = scenarios.compare([kept(here, "Nothing")], by=here.account(here.marek), now=NOW)
    first, second = told.columns
    assert (second.late, second.full, second.homeless, second.moved) == (
        first.late,
        first.full,
        first.homeless,
        0,
    )
    assert all(row.cells[0] == row.cells[1] and not row.differs for row in told.rows)
    assert {row.noun for row in told.rows} == {"project", "goal"}


def test_columns_differ_by_what_is_supposed(here: Cast) -> None:
    sooner = Due("project", here.spring.pk, TODAY + timedelta(days=2))
    rows = [kept(here, "Tom is away", away(here)), kept(here, "Sooner", sooner)]
    told = scenarios.compare(rows, by=here.account(here.marek), now=NOW)
    stands, off, early = told.columns
    assert off.moved > 0 == early.moved
    assert early.late > stands.late
    [spring] = [row for row in told.rows if row.id == here.spring.pk and row.noun == "project"]
    assert spring.differs
    assert told.rows[0].differs, "what differs stands first"
    before, away_cell, early_cell = spring.cells
    assert before
    assert away_cell
    assert early_cell
    assert (away_cell.most, early_cell.most) > (before.most, before.most)
    assert early_cell.due == sooner.day


def test_what_may_come_has_a_row_of_its_own(here: Cast) -> None:
    done = Project.open("Winter fair", by=here.house, on=TODAY - timedelta(days=60))
    [task] = Task.plan_many(done, [{"name": "Draw", "effort": "60"}], by=here.house, on=done.opened_on)
    task.finish(by=here.house, seen=task.version, at=NOW - timedelta(days=20))
    done.end("done", TODAY - timedelta(days=20), by=here.house, seen=done.version)
    pitch = Opportunity.note_down(
        "Fair", by=here.house, on=TODAY, pattern=done, wished=TODAY + timedelta(days=40)
    )
    one, other = kept(here, "It comes", Landing(pitch.pk)), kept(here, "Nothing")
    told = scenarios.compare([one, other], by=here.account(here.marek), now=NOW)
    [row] = [row for row in told.rows if row.noun == "opportunity"]
    assert (row.id, row.name, row.cells[0], row.cells[2]) == (pitch.pk, "Fair", None, None)
    assert row.cells[1] is not None
    assert row.cells[1].due == pitch.wished


def test_making_it_so_is_one_act_that_undo_takes_back(here: Cast) -> None:
    by = here.account(here.ines)
    one = kept(here, "Both", away(here), Due("project", here.spring.pk, TODAY + timedelta(days=50)))
    due = here.spring.due
    with pytest.raises(Stale):
        scenarios.take(one, by=by, now=NOW, seen=one.version - 1)
    done = scenarios.take(one, by=by, now=NOW, seen=one.version)
    assert {change.act for change in Change.objects.filter(number__gte=done.number)} == {done.number}
    one.refresh_from_db()
    assert (one.taken_on, Absence.objects.count()) == (TODAY, 1)
    assert not WhatIf.objects.open().exists()
    with pytest.raises(Impossible, match="already"):
        one.suppose([], by=by, seen=one.version)
    undo(done.number, by=by)
    one.refresh_from_db()
    assert (one.taken_on, Absence.objects.count(), Project.objects.get(pk=here.spring.pk).due) == (
        None,
        0,
        due,
    )


def test_who_may_not_do_a_part_does_none_of_it(here: Cast) -> None:
    one = kept(here, "Both", Urgent(here.script.pk), away(here))
    lines = Change.objects.count()
    with pytest.raises(NotAllowed):
        scenarios.take(one, by=here.account(here.ana), now=NOW, seen=one.version)
    assert Change.objects.count() == lines


def test_a_part_she_may_not_see_is_not_told_and_not_tried(here: Cast) -> None:
    one = kept(here, "Quietly", Urgent(here.hush.pk), away(here))
    here.secret.promise_by(TODAY + timedelta(days=30), by=here.house, seen=here.secret.version)
    for who, sees in ((here.ines, True), (here.ana, False)):
        by = here.account(who)
        told = scenarios.compare([one], by=by, now=NOW)
        assert (told.columns[1].sentence == "") is sees
        words = scenarios.in_words([one], by=by, now=NOW)[one.pk]
        assert (here.hush.name in words[0]) is sees
        assert words[1].startswith("Tom Okafor is away from 23 November to")
        assert (here.secret.name in {row.name for row in told.rows}) is sees


def test_parts_are_added_and_left_out(here: Cast) -> None:
    by = here.account(here.marek)
    one = kept(here, "Grows")
    one = scenarios.add(one, away(here), by=by, now=NOW, seen=one.version)
    one = scenarios.add(one, Urgent(here.script.pk), by=by, now=NOW, seen=one.version)
    with pytest.raises(Impossible):
        scenarios.add(one, Urgent(999_999), by=by, now=NOW, seen=one.version)
    for absurd in (Away(here.tom.pk, TODAY, date.max), Due("project", here.spring.pk, date.max)):
        with pytest.raises(Impossible, match="no day for work"):
            scenarios.add(one, absurd, by=by, now=NOW, seen=one.version)
    one = scenarios.leave_out(one, 0, by=by, seen=one.version)
    assert one.supposed == [to_plain(Urgent(here.script.pk))]
    with pytest.raises(Impossible):
        scenarios.leave_out(one, 4, by=by, seen=one.version)


def test_what_is_finished_no_longer_holds_it_up_in_words(here: Cast) -> None:
    by = here.account(here.marek)
    one = kept(here, "Late", Urgent(here.storyboard.pk))
    here.storyboard.finish(by=by, seen=here.storyboard.version, at=NOW)
    assert scenarios.in_words([one], by=by, now=NOW)[one.pk] == [
        "something that is done, gone, or not for your eyes"
    ]
    assert "not tried" in scenarios.compare([one], by=by, now=NOW).columns[1].sentence
