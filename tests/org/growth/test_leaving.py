"""Somebody leaves: rooms end and are passed on to nobody, her people get another lead, what was hers alone is
erased."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cast import NOW, TODAY, Cast, cast
from varifocal.org.base.account import Account
from varifocal.org.base.acts import Change, act, broken_link
from varifocal.org.base.plumbing import SavedView
from varifocal.org.base.refusals import CannotUndo, Impossible, NotAllowed
from varifocal.org.base.sealing import seal, unseal
from varifocal.org.base.undo import undo
from varifocal.org.growth.check_in import CheckIn
from varifocal.org.growth.growth_plan import GrowthPlan, GrowthStep
from varifocal.org.growth.leaving import Erasure, bid_farewell
from varifocal.org.growth.mentorship import Mentorship
from varifocal.org.growth.one_to_one import AgendaPoint, OneToOne, TalkNote
from varifocal.org.growth.passion import Passion
from varifocal.org.growth.responsibility import Responsibility
from varifocal.org.people.consent import Consent
from varifocal.org.people.person import Person, Team
from varifocal.org.people.told import ProfileWord
from varifocal.org.work.calendar import Calendar, Said
from varifocal.org.work.doing import Attendance, Meeting
from varifocal.org.work.feed import Feed

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Cast:
    return cast()


def told(here: Cast) -> OneToOne:
    """Lea leads Tom and Ana and talks with Tom; he tells her things; she notes some for herself."""
    tom, lea = here.account(here.tom), here.account(here.lea)
    room = OneToOne.begin(here.lea, here.tom, TODAY, by=lea)
    AgendaPoint.put_down(room, "siskin", by=tom, raised_by=here.tom)
    TalkNote.write(room, "twite", by=lea, writer=here.lea, shared=False)
    TalkNote.write(room, "brambling", by=lea, writer=here.lea, shared=True)
    CheckIn.say(here.lea, TODAY, 2, 5, by=lea, today=TODAY, line="whinchat")
    ProfileWord.say(here.lea, "become", "zebrafinch", by=lea, seen_by="me")
    Passion.tell(here.lea, "wagtail", by=lea, seen_by="lead")
    Passion.tell(here.lea, "open skies", by=lea)
    plan = GrowthPlan.wish_for(here.lea, "ortolan", TODAY, by=lea)
    GrowthStep.plan_it(plan, "linnet", by=lea)
    here.lea.refresh_from_db()
    here.lea.note_privately("dunnock", by=lea, seen=here.lea.version)
    Consent.give(here.lea, "network", by=lea, at=NOW)
    return room


def gone(here: Cast, on: int = 0) -> Person:
    here.lea.refresh_from_db()
    return bid_farewell(
        here.lea,
        TODAY + timedelta(days=on),
        by=here.account(here.ines),
        seen=here.lea.version,
        lead=here.marek,
    )


def test_a_lead_who_leaves_in_mid_series(here: Cast) -> None:
    room, ines = told(here), here.account(here.ines)
    room.meet(NOW + timedelta(days=9), 30, by=here.account(here.lea), seen=room.version, at=NOW)
    Mentorship.begin(here.lea, here.ana, here.copy, TODAY, by=here.house)
    duty = Responsibility.need("The archive is kept", TODAY, by=here.house)
    duty.take_on(TODAY, by=here.account(here.lea), seen=duty.version)
    here.lea.refresh_from_db()
    with pytest.raises(Impossible, match="Ana Silva, Tom Okafor, the team Makers from then on"):
        bid_farewell(here.lea, TODAY, by=ines, seen=here.lea.version)
    with pytest.raises(Impossible, match="somebody who stays"):
        bid_farewell(here.lea, TODAY, by=ines, seen=here.lea.version, lead=here.lea)
    with pytest.raises(NotAllowed):
        bid_farewell(here.lea, TODAY, by=here.account(here.marek), seen=here.lea.version, lead=here.marek)
    gone(here)
    room.refresh_from_db()
    assert (room.lead, room.ended_on, room.next) == (here.lea, TODAY, None), "passed on to nobody"
    assert {one.lead for one in Person.objects.filter(pk__in=[here.tom.pk, here.ana.pk])} == {here.marek}
    assert Team.objects.get().lead == here.marek
    assert not Mentorship.objects.begun().exists()
    assert list(Responsibility.objects.unheld()) == [duty]
    assert OneToOne.objects.visible_to(here.account(here.marek)).count() == 0
    tom = here.account(here.tom)
    assert [unseal(one.words) for one in AgendaPoint.objects.visible_to(tom)] == ["siskin"]
    assert [unseal(one.words) for one in TalkNote.objects.visible_to(tom)] == ["brambling"]
    undo(Change.objects.latest("number").act, by=here.account(here.ines))
    room.refresh_from_db()
    assert room.ended_on is None, "one act, one undo"


def test_what_only_she_could_read_is_erased_in_rows_and_log_and_never_comes_back(here: Cast) -> None:
    told(here)
    said = Change.objects.filter(noun="checkin").latest("number").act
    lea, ines = here.account(here.lea), here.account(here.ines)
    with pytest.raises(Impossible, match="her last day is over"):
        Erasure.erase(here.lea, TODAY, by=ines, at=NOW)
    gone(here)
    sealed = [Person.objects.get(pk=here.lea.pk).private_note, CheckIn.objects.get().sealed]
    here.lea.refresh_from_db()
    with pytest.raises(NotAllowed):
        Erasure.erase(here.lea, TODAY + timedelta(days=1), by=here.account(here.marek), at=NOW)
    made = Erasure.erase(here.lea, TODAY + timedelta(days=1), by=ines, at=NOW)
    assert made.counts == {
        "checkin": 1, "growthplan": 1, "growthstep": 1, "note": 1, "passion": 1, "profileword": 1,
        "talknote": 1,
    }  # fmt: skip
    rows = "".join(
        str(list(kind.objects.values())) for kind in (Change, CheckIn, Person, Passion, ProfileWord)
    )
    assert [one for one in sealed if one in rows] == []
    assert [one.words for one in Passion.objects.filter(person=here.lea)] == ["open skies"]
    assert not Consent.objects.filter(person=here.lea, withdrawn_at=None).exists()
    assert broken_link() is None, "the log still proves the rest"
    for number in (said, Change.objects.latest("number").act):
        with pytest.raises(CannotUndo):
            undo(number, by=ines)
    assert Change.objects.filter(noun="erasure", by=ines).count() == 1
    assert Erasure.objects.visible_to(lea).exists()
    assert not Erasure.objects.visible_to(here.account(here.tom)).exists()


def test_her_calendars_go_with_their_addresses_and_her_sign_in_is_closed(here: Cast) -> None:
    lea, ines = here.account(here.lea), here.account(here.ines)
    calendar = Calendar.subscribe(here.lea, "redwing", "https://fieldfare.example/secret.ics", by=lea)
    with act():
        alone, with_tom, at_work = (
            Meeting.add(
                "read", by=lea, name=name, start=NOW, end=NOW + timedelta(hours=1), series=name, project=project,
                from_calendar_of=here.lea,
            )
            for name, project in (("alone", None), ("both", None), ("work", here.spring))
        )  # fmt: skip
        for meeting, person in (
            (alone, here.lea),
            (with_tom, here.lea),
            (with_tom, here.tom),
            (at_work, here.lea),
        ):
            hers = calendar if person == here.lea else None
            Attendance.add(
                "read", by=lea, meeting=meeting, person=person, calendar=hers, title=seal("mistle")
            )
    _, secret = Feed.open(here.lea, None, by=lea, at=NOW)
    forgotten = Said.learn(here.lea, "domain", "brambling.example", by=lea)
    forgotten.forget(by=lea)
    SavedView.keep(lea, "/tasks", "ouzel", "?q=1")
    gone(here)
    assert Feed.behind(secret) is not None, "until it is erased she can still take what is hers"
    made = Erasure.erase(here.lea, TODAY + timedelta(days=1), by=ines, at=NOW)
    assert (made.counts["calendar"], made.counts["feed"], made.counts["attendance"]) == (1, 1, 3)
    assert set(Meeting.objects.values_list("name", flat=True)) == {"both", "work"}
    assert [one.person for one in Attendance.objects.all()] == [here.tom]
    assert not Calendar.objects.exists()
    assert Feed.behind(secret) is None
    told = str(list(Change.objects.values("before", "after")))
    for words in (calendar.address, "redwing", "brambling.example"):
        assert words not in told, "in the log neither, nor what she took back before"
    lea.refresh_from_db()
    assert (lea.is_active, lea.has_usable_password(), lea.login) == (False, False, "lea@example.org")
    assert not SavedView.objects.exists()
    assert broken_link() is None


def test_a_people_lead_locks_no_owner_out_and_the_last_owner_stays(here: Cast) -> None:
    lead = Account.objects.get(person=here.lea)
    lead.put("given_roles", by=here.house, roles=["lead"])
    Person.objects.filter(pk=here.ines.pk).update(left=TODAY - timedelta(days=1))
    here.ines.refresh_from_db()
    with pytest.raises(NotAllowed):
        Erasure.erase(here.ines, TODAY, by=lead, at=NOW)
    with pytest.raises(Impossible, match="Somebody must stay owner"):
        Erasure.erase(here.ines, TODAY, by=here.account(here.ines), at=NOW)
    assert Account.objects.get(person=here.ines).is_active


@pytest.mark.either_engine
def test_the_page_says_it_plainly_before_and_offers_erasing_only_afterwards(here: Cast) -> None:
    told(here)
    client = Client()
    client.force_login(Account.objects.get(person=here.ines))
    page = client.get(reverse("person-leave", args=[here.lea.pk])).text
    for words in (
        "Ana Silva, Tom Okafor, the team Makers",
        "passed on to nobody",
        "Is hers to take",
        "Is erased",
        "Is closed",
    ):
        assert words in page
    assert "siskin" not in page
    assert (
        client.post(
            reverse("person-leave", args=[here.lea.pk]), {"on": TODAY, "seen": here.lea.version}
        ).status_code
        == 422
    )
    gone(here, on=-3)
    assert "Erase what was hers alone" in client.get(reverse("person", args=[here.lea.pk])).text
    here.lea.refresh_from_db()
    answer = client.post(reverse("person-erase", args=[here.lea.pk]), {"seen": here.lea.version})
    assert answer.status_code == 302
    assert not CheckIn.objects.exists()
