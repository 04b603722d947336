"""Handing over: what waits for her answer, what she said to look in, what she gave and how it stands."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import DateField, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce

from varifocal.flows.together import Asked
from varifocal.org.base.account import Account
from varifocal.org.people.person import Absence
from varifocal.org.runs.run import ScheduledTask
from varifocal.org.work.handover import Handover, RaisedHand
from varifocal.org.work.order import Assignment

LOOKED_IN_LASTS = timedelta(days=2)
"""How long it is news to the giver what was said to be left."""
FIELDS = {
    "id": "id", "seen": "version", "task": "task_id", "name": "task__name", "state": "state", "brief": "brief",
    "freedom": "freedom", "look_in": "look_in", "talk": "talk", "giver": "giver__name", "taker": "taker__name",
    "left": "left_then",
}  # fmt: skip


def asked(by: Account, run: Any, today: Any, just_looked_in: Any) -> dict[str, Asked]:
    """Hand-overs: what waits for her answer, what she said to look in, what she gave and how it stands; and who
    would like to do open work of hers."""
    me = by.person_id or 0
    seen = Handover.objects.visible_to(by)
    gave = Q(giver_id=me) | Q(giver=None, task__project__manager_id=me)
    taken = seen.standing().filter(state=Handover.State.TAKEN)
    has_none = ~Exists(Assignment.objects.filter(task=OuterRef("task")))
    back = seen.filter(gave, has_none, state=Handover.State.GIVEN_BACK, task__finished_at=None)
    later = Handover.objects.filter(task=OuterRef("task"), pk__gt=OuterRef("pk"))
    answers = seen.offered().filter(gave, state__in=(Handover.State.ASKED, Handover.State.AGAINST))
    hands = RaisedHand.objects.visible_to(by).filter(has_none, task__project__manager_id=me)
    return {
        "offers": (seen.offered().filter(taker_id=me), FIELDS),
        "look_ins": (taken.filter(taker_id=me, look_in__lte=today, looked_in_at=None), FIELDS),
        "answers": (answers, FIELDS),
        "given_back": (back.filter(~Exists(later), task__project__ended_on=None), FIELDS),
        "unsaid": (taken.filter(gave, look_in__lt=today, looked_in_at=None), FIELDS),
        "looked_in": (taken.filter(gave, looked_in_at__gte=just_looked_in), FIELDS),
        "away_inside": (
            _away_inside(by, taken.filter(gave), run, today),
            {
                "task": "task_id",
                "name": "task__name",
                "taker": "taker__name",
                "first": "first",
                "last": "last",
            },
        ),
        "wishes": (
            hands.filter(task__finished_at=None, task__project__ended_on=None),
            {"task": "task_id", "name": "task__name", "person": "person_id", "who": "person__name"},
        ),
    }


def _away_inside(by: Account, taken: QuerySet[Handover], run: Any, today: Any) -> QuerySet[Handover]:
    """Promises of hers whose taker is away before they should be done, by the plan, the due date or the day she
    looks in; each with the first such absence."""
    planned = ScheduledTask.objects.filter(run_id=run, task=OuterRef("task"))
    end = Coalesce(Cast(Subquery(planned.values("finish")[:1]), DateField()), F("task__due"), F("look_in"))
    away = Absence.objects.visible_to(by).filter(
        person=OuterRef("taker"), last__gte=today, first__lte=OuterRef("until")
    )
    first = away.order_by("first", "pk")
    return (
        taken.annotate(until=end)
        .filter(Exists(away))
        .annotate(first=Subquery(first.values("first")[:1]), last=Subquery(first.values("last")[:1]))
    )
