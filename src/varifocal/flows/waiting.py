"""What is known of a wait: whether its time has come, the latest answer that keeps the date, and how long its party
usually takes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from django.db.models import Exists, F, OuterRef, Q

from varifocal.core import portfolio as core
from varifocal.core.forecast.answering import answers
from varifocal.flows.together import Row, day, moment, together
from varifocal.org.base.account import Account
from varifocal.org.runs.run import Run, ScheduledTask
from varifocal.org.work.order import Dependency
from varifocal.org.work.task import Task

USUAL_WAIT = 5.0
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Learned:
    """How long this party takes, in calendar days: four answers in five come between `low` and `high`;
    `count` past answers stand behind it."""

    low: float
    usual: float
    high: float
    count: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """`latest`: the last day an answer still keeps `promised`, by the newest plan; None where no date hangs on it
    or nothing is planned yet. `next_step`: the first piece of work behind it, and `behind` how many there are."""

    latest: date | None
    promised: date | None
    next_step: str
    behind: int
    learned: Learned | None


def due_to_be_asked() -> Q:
    """Of waits: those asked already, or that nothing of ours stands before any more."""
    before = Dependency.objects.filter(after=OuterRef("pk"), before__finished_at=None)
    return Q(Q(asked_on__isnull=False) | ~Exists(before))


def waiting(by: Account, task: Task, zone: ZoneInfo) -> Waiting:
    """All that is known of a wait, from what this account sees; two questions to the database.

    The latest answer: the newest plan says when each piece of work behind the wait starts and ends. If the first
    of it starts k working days later, all behind it is taken to end k working days later. So what is free between
    the last end and the due date may pass, and the answer has to be there the working day before. Working days
    are Monday to Friday; public holidays, and people who are taken on the later days, are not looked at.
    """
    newest = Run.objects.order_by("-pk").values("pk")[:1]
    inside = {"before__project": task.project_id, "after__project": task.project_id}
    found = together(
        {
            "ties": (
                Dependency.objects.visible_to(by).filter(**inside, after__finished_at=None),
                {"before": "before_id", "after": "after_id", "name": "after__name", "due": "after__deadline"},
            ),
            "plan": (
                ScheduledTask.objects.filter(run=newest, task__project=task.project_id),
                {"task": "task_id", "start": "start", "finish": "finish"},
            ),
            "past": (
                Task.objects.visible_to(by).filter(is_wait=True).exclude(finished_at=None).exclude(asked_on=None),
                {"company": F("waits_on_id"), "asked": "asked_on", "done": "finished_at"},
            ),
        }
    )  # fmt: skip
    behind, first = _behind(task.pk, found["ties"])
    names = {row["after"]: row["name"] for row in found["ties"]}
    promised = task.deadline or task.project.due
    return Waiting(
        latest=_latest(task, first, behind, found["plan"], promised, zone) if promised else None,
        promised=promised,
        next_step=names[min(first)] if first else "",
        behind=len(set().union(*behind.values())) if behind else 0,
        learned=_learned(task, found["past"], zone),
    )


def _behind(start: int, ties: list[Row]) -> tuple[dict[int, set[int]], list[int]]:
    """For each piece of work right behind the wait: itself and all behind it."""
    after: dict[int, set[int]] = defaultdict(set)
    for row in ties:
        after[row["before"]].add(row["after"])
    first = sorted(after[start])
    reached: dict[int, set[int]] = {}
    for one in first:
        found, ahead = {one}, [one]
        while ahead:
            for later in after[ahead.pop()] - found:
                found.add(later)
                ahead.append(later)
        reached[one] = found
    return reached, first


def _latest(
    task: Task, first: list[int], behind: dict[int, set[int]], plan: list[Row], promised: date, zone: ZoneInfo
) -> date | None:
    if not first or task.deadline:
        return promised
    planned = {
        row["task"]: (start.astimezone(zone).date(), finish.astimezone(zone).date())
        for row in plan
        if (start := moment(row["start"])) and (finish := moment(row["finish"]))
    }
    days = []
    for one in first:
        ends = [planned[later][1] for later in behind[one] if later in planned]
        if one in planned and ends:
            days.append(_moved(planned[one][0], _workdays(max(ends), promised) - 1))
    return min(days, default=None)


def _workdays(first: date, last: date) -> int:
    """Working days from one day to another; below nought where it lies before."""
    return int(np.busday_count(first, last)) if first <= last else -int(np.busday_count(last, first))


def _moved(start: date, days: int) -> date:
    moved: date = np.busday_offset(start, days, roll="backward").astype(object)
    return moved


def _learned(task: Task, past: list[Row], zone: ZoneInfo) -> Learned | None:
    """What the forecast reckons with, and on how many of this party's own answers it stands; None without any."""
    record = [
        core.Answered(
            row["company"], max(0.0, float((done.astimezone(zone).date() - asked) / timedelta(days=1)))
        )
        for row in past
        if (asked := day(row["asked"])) and (done := moment(row["done"]))
    ]
    count = sum(one.company == task.waits_on_id for one in record)
    if not count or task.waits_on_id is None:
        return None
    likely = float(task.wait_days or USUAL_WAIT)
    wait = core.Wait(
        task.waits_on_id,
        low=min(float(task.wait_days_low or likely * 0.4), likely),
        likely=likely,
        high=max(float(task.wait_days_high or likely * 2.5), likely),
    )
    low, usual, high = answers(core.TrackRecord(answered=tuple(record))).quantiles(wait, 0.1, 0.5, 0.9)
    return Learned(low, usual, high, count)


def next_step_of(task: Task) -> str:
    """The name of the first open work behind a wait in its project: all that a client is told of it."""
    ties = Dependency.objects.filter(before=task, after__project=task.project_id, after__finished_at=None)
    return ties.order_by("after_id").values_list("after__name", flat=True).first() or ""
