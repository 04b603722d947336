"""Saying yes: to what the run proposed for work nobody had placed, and to a proposal of another order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import inf

from varifocal.org.base.account import Account
from varifocal.org.base.acts import verb
from varifocal.org.base.organization import Organization
from varifocal.org.base.refusals import Impossible
from varifocal.org.runs.baselines import keep_first
from varifocal.org.runs.run import Proposal, ScheduledTask, stretches
from varifocal.org.work.equipment import EquipmentNeed
from varifocal.org.work.mode import ModeNeed, TaskMode
from varifocal.org.work.order import Assignment
from varifocal.org.work.task import Task

TINY = 1e-7
"""Of two tasks that begin at the same moment the one planned first is so much before the other, in days."""


@verb
def take(proposal: Proposal, *, by: Account) -> list[Assignment]:
    """Accept a proposal: choose the ways and write the assignments that differ.

    Raises Impossible where somebody changed who does one of its tasks since, and NotAllowed where she may not
    assign one of them; nothing is written then.
    """
    tasks = {
        task.pk: task
        for task in Task.objects.filter(pk__in=[move["task"] for move in proposal.moves]).select_related(
            "project"
        )
    }
    held: dict[int, list[int]] = defaultdict(list)
    for task_id, person_id in Assignment.objects.filter(task__in=tasks).values_list("task_id", "person_id"):
        held[task_id].append(person_id)
    ways = {mode.pk: mode for mode in TaskMode.objects.filter(task__in=tasks).select_related("task__project")}
    wanted: list[tuple[Task, Sequence[int], float | None]] = []
    for move in proposal.moves:
        task = tasks.get(move["task"])
        way = ways.get(move["mode"]) if "mode" in move else None
        changed = task is None or task.is_closed or sorted(held[task.pk]) != sorted(move["people_before"])
        if task is None or changed or ("mode" in move and (way is None or way.current or task.started_at)):
            raise Impossible("The plan was changed since this was proposed. Look at the newest proposals.")
        if way is not None:
            way.choose(by=by, on=Organization.here().today(proposal.run.as_of))
            task.refresh_from_db()
        wanted.append((task, move["people_after"], move["rank_after"]))
    return Assignment.agree_many(wanted, by=by)


@verb
def agree_to(scheduled: Iterable[ScheduledTask], *, by: Account) -> list[Assignment]:
    """Agree to who the run proposes for work nobody had placed, each in the place the run gave it; the dates of a
    project of which the whole plan is agreed so for the first time are kept as its baseline.

    Where it is to be done another way, that way is chosen. Raises NotAllowed where she may not assign one of them;
    nothing is written then.
    """
    rows = [row for row in scheduled if row.proposed and row.person_id is not None]
    ranks = _ranks(rows) if rows else {}
    open_yet = [row for row in rows if row.task_id in ranks]  # the others somebody agreed since the run
    if not open_yet:
        raise Impossible("There is nothing proposed to agree to; it may have been agreed already.")
    today = Organization.here().today(open_yet[0].run.as_of)
    for row in open_yet:
        if row.mode is not None:
            row.mode.choose(by=by, on=today)
    agreed = Assignment.agree_many([(row.task, row.crew, ranks[row.task_id]) for row in open_yet], by=by)
    keep_first(open_yet, by=by)
    return agreed


def _ranks(rows: Sequence[ScheduledTask]) -> dict[int, float]:
    """A rank for each: the day it, or the last piece of it, is planned to begin on, in days since 1970, so that what
    is agreed by different people can be compared; or, where that is not between the agreed tasks that stand before and
    after it in the order of everybody who does it and of all equipment it uses, a place between those. What a task is
    put aside for so stands before it, and the plan stays as it is when all of it is agreed."""
    agreed = dict(Assignment.objects.filter(task__finished_at=None).values_list("task_id", "rank"))
    new = {row.task_id for row in rows} - set(agreed)
    uses: dict[int, list[int]] = defaultdict(list)
    open_uses = EquipmentNeed.objects.filter(task__finished_at=None)
    for task, equipment in open_uses.values_list("task_id", "equipment_id"):
        uses[task].append(-equipment)  # beside people, who have numbers above nought
    others = {row.mode_id: row.task_id for row in rows if row.mode_id is not None}
    for task in others.values():
        uses[task] = []  # what the way it is done now uses is not what this one would
    of_modes = ModeNeed.objects.filter(mode__in=others).exclude(equipment=None)
    for mode, equipment in of_modes.values_list("mode_id", "equipment_id") if others else ():
        uses[others[mode]].append(-equipment)
    shared = {one for row in rows for one in (*row.crew, *uses[row.task_id])}
    placed = ScheduledTask.objects.filter(run=rows[0].run_id, start__isnull=False)
    columns = ("task_id", "crew", "start", "finish", "pieces", "rank", "pk")
    in_order = sorted(
        (stretches(start, finish, pieces)[-1][0], turn, pk, task, shared.intersection((*crew, *uses[task])))
        for task, crew, start, finish, pieces, turn, pk in placed.values_list(*columns)
    )
    ahead: dict[int, list[float]] = {one: [] for one in shared}
    for *_, task, its in reversed(in_order):
        for one in its if task in agreed else ():
            ahead[one].append(agreed[task])
    behind = dict.fromkeys(shared, -inf)
    ranks: dict[int, float] = {}
    for last, turn, _, task, its in in_order:
        if task in agreed:
            for one in its:
                behind[one] = max(behind[one], ahead[one].pop())
        elif task in new:
            low = max(behind[one] for one in its)
            later = [ahead[one][-1] for one in its if ahead[one] and ahead[one][-1] > low]
            day = last / 86_400 + turn * TINY
            ranks[task] = _between(low, min(later, default=inf), day)
            behind.update(dict.fromkeys(its, ranks[task]))
    return ranks


def _between(low: float, high: float, wanted: float) -> float:
    if low < wanted < high:
        return wanted
    if low == -inf:
        return high - 1
    return low + 1 if high == inf else (low + high) / 2
