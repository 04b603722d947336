"""Handing over in a real Chromium: offered, asked about, answered, taken by a key, looked in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from cast import Cast, cast
from varifocal.org.work.handover import Handover
from varifocal.org.work.order import Assignment
from varifocal.org.work.task import Task

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def here(transactional_db: None) -> Cast:
    return cast()


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (360, True)])
def test_a_task_is_handed_over_asked_about_and_taken(
    here: Cast, visit: Callable[..., Page], axe: Callable[[Page], list[str]], width: int, dark: bool
) -> None:
    today = timezone.now().date().isoformat()
    marek = visit(here.account(here.marek), width=width, dark=dark)
    marek.goto(f"/tasks/{here.shoot.pk}")
    marek.get_by_role("link", name="Hand over").first.click()
    dialog = marek.get_by_role("dialog")
    dialog.get_by_label("To", exact=True).select_option(label="Tom Okafor")
    dialog.get_by_label("What good looks like").fill("Thirty seconds that need no words.")
    dialog.get_by_label("We look in on").fill(today)
    assert axe(marek) == []
    dialog.get_by_role("button", name="Offer it").click()
    expect(marek.get_by_role("heading", name="Handing over")).to_be_visible()
    assert axe(marek) == []
    assert marek.evaluate("document.documentElement.scrollWidth <= innerWidth")

    tom = visit(here.account(here.tom), width=width, dark=dark)
    tom.goto("/")
    expect(tom.get_by_role("heading", name="Offered to you, and yours to answer")).to_be_visible()
    assert axe(tom) == []
    tom.get_by_role("link", name="Ask").first.click()
    tom.get_by_role("dialog").get_by_label("Your question").fill("With the second format?")
    tom.get_by_role("dialog").get_by_role("button", name="Ask").click()
    expect(tom.locator(".toast")).to_contain_text("Asked")

    marek.goto("/")
    expect(marek.get_by_text("With the second format?")).to_be_visible()
    marek.get_by_role("link", name="Answer").first.click()
    marek.get_by_role("dialog").get_by_label("Your answer").fill("Only the first.")
    marek.get_by_role("dialog").get_by_role("button", name="Answer").click()
    expect(marek.locator(".toast")).to_contain_text("offered again")

    tom.goto(f"/tasks/{here.shoot.pk}")
    expect(tom.get_by_text("Only the first.")).to_be_visible()
    tom.keyboard.press("t")
    expect(tom.locator(".handing .chip")).to_have_text("agreed")
    handed = Handover.objects.get()
    assert handed.state == Handover.State.TAKEN
    assert Assignment.objects.filter(task=here.shoot, person=here.tom).exists()

    tom.goto("/")
    expect(tom.get_by_role("heading", name="We look in today: what is left?")).to_be_visible()
    tom.get_by_role("link", name="Say what is left").click()
    tom.get_by_role("dialog").get_by_label("Hours left").fill("3")
    tom.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(tom.get_by_role("heading", name="We look in today: what is left?")).to_have_count(0)
    assert Task.objects.get(pk=here.shoot.pk).hours_left == 3
