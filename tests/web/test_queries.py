"""R19: no page asks the database more often where there is more to show, and none more than twelve times."""

from __future__ import annotations

import os
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from time_machine import travel

from cast import NOW, TODAY
from doors import Route, World, routes, world
from kept import kept
from varifocal.flows.replan import replan
from varifocal.org.base.access import set_roles
from varifocal.org.models import (
    Agreement,
    Assignment,
    Comment,
    Company,
    Contact,
    Decision,
    Dependency,
    Goal,
    GrowthPlan,
    Opportunity,
    Person,
    PersonSkill,
    Project,
    Skill,
    Task,
    TaskKind,
    TimeEntry,
    Touch,
)  # fmt: skip
from varifocal.org.money.rate import Rate
from varifocal.org.people.seen_by import SeenBy

pytestmark = pytest.mark.django_db

MOST = 12
ROWS = 1_000 if os.environ.get("VARIFOCAL_LONG") == "1" else 60
WHO = ("ines", "marek", "tom")
NO_PAGE = {"sign-out", "sign-in-link", "sign-in", "healthy", "me-data"}


@pytest.fixture
def house() -> World:
    return furnished_with_ten()


@kept
def furnished_with_ten() -> World:
    """The world, and ten more of everything."""
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
        _meet(house, f"Client {word} {number}")
    replan(NOW)


def _meet(house: World, name: str) -> None:
    """A company with all that its page lists, and something that may come from it, as large as finished work."""
    here, by = house.cast, house.cast.house
    company = Company.meet(name, by=by)
    Contact.meet(company, f"Somebody of {name}", by=by)
    Touch.note(company, TODAY, by=by, today=TODAY, words="Rang")
    Agreement.agree(company, f"Film for {name}", TODAY, by=by, rounds=1)
    done = Project.open(
        f"Done for {name}", by=by, on=TODAY - timedelta(days=30), company=company, manager=here.marek
    )
    Task.plan(done, "Poster", by=by, on=TODAY - timedelta(days=20), effort="3")
    done.end("done", TODAY, by=by, seen=done.version)
    wait = Task.plan(here.spring, f"{name} says yes", by=by, on=TODAY)
    wait.ask(company, TODAY, by=by, seen=wait.version)
    Opportunity.note_down(
        f"Fair of {name}", by=by, on=TODAY, company=company, pattern=done, wished=TODAY + timedelta(days=90)
    )
    Decision.put_question(f"Who draws for {name}?", TODAY + timedelta(days=3), by=by, on=TODAY)


def counted(client: Client, path: str, expected: int) -> int:
    """How often a page asks; where that is more than expected, when it was asked for before and what it stands on is
    kept."""
    number = asked(client, path)
    return asked(client, path) if number > expected else number


def asked(client: Client, path: str) -> int:
    """How often a page asks, on any connection; 0 where it is none for her."""
    for one in connections.all():
        one.queries_log.clear()  # it keeps the last 9,000 only
    with (
        CaptureQueriesContext(connections["default"]) as one,
        CaptureQueriesContext(connections["reading"]) as two,
    ):
        answer = client.get(path)
    same = connections["reading"] is connections["default"]
    return (len(one) + (0 if same else len(two))) if answer.status_code == 200 else 0


def pages(house: World) -> list[tuple[Route, str]]:
    return [(route, route.path(house.seen(route))) for route in routes() if route.name not in NO_PAGE]


@pytest.mark.either_engine
def test_no_page_asks_more_often_where_there_is_more(house: World) -> None:
    clients = {who: house.client(who) for who in WHO}
    with travel(NOW, tick=False):
        few = {(who, path): counted(clients[who], path, MOST) for who in WHO for _, path in pages(house)}
        fill(house, ROWS, "then")
        many = {(who, path): counted(clients[who], path, few[who, path]) for who, path in few}
    assert all(sum(1 for (one, _), number in few.items() if one == who and number) > 25 for who in WHO)
    assert {page: (few[page], many[page]) for page in few if many[page] > few[page]} == {}
    assert {page: number for page, number in many.items() if number > MOST} == {}


@pytest.mark.either_engine
def test_a_guarded_project_stays_within_the_queries(house: World) -> None:
    here, client = house.cast, house.client("ines")
    here.spring.refresh_from_db()
    here.spring.show_to(SeenBy.NAMED, by=here.house, seen=here.spring.version, people=[here.ines])
    with travel(NOW, tick=False):
        replan(NOW)
        often = {path: counted(client, path, MOST) for _, path in pages(house)}
    assert often[f"/projects/{here.spring.pk}"] > 0
    assert {path: number for path, number in often.items() if number > MOST} == {}


@pytest.mark.either_engine
def test_whoever_sees_money_stays_within_the_queries(house: World) -> None:
    """What an hour costs is read as well, and told on more pages than one would think."""
    here, client = house.cast, house.client("ines")
    with travel(NOW, tick=False):
        for person in (here.tom, here.ana):
            Rate.say(person, Decimal(80), TODAY, by=here.house)
        account = here.account(here.ines)
        set_roles(account, account.roles, by=here.house, seen=account.version, money_right=True)
        replan(NOW)
        often = {path: counted(client, path, MOST) for _, path in pages(house)}
        assert "<h2>Money</h2>" in client.get(f"/projects/{here.spring.pk}/forecast").text
    assert {path: number for path, number in often.items() if number > MOST} == {}


def _with_steps(house: World, client: Client, count: int, word: str) -> int:
    """How often the fragment asks where so many more people wish for what a coming task would teach them."""
    here = house.cast
    for number in range(count):
        skill = Skill.name_it(f"Craft {word} {number}", by=here.house)
        PersonSkill.rate(here.tom, skill, 4, by=here.house)
        pupil = Person.welcome(f"Pupil {word} {number}", by=here.house) if number else here.ana
        PersonSkill.rate(pupil, skill, 2, by=here.house)
        GrowthPlan.wish_for(
            pupil,
            f"More {word}",
            TODAY,
            by=here.house,
            seen_by="everyone",
            shapes_work=True,
            skill=skill,
            level=3,
        )
        kind = TaskKind.name_it(f"Kind {word} {number}", by=here.house, skill=skill, level=3)
        project = Project.open(
            f"Fair {word} {number}",
            by=here.house,
            on=TODAY,
            due=TODAY + timedelta(days=90),
            manager=here.marek,
        )
        task = Task.plan(
            project, f"Poster {word} {number}", by=here.house, on=TODAY, effort="8", kind=kind,
            release=TODAY + timedelta(days=21),
        )  # fmt: skip
        Assignment.agree(task, [here.tom], by=here.house)
    replan(NOW)
    return counted(client, reverse("stretching"), 0)


@pytest.mark.either_engine
@pytest.mark.parametrize(("who", "steps"), [("ines", 3), ("marek", 3), ("ana", 1)])
def test_steps_that_are_found_stay_within_the_queries(house: World, who: str, steps: int) -> None:
    """More steps ask no more often: who wants what, what it costs, who may give it."""
    client = house.client(who)
    path = reverse("stretching")
    with travel(NOW, tick=False):
        few = _with_steps(house, client, 1, "then")
        many = _with_steps(house, client, 4, "also")
        assert client.get(path).text.count("looks in") >= steps
    assert few >= many
    assert many <= MOST
