"""Every page, wide and at 320 px, in light and dark: accessible (WCAG 2.2 AA), nothing scrolls sideways (1.4.10), and
what is pressed is 24 px large (2.5.8)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

import doors
from varifocal.org.base.account import Account

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PARTS = 4
"""Walked one by one, so that two workers share the way."""
MORE = ("/projects?group=client", "/schedule?by=project", "/schedule/load?of=skill&weeks=26")
NO_PAGE = {"task-ask-file", "sign-out", "me-data"}
SMALL = """() => {  // a bar is as long as what it stands for, and the table below it is the same
  const shown = (one) => { const box = one.getBoundingClientRect(); return box.width > 0 && box.height > 0; };
  const inSentence = (one) => getComputedStyle(one).display === 'inline';
  const unseen = (one) => one.closest('.unseen, .skip, svg, .tl-bar') || getComputedStyle(one).opacity === '0';
  const boxes = (one) => [one, ...(one.labels || [])].map((each) => each.getBoundingClientRect());
  return [...document.querySelectorAll('a, button, input:not([type=hidden]), select, summary, [role=slider]')]
    .filter((one) => shown(one) && !inSentence(one) && !unseen(one))
    .filter((one) => Math.max(...boxes(one).map((box) => box.height)) < 23.9
      || Math.max(...boxes(one).map((box) => box.width)) < 23.9)
    .map((one) => `${one.outerHTML.slice(0, 90)} ${boxes(one).map((box) => `${box.width}x${box.height}`)}`);
}"""


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_is_accessible_and_fits(
    transactional_db: None, visit: Callable[..., Page], every_way: Callable[..., list[str]], part: int
) -> None:
    """Projects and tasks as Marek, who manages them; everything else as Ines, who owns the house."""
    house = doors.world()
    visitors = {
        name: (visit(Account.objects.get(login=f"{name}@example.org")), house.client(name))
        for name in ("ines", "marek")
    }
    pages = [route.path(house.seen(route)) for route in doors.routes() if route.name not in NO_PAGE]
    told, looked = [], 0
    for place, path in enumerate([*pages, *MORE][part::PARTS]):
        page, asks = visitors["marek" if path.startswith(("/projects", "/tasks")) else "ines"]
        answer = asks.get(path)
        if answer.status_code != 200 or not answer.headers["content-type"].startswith("text/html"):
            continue
        if "<html" not in answer.text:
            continue  # a fragment, seen inside its page
        page.goto(path)
        looked += 1
        told += [f"{path}, {one}" for one in every_way(page, round_about=place % 2 == 1)]
        told += [f"{path}: {one}" for one in page.evaluate(SMALL)]
    assert not told, "\n".join(told)
    assert looked > 10
