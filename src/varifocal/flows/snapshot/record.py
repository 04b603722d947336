"""What is past → the track record: what was estimated, asked and foretold, beside what came of it."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from statistics import median
from typing import Any

from django.db.models import OuterRef, Subquery

from varifocal.core import portfolio as core
from varifocal.flows.estimated import believed_before
from varifocal.flows.snapshot.hours import Hours, Spent
from varifocal.flows.snapshot.view import VIEW, Rows, float_or_none
from varifocal.org.runs.run import KeptForecast
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task

LAST_HOURS = 4.0
"""The effort of a task nobody estimated, where no finished one says better."""
PLANNED_AT_FIRST = timedelta(days=14)
"""Tasks added within two weeks of a project's opening are what was planned at first."""
FEWEST_DAYS, LONG_PAST = 3, 1.5
"""How late projects run is learned from those foretold to take so many days, once so many times those have passed."""
P80_SCORE = 0.8416


@dataclass(frozen=True, slots=True)
class Finished:
    """A finished task, as far as the track record asks."""

    id: int
    project: int
    kind: int | None
    kind_name: str | None
    is_wait: bool
    company: int | None
    asked_on: date | None
    added_on: date
    started_at: datetime | None
    finished_at: datetime
    hours: Hours


@dataclass(frozen=True, slots=True)
class _Course:
    """A project as far as the track record asks; on which day its tasks foretold it first, and what."""

    id: int
    kind: core.ProjectKind
    company: int | None
    manager: int | None
    opened: date
    ended: date | None
    on: date | None
    half: datetime | None
    most: datetime | None


@dataclass
class Past:
    """What is finished, with the hours `spent` on it and all `estimates`."""

    today: date
    spent: Spent
    estimates: Rows

    def record(self) -> core.TrackRecord:
        """What forecasts learn from."""
        courses = _courses()
        return core.TrackRecord(
            settled=tuple(self._settled()),
            answered=tuple(self._answered()),
            grown=tuple(self._grown(courses)),
            lasted=tuple(self._lasted(courses)),
        )

    def usual_hours(self) -> dict[int | None, float]:
        """The median a kind of work took here, and of all work under None."""
        took: dict[int | None, list[float]] = defaultdict(list)
        for task in self.finished:
            if task.hours.told > 0:
                took[task.kind].append(task.hours.told)
        every = [hours for own in took.values() for hours in own]
        usual: dict[int | None, float] = {kind: median(own) for kind, own in took.items()}
        usual[None] = median(every) if every else LAST_HOURS
        return usual

    @cached_property
    def finished(self) -> list[Finished]:
        """Every finished task; one query."""
        rows = (
            Task.objects.using(VIEW)
            .finished()
            .order_by("pk")
            .values_list(
                "pk", "project_id", "kind_id", "kind__name", "is_wait", "waits_on_id", "asked_on",
                "added_on", "started_at", "finished_at",
            )
        )  # fmt: skip
        found: list[list[Any]] = [[*row, self.spent.on_task.get(row[0], Hours())] for row in rows]
        return [Finished(*row) for row in found]

    def _settled(self) -> Iterator[core.Settled]:
        """Finished tasks: what was estimated, and what they took."""
        for task in self.finished:
            estimates = self.estimates[task.id]
            if task.is_wait or not estimates or task.hours.all <= 0:
                continue
            begun = (task.started_at or task.finished_at).date()
            believed, low, high, on = believed_before(estimates, begun)
            yield core.Settled(
                task=task.id,
                person=self.spent.doer(task.id),
                project=task.project,
                kind=task.kind_name or "",
                estimated=float(believed),
                actual=task.hours.all,
                finished=task.finished_at.date(),
                real=task.hours.real / task.hours.all,
                begun=on,
                low=float_or_none(low),
                high=float_or_none(high),
            )

    def _answered(self) -> Iterator[core.Answered]:
        """Outside parties: in how many days they answered."""
        for task in self.finished:
            if task.is_wait and task.asked_on is not None:
                days = (task.finished_at.date() - task.asked_on).days
                yield core.Answered(task.company, max(0.0, float(days)))

    def _grown(self, courses: list[_Course]) -> Iterator[core.Grown]:
        """Finished projects: what was planned at first, and what it took."""
        first: dict[int, float] = defaultdict(float)
        done = {one.id: one for one in courses if one.ended is not None}
        for task in self.finished:
            if task.project in done and task.added_on <= done[task.project].opened + PLANNED_AT_FIRST:
                estimates = self.estimates[task.id]
                first[task.project] += float(estimates[0][0]) if estimates else 0.0
        for pk, one in done.items():
            took = self.spent.on_project[pk].told
            if first[pk] > 0 and took > 0:
                yield core.Grown(pk, one.kind, first[pk], took)

    def _lasted(self, courses: list[_Course]) -> Iterator[core.Lasted]:
        """Projects whose time is over half as long again as was foretold at first: chosen by what was foretold and not
        by what came, so that those that are still late are among them."""
        for one in courses:
            if one.on is None or one.half is None or one.most is None:
                continue
            foretold, passed = (one.half.date() - one.on).days, (self.today - one.on).days
            if foretold >= FEWEST_DAYS and passed >= LONG_PAST * foretold:
                took = max(1, ((one.ended or self.today) - one.on).days)
                wide = max(0.0, math.log((one.most.date() - one.on).days / foretold) / P80_SCORE)
                yield core.Lasted(one.id, one.kind, foretold, wide, took, one.company, one.manager)


def _courses() -> list[_Course]:
    """Projects that were not let go, with what their tasks alone foretold of them at first, where that was kept."""
    first = KeptForecast.at_first(VIEW).filter(record_id=OuterRef("pk")).order_by("on")
    asked = {name: Subquery(first.values(name)[:1]) for name in ("on", "alone_p50", "alone_p80")}
    rows = (
        Project.objects.using(VIEW)
        .exclude(ending=Project.Ending.LET_GO)
        .annotate(**asked)
        .values_list("pk", "kind", "company", "manager", "opened_on", "ended_on", *asked)
    )
    return [_Course(pk, core.ProjectKind(kind), *more) for pk, kind, *more in rows]
