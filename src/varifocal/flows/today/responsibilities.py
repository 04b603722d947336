"""What her responsibilities ask: promises, people she leads or mentors, clients, far hours, news of her projects."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from varifocal.flows.proposed import proposals
from varifocal.flows.together import Asked
from varifocal.org.base.account import Account, Role
from varifocal.org.base.acts import Change, Head
from varifocal.org.base.permission import visible
from varifocal.org.growth.mentorship import Mentorship
from varifocal.org.growth.praise import Praise
from varifocal.org.people.person import Person
from varifocal.org.relations.company import Company
from varifocal.org.runs.run import GoalForecast, ProjectForecast
from varifocal.org.work.doing import TimeEntry, WeekAgreed
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task

LOOKED_BACK = timedelta(days=28)
"""So far back finished work and thanks are counted."""
QUIET_AFTER = timedelta(weeks=6)
MOST_NEWS = 120
LINES_READ = 5_000
"""News are looked for among so many of the newest lines of the log."""
NEWS = (
    "task.finished", "task.hung", "task.planned", "task.asked", "task.cut", "project.due_moved", "comment.said",
)  # fmt: skip
"""What somebody who was away wants to know of her projects."""


def asked(by: Account, run: Any, today: Any, at: Mapping[str, Any]) -> dict[str, Asked]:
    """Only what her roles ask for; `run`, `today` and what `at` holds may be blanks (`asking.moments`)."""
    me = by.person_id or 0
    lists = _promises(by, me, run) | _mentees(by, me, at["of_late"], at["day_of_late"])
    if by.has_role(Role.OWNER, Role.MANAGER):
        lists |= proposals(by, run) | _news(by, at["left_at"])
    if by.has_role(Role.OWNER, Role.LEAD):
        lists |= _led(by, me, today, at["of_late"])
    if by.has_role(Role.OWNER):
        lists |= _far_hours(by, me, at["monday"], today) | _without_care(by, at["quiet_since"])
    return lists


def _promises(by: Account, me: int, run: Any) -> dict[str, Asked]:
    """Forecasts of the projects she manages, all of them for an owner; and of the goals that are hers."""
    projects = ProjectForecast.objects.visible_to(by).filter(run_id=run, project__ended_on=None)
    if not by.has_role(Role.OWNER):
        projects = projects.filter(project__manager_id=me)
    goals = GoalForecast.objects.visible_to(by).filter(run_id=run, goal__ended_on=None, goal__owner_id=me)
    return {
        "promises": (
            projects.exclude(project__due=None).exclude(chance=None),
            {"id": "project_id", "name": "project__name", "due": "project__due", "chance": "chance",
             "mine": F("project__manager_id")},
        ),
        "goals": (
            goals,
            {"id": "goal_id", "name": "goal__name", "target": "goal__target", "chance": "chance",
             "sentence": "sentence"},
        ),
    }  # fmt: skip


def _mentees(by: Account, me: int, since: Any, day_since: Any) -> dict[str, Asked]:
    """Whom she mentors, with what each finished since then and how often each was thanked."""
    done = Task.objects.visible_to(by).filter(assignments__person=OuterRef("learner"), finished_at__gte=since)
    praised = Praise.objects.visible_to(by).filter(receiver=OuterRef("learner"), on__gte=day_since)
    learning = (
        Mentorship.objects.visible_to(by)
        .begun()
        .filter(mentor_id=me)
        .annotate(done=_count(done, "assignments__person"), praised=_count(praised, "receiver"))
    )
    fields = {
        "id": "id", "person": "learner_id", "name": "learner__name", "skill": "skill__name", "talk": "next_talk",
        "done": "done", "praised": "praised",
    }  # fmt: skip
    return {"mentees": (learning, fields)}


def _count(rows: QuerySet[Any], by: str) -> Coalesce:
    return Coalesce(Subquery(rows.order_by().values(by).annotate(n=Count("pk")).values("n")[:1]), 0)


def _news(by: Account, since: Any) -> dict[str, Asked]:
    """What others did in the projects she manages since then, the newest of it."""
    managed = Project.objects.filter(manager_id=by.person_id or 0, pk=OuterRef("project"))
    newest = Subquery(Head.objects.values(first=F("number") - LINES_READ)[:1])
    seen = Change.objects.filter(
        Exists(managed),  # asked of each line: `in` would have all lines of her projects read, however old
        visible(by, Change),
        number__gt=newest,
        verb__in=NEWS,
        happened_at__gte=since,
    )
    fields = {
        "number": "number", "verb": "verb", "label": "label", "by": "by_id", "who": "by__person__name",
        "login": "by__login", "is_house": "by__is_house", "finished_at": "after__finished_at",
    }  # fmt: skip
    return {"news": (seen.exclude(by_id=by.pk).order_by("-number")[:MOST_NEWS], fields)}


def _led(by: Account, me: int, today: Any, since: Any) -> dict[str, Asked]:
    """People she leads (an owner: everybody) and when each was last thanked; how many tasks everybody finished since
    then."""
    here = Person.objects.here(today).exclude(pk=me)
    led = here.filter(Q() if by.has_role(Role.OWNER) else Q(lead_id=me))
    seen = Q(praise_received__quiet=False) | Q(praise_received__giver_id=me)
    done = Task.objects.visible_to(by).filter(finished_at__gte=since, assignments__person__isnull=False)
    return {
        "led": (
            led.annotate(praised=Max("praise_received__on", filter=seen)),
            {"id": "id", "name": "name", "praised": "praised"},
        ),
        "finished": (
            done.order_by().values("assignments__person").annotate(tasks=Count("pk")),
            {"person": "assignments__person", "tasks": "tasks"},
        ),
    }


def _far_hours(by: Account, me: int, monday: Any, today: Any) -> dict[str, Asked]:
    """Her own week as agreed, and what she did in it."""
    return {
        "agreed": (
            WeekAgreed.objects.visible_to(by).filter(person_id=me, monday=monday),
            {"lines": "lines"},
        ),
        "worked": (
            TimeEntry.objects.visible_to(by).filter(person_id=me, on__gte=monday, on__lte=today),
            {"project": "project_id", "name": "project__name", "hours": "hours", "source": "source"},
        ),
    }


def _without_care(by: Account, since: Any) -> dict[str, Asked]:
    """Clients for whom somebody worked, and nobody since then; and projects nobody manages."""
    worked = TimeEntry.objects.visible_to(by).filter(project__company=OuterRef("pk"))
    quiet = (
        Company.objects.visible_to(by)
        .filter(Exists(worked), ~Exists(worked.filter(on__gte=since)), kind=Company.Kind.CLIENT)
        .annotate(last=Subquery(worked.order_by("-on").values("on")[:1]))
    )
    unmanaged = Project.objects.visible_to(by).open().filter(manager=None).exclude(kind=Project.Kind.STANDING)
    return {
        "quiet": (quiet, {"id": "id", "name": "name", "last": "last"}),
        "unmanaged": (unmanaged, {"id": "id", "name": "name"}),
    }
