"""How fast a calendar of 10,000 entries is read and brought in, beside a kept library.

Run: .venv/bin/python benchmarks/calendars.py [--library]

Reading is bounded by 1 s. Bringing in writes each meeting of the window with its line in the log; done a second time it
changes nothing. --library reads the same file with icalendar and recurring-ical-events, which takes a while.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]
TIMES = 5
FIRST, LAST = date(2026, 9, 24), date(2027, 5, 22)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--library", action="store_true", help="the kept libraries as well")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="varifocal-") as folder:
        os.environ.update(VARIFOCAL_DATA=folder, DJANGO_SETTINGS_MODULE="varifocal.config.settings")
        os.environ.pop("DATABASE_URL", None)
        import django

        django.setup()
        from varifocal.cli import installation

        installation.make_keys()
        installation.bring_up()
        _measure(options.library)


def _measure(library: bool) -> None:
    from calendar_files import ten_thousand
    from cast import NOW, cast
    from varifocal.flows.calendars.landing import land
    from varifocal.flows.calendars.reading import read
    from varifocal.org.work.calendar import Calendar

    raw = ten_thousand()
    print(f"| 10,000 entries, {len(raw) / 2**20:.1f} MB | seconds | processor |\n|---|--:|--:|")
    found = _row("read", lambda: read(raw, FIRST, LAST, "Europe/Berlin"), TIMES)
    here = cast()
    one = Calendar.bring(here.tom, "Work", by=here.account(here.tom))
    by = here.account(here.tom)
    landed = _row(f"{len(found.times):,} meetings brought in", lambda: land(one, found, by=by, now=NOW), 1)
    again = _row("the same once more", lambda: land(one, found, by=by, now=NOW), TIMES)
    assert landed.fresh
    assert again.nothing
    if library:
        import icalendar
        import recurring_ical_events

        parsed = _row("parsed by icalendar", lambda: icalendar.Calendar.from_ical(raw), 1)
        _row(
            "expanded by recurring-ical-events",
            lambda: recurring_ical_events.of(parsed).between(FIRST, LAST),
            1,
        )


def _row(name: str, work: Callable[[], Any], times: int) -> Any:
    walls, cpus, answer = [], [], None
    for _ in range(times):
        wall, cpu = time.perf_counter(), time.process_time()
        answer = work()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    print(f"| {name} | {statistics.median(walls):.2f} | {statistics.median(cpus):.2f} |", flush=True)
    return answer


if __name__ == "__main__":
    main()
