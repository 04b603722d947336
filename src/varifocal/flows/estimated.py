"""What finished tasks took beside what was estimated: a person's own for herself alone, a project's in aggregate.

The same outcomes teach the forecast: of whoever did most of a task, of confirmed hours alone, against the estimate that
stood when work began.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, Sum

from varifocal.core.forecast.track_record import ABSURD
from varifocal.flows.recorded import REAL
from varifocal.org.base.account import Account
from varifocal.org.work.doing import TimeEntry
from varifocal.org.work.project import Project
from varifocal.org.work.task import Estimate, Task

SEVERAL = 3
"""People whose tasks a project's figure must hold, so that it is nobody's own."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A finished task: its kind, hours estimated when work began and hours it took."""

    kind: str
    estimated: float
    actual: float
    who: int

    @property
    def ratio(self) -> float:
        """What it took over what was estimated."""
        return self.actual / self.estimated


def own(by: Account) -> list[Outcome]:
    """Of tasks she did most of; three queries. Told to nobody else."""
    hers = TimeEntry.objects.filter(person=by.person_id).order_by().values("task")
    tasks = Task.objects.visible_to(by).finished().filter(pk__in=hers, is_wait=False)
    return [one for one in _outcomes(tasks) if one.who == by.person_id]


def of_project(by: Account, project: Project) -> list[Outcome]:
    """Of all its tasks; nothing where fewer than three people did them. Three queries."""
    found = _outcomes(Task.objects.visible_to(by).finished().filter(project=project, is_wait=False))
    return found if len({one.who for one in found}) >= SEVERAL else []


def believed_before(estimates: Sequence[tuple[Any, ...]], begun: date) -> tuple[Any, Any, Any, date]:
    """The estimate that stood when work began (likely, low, high), and its day: later ones knew too much. The newest
    comes last."""
    before = [(likely, low, high, on) for likely, low, high, on in estimates if on <= begun]
    return before[-1] if before else (*estimates[0][:3], begun)


def _outcomes(tasks: Any) -> list[Outcome]:
    rows = tasks.order_by("pk").values_list("pk", "kind__name", "started_at", "finished_at")
    known = {pk: (kind or "", (started or finished).date()) for pk, kind, started, finished in rows}
    took: dict[int, list[tuple[float, int]]] = defaultdict(list)
    real: dict[int, float] = defaultdict(float)
    entries = TimeEntry.objects.filter(task__in=known).order_by().values_list("task_id", "person_id")
    for task, person, hours, confirmed in entries.annotate(
        all=Sum("hours"), real=Sum("hours", filter=Q(source__in=REAL))
    ):
        took[task or 0].append((float(hours), person))
        real[task or 0] += float(confirmed or 0)
    estimates: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for task, *one in (
        Estimate.objects.filter(task__in=known)
        .order_by("pk")
        .values_list("task_id", "likely", "low", "high", "on")
    ):
        estimates[task].append(tuple(one))
    return list(_sound(known, took, real, estimates))


def _sound(
    known: dict[int, tuple[str, date]],
    took: dict[int, list[tuple[float, int]]],
    real: dict[int, float],
    estimates: dict[int, list[tuple[Any, ...]]],
) -> Iterable[Outcome]:
    for task, (kind, begun) in known.items():
        actual = sum(hours for hours, _ in took[task])
        if not estimates[task] or actual <= 0 or real[task] < actual * (1 - 1e-3):
            continue
        estimated = float(believed_before(estimates[task], begun)[0])
        if estimated > 0 and 1 / ABSURD <= actual / estimated <= ABSURD:
            yield Outcome(kind, estimated, actual, max(took[task])[1])
