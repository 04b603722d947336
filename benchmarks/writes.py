"""How many edits a second SQLite takes from many hands at once (R13).

Run: .venv/bin/python benchmarks/writes.py [--clients 16] [--seconds 10] [--server]

Each client moves a card of its own to and fro: one verb, one act, one transaction with its line in the log, fsync
included. By default through the verb in threads of one process; with --server as forms over HTTP to `serve`, page
stack included. R13: at least 300 a second, p99 at most 150 ms, never “database is locked”.
"""

from __future__ import annotations

import argparse
import http.client
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests"), str(ROOT / "benchmarks")]
COLUMNS = ("doing", "todo")
Edit = Callable[[int], str]
"""Makes one edit, given its number; returns what went wrong, or nothing."""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--server", action="store_true", help="over HTTP, through the whole stack")
    options = parser.parse_args()
    os.umask(0o077)  # `serve` starts on nothing that others can read
    with tempfile.TemporaryDirectory(prefix="varifocal-") as folder:
        _settle(Path(folder))
        if options.server:
            _over_http(options.clients, options.seconds)
        else:
            _in_threads(options.clients, options.seconds)


def _settle(folder: Path) -> None:
    os.environ.update(VARIFOCAL_DATA=str(folder), DJANGO_SETTINGS_MODULE="varifocal.config.settings")
    os.environ.pop("DATABASE_URL", None)
    import django

    django.setup()
    from varifocal.cli import installation

    installation.make_keys()
    installation.bring_up()


def _in_threads(clients: int, seconds: float) -> None:
    from django.utils import timezone

    from cast import TODAY, cast
    from varifocal.org.models import Task

    here = cast()
    tasks = Task.plan_many(
        here.spring, [{"name": f"Card {n}"} for n in range(clients)], by=here.house, on=TODAY
    )

    def edits_of(task: Task) -> Edit:
        def edit(number: int) -> str:
            try:
                task.hang(COLUMNS[number % 2], by=here.house, seen=task.version, at=timezone.now())
            except Exception as fault:  # noqa: BLE001 -- whatever it is, it is counted and printed
                task.refresh_from_db()
                return f"{type(fault).__name__}: {fault}"
            return ""

        return edit

    _measure("verbs in threads", [edits_of(task) for task in tasks], seconds)


def _over_http(clients: int, seconds: float) -> None:
    from cast import TODAY, cast
    from pages import Browser
    from varifocal.cli.server import free_port
    from varifocal.org.models import Task

    here = cast()
    tasks = Task.plan_many(
        here.spring, [{"name": f"Card {n}"} for n in range(clients)], by=here.house, on=TODAY
    )
    browser, port = Browser(here.account(here.ines)), free_port(8700)
    variables = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-m", "varifocal.cli.main", "serve", "--port", str(port), "--json"]
    server = subprocess.Popen(command, env=variables, stdout=subprocess.PIPE)
    try:
        assert server.stdout is not None
        server.stdout.readline()
        _measure("forms over HTTP", [_posts(browser, port, task) for task in tasks], seconds)
    finally:
        server.terminate()
        server.wait(20)


def _posts(browser: object, port: int, task: object) -> Edit:
    from pages import Browser
    from varifocal.org.models import Task

    assert isinstance(browser, Browser)
    assert isinstance(task, Task)
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {
        "Cookie": browser.cookie,
        "X-CSRFToken": browser.csrf,
        "Content-Type": "application/x-www-form-urlencoded",
    }
    seen = task.version

    def edit(number: int) -> str:
        nonlocal seen
        form = urlencode({"column": COLUMNS[number % 2], "seen": seen})
        line.request("POST", f"/tasks/{task.pk}/move", form, headers)
        answer = line.getresponse()
        answer.read()
        if answer.status != 302:
            return f"status {answer.status}"
        seen += 1
        return ""

    return edit


def _measure(name: str, edits: list[Edit], seconds: float) -> None:
    took: list[list[float]] = [[] for _ in edits]
    faults: list[str] = []
    until = time.perf_counter() + seconds
    cpu = time.process_time()

    def work(place: int) -> None:
        from django.db import connections

        number = 0
        while (began := time.perf_counter()) < until:
            if fault := edits[place](number):
                faults.append(fault)
            number += 1
            took[place].append((time.perf_counter() - began) * 1_000)
        connections.close_all()

    threads = [threading.Thread(target=work, args=(place,)) for place in range(len(edits))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    every = sorted(one for own in took for one in own)
    busy = (time.process_time() - cpu) / seconds
    locked = sum("locked" in fault for fault in faults)
    print(
        f"{name}: {len(edits)} clients, {len(every) / seconds:.0f} edits a second, "
        f"p50 {statistics.median(every):.0f} ms, p99 {every[int(len(every) * 0.99)]:.0f} ms, "
        f"worst {every[-1]:.0f} ms, {locked} times locked, "
        f"{len(faults)} faults; this process used {busy:.0%} of a core, load {os.getloadavg()[0]:.1f}"
    )
    for fault in sorted(set(faults))[:5]:
        print(f"  {fault}")


if __name__ == "__main__":
    main()
