"""What was read becomes meetings and days: once, whoever has it; what changed follows; privacy holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from calendar_files import event, file
from cast import NOW, TODAY, Cast, cast
from varifocal.flows.calendars.landing import Landed, land, window
from varifocal.flows.calendars.mending import mend, show_titles
from varifocal.flows.calendars.reading import read
from varifocal.flows.calendars.removing import remove
from varifocal.org.base.acts import Change
from varifocal.org.base.permission import visible
from varifocal.org.base.refusals import Impossible, NotAllowed
from varifocal.org.base.sealing import unseal
from varifocal.org.base.undo import undo
from varifocal.org.people.person import Absence, Person
from varifocal.org.relations.company import Company, Contact
from varifocal.org.work.calendar import Calendar, DaysMarked, Said
from varifocal.org.work.doing import Attendance, Meeting

pytestmark = pytest.mark.django_db
SPECIMENS = Path(__file__).parents[2] / "specimens" / "calendars"
DAY = f"{TODAY + timedelta(days=2):%Y%m%d}"


@pytest.fixture
def here() -> Iterator[Cast]:
    with time_machine.travel(NOW, tick=False):
        yield cast()


def calendar(here: Cast, person: Person, **more: bool) -> Calendar:
    by = here.account(person)
    return Calendar.bring(person, "Work", by=by, **more)


def bring(here: Cast, one: Calendar, *events: str, now: datetime = NOW) -> Landed:
    found = read(file(*events), *window(now, "Europe/Berlin"), "Europe/Berlin")
    return land(Calendar.objects.get(pk=one.pk), found, by=here.account(one.person), now=now)


def met(uid: str, hour: int, *lines: str, day: str = DAY) -> str:
    return event(uid, f"{day}T{hour:02}0000Z", f"{day}T{hour + 1:02}0000Z", *lines)


def with_(*addresses: str) -> list[str]:
    return [f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{one}" for one in addresses]


def the(title: str) -> Attendance:
    return next(one for one in Attendance.objects.select_related("meeting") if unseal(one.title) == title)


def test_the_same_file_again_changes_nothing(here: Cast) -> None:
    for name in ("google", "outlook", "apple"):
        one = Calendar.bring(here.tom, name, by=here.account(here.tom))
        found = read((SPECIMENS / f"{name}.ics").read_bytes(), *window(NOW, "Europe/Berlin"), "Europe/Berlin")
        assert land(one, found, by=here.account(here.tom), now=NOW).fresh > 5
        before = Change.objects.count()
        assert land(one, found, by=here.account(here.tom), now=NOW).nothing
        assert Change.objects.count() == before


def test_one_meeting_in_two_calendars_is_one_with_two_attendances(here: Cast) -> None:
    toms, anas = calendar(here, here.tom), calendar(here, here.ana, titles=True)
    bring(here, toms, met("a", 9, "SUMMARY:Round"))
    bring(here, anas, met("a", 9, "SUMMARY:Round"))
    meeting = Meeting.objects.get()
    assert {one.person for one in meeting.attendances.all()} == {here.tom, here.ana}
    assert meeting.name == "Round", "Ana shows titles"
    assert bring(here, toms) == Landed(gone=1)
    assert [one.person for one in Meeting.objects.get().attendances.all()] == [here.ana]
    bring(here, anas)
    assert not Meeting.objects.exists()


def test_a_calendar_moves_nobody_else(here: Cast) -> None:
    toms, anas = calendar(here, here.tom), calendar(here, here.ana)
    bring(here, toms, met("a", 9, "SUMMARY:Round"))
    bring(here, anas, met("a", 9, "SUMMARY:Round"))
    assert bring(here, anas, met("a", 14, "SUMMARY:Round")) == Landed(changed=1)
    assert {one.person_id: one.meeting.start.hour for one in Attendance.objects.select_related("meeting")} == {
        here.tom.pk: 9, here.ana.pk: 14,
    }  # fmt: skip
    bring(here, toms, met("a", 14, "SUMMARY:Round"))
    assert Meeting.objects.get().attendances.count() == 2, "once both have moved they meet again"


def test_who_forges_a_uid_learns_no_title(here: Cast) -> None:
    bring(here, calendar(here, here.tom), met("a", 9, "SUMMARY:Letting somebody go"))
    bring(here, calendar(here, here.ana), met("a", 9, "SUMMARY:x"))
    assert Meeting.objects.get().name == "Busy"
    assert unseal(Attendance.objects.get(person=here.ana).title) == "x"


def test_declined_free_and_cancelled_ones_take_no_capacity(here: Cast) -> None:
    bring(
        here, calendar(here, here.tom),
        met("a", 9, "ATTENDEE;PARTSTAT=DECLINED:mailto:TOM@example.org"), met("b", 9, "TRANSP:TRANSPARENT"),
        met("c", 9, "STATUS:CANCELLED"), met("d", 9, "X-MICROSOFT-CDO-BUSYSTATUS:FREE"),
        event("e", f"{DAY}T090000Z", f"{DAY}T090000Z"),
    )  # fmt: skip
    assert not Meeting.objects.exists()


def test_a_private_title_is_nowhere(here: Cast) -> None:
    bring(here, calendar(here, here.tom, titles=True), met("a", 9, "SUMMARY:A canary", "CLASS:PRIVATE"))
    one = Attendance.objects.get()
    assert (one.private, one.title, one.meeting.name) == (True, "", "Busy")
    assert "canary" not in str(list(Change.objects.values()))


def test_titles_are_sealed_until_she_shows_them(here: Cast) -> None:
    one = calendar(here, here.tom)
    bring(here, one, met("a", 9, "SUMMARY:A canary"))
    assert "canary" not in str(
        [*Change.objects.values(), *Attendance.objects.values(), *Meeting.objects.values()]
    )
    show_titles(one, True, by=here.account(here.tom))
    assert Meeting.objects.get().name == "A canary"
    show_titles(one, False, by=here.account(here.tom))
    assert Meeting.objects.get().name == "Busy"


def test_nobody_else_reads_of_it_in_the_log(here: Cast) -> None:
    bring(here, calendar(here, here.tom, titles=True), met("a", 9, "SUMMARY:Round"))
    for other in (here.ines, here.marek, here.ana):
        seen = Change.objects.filter(visible(here.account(other), Change))
        assert not set(seen.values_list("noun", flat=True)) & {"calendar", "meeting", "attendance"}


# -- guesses ----------------------------------------------------------------------------------------------


def test_who_is_in_it_says_what_it_is(here: Cast) -> None:
    by = here.house
    here.acme.describe(
        by=by, seen=here.acme.version, name="Acme", kind="client", domain="acme.example", note=""
    )
    Contact.meet(here.acme, "Carla Ruiz", by=by, email="carla.private@gmail.com")
    bring(
        here, calendar(here, here.tom),
        met("client", 8, "SUMMARY:One", *with_("tom@example.org", "hans@mail.acme.example")),
        met("contact", 9, "SUMMARY:Two", *with_("Carla.Private@gmail.com")),
        met("lead", 10, "SUMMARY:Three", *with_("lea@example.org", "tom@example.org")),
        met("team", 11, "SUMMARY:Four", *with_("ana@example.org", "marek@example.org")),
        met("title", 12, "SUMMARY:Acme spring launch: colours"),
        met("nobody", 13, "SUMMARY:Five", *with_("stranger@elsewhere.example")),
        met("alone", 14, "SUMMARY:Six"),
    )  # fmt: skip
    told = {unseal(one.title): one.meeting for one in Attendance.objects.select_related("meeting")}
    assert (told["One"].company, told["One"].party) == (here.acme, "mail.acme.example")
    assert told["One"].because.startswith("hans of Acme is in it, and Acme spring launch is the one project")
    assert (told["Two"].company, told["Two"].because[:12]) == (here.acme, "Carla Ruiz o")
    assert (told["Three"].people_time, told["Three"].because) == (True, "it is you and Lea, who leads you")
    assert (told["Four"].project, told["Four"].because) == (
        here.spring,
        "all in it work on Acme spring launch",
    )
    assert told["Acme spring launch: colours"].project == here.spring
    assert (told["Five"].because, told["Five"].party) == ("", "elsewhere.example")
    assert (told["Six"].project, told["Six"].company, told["Six"].people_time) == (None, None, False)


def test_a_lead_with_one_of_hers_spends_time_for_people(here: Cast) -> None:
    bring(here, calendar(here, here.lea), met("a", 9, *with_("tom@example.org")))
    assert Meeting.objects.get().people_time


def test_a_project_she_does_not_see_is_never_guessed(here: Cast) -> None:
    bring(here, calendar(here, here.tom), met("a", 9, "SUMMARY:Quiet offer", *with_("marek@example.org")))
    assert Meeting.objects.get().project != here.secret


def test_a_click_is_learned_for_the_series_and_for_the_party(here: Cast) -> None:
    prospect = Company.meet("Orion", by=here.house, kind="prospect")
    one, tom = calendar(here, here.tom), here.account(here.tom)
    both = [
        met("a", 9, "SUMMARY:First", *with_("x@orion.example")),
        met("b", 10, "SUMMARY:Second", *with_("y@orion.example")),
    ]
    bring(here, one, *both)
    assert mend(tom, here.tom, the("First").meeting_id, f"company:{prospect.pk}") == 2
    assert {meeting.company for meeting in Meeting.objects.all()} == {prospect}
    later = met("c", 12, "SUMMARY:Third", *with_("z@orion.example"))
    bring(here, one, *both, later)
    assert (the("Third").meeting.company, the("Third").meeting.because) == (prospect, "you said so")
    mend(tom, here.tom, the("Second").meeting_id, "none")
    bring(here, one, *both, later)
    assert the("Second").meeting.company is None, "what she said last of this one holds"
    undo(Change.objects.filter(verb="meeting.mended").latest("number").act, by=tom)
    assert the("Second").meeting.company == prospect


def test_said_to_be_private_it_forgets_its_title_and_is_no_work(here: Cast) -> None:
    one = calendar(here, here.tom, titles=True)
    bring(here, one, met("a", 9, "SUMMARY:Physio"))
    mend(here.account(here.tom), here.tom, Meeting.objects.get().pk, "private")
    bring(here, one, met("a", 9, "SUMMARY:Physio"))
    mine = Attendance.objects.get()
    assert (mine.private, mine.title, mine.meeting.name) == (True, "", "Busy")


@pytest.mark.parametrize(
    "what", ["project:{secret}", "project:0", "company:999999", "goal:1", "", "project:²"]
)
def test_a_choice_that_is_none_of_hers_is_refused(here: Cast, what: str) -> None:
    bring(here, calendar(here, here.tom), met("a", 9))
    with pytest.raises(Impossible, match="Choose what"):
        mend(here.account(here.tom), here.tom, Meeting.objects.get().pk, what.format(secret=here.secret.pk))
    assert not Said.objects.exists()


def test_nobody_says_what_a_colleagues_meeting_is(here: Cast) -> None:
    bring(here, calendar(here, here.tom), met("a", 9))
    with pytest.raises(NotAllowed):
        mend(here.account(here.ines), here.tom, Meeting.objects.get().pk, "people")
    with pytest.raises(Impossible, match="no more"):
        mend(here.account(here.ana), here.ana, Meeting.objects.get().pk, "people")


# -- days -------------------------------------------------------------------------------------------------


def days(uid: str, first: date, last: date, *lines: str) -> str:
    end = last + timedelta(days=1)
    return event(uid, f"VALUE=DATE:{first:%Y%m%d}", f"VALUE=DATE:{end:%Y%m%d}", *lines)


FIRST, LAST = TODAY + timedelta(days=14), TODAY + timedelta(days=16)
OOF = "X-MICROSOFT-CDO-BUSYSTATUS:OOF"


def test_out_of_office_is_away_and_follows_the_calendar(here: Cast) -> None:
    one = calendar(here, here.tom)
    bring(here, one, days("a", FIRST, LAST, OOF))
    assert [(row.first, row.last) for row in Absence.objects.all()] == [(FIRST, LAST)]
    bring(here, one, days("a", FIRST, LAST + timedelta(days=1), OOF))
    assert Absence.objects.get().last == LAST + timedelta(days=1)
    bring(here, one)
    assert not Absence.objects.exists()


def test_other_taken_days_are_asked_and_free_notes_are_not(here: Cast) -> None:
    one, tom = calendar(here, here.tom), here.account(here.tom)
    bring(
        here, one, days("a", FIRST, LAST, "SUMMARY:Urlaub"), days("b", FIRST, FIRST, "TRANSP:TRANSPARENT"),
        event("c", f"{FIRST:%Y%m%d}T000000Z", f"{LAST:%Y%m%d}T000000Z", "SUMMARY:Out of office"),
        days("past", TODAY - timedelta(days=9), TODAY - timedelta(days=8)),
        days("endless", FIRST, FIRST + timedelta(days=150)),
    )  # fmt: skip
    assert DaysMarked.objects.count() == 2
    assert not Absence.objects.exists()
    row = DaysMarked.objects.earliest("pk")
    row.confirm(by=tom)
    assert Absence.objects.get().person == here.tom
    with pytest.raises(Impossible, match="noted already"):
        DaysMarked.objects.get(pk=row.pk).confirm(by=tom)
    with pytest.raises(NotAllowed):
        DaysMarked.objects.get(pk=row.pk).refuse(by=here.account(here.lea))


def test_days_she_announced_herself_are_not_asked_again(here: Cast) -> None:
    Absence.announce(here.tom, FIRST, LAST, by=here.house)
    bring(
        here, calendar(here, here.tom), days("a", FIRST, LAST, "SUMMARY:Urlaub"), days("b", FIRST, LAST, OOF)
    )
    assert not DaysMarked.objects.exists()
    assert Absence.objects.count() == 1


def test_what_she_changed_by_hand_the_calendar_leaves_alone(here: Cast) -> None:
    one = calendar(here, here.tom)
    bring(here, one, days("a", FIRST, LAST, OOF))
    absence = Absence.objects.get()
    absence.move(FIRST, LAST + timedelta(days=5), by=here.house, seen=absence.version)
    bring(here, one)
    assert Absence.objects.get().last == LAST + timedelta(days=5)


# -- the whole calendar -----------------------------------------------------------------------------------


def test_what_is_over_stays_when_the_calendar_forgets_it(here: Cast) -> None:
    one = calendar(here, here.tom)
    bring(here, one, met("a", 9, day=f"{TODAY - timedelta(days=3):%Y%m%d}"))
    assert bring(here, one).nothing
    assert Meeting.objects.count() == 1


def test_removed_all_of_it_goes_and_undo_brings_it_back(here: Cast) -> None:
    one, tom = calendar(here, here.tom), here.account(here.tom)
    bring(here, one, met("a", 9, "SUMMARY:Round"), met("b", 10), days("c", FIRST, LAST, OOF))
    bring(here, calendar(here, here.ana), met("a", 9))
    remove(Calendar.objects.get(pk=one.pk), by=tom)
    assert [row.person for row in Attendance.objects.all()] == [here.ana]
    assert Absence.objects.count() == 1, "she is away all the same"
    undo(Change.objects.latest("number").act, by=tom)
    assert Attendance.objects.filter(person=here.tom).count() == 2
    assert the("Round").calendar_id == one.pk
    assert DaysMarked.objects.get().absence == Absence.objects.get()


@pytest.mark.parametrize("name", ["ines", "lea", "marek", "ana"])
def test_nobody_elses_calendar_is_touched_nor_seen(here: Cast, name: str) -> None:
    one, other = calendar(here, here.tom), here.account(getattr(here, name))
    bring(here, one, met("a", 9), days("b", FIRST, LAST))
    assert not Calendar.objects.visible_to(other).exists()
    assert not DaysMarked.objects.visible_to(other).exists()
    for act in (
        lambda: remove(one, by=other),
        lambda: show_titles(one, True, by=other),
        lambda: one.fetch_now(by=other),
        lambda: Calendar.subscribe(here.tom, "x", "https://example.org", by=other),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_a_thousand_meetings_land_in_one_act(here: Cast) -> None:
    one = calendar(here, here.tom)
    many = []
    for number in range(1_000):
        start = f"{TODAY + timedelta(days=number % 90):%Y%m%d}T{6 + number % 12:02}"
        many.append(event(f"{number}", f"{start}0000Z", f"{start}3000Z"))
    assert bring(here, one, *many).fresh == 1_000
    undo(Change.objects.latest("number").act, by=here.account(here.tom))
    assert not Meeting.objects.exists()
