"""Schedule the problem in a published file (.sm, .mm, .rcp, .dzn, .msrcp, .def); touches nothing of yours."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from varifocal.cli.asked import counted, positive
from varifocal.cli.saying import HowFar, complain, say, say_json
from varifocal.flows.solving import Progress, solve_file


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `plan FILE` understands."""
    parser.add_argument("file", type=Path, metavar="FILE")
    until = parser.add_mutually_exclusive_group()
    until.add_argument("--seconds", type=positive, help="search so long (default: 10)")
    until.add_argument(
        "--schedules", type=counted, help="make so many schedules: the same answer on every machine"
    )
    parser.add_argument("--seed", type=int, default=0, help="of the random numbers (default: %(default)s)")
    parser.add_argument("--workers", type=int, default=1, help="processors to use (default: %(default)s)")
    parser.add_argument(
        "--json", action="store_true", help="answer in one line of JSON, the schedule included"
    )


def run(options: argparse.Namespace) -> int:
    """Search, and say what was found and how far from perfect it may be."""
    found = solve_file(
        options.file,
        seconds=options.seconds,
        schedules=options.schedules,
        seed=options.seed,
        workers=max(1, options.workers),
        progress=HowFar(_how_far) if sys.stderr.isatty() else None,
        loading=None if options.json else _say_it_loads,
    )
    if options.json:
        say_json(found)
        return 0
    say(_sentence(found))
    for task in found["tasks"]:
        who = f", people {' '.join(map(str, task['people']))}" if task["people"] else ""
        say(f"  task {task['id']}: {task['start']} to {task['finish']}, mode {task['mode']}{who}")
    return 0


def _say_it_loads() -> None:
    complain("Loading the search; the first time on a machine it is compiled, for about half a minute.")


def _sentence(found: dict[str, Any]) -> str:
    if found["makespan"] is None:
        proved = found["status"] == "infeasible"
        return "There is no schedule: proved." if proved else "No schedule was found in this time."
    how_good = (
        "proved best possible"
        if found["status"] == "optimal"
        else f"no schedule can be shorter than {found['lower_bound']}"
    )
    return (
        f"{found['instance']}: {found['makespan']} periods, {how_good}; "
        f"{found['schedules']:,} schedules in {found['seconds']:.1f} s."
    )


def _how_far(progress: Progress) -> str:
    return f"{progress.schedules:,} schedules, {progress.makespan} periods"
