"""Plan and forecast now, record it, and say how likely each project and goal is done by its date."""

from __future__ import annotations

import argparse
from typing import Any

from varifocal.cli.plan import planned
from varifocal.cli.saying import say, say_json
from varifocal.org.runs.run import Run


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `forecast` understands."""
    parser.add_argument("--seed", type=int, default=1, help="of the random numbers (default: %(default)s)")
    parser.add_argument("--json", action="store_true", help="answer in one line of JSON")


def run(options: argparse.Namespace) -> int:
    """Forecast now; the pages show it at once."""
    made, seconds = planned(options.seed)
    rows = [*_projects(made), *_goals(made)]
    if options.json:
        say_json({"run": made.pk, "seen": made.seen, "seconds": round(seconds, 2), "forecasts": rows})
        return 0
    say(f"{made.figures['draws']:,} futures in {seconds:.1f} s (run {made.pk}).")
    for row in rows:
        chance = "      " if row["chance"] is None else f"{row['chance']:>5.0%} "
        say(f"{chance} {row['name']}" + (f", by {row['by_when']}" if row["by_when"] else ""))
    return 0


def _projects(made: Run) -> list[dict[str, Any]]:
    rows = made.projects.select_related("project").order_by("project__due", "pk")
    return [_row("project", row.project, row.project.due, row) for row in rows]


def _goals(made: Run) -> list[dict[str, Any]]:
    rows = made.goals.select_related("goal").order_by("goal__target", "pk")
    return [_row("goal", row.goal, row.goal.target, row) for row in rows]


def _row(noun: str, thing: Any, by_when: Any, row: Any) -> dict[str, Any]:
    return {
        "noun": noun,
        "id": thing.pk,
        "name": thing.name,
        "by_when": by_when and by_when.isoformat(),
        "chance": row.chance,
        "half_likely": row.p50 and row.p50.isoformat(),
        "four_of_five": row.p80 and row.p80.isoformat(),
    }
