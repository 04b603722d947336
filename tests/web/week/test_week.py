"""This week: each line one act, nothing she may not see, a note to send."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from varifocal.flows.replan import replan
from varifocal.org.base.access import invite
from varifocal.org.base.account import Account, Role
from varifocal.org.decisions.telling import Telling
from varifocal.org.runs.declined import DeclinedProposal
from varifocal.org.runs.run import ProjectForecast
from varifocal.org.work.doing import WeekAgreed
from varifocal.org.work.order import Assignment, Dependency
from varifocal.org.work.task import Task
from web.agency import NOW, TODAY, Agency, open_agency

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Iterator[Agency]:
    with time_machine.travel(NOW, tick=False):
        yield open_agency()


def client_of(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def page_of(account: Account) -> str:
    answer = client_of(account).get("/week")
    assert answer.status_code == 200
    return answer.content.decode()


def test_promises_in_danger_lead_and_each_line_ends_in_an_act(agency: Agency) -> None:
    agency.run()
    page = page_of(agency.account(agency.mara))
    assert "promises are in danger" in page
    assert "Tell Harbour museum what to expect" in page
    assert "34\u00a0%" in page


def test_what_saves_a_promise_says_its_price_as_the_tray_does(agency: Agency) -> None:
    one = agency.propose(agency.run(), agency.retouch, sentence="Do the retouch by hand.")
    one.worth = {str(agency.museum.pk): 3}
    one.price = {"hours": {str(agency.ines.pk): 6.0}, "moved": 0, "disturbed": 2}
    one.save()
    of_mara = agency.account(agency.mara)
    assert "3 days earlier, 2 other tasks start on another day." in page_of(of_mara)
    assert "2 other tasks start on another day." in client_of(of_mara).get("/schedule/tray").text
    assert "change hands" not in page_of(of_mara)


def test_what_is_promised_safely_is_not_listed(agency: Agency) -> None:
    agency.run()
    ProjectForecast.objects.update(chance=0.93)
    assert "93\u00a0%" not in page_of(agency.account(agency.mara))


def test_it_names_what_waits_on_others_and_on_us(agency: Agency) -> None:
    agency.retouch.describe(by=agency.by, seen=agency.retouch.version, due=TODAY - timedelta(days=3))
    agency.run()
    page = page_of(agency.account(agency.mara))
    assert "Spring launch, Mara Lind, was due 20\u00a0Nov" in page
    assert "Spring launch, 11 days" in page
    assert "Remind them" in page


def test_a_goal_with_nothing_under_it_is_named(agency: Agency) -> None:
    agency.run()
    page = page_of(agency.account(agency.mara))
    assert "Our own motion studio" in page
    assert "nothing under it yet" in page


def test_the_note_is_drafted_with_the_same_facts_in_plain_text(agency: Agency) -> None:
    agency.run()
    client = client_of(agency.account(agency.mara))
    client.post(reverse("note-draft"), {"kind": "note"})
    note = Telling.objects.get().words
    assert "- Spring launch, 11 December: chance 34 %, Mara Lind" in note
    assert "- Harbour museum: Approval of the key visual (Spring launch), 11 days" in note
    assert "mailto:?subject=" in client.get(reverse("note", args=[Telling.objects.get().pk])).content.decode()


def test_a_hidden_project_is_absent_from_lists_counts_and_note(agency: Agency) -> None:
    run = agency.run()
    agency.propose(run, Task.objects.get(name="Count the rival's chairs"), sentence="Let Ines count.")
    for person in (agency.mara, agency.ines):
        page = page_of(agency.account(person))
        assert "rival" not in page
        assert "Let Ines count." not in page
    assert "Buying the rival" in page_of(agency.account(agency.olga))


def test_a_proposal_is_taken_in_one_act(agency: Agency) -> None:
    proposal = agency.propose(agency.run(), agency.retouch)
    client = client_of(agency.account(agency.mara))
    assert client.post(reverse("week-take", args=[proposal.pk])).status_code == 302
    assert {row.person for row in Assignment.objects.filter(task=agency.retouch)} == {agency.ines}


def test_a_verdict_on_a_goal_listed_as_without_a_step_is_not_told_twice(agency: Agency) -> None:
    agency.run()
    assert "has no step that fits" not in page_of(agency.account(agency.mara))


def test_a_wait_counts_only_once_it_can_be_asked(agency: Agency) -> None:
    later = Task.plan(agency.museum, "Approval of the posters", by=agency.by, on=TODAY, is_wait=True)
    Dependency.tie(agency.retouch, later, by=agency.by)
    assert "Approval of the posters" not in page_of(agency.account(agency.mara))
    agency.retouch.finish(by=agency.by, seen=agency.retouch.version, at=NOW)
    assert "Approval of the posters" in page_of(agency.account(agency.mara))


def test_a_declined_proposal_is_remembered(agency: Agency) -> None:
    proposal = agency.propose(agency.run(), agency.retouch)
    client_of(agency.account(agency.mara)).post(reverse("week-decline", args=[proposal.pk]))
    assert DeclinedProposal.objects.get().key == proposal.key


def test_a_member_may_not_take_and_nobody_takes_what_she_cannot_see(agency: Agency) -> None:
    run = agency.run()
    open_one = agency.propose(run, agency.retouch)
    hidden = agency.propose(
        run, Task.objects.get(name="Count the rival's chairs"), sentence="Let Ines count."
    )
    member, manager = agency.account(agency.ines), agency.account(agency.mara)
    assert client_of(member).post(reverse("week-take", args=[open_one.pk])).status_code == 403
    assert client_of(member).post(reverse("week-decline", args=[open_one.pk])).status_code == 403
    assert client_of(manager).post(reverse("week-take", args=[hidden.pk])).status_code == 404
    assert {row.person for row in Assignment.objects.filter(task=agency.retouch)} == {agency.mara}


def test_before_anything_is_planned_it_is_calm(agency: Agency) -> None:
    page = page_of(agency.account(agency.mara))
    assert "The first plan is being calculated." in page
    assert "None below what is wanted." in page


def test_a_guest_has_no_week(agency: Agency) -> None:
    guest, _ = invite("guest@x.example", [Role.GUEST], by=agency.by)
    assert client_of(guest).get("/week").status_code == 404


def test_twice_the_rows_cost_no_more_queries(agency: Agency) -> None:
    def queries(rows: int) -> int:
        for number in range(rows):
            task = Task.plan(
                agency.museum, f"Frame {rows} {number}", by=agency.by, on=TODAY - timedelta(days=9),
                effort="1", due=TODAY - timedelta(days=1),
            )  # fmt: skip
            Assignment.agree(task, [agency.ines], by=agency.by)
        agency.propose(agency.run(), agency.retouch)
        client = client_of(agency.account(agency.olga))
        with CaptureQueriesContext(connection) as caught:
            assert client.get("/week").status_code == 200
        return len(caught)

    few, many = queries(10), queries(20)
    assert few == many
    assert many <= 12


def test_the_week_is_closed_by_who_steers_and_the_button_is_hers_alone(agency: Agency) -> None:
    replan(NOW)
    mara = client_of(agency.account(agency.mara))
    assert "agree the week of" in mara.get("/week").content.decode()
    mara.post(reverse("week-close"), {"once": "close-1"}, headers={"referer": "http://testserver/week"})
    noted = WeekAgreed.objects.count()
    assert noted > 0
    member = agency.account(agency.ines)
    assert "agree the week of" not in page_of(member)
    assert client_of(member).post(reverse("week-close"), {"once": "close-2"}).status_code == 403
    assert WeekAgreed.objects.count() == noted
