"""A day as it probably was: calendar, what was closed, what is under way, the plan; and the day confirmed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine

from cast import NOW, TODAY, Cast, cast
from varifocal.flows import day_sheet
from varifocal.flows.chores import do_chores
from varifocal.flows.day_sheet import Sheet
from varifocal.flows.replan import replan
from varifocal.org.base.acts import Change
from varifocal.org.base.refusals import Impossible, NotAllowed
from varifocal.org.base.sealing import seal
from varifocal.org.base.undo import undo
from varifocal.org.people.person import Absence, Person
from varifocal.org.work.day_sheet import DaySheet
from varifocal.org.work.doing import Attendance, Meeting, TimeEntry

pytestmark = pytest.mark.django_db
EVENING = NOW + timedelta(hours=8)


@pytest.fixture
def here() -> Iterator[Cast]:
    with time_machine.travel(NOW, tick=False):
        yield cast()


def day(here: Cast, back: int = 0) -> Sheet:
    return day_sheet.sheet(here.account(here.tom), here.tom, TODAY - timedelta(days=back), EVENING)


def lines(sheet: Sheet) -> dict[str, Decimal]:
    return {one.name: one.hours for one in sheet.blocks}


def hold(here: Cast, hour: int, hours: float = 1.0, **more: object) -> Meeting:
    begin = datetime(TODAY.year, TODAY.month, TODAY.day, hour, tzinfo=UTC)
    return Meeting.hold("Round", begin, begin + timedelta(hours=hours), [here.tom], by=here.house, **more)  # type: ignore[arg-type]


def test_a_meeting_what_was_finished_and_what_is_under_way_fill_the_day(here: Cast) -> None:
    hold(here, 9, 1.5, project=here.spring)
    here.storyboard.finish(by=here.account(here.tom), seen=here.storyboard.version, at=NOW)
    shown = day(here)
    assert shown.working == 8
    assert lines(shown) == {"Round": Decimal("1.5"), "Storyboard": 6, "Not named": Decimal("0.5")}
    assert [one.because for one in shown.blocks][:2] == ["in the calendar", "finished that day"]


def test_what_is_under_way_takes_what_is_left_over(here: Cast) -> None:
    here.storyboard.start(by=here.house, seen=here.storyboard.version, at=NOW)
    assert lines(day(here)) == {"Storyboard": 8}


def test_what_the_plan_had_for_the_day_is_proposed(here: Cast) -> None:
    replan(NOW - timedelta(hours=1))
    shown = day(here)
    assert lines(shown) == {"Storyboard": 8}
    assert shown.blocks[0].because == "planned"


def test_hours_recorded_already_are_not_proposed_again(here: Cast) -> None:
    here.storyboard.start(by=here.house, seen=here.storyboard.version, at=NOW)
    TimeEntry.record(here.tom, TODAY, Decimal(5), by=here.house, task=here.storyboard)
    shown = day(here)
    assert shown.recorded == 5
    assert lines(shown) == {"Not named": 3}


def test_whose_week_nobody_said_is_asked_for_the_days_and_hours_plans_give_her(here: Cast) -> None:
    Person.objects.filter(pk=here.tom.pk).update(week=[])
    here.tom.refresh_from_db()
    assert day(here).working == 8
    assert day_sheet.open_days(here.tom, EVENING) == [TODAY - timedelta(days=3), TODAY]
    assert TODAY - timedelta(days=2) not in day_sheet.still_open(here.tom, EVENING)


def test_a_day_away_and_a_weekend_propose_nothing(here: Cast) -> None:
    Absence.announce(here.tom, TODAY, TODAY, by=here.house)
    assert day(here).away
    assert day(here).blocks == ()
    assert day(here, back=1).blocks == (), "a Sunday"


def test_confirmed_each_line_has_its_source(here: Cast) -> None:
    meeting, tom = hold(here, 9, people_time=True), here.account(here.tom)
    said = [
        (f"meeting:{meeting.pk}", Decimal(1)), (f"task:{here.storyboard.pk}", Decimal("4.5")),
        ("none", Decimal(2)), (f"task:{here.script.pk}", Decimal(0)),
    ]  # fmt: skip
    sheet = day_sheet.confirm(tom, here.tom, TODAY, said, now=EVENING)
    assert sheet.hours == Decimal("7.5")
    entries = {entry.source: entry for entry in TimeEntry.objects.filter(person=here.tom, on=TODAY)}
    assert entries.keys() == {"calendar", "confirmed", "unplaced"}
    assert entries["calendar"].people_time
    assert entries["confirmed"].task == here.storyboard
    assert entries["unplaced"].project is None
    assert day(here).confirmed == sheet
    assert not day(here).is_open
    undo(Change.objects.latest("number").act, by=tom)
    assert not TimeEntry.objects.filter(person=here.tom, on=TODAY).exists()
    assert day(here).is_open


def test_a_private_round_keeps_its_name_to_those_in_it(here: Cast) -> None:
    meeting = hold(here, 9)
    day_sheet.confirm(
        here.account(here.tom), here.tom, TODAY, [(f"meeting:{meeting.pk}", Decimal(1))], now=EVENING
    )
    assert TimeEntry.objects.get(person=here.tom, on=TODAY).note == "a meeting"


def test_two_who_confirm_one_day_are_told(here: Cast) -> None:
    tom = here.account(here.tom)
    day_sheet.confirm(tom, here.tom, TODAY, [("none", Decimal(8))], now=EVENING)
    with pytest.raises(Impossible, match="confirmed meanwhile"):
        day_sheet.confirm(here.account(here.lea), here.tom, TODAY, [("none", Decimal(8))], now=EVENING)
    assert DaySheet.objects.get().hours == 8


@pytest.mark.parametrize("away", [-1, 15])
def test_a_day_ahead_or_long_past_is_refused(here: Cast, away: int) -> None:
    with pytest.raises(Impossible, match="at most 14 days later"):
        day_sheet.confirm(
            here.account(here.tom),
            here.tom,
            TODAY - timedelta(days=away),
            [("none", Decimal(1))],
            now=EVENING,
        )


def test_a_day_holds_no_more_than_a_day(here: Cast) -> None:
    tom = here.account(here.tom)
    TimeEntry.record(here.tom, TODAY, Decimal(20), by=here.house, task=here.storyboard)
    with pytest.raises(Impossible, match="between 0 and 24"):
        day_sheet.confirm(tom, here.tom, TODAY, [("none", Decimal(5))], now=EVENING)
    assert not DaySheet.objects.exists()


@pytest.mark.parametrize("key", ["task:0", "task:99999", "meeting:1", "goal:1", "task:x", "task:²"])
def test_what_is_no_more_is_told_and_nothing_is_written(here: Cast, key: str) -> None:
    with pytest.raises(Impossible, match="no more"):
        day_sheet.confirm(
            here.account(here.tom), here.tom, TODAY, [("none", Decimal(1)), (key, Decimal(1))], now=EVENING
        )
    assert not TimeEntry.objects.filter(person=here.tom).exists()


def test_a_task_she_may_not_see_is_no_line_of_hers(here: Cast) -> None:
    with pytest.raises(Impossible, match="no more"):
        day_sheet.confirm(
            here.account(here.tom), here.tom, TODAY, [(f"task:{here.hush.pk}", Decimal(1))], now=EVENING
        )


def test_nobody_confirms_for_a_colleague(here: Cast) -> None:
    with pytest.raises(NotAllowed):
        day_sheet.confirm(here.account(here.ana), here.tom, TODAY, [("none", Decimal(1))], now=EVENING)


def test_the_last_working_day_waits_and_today_only_when_it_is_nearly_over(here: Cast) -> None:
    friday = TODAY - timedelta(days=3)
    assert day_sheet.open_days(here.tom, NOW) == [friday]
    assert day_sheet.open_days(here.tom, EVENING) == [friday, TODAY]
    day_sheet.confirm(here.account(here.tom), here.tom, friday, [("none", Decimal(8))], now=NOW)
    assert day_sheet.open_days(here.tom, NOW) == []


LATER = NOW + timedelta(days=15)


def under_way(here: Cast) -> None:
    """Tom is at the storyboard since Monday, as the first plan has it; that Monday held a round of an hour."""
    replan(NOW - timedelta(hours=1))
    here.storyboard.start(by=here.house, seen=here.storyboard.version, at=NOW)
    hold(here, 9)


def test_a_day_nobody_gave_in_time_is_assumed_once(here: Cast) -> None:
    under_way(here)
    assert day_sheet.assume_days(NOW + timedelta(days=14), by=here.house) == [], "it may still be given"
    made = day_sheet.assume_days(LATER, by=here.house)
    tom = [sheet for sheet in made if sheet.person == here.tom]
    assert [(sheet.on, sheet.assumed) for sheet in tom] == [(TODAY, True)]
    hours = {entry.source: entry.hours for entry in TimeEntry.objects.filter(person=here.tom, on=TODAY)}
    assert hours == {"calendar": 1, "assumed": 7}
    assert day_sheet.assume_days(LATER, by=here.house) == []
    assert day_sheet.assume_days(LATER + timedelta(hours=9), by=here.house) == []
    assert TimeEntry.objects.filter(person=here.tom, on=TODAY).count() == 2


def test_a_day_that_was_given_is_not_assumed(here: Cast) -> None:
    under_way(here)
    day_sheet.confirm(here.account(here.tom), here.tom, TODAY, [("none", Decimal(3))], now=EVENING)
    assert all(sheet.person != here.tom for sheet in day_sheet.assume_days(LATER, by=here.house))
    assert TimeEntry.objects.get(person=here.tom, on=TODAY).hours == 3


def test_what_was_finished_since_is_still_what_the_day_held(here: Cast) -> None:
    under_way(here)
    here.storyboard.finish(by=here.house, seen=here.storyboard.version, at=NOW + timedelta(days=3))
    day_sheet.assume_days(LATER, by=here.house)
    entry = TimeEntry.objects.get(person=here.tom, on=TODAY, source="assumed")
    assert entry.task == here.storyboard


def test_of_a_day_nothing_speaks_for_nothing_is_assumed(here: Cast) -> None:
    under_way(here)
    Absence.announce(here.tom, TODAY, TODAY, by=here.house)
    made = day_sheet.assume_days(LATER, by=here.house)
    assert not [sheet for sheet in made if sheet.person in (here.tom, here.gus, here.lea)]
    assert not TimeEntry.objects.filter(person__in=[here.tom, here.gus, here.lea]).exists()


def test_before_the_first_plan_nothing_is_assumed(here: Cast) -> None:
    here.storyboard.start(by=here.house, seen=here.storyboard.version, at=NOW)
    assert day_sheet.assume_days(LATER, by=here.house) == []
    replan(LATER)
    assert day_sheet.assume_days(LATER, by=here.house) == []


def test_the_house_does_it_by_itself_and_it_can_be_taken_back(here: Cast) -> None:
    under_way(here)
    with time_machine.travel(LATER, tick=False):
        do_chores(LATER)
        sheet = DaySheet.objects.get(person=here.tom, on=TODAY)
        assert sheet.assumed
        noted = Change.objects.get(verb="daysheet.assumed", record_id=sheet.pk)
        undo(noted.act, by=here.account(here.ines))
        assert not TimeEntry.objects.filter(person=here.tom).exists()


def test_a_day_that_may_still_be_given_is_refused(here: Cast) -> None:
    with pytest.raises(Impossible, match="may still be given"):
        DaySheet.assume(here.tom, TODAY, [], by=here.house, today=TODAY + timedelta(days=14))


def test_all_days_still_to_give_are_named(here: Cast) -> None:
    days = day_sheet.still_open(here.tom, NOW)
    assert len(days) == 10
    assert days[0] == TODAY - timedelta(days=3), "Friday"
    Absence.announce(here.tom, days[2], days[1], by=here.house)
    day_sheet.confirm(here.account(here.tom), here.tom, days[0], [("none", Decimal(8))], now=NOW)
    assert day_sheet.still_open(here.tom, NOW) == days[3:]


def test_a_meeting_whose_hours_stand_there_is_not_proposed_again(here: Cast) -> None:
    hold(here, 9, project=here.spring)
    known = TimeEntry(
        person=here.tom, on=TODAY, hours=Decimal(1), project=here.spring, source="calendar", note="Round"
    )
    TimeEntry.record_many([known], by=here.house)
    assert lines(day(here)) == {"Not named": 7}


def test_what_is_private_takes_her_time_and_is_no_work(here: Cast) -> None:
    meeting = hold(here, 9, 2)
    Attendance.objects.update(private=True)
    shown = day(here)
    assert shown.working == 6
    assert lines(shown) == {"Not named": 6}
    with pytest.raises(Impossible, match="no more"):
        day_sheet.confirm(
            here.account(here.tom), here.tom, TODAY, [(f"meeting:{meeting.pk}", Decimal(2))], now=EVENING
        )


def test_she_reads_her_own_title_and_her_lead_does_not(here: Cast) -> None:
    hold(here, 9)
    Attendance.objects.update(title=seal("Round about colours"))
    assert "Round about colours" in lines(day(here))
    seen_by_lea = day_sheet.sheet(here.account(here.lea), here.tom, TODAY, EVENING)
    assert "A meeting" in lines(seen_by_lea)
