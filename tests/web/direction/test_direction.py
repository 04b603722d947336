"""The direction page: what it says, to whom, and at what cost."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.web.direction.world import World

from varifocal.org.base.account import Account
from varifocal.org.direction.vision import Strategy, Vision

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12


@pytest.fixture
def world() -> World:
    return World()


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def asked(account: Account, url: str) -> tuple[Any, int]:
    """The answer and how many queries it took; a first visit warms what is kept."""
    client = signed_in(account)
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = client.get(url)
    return answer, len(queries)


def test_the_headline_names_the_farthest_goal_with_nothing_under_it(world: World) -> None:
    clients = world.goal("Ten retained clients", 300)
    world.goal("The motion studio", 900)
    world.project("Spring launch", clients)
    world.run()
    page = signed_in(world.owner).get("/direction").content.decode()
    assert (
        "<h1>Most of our hours are due within a month; “The motion studio” has nothing under it yet</h1>"
        in page
    )


def test_without_a_run_the_page_still_shows_what_is_wanted(world: World) -> None:
    world.goal("Ten retained clients")
    page = signed_in(world.member).get("/direction").content.decode()
    assert "The agency others learn from" in page
    assert "For its sake we refuse: One-off pitches" in page
    assert "nothing under it yet" in page


def test_an_empty_direction_teaches(world: World) -> None:
    world.strategy.drop_choice(by=world.house)
    world.vision.give_up(by=world.house)
    assert "Draw the vision" in signed_in(world.owner).get("/direction").content.decode()
    assert "The owner draws it." in signed_in(world.member).get("/direction").content.decode()


def test_vision_and_choices_carry_no_chance(world: World) -> None:
    goal = world.goal("Ten retained clients")
    world.project("Spring launch", goal)
    world.run(0.84)
    page = signed_in(world.owner).get("/direction").content.decode()
    vision = page[page.index('class="vision') : page.index("</section>", page.index('class="vision'))]
    assert "%" not in vision
    assert "84" in page


def test_a_goal_for_other_eyes_is_absent_everywhere(world: World) -> None:
    world.goal("Ten retained clients")
    hidden = world.goal("Sell the house", seen_by="named")
    world.run()
    page = signed_in(world.member).get("/direction").content.decode()
    assert "Sell the house" not in page
    assert "one other goal" not in page
    for path in ("", "/chance", "/edit", "/seen-by", "/end", "/break-down", "/measures/new"):
        client = signed_in(world.manager)
        assert client.get(f"/goals/{hidden.pk}{path}").status_code == 404


def test_a_guest_finds_nothing(world: World) -> None:
    goal = world.goal("Ten retained clients")
    client = signed_in(world.guest)
    page = client.get("/direction").content.decode()
    assert "Ten retained clients" not in page
    assert client.get(f"/goals/{goal.pk}").status_code == 404


@pytest.mark.parametrize("who", ["owner", "member"])
def test_twenty_goals_cost_what_ten_cost(world: World, who: str) -> None:
    def grow(count: int) -> None:
        for number in range(count):
            goal = world.goal(f"Goal {number}", parent=None)
            world.project(f"Project {number}", goal)
        world.run()

    grow(10)
    _, ten = asked(getattr(world, who), "/direction")
    grow(10)
    answer, twenty = asked(getattr(world, who), "/direction")
    assert answer.status_code == 200
    assert ten == twenty <= MOST_QUERIES


def test_the_owner_draws_a_vision_in_a_dialog(world: World) -> None:
    client = signed_in(world.owner)
    dialog = client.get("/direction/visions/new", headers={"HX-Request": "true"}).content.decode()
    assert dialog.startswith("<header>")
    answer = client.post(
        "/direction/visions/new",
        {"words": "A house of makers", "by_when": "2040-01-01", "once": "a"},
        headers={"HX-Request": "true"},
    )
    assert answer.headers["HX-Redirect"] == "/direction"
    assert Vision.objects.filter(words="A house of makers").exists()


def test_only_the_owner_draws_and_chooses(world: World) -> None:
    client = signed_in(world.manager)
    assert client.get("/direction/visions/new").status_code == 403
    answer = client.post(f"/direction/visions/{world.vision.pk}", {"words": "Mine", "seen": 1})
    assert answer.status_code == 403
    assert (
        client.post("/direction/choices/new", {"vision": world.vision.pk, "choice": "Mine"}).status_code
        == 403
    )
    assert not Strategy.objects.filter(choice="Mine").exists()


def test_a_stale_vision_shows_both_versions(world: World) -> None:
    client = signed_in(world.owner)
    seen = world.vision.version
    world.vision.redraw(
        by=world.house,
        seen=seen,
        words="The house others learn from",
        by_when=world.day(3600),
        picture="",
        today="",
    )
    answer = client.post(
        f"/direction/visions/{world.vision.pk}",
        {"words": "My own words", "by_when": "2040-01-01", "seen": seen},
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "The house others learn from" in page
    assert "My own words" in page
    assert Vision.objects.get().words == "The house others learn from"


def test_a_choice_is_made_and_unmade_and_its_goals_stay(world: World) -> None:
    goal = world.goal("Ten retained clients")
    client = signed_in(world.owner)
    client.post(f"/direction/choices/new?vision={world.vision.pk}", {"choice": "Few but large"})
    assert Strategy.objects.filter(choice="Few but large", vision=world.vision).exists()
    client.post(f"/direction/choices/{world.strategy.pk}/drop")
    goal.refresh_from_db()
    assert goal.strategy is None
    assert "Not tied to the vision yet" in client.get("/direction").content.decode()
