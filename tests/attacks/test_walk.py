"""S1, S3, S4, S5, S10, S20: every address with every role; what is hidden is not there, in no word and no count."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from cast import NOW
from deeds import OPENS, READS, ROLES, deeds, furnished
from doors import NO_SUCH, World, routes, steady
from varifocal.flows.replan import replan
from varifocal.org.base.acts import newest
from varifocal.org.direction.goal import Goal
from varifocal.org.people.person import Person
from varifocal.org.work.project import Project
from varifocal.web.shield import HEADERS

WRITING = ("post", "put", "patch", "delete")
EXPECTED = {200, 204, 302, 400, 403, 404, 405, 409, 410, 422}
OPEN_DOORS = {
    "sign-in", "sign-in-link", "sign-out", "healthy", "asked", "asked-link", "asked-seen", "asked-answer",
    "feed",
}  # fmt: skip
KEEPERS = {
    "password", "settings", "settings-mine", "settings-invite", "settings-disable", "settings-enable",
    "settings-reset",
}  # fmt: skip
MAKE_NOTHING = {"sessions.session", "org.signinlink", "org.attempt", "org.receipt", "org.looked"}
LONG = os.environ.get("VARIFOCAL_LONG") == "1"
Browsers = Callable[[], Iterator[tuple[str, Client]]]


def _marked(mark: str) -> set[str]:
    return {route.name for route in routes() if getattr(route.view, mark, False)}


def test_only_these_doors_stand_open() -> None:
    assert _marked("open_door") == OPEN_DOORS


def test_the_keeper_comes_through_these_only() -> None:
    assert _marked("for_keepers") == KEEPERS


@pytest.mark.either_engine
@pytest.mark.django_db
def test_every_page_as_everybody_sees_it() -> None:
    """S1, S3, S5: each address is asked by every role and a stranger. It opens for exactly those it is for, a form
    for those who may send it; calmly, with all headers; nothing hidden stands on what a member and a guest read;
    what Tom noted for himself alone is read by nobody else and stands in no table as he wrote it; and asking
    changes nothing."""
    here, canary = furnished(), "a canary sings"
    tom = Person.objects.get(pk=here.cast.tom.pk)
    tom.note_privately(canary, by=here.cast.account(tom), seen=tom.version)
    stranger: tuple[str, Client] = ("", Client(raise_request_exception=False))
    browsers = [stranger, *((letter, here.client(name)) for letter, name in ROLES.items())]
    forms = {deed.route: deed for deed in deeds(here)}
    before, wrong, read = _everything(), [], []
    for route in routes():
        deed = forms.get(route.name)
        path = deed.path if deed else route.path(here.seen(route))
        query = {"vision": deed.form["vision"]} if deed and "vision" in deed.form else {}
        opens = READS.get(route.name) or OPENS.get(route.name) or (deed.who if deed else None)
        for letter, client in browsers:
            answer = client.get(path, query)
            who, status = f"{ROLES.get(letter, 'a stranger')} {path}", answer.status_code
            if status not in EXPECTED or not _has_headers(answer):
                wrong.append(f"{who}: {status}")
            if letter and opens and status != 405 and (status == 200) != (letter in opens):
                wrong.append(f"{who} is let in: {status}" if status == 200 else f"{who} is not: {status}")
            if not letter and route.name not in OPEN_DOORS and not _is_sent_to_sign_in(answer):
                wrong.append(f"{who} came in: {status}")
            if letter == "k" and route.name not in OPEN_DOORS | KEEPERS and not _sees_nothing(answer):
                wrong.append(f"{who} sees something: {status}")
            if letter in {"t", "g"}:
                wrong += [f"{who} reads: {word}" for word in here.hidden_words if word in answer.text]
            if canary in answer.text:
                read.append((letter, path))
    assert wrong == [], "\n".join(wrong)
    assert {letter for letter, _ in read} == {"t"}
    assert len(read) <= 2
    after = _everything()
    assert {kind for kind in before if before[kind] != after[kind]} == set()
    assert canary not in str(after)


@pytest.mark.either_engine
def test_whatever_is_sent_anywhere_by_any_role_is_answered_calmly(world: World, every_role: Browsers) -> None:
    """With nothing in it, by every method that writes."""
    wrong = []
    for role, client in every_role():
        for route in routes():
            for method in _methods(role, route.name):
                path = route.path(world.seen(route))
                answer = getattr(client, method)(path)
                if answer.status_code not in EXPECTED or not _has_headers(answer):
                    wrong.append(f"{role} {method} {path}: {answer.status_code}")
                if role == "stranger" and route.name not in OPEN_DOORS and not _is_sent_to_sign_in(answer):
                    wrong.append(f"a stranger came in: {method} {path}: {answer.status_code}")
                if role == "kim" and route.name not in OPEN_DOORS | KEEPERS and not _sees_nothing(answer):
                    wrong.append(f"the keeper came in: {method} {path}: {answer.status_code}")
    assert wrong == [], "\n".join(wrong)


@pytest.mark.either_engine
def test_what_is_hidden_is_not_there(world: World) -> None:
    wrong = []
    tom, lea = world.client("tom"), world.client("lea")
    about_something = [route for route in routes() if route.takes_a_number and world.hidden(route)]
    assert len(about_something) > 40
    for name, client in (("tom", tom), ("lea", lea)):
        for route in about_something:
            for method in ("get", *_methods(name, route.name)):
                hidden = getattr(client, method)(route.path(world.hidden(route) or 0, NO_SUCH))
                missing = getattr(client, method)(route.path(NO_SUCH, NO_SUCH))
                same = hidden.status_code == missing.status_code and steady(hidden.text) == steady(
                    missing.text
                )
                if hidden.status_code not in {403, 404, 405} or not same:
                    wrong.append(
                        f"{name} {method} {route.pattern}: {hidden.status_code}, {missing.status_code}"
                    )
    assert wrong == []


@pytest.mark.either_engine
def test_pages_and_counts_are_the_same_without_the_hidden_things(world: World) -> None:
    replan(NOW)  # with the talks that were agreed on since: they take time, whoever sees them
    before = dict(_pages(world, world.client("tom")))
    house = world.cast.house
    Goal.objects.get(pk=world.hidden_goal.pk).remove(by=house)
    Project.objects.get(pk=world.cast.secret.pk).remove(by=house)
    replan(NOW)
    after = dict(_pages(world, world.client("tom")))
    assert {path for path in before if before[path] != after[path]} == set()


@pytest.mark.either_engine
def test_no_form_from_elsewhere_is_taken(world: World) -> None:
    before = newest()
    ines = world.client("ines", enforce_csrf_checks=True)
    stranger = Client(enforce_csrf_checks=True, raise_request_exception=False)
    wrong = []
    for route in routes():
        path = route.path(world.seen(route))
        bodies: tuple[dict[str, Any], ...] = (
            {"data": {"name": "x", "line": "x"}},
            {"data": '{"name": "x"}', "content_type": "text/plain"},
            {"data": {"_method": "DELETE"}, "headers": {"X-HTTP-Method-Override": "DELETE"}},
        )
        wrong += [
            f"{path}: {answer.status_code}"
            for body in bodies
            for answer in (ines.post(path, **body), stranger.post(path, **body))
            if answer.status_code != 403
        ]
    assert wrong == []
    assert newest() == before


def test_headers_stand_on_files_faults_and_refusals(world: World) -> None:
    client = Client(raise_request_exception=False)
    for path in (
        "/static/css/base.css",
        "/static/none.css",
        "/nowhere",
        reverse("sign-in"),
        "/%00",
        "/tasks/x",
    ):
        assert _has_headers(client.get(path)), path
    assert _has_headers(client.get("/", headers={"Host": "evil.example"}))


def test_nobody_counts_records_by_the_words_of_a_refusal(world: World) -> None:
    """A number that never was, one that is hidden and one too large for any database read alike."""
    tom = world.client("tom")
    pages = {
        steady(tom.get(f"/projects/{number}").text)
        for number in (NO_SUCH, world.cast.secret.pk, 10**19, 10**40)
    }
    assert len(pages) == 1


def _methods(role: str, route: str) -> tuple[str, ...]:
    """Nobody's browser sends the rarer methods; one role tries them, the long run all."""
    if route == "sign-out":
        return ()
    return WRITING if LONG or role == "tom" else ("post",)


def _pages(world: World, client: Client) -> Iterator[tuple[str, str]]:
    for route in routes():
        if route.name in {"healthy", "sign-in-link", "sign-out"}:
            continue
        path = route.path(world.seen(route))
        answer = client.get(path)
        if answer.status_code == 200:
            yield path, steady(answer.text)


def _has_headers(answer: Any) -> bool:
    policy = answer.headers.get("Content-Security-Policy", "")
    return all(name in answer.headers for name in HEADERS) and "unsafe" not in policy


def _is_sent_to_sign_in(answer: Any) -> bool:
    return answer.status_code == 405 or (
        answer.status_code == 302 and answer.headers["Location"].startswith(reverse("sign-in"))
    )


def _sees_nothing(answer: Any) -> bool:
    return answer.status_code in {404, 405} or (
        answer.status_code == 302 and answer.headers["Location"] == reverse("settings")
    )


def _everything() -> dict[str, list[Any]]:
    """Every row of every table, but sessions and counters of tries."""
    return {
        kind._meta.label_lower: sorted(map(str, kind._base_manager.values()))
        for kind in apps.get_models()
        if kind._meta.label_lower not in MAKE_NOTHING
    }
