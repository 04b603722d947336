"""Days nobody can mean are refused where they are typed, so that no plan has to stand on them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine

from cast import NOW, TODAY, Cast, cast
from varifocal.flows.replan import replan
from varifocal.org.base.refusals import Impossible
from varifocal.org.people.person import Absence
from varifocal.org.work.order import Pin

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Iterator[Cast]:
    with time_machine.travel(NOW, tick=False):
        yield cast()


@pytest.mark.parametrize("day", [date.min, date(26, 12, 7), date.max])
def test_nobody_is_away_and_nothing_is_pinned_on_such_a_day(here: Cast, day: date) -> None:
    with pytest.raises(Impossible, match="no day for work"):
        Pin.fix(here.shoot, by=here.house, start=day)
    with pytest.raises(Impossible, match="no day for work"):
        Absence.announce(here.tom, min(day, TODAY), max(day, TODAY), by=here.house)
    away = Absence.announce(here.tom, TODAY, TODAY, by=here.house)
    with pytest.raises(Impossible, match="no day for work"):
        away.move(min(day, TODAY), max(day, TODAY), by=here.house, seen=away.version)


def test_one_that_stands_already_stops_nobodys_plan(here: Cast) -> None:
    Absence.objects.filter(pk=Absence.announce(here.tom, TODAY, TODAY, by=here.house).pk).update(
        last=date.max
    )
    Pin.objects.filter(pk=Pin.fix(here.shoot, by=here.house, start=TODAY).pk).update(start=date.min)
    run = replan(NOW)
    assert run.tasks.exclude(start=None).exists()


def test_the_day_of_what_has_begun_is_not_fixed_but_who_does_it_is(here: Cast) -> None:
    Pin.fix(here.script, by=here.house, start=TODAY)
    here.script.start(by=here.house, seen=here.script.version, at=NOW)
    with pytest.raises(Impossible, match="has begun"):
        Pin.fix(here.script, by=here.house, start=TODAY + timedelta(days=3))
    assert Pin.fix(here.script, by=here.house, start=TODAY, person=here.tom).person == here.tom
