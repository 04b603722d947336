"""A real Chromium in front of a live server, and a watch that fails the test on what a visitor would not see:
errors in the console, violations of the content policy, requests to another host."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
CALM = """() => document.readyState === 'complete'
  && !document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling')
  && [...document.querySelectorAll('[data-island=timeline]')]
    .every((one) => 'ready' in one.dataset || !one.querySelector('.tl-wait'))"""
"""Nothing is under way: what a page asks for once it stands has come."""
AT_ONCE = """document.getAnimations().forEach((one) => {
  if (one.effect.getComputedTiming().endTime < Infinity) one.finish(); })"""
"""No colour is caught half way to the next, nothing while it still appears."""
WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 320, "height": 800}
TELLS_OF_POLICY = """
document.addEventListener('securitypolicyviolation',
    event => console.error(`content policy: ${event.violatedDirective} ${event.blockedURI}`))
"""


class Watch:
    """What the browser complained about; `allow` takes back a complaint the test provokes on purpose."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.complaints: list[str] = []

    def over(self, context: BrowserContext) -> None:
        """Listen to every page of the context."""
        context.add_init_script(TELLS_OF_POLICY)
        context.on("console", lambda said: self._note(said.text) if said.type == "error" else None)
        context.on("weberror", lambda error: self._note(str(error.error)))
        context.on("request", self._look_at)

    def allow(self, text: str) -> None:
        """Forget the complaints that contain the text."""
        self.complaints = [said for said in self.complaints if text not in said]

    def _note(self, complaint: str) -> None:
        self.complaints.append(complaint)

    def _look_at(self, request: Request) -> None:
        if not request.url.startswith((self.origin, "data:", "blob:", "about:")):
            self._note(f"request to another host: {request.url}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run, the one dev.py found."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps an event loop in the test's thread
    program = os.environ.get("VARIFOCAL_CHROMIUM", "/usr/bin/chromium")
    arguments = ["--disable-background-networking"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.append("--no-sandbox")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=arguments)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session", autouse=True)
def files_as_in_the_product() -> Iterator[None]:
    """WhiteNoise hands out styles and scripts, not Django's server for developers, and a browser keeps them: the
    frozen clock makes an answer look days old, so that they are good for a year. Axe is among them, or the browser
    would be sent it, and read all of it, anew for every page."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(StaticFilesHandler, "_should_handle", lambda self, path: False)
        patch.setattr(settings, "WHITENOISE_MAX_AGE", 365 * 24 * 3600, raising=False)
        patch.setattr(settings, "WHITENOISE_ROOT", AXE.parent, raising=False)
        yield


@pytest.fixture
def watch(live_server: Any) -> Iterator[Watch]:
    """Fails the test at its end on every complaint it did not allow."""
    watch = Watch(live_server.url)
    yield watch
    assert watch.complaints == []


@pytest.fixture
def visit(browser: Browser, live_server: Any, watch: Watch) -> Iterator[Callable[..., Page]]:
    """Opens a visitor's own page: `visit(account, width=360, dark=True)`, then `page.goto("/goals/1")`."""
    contexts: list[BrowserContext] = []

    def open_page(account: Any = None, *, width: int = 1280, height: int = 800, dark: bool = False) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            locale="en-GB",
            timezone_id="Europe/Zurich",
        )
        contexts.append(context)
        watch.over(context)
        if account is not None:
            _sign_in(context, account, live_server.url)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def page(visit: Callable[..., Page]) -> Page:
    """A visitor nobody knows yet, on a laptop, in light colours."""
    return visit()


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], list[str]]:
    """The accessibility faults of what the page shows now, a sentence each."""

    def faults(page: Page) -> list[str]:
        page.wait_for_function(CALM)
        if not page.evaluate("'axe' in window"):
            page.add_script_tag(url=f"/{AXE.name}")
        page.evaluate(AT_ONCE)
        result = page.evaluate("axe.run(document, {reporter: 'no-passes', preload: false})")
        return [
            f"{violation['id']}: {violation['help']}: {node['html'][:200]}"
            for violation in result["violations"]
            for node in violation["nodes"]
        ]

    return faults


@pytest.fixture
def every_way(axe: Callable[[Page], list[str]]) -> Callable[..., list[str]]:
    """What is wrong with what the page shows now, wide and at 320 px, the one in light and the other in dark colours:
    wide in light, unless asked the other way round."""

    def faults(page: Page, *, round_about: bool = False) -> list[str]:
        told = []
        for window, dark in ((WIDE, round_about), (NARROW, not round_about)):
            page.set_viewport_size(window)  # type: ignore[arg-type]
            page.emulate_media(color_scheme="dark" if dark else "light")
            page.evaluate(AT_ONCE)
            found = axe(page)
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                found.append("scrolls sideways")
            told += [f"{window['width']} px, {'dark' if dark else 'light'}: {one}" for one in found]
        return told

    return faults


def _sign_in(context: BrowserContext, account: Any, url: str) -> None:
    """Past the sign-in page, which has tests of its own."""
    client = Client()
    client.force_login(account)
    context.add_cookies(
        [{"name": key, "value": morsel.value, "url": url} for key, morsel in client.cookies.items()]
    )
