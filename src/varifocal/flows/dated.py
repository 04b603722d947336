"""The newest run in plain words and values, for whoever reads it outside the pages: who does what when, and which
dates it does not keep, as of any plan. Told whole; whom it may be told is the door's to know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from varifocal.org.base.organization import Organization
from varifocal.org.people.person import Person
from varifocal.org.runs.run import Run, ScheduledTask

MOMENT = timedelta(minutes=1)
"""A task that ends at midnight was done the day before."""


@dataclass(frozen=True, slots=True)
class NotKept:
    """A due date of a “project” or “task” (then `of` a project) that the plan misses: the day it is done instead."""

    noun: str
    id: int
    name: str
    of: str
    due: date
    done: date

    @property
    def days(self) -> int:
        """Calendar days late."""
        return (self.done - self.due).days


class Dated(NamedTuple):
    """When a task of a project is done (UTC), None where it has no place; and when both are due."""

    task: int
    name: str
    due: date | None
    project: int
    of: str
    project_due: date | None
    finish: datetime | None


def not_kept(run: Run) -> list[NotKept]:
    """Due dates of open projects and tasks the run does not keep, the latest first."""
    rows = (
        Dated(
            row.task_id,
            row.task.name,
            row.task.due,
            row.task.project.pk,
            row.task.project.name,
            row.task.project.due,
            row.finish if row.start is not None else None,
        )
        for row in _rows(run)
    )
    return missed(rows, ZoneInfo(Organization.here().zone))


def missed(rows: Iterable[Dated], zone: ZoneInfo) -> list[NotKept]:
    """Due dates that are not kept in a zone, the latest first; a project is done with the last of its tasks, and one of
    which part has no place is not told: nobody knows when it would be done."""
    found: list[NotKept] = []
    last: dict[int, tuple[Dated, date]] = {}
    homeless: set[int] = set()
    for row in rows:
        if row.finish is None:
            homeless.add(row.project)
            continue
        done = _day(row.finish, zone)
        if row.project not in last or done > last[row.project][1]:
            last[row.project] = (row, done)
        if row.due is not None and done > row.due:
            found.append(NotKept("task", row.task, row.name, row.of, row.due, done))
    for project, (row, done) in last.items():
        if project not in homeless and row.project_due is not None and done > row.project_due:
            found.append(NotKept("project", project, row.of, "", row.project_due, done))
    return sorted(found, key=lambda one: (-one.days, one.noun, one.id))


def dated(run: Run) -> Iterator[dict[str, Any]]:
    """Every open task as plain values, by its start: from when to when (UTC), by whom, in which project; what has no
    place comes last, with its reason."""
    names = dict(Person.objects.values_list("pk", "name"))
    far = datetime.max.replace(tzinfo=ZoneInfo("UTC"))
    for row in sorted(_rows(run), key=lambda row: (row.start or far, row.task_id)):
        yield {
            "task": row.task_id,
            "name": row.task.name,
            "project": row.task.project.name,
            "people": [names.get(person, "") for person in row.crew],
            "start": row.start.isoformat() if row.start else None,
            "finish": row.finish.isoformat() if row.finish else None,
            "due": row.task.due.isoformat() if row.task.due else None,
            "chance": row.chance,
            "proposed": row.proposed,
            "reason": row.unplanned,
        }


def _rows(run: Run) -> list[ScheduledTask]:
    return list(run.tasks.select_related("task__project").order_by("pk"))


def _day(finish: datetime, zone: ZoneInfo) -> date:
    return (finish - MOMENT).astimezone(zone).date()
