"""The day sheet in a real Chromium: three keys from anywhere, and a line put right on a phone."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from cast import Cast, cast
from varifocal.flows.day_sheet import open_days
from varifocal.org.work.day_sheet import DaySheet
from varifocal.org.work.doing import TimeEntry

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
