"""The newest run in plain words and values, for whoever reads it outside the pages: who does what when, and which
dates it does not keep. Told whole; whom it may be told is the door's to know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from varifocal.org.base.organization import Organization
from varifocal.org.people.person import Person
from varifocal.org.runs.run import Run, ScheduledTask
from varifocal.org.work.project import Project

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


def not_kept(run: Run) -> list[NotKept]:
    """Due dates of open projects and tasks the run does not keep, the latest first; a project is done with the last
    of its tasks, and one of which part has no place is not told: nobody knows when it would be done."""
    zone = ZoneInfo(Organization.here().zone)
    found: list[NotKept] = []
    last: dict[int, tuple[Project, date]] = {}
    homeless: set[int] = set()
    for row in _rows(run):
        project = row.task.project
        if row.start is None or row.finish is None:
            homeless.add(project.pk)
            continue
        done = _day(row.finish, zone)
        if project.pk not in last or done > last[project.pk][1]:
            last[project.pk] = (project, done)
        if row.task.due is not None and done > row.task.due:
            found.append(NotKept("task", row.task_id, row.task.name, project.name, row.task.due, done))
    for pk, (project, done) in last.items():
        if pk not in homeless and project.due is not None and done > project.due:
            found.append(NotKept("project", pk, project.name, "", project.due, done))
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
