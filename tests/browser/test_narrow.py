"""Every page at 320 px: nothing scrolls sideways (WCAG 1.4.10), and what is pressed is 24 px large (2.5.8)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

import doors
from varifocal.org.base.account import Account

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ROOMS = ("", "changes", "settings", "day", "week", "balance", "direction", "goals", "measures", "people", "projects",
         "tasks", "take", "schedule", "import", "password", "sign-in", "a")  # fmt: skip
SMALL = """() => {
  const shown = (one) => { const box = one.getBoundingClientRect(); return box.width > 0 && box.height > 0; };
  const inSentence = (one) => getComputedStyle(one).display === 'inline';
  const unseen = (one) => one.closest('.unseen, .skip, svg') || getComputedStyle(one).opacity === '0';
  const boxes = (one) => [one, ...(one.labels || [])].map((each) => each.getBoundingClientRect());
  return [...document.querySelectorAll('a, button, input:not([type=hidden]), select, summary, [role=slider]')]
    .filter((one) => shown(one) && !inSentence(one) && !unseen(one))
    .filter((one) => Math.max(...boxes(one).map((box) => box.height)) < 23.9
      || Math.max(...boxes(one).map((box) => box.width)) < 23.9)
    .map((one) => `${one.outerHTML.slice(0, 90)} ${boxes(one).map((box) => `${box.width}x${box.height}`)}`);
}"""


def test_no_page_scrolls_sideways_and_what_is_pressed_is_large_enough(
    transactional_db: None, visit: Callable[..., Page]
) -> None:
    world = doors.world()
    page = visit(Account.objects.get(login="ines@example.org"), width=320)
    told, looked = [], 0
    for route in doors.routes():
        path = route.path(world.seen(route))
        if path.strip("/").split("/")[0] not in ROOMS or route.name in ("task-ask-file", "sign-out"):
            continue
        answer = page.context.request.get(path)
        if answer.status != 200 or not answer.headers["content-type"].startswith("text/html"):
            continue
        if "<html" not in answer.text():
            continue  # a fragment, seen inside its page
        page.goto(path)
        looked += 1
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            told.append(f"{path} scrolls sideways")
        told += [f"{path}: {one}" for one in page.evaluate(SMALL)]
    assert not told, "\n".join(told)
    assert looked > 40
