"""What a week asks of the database beside balance, in one question."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, Subquery

from varifocal.core.values import WANTED_CHANCE
from varifocal.flows import a_word
from varifocal.flows.proposed import proposals
from varifocal.flows.together import Asked
from varifocal.flows.waiting import due_to_be_asked
from varifocal.org.base.account import Account, Role
from varifocal.org.decisions.decision import Decision
from varifocal.org.decisions.telling import Telling
from varifocal.org.decisions.week import DecidedLine, WeekHeld
from varifocal.org.runs.run import GoalForecast, ProjectForecast
from varifocal.org.work.handover import Handover
from varifocal.org.work.risk import Risk
from varifocal.org.work.task import Task


def lists(
    by: Account, is_planned: bool, *, run: Any, monday: Any, lately: Any, soon: Any, **at: Any
) -> dict[str, Asked]:
    """All that is looked at beside balance; every value is a blank (`together_for`)."""
    open_tasks = Task.objects.visible_to(by).open()
    asked: dict[str, Asked] = {
        "projects": (
            ProjectForecast.objects.visible_to(by)
            .filter(run_id=run, project__ended_on=None, chance__lt=WANTED_CHANCE)
            .exclude(project__due=None),
            {"id": "project_id", "name": "project__name", "due": "project__due", "chance": "chance",
             "who": "project__manager__name", "company": "project__company__name", "saves": "saves",
             "seen_by": "project__seen_by"},
        ),
        "goals": (
            GoalForecast.objects.visible_to(by).filter(
                run_id=run, goal__ended_on=None, goal__committed=True, chance__lt=WANTED_CHANCE
            ),
            {"id": "goal_id", "name": "goal__name", "due": "goal__target", "chance": "chance",
             "who": "goal__owner__name", "seen_by": "goal__seen_by"},
        ),
        "waits": (
            open_tasks.filter(due_to_be_asked(), is_wait=True),
            {"id": "id", "name": "name", "project": "project__name", "party": "waits_on__name", "asked": "asked_on",
             "seen_by": "project__seen_by"},
        ),
        "late": (
            open_tasks.filter(Q(due__lt=at["today"]) | Q(deadline__lt=at["today"]), is_wait=False),
            {"id": "id", "name": "name", "project": "project__name", "due": "due",
             "who": F("assignments__person__name"), "seen_by": "project__seen_by"},
        ),
        "dangers": (
            Risk.objects.visible_to(by).wanting(soon),
            {"id": "id", "name": "name", "project_id": F("project_id"), "project": "project__name", "until": "until",
             "who": "watched_by__name", "seen_by": "project__seen_by"},
        ),
        "questions": (
            Decision.objects.visible_to(by).wanting(soon),
            {"id": "id", "question": "question", "due": "due", "who": "decider__name", "state": "state",
             "review": "review_on"},
        ),
        "tellings": (
            Telling.objects.visible_to(by).filter(monday__gte=lately),
            {"id": "id", "kind": "kind", "monday": "monday", "company": "company__name", "who": "author__name",
             "sent": "sent_at"},
        ),
    }  # fmt: skip
    asked |= _meeting(by, monday) | a_word.asked(by, run, at)
    if is_planned and by.has_role(Role.OWNER, Role.MANAGER):
        asked |= proposals(by, run)
    return asked


def _meeting(by: Account, monday: Any) -> dict[str, Asked]:
    """The meeting of this week with its lines, and the lines of the last one that was closed."""
    weeks = WeekHeld.objects.visible_to(by)
    last = weeks.filter(monday__lt=monday).exclude(ended_at=None).order_by("-monday").values("pk")[:1]
    lines = DecidedLine.objects.visible_to(by)
    return {
        "held": (
            weeks.filter(monday=monday),
            {"id": "id", "monday": "monday", "began": "began_at", "ended": "ended_at", "who": "holder__name"},
        ),
        "lines": (lines.filter(Q(week__monday=monday) | Q(week__in=last)), _line_fields(by)),
    }


def _line_fields(by: Account) -> dict[str, Any]:
    tasks = Task.objects.visible_to(by).filter(pk=OuterRef("made_id"))
    decisions = Decision.objects.visible_to(by).filter(pk=OuterRef("made_id"))
    handed = Handover.objects.visible_to(by).filter(pk=OuterRef("made_id"))
    return {
        "id": "id", "monday": "week__monday", "key": "key", "sentence": "sentence", "act": "act", "words": "words",
        "who": "who__name", "by_when": "by_when", "made": "made_noun", "made_id": "made_id",
        "there": Exists(tasks), "finished": Subquery(tasks.values("finished_at")[:1]),
        "state": Subquery(decisions.values("state")[:1]), "choice": Subquery(decisions.values("choice")[:1]),
        "handed": Subquery(handed.values("state")[:1]), "of": "project__seen_by", "goal_of": "goal__seen_by",
        "decision_of": "decision__seen_by",
        "handed_done": Subquery(handed.values("task__finished_at")[:1]),
    }  # fmt: skip
