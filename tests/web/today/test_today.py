"""Today: what she does now, what for, and what her responsibilities ask; nothing she may not see."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from varifocal.org.base.access import house, invite
from varifocal.org.base.account import Account, Role
from varifocal.org.base.organization import Organization
from varifocal.org.decisions.decision import Decision
from varifocal.org.people.person import Absence, Person
from varifocal.org.work.doing import Comment, TimeEntry
from varifocal.org.work.order import Assignment
from varifocal.org.work.task import Task
from web.agency import NOW, TODAY, Agency, open_agency

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Iterator[Agency]:
    with time_machine.travel(NOW, tick=False):
        yield open_agency()


def page_of(account: Account) -> str:
    client = Client()
    client.force_login(account)
    answer = client.get("/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_first_task_stands_big_with_what_it_is_for(agency: Agency) -> None:
    agency.run()
    page = page_of(agency.account(agency.ines))
    assert "Finish “Storyboard, second round”; Mara is waiting to go on" in page
    assert (
        page.index("Spring launch")
        < page.index("Ten retained clients")
        < page.index("The agency others learn from")
    )
    assert "Once it is done, Mara Lind can begin “Retouch”." in page


def test_meetings_have_clock_times_in_her_zone_and_take_time_from_the_day(agency: Agency) -> None:
    agency.run()
    page = page_of(agency.account(agency.ines))
    assert "10:00 to 10:30" in page
    assert "6.75\u00a0h of work time left beside meetings" in page


def test_it_says_whether_the_day_fits(agency: Agency) -> None:
    Task.plan_many(agency.museum, [{"name": "Key frames", "effort": "30"}], by=agency.by, on=TODAY)
    Assignment.agree(Task.objects.get(name="Key frames"), [agency.ines], by=agency.by)
    agency.run()
    page = page_of(agency.account(agency.ines))
    assert "“Key frames” will not fit" in page


def test_starting_notes_the_moment_and_stopping_records_the_quarter_hours(agency: Agency) -> None:
    account = agency.account(agency.ines)
    client = Client()
    client.force_login(account)
    client.post(reverse("today-start", args=[agency.storyboard.pk]), {"seen": agency.storyboard.version})
    assert Task.objects.get(pk=agency.storyboard.pk).status == Task.Status.DOING
    with time_machine.travel(NOW + timedelta(minutes=50), tick=False):
        page = page_of(account)
        assert "At it since 09:40" in page
        assert 'value="45"' in page
        version = Task.objects.get(pk=agency.storyboard.pk).version
        client.post(reverse("today-stop", args=[agency.storyboard.pk]), {"seen": version, "minutes": "45"})
    entry = TimeEntry.objects.get(task=agency.storyboard, on=TODAY)
    assert (entry.person, float(entry.hours)) == (agency.ines, 0.75)
    assert Task.objects.get(pk=agency.storyboard.pk).status == Task.Status.TODO


def test_done_records_what_she_says_and_one_undo_takes_both_back(agency: Agency) -> None:
    client = Client()
    client.force_login(agency.account(agency.ines))
    answer = client.post(
        reverse("today-done", args=[agency.storyboard.pk]),
        {"seen": agency.storyboard.version, "minutes": "50"},
    )
    assert answer.status_code == 302
    assert float(TimeEntry.objects.get(task=agency.storyboard, on=TODAY).hours) == 0.75
    from varifocal.org.base.acts import Change

    client.post(
        reverse("undo", args=[Change.objects.latest("number").act]), headers={"Referer": "http://testserver/"}
    )
    assert Task.objects.get(pk=agency.storyboard.pk).finished_at is None
    assert not TimeEntry.objects.filter(task=agency.storyboard, on=TODAY).exists()


def test_stopping_without_minutes_is_refused_and_changes_nothing(agency: Agency) -> None:
    client = Client()
    client.force_login(agency.account(agency.ines))
    url = reverse("today-stop", args=[agency.storyboard.pk])
    for minutes in ("", "0", "-5", "an hour", "9999"):
        assert client.post(url, {"seen": agency.storyboard.version, "minutes": minutes}).status_code == 422
    assert not TimeEntry.objects.filter(on=TODAY).exists()


def test_a_task_she_cannot_see_is_not_there(agency: Agency) -> None:
    client = Client()
    client.force_login(agency.account(agency.ines))
    hidden = Task.objects.get(name="Count the rival's chairs")
    for act in ("start", "stop", "done"):
        assert client.post(reverse(f"today-{act}", args=[hidden.pk]), {"minutes": "15"}).status_code == 404


def test_the_chance_is_shown_only_to_whoever_owns_the_promise(agency: Agency) -> None:
    agency.run()
    assert "34\u00a0%" not in page_of(agency.account(agency.ines))
    assert "34\u00a0%" in page_of(agency.account(agency.mara))


def test_a_hidden_project_is_on_nobody_elses_page(agency: Agency) -> None:
    run = agency.run()
    hidden = Task.objects.get(name="Count the rival's chairs")
    agency.propose(run, hidden, sentence="Let Ines count the chairs.")
    agency.propose(run, agency.retouch)
    manager = page_of(agency.account(agency.mara))
    assert "rival" not in manager
    assert "count the chairs" not in manager
    assert "Let Ines do the retouch." in manager
    owner = page_of(agency.account(agency.olga))
    assert "Buying the rival" in owner
    assert "Let Ines count the chairs." in owner


def test_the_manager_learns_who_is_out_and_what_waits_on_a_client(agency: Agency) -> None:
    Absence.announce(agency.ines, TODAY, TODAY + timedelta(days=2), by=agency.by)
    agency.run()
    page = page_of(agency.account(agency.mara))
    assert "Ines Roth is out until Wednesday, with 1 open task of your projects." in page
    assert "“Approval of the key visual” (Harbour museum) has waited 11 days." in page


def test_the_manager_learns_what_changed_since_she_left(agency: Agency) -> None:
    Comment.say(
        agency.retouch, "The scans are in.", by=agency.account(agency.ines), at=NOW, person=agency.ines
    )
    agency.run()
    page = page_of(agency.account(agency.mara))
    assert "Since you left on Friday, 18:00" in page
    assert "Ines Roth said something: “The scans are in.”" in page


def test_an_open_question_waits_until_it_is_answered(agency: Agency) -> None:
    Comment.say(
        agency.storyboard, "Which format?", by=agency.account(agency.mara), at=NOW, person=agency.mara
    )
    account = agency.account(agency.ines)
    assert "Mara Lind asks at “Storyboard, second round”: Which format?" in page_of(account)
    Comment.say(agency.storyboard, "16:9", by=account, at=NOW + timedelta(minutes=1), person=agency.ines)
    assert "Which format?" not in page_of(account)


def test_the_owner_gets_three_lines_only_she_can_act_on(agency: Agency) -> None:
    agency.museum.hand_to(None, by=agency.by, seen=agency.museum.version)
    agency.storyboard.finish(by=agency.by, seen=agency.storyboard.version, at=NOW)
    agency.run()
    page = page_of(agency.account(agency.olga))
    assert "“Spring launch” has no project manager." in page
    assert "Ines Roth finished 1 task in four weeks, and nobody has said thank you yet." in page
    assert "Harbour museum has owed an answer to “Approval of the key visual” for 11 days." in page


def test_an_old_plan_says_so_quietly(agency: Agency) -> None:
    account = agency.account(agency.ines)
    assert "The first plan is being calculated." in page_of(account)
    agency.run()
    assert "being recalculated" not in page_of(account)
    agency.museum.describe(by=agency.by, seen=agency.museum.version, brief="Bigger")
    assert "being recalculated" in page_of(account)


def test_somebody_away_is_left_alone(agency: Agency) -> None:
    Absence.announce(agency.ines, TODAY, TODAY, by=agency.by)
    assert "You are away today" in page_of(agency.account(agency.ines))


def test_an_empty_installation_offers_three_beginnings() -> None:
    Organization.found("Ours", by=house())
    account, _ = invite("first@ours.example", [Role.OWNER], by=house())
    page = page_of(account)
    for offer in (reverse("import"), "varifocal demo", reverse("direction")):
        assert offer in page


def test_without_tasks_the_page_says_where_to_find_some(agency: Agency) -> None:
    Person.welcome(
        "Nele Falk", by=agency.by, account=invite("nele@x.example", [Role.MEMBER], by=agency.by)[0]
    )
    page = page_of(Account.objects.get(login="nele@x.example"))
    assert "No task has your name on it" in page


@pytest.mark.parametrize("who", ["ines", "mara", "olga"])
def test_twice_the_rows_cost_no_more_queries(agency: Agency, who: str) -> None:
    def queries(rows: int) -> int:
        for number in range(rows):
            task = Task.plan(agency.museum, f"Frame {rows} {number}", by=agency.by, on=TODAY, effort="1")
            Assignment.agree(task, [getattr(agency, who)], by=agency.by)
        agency.propose(agency.run(), agency.retouch)
        client = Client()
        client.force_login(agency.account(getattr(agency, who)))
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert client.get("/").status_code == 200
        return len(caught)

    few, many = queries(10), queries(10)
    assert few == many
    assert many <= 12


def test_a_guest_and_a_keeper_learn_nothing(agency: Agency) -> None:
    agency.run()
    guest, _ = invite("guest@x.example", [Role.GUEST], by=agency.by)
    page = page_of(guest)
    assert "Spring launch" not in page
    assert "second round" not in page


def test_what_she_has_to_decide_today_stands_on_today(agency: Agency) -> None:
    mara, olga = (agency.account(one) for one in (agency.mara, agency.olga))
    for by in (mara, olga):
        Decision.put_question(f"Which chair, {by.person}?", TODAY, by=by, on=TODAY)
        Decision.put_question("Later?", TODAY + timedelta(days=9), by=by, on=TODAY)
    agency.run()
    assert "You decide: “Which chair, Mara Lind?”" in page_of(mara)
    owner = page_of(olga)
    assert "You decide: “Which chair, Olga Berg?”" in owner
    assert owner.index("Only you can") < owner.index("Which chair, Olga Berg?")
    assert "Later?" not in owner
    assert "Which chair" not in page_of(agency.account(agency.ines))
