"""What the log tells of open tasks that were deleted: work that went without a word about scope, and what was cut."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from varifocal.org.base.acts import Change
from varifocal.org.work.task import Task


@dataclass
class Deleted:
    """Open tasks of a project that were deleted: hours nobody agreed to cut, whose they were; hours cut."""

    hours: float = 0.0
    people: list[int] = field(default_factory=list)
    cut: float = 0.0


def deleted(using: str) -> dict[int, Deleted]:
    """By project, what the log tells of deleted tasks: without a word about scope they are still its work."""
    rows: Iterable[tuple[Any, ...]] = (
        Change.objects.using(using)
        .filter(
            noun__in=("task", "estimate", "assignment"),
            verb__in=[
                f"{noun}.{verb}" for noun in ("task", "estimate", "assignment") for verb in ("removed", "cut")
            ],
            after__isnull=True,
        )
        .order_by("number")
        .values_list("verb", "record_id", "before", "project")
    )
    hours: dict[int, float] = {}
    people: dict[int, list[int]] = defaultdict(list)
    doomed: dict[int, tuple[str, int]] = {}
    for verb, record, before, project in rows:
        noun, _, how = verb.partition(".")
        if noun == "estimate":
            hours[before["task_id"]] = float(before["likely"])
        elif noun == "assignment":
            people[before["task_id"]].append(before["person_id"])
        elif before["finished_at"] is None:
            doomed[record] = (how, project)
    back = set(Task.objects.using(using).filter(pk__in=list(doomed)).values_list("pk", flat=True))
    told: dict[int, Deleted] = defaultdict(Deleted)
    for task, (how, project) in doomed.items():
        if task in back:
            continue
        if how == "cut":
            told[project].cut += hours.get(task, 0.0)
        else:
            told[project].hours += hours.get(task, 0.0)
            told[project].people += people[task]
    return told
