"""Saying yes: to what the run proposed for work nobody had placed, and to a proposal of another order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from django.db.models import Count, Q

from varifocal.core.portfolio.turns import Turn, day_in_turn, ranks, used
from varifocal.org.base.account import Account
from varifocal.org.base.acts import verb
from varifocal.org.base.organization import Organization
from varifocal.org.base.refusals import Impossible
from varifocal.org.runs.baselines import keep_first
from varifocal.org.runs.run import Proposal, ScheduledTask, stretches
from varifocal.org.work.equipment import EquipmentNeed
from varifocal.org.work.mode import ModeNeed, TaskMode
from varifocal.org.work.order import Assignment, Dependency, Pin
from varifocal.org.work.task import Task


@verb
def take(proposal: Proposal, *, by: Account) -> list[Assignment]:
    """Accept a proposal: choose the ways and write the assignments that differ; of a first plan its dates are kept as
    the baseline of each project that has none and of which all is agreed now. It is no proposal any more then, nor is
    another about the same tasks; what is worth proposing now is looked for anew.

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
    renumbered = {move["task"]: move["rank_after"] for move in proposal.moves if move.get("renumbered")}
    for move in (move for move in proposal.moves if move["task"] not in renumbered):
        task = tasks.get(move["task"])
        way = ways.get(move["mode"]) if "mode" in move else None
        changed = task is None or task.is_closed or sorted(held[task.pk]) != sorted(move["people_before"])
        if task is None or changed or ("mode" in move and (way is None or way.current or task.started_at)):
            raise Impossible("The plan was changed since this was proposed. Look at the newest proposals.")
        if way is not None:
            way.choose(by=by, on=Organization.here().today(proposal.run.as_of))
            task.refresh_from_db()
        wanted.append((task, move["people_after"], move["rank_after"]))
    agreed = Assignment.agree_many(wanted, by=by)
    Assignment.renumber(renumbered, by=by)
    days = {
        move["task"]: (date.fromisoformat(move["days"][0]), date.fromisoformat(move["days"][1]))
        for move in proposal.moves
        if "days" in move
    }
    if days:
        keep_first(
            {task.project for task in tasks.values() if task.pk in days}, proposal.run, by=by, days=days
        )
    _forget_about({task.pk for task, _, _ in wanted}, since=proposal.run_id)
    return agreed


def _forget_about(tasks: set[int], *, since: int) -> None:
    """Proposals, of a run and those after it, that move one of these tasks to others or to another place."""
    past = [
        one.pk
        for one in Proposal.objects.filter(run__gte=since)
        if not tasks.isdisjoint(move["task"] for move in one.moves if not move.get("renumbered"))
    ]
    Proposal.objects.filter(pk__in=past).delete()


@verb
def agree_to(scheduled: Iterable[ScheduledTask], *, by: Account) -> list[Assignment]:
    """Agree to who the run proposes for work nobody had placed, each in the place the run gave it; the dates of a
    project of which the whole plan is agreed so for the first time are kept as its baseline.

    Where it is to be done another way, that way is chosen. Raises NotAllowed where she may not assign one of them;
    nothing is written then.
    """
    rows = [row for row in scheduled if row.proposed and row.person_id is not None]
    agreed = dict(Assignment.objects.filter(task__finished_at=None).values_list("task_id", "rank"))
    open_yet = [row for row in rows if row.task_id not in agreed]  # the others somebody agreed since the run
    if not open_yet:
        raise Impossible("There is nothing proposed to agree to; it may have been agreed already.")
    for task in _outside_orders():
        agreed.pop(task, None)
    place = ranks(_turns(open_yet), agreed, {row.task_id for row in open_yet}, _waits_for())
    today = Organization.here().today(open_yet[0].run.as_of)
    for row in open_yet:
        if row.mode is not None:
            row.mode.choose(by=by, on=today)
    new = Assignment.agree_many([(row.task, row.crew, place.pop(row.task_id)) for row in open_yet], by=by)
    Assignment.renumber(place, by=by)
    keep_first({row.task.project for row in open_yet}, open_yet[0].run, by=by)
    return new


def _outside_orders() -> set[int]:
    """Open tasks whose rank does not count: pinned to a day, or begun and done in one piece."""
    begun = Task.objects.filter(finished_at=None, started_at__isnull=False).order_by()
    whole = Q(splittable=False) | Q(uses__isnull=False) | Q(people__gt=1)
    in_one = begun.annotate(people=Count("assignments", distinct=True)).filter(whole)
    pinned = Pin.objects.filter(task__finished_at=None, start__isnull=False).order_by()
    return {*in_one.values_list("pk", flat=True), *pinned.values_list("task", flat=True)}


def _waits_for() -> dict[int, list[int]]:
    """What each open task still depends on; what has begun waits for nothing to begin."""
    found: dict[int, list[int]] = defaultdict(list)
    begun = Q(after__started_at__isnull=False) | Q(after__is_wait=True, after__asked_on__isnull=False)
    links = Dependency.objects.filter(after__finished_at=None)
    links = links.exclude(begun, kind__in=(Dependency.Kind.FS, Dependency.Kind.SS))
    for before, after in links.values_list("before", "after"):
        found[after].append(before)
    return found


def _turns(rows: Sequence[ScheduledTask]) -> Iterator[Turn]:
    """All that the run of these rows has a place for, in its order."""
    uses: dict[int, list[int]] = defaultdict(list)
    open_uses = EquipmentNeed.objects.filter(task__finished_at=None)
    for task, equipment in open_uses.values_list("task_id", "equipment_id"):
        uses[task].append(used(equipment))
    others = {row.mode_id: row.task_id for row in rows if row.mode_id is not None}
    for task in others.values():
        uses[task] = []  # what the way it is done now uses is not what this one would
    of_modes = ModeNeed.objects.filter(mode__in=others).exclude(equipment=None)
    for mode, equipment in of_modes.values_list("mode_id", "equipment_id") if others else ():
        uses[others[mode]].append(used(equipment))
    placed = ScheduledTask.objects.filter(run=rows[0].run_id, start__isnull=False).order_by("rank", "pk")
    columns = ("task_id", "crew", "start", "finish", "pieces", "rank", "turn")
    for task, crew, start, finish, pieces, rank, turn in placed.values_list(*columns):
        day = day_in_turn(stretches(start, finish, pieces)[-1][0], rank)
        yield Turn(task, day, turn, frozenset((*crew, *uses[task])))
