"""What a day holds: hours that are really free."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from cast import Cast, cast
from varifocal.flows.snapshot import snapshot
from varifocal.flows.today.day import today
from varifocal.flows.today.hours import Meet, free_hours
from varifocal.flows.working_days import week_of
from varifocal.org.people.person import Person

pytestmark = pytest.mark.django_db

MORNING = datetime(2026, 11, 23, 8, tzinfo=UTC)
CHRISTMAS = datetime(2026, 12, 25, 8, tzinfo=UTC)


@pytest.fixture
def here() -> Cast:
    return cast()


def test_a_meeting_takes_its_hour(here: Cast) -> None:
    all_day = free_hours(here.tom, MORNING, [])
    call = Meet("Call", MORNING.replace(hour=10), MORNING.replace(hour=11))
    assert free_hours(here.tom, MORNING, [call]) == all_day - 1


def test_nobody_is_free_for_work_on_a_public_holiday(here: Cast) -> None:
    assert free_hours(here.tom, CHRISTMAS, []) == 0


def test_news_begin_when_the_last_day_worked_ended(here: Cast) -> None:
    after = datetime(2026, 12, 28, 8, tzinfo=UTC)
    assert today(here.account(here.tom), after).left_at.date() == date(2026, 12, 24)


def test_whose_week_nobody_said_is_free_from_nine_to_five_as_in_plans(here: Cast) -> None:
    usual = free_hours(here.tom, MORNING, [])
    Person.objects.filter(pk=here.tom.pk).update(week=[])
    here.tom.refresh_from_db()
    assert free_hours(here.tom, MORNING, []) == usual > 0
    assert today(here.account(here.tom), MORNING).left_at.date() == date(2026, 11, 20)
    (planned,) = [one for one in snapshot(MORNING).people if one.id == here.tom.pk]
    assert planned.week == week_of(here.tom.working_week, here.tom.zone)
