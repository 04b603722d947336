"""Plan and forecast now, record it, and say how likely each project and goal is done by its date; or replay the past
and say how often such chances came true."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from django.utils import timezone

from varifocal.cli import installation
from varifocal.cli.asked import seed
from varifocal.cli.plan import planned
from varifocal.cli.saying import CannotGoOn, complain, say, say_json
from varifocal.flows.replan import DRAWS, Progress
from varifocal.flows.replay import FORMS, Replayed, replay_file, replay_record
from varifocal.org.runs.run import Run


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `forecast` understands."""
    parser.add_argument("--seed", type=seed, default=1, help="of the random numbers (default: %(default)s)")
    parser.add_argument(
        "--draws",
        type=futures,
        default=DRAWS,
        metavar="N",
        help="futures lived through, from 100 to 100,000 (default: %(default)s)",
    )
    parser.add_argument("--json", action="store_true", help="answer in one line of JSON")
    parser.add_argument(
        "--replay",
        action="store_true",
        help="say how often our chances would have come true on what is finished",
    )
    parser.add_argument("file", type=Path, nargs="?", metavar="FILE", help="replay this history instead")
    parser.add_argument("--format", choices=FORMS, help="of the history in the file")
    parser.add_argument(
        "--past",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="earlier history of that format",
    )


def futures(word: str) -> int:
    """So many futures; raises ArgumentTypeError for too few to tell a chance from, and more than fit into memory."""
    number = int(word)
    if not 100 <= number <= 100_000:
        raise argparse.ArgumentTypeError("futures are at least 100 and at most 100,000")
    return number


def run(options: argparse.Namespace) -> int:
    """Forecast now, and the pages show it at once; or replay what is finished, which writes nothing."""
    if options.replay:
        return _replay(options)
    if options.file or options.format or options.past:
        raise CannotGoOn("A history is only replayed: add --replay.")
    made, seconds = planned(options.seed, draws=options.draws, progress=_progress())
    rows = [*_projects(made), *_goals(made)]
    if options.json:
        figures = {"run": made.pk, "seen": made.seen, "seed": made.seed, "draws": made.figures["draws"]}
        say_json({**figures, "seconds": round(seconds, 2), "forecasts": rows})
        return 0
    say(f"{made.figures['draws']:,} futures in {seconds:.1f} s (run {made.pk}).")
    if not rows:
        say("No project and no goal is open: there is nothing to foretell.")
    for row in rows:
        chance = "      " if row["chance"] is None else f"{row['chance']:>5.0%} "
        why = f": {row['sentence']}" if row["chance"] is None and row["sentence"] else ""
        say(f"{chance} {row['name']}" + (f", by {row['by_when']}" if row["by_when"] else "") + why)
    return 0


def _replay(options: argparse.Namespace) -> int:
    progress = _progress()
    if options.file is None:
        if options.format or options.past:
            raise CannotGoOn("--format and --past say something of a FILE; name it.")
        installation.must_be_ready()
        found = replay_record(timezone.now(), progress)
    elif options.format is None:
        raise CannotGoOn(f"Say what the file is: --format {'|'.join(FORMS)}.")
    else:
        found = replay_file(options.file, options.format, timezone.now().date(), options.past, progress)
    if options.json:
        say_json(found.figures())
    else:
        _say_replayed(found)
    return 0


def _say_replayed(found: Replayed) -> None:
    say(found.sentence)
    figures = found.figures()
    for level, share in figures.get("below", ()):
        if round(100 * level) % 10 == 0:
            say(f"  {level:>4.0%} told: {share:>4.0%} came true")
    for reason, count in found.reasons.items():
        say(f"  {count:,} left out: {reason}")


def _progress() -> Progress | None:
    """Told to whoever sits before it, not into files."""
    return _tell if sys.stderr.isatty() else None


def _tell(done: int, whole: int) -> None:
    complain(f"  {done:,} of {whole:,} tasks")


def _projects(made: Run) -> list[dict[str, Any]]:
    rows = made.projects.select_related("project").order_by("project__due", "pk")
    cost = _costs(made, "project")
    return [_row("project", row.project, row.project.due, row) | cost.get(row.project_id, {}) for row in rows]


def _goals(made: Run) -> list[dict[str, Any]]:
    rows = made.goals.select_related("goal").order_by("goal__target", "pk")
    cost = _costs(made, "goal")
    return [_row("goal", row.goal, row.goal.target, row) | cost.get(row.goal_id, {}) for row in rows]


def _costs(made: Run, noun: str) -> dict[int, dict[str, Any]]:
    """What each still costs and has cost; whoever runs commands on the machine sees money."""
    return {
        row[f"{noun}_id"]: {
            "cost": {
                "currency": row["currency"],
                "so_far": str(row["spent"]),
                "half_likely": str(row["p50"]),
                "four_of_five": str(row["p80"]),
                "budget_chance": row["chance"],
                "price": row["price"] and str(row["price"]),
                "price_covers": row["covers"],
            }
        }
        for row in made.costs.exclude(**{noun: None}).values(
            f"{noun}_id", "currency", "spent", "p50", "p80", "chance", "price", "covers"
        )
    }


def _row(noun: str, thing: Any, by_when: Any, row: Any) -> dict[str, Any]:
    return {
        "noun": noun,
        "id": thing.pk,
        "name": thing.name,
        "by_when": by_when and by_when.isoformat(),
        "chance": row.chance,
        "sentence": row.sentence,
        "half_likely": row.p50 and row.p50.isoformat(),
        "four_of_five": row.p80 and row.p80.isoformat(),
    }
