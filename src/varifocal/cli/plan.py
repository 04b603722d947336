"""Plan and forecast now, record it, and say what has no place and what comes late."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterable

from django.utils import timezone

from varifocal.cli import installation
from varifocal.cli.saying import say, say_json
from varifocal.flows.replan import replan
from varifocal.org.runs.run import Run, ScheduledTask

SHOWN = 10


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `plan` understands."""
    parser.add_argument("--seed", type=int, default=1, help="of the random numbers (default: %(default)s)")
    parser.add_argument("--json", action="store_true", help="answer in one line of JSON")


def run(options: argparse.Namespace) -> int:
    """Plan now; the pages show it at once."""
    made, seconds = planned(options.seed)
    without = list(made.tasks.filter(start=None).select_related("task").order_by("pk"))
    proposals = [proposal.sentence for proposal in made.proposals.all()]
    figures = {"run": made.pk, "seen": made.seen, "seconds": round(seconds, 2), **made.figures}
    if options.json:
        say_json({**figures, "without_a_place": [row.task.name for row in without], "proposals": proposals})
        return 0
    say(f"{figures['tasks']} open tasks planned and forecast in {seconds:.1f} s (run {made.pk}).")
    _list(f"{len(without)} have no place yet:", (_reason(row) for row in without))
    _list(f"{len(proposals)} proposals:", proposals)
    return 0


def planned(seed: int) -> tuple[Run, float]:
    """A new run and how many seconds it took."""
    installation.must_be_ready()
    began = time.monotonic()
    return replan(timezone.now(), seed=seed), time.monotonic() - began


def _list(head: str, lines: Iterable[str]) -> None:
    lines = list(lines)
    if lines:
        say(head)
    for line in lines[:SHOWN]:
        say(f"  {line}")
    if len(lines) > SHOWN:
        say(f"  and {len(lines) - SHOWN} more")


def _reason(row: ScheduledTask) -> str:
    return f"{row.task.name}: {row.unplanned}" if row.unplanned else row.task.name
