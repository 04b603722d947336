"""What is agreed when people say yes to a plan: who does each task, in which place, in which way."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from varifocal.core.plan.reading.ties import HOLDS_START
from varifocal.core.plan.values import Move, Plan
from varifocal.core.portfolio import Portfolio, Task
from varifocal.core.portfolio.turns import Turn, day_in_turn, ranks, used


def moves_of(portfolio: Portfolio, plan: Plan, tasks: Collection[int]) -> Iterator[Move]:
    """What agreeing to these tasks of a plan, which nobody agreed yet, would write: with all of it agreed nothing moves
    (`ranks`). Some of what is agreed already may be renumbered for it."""
    agreed = {
        task.id: task.rank for task in portfolio.tasks if task.rank is not None and _stands_in_line(task)
    }
    place = ranks(_turns(portfolio, plan), agreed, tasks, _waits_for(portfolio))
    for task in sorted(place):
        placed = plan.placed[task]
        if task in tasks:
            yield Move(task, (), placed.people, None, place[task], placed.mode or None)
        else:
            yield Move(task, placed.people, placed.people, agreed[task], place[task], renumbered=True)


def as_agreed(portfolio: Portfolio, moves: Iterable[Move]) -> Portfolio:
    """The portfolio with all of these agreed."""
    by_task = {move.task: move for move in moves}
    tasks = (
        replace(task, people=move.people_after, rank=move.rank_after, mode=move.mode or task.mode)
        if (move := by_task.get(task.id))
        else task
        for task in portfolio.tasks
    )
    return replace(portfolio, tasks=tuple(tasks))


def _stands_in_line(task: Task) -> bool:
    """Whether its rank counts: not of what is pinned to a day, nor of what has begun and is done in one piece."""
    if not task.people or task.pinned_start:
        return False
    whole = not task.splittable or len(task.people) > 1 or task.in_mode(task.mode).uses
    return not (task.started and whole)


def _waits_for(portfolio: Portfolio) -> dict[int, list[int]]:
    """What each task still waits for: nothing to begin where it has, and nothing that may never come."""
    known, tentative = portfolio.task, portfolio.tentative
    found: dict[int, list[int]] = {}
    for link in portfolio.dependencies:
        task = known.get(link.after)
        if task is None or link.before not in known:
            continue
        if (task.has_begun and link.kind in HOLDS_START) or (
            link.before in tentative and link.after not in tentative
        ):
            continue
        found.setdefault(link.after, []).append(link.before)
    return found


def _turns(portfolio: Portfolio, plan: Plan) -> Iterator[Turn]:
    place = {task: at for at, task in enumerate(plan.taken_up)}
    for turn, task in enumerate(plan.order):
        placed = plan.placed[task]
        day = day_in_turn(plan.moment(placed.stretches[-1][0]).timestamp(), turn)
        uses = portfolio.task[task].in_mode(placed.mode).uses
        yield Turn(
            task, day, place[task], frozenset((*placed.people, *(used(one.equipment) for one in uses)))
        )
