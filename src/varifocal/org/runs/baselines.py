"""Baselines: keeping a project's dates as the newest run has them, and finding the ones we go by."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q

from varifocal.org.base.account import Account
from varifocal.org.base.acts import verb
from varifocal.org.base.organization import Organization
from varifocal.org.base.refusals import Impossible
from varifocal.org.runs.run import ProjectForecast, Run, ScheduledTask
from varifocal.org.work.baseline import Baseline
from varifocal.org.work.order import Assignment
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task

Days = Mapping[int, tuple[date, date]]
"""The first and last day of each task."""

A_MOMENT = timedelta(minutes=1)
"""What ends at midnight ended the day before."""


@verb
def keep(project: Project, *, by: Account, on: date, words: str = "", days: Days | None = None) -> Baseline:
    """Keep the dates of a project as the newest run has them; of what is done, the days it was done. `on` is today.
    Tasks planned on other `days` since are kept on those, without the chance the run gave it.

    Raises Impossible where nothing was planned yet, and NotAllowed.
    """
    run = Run.latest_one()
    if run is None:
        raise Impossible("Nothing was planned yet; try again in a minute.")
    told = ProjectForecast.objects.filter(run=run, project=project).values_list("chance", flat=True).first()
    planned = days_of(project, run, Organization.here().zone)
    since = {task: days[task] for task in planned if task in days} if days else {}
    return Baseline.keep(
        project,
        planned | since,
        by=by,
        on=on,
        as_of=run.as_of,
        chance=None if since else told,
        words=words,
    )


def days_of(project: Project, run: Run, zone: str) -> dict[int, tuple[date, date]]:
    """The first and last day of each of its tasks, in the organization's zone: as planned, or as it was done."""
    rows = [
        *ScheduledTask.objects.filter(run=run, task__project=project, task__finished_at=None)
        .exclude(start=None)
        .order_by("task")
        .values_list("task", "start", "finish"),
        *Task.objects.filter(project=project)
        .finished()
        .exclude(started_at=None)
        .order_by("pk")
        .values_list("pk", "started_at", "finished_at"),
    ]
    there = ZoneInfo(zone)
    return {
        task: (
            start.astimezone(there).date(),
            max(start, finish - A_MOMENT).astimezone(there).date(),
        )
        for task, start, finish in rows
        if start is not None and finish is not None
    }


def keep_first(
    projects: Iterable[Project], run: Run, *, by: Account, days: Days | None = None
) -> list[Baseline]:
    """Of each of these that has none, where nothing waits for a yes or a place any more: the plan is agreed for the
    first time, and kept as the run has it, or on these `days`."""
    named = {project.pk: project for project in projects}
    known = set(Baseline.objects.filter(project__in=named).values_list("project_id", flat=True))
    waits = (
        ScheduledTask.objects.filter(run=run, task__project__in=named, task__finished_at=None)
        .filter(Q(proposed=True) | ~Q(unplanned=""))
        .exclude(task__in=Assignment.objects.order_by().values("task"))
        .values_list("task__project", flat=True)
    )
    done = named.keys() - known - set(waits)
    on = Organization.here().today(run.as_of)
    return [keep(named[pk], by=by, on=on, words="As first agreed", days=days) for pk in sorted(done)]


def newest_of(by: Account, project: Project) -> Baseline | None:
    """The baseline we go by: the newest one of a project, where she sees it."""
    return Baseline.objects.visible_to(by).filter(project=project).select_related("kept_by").first()


def days_behind(by: Account, projects: Collection[int]) -> dict[int, tuple[date, date]]:
    """The first and last day of each task as its project's newest baseline has it, of all these projects that she
    sees; one query."""
    found: dict[int, Baseline] = {}
    for one in Baseline.objects.visible_to(by).filter(project__in=projects):
        found.setdefault(one.project_id, one)
    return {task: days for one in found.values() for task, days in one.by_task.items()}
