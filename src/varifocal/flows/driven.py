"""What moves a date most, as one account may read it; and what of somebody's own work does, for herself alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from varifocal.org.base.account import Account
from varifocal.org.runs.run import ProjectForecast, Run, ScheduledTask
from varifocal.org.work.opportunity import Opportunity
from varifocal.org.work.risk import Risk
from varifocal.org.work.task import Task

Drivers = Iterable[Mapping[str, Any]]
"""As a run keeps them, the most first: `kind`, `id`, `days` of the P80, and a `sentence`."""

NOUNS: Mapping[str, Any] = {
    "task": Task, "wait": Task, "queue": Task, "risk": Risk, "opportunity": Opportunity,
}  # fmt: skip
"""Of what a driver of this kind names one; the others name none."""

HERS = ("task", "queue")
"""Drivers that name a task somebody does."""
MOST = 5


@dataclass(frozen=True, slots=True)
class Own:
    """What one of her tasks moves, in words, and by how many days of the P80."""

    project: int
    name: str
    task: int
    days: float
    sentence: str


def seen_by(by: Account, drivers: Drivers) -> tuple[str, ...]:
    """Their sentences, without what names a finished task, a risk that is over, work that has come or is lost, or
    what she does not see."""
    return seen_of_each(by, [drivers])[0]


def seen_of_each(by: Account, lists: Iterable[Drivers]) -> list[tuple[str, ...]]:
    """The same of several dates; three queries at most."""
    each = [list(drivers) for drivers in lists]
    named: dict[Any, set[int]] = {}
    for one in (one for drivers in each for one in drivers):
        if noun := NOUNS.get(one["kind"]):
            named.setdefault(noun, set()).add(one["id"])
    seen = {noun: _seen(by, noun, ids) for noun, ids in named.items()}
    return [
        tuple(
            str(one["sentence"])
            for one in drivers
            if (noun := NOUNS.get(one["kind"])) is None or one["id"] in seen[noun]
        )
        for drivers in each
    ]


def own(by: Account) -> Sequence[Own]:
    """What of her own open work moves the end of a project most, the most first; two queries. Nobody else is told it of
    her: for all others it is a task that moves a date, never a person."""
    run = Run.objects.order_by("-pk").values("pk")[:1]
    told = ProjectForecast.objects.visible_to(by).filter(run__in=run, project__ended_on=None)
    found = [
        Own(row.project_id, row.project.name, one["id"], one["days"], str(one["sentence"]))
        for row in told.select_related("project").only("project__name", "drivers")
        for one in row.drivers
        if one["kind"] in HERS
    ]
    planned = ScheduledTask.objects.filter(run__in=run, task__in={one.task for one in found}).order_by()
    done_by = dict(planned.filter(task__finished_at=None).values_list("task", "crew"))
    hers = [one for one in found if by.person_id in done_by.get(one.task, ())]
    return sorted(hers, key=lambda one: (-one.days, one.project, one.task))[:MOST]


def _seen(by: Account, noun: Any, ids: set[int]) -> set[int]:
    rows = noun.objects.visible_to(by).open().filter(pk__in=ids)
    return set(rows.order_by().values_list("pk", flat=True))
