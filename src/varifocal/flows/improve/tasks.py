"""Tasks on their way, from the log itself: planned, given to somebody, offered, begun, asked outside, done, opened
again; each with the moment it happened and by whose hand. What is no change of state (a new estimate, a word, a place
in the order) is no event."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import pairwise

from django.db.models import Case, Q, TextField, When
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce

from varifocal.flows.improve.measuring import END, START, Edge, spread
from varifocal.flows.improve.reading import BACK
from varifocal.flows.improve.steps import DAY
from varifocal.org.base.account import Account
from varifocal.org.base.acts import Change
from varifocal.org.base.permission import visible
from varifocal.org.work.task import Task

NAMES = (
    "Planned",
    "Given",
    "Offered",
    "Taken off",
    "Begun",
    "Asked",
    "In review",
    "Sent back",
    "Done",
    "Opened again",
)
"""In the order they are meant to come."""
PLANNED, GIVEN, OFFERED, TAKEN_OFF, BEGUN, ASKED, REVIEW, SENT_BACK, DONE, AGAIN = NAMES
VERBS = {
    "task.planned": PLANNED,
    "task.started": BEGUN,
    "task.finished": DONE,
    "task.reopened": AGAIN,
    "task.asked": ASKED,
    "handover.offered": OFFERED,
    "handover.given_back": TAKEN_OFF,
    "assignment.agreed": GIVEN,
    "assignment.released": TAKEN_OFF,
    "ask.sent_back": SENT_BACK,
    "ask.approved": DONE,
}
COLUMNS = {"doing": BEGUN, "review": REVIEW, "done": DONE, "todo": AGAIN}
"""What hanging a card in a column means."""
HUNG = "task.hung"
# What a change says is read only where it is needed: that takes longer than all else of a row.
OF_TASK = Case(
    When(~Q(noun="task"), then=Coalesce(KT("after__task_id"), KT("before__task_id"))),
    output_field=TextField(),
)
STATUS = Case(When(verb=HUNG, then=KT("after__status")), output_field=TextField())


@dataclass(frozen=True, slots=True)
class Done:
    """Something that was done with a task: what, when (seconds since 1970, UTC), by which account."""

    what: str
    at: float
    by: int | None


@dataclass(frozen=True, slots=True)
class TasksLived:
    """By task what was done with it, in the order it happened; and in which project each is."""

    by_task: dict[int, list[Done]]
    project: dict[int, int]


def tasks_lived(*, by: Account, today: date) -> TasksLived:
    """Of every task of a project that goes on or ended of late, as far as `by` may read its changes."""
    where = Q(project__ended_on=None) | Q(project__ended_on__gte=today - BACK)
    project = dict(Task.objects.visible_to(by).filter(where).order_by().values_list("pk", "project"))
    rows = (
        Change.objects.filter(visible(by, Change), verb__in=[*VERBS, HUNG], undoes=None)
        .filter(happened_at__gte=_since(today))
        .exclude(act__in=Change.objects.exclude(undoes=None).values("undoes"))
        .order_by("number")
        .values_list("verb", "noun", "record_id", OF_TASK, STATUS, "happened_at", "by")
    )
    found: dict[int, list[Done]] = defaultdict(list)
    for verb, noun, record, other, status, at, account in rows:
        task = record if noun == "task" else int(other or 0)
        what = _what(verb, status)
        if task in project and what and not _same(found[task], what, at.timestamp()):
            found[task].append(Done(what, at.timestamp(), account))
    lived = {task: sorted(events, key=lambda one: one.at) for task, events in found.items() if events}
    return TasksLived(lived, project)


def edges_of(it: TasksLived) -> list[Edge]:
    """Who follows whom among what was done with tasks, as `measuring.edges` tells it of steps; the cases are tasks."""
    days: dict[tuple[int, int], list[float]] = defaultdict(list)
    met: dict[tuple[int, int], dict[int, None]] = defaultdict(dict)
    count: Counter[tuple[int, int]] = Counter()
    place = {name: number for number, name in enumerate(NAMES)}
    for task, events in it.by_task.items():
        codes = [place[one.what] for one in events]
        pairs = [(START, codes[0]), *pairwise(codes)]
        if events[-1].what == DONE:
            pairs.append((codes[-1], END))
        for pair in pairs:
            count[pair] += 1
            met[pair][task] = None
        for number, pair in enumerate(pairs[1 : len(events)], start=1):
            days[pair].append((events[number].at - events[number - 1].at) / DAY)
    found = [Edge(*pair, times, spread(days[pair]), 0.0, tuple(met[pair])) for pair, times in count.items()]
    return sorted(found, key=lambda one: (-one.count, one.before, one.after))


def hands(it: TasksLived) -> tuple[int, int]:
    """How often a task went on by another hand than before, of how many times it went on at all."""
    pairs = [(before.by, now.by) for events in it.by_task.values() for before, now in pairwise(events)]
    known = [(before, now) for before, now in pairs if before is not None and now is not None]
    return sum(before != now for before, now in known), len(known)


def _what(verb: str, status: str | None) -> str:
    return COLUMNS.get(status or "", "") if verb == HUNG else VERBS[verb]


def _same(events: Sequence[Done], what: str, at: float) -> bool:
    """The same told twice, by the answer and by the task it ends."""
    return bool(events) and events[-1].what == what and at - events[-1].at < 1


def _since(today: date) -> datetime:
    return datetime.combine(today - BACK, time(), UTC)
