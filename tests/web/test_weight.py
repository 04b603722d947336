"""What goes over the wire: a first visit weighs at most 200 kB with its fonts, any further page at most 40 kB."""

from __future__ import annotations

import re
from gzip import decompress
from typing import Any

import pytest
from django.test import Client
from time_machine import travel

from cast import NOW, TODAY
from doors import World, routes, world
from kept import kept
from varifocal.flows.replan import replan
from varifocal.org.models import Assignment, Person, Task

pytestmark = pytest.mark.django_db

FIRST, NEXT = 200_000, 40_000
NO_PAGE = {"sign-out", "sign-in-link", "sign-in", "healthy"}
NAMED = re.compile(r'(?:href|src)="(/static/[^"]+)"')
FONTS = re.compile(r'url\("\.\./(vendor/[^"]+-latin\.woff2)"\)')
IMPORTS = re.compile(r'(?:from|import)\s*\(?"\./([^"]+)"')


@pytest.fixture
def house() -> World:
    return full_house()


@kept
def full_house() -> World:
    """The world with fifty more people and two hundred more tasks."""
    made = world()
    here, by = made.cast, made.cast.house
    lines = [{"name": f"Frame {number} of the second storyboard", "effort": "2"} for number in range(200)]
    tasks = Task.plan_many(here.spring, lines, by=by, on=TODAY)
    more = [Person.welcome(f"Person {number}", by=by) for number in range(50)]
    for number, task in enumerate(tasks):
        Assignment.agree(task, [more[number % len(more)]], by=by)
    replan(NOW)
    return made


def sent(client: Client, path: str) -> tuple[Any, bytes]:
    """The answer, and its body as it travels."""
    answer = client.get(path, headers={"Accept-Encoding": "gzip, br"})
    return answer, answer.getvalue()


def test_a_first_visit_is_light(house: World) -> None:
    with travel(NOW, tick=False):
        client = house.client("ines")
        answer, body = sent(client, "/")
        wanted, fetched = set(NAMED.findall(plain(answer, body))), {"/": len(body)}
        while missing := wanted - fetched.keys():
            for path in missing:
                answer, body = sent(client, path)
                assert answer.status_code == 200, path
                fetched[path] = len(body)
                folder = path.rpartition("/")[0]
                if path.endswith(".js"):
                    wanted |= {f"{folder}/{name}" for name in IMPORTS.findall(plain(answer, body))}
                if path.endswith(".css"):
                    wanted |= {f"/static/{name}" for name in FONTS.findall(plain(answer, body))}
    assert sum(path.endswith(".woff2") for path in fetched) >= 2
    assert sum(path.endswith(".js") for path in fetched) >= 6
    assert sum(fetched.values()) <= FIRST, fetched


def test_every_further_page_is_light(house: World) -> None:
    client, heavy = house.client("ines"), {}
    with travel(NOW, tick=False):
        for route in routes():
            if route.name in NO_PAGE:
                continue
            answer, body = sent(client, route.path(house.seen(route)))
            if answer.status_code == 200 and len(body) > NEXT:
                heavy[route.name] = len(body)
    assert heavy == {}


def test_what_is_packed_says_so_and_fonts_are_not_packed_twice(house: World) -> None:
    client = house.client("ines")
    for path, packed in (
        ("/people", True),
        ("/static/css/parts.css", True),
        ("/static/vendor/inter-latin.woff2", False),
    ):
        answer, _ = sent(client, path)
        assert answer.headers.get("Content-Encoding") == ("gzip" if packed else None), path
        assert "Accept-Encoding" in answer.headers.get("Vary", "") or not packed, path
    assert "Content-Encoding" not in client.get("/people").headers


def plain(answer: Any, body: bytes) -> str:
    """The body unpacked."""
    return (decompress(body) if answer.headers.get("Content-Encoding") == "gzip" else body).decode(
        errors="replace"
    )
