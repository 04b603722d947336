"""Plan and forecast now, record it, and say what has no place and what comes late."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from varifocal.cli import installation
from varifocal.cli.asked import counted, positive, seed
from varifocal.cli.saying import complain, say, say_json
from varifocal.cli.told import gap, how_good, late_by, late_told, listed, so_many
from varifocal.flows.compiled import load_what_is_compiled
from varifocal.flows.dated import dated, not_kept
from varifocal.flows.replan import Stop, replan
from varifocal.org.runs.run import Proposal, Run, ScheduledTask


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `plan` understands."""
    parser.add_argument("--seed", type=seed, default=1, help="of the random numbers (default: %(default)s)")
    until = parser.add_mutually_exclusive_group()
    until.add_argument("--seconds", type=positive, help="look so long for something better to propose")
    until.add_argument(
        "--schedules", type=counted, help="look for it by so many schedules: the same answer on every machine"
    )
    parser.add_argument(
        "--json", action="store_true", help="answer in one line of JSON, who does what when included"
    )
    parser.epilog = (
        "With a FILE instead, a plan of your own is planned (.toml), or a published problem scheduled (.sm, .mm, .rcp, "
        ".dzn, .msrcp, .def): `varifocal plan FILE --help`."
    )


def run(options: argparse.Namespace) -> int:
    """Plan now; the pages show it at once."""
    stop = None
    if options.seconds or options.schedules:
        stop = Stop(seconds=options.seconds, schedules=options.schedules)
        if not options.json:
            complain("Loading the search; the first time on a machine it is compiled, for about a minute.")
    load_what_is_compiled()  # so that as much is tried, and as much is said, as on the pages
    tick = None
    if options.seconds and not options.json and sys.stderr.isatty():
        tick = _Ticks(options.seconds)
    made, seconds = planned(options.seed, stop, tick=tick)
    if options.json:
        say_json(_told(made, seconds))
        return 0
    say(f"{made.figures['tasks']} open tasks planned and forecast in {seconds:.1f} s (run {made.pk}).")
    if "least_tardiness" in made.figures:
        say(how_good(made.figures["tardiness"], made.figures["least_tardiness"]))
    without = list(_without_a_place(made))
    late = not_kept(made)
    proposals = list(made.proposals.all())
    listed("What cannot be kept:", (one["sentence"] for one in made.figures["problems"]))
    listed(f"{so_many(len(without), 'task has', 'tasks have')} no place yet:", map(_reason, without))
    listed(f"{so_many(len(late), 'date is', 'dates are')} not kept:", map(late_by, late))
    listed(f"{so_many(len(proposals), 'proposal', 'proposals')}:", (one.sentence for one in proposals))
    return 0


class _Ticks:
    """Says how far a search of so many seconds is; its parts each begin at none."""

    def __init__(self, seconds: float) -> None:
        self.whole, self.before, self.last = seconds, 0.0, 0.0

    def __call__(self, seconds: float) -> None:
        """So many seconds of this part have gone by."""
        if seconds < self.last:
            self.before += self.last
        self.last = seconds
        complain(f"  searching: {self.before + seconds:.0f} of {self.whole:.0f} s")


def _told(made: Run, seconds: float) -> dict[str, Any]:
    late, least = made.figures["tardiness"], made.figures.get("least_tardiness")
    how_far = {} if least is None else {"gap": gap(late, least)}
    return {
        "run": made.pk,
        "seen": made.seen,
        "seconds": round(seconds, 2),
        **made.figures,
        **how_far,
        "late": [late_told(one) for one in not_kept(made)],
        "without_a_place": [
            {"task": row.task_id, "name": row.task.name, "reason": row.unplanned}
            for row in _without_a_place(made)
        ],
        "proposals": [_proposed(one) for one in made.proposals.all()],
        "schedule": list(dated(made)),
    }


def _proposed(one: Proposal) -> dict[str, Any]:
    return {"sentence": one.sentence, "worth": one.worth, "price": one.price, "moves": one.moves}


def _without_a_place(made: Run) -> Iterable[ScheduledTask]:
    return made.tasks.filter(start=None).select_related("task").order_by("pk")


def planned(seed: int, stop: Stop | None = None, **how: Any) -> tuple[Run, float]:
    """A new run and how many seconds it took; `how` are the draws, the progress and the ticks of `replan`."""
    installation.must_be_ready()
    began = time.monotonic()
    return replan(timezone.now(), seed=seed, stop=stop, **how), time.monotonic() - began


def _reason(row: ScheduledTask) -> str:
    return f"{row.task.name}: {row.unplanned}" if row.unplanned else row.task.name
