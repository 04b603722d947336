"""Saved views: a list as it was narrowed and sorted comes back exactly, and is its keeper's own."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from cast import Cast, cast
from varifocal.org.base.plumbing import SavedView
from varifocal.org.people.person import Person

pytestmark = pytest.mark.django_db
PAGES = ("/projects", "/projects/promises", "/people", "/people/skills", "/schedule", "/changes", "/clients")


@pytest.fixture
def people() -> Cast:
    return cast()


def browser(people: Cast, person: Person) -> Client:
    client = Client()
    client.force_login(people.account(person))
    return client


def kept(client: Client, at: str, name: str, **more: Any) -> Any:
    return client.post("/views", {"at": at, "name": name}, **more)


def test_what_is_shown_is_kept_and_comes_back_exactly(people: Cast) -> None:
    client = browser(people, people.marek)
    at = "/projects?q=spring&sort=name&manager=&page=2&as=csv"
    answer = kept(client, at, "Spring, by name")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/projects?q=spring&sort=name")
    dialog = client.get("/views", {"at": "/projects"}, HTTP_HX_REQUEST="true").text
    assert 'href="/projects?q=spring&amp;sort=name"' in dialog
    assert "what you see now" not in dialog
    assert "what you see now" in client.get("/views", {"at": at}).text


@pytest.mark.parametrize("page", PAGES)
def test_every_list_offers_its_views(people: Cast, page: str) -> None:
    client = browser(people, people.ines)
    shown = client.get(page, {"q": "a"} if page == "/projects" else {}).text
    if f"/views?at={quote(page, safe='')}" not in shown:
        assert 'class="empty"' in shown, "a list with nothing in it has nothing to narrow"
    assert client.get("/views", {"at": page}).status_code == 200


def test_the_same_name_is_the_same_view(people: Cast) -> None:
    client = browser(people, people.marek)
    kept(client, "/projects?sort=name", "Mine")
    kept(client, "/projects?sort=due", "Mine")
    kept(client, "/people?q=tom", "Mine")
    assert sorted(SavedView.objects.values_list("page", "query")) == [
        ("/people", "q=tom"),
        ("/projects", "sort=due"),
    ]


def test_a_view_is_its_keepers_alone(people: Cast) -> None:
    mareks = browser(people, people.marek)
    kept(mareks, "/projects?q=secret+words", "Whispered")
    view = SavedView.objects.get()
    toms = browser(people, people.tom)
    for page in ("/views", "/views?at=/projects", "/palette?q=whisp"):
        assert "Whispered" not in toms.get(page).text
    assert toms.post(f"/views/{view.pk}/let-go").status_code == 404
    assert "Whispered" in mareks.get("/palette?q=whisp").text
    assert mareks.post(f"/views/{view.pk}/let-go").headers["Location"] == "/projects"
    assert not SavedView.objects.exists()


def test_what_is_no_list_of_ours_is_not_kept(people: Cast) -> None:
    client = browser(people, people.marek)
    for at in (
        "",
        "/",
        "/settings",
        "//elsewhere.example/projects/x",
        "https://elsewhere.example/",
        "javascript:1",
    ):
        assert kept(client, at, "There").status_code == 404
    assert (
        kept(client, "https://elsewhere.example/projects?q=a", "Here").headers["Location"] == "/projects?q=a"
    )


def test_a_name_is_asked_for_and_too_much_is_refused_in_words(people: Cast) -> None:
    client = browser(people, people.marek)
    assert "This field is required" in kept(client, "/projects?q=a", " ").text
    assert "narrow by fewer things" in kept(client, f"/projects?q={'a' * 1_001}", "Long").text
    assert "narrow by fewer things" in kept(client, f"/projects/{10**60}/list?state=open", "Far").text
    for number in range(SavedView.MOST):
        kept(client, f"/projects?q={number}", f"View {number}")
    full = kept(client, "/projects?q=one+more", "One more")
    assert (full.status_code, "let one go first" in full.text) == (422, True)


def test_all_of_them_on_one_page_and_before_the_first_what_they_are(people: Cast) -> None:
    client = browser(people, people.marek)
    assert "Narrow or sort any list" in client.get("/views").text
    kept(client, "/people?q=tom", "Tom")
    SavedView.keep(people.account(people.marek), "/no/longer/here", "Old", "q=1")
    shown = client.get("/views").text
    assert 'href="/people?q=tom"' in shown
    assert "/no/longer/here" in shown
    assert client.get("/palette?q=old").status_code == 200
