"""How soon an edit answers in a large organization, and how soon the new chance stands.

Run: .venv/bin/python benchmarks/edits.py [--postgres] [--data FOLDER] [--edits 20] [--chances 5]

The organization of benchmarks/pages.py. *Answer* is a form sent as htmx sends it, through the whole WSGI application
until it answers. *Chance* is the time from sending an edit until the newest run has seen it, with the worker as a
process of its own, its waiting for further edits included.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from urllib.parse import urlencode

import pages

LONGEST = 60.0


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--postgres", action="store_true", help="on a PostgreSQL server started for this")
    parser.add_argument("--data", metavar="FOLDER", help="keep the organization here, or find it here")
    parser.add_argument("--edits", type=int, default=20)
    parser.add_argument("--chances", type=int, default=5)
    options = parser.parse_args()
    os.umask(0o077)
    with pages.installation(options.data, on_postgres=options.postgres):
        pages.grow()
        _measure(options.edits, options.chances)


def _measure(edits: int, chances: int) -> None:
    from django.db import connection

    editor = _Editor()
    for _ in range(3):
        editor.edit()
    answers = [editor.edit() for _ in range(edits)]
    print(
        f"{connection.vendor}, load {os.getloadavg()[0]:.1f}: an edit answers in {statistics.median(answers):.0f} ms "
        f"(p50), {pages.p95(answers):.0f} ms (p95), {edits} edits"
    )
    command = [sys.executable, "-m", "varifocal.cli.main", "worker"]
    worker = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(pages.ROOT / "src")})
    try:
        editor.until_seen()
        waits = []
        for _ in range(chances):
            time.sleep(5.0)  # proposals of the run before are looked for meanwhile
            began = time.perf_counter()
            editor.edit()
            editor.until_seen()
            waits.append(time.perf_counter() - began)
    finally:
        worker.terminate()
        worker.wait(20)
    print(f"the new chance stands after {statistics.median(waits):.1f} s (p50), {max(waits):.1f} s (worst)")


class _Editor:
    """Says anew how many hours are left of one task, as the owner."""

    def __init__(self) -> None:
        from varifocal.org.models import Task

        self.browser = pages.roles("owner")["owner"]
        self.task = Task.objects.open().filter(is_wait=False, assignments__isnull=False).order_by("pk")[0]
        self.hours = 4

    def edit(self) -> float:
        """One edit; milliseconds until its answer is there."""
        self.task.refresh_from_db()
        self.hours = 9 - self.hours
        form = urlencode({"hours": self.hours, "seen": self.task.version})
        began = time.perf_counter()
        status, _, body = self.browser.post(f"/tasks/{self.task.pk}/left", form)
        took = (time.perf_counter() - began) * 1_000
        assert status in {200, 204, 302}, (status, body[:300])
        return took

    def until_seen(self) -> None:
        """Wait until the newest run has seen all there is."""
        from varifocal.org.base.acts import newest
        from varifocal.org.models import Run

        until, wanted = time.perf_counter() + LONGEST, newest()
        while (run := Run.latest_one()) is None or run.seen < wanted:
            assert time.perf_counter() < until, "the worker did not come to it within a minute"
            time.sleep(0.02)


if __name__ == "__main__":
    main()
