"""Notes on pages: drafted by a press, edited, sent, read, and read by whom nobody learns."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from cast import NOW, TODAY, Cast, cast
from kept import kept
from varifocal.flows.replan import replan
from varifocal.org.base.acts import Change, newest
from varifocal.org.base.plumbing import Receipt
from varifocal.org.decisions.telling import Reaction, Telling
from varifocal.org.people.person import Person
from varifocal.org.relations.company import Contact

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Cast:
    return planned()


@kept
def planned() -> Cast:
    """The cast with a plan, and somebody to write to."""
    made = cast()
    Contact.meet(made.acme, "Carla", by=made.house, email="carla@acme.example")
    replan(NOW)
    return made


def client_of(here: Cast, person: Person) -> Client:
    client = Client()
    client.force_login(here.account(person))
    return client


def test_the_monday_note_is_drafted_edited_and_sent_as_it_stood_in_the_form(here: Cast) -> None:
    marek = client_of(here, here.marek)
    answer = marek.post(reverse("note-draft"), {"kind": "note"})
    note = Telling.objects.get()
    assert answer.headers["Location"] == reverse("note", args=[note.pk])
    page = marek.get(reverse("note", args=[note.pk])).text
    assert "read by you alone" in page
    assert "I sent it" in page
    marek.post(reverse("note-keep", args=[note.pk]), {"words": "Better", "seen": note.version})
    note.refresh_from_db()
    marek.post(reverse("note-sent", args=[note.pk]), {"words": "Best", "seen": note.version})
    note.refresh_from_db()
    assert note.words == "Best\n"
    assert note.is_sent
    assert "Best" in client_of(here, here.tom).get(reverse("note", args=[note.pk])).text
    assert "Marek Novak told the house" in client_of(here, here.ines).get("/week").text


def test_a_status_goes_to_the_contact_and_to_no_client_she_cannot_choose(here: Cast) -> None:
    marek = client_of(here, here.marek)
    marek.post(reverse("note-draft"), {"kind": "status", "company": here.acme.pk})
    one = Telling.objects.get()
    assert one.company == here.acme
    page = marek.get(reverse("note", args=[one.pk])).text
    assert "mailto:carla@acme.example" in page
    assert marek.post(reverse("note-draft"), {"kind": "status", "company": "99999"}).status_code == 422
    assert Telling.objects.count() == 1


def test_a_stale_draft_shows_both_versions(here: Cast) -> None:
    marek = client_of(here, here.marek)
    marek.post(reverse("note-draft"), {"kind": "note"})
    note = Telling.objects.get()
    seen = note.version
    marek.post(reverse("note-keep", args=[note.pk]), {"words": "First", "seen": seen})
    answer = marek.post(reverse("note-sent", args=[note.pk]), {"words": "Second", "seen": seen})
    assert answer.status_code == 409
    assert "First" in answer.text
    assert "Second" in answer.text


def test_readers_react_by_one_tap_and_the_author_reads_shares_from_three_on(here: Cast) -> None:
    by = here.account(here.ines)
    note = Telling.draft("note", TODAY, "All is well.", by=by, at=NOW)
    note.send("All is well.", by=by, seen=note.version, at=NOW)
    react, page = reverse("note-react", args=[note.pk]), reverse("note", args=[note.pk])
    ines = client_of(here, here.ines)
    before, receipts = newest(), Receipt.objects.count()
    for who, word in ((here.tom, "clear"), (here.ana, "disagree")):
        client = client_of(here, who)
        assert client.post(react, {"word": word}).status_code == 302
        assert (
            len(
                re.findall(
                    r'aria-pressed="true"', client.get(page).text.partition("<main")[2].partition("</main")[0]
                )
            )
            == 1
        )
        assert "Fewer than three" in ines.get(page).text
        assert "\u00a0%" not in ines.get(page).text
    client_of(here, here.lea).post(react, {"word": "clear"})
    assert "33\u00a0%" in ines.get(page).text
    for name in ("Tom", "Ana", "Lea"):
        assert name not in ines.get(page).text
    assert "33\u00a0%" not in client_of(here, here.tom).get(page).text
    assert newest() == before
    assert Receipt.objects.count() == receipts
    assert not Change.objects.filter(noun="reaction").exists()
    assert client_of(here, here.ines).post(react, {"word": "clear"}).status_code == 403
    assert client_of(here, here.tom).post(react, {"word": "boring"}).status_code == 422
    assert Reaction.objects.count() == 3


def test_a_member_drafts_nothing_and_a_guest_reads_nothing(here: Cast) -> None:
    assert client_of(here, here.tom).post(reverse("note-draft"), {"kind": "note"}).status_code == 403
    assert client_of(here, here.gus).get(reverse("notes")).status_code == 404
    assert "Nobody was told anything yet" in client_of(here, here.tom).get(reverse("notes")).text


def test_who_reads_a_status_inside_is_asked_at_sending_and_shown(here: Cast) -> None:
    marek = client_of(here, here.marek)
    marek.post(reverse("note-draft"), {"kind": "status", "company": here.acme.pk})
    one = Telling.objects.get()
    page, send = reverse("note", args=[one.pk]), reverse("note-sent", args=[one.pk])
    assert "Who reads it inside" in marek.get(page).text
    words = {"words": "The canary flies", "seen": one.version}
    refused = marek.post(send, words | {"seen_by": "named"})
    assert refused.status_code == 422
    assert "Choose at least one person." in refused.text
    assert "The canary flies" in refused.text
    assert not Telling.objects.exclude(sent_at=None).exists()
    marek.post(send, words | {"seen_by": "named", "people": [here.tom.pk]})
    assert "Seen by Tom Okafor." in marek.get(page).text
    assert "Who sees it" in marek.get(page).text
    assert "Who sees it" not in client_of(here, here.tom).get(page).text


def test_no_door_shows_a_status_to_whom_it_is_not_for(here: Cast) -> None:
    marek = here.account(here.marek)
    one = Telling.draft("status", TODAY, "The canary flies", by=marek, at=NOW, company=here.acme)
    one = one.send(one.words, by=marek, seen=one.version, at=NOW, seen_by="named", people=[here.tom])
    page = reverse("note", args=[one.pk])
    for who, reads in (
        (here.tom, True),
        (here.ines, False),
        (here.lea, False),
        (here.ana, False),
        (here.gus, False),
    ):
        client = client_of(here, who)
        assert (client.get(page).status_code == 200) == reads
        for route in ("notes", "week", "changes"):
            told = client.get(reverse(route)).text
            assert (page in told or "Status for Acme" in told) <= reads, f"{who} {route}"
        assert ("Where your work stands: Acme" in client.get(reverse("notes")).text) == reads
        for act in ("note-keep", "note-sent", "note-throw-away", "note-react", "note-seen-by"):
            answer = client.post(reverse(act, args=[one.pk]), {"words": "x", "seen": one.version})
            assert answer.status_code == (403 if reads else 404) or (reads and act == "note-sent"), act
    one.refresh_from_db()
    assert one.words == "The canary flies\n"


def test_what_a_status_names_that_is_for_some_eyes_only_it_is_seen_by_those(here: Cast) -> None:
    here.secret.refresh_from_db()
    here.secret.describe(by=here.house, seen=here.secret.version, company=here.acme)
    marek = here.account(here.marek)
    one = Telling.draft("status", TODAY, "Spring goes on.", by=marek, at=NOW, company=here.acme)
    page = reverse("note", args=[one.pk])
    assert client_of(here, here.marek).get(page).context["form"].initial["seen_by"] == "everyone"
    one.rewrite("And the Quiet offer, too.", by=marek, seen=one.version)
    form = client_of(here, here.marek).get(page).context["form"]
    assert form.initial["seen_by"] == "named"
    assert set(form.initial["people"]) == {here.marek.pk, here.ines.pk}
