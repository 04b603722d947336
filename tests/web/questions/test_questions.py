"""Open questions on pages: one field is enough, settled with a form, seen by whom they are for."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cast import NOW, TODAY, Cast, cast
from varifocal.flows import deciding
from varifocal.flows.replan import replan
from varifocal.org.decisions.decision import Decision
from varifocal.org.decisions.week import DecidedLine
from varifocal.org.people.person import Person

pytestmark = pytest.mark.django_db
LATER = TODAY + timedelta(days=9)


@pytest.fixture
def here() -> Cast:
    return cast()


def client_of(here: Cast, person: Person) -> Client:
    client = Client()
    client.force_login(here.account(person))
    return client


def test_an_empty_list_teaches(here: Cast) -> None:
    assert "No question is open" in client_of(here, here.tom).get(reverse("questions")).text


def test_one_field_is_enough(here: Cast) -> None:
    tom = client_of(here, here.tom)
    form = tom.get(reverse("question-put")).context["form"]
    given = {"question": "Which camera?", "due": form.initial["due"], "seen_by": form.initial["seen_by"]}
    assert tom.post(reverse("question-put"), given).status_code == 302
    one = Decision.objects.get()
    assert (one.decider, one.due.weekday()) == (here.tom, 4)
    page = client_of(here, here.ana).get(reverse("questions")).text
    assert "One question waits for somebody" in page
    assert "Tom Okafor decides" in page


def test_it_is_settled_and_looked_back_on_by_its_page(here: Cast) -> None:
    one = Decision.put_question(
        "Which camera?", LATER, by=here.account(here.tom), on=TODAY, options="The small one\nThe large one"
    )
    tom, page = client_of(here, here.tom), reverse("question", args=[one.pk])
    assert "The large one" in tom.get(page).text
    assert (
        "Decide" not in client_of(here, here.ana).get(page).text.partition("<main")[2].partition("</h1>")[2]
    )
    tom.post(
        reverse("question-settle", args=[one.pk]),
        {"seen": one.version, "choice": "The small one", "review_on": LATER.isoformat(), "confidence": "70"},
    )
    one.refresh_from_db()
    assert "70 % sure" in tom.get(page).text or one.expected == ""
    answer = tom.post(reverse("question-look-back", args=[one.pk]), {"seen": one.version})
    assert answer.status_code == 422
    assert "Say whether it came true" in answer.text
    tom.post(reverse("question-look-back", args=[one.pk]), {"seen": one.version, "came_true": "no"})
    assert "Not at all" in tom.get(page).text


def test_settled_in_the_meeting_it_is_a_line_of_the_meeting(here: Cast) -> None:
    replan(NOW)
    marek = here.account(here.marek)
    one = Decision.put_question("Which camera?", TODAY, by=marek, on=TODAY)
    deciding.begin(NOW, by=marek)
    client = client_of(here, here.marek)
    form = {"seen": one.version, "choice": "The small one"}
    client.post(
        reverse("question-settle", args=[one.pk]),
        form,
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/week"},
    )
    assert DecidedLine.objects.get().act == DecidedLine.Act.SETTLED
    assert "Decided: The small one" in client.get("/week").text


def test_for_named_eyes_only_it_is_a_404_to_others(here: Cast) -> None:
    one = Decision.put_question("Hush?", LATER, by=here.account(here.marek), on=TODAY, seen_by="named")
    for route in ("question", "question-settle", "question-seen-by"):
        assert client_of(here, here.ines).get(reverse(route, args=[one.pk])).status_code == 404
    assert "Hush?" not in client_of(here, here.ines).get(reverse("questions")).text
    assert "Hush?" not in client_of(here, here.ines).get(reverse("changes")).text
