"""Plan what stands in a plan as text (.toml): who does what when, what has no place, which dates are not kept.

Needs no installation and touches nothing of yours. What may stand there: docs/how-to/plan-as-text.md.
"""

from __future__ import annotations

import argparse
import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from varifocal.cli.asked import counted, positive, seed
from varifocal.cli.saying import HowFar, complain, say, say_json
from varifocal.cli.told import gap, how_good, late_by, late_told, listed, on, so_many
from varifocal.flows.compiled import load_what_is_compiled
from varifocal.flows.text.planning import Outcome, Progress, Stop, plan_file

SHOWN = 200
"""Of more tasks the rest stands in the answer for programs."""

MOMENT = timedelta(minutes=1)
"""What ends at midnight was done the day before."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `plan FILE.toml` understands."""
    parser.add_argument("file", type=Path, metavar="FILE")
    until = parser.add_mutually_exclusive_group()
    until.add_argument(
        "--seconds", type=positive, help="look so long for a better plan of what nobody agreed"
    )
    until.add_argument(
        "--schedules", type=counted, help="look for it by so many schedules: the same answer on every machine"
    )
    parser.add_argument("--seed", type=seed, default=1, help="of the random numbers (default: %(default)s)")
    parser.add_argument(
        "--json", action="store_true", help="answer in one line of JSON, who does what when included"
    )


def run(options: argparse.Namespace) -> int:
    """Plan it, and say what comes of it."""
    stop = None
    if options.seconds or options.schedules:
        stop = Stop(seconds=options.seconds, schedules=options.schedules)
    else:
        load_what_is_compiled()  # so that it is said how good the plan can get
    found = plan_file(
        options.file,
        timezone.now(),
        seed=options.seed,
        stop=stop,
        loading=None if options.json else _say_it_loads,
        progress=HowFar(_how_far) if sys.stderr.isatty() and not options.json else None,
    )
    if options.json:
        say_json(_told(options.file, found))
    else:
        _say(found)
    return 0


def _say_it_loads() -> None:
    complain("Loading the search; the first time on a machine it is compiled, for about a minute.")


def _say(found: Outcome) -> None:
    planned, late = found.plan, found.not_kept()
    without = [f"{name}: {reason}" for _, name, reason in found.without_a_place()]
    tasks = so_many(len(found.portfolio.tasks), "task", "tasks")
    as_of = on(_day(found.portfolio.now, found.zone))
    say(f"{tasks} planned as of {as_of} in {found.seconds:.1f} s.{_end(found)}")
    if found.least is not None:
        say(_how_good(found, found.least))
    listed("What cannot be meant:", map(str, found.odd))
    listed("Who does what when:", _lines(found), SHOWN)
    listed("What cannot be kept:", (one.sentence for one in planned.problems))
    listed(f"{so_many(len(without), 'task has', 'tasks have')} no place:", without)
    listed(f"{so_many(len(late), 'date is', 'dates are')} not kept:", map(late_by, late))


def _how_good(found: Outcome, least: float) -> str:
    if not found.portfolio.aims.makespan:
        return how_good(found.plan.objective.tardiness, least, standing="")
    earliest = found.plan.origin + timedelta(days=least) - MOMENT
    return f"No plan of this work is done before {on(_day(earliest, found.zone))}."


def _end(found: Outcome) -> str:
    ends = [found.plan.finishes(task) for task in found.plan.placed]
    return f" The last is done on {on(_day(max(ends) - MOMENT, found.zone))}." if ends else ""


def _lines(found: Outcome) -> list[str]:
    """A task a line, in columns: from when to when, what (and in which project, of several), who."""
    several = len(found.portfolio.projects) > 1
    rows = [
        (_span(one, found.zone), f"{one['name']} ({one['project']})" if several else one["name"], _who(one))
        for one in found.schedule()
        if one["start"]
    ]
    widths = [max((len(row[at]) for row in rows), default=0) for at in (0, 1)]
    return [f"{when:{widths[0]}}  {what:{widths[1]}}  {who}".rstrip() for when, what, who in rows]


def _who(one: dict[str, Any]) -> str:
    words = " and ".join(one["people"])
    words += f" ({one['way']})" if one["way"] else ""
    return words + (
        f", if it comes, {100 * one['project_chance']:.0f} %" if one["project_chance"] < 1 else ""
    )


def _span(one: dict[str, Any], zone: ZoneInfo) -> str:
    begin, end = (datetime.fromisoformat(one[name]).astimezone(zone) for name in ("start", "finish"))
    last = f"{end:%H:%M}" if end.date() == begin.date() else f"{end:%a} {end.day:2} {end:%b %H:%M}"
    return f"{begin:%a} {begin.day:2} {begin:%b %Y %H:%M} to {last}"


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()


def _told(file: Path, found: Outcome) -> dict[str, Any]:
    objective = found.plan.objective
    answer: dict[str, Any] = {
        "file": str(file),
        "as_of": found.portfolio.now.isoformat(),
        "seconds": round(found.seconds, 2),
        "schedules": found.plan.schedules,
        "tasks": len(found.portfolio.tasks),
        "unplanned": objective.unplanned,
        "broken_deadlines": objective.broken_deadlines,
        "tardiness": round(objective.tardiness, 2),
    }
    if found.least is not None and not found.portfolio.aims.makespan:
        least = round(found.least, 2)
        answer |= {"least_tardiness": least, "gap": gap(answer["tardiness"], least)}
    return {
        **answer,
        "odd": [{"where": one.where, "sentence": one.sentence} for one in found.odd],
        "problems": [{"where": one.where, "sentence": one.sentence} for one in found.plan.problems],
        "late": [late_told(one) for one in found.not_kept()],
        "without_a_place": [
            {"task": task, "name": name, "reason": reason} for task, name, reason in found.without_a_place()
        ],
        "schedule": list(found.schedule()),
    }


def _how_far(progress: Progress) -> str:
    return f"{progress.schedules:,} schedules, {progress.tardiness:,.0f} weighted days late"
