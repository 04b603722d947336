"""A client's page in a real Chromium: opened from a link, read, answered; nothing around it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from cast import Cast, cast
from varifocal.org.work.ask import Ask
from varifocal.org.work.task import Task

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def here(transactional_db: None) -> Cast:
    return cast()


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (360, True)])
def test_a_client_opens_her_link_and_asks_for_a_change(
    here: Cast,
    visit: Callable[..., Page],
    axe: Callable[[Page], list[str]],
    width: int,
    dark: bool,
    watch: Any,
) -> None:
    now, marek = timezone.now(), here.account(here.marek)
    wait = Task.plan(here.spring, "Acme approves the storyboard", by=marek, on=now.date())
    wait.ask(here.acme, now.date(), by=marek, seen=wait.version)
    ask, secret = Ask.put_to(
        wait, "Is the storyboard right?", now.date() + timedelta(days=5), by=marek, seen=wait.version, at=now,
        on=now.date(),
    )  # fmt: skip
    page = visit(None, width=width, dark=dark)
    page.goto(f"/a/{secret}")
    expect(page.get_by_text("Is the storyboard right?")).to_be_visible()
    assert secret not in page.url
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.wait_for_load_state("networkidle")
    ask.refresh_from_db()
    assert ask.seen_at is not None
    page.get_by_label("Your words").fill("The second picture is too dark.")
    page.get_by_role("button", name="Change this").click()
    expect(page.get_by_role("heading", name="You asked for a change")).to_be_visible()
    assert axe(page) == []
    ask.refresh_from_db()
    assert (ask.answer, ask.reply) == ("change", "The second picture is too dark.")
    assert not Task.objects.get(pk=wait.pk).is_closed
    page.goto("/projects")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
