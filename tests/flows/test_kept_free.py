"""Time for people is kept free in the plan of both, stands on the day sheet, and says to nobody with whom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from cast import NOW, TODAY, Cast, cast
from varifocal.flows.balance.balanced import balance
from varifocal.flows.day_sheet import KEPT_NOTE, confirm, sheet
from varifocal.flows.moved import Drifts
from varifocal.flows.replan import is_stale, replan
from varifocal.flows.snapshot import snapshot
from varifocal.flows.text.writing import portfolio_as_text
from varifocal.org.growth.growth_plan import GrowthPlan
from varifocal.org.growth.mentorship import Mentorship
from varifocal.org.growth.one_to_one import AgendaPoint, OneToOne, TalkNote
from varifocal.org.work.doing import TimeEntry

pytestmark = [pytest.mark.django_db, pytest.mark.either_engine]
WEDNESDAY = TODAY + timedelta(days=2)
LATER = datetime(2026, 11, 25, 17, tzinfo=UTC)


@pytest.fixture
def here() -> Iterator[Cast]:
    with time_machine.travel(NOW, tick=False):
        yield cast()


def learning(here: Cast, minutes: int = 60, until: date | None = None) -> Mentorship:
    """Ana learns from Tom, and both agree."""
    pair = Mentorship.ask(
        here.tom,
        here.ana,
        here.design,
        TODAY,
        by=here.account(here.ana),
        minutes_a_week=minutes,
        ends_by=until,
    )
    return pair.agree(TODAY, by=here.account(here.tom), seen=pair.version)


def taken(here: Cast) -> dict[str, list[date]]:
    people = {one.name.split()[0]: one for one in snapshot(NOW).people}
    return {name: [busy.start.date() for busy in one.busy] for name, one in people.items() if one.busy}


def test_both_weeks_keep_it_until_it_ends_and_only_once_both_agree(here: Cast) -> None:
    asked = Mentorship.ask(
        here.tom, here.ana, here.design, TODAY, by=here.account(here.ana), minutes_a_week=60,
        ends_by=WEDNESDAY + timedelta(weeks=1),
    )  # fmt: skip
    assert taken(here) == {}
    asked.agree(TODAY, by=here.account(here.tom), seen=asked.version)
    weeks = [WEDNESDAY, WEDNESDAY + timedelta(weeks=1)]
    assert taken(here) == {"Tom": weeks, "Ana": weeks}
    asked.refresh_from_db()
    asked.end(TODAY, by=here.account(here.tom))
    assert taken(here) == {}


def test_a_plan_taken_as_text_leaves_it_out_so_that_nobody_can_tell_who_they_are(here: Cast) -> None:
    learning(here)
    assert set(taken(here)) == {"Tom", "Ana"}
    assert "busy" not in portfolio_as_text(NOW)


def test_one_to_ones_keep_their_rhythm_beside_the_talk_that_is_set(here: Cast) -> None:
    lea = here.account(here.lea)
    room = OneToOne.begin(here.lea, here.tom, TODAY, by=lea, every_weeks=2)
    first = taken(here)["Lea"]
    assert first[:2] == [WEDNESDAY + timedelta(weeks=2), WEDNESDAY + timedelta(weeks=4)]
    room.meet(NOW + timedelta(days=1), 30, by=lea, seen=room.version, at=NOW)
    assert taken(here)["Lea"][:2] == [TODAY + timedelta(days=1), WEDNESDAY + timedelta(weeks=2)]
    room.refresh_from_db()
    room.end(TODAY, by=lea)
    assert taken(here)["Lea"] == [TODAY + timedelta(days=1)]


def test_the_plan_is_made_anew_when_time_for_each_other_begins_changes_or_ends(here: Cast) -> None:
    lea, tom = here.account(here.lea), here.account(here.tom)

    def moves() -> bool:
        stale = is_stale()
        replan(NOW)
        return stale

    replan(NOW)
    pair = learning(here)
    assert moves(), "it has begun"
    pair.keep_free(90, by=tom, seen=pair.version)
    assert moves(), "more is kept"
    room = OneToOne.begin(here.lea, here.tom, TODAY, by=lea)
    assert moves(), "they talk from now on"
    room.set_rhythm(4, 60, by=lea, seen=room.version)
    assert moves(), "in another rhythm"
    AgendaPoint.put_down(room, "The move", by=tom, raised_by=here.tom)
    TalkNote.write(room, "Ask him", by=lea, writer=here.lea, shared=False)
    assert not moves(), "words take no time"
    room.close_talk(TODAY, by=lea)
    assert moves(), "the next is due later"
    room.end(TODAY, by=lea)
    assert moves(), "they talk no more"
    pair.end(TODAY, by=tom)
    assert moves(), "it has served"
    GrowthPlan.wish_for(
        here.tom, "Draw", TODAY, by=tom, seen_by="everyone", shapes_work=True, skill=here.design, level=5
    )
    assert moves(), "a wish may shape who does what"


def test_what_moved_a_chance_says_of_two_who_talk_no_more_than_that_hours_are_taken(here: Cast) -> None:
    before = snapshot(NOW)
    OneToOne.begin(here.lea, here.tom, TODAY, by=here.account(here.lea), every_weeks=1)
    told = Drifts(before, snapshot(NOW), seed=1).changed({})
    names = ("Lea Brandt", "Tom Okafor")
    assert sorted(label for *_, label in told) == [f"“{name}” has other hours taken" for name in names]


def test_the_day_sheet_proposes_it_and_it_counts_as_leading_without_a_name(here: Cast) -> None:
    pair, tom = learning(here), here.account(here.tom)
    with time_machine.travel(LATER, tick=False):
        lines = {one.key: one for one in sheet(tom, here.tom, WEDNESDAY, LATER).blocks}
        assert lines[f"pair:{pair.pk}"].name == "With Ana Silva"
        assert f"pair:{pair.pk}" not in {
            one.key for one in sheet(here.account(here.lea), here.tom, WEDNESDAY, LATER).blocks
        }
        confirm(tom, here.tom, WEDNESDAY, [(f"pair:{pair.pk}", Decimal(1))], now=LATER)
        entry = TimeEntry.objects.get(person=here.tom)
        assert (entry.people_time, entry.act, entry.note, entry.hours) == (True, "lead", KEPT_NOTE, 1)
        ana = here.account(here.ana)
        confirm(ana, here.ana, WEDNESDAY, [(f"pair:{pair.pk}", Decimal(1))], now=LATER)
        assert TimeEntry.objects.get(person=here.ana).act == "grow"
        assert balance(here.account(here.ines), LATER) is not None


def test_the_mentoring_page_says_how_much_is_kept_until_when(here: Cast) -> None:
    learning(here, 120, date(2027, 5, 28))
    OneToOne.begin(here.lea, here.tom, TODAY, by=here.account(here.lea), every_weeks=2)
    client = Client()
    client.force_login(here.account(here.tom))
    page = client.get(reverse("mentoring")).text
    assert re.search(r"2\.25\sh of your week are kept free", page)
    assert re.search(r"120 minutes a week kept free until\s28\sMay\s2027", page)
