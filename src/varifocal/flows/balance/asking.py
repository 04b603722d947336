"""What balance asks of the database, in one question."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from django.db.models import Count, Min, Q, Sum
from django.db.models.functions import TruncDate

from varifocal.flows.together import Asked
from varifocal.org.base.account import Account
from varifocal.org.direction.goal import Goal, Reading
from varifocal.org.direction.vision import Strategy
from varifocal.org.runs.run import ProjectForecast, ScheduledTask
from varifocal.org.work.doing import TimeEntry, WeekAgreed
from varifocal.org.work.project import KindBefore, Project, Serving
from varifocal.org.work.task import Task


def lists(
    by: Account, kind: str, is_planned: bool, *, whose: Any, run: Any, monday: Any, today: Any, **since: Any
) -> dict[str, Asked]:
    """All that is looked at, for a kind of scope; every value is a blank (`together_for`)."""
    hers = TimeEntry.objects.visible_to(by).filter(_whose(kind, whose)).order_by()
    lately = {"on__gte": since["lately"], "on__lt": monday}
    agreed = WeekAgreed.objects.filter(_whose(kind, whose), monday__gte=since["lately"], monday__lt=monday)
    done = Task.objects.visible_to(by).filter(finished_at__gte=since["moment_since"])
    asked: dict[str, Asked] = {
        "projects": (
            Project.objects.visible_to(by),
            {"id": "id", "name": "name", "kind": "kind", "opened": "opened_on", "due": "due", "ended": "ended_on"},
        ),
        "servings": (
            Serving.objects.visible_to(by),
            {"project": "project_id", "goal": "goal_id", "share": "share", "since": "since", "until": "until",
             "then": "goal_date_then"},
        ),
        "kinds": (KindBefore.objects.visible_to(by), {"project": "project_id", "kind": "kind", "until": "until"}),
        "goals": (
            Goal.objects.visible_to(by),
            {"id": "id", "name": "name", "parent": "parent_id", "target": "target", "set_on": "set_on",
             "ended": "ended_on", "strategy": "strategy_id", "committed": "committed"},
        ),
        "strategies": (Strategy.objects.visible_to(by), {"id": "id", "name": "choice"}),
        "readings": (
            Reading.objects.visible_to(by).filter(on__gte=since["readings_since"]),
            {"goal": "measure__goal_id", "on": "on"},
        ),
        "hours": (
            hers.filter(on__gte=since["since"], on__lte=today)
            .values("on", "project_id", "people_time", "source")
            .annotate(sum=Sum("hours")),
            {"on": "on", "project": "project_id", "people_time": "people_time", "source": "source", "hours": "sum"},
        ),
        "finished": (
            done.annotate(on=TruncDate("finished_at", tzinfo=UTC)).values("project_id", "on").distinct(),
            {"project": "project_id", "on": "on"},
        ),
        # Everybody's: only their sum is told, and only where enough people stand behind it (see kept_weeks).
        "agreed": (agreed, {"person": "person_id", "monday": "monday", "lines": "lines"}),
        "worked": (
            hers.filter(person__in=agreed.values("person_id"), **lately)
            .values("person_id", "on", "project_id", "people_time")
            .annotate(sum=Sum("hours")),
            {"person": "person_id", "on": "on", "project": "project_id", "people_time": "people_time", "hours": "sum"},
        ),
    }  # fmt: skip
    return asked | (_planned(by, run) if is_planned else _unplanned(by))


def _unplanned(by: Account) -> dict[str, Asked]:
    """Open tasks before the first plan."""
    counted = Task.objects.visible_to(by).open().order_by().values("project_id", "is_wait")
    told = {"project": "project_id", "is_wait": "is_wait", "tasks": "tasks"}
    nothing = ScheduledTask.objects.none()
    return {
        "open": (counted.annotate(tasks=Count("pk")), told),
        "holders": (nothing, {}),
        "ahead": (nothing, {}),
        "forecasts": (nothing, {}),
    }


def _planned(by: Account, run: Any) -> dict[str, Asked]:
    """Open tasks with their place in the newest plan, who holds work of which project with a date, and the planned
    work of projects that may hold next and far hours."""
    planned = ScheduledTask.objects.visible_to(by).filter(run_id=run, task__finished_at=None).order_by()
    work = planned.filter(task__is_wait=False, person__isnull=False)
    own = work.exclude(task__project__kind__in=(Project.Kind.STANDING, Project.Kind.ORDERED))
    return {
        "open": (
            planned.values("task__project_id", "task__is_wait")
            .annotate(tasks=Count("pk"), left=Sum("hours"), first=Min("finish")),
            {"project": "task__project_id", "is_wait": "task__is_wait", "tasks": "tasks", "hours": "left",
             "finish": "first"},
        ),
        "holders": (
            work.exclude(task__project__due=None).values("person_id", "task__project_id").distinct(),
            {"person": "person_id", "project": "task__project_id"},
        ),
        "ahead": (
            own.exclude(finish=None),
            {"person": "person_id", "project": "task__project_id", "finish": "finish", "hours": "hours"},
        ),
        "forecasts": (
            ProjectForecast.objects.visible_to(by).filter(run_id=run),
            {"project": "project_id", "chance": "chance"},
        ),
    }  # fmt: skip


def _whose(kind: str, whose: Any) -> Q:
    """Rows of these people's; `whose` is the person or the team where the scope is one."""
    if kind == "me":
        return Q(person_id=whose)
    if kind == "team":
        return Q(person__memberships__team_id=whose)
    return Q()
