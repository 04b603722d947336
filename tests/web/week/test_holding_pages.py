"""The meeting's pages: begun by who steers, each line with its acts, closed with what was decided."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from varifocal.org.decisions.decision import Decision
from varifocal.org.decisions.week import DecidedLine, WeekHeld
from varifocal.org.direction.vision import Strategy, Vision
from varifocal.org.people.person import Person
from varifocal.org.runs.run import ProjectForecast
from varifocal.org.work.doing import TimeEntry
from varifocal.org.work.handover import Handover
from varifocal.org.work.order import Assignment
from varifocal.org.work.task import Task
from web.agency import NOW, TODAY, Agency, open_agency

pytestmark = pytest.mark.django_db
FRIDAY = (TODAY + timedelta(days=4)).isoformat()


@pytest.fixture
def agency() -> Iterator[Agency]:
    with time_machine.travel(NOW, tick=False):
        made = open_agency()
        made.retouch.describe(by=made.by, seen=made.retouch.version, due=TODAY - timedelta(days=3))
        made.run()
        yield made


def client_of(agency: Agency, person: Person) -> Client:
    client = Client(headers={"referer": "http://testserver/week"})
    client.force_login(agency.account(person))
    return client


def test_acts_stand_beside_the_lines_only_while_it_is_held_and_by_key(agency: Agency) -> None:
    mara = client_of(agency, agency.mara)
    assert "Begin, 30 minutes" in mara.get("/week").text
    assert 'data-key="t"' not in mara.get("/week").text
    mara.post(reverse("week-begin"))
    page = mara.get("/week").text
    assert 'data-island="meeting"' in page
    for key in ("t", "e", "h", "x", "p", "c"):
        assert f'data-key="{key}"' in page
    assert "Begin, 30" not in page
    member = client_of(agency, agency.ines).get("/week").text
    assert 'data-key="t"' not in member
    assert "Begin" not in member


def test_the_task_form_is_filled_in_and_one_enter_is_enough(agency: Agency) -> None:
    mara = client_of(agency, agency.mara)
    mara.post(reverse("week-begin"))
    path = reverse("week-task", args=["project", agency.museum.pk])
    form = mara.get(path).context["form"]
    given = {name: form.initial[name] for name in ("name", "who", "by_when", "project")}
    assert given["who"] == agency.mara.pk
    assert given["project"] == agency.museum.pk
    answer = mara.post(path, given)
    assert answer.headers["Location"] == f"/week?at=project-{agency.museum.pk}"
    made = Task.objects.get(name__startswith="Find a way for")
    assert Assignment.objects.get(task=made).person == agency.mara
    page = mara.get(answer.headers["Location"]).text
    assert "A task: Find a way for “Spring launch”, Mara Lind, by 27" in page
    assert page.count("data-current") == 1
    assert page.index("data-current") > page.index("A task: Find a way")


def test_a_question_of_a_clients_line_is_for_named_eyes_unless_she_says_otherwise(agency: Agency) -> None:
    mara = client_of(agency, agency.mara)
    mara.post(reverse("week-begin"))
    path = reverse("week-decide", args=["project", agency.museum.pk])
    form = mara.get(path).context["form"]
    assert form.initial["seen_by"] == "named"
    mara.post(
        path, {"question": "A later day?", "due": FRIDAY, "seen_by": "named", "people": [agency.mara.pk]}
    )
    one = Decision.objects.get()
    assert (one.project, one.company.name, one.seen_by) == (agency.museum, "Harbour museum", "named")
    assert "A later day?" in mara.get("/week").text
    for other in (agency.olga, agency.ines):
        assert "A later day?" not in client_of(agency, other).get("/week").text


def test_late_work_is_handed_over_from_the_line(agency: Agency) -> None:
    mara = client_of(agency, agency.mara)
    mara.post(reverse("week-begin"))
    path = reverse("week-hand-over", args=["task", agency.retouch.pk])
    mara.post(path, {"to": agency.ines.pk, "brief": "Warm", "freedom": "do", "look_in": FRIDAY})
    assert Handover.objects.get().taker == agency.ines
    assert DecidedLine.objects.get().act == DecidedLine.Act.HANDED


def test_what_balance_says_is_dealt_with_as_any_other_line(agency: Agency) -> None:
    Strategy.choose(Vision.objects.get(), "Only work with museums", by=agency.by)
    TimeEntry.record(agency.mara, TODAY - timedelta(days=4), Decimal(6), by=agency.by, project=agency.museum)
    mara = client_of(agency, agency.mara)
    mara.post(reverse("week-begin"))
    row = next(one for one in mara.get("/week").context["it"].verdicts if "museums" in one["sentence"])
    assert [act["key"] for act in row["acts"]] == ["t", "e", "h", "x", "p"]
    kind, pk = row["key"].split("-")
    path = reverse("week-hand-over", args=[kind, pk])
    form = mara.get(path).context["form"]
    given = {name: form.initial[name] for name in ("name", "brief", "look_in", "freedom")}
    given["project"] = agency.museum.pk
    assert given["name"] == "First hour for “Only work with museums”"
    assert mara.post(path, given | {"to": agency.ines.pk}).headers["Location"] == f"/week?at={row['key']}"
    assert (Handover.objects.get().task.name, Handover.objects.get().taker) == (given["name"], agency.ines)
    page = mara.get("/week").text
    assert "Handed over: First hour for “Only work with museums”, Ines" in page
    refused = mara.post(reverse("week-let-go", args=[kind, pk]), {"why": "Too small a market"})
    assert refused.status_code == 403
    olga = client_of(agency, agency.olga)
    assert "Choose otherwise" in olga.get(reverse("week-let-go", args=[kind, pk])).text
    olga.post(reverse("week-let-go", args=[kind, pk]), {"why": "Too small a market"})
    assert not Strategy.objects.filter(choice="Only work with museums").exists()


def test_a_promise_is_handed_over_by_what_holds_it_and_else_by_a_new_task(agency: Agency) -> None:
    mara = client_of(agency, agency.mara)
    mara.post(reverse("week-begin"))
    path = reverse("week-hand-over", args=["project", agency.museum.pk])
    saves = [{"sentence": "Somebody else", "days": 2.0, "task": agency.retouch.pk}]
    ProjectForecast.objects.filter(project=agency.museum).update(saves=saves)
    assert "Hand over “Retouch" in mara.get(path).text
    hidden = Task.objects.get(name="Count the rival's chairs")
    for other in (hidden, agency.approval):
        ProjectForecast.objects.filter(project=agency.museum).update(saves=[saves[0] | {"task": other.pk}])
        page = mara.get(path).text
        assert "Hand over a new task" in page
        assert hidden.name not in page
    wait = reverse("week-hand-over", args=["wait", agency.approval.pk])
    assert "Call about" in mara.get(wait).context["form"].initial["name"]


def test_a_refused_form_names_its_field_and_writes_nothing(agency: Agency) -> None:
    mara = client_of(agency, agency.mara)
    mara.post(reverse("week-begin"))
    for route, form, words in (
        ("week-task", {"name": "", "by_when": FRIDAY, "project": agency.museum.pk}, "This field is required"),
        ("week-let-go", {"why": ""}, "This field is required"),
        (
            "week-decide",
            {"question": "x", "due": "1999-01-01", "seen_by": "everyone"},
            "between today and five",
        ),
    ):
        answer = mara.post(reverse(route, args=["project", agency.museum.pk]), form)
        assert answer.status_code == 422
        assert words in answer.text
    assert not DecidedLine.objects.exists()


def test_a_line_that_is_none_of_hers_is_not_there(agency: Agency) -> None:
    mara = client_of(agency, agency.mara)
    mara.post(reverse("week-begin"))
    missing = mara.get(reverse("week-task", args=["project", 987_654]))
    hidden = mara.get(reverse("week-task", args=["project", agency.secret.pk]))
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert mara.get("/week/line/anything/1/task").status_code == 404
    assert client_of(agency, agency.ines).get(reverse("week-task", args=["project", 1])).status_code == 403


def test_closing_ends_the_meeting_and_says_how_it_went(agency: Agency) -> None:
    mara = client_of(agency, agency.mara)
    mara.post(reverse("week-begin"))
    mara.post(reverse("week-park", args=["project", agency.museum.pk]))
    mara.post(reverse("week-close"))
    assert not WeekHeld.objects.get().is_running
    page = mara.get("/week").text
    assert "Held by Mara Lind in 1 minute, 1 line decided." in page
    assert "Until next week" in page
    assert "Go on with it" in page


def test_on_the_wall_it_stays_on_the_wall(agency: Agency) -> None:
    mara = Client(headers={"referer": "http://testserver/week?wall=1&at=project-1"})
    mara.force_login(agency.account(agency.mara))
    answer = mara.post(reverse("week-begin"))
    assert answer.headers["Location"] == "/week?wall=1"
    assert "page week wall held" in mara.get("/week?wall=1").text


def test_a_meeting_with_many_lines_asks_no_more_often(agency: Agency) -> None:
    mara = client_of(agency, agency.mara)
    mara.post(reverse("week-begin"))

    def queries(rows: int) -> int:
        for number in range(rows):
            mara.post(reverse("week-park", args=["project", agency.museum.pk]))
            Decision.put_question(
                f"Question {rows} {number}", TODAY, by=agency.account(agency.mara), on=TODAY
            )
        with CaptureQueriesContext(connection) as caught:
            assert mara.get("/week").status_code == 200
        return len(caught)

    few, many = queries(2), queries(12)
    assert few == many
    assert many <= 12
