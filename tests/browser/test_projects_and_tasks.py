"""Projects and tasks in a real Chromium: a line becomes a card, a card is dragged, a task is done by a key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from cast import Cast, cast
from varifocal.org.work.task import Task

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def here(transactional_db: None) -> Cast:
    return cast()


def test_a_line_from_the_board_becomes_a_card_and_is_taken_back(
    here: Cast, visit: Callable[..., Page], watch: Any
) -> None:
    page = visit(here.account(here.marek))
    page.goto(f"/projects/{here.spring.pk}")
    page.keyboard.press("n")
    page.get_by_label("In one line").fill("Colour test 6h @tom due fri")
    page.keyboard.press("Enter")
    answer = page.locator("#quick-answer")
    expect(answer).to_contain_text("Ten retained clients by December 2027")
    expect(page.get_by_label("In one line")).to_have_value("")
    page.get_by_label("In one line").fill("Sound test @tomm")
    page.keyboard.press("Enter")
    expect(answer).to_contain_text("Did you mean Tom Okafor?")
    expect(page.get_by_label("In one line")).to_have_value("Sound test @tomm")
    watch.allow("422")
    expect(page.locator(".card", has_text="Colour test")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Control+z")  # at once: the field still has the focus until the page is drawn again
    expect(page.locator(".card", has_text="Colour test")).to_have_count(0)


def test_a_card_is_dragged_and_moved_by_keys(here: Cast, visit: Callable[..., Page]) -> None:
    page = visit(here.account(here.tom))
    page.goto(f"/projects/{here.spring.pk}")
    card, doing = page.locator(f"#card-{here.shoot.pk}"), page.locator("[data-column=doing]")
    card.locator(".name").hover()
    page.mouse.down()
    box = doing.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 40, box["y"] + 10, steps=6)
    page.mouse.move(box["x"] + 60, box["y"] + 20, steps=3)
    with page.expect_response(lambda response: response.url.endswith("/move")) as moved:
        page.mouse.up()
    assert moved.value.ok
    expect(doing.locator(f"#card-{here.shoot.pk}")).to_be_visible()
    assert Task.objects.get(pk=here.shoot.pk).status == "doing"
    card.locator("a.name").focus()
    with page.expect_response(lambda response: response.url.endswith("/move")) as moved:
        page.keyboard.press("Control+ArrowRight")
    assert moved.value.ok
    assert Task.objects.get(pk=here.shoot.pk).status == "review"


def test_a_task_is_edited_in_a_dialog_and_done_by_a_key(here: Cast, visit: Callable[..., Page]) -> None:
    page = visit(here.account(here.tom))
    page.goto(f"/tasks/{here.storyboard.pk}")
    page.keyboard.press("h")
    page.get_by_role("dialog").get_by_label("Hours", exact=False).first.fill("9")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(page.locator(".toast")).to_contain_text("is believed to take 9")
    page.keyboard.press("d")
    expect(page.get_by_role("button", name="Reopen")).to_be_visible()
    assert Task.objects.get(pk=here.storyboard.pk).is_closed
