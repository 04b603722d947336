"""Saying yes: to what the run proposed for work nobody had placed, and to a proposal of another order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from varifocal.org.base.account import Account
from varifocal.org.base.acts import verb
from varifocal.org.base.refusals import Impossible
from varifocal.org.runs.baselines import keep_first
from varifocal.org.runs.run import Proposal, ScheduledTask
from varifocal.org.work.order import Assignment
from varifocal.org.work.task import Task


@verb
def take(proposal: Proposal, *, by: Account) -> list[Assignment]:
    """Accept a proposal: write the assignments that differ.

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
    wanted: list[tuple[Task, Sequence[int], float | None]] = []
    for move in proposal.moves:
        task = tasks.get(move["task"])
        if task is None or task.is_closed or sorted(held[task.pk]) != sorted(move["people_before"]):
            raise Impossible("The plan was changed since this was proposed. Look at the newest proposals.")
        wanted.append((task, move["people_after"], move["rank_after"]))
    return Assignment.agree_many(wanted, by=by)


@verb
def agree_to(scheduled: Iterable[ScheduledTask], *, by: Account) -> list[Assignment]:
    """Agree to who the run proposes for work nobody had placed, each in the place the run gave it; the dates of a
    project of which the whole plan is agreed so for the first time are kept as its baseline.

    Raises NotAllowed where she may not assign one of them; nothing is written then.
    """
    rows = [row for row in scheduled if row.proposed and row.person_id is not None]
    ranks = _ranks(rows) if rows else {}
    open_yet = [row for row in rows if row.task_id in ranks]  # the others somebody agreed since the run
    if not open_yet:
        raise Impossible("There is nothing proposed to agree to; it may have been agreed already.")
    agreed = Assignment.agree_many([(row.task, row.crew, ranks[row.task_id]) for row in open_yet], by=by)
    keep_first(open_yet, by=by)
    return agreed


def _ranks(rows: Sequence[ScheduledTask]) -> dict[int, float]:
    """A rank for each, between those of the agreed tasks that stand before and after it in her queue."""
    agreed = dict(Assignment.objects.filter(task__finished_at=None).values_list("task_id", "rank"))
    people = {row.person_id for row in rows}
    queues: dict[int, list[int]] = defaultdict(list)
    for person, task in (
        ScheduledTask.objects.filter(run=rows[0].run_id, person__in=people)
        .order_by("start", "rank", "pk")
        .values_list("person_id", "task_id")
    ):
        queues[person].append(task)
    ranks: dict[int, float] = {}
    for queue in queues.values():
        before = 0.0
        for place, task in enumerate(queue):
            if task in agreed:
                before = max(before, agreed[task])
                continue
            after = next((agreed[later] for later in queue[place + 1 :] if later in agreed), None)
            before = before + 1 if after is None or after <= before else (before + after) / 2
            ranks[task] = before
    return ranks
