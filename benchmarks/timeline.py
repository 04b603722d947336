"""How smoothly the timeline scrolls, zooms and drags with 1,500 bars, in Chromium.

Run: .venv/bin/python benchmarks/timeline.py [--tasks 1500] [--people 40] [--chromium PATH] [--data FOLDER]

An agency grown for this (benchmarks/large.py) is planned and served by the product itself to a headless Chromium of
1440 × 900 px. Every row is one gesture: so many steps, one a frame, each frame's length taken between two animation
frames. *Long* counts frames over 50 ms, which are seen as a jerk; the target is none while scrolling. *Preview* is the
time from a bar being carried a day to the answer standing beside the timeline.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests"), str(ROOT), str(ROOT / "benchmarks")]
LONG_MS = 50.0
GESTURES = {
    "scroll down": "scroll.scrollTop += 90",
    "scroll down in leaps": "scroll.scrollTop += 900",
    "scroll sideways": "scroll.scrollLeft += 60",
    "zoom out and in": "drawing.zoom(step < steps / 2 ? drawing.px / 1.04 : drawing.px * 1.04)",
}
FRAMES = """async ([gesture, steps]) => {
  const root = document.querySelector("[data-island=timeline]");
  const drawing = root.drawing;
  const scroll = drawing.scroll;
  scroll.scrollTop = 0;
  drawing.goTo(drawing.data.today);
  const next = () => new Promise((done) => requestAnimationFrame(done));
  for (let wait = 0; wait < 20; wait += 1) await next();
  const act = ACTS[gesture];
  const frames = [];
  let before = await next();
  for (let step = 0; step < steps; step += 1) {
    act(drawing, scroll, step, steps);
    const now = await next();
    frames.push(now - before);
    before = now;
  }
  return frames;
}"""


def main() -> None:
    arguments = _arguments()
    from pages import installation

    with installation(arguments.data):
        _grow(arguments)
        with _served() as url:
            _measure(arguments, url)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tasks", type=int, default=1_500, help="open tasks")
    parser.add_argument("--people", type=int, default=40)
    parser.add_argument("--data", metavar="FOLDER", help="keep the organization here, or find it here")
    parser.add_argument(
        "--chromium", default=os.environ.get("VARIFOCAL_CHROMIUM"), help="the browser's program"
    )
    parser.add_argument("--steps", type=int, default=120, help="of each gesture")
    return parser.parse_args()


def _grow(arguments: argparse.Namespace) -> None:
    from django.utils import timezone

    import large
    from varifocal.flows.replan import replan
    from varifocal.org.base.access import house
    from varifocal.org.base.organization import Organization

    if Organization.objects.exists():
        return
    now = timezone.now()
    size = large.Size(people=arguments.people, open_tasks=arguments.tasks, changes=20_000)
    large.grow(Organization.here().today(now), by=house(), size=size)
    replan(now)


class _Threaded(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Nothing."""


@contextmanager
def _served() -> Iterator[str]:
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)
    from varifocal.config.wsgi import application

    server = make_server("127.0.0.1", 0, application, server_class=_Threaded, handler_class=_Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


def _measure(arguments: argparse.Namespace, url: str) -> None:
    from playwright.sync_api import sync_playwright

    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"load {os.getloadavg()[0]:.1f}; frames in ms"
    )
    cookies = _signed_in()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=arguments.chromium, args=["--no-sandbox"])
        print(f"Chromium {browser.version}\n")
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        context.add_cookies([{"name": key, "value": value, "url": url} for key, value in cookies.items()])
        print(
            f"{'rows':9} {'gesture':22} {'bars':>5} {'frames':>6} {'median':>7} {'p95':>7} {'longest':>8} {'long':>5}"
        )
        for by in ("person", "project"):
            page = context.new_page()
            page.goto(f"{url}/schedule?by={by}")
            page.wait_for_selector("[data-island=timeline][data-ready]")
            bars = page.evaluate("document.querySelector('[data-island=timeline]').drawing.data.bars.length")
            for gesture in GESTURES:
                frames = page.evaluate(_script(), [gesture, arguments.steps])
                _row(by, gesture, bars, frames)
            page.close()
        _preview(context.new_page(), url)
        browser.close()


def _signed_in() -> dict[str, str]:
    from django.conf import settings
    from django.test import Client

    from varifocal.org.base.account import Account

    owner = next(one for one in Account.objects.exclude(person=None) if "owner" in one.roles)
    client = Client()
    client.force_login(owner, settings.AUTHENTICATION_BACKENDS[0])
    return {key: morsel.value for key, morsel in client.cookies.items()}


def _script() -> str:
    acts = ", ".join(
        f"{name!r}: (drawing, scroll, step, steps) => {{ {act} }}" for name, act in GESTURES.items()
    )
    return FRAMES.replace("ACTS[", f"({{{acts}}})[")


def _row(by: str, gesture: str, bars: int, frames: list[float]) -> None:
    ordered = sorted(frames)
    p95 = ordered[int(0.95 * (len(ordered) - 1))]
    long = sum(frame > LONG_MS for frame in frames)
    print(
        f"{by:9} {gesture:22} {bars:5} {len(frames):6} {statistics.median(frames):7.1f} {p95:7.1f} "
        f"{ordered[-1]:8.1f} {long:5}"
    )


def _preview(page: Any, url: str) -> None:
    page.goto(f"{url}/schedule")
    page.wait_for_selector("[data-island=timeline][data-ready]")
    bar = page.locator(".tl-row.person .tl-bar:visible").nth(3)
    bar.focus()
    page.keyboard.press("m")
    times = []
    for _ in range(12):
        before = time.perf_counter()
        with page.expect_response(lambda answer: "/schedule/try/" in answer.url):
            page.keyboard.press("ArrowRight")
        times.append((time.perf_counter() - before) * 1000)
    page.keyboard.press("Escape")
    first, rest = times[0], sorted(times[1:])
    print(
        f"\npreview: first {first:.0f} ms, then median {statistics.median(rest):.0f}, longest {rest[-1]:.0f} ms"
    )


if __name__ == "__main__":
    main()
