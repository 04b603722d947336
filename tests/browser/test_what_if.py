"""What if, in a real Chromium: a scenario is kept, put beside what stands, made so and undone; a due date answers while
it is chosen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from cast import TODAY, Cast, cast
from varifocal.flows.replan import replan
from varifocal.org.people.person import Absence

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def here(transactional_db: None) -> Cast:
    made = cast()
    replan(timezone.now())
    return made


@pytest.mark.parametrize("dark", [False, True])
def test_a_scenario_stands_beside_what_stands_and_is_made_so(
    here: Cast, visit: Callable[..., Page], axe: Callable[[Page], list[str]], dark: bool
) -> None:
    page = visit(here.account(here.ines), dark=dark)
    page.goto("/schedule/scenarios")
    page.keyboard.press("a")
    page.fill("#dialog-body input[name=name]", "Tom is off")
    page.keyboard.press("Enter")
    expect(page.locator(".scenarios b", has_text="Tom is off")).to_be_visible()
    page.click(".scenarios >> text=Somebody is away")
    page.select_option("#dialog-body select[name=person]", label="Tom Okafor")
    page.fill("#dialog-body input[name=first_day]", str(TODAY + timedelta(days=1)))
    page.fill("#dialog-body input[name=last_day]", str(TODAY + timedelta(days=20)))
    page.click("#dialog-body button[type=submit]")
    expect(page.locator(".compare").first).to_be_visible(timeout=20_000)
    expect(page.locator(".scenarios", has_text="Tom Okafor is away from")).to_be_visible()
    expect(page.locator(".compare").first).to_contain_text("Acme spring launch")
    assert axe(page) == []
    page.click(".scenarios >> text=Make it so")
    page.click("#dialog-body button[type=submit]")
    expect(page.locator("text=“Tom is off” is so now")).to_be_visible()
    assert Absence.objects.filter(person=here.tom).count() == 1
    with page.expect_response(lambda response: response.url.endswith("/undo")) as undone:
        page.click("text=Undo")
    assert undone.value.status < 400
    assert not Absence.objects.filter(person=here.tom).exists()


def test_a_due_date_answers_while_it_is_chosen(
    here: Cast, visit: Callable[..., Page], axe: Callable[[Page], list[str]]
) -> None:
    page = visit(here.account(here.marek))
    page.goto(f"/projects/{here.spring.pk}/edit")
    due = page.locator("input[name=due]")
    due.fill(str(TODAY + timedelta(days=300)))
    due.dispatch_event("change")
    expect(page.locator(".promise")).to_contain_text("it holds")
    expect(page.locator(".promise")).to_contain_text("As it stands it would be done on")
    assert axe(page) == []
