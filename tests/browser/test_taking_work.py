"""“Can we take it?” in a real Chromium: asked from the palette, answered, kept by a key, opened, taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from cast import Cast, cast
from varifocal.org.work.opportunity import Opportunity
from varifocal.org.work.order import SkillNeed
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def here(transactional_db: None) -> Cast:
    """The cast, and a project that was finished: thirty hours of design."""
    people = cast()
    by, now = people.house, timezone.now()
    done = Project.open("Winter fair", by=by, on=now.date() - timedelta(days=40))
    task = Task.plan(done, "Draw", by=by, on=done.opened_on, effort="30")
    SkillNeed.need(task, people.design, by=by, level=2)
    task.finish(by=by, seen=task.version, at=now - timedelta(days=9))
    done.end("done", now.date() - timedelta(days=9), by=by, seen=done.version)
    return people


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (360, True)])
def test_asked_answered_kept_and_opened(
    here: Cast, visit: Callable[..., Page], axe: Callable[[Page], list[str]], width: int, dark: bool
) -> None:
    page = visit(here.account(here.marek), width=width, dark=dark)
    page.goto("/")
    page.keyboard.press("Control+k")
    page.keyboard.type("can we")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Can we take it?")).to_be_visible()
    assert axe(page) == []
    soon = timezone.now().date() + timedelta(days=1)
    page.get_by_label("As large as").select_option(label="Winter fair")
    page.get_by_label("Wished by").fill(soon.isoformat())
    page.get_by_role("button", name="Can we take it?").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Not by")
    expect(page.get_by_role("link", name="Promise a later day")).to_be_visible()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("link", name="Promise a later day").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Yes, by")
    page.keyboard.press("s")
    expect(page.get_by_role("heading", name="What may come")).to_be_visible()
    assert Opportunity.objects.get().chance >= 0.8  # type: ignore[operator]
    page.get_by_role("link", name="New work").click()
    page.get_by_role("button", name="Open it").click()
    page.wait_for_url("**/projects/*")
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    assert Opportunity.objects.get().project == Project.objects.get(name="New work")
    page.keyboard.press("Control+z")
    expect(page.get_by_role("heading", name="New work")).to_have_count(0)
    assert not Project.objects.filter(name="New work").exists()
