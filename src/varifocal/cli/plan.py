"""Plan and forecast now, record it, and say what has no place and what comes late."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from varifocal.cli import installation
from varifocal.cli.saying import complain, say, say_json
from varifocal.flows.replan import Stop, replan
from varifocal.org.runs.run import Run, ScheduledTask

SHOWN = 10


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `plan` understands."""
    parser.add_argument("--seed", type=seed, default=1, help="of the random numbers (default: %(default)s)")
    until = parser.add_mutually_exclusive_group()
    until.add_argument("--seconds", type=positive, help="look so long for something better to propose")
    until.add_argument(
        "--schedules", type=int, help="look for it by so many schedules: the same answer on every machine"
    )
    parser.add_argument("--json", action="store_true", help="answer in one line of JSON")


def run(options: argparse.Namespace) -> int:
    """Plan now; the pages show it at once."""
    stop = None
    if options.seconds or options.schedules:
        stop = Stop(seconds=options.seconds, schedules=options.schedules)
        if not options.json:
            complain("Loading the search; the first time on a machine it is compiled, for about a minute.")
    made, seconds = planned(options.seed, stop)
    without = list(made.tasks.filter(start=None).select_related("task").order_by("pk"))
    proposals = [proposal.sentence for proposal in made.proposals.all()]
    figures = {"run": made.pk, "seen": made.seen, "seconds": round(seconds, 2), **made.figures}
    if options.json:
        say_json({**figures, "without_a_place": [row.task.name for row in without], "proposals": proposals})
        return 0
    say(f"{figures['tasks']} open tasks planned and forecast in {seconds:.1f} s (run {made.pk}).")
    if "least_tardiness" in figures:
        say(_how_good(figures["tardiness"], figures["least_tardiness"]))
    _list(f"{len(without)} have no place yet:", (_reason(row) for row in without))
    _list(f"{len(proposals)} proposals:", proposals)
    return 0


def planned(seed: int, stop: Stop | None = None, **how: Any) -> tuple[Run, float]:
    """A new run and how many seconds it took; `how` are the draws and the progress of `replan`."""
    installation.must_be_ready()
    began = time.monotonic()
    return replan(timezone.now(), seed=seed, stop=stop, **how), time.monotonic() - began


def _how_good(late: float, least: float) -> str:
    if late <= least:
        return f"{late:,.0f} weighted days late: proved best possible."
    return f"{late:,.0f} weighted days late as it is agreed; no plan of this work is below {least:,.0f}."


def seed(word: str) -> int:
    """The number random numbers begin with; raises ArgumentTypeError for one that cannot be kept."""
    number = int(word)
    if not 0 <= number < 2**63:
        raise argparse.ArgumentTypeError("a seed is a number from 0 on, of at most 18 digits")
    return number


def positive(word: str) -> float:
    """Seconds somebody gives; raises ArgumentTypeError for none, and for more than anybody waits."""
    seconds = float(word)
    if not 0 < seconds < 1e6:
        raise argparse.ArgumentTypeError("seconds are more than none and fewer than a million")
    return seconds


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
