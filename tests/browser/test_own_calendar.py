"""One's calendar in a real Chromium: a file brought, a guess mended by one click and undone, days confirmed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from calendar_files import event, file
from cast import Cast, cast
from varifocal.org.people.person import Absence
from varifocal.org.work.doing import Meeting

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def here(transactional_db: None) -> Cast:
    return cast()


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (360, True)])
def test_a_file_is_brought_and_a_guess_mended(
    here: Cast,
    visit: Callable[..., Page],
    axe: Callable[[Page], list[str]],
    tmp_path: Path,
    width: int,
    dark: bool,
) -> None:
    day = timezone.now().date() + timedelta(days=1)
    work = tmp_path / "work.ics"
    work.write_bytes(
        file(
            event("a", f"{day:%Y%m%d}T100000Z", f"{day:%Y%m%d}T110000Z", "SUMMARY:Lea and Tom",
                  "ATTENDEE;PARTSTAT=ACCEPTED:mailto:lea@example.org"),
            event("b", f"VALUE=DATE:{day + timedelta(days=7):%Y%m%d}", f"VALUE=DATE:{day + timedelta(days=9):%Y%m%d}",
                  "SUMMARY:Urlaub"),
        )
    )  # fmt: skip
    page = visit(here.account(here.tom), width=width, dark=dark)
    page.goto("/calendar")
    expect(page.get_by_text("Secret address in iCal format")).to_be_visible()
    assert axe(page) == []
    page.get_by_label("Or bring a file").set_input_files(work)
    page.get_by_role("button", name="Read the file").click()
    expect(page.locator(".toast")).to_contain_text("Read 2 entries")
    expect(page.get_by_text("because it is you and Lea, who leads you")).to_be_visible()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name=re.compile("^Not so")).click()
    expect(page.locator(".toast")).to_contain_text("Learned")
    assert Meeting.objects.get().mended
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(page.get_by_text("because it is you and Lea, who leads you")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Yes, away")).click()
    expect(page.locator(".toast")).to_contain_text("You are away")
    assert Absence.objects.get().person == here.tom
