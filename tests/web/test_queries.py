"""R19: no page asks the database more often where there is more to show, and none more than twelve times."""

from __future__ import annotations

import os
from decimal import Decimal
from itertools import pairwise

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from time_machine import travel

from cast import NOW, TODAY
from doors import Route, World, routes, world
from varifocal.flows.replan import replan
from varifocal.org.models import Assignment, Comment, Dependency, Goal, Person, Project, Task, TimeEntry
from varifocal.org.people.seen_by import SeenBy

pytestmark = pytest.mark.django_db

MOST = 12
ROWS = 1_000 if os.environ.get("VARIFOCAL_LONG") == "1" else 60
WHO = ("ines", "marek", "tom")
NO_PAGE = {"sign-out", "sign-in-link", "sign-in", "healthy"}


@pytest.fixture
def house() -> World:
    made = world()
    fill(made, 10, "first")
    return made


def fill(house: World, rows: int, word: str) -> None:
    """So many more of everything that pages list, planned and forecast."""
    here, by = house.cast, house.cast.house
    lines = [{"name": f"Frame {word} {number}", "effort": "2"} for number in range(rows)]
    tasks = Task.plan_many(here.spring, lines, by=by, on=TODAY)
    Dependency.tie_many([(a, b, "FS", Decimal(0)) for a, b in pairwise(tasks[:10])], by=by)
    Assignment.agree_many([(task, [here.tom.pk], None) for task in tasks], by=by)
    for task in tasks[: rows // 2]:
        TimeEntry.record(here.tom, TODAY, Decimal(1), by=by, task=task)
        Comment.say(here.storyboard, f"{task}?", by=by, at=NOW, person=here.tom)
    for number in range(max(3, rows // 10)):
        Person.welcome(f"Person {word} {number}", by=by)
        goal = Goal.set(f"Goal {word} {number}", here.retained.target, by=by, on=TODAY, parent=here.retained)
        project = Project.open(
            f"Project {word} {number}", by=by, on=TODAY, due=TODAY.replace(year=TODAY.year + 1),
            manager=here.marek, serves={goal: Decimal(1)},
        )  # fmt: skip
        Task.plan(project, f"Step {word} {number}", by=by, on=TODAY, effort="4")
    replan(NOW)


def counted(client: Client, path: str) -> int:
    """How often a page asks, on any connection; 0 where it is none for her."""
    client.get(path)
    with (
        CaptureQueriesContext(connections["default"]) as one,
        CaptureQueriesContext(connections["reading"]) as two,
    ):
        answer = client.get(path)
    same = connections["reading"] is connections["default"]
    return (len(one) + (0 if same else len(two))) if answer.status_code == 200 else 0


def pages(house: World) -> list[tuple[Route, str]]:
    return [(route, route.path(house.seen(route))) for route in routes() if route.name not in NO_PAGE]


@pytest.mark.parametrize("who", WHO)
def test_no_page_asks_more_often_where_there_is_more(house: World, who: str) -> None:
    client = house.client(who)
    with travel(NOW, tick=False):
        few = {path: counted(client, path) for _, path in pages(house)}
        fill(house, ROWS, "then")
        many = {path: counted(client, path) for _, path in pages(house)}
    assert sum(1 for number in few.values() if number) > 25
    assert {path: (few[path], many[path]) for path in few if many[path] > few[path]} == {}
    assert {path: number for path, number in many.items() if number > MOST} == {}


def test_a_guarded_project_stays_within_the_queries(house: World) -> None:
    here, client = house.cast, house.client("ines")
    here.spring.refresh_from_db()
    here.spring.show_to(SeenBy.NAMED, by=here.house, seen=here.spring.version, people=[here.ines])
    with travel(NOW, tick=False):
        replan(NOW)
        asked = {path: counted(client, path) for _, path in pages(house)}
    assert asked[f"/projects/{here.spring.pk}"] > 0
    assert {path: number for path, number in asked.items() if number > MOST} == {}
