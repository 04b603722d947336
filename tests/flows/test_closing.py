"""Closing This week: agreed by hand, agreed again, or by itself on Monday."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cast import NOW, TODAY, Cast, cast
from varifocal.flows.chores import do_chores
from varifocal.flows.closing import close_week, week_to_close
from varifocal.flows.replan import replan
from varifocal.org.base.acts import Change
from varifocal.org.base.refusals import Impossible, NotAllowed
from varifocal.org.work.doing import WeekAgreed

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Cast:
    return cast()


@pytest.mark.parametrize(
    ("day", "monday"),
    [
        (date(2026, 11, 23), date(2026, 11, 23)),
        (date(2026, 11, 25), date(2026, 11, 23)),
        (date(2026, 11, 26), date(2026, 11, 30)),
        (date(2026, 11, 29), date(2026, 11, 30)),
    ],
)
def test_until_wednesday_it_is_this_week_then_the_next(day: date, monday: date) -> None:
    assert week_to_close(day) == monday


def test_closing_again_says_the_week_anew(here: Cast) -> None:
    replan(NOW)
    by = here.account(here.marek)
    assert close_week(NOW, by=by) == TODAY
    before = {one.person_id: one.lines for one in WeekAgreed.objects.filter(monday=TODAY)}
    assert before
    here.storyboard.finish(by=by, seen=here.storyboard.version, at=NOW)
    replan(NOW)
    close_week(NOW, by=by)
    after = {one.person_id: one.lines for one in WeekAgreed.objects.filter(monday=TODAY)}
    assert set(after) == set(before)
    assert after != before
    assert Change.objects.filter(verb="weekagreed.agreed_anew", by=by).exists()


def test_what_was_closed_by_hand_is_not_noted_again_on_monday(here: Cast) -> None:
    friday = NOW - timedelta(days=3)
    replan(friday)
    close_week(friday, by=here.account(here.ines))
    count = WeekAgreed.objects.count()
    do_chores(NOW)
    assert WeekAgreed.objects.count() == count


def test_a_member_cannot_close_the_week_and_nothing_is_closed_without_a_plan(here: Cast) -> None:
    with pytest.raises(Impossible, match="Plan work first"):
        close_week(NOW, by=here.account(here.ines))
    replan(NOW)
    with pytest.raises(NotAllowed):
        close_week(NOW, by=here.account(here.tom))
    assert not WeekAgreed.objects.exists()
