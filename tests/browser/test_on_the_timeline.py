"""The timeline in a real Chromium: a bar is dragged, tried, taken and taken back; carried by keys; explained."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from cast import Cast, cast
from varifocal.flows.replan import replan
from varifocal.org.base.organization import Organization
from varifocal.org.runs.run import Proposal, Run
from varifocal.org.work.order import Assignment, Pin
from varifocal.org.work.task import Task

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def here(transactional_db: None) -> Cast:
    made = cast()
    _replan()
    return made


def _replan() -> None:
    replan(timezone.now())


def timeline(page: Page, address: str = "/schedule") -> Page:
    page.goto(address)
    expect(page.locator("[data-island=timeline]")).to_have_attribute("data-ready", "")
    return page


def bar(page: Page, task: Task) -> Locator:
    return page.locator(f".tl-bar[data-id='{task.pk}']").first


def drag(page: Page, what: Locator, right: float, down: float) -> None:
    box = what.bounding_box()
    assert box is not None
    x, y = box["x"] + min(10, box["width"] / 2), box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + right / 2, y + down / 2, steps=4)
    page.mouse.move(x + right, y + down, steps=4)


def test_a_bar_is_dragged_tried_taken_and_taken_back(here: Cast, visit: Callable[..., Page]) -> None:
    page = timeline(visit(here.account(here.marek)))
    script = bar(page, here.script)
    row = page.locator(".tl-row.person", has_text="Tom Okafor")
    box, there = script.bounding_box(), row.bounding_box()
    assert box is not None
    assert there is not None
    drag(page, script, 160, there["y"] + 16 - box["y"] - box["height"] / 2)
    beside = page.locator("#beside")
    expect(beside).to_contain_text("move")  # while the mouse is down
    expect(page.locator(".tl-ghost").first).to_be_visible()
    expect(beside.get_by_role("button", name="Take it")).to_have_count(0)
    page.mouse.up()
    expect(beside).to_contain_text("Chances")
    assert not Pin.objects.exists()
    beside.get_by_role("button", name="Take it").click()
    expect(page.locator(".toast")).to_contain_text("Taken")
    assert [one.person for one in Assignment.objects.filter(task=here.script)] == [here.tom]
    assert Pin.objects.get(task=here.script).start
    _replan()
    expect(page.locator(".tl-says")).to_have_text("Dated anew.")
    expect(row.locator(f".tl-bar[data-id='{here.script.pk}']")).to_be_visible()
    with page.expect_navigation():
        page.locator(".toast").get_by_role("button", name="Undo").click()
    assert [one.person for one in Assignment.objects.filter(task=here.script)] == [here.ana]
    assert not Pin.objects.exists()


def test_escape_and_leave_it_give_up(here: Cast, visit: Callable[..., Page]) -> None:
    page = timeline(visit(here.account(here.marek)))
    drag(page, bar(page, here.script), 200, 0)
    expect(page.locator("#beside")).to_contain_text("move")
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(page.locator(".tl-ghost")).to_have_count(0)
    expect(page.locator("#beside")).to_contain_text("Choose a bar")
    drag(page, bar(page, here.script), 200, 0)
    page.mouse.up()
    page.locator("#beside").get_by_role("button", name="Leave it", exact=True).click()
    expect(page.locator(".tl-ghost")).to_have_count(0)
    assert not Pin.objects.exists()


def test_a_bar_is_carried_by_keys(here: Cast, visit: Callable[..., Page]) -> None:
    page = timeline(visit(here.account(here.marek)))
    bar(page, here.storyboard).focus()
    page.keyboard.press("m")
    expect(page.locator(".tl-live")).to_contain_text("In hand")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".in-hand")).to_contain_text("Tom Okafor")
    page.keyboard.press("Enter")
    take = page.locator("#beside").get_by_role("button", name="Take it")
    expect(take).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_contain_text("Taken")
    start = Pin.objects.get(task=here.storyboard).start
    today = Organization.here().today()
    assert start is not None
    assert start >= today + timedelta(days=7)
    assert start.weekday() < 5
    assert [one.person for one in Assignment.objects.filter(task=here.storyboard)] == [here.tom]


def test_what_is_carried_by_keys_stays_in_sight_and_goes_back_where_it_was(
    here: Cast, visit: Callable[..., Page]
) -> None:
    page = timeline(visit(here.account(here.marek)))
    bar(page, here.storyboard).focus()
    page.keyboard.press("m")
    hand = page.locator(".in-hand")
    within = """(hand) => {
      const words = document.createRange(), sheet = hand.closest('.tl-scroll').getBoundingClientRect();
      words.selectNodeContents(hand);
      const { left, right } = words.getBoundingClientRect();
      const names = hand.closest('.tl-scroll').querySelector('.tl-corner').offsetWidth;
      return left >= sheet.left + names && right <= sheet.right;
    }"""
    for weeks in range(1, 9):
        page.keyboard.press("Shift+ArrowRight")
        page.wait_for_function(f"document.querySelector('.in-hand')?.textContent && {weeks}")
        assert hand.evaluate(within), f"{weeks} weeks on"
    page.keyboard.press("Escape")
    expect(hand).to_have_count(0)
    expect(bar(page, here.storyboard)).to_be_focused()
    assert not Pin.objects.exists()


def test_arrows_go_from_bar_to_bar_and_enter_says_why_it_stands_there(
    here: Cast, visit: Callable[..., Page]
) -> None:
    page = timeline(visit(here.account(here.marek)), "/schedule?by=project")
    bar(page, here.storyboard).focus()
    page.keyboard.press("ArrowDown")
    expect(bar(page, here.script)).to_be_focused()
    page.keyboard.press("Enter")
    beside = page.locator("#beside")
    expect(beside).to_contain_text("Script” waits for “Storyboard”")
    expect(beside).to_contain_text("Who else could")
    expect(bar(page, here.storyboard)).to_have_class("tl-bar d-week held")
    beside.get_by_role("button", name="Close").click()
    expect(bar(page, here.script)).to_be_focused()
    page.get_by_text("The same as a table").click()
    expect(page.locator("[data-island=timeline] tbody tr")).to_have_count(4)


def test_the_chain_that_holds_a_projects_end_is_shown(here: Cast, visit: Callable[..., Page]) -> None:
    page = timeline(visit(here.account(here.marek)), f"/projects/{here.spring.pk}/timeline")
    page.get_by_role("button", name="What holds its end").click()
    expect(page.locator(".tl-bar.held")).to_have_count(3)
    expect(page.locator(".tl-ties .held")).to_have_count(2)
    page.get_by_role("button", name="Keep these dates").click()
    timeline(page, f"/projects/{here.spring.pk}/timeline")
    expect(page.locator(".tl-was")).to_have_count(3)


def _propose(here: Cast) -> None:
    """Lea instead of Tom and of Ana."""
    Proposal.objects.all().delete()
    for place, task in enumerate((here.storyboard, here.script)):
        held = list(Assignment.objects.filter(task=task).values_list("person_id", flat=True))
        move = {"task": task.pk, "people_before": held, "people_after": [here.lea.pk],
                "rank_before": None, "rank_after": 1.0}  # fmt: skip
        Proposal.objects.create(
            run=Run.latest_one(), key=f"k{place}", sentence=f"Give {task} to Lea.", moves=[move], place=place,
            worth={str(here.spring.pk): 2 - place}, price={"disturbed": 0},
        )  # fmt: skip


def test_what_a_proposal_would_move_is_drawn_before_it_is_taken(
    here: Cast, visit: Callable[..., Page]
) -> None:
    _propose(here)
    page = visit(here.account(here.marek))
    page.goto("/schedule/tray")
    page.get_by_role("link", name="What would move").first.click()
    page.wait_for_selector("[data-ready]")
    beside = page.locator("#beside")
    expect(beside).to_contain_text("Chances")
    lea = page.locator(".tl-row.person", has_text=here.lea.name)
    expect(lea.locator(".tl-ghost").first).to_be_visible()
    assert not Assignment.objects.filter(person=here.lea).exists()
    page.keyboard.press("Enter")  # Take it has the keyboard
    expect(page.locator(".toast")).to_contain_text("Taken")
    assert Assignment.objects.filter(person=here.lea).count() == 1


def test_so_many_proposals_are_taken_by_the_slider(here: Cast, visit: Callable[..., Page]) -> None:
    _propose(here)
    page = visit(here.account(here.marek))
    page.goto("/schedule/tray")
    slider = page.get_by_role("slider")
    slider.focus()
    expect(page.locator("#front-says")).to_have_text("Everything stays as agreed.")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#front-says")).to_contain_text("change hands")
    expect(page.locator("[data-proposal].chosen")).to_have_count(1)
    page.get_by_role("button", name="Take these").click()
    expect(page.locator(".toast")).to_contain_text("Taken: 1 change")
    assert [one.person for one in Assignment.objects.filter(task=here.storyboard)] == [here.lea]
    assert [one.person for one in Assignment.objects.filter(task=here.script)] == [here.ana]


def test_what_stands_beside_a_bar_is_accessible_and_fits(
    here: Cast, visit: Callable[..., Page], every_way: Callable[[Page], list[str]]
) -> None:
    """The pages without it: test_every_page.py."""
    page = visit(here.account(here.marek))
    for url in ("/schedule", "/schedule?by=project", f"/projects/{here.spring.pk}/timeline"):
        page.set_viewport_size({"width": 1280, "height": 800})
        timeline(page, url)
        bar(page, here.script).click()
        expect(page.locator("#beside")).to_contain_text("Who else could")
        assert every_way(page) == [], url
    page = timeline(visit(here.account(here.marek), width=360))
    bar(page, here.script).click()
    expect(page.locator("#beside")).to_contain_text("Who else could")
    chosen, over = bar(page, here.script).bounding_box(), page.locator("#beside").bounding_box()
    assert chosen is not None
    assert over is not None
    assert chosen["y"] + chosen["height"] <= over["y"], "the bar is not covered by what is said of it"
