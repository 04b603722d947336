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
from doors import NO_SUCH, World, routes, steady
from varifocal.flows.replan import replan
from varifocal.org.base.acts import newest
from varifocal.org.direction.goal import Goal
from varifocal.org.work.project import Project
from varifocal.web.shield import HEADERS

METHODS = ("get", "post", "put", "patch", "delete")
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
def test_every_route_with_every_role_and_method_is_answered_calmly(
    world: World, every_role: Browsers
) -> None:
    """And what Tom noted for himself alone is read by nobody else on the way, and stands in no table as he wrote it."""
    tom, canary = world.cast.tom, "a canary sings"
    tom.note_privately(canary, by=world.cast.account(tom), seen=tom.version)
    roles, wrong, read = list(every_role()), [], []
    for method in METHODS:  # all pages are looked at first, while nothing has been written
        for role, client in roles:
            for route in routes():
                if method not in _methods(role, route.name):
                    continue
                path = route.path(world.seen(route))
                answer = getattr(client, method)(path)
                if answer.status_code not in EXPECTED or not _has_headers(answer):
                    wrong.append(f"{role} {method} {path}: {answer.status_code}")
                if role == "stranger" and route.name not in OPEN_DOORS and not _is_sent_to_sign_in(answer):
                    wrong.append(f"a stranger came in: {method} {path}: {answer.status_code}")
                if role == "kim" and route.name not in OPEN_DOORS | KEEPERS and not _sees_nothing(answer):
                    wrong.append(f"the keeper came in: {method} {path}: {answer.status_code}")
                if role == "gus" and method == "get" and any(word in answer.text for word in _secrets(world)):
                    wrong.append(f"a guest read: {path}")
                if method == "get" and canary in answer.text:
                    read.append((role, path))
    assert wrong == []
    assert {role for role, _ in read} <= {"tom"}
    assert len(read) <= 2
    for kind in apps.get_app_config("org").get_models():
        assert canary not in str(list(kind._base_manager.values())), kind


@pytest.mark.either_engine
def test_what_is_hidden_is_not_there(world: World) -> None:
    wrong = []
    tom, lea = world.client("tom"), world.client("lea")
    about_something = [route for route in routes() if route.takes_a_number and world.hidden(route)]
    assert len(about_something) > 40
    for name, client in (("tom", tom), ("lea", lea)):
        for route in about_something:
            for method in _methods(name, route.name):
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
def test_no_page_tells_of_what_is_hidden(world: World) -> None:
    tom = world.client("tom")
    told = [
        f"{path}: {word}" for path, text in _pages(world, tom) for word in _secrets(world) if word in text
    ]
    assert told == []


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
def test_asking_changes_nothing(world: World) -> None:
    clients = [world.client(name) for name in ("ines", "tom")]
    before = _everything()
    for client in clients:
        for route in routes():
            client.get(route.path(world.seen(route)))
    assert _everything() == before


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
        return ("get",)
    return METHODS if LONG or role == "tom" else ("get", "post")


def _pages(world: World, client: Client) -> Iterator[tuple[str, str]]:
    for route in routes():
        if route.name in {"healthy", "sign-in-link", "sign-out"}:
            continue
        path = route.path(world.seen(route))
        answer = client.get(path)
        if answer.status_code == 200:
            yield path, steady(answer.text)


def _secrets(world: World) -> tuple[str, ...]:
    return world.hidden_words


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
