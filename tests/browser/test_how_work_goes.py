"""How we work in a real browser, where something went: the closer views are accessible in every way, and an arc leads
to its projects, and these into every other view."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

import doors
from varifocal.org.base.account import Account
from web.ways.test_how_we_work import lived

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
VIEWS = ("/map?paths=100", "/meant", "/why", "/compared")


def test_how_work_goes(
    transactional_db: None, visit: Callable[..., Page], every_way: Callable[..., list[str]]
) -> None:
    house = doors.world()
    lived(house)
    base = f"/ways/processes/{house.open_things['processes'].pk}"
    page, told = visit(Account.objects.get(login="ines@example.org")), list[str]()
    for place, view in enumerate(VIEWS):
        page.goto(base + view)
        told += [f"{view}, {one}" for one in every_way(page, round_about=place % 2 == 1)]
    assert not told, "\n".join(told)
    page.goto(f"{base}/map?paths=100")
    page.locator(".way-map a.arc", has_text="8×").first.click()
    page.get_by_role("link", name="Only these projects, in every view").click()
    expect(page.locator(".only summary")).to_have_text("6 of 6 projects")
    page.get_by_role("link", name="Compared", exact=True).click()
    expect(page.locator(".only summary")).to_have_text("6 of 6 projects")
