"""Plan and forecast now, record it, and say what has no place and what comes late."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import timezone

from varifocal.cli import installation
from varifocal.cli.saying import complain, say, say_json
from varifocal.flows.compiled import load_what_is_compiled
from varifocal.flows.dated import NotKept, dated, not_kept
from varifocal.flows.replan import Stop, replan
from varifocal.org.runs.run import Proposal, Run, ScheduledTask

SHOWN = 10


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
        "With a FILE instead (.sm, .mm, .rcp, .dzn, .msrcp, .def) a published problem is scheduled: "
        "`varifocal plan FILE --help`."
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
        say(_how_good(made.figures["tardiness"], made.figures["least_tardiness"]))
    without = list(_without_a_place(made))
    late = not_kept(made)
    proposals = list(made.proposals.all())
    _list("What cannot be kept:", (one["sentence"] for one in made.figures["problems"]))
    _list(f"{_so_many(len(without), 'task has', 'tasks have')} no place yet:", map(_reason, without))
    _list(f"{_so_many(len(late), 'date is', 'dates are')} not kept:", map(_late, late))
    _list(f"{_so_many(len(proposals), 'proposal', 'proposals')}:", (one.sentence for one in proposals))
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
    gap = {} if least is None else {"gap": _gap(late, least)}
    return {
        "run": made.pk,
        "seen": made.seen,
        "seconds": round(seconds, 2),
        **made.figures,
        **gap,
        "late": [
            {
                "noun": one.noun,
                "id": one.id,
                "name": one.name,
                "project": one.of or one.name,
                "due": one.due.isoformat(),
                "done": one.done.isoformat(),
                "days": one.days,
            }
            for one in not_kept(made)
        ],
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


def _gap(late: float, least: float) -> float | None:
    """How much later it is than any plan must be, as a share of that; None where nothing need be late."""
    if late <= least:
        return 0.0
    return round(late / least - 1, 4) if least > 0 else None


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


def counted(word: str) -> int:
    """How many schedules somebody gives; raises ArgumentTypeError for none, and for what is no number."""
    if not word.isdecimal() or not 0 < (number := int(word)) < 10**12:
        raise argparse.ArgumentTypeError("schedules are a whole number, one or more")
    return number


def _so_many(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _late(one: NotKept) -> str:
    name = f"{one.name} ({one.of})" if one.of else one.name
    return f"{name}, due {_on(one.due)}, is done on {_on(one.done)}: {_so_many(one.days, 'day', 'days')} late"


def _on(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


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
