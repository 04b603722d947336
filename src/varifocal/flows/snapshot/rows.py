"""Open tasks as the tables have them: what was said of each, its estimates, and the other ways it could be done in."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import FloatField
from django.db.models.functions import Cast

from varifocal.core import portfolio as core
from varifocal.core.values import Range
from varifocal.flows.snapshot.view import VIEW, Rows, float_or_none, grouped
from varifocal.org.work.mode import ModeNeed, TaskMode
from varifocal.org.work.task import Estimate, Task


class Open(NamedTuple):
    """A task that is open, as far as a portfolio asks."""

    pk: int
    name: str
    project_id: int
    kind_id: int | None
    priority: int
    release: date | None
    due: date | None
    deadline: date | None
    splittable: bool
    crew: int
    hours_left: Decimal | None
    is_wait: bool
    waits_on_id: int | None
    wait_days_low: Decimal | None
    wait_days: Decimal | None
    wait_days_high: Decimal | None
    asked_on: date | None
    added_on: date
    started_at: datetime | None


@dataclass(frozen=True, slots=True)
class Way:
    """A way a task is not planned in."""

    id: int
    name: str
    believed: Range
    demands: tuple[core.SkillDemand, ...]
    uses: tuple[core.Use, ...]


def open_tasks() -> list[Open]:
    """All of them; one query."""
    return [Open(*row) for row in Task.objects.using(VIEW).open().order_by("pk").values_list(*Open._fields)]


def all_estimates() -> Rows:
    """Of every task what was estimated (likely, low, high, on which day), the newest last; one query."""
    hours = (Cast(name, FloatField()) for name in ("likely", "low", "high"))
    return grouped(Estimate.objects.using(VIEW).order_by("pk").values_list("task_id", *hours, "on"))


def other_ways() -> dict[int, list[Way]]:
    """By task the ways it could be done in beside the one it is planned in; two queries."""
    ways: dict[int, list[Way]] = defaultdict(list)
    rows = TaskMode.objects.using(VIEW).filter(task__finished_at=None, current=False).exclude(likely=None)
    columns = ("pk", "task_id", "name", "likely", "low", "high")
    needs = grouped(
        ModeNeed.objects.using(VIEW)
        .filter(mode__task__finished_at=None, mode__current=False)
        .order_by("pk")
        .values_list("mode_id", "skill_id", "equipment_id", "level", "count")
    )
    for pk, task, name, likely, low, high in rows.order_by("pk").values_list(*columns):
        believed = range_of(likely, low, high)
        demands = [core.SkillDemand(skill, level, count) for skill, _, level, count in needs[pk] if skill]
        uses = [core.Use(equipment, count) for _, equipment, _, count in needs[pk] if equipment]
        ways[task].append(Way(pk, name, believed, tuple(demands), tuple(uses)))
    return ways


def range_of(likely: Any, low: Any, high: Any) -> Range:
    """What somebody believes, as it was written down."""
    return _believed(float(likely), float_or_none(low), float_or_none(high))


@lru_cache(maxsize=1024)
def _believed(likely: float, low: float | None, high: float | None) -> Range:
    """People estimate in few numbers: each is checked once."""
    return Range(likely, low, high)
