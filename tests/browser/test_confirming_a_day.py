"""The day sheet in a real Chromium: three keys from anywhere, and a line put right on a phone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from cast import Cast, cast
from varifocal.flows.day_sheet import open_days
from varifocal.org.work.day_sheet import DaySheet
from varifocal.org.work.doing import Meeting, TimeEntry

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def here(transactional_db: None) -> Cast:
    return cast()


def test_three_keys_from_anywhere_confirm_the_day(here: Cast, visit: Callable[..., Page]) -> None:
    page = visit(here.account(here.tom))
    page.goto("/projects")
    page.keyboard.press("g")
    page.keyboard.press("t")
    expect(page.get_by_role("heading", name="Your days")).to_be_visible()
    page.keyboard.press("y")
    expect(page.locator(".toast")).to_contain_text("8 h on")
    assert DaySheet.objects.get(person=here.tom).hours == 8


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (360, True)])
def test_a_line_is_put_right(
    here: Cast, visit: Callable[..., Page], axe: Callable[[Page], list[str]], width: int, dark: bool
) -> None:
    page = visit(here.account(here.tom), width=width, dark=dark)
    last = open_days(here.tom, timezone.now())[0]
    page.goto("/day")
    expect(page.get_by_role("heading", level=1)).to_contain_text("8 h to confirm")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_label("Hours for Not named").fill("1.5")
    page.get_by_label("One more task").first.select_option(label="Storyboard, Acme spring launch")
    page.get_by_label("Hours for it").first.fill("6")
    page.get_by_role("button", name="That was the day").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("7.5 h")
    entry = TimeEntry.objects.get(person=here.tom, task=here.storyboard)
    assert (entry.hours, entry.on) == (Decimal(6), last)


@pytest.mark.parametrize("width", [1280, 360])
def test_time_moves_over_the_border_of_two_lines_and_lines_change_places(
    here: Cast, visit: Callable[..., Page], axe: Callable[[Page], list[str]], width: int
) -> None:
    here.storyboard.start(by=here.house, seen=here.storyboard.version, at=timezone.now() - timedelta(days=9))
    meeting_on = open_days(here.tom, timezone.now())[0]
    begin = datetime.combine(meeting_on, time(9), UTC)
    Meeting.hold("Round", begin, begin + timedelta(hours=2), [here.tom], by=here.house, project=here.spring)
    page = visit(here.account(here.tom), width=width)
    page.goto("/day")
    first, second = page.get_by_label("Hours for Round"), page.get_by_label("Hours for Storyboard")
    expect(first).to_have_value("2")
    border = page.get_by_role("slider", name="Time between Round and Storyboard")
    border.press("ArrowDown")
    expect(first).to_have_value("2.25")
    expect(second).to_have_value("5.75")
    box = border.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 24
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y - 36, steps=4)
    page.mouse.up()
    expect(first).to_have_value("1.5")
    expect(second).to_have_value("6.5")
    grip = page.get_by_role("button", name="Move Storyboard up or down")
    grip.press("ArrowUp")
    expect(page.locator("li[data-line]").first).to_contain_text("Storyboard")
    expect(grip).to_be_focused()
    box, other = grip.bounding_box(), page.get_by_role("button", name="Move Round up or down").bounding_box()
    assert box is not None
    assert other is not None
    page.mouse.move(box["x"] + 9, box["y"] + 9)
    page.mouse.down()
    page.mouse.move(other["x"] + 9, other["y"] + other["height"] + 30, steps=5)
    page.mouse.up()
    expect(page.locator("li[data-line]").first).to_contain_text("Round")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_line_is_split_and_both_parts_are_kept(here: Cast, visit: Callable[..., Page]) -> None:
    page = visit(here.account(here.tom))
    page.goto("/day")
    page.get_by_role("button", name="Split Not named").press("Enter")
    page.keyboard.press("Tab")
    choice = page.locator("li[data-line] select")
    choice.select_option(label="Storyboard, Acme spring launch")
    expect(page.locator("[data-sum]")).to_have_text("8 h in all")
    page.get_by_role("button", name="That was the day").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("8 h")
    assert {entry.task_id: entry.hours for entry in TimeEntry.objects.filter(person=here.tom)} == {
        None: 4, here.storyboard.pk: 4,
    }  # fmt: skip
