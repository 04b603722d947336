"""Hours that were written down → what tasks and projects took, whose hours those are, and how many are real."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import FloatField, Sum

from varifocal.core.values import REAL_ENOUGH
from varifocal.flows.recorded import REAL
from varifocal.flows.snapshot.view import VIEW
from varifocal.org.work.doing import TimeEntry


@dataclass
class Hours:
    """What was spent on something, and how much of it somebody confirmed."""

    all: float = 0.0
    real: float = 0.0

    @property
    def told(self) -> float:
        """What it took, where enough of it is real to say so; else none."""
        return self.all if self.real >= self.all * REAL_ENOUGH else 0.0


class Spent:
    """All hours that were written down; read at once, in one query."""

    def __init__(self) -> None:
        self.on_task: dict[int, Hours] = defaultdict(Hours)
        self.on_project: dict[int, Hours] = defaultdict(Hours)
        self.did: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))
        """By project the hours of each person."""
        self._most: dict[int, tuple[float, int]] = {}
        self._read()

    def doer(self, task: int) -> int:
        """Who did most of a task. Raises KeyError for one nobody spent any time on."""
        return self._most[task][1]

    def _read(self) -> None:
        rows = (
            TimeEntry.objects.using(VIEW)
            .values_list("task_id", "project_id", "person_id", "source")
            .annotate(total=Sum("hours", output_field=FloatField()))
            .order_by()
        )
        for task, project, person, source, total in rows:
            hours = round(total, 2)  # what was written down has no more places
            real = hours if source in REAL else 0.0
            if project is not None:
                self.on_project[project].all += hours
                self.on_project[project].real += real
                self.did[project][person] += hours
            if task is None:
                continue
            spent = self.on_task[task]
            spent.all += hours
            spent.real += real
            if hours > self._most.get(task, (0.0, 0))[0]:
                self._most[task] = (hours, person)
