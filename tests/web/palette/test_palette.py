from __future__ import annotations

import pytest
from django.test import Client

from cast import Cast, cast
from varifocal.org.people.person import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return cast()


def found(people: Cast, person: Person, words: str) -> list[str]:
    client = Client()
    client.force_login(people.account(person))
    groups = client.get("/palette", {"q": words}).json()["groups"]
    return [hit["name"] for group in groups for hit in group["hits"]]


def test_it_finds_what_she_may_see_by_any_of_its_words(people: Cast) -> None:
    assert found(people, people.tom, "spring acme") == ["Acme spring launch"]
    assert found(people, people.tom, "story") == ["Storyboard"]
    assert found(people, people.tom, "retained") == ["Ten retained clients by December 2027"]
    assert found(people, people.tom, "") == []


def test_letters_in_their_order_will_do_where_no_name_holds_the_words(people: Cast) -> None:
    assert found(people, people.tom, "acsprla") == ["Acme spring launch"]
    assert found(people, people.tom, "STRBRD") == ["Storyboard"]
    assert found(people, people.tom, "zqx") == []
    assert found(people, people.tom, ".*[^") == []
    assert found(people, people.tom, "hshdrf") == []
    assert found(people, people.marek, "hshdrf") == ["Hush-hush draft"]


def test_what_she_may_not_see_has_no_name(people: Cast) -> None:
    assert found(people, people.marek, "hush") == ["Hush-hush draft"]
    assert found(people, people.tom, "hush") == found(people, people.tom, "quiet") == []
    assert found(people, people.gus, "acme") == []


def test_the_keeper_is_not_let_in(people: Cast) -> None:
    client = Client()
    client.force_login(people.kim)
    assert client.get("/palette", {"q": "acme"}).status_code == 404
