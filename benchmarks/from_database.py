"""How soon a first plan is there when it begins with the database, and in a process that has just started.

Run: .venv/bin/python benchmarks/from_database.py [--tasks 1500] [--people 40] [--changes 50000] [--rounds 15]

An agency grown for this (benchmarks/large.py) on SQLite: read by `flows/snapshot` and planned by the compiled
planner once as it stands, everything agreed with somebody, and once as if nobody had agreed anything. *Anew* is a
process of its own, which has to load all it needs, Django for what is read; the first of them compiles where no process
did before. Milliseconds of the processor; of so many rounds the least and the middle one.
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace

import pages

PLANNER = """
from datetime import UTC, datetime
from varifocal.core.plan.improving import quick
from varifocal.core.portfolio import Portfolio
quick.plan(Portfolio(now=datetime(2027, 1, 4, tzinfo=UTC), zone="Europe/Berlin", people=(), projects=(), tasks=()))
"""
ANEW = """
import django
django.setup()
from django.utils import timezone
from varifocal.core.plan.improving import quick
from varifocal.flows.snapshot import snapshot
quick.plan(snapshot(timezone.now()))
"""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tasks", type=int, default=1_500)
    parser.add_argument("--people", type=int, default=40)
    parser.add_argument("--changes", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--data", metavar="FOLDER", help="keep the organization here, or find it here")
    options = parser.parse_args()
    os.umask(0o077)
    with pages.installation(options.data):
        _grow(options)
        _measure(options.rounds)


def _grow(options: argparse.Namespace) -> None:
    from django.utils import timezone

    import large
    from varifocal.org.base.access import house
    from varifocal.org.base.organization import Organization

    if not Organization.objects.exists():
        size = large.Size(people=options.people, open_tasks=options.tasks, changes=options.changes)
        large.grow(Organization.here().today(timezone.now()), by=house(), size=size)


def _measure(rounds: int) -> None:
    from django.utils import timezone

    from varifocal.core.plan.improving import quick
    from varifocal.flows.snapshot import snapshot

    now = timezone.now()
    stands = snapshot(now)
    free = replace(stands, tasks=tuple(replace(task, people=(), rank=None) for task in stands.tasks))
    print(
        f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; "
        f"{len(stands.tasks):,} tasks, {len(stands.people)} people, {len(stands.record.settled):,} finished"
    )
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)  # as the worker has it
    _print("read", rounds, lambda: snapshot(now))
    _print("planned, nothing agreed", rounds, lambda: quick.plan(free))
    _print("dated, everything agreed", rounds, lambda: quick.plan(stands))
    _print("read and planned", rounds, lambda: quick.plan(snapshot(now)))
    _print("the planner alone, anew", 5, lambda: _anew(PLANNER), _of_children)
    _print("read and planned, anew", 5, lambda: _anew(ANEW), _of_children)


def _print(
    what: str, rounds: int, act: Callable[[], object], clock: Callable[[], float] = time.process_time
) -> None:
    """Once to warm up, then so many times."""
    act()
    took = []
    for _ in range(rounds):
        began = clock()
        act()
        took.append(1e3 * (clock() - began))
    print(f"{what:25} {min(took):7.0f} {statistics.median(took):7.0f} ms")


def _anew(program: str) -> None:
    variables = {**os.environ, "PYTHONPATH": str(pages.ROOT / "src")}
    subprocess.run([sys.executable, "-c", program], env=variables, check=True)


def _of_children() -> float:
    return sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])


if __name__ == "__main__":
    main()
