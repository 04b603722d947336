"""What the engine would do differently: looked for, worded for those who may read it, and kept with a run.

Whoever sees every task a proposal moves reads its sentence; names of what only some see are in it only where the
proposal moves something of that project.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from varifocal.core.plan import Plan, Proposal, Stop
from varifocal.core.plan.values import Move
from varifocal.core.plan.words import short
from varifocal.core.portfolio import Portfolio
from varifocal.flows.planner import propose, propose_first, search
from varifocal.org.runs import run as answers
from varifocal.org.runs.declined import DeclinedProposal
from varifocal.org.work.project import Project

NAME = re.compile("\ue000([tp])([0-9]+)\ue001")
"""A name that is told or withheld once it is known what is moved."""
WITHHELD = {"t": "a task not everybody sees", "p": "a project not everybody sees"}

Tick = Callable[[float], None]
"""Told now and then how many seconds have gone by."""


def look_for(
    portfolio: Portfolio,
    planned: Plan,
    *,
    seed: int,
    stop: Stop | None = None,
    tick: Tick | None = None,
    ask: Callable[[], None] | None = None,
) -> list[Proposal]:
    """What would be worth changing about what is agreed, and a better first plan of what nobody agreed yet, which comes
    first and leaves nothing of that to the others; `stop` lets it be looked for longer than usual, half of it for
    either. `ask` is called now and then; what it raises ends the search."""
    guarded = set(Project.objects.open().exclude(seen_by="everyone").values_list("pk", flat=True))
    named = _without_names(portfolio, guarded)
    open_yet = {one.task for one in planned.placed.values() if one.proposed}
    leave = {task.id for task in portfolio.tasks if task.project in guarded} & open_yet
    part = None if stop is None else _half(stop) if len(open_yet) > len(leave) else stop
    first = propose_first(named, planned, leave=leave, seed=seed, stop=part, tick=tick, ask=ask)
    found = (
        propose(named, planned, seed=seed, ask=ask)
        if part is None
        else search(named, planned, seed=seed, stop=part, tick=tick)
    )
    if first is not None:
        taken = {move.task for move in first.moves}
        found = [first, *(one for one in found if taken.isdisjoint(move.task for move in one.moves))]
    return [replace(one, sentence=_told(one, portfolio, guarded)) for one in found]


def _half(stop: Stop) -> Stop:
    return replace(
        stop,
        seconds=None if stop.seconds is None else stop.seconds / 2,
        schedules=None if stop.schedules is None else max(1, stop.schedules // 2),
    )


def _without_names(portfolio: Portfolio, guarded: set[int]) -> Portfolio:
    """The portfolio with signs instead of the names of these projects and their tasks."""
    if not guarded:
        return portfolio
    return replace(
        portfolio,
        projects=tuple(
            replace(one, name=f"\ue000p{one.id}\ue001") if one.id in guarded else one
            for one in portfolio.projects
        ),
        tasks=tuple(
            replace(one, name=f"\ue000t{one.id}\ue001") if one.project in guarded else one
            for one in portfolio.tasks
        ),
    )


def _told(proposal: Proposal, portfolio: Portfolio, guarded: set[int]) -> str:
    """Its sentence, with the names of what it moves and of what everybody sees."""
    moved = {portfolio.task[move.task].project for move in proposal.moves if not move.renumbered}

    def name(found: re.Match[str]) -> str:
        kind, id = found[1], int(found[2])
        project = id if kind == "p" else portfolio.task[id].project
        if project not in moved:
            return WITHHELD[kind]
        return short(portfolio.project[id].name if kind == "p" else portfolio.task[id].name)

    return NAME.sub(name, proposal.sentence) if guarded else proposal.sentence


def carry_over(run: answers.Run) -> None:
    """Until something new is found, the proposals of the run before stand."""
    before = answers.Run.objects.filter(pk__lt=run.pk).first()
    rows = list(answers.Proposal.objects.filter(run=before)) if before else []
    for row in rows:
        row.pk, row.run = None, run
    answers.Proposal.objects.bulk_create(rows)


def write(run: answers.Run, proposals: Iterable[Proposal], portfolio: Portfolio) -> None:
    """These are the run's proposals now, but for those somebody declined."""
    declined = set(DeclinedProposal.objects.values_list("key", flat=True))
    rows = []
    for place, one in enumerate(proposals):
        moves = [_move(move, portfolio) for move in one.moves]
        if one.first is not None:
            _say_days(moves, one.first, portfolio)
        key = _key(moves, one.first is not None)
        if key in declined:
            continue
        price = {
            "hours": {str(person): round(hours, 2) for person, hours in one.price.hours.items()},
            "moved": round(one.price.moved, 2),
            "disturbed": one.price.disturbed,
        }
        worth = {str(project): round(days, 2) for project, days in one.worth.items()}
        rows.append(
            answers.Proposal(
                run=run,
                key=key,
                sentence=one.sentence[:300],
                worth=worth,
                price=price,
                moves=moves,
                place=place,
            )
        )
    answers.Proposal.objects.filter(run=run).delete()
    answers.Proposal.objects.bulk_create(rows)


def _move(move: Move, portfolio: Portfolio) -> dict[str, Any]:
    return {
        "task": move.task,
        "people_before": list(move.people_before),
        "people_after": list(move.people_after),
        "rank_before": move.rank_before,
        "rank_after": move.rank_after,
        **({"mode": portfolio.task[move.task].modes[move.mode - 1].id} if move.mode else {}),
        **({"renumbered": True} if move.renumbered else {}),
    }


def _say_days(moves: list[dict[str, Any]], plan: Plan, portfolio: Portfolio) -> None:
    """The first and last day of each task that is agreed for the first time, as the plan has them."""
    here, moment = ZoneInfo(portfolio.zone), timedelta(minutes=1)
    for move in moves:
        if "renumbered" not in move:
            start, finish = plan.starts(move["task"]), plan.finishes(move["task"])
            days = start.astimezone(here).date(), max(start, finish - moment).astimezone(here).date()
            move["days"] = [day.isoformat() for day in days]


def _key(moves: list[dict[str, Any]], first: bool) -> str:
    """The same for the same people, tasks and ways, whatever their ranks; of a first plan for the same tasks."""
    if first:
        said: list[Any] = ["first", *sorted(move["task"] for move in moves if "renumbered" not in move)]
    else:
        said = sorted(
            (
                move["task"],
                move["people_before"],
                move["people_after"],
                *([move["mode"]] if "mode" in move else []),
            )
            for move in moves
        )
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()
