"""Learning together and leaving in a real Chromium: asked, agreed, a goal, time kept free; the last day, and what was
hers alone erased for good."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from cast import Cast, cast
from varifocal.org.base.account import Account
from varifocal.org.growth.check_in import CheckIn
from varifocal.org.growth.leaving import Erasure
from varifocal.org.growth.mentorship import Mentorship
from varifocal.org.people.person import Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def here(transactional_db: None) -> Cast:
    return cast()


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (360, True)])
def test_two_learn_together_once_both_agree(
    here: Cast, visit: Callable[..., Page], axe: Callable[[Page], list[str]], width: int, dark: bool
) -> None:
    ana = visit(here.account(here.ana), width=width, dark=dark)
    ana.goto("/mentoring")
    expect(ana.get_by_text("Ask the person whose work you admire.")).to_be_visible()
    ana.get_by_role("link", name="Ask somebody").click()
    dialog = ana.get_by_role("dialog")
    dialog.get_by_label("From whom").select_option(label="Tom Okafor")
    dialog.get_by_label("What", exact=True).select_option(label="Design")
    dialog.get_by_label("Minutes a week for it").fill("60")
    assert axe(ana) == []
    dialog.get_by_role("button", name="Ask").click()
    expect(ana.get_by_role("heading", name="Asked, not yet answered")).to_be_visible()

    tom = visit(here.account(here.tom), width=width, dark=dark)
    tom.goto("/mentoring")
    expect(tom.get_by_role("heading", level=1)).to_have_text("Ana Silva would like to learn Design from you")
    tom.get_by_role("button", name="Yes: Ana Silva learns Design from Tom Okafor").click()
    expect(tom.get_by_role("heading", level=1)).to_have_text("Ana Silva learns Design from you")
    expect(tom.get_by_text("60 minutes a week kept free")).to_be_visible()
    tom.get_by_role("link", name="A goal").click()
    tom.get_by_role("dialog").get_by_role("textbox").fill("A poster of her own")
    tom.get_by_role("dialog").get_by_role("button", name="Set it").click()
    expect(tom.get_by_text("A poster of her own")).to_be_visible()
    assert axe(tom) == []
    assert tom.evaluate("document.documentElement.scrollWidth <= innerWidth")
    tom.get_by_role("button", name="It has served").click()
    expect(tom.get_by_role("heading", level=1)).to_have_text("Who learns from whom")
    assert Mentorship.objects.get().until is not None


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (360, True)])
def test_what_was_hers_alone_is_erased_once_she_has_left(
    here: Cast, visit: Callable[..., Page], axe: Callable[[Page], list[str]], width: int, dark: bool
) -> None:
    today = timezone.now().date()
    by = here.account(here.tom)
    CheckIn.say(here.tom, today, 2, 5, by=by, today=today, line="whinchat")
    ines = visit(here.account(here.ines), width=width, dark=dark)
    ines.goto(f"/people/{here.tom.pk}")
    expect(ines.get_by_role("link", name="Erase what was hers alone")).to_have_count(0)
    ines.get_by_role("link", name="Last day").click()
    dialog = ines.get_by_role("dialog")
    expect(dialog.get_by_text("the addresses under which others’ calendars read hers")).to_be_visible()
    dialog.get_by_label("Last day").fill((today - timedelta(days=1)).isoformat())
    assert axe(ines) == []
    dialog.get_by_role("button", name="Note it").click()
    ines.get_by_role("link", name="Erase what was hers alone").click()
    expect(dialog.get_by_text("Nobody can bring it back")).to_be_visible()
    expect(dialog.get_by_text("Its name stays")).to_be_visible()
    assert axe(ines) == []
    dialog.get_by_role("button", name="Erase it for good").click()
    expect(ines.locator(".toast")).to_contain_text("Erased: one line only Tom Okafor could read")
    assert Erasure.objects.get().person == Person.objects.get(pk=here.tom.pk)
    assert not CheckIn.objects.exists()
    assert not Account.objects.get(pk=by.pk).is_active
    tom = visit(by, width=width, dark=dark)
    tom.goto("/me")
    assert "/sign-in" in tom.url, "her session ended with it"
