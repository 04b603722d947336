"""The keyboard alone: the palette, the list of keys, two tabs that edit the same, and a hasty double press."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from cast import Cast, cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def here(transactional_db: None) -> Cast:
    return cast()


def test_the_palette_leads_to_a_task_by_keys_alone(here: Cast, visit: Callable[..., Page]) -> None:
    page = visit(here.account(here.tom))
    page.goto("/projects")
    page.keyboard.press("Control+k")
    page.keyboard.type("storyb")
    option = page.get_by_role("option", name="Storyboard")
    expect(option).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Storyboard")


def test_keys_pressed_before_the_page_is_awake_are_not_lost(here: Cast, visit: Callable[..., Page]) -> None:
    page = visit(here.account(here.tom))

    held: list[Route] = []
    page.route("**/js/app*.js", lambda route: held.append(route))
    page.goto("/projects", wait_until="commit")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.keyboard.press("Control+k")
    page.keyboard.type("storyb")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert held, "the page is not awake yet"
    for route in held:
        route.continue_()
    expect(page.get_by_role("option", name="Storyboard")).to_have_attribute("aria-selected", "true")


def test_a_list_as_it_is_narrowed_is_kept_and_found_again(here: Cast, visit: Callable[..., Page]) -> None:
    page = visit(here.account(here.marek))
    page.goto("/projects?q=spring")
    page.keyboard.press("v")
    page.get_by_label("Name of this view").fill("Spring things")
    page.keyboard.press("Enter")
    expect(page.locator("#toasts")).to_contain_text("is kept")
    page.goto("/")
    page.keyboard.press("Control+k")
    page.keyboard.type("spring th")
    expect(page.get_by_role("option", name="Spring things")).to_be_visible()
    page.goto("/projects")
    page.keyboard.press("v")
    page.get_by_role("link", name="Spring things").click()
    expect(page).to_have_url(re.compile(r"/projects\?q=spring$"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.keyboard.press("v")
    page.get_by_role("button", name="Let go of the view").click()
    expect(page.locator("#toasts")).to_contain_text("is let go")


def test_a_question_mark_shows_the_keys(here: Cast, visit: Callable[..., Page]) -> None:
    page = visit(here.account(here.tom))
    page.goto("/")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_stale_edit_shows_both_versions(here: Cast, visit: Callable[..., Page], watch: Any) -> None:
    first, second = visit(here.account(here.tom)), visit(here.account(here.marek))
    for page in (first, second):
        page.goto(f"/tasks/{here.script.pk}/edit")
    for page, name in ((first, "Script by Tom"), (second, "Script by Marek")):
        page.locator("main [name=name]").fill(name)
        with page.expect_response(lambda response: response.request.method == "POST"):
            page.get_by_role("main").get_by_role("button", name="Save").click()
    expect(second.locator("body")).to_contain_text("Script by Tom")
    assert "Script by Marek" in second.content()
    watch.allow("409")
