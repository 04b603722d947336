"""What is asked of the database about one person's day, all in one question."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import GreaterThan

from varifocal.core.values import monday_of
from varifocal.flows.moved import newest_planned
from varifocal.flows.today import handed, pieces, responsibilities
from varifocal.flows.together import Asked
from varifocal.org.base.account import Account
from varifocal.org.base.organization import Organization
from varifocal.org.decisions.decision import Decision
from varifocal.org.growth.mentorship import Mentorship
from varifocal.org.growth.praise import Praise
from varifocal.org.people.person import Absence, Person
from varifocal.org.work.ask import Ask
from varifocal.org.work.doing import Attendance, Comment
from varifocal.org.work.order import Assignment, Dependency
from varifocal.org.work.project import Project

PRAISE_LASTS = timedelta(days=7)
"""How long thanks stand on the page …"""
ANSWER_LASTS = timedelta(days=3)
"""… and an answer that came is news."""


def moments(now: datetime, today: date, zone: ZoneInfo) -> dict[str, Any]:
    """The days and moments `lists` looks from and to, by name; `today` is the date where she is, in that zone."""
    looked_back = today - responsibilities.LOOKED_BACK
    return {
        "midnight": datetime.combine(today, time.min, zone),
        "tomorrow": datetime.combine(today + timedelta(days=1), time.min, zone),
        "monday": monday_of(today),
        "just_answered": now - ANSWER_LASTS,
        "just_looked_in": _midnight(today - handed.LOOKED_IN_LASTS),
        "just_praised": today - PRAISE_LASTS,
        "of_late": _midnight(looked_back),
        "day_of_late": looked_back,
        "quiet_since": today - responsibilities.QUIET_AFTER,
    }


def _midnight(on: date) -> datetime:
    """The day's beginning in UTC, near enough for counts of weeks and found by the index."""
    return datetime.combine(on, time.min, UTC)


def lists(by: Account, *, run: Any, run_saw: Any, here: Any, today: Any, **at: Any) -> dict[str, Asked]:
    """All that stands on the page; only what her responsibilities ask for. Every value is a blank (`together_for`);
    `here` is the date in the organization's zone, `at` holds the other days and moments."""
    me = by.person_id or 0
    return {
        "grounds": _grounds(by, run_saw),
        "pieces": pieces.asked(by, run, here),
        **_her_day(by, me, today, at),
        **_said(by, me, at),
        **handed.asked(by, run, today, at["just_looked_in"]),
        **responsibilities.asked(by, run, today, at),
    }


def _grounds(by: Account, run_saw: Any) -> Asked:
    """Whether anything is here, and whether the plan's grounds moved since the run."""
    grounds = Organization.objects.annotate(
        moved=GreaterThan(newest_planned(), run_saw),
        has_projects=Exists(Project.objects.visible_to(by)),
        has_people=Exists(Person.objects.exclude(pk=by.person_id or 0)),
    )
    return grounds, {"moved": "moved", "has_projects": "has_projects", "has_people": "has_people"}


def _her_day(by: Account, me: int, today: Any, at: Mapping[str, Any]) -> dict[str, Asked]:
    """Her meetings and talks, what she is to decide or to look back on, whose work begins when hers is done, and who is
    away."""
    return {
        "meetings": (
            Attendance.objects.filter(
                person_id=me, meeting__end__gt=at["midnight"], meeting__start__lt=at["tomorrow"]
            ),
            {"name": "meeting__name", "title": "title", "start": "meeting__start", "end": "meeting__end"},
        ),
        "away": (
            Absence.objects.visible_to(by).filter(first__lte=today, last__gte=today),
            {"person": "person_id", "name": "person__name", "last": "last", "tasks": _managed_tasks_of(me)},
        ),
        "following": (
            Dependency.objects.visible_to(by).filter(
                before__assignments__person_id=me, before__finished_at=None, after__finished_at=None
            ),
            {"before": "before_id", "name": "after__name", "who": _first_hand()},
        ),
        "decisions": (
            Decision.objects.visible_to(by).wanting(today).filter(decider_id=me),
            {"id": "id", "question": "question", "state": "state", "due": "due"},
        ),
        "talks": (
            Mentorship.objects.visible_to(by).begun().filter(learner_id=me).exclude(next_talk=None),
            {"name": "mentor__name", "skill": "skill__name", "talk": "next_talk"},
        ),
    }


def _managed_tasks_of(me: int) -> Subquery:
    """How many open tasks of the projects she manages the absent person holds."""
    held = Assignment.objects.filter(
        person=OuterRef("person"),
        task__finished_at=None,
        task__project__manager_id=me,
        task__project__ended_on=None,
    )
    return Subquery(held.order_by().values("person").annotate(n=Count("pk")).values("n"))


def _first_hand() -> Subquery:
    first = Assignment.objects.filter(task=OuterRef("after")).order_by("pk")
    return Subquery(first.values("person__name")[:1])


def _said(by: Account, me: int, at: Mapping[str, Any]) -> dict[str, Asked]:
    """What others said to her: questions at her work, answers of clients, thanks."""
    return {
        "questions": (
            _open_questions(by, me),
            {"task": "task_id", "task_name": "task__name", "words": "words", "who": "person__name", "said": "said_at"},
        ),
        "client_answers": (
            Ask.objects.visible_to(by)
            .filter(Q(asker_id=me) | Q(task__project__manager_id=me), answered_at__gte=at["just_answered"])
            .exclude(task__project__ended_on__isnull=False),
            {
                "id": "id", "task": "task_id", "name": "task__name", "party": "task__waits_on__name",
                "who": "contact__name", "answer": "answer", "reply": "reply",
            },
        ),
        "praise": (
            Praise.objects.visible_to(by).filter(receiver_id=me, on__gte=at["just_praised"]),
            {"words": "words", "quiet": "quiet_words", "who": "giver__name", "on": "on"},
        ),
    }  # fmt: skip


def _open_questions(by: Account, me: int) -> QuerySet[Comment]:
    answered = Comment.objects.filter(task=OuterRef("task"), person_id=me, said_at__gt=OuterRef("said_at"))
    hers = Assignment.objects.filter(task=OuterRef("task"), person_id=me)
    return (
        Comment.objects.visible_to(by)
        .filter(Exists(hers) | Q(task__project__manager_id=me), task__finished_at=None, words__contains="?")
        .filter(kind=Comment.Kind.COMMENT)
        .exclude(person_id=me)
        .filter(~Exists(answered))
    )
