"""How we work in a real browser: every view light and dark, wide and narrow, without a fault of accessibility; an arc
leads to its projects, and these into every other view."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

import doors
from browser.test_narrow import SMALL
from varifocal.org.base.account import Account
from web.ways.test_how_we_work import lived

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
VIEWS = ("", "/map?paths=100", "/taken", "/meant", "/why", "/compared", "/findings/late-1")


def test_how_work_goes(
    transactional_db: None, visit: Callable[..., Page], axe: Callable[[Page], list[str]]
) -> None:
    house = doors.world()
    lived(house)
    base = f"/ways/processes/{house.open_things['processes'].pk}"
    ines = Account.objects.get(login="ines@example.org")
    faults: list[str] = []
    wide, narrow = visit(ines, dark=True), visit(ines, width=320)
    for path in ("/ways", "/ways/findings", "/ways/logs", *(f"{base}{view}" for view in VIEWS)):
        narrow.goto(path)
        faults += (
            [f"{path} scrolls"]
            if narrow.evaluate("document.documentElement.scrollWidth > innerWidth")
            else []
        )
        faults += [f"{path} {one}" for one in narrow.evaluate(SMALL)]
    for path in ("/ways/logs", *(f"{base}{view}" for view in VIEWS[1:6])):
        wide.goto(path)
        faults += [f"{path} {one}" for one in axe(wide)]
    assert not faults, "\n".join(faults)
    wide.goto(f"{base}/map?paths=100")
    wide.locator(".way-map a.arc", has_text="8×").first.click()
    wide.get_by_role("link", name="Only these projects, in every view").click()
    expect(wide.locator(".only summary")).to_have_text("6 of 6 projects")
    wide.get_by_role("link", name="Compared", exact=True).click()
    expect(wide.locator(".only summary")).to_have_text("6 of 6 projects")
