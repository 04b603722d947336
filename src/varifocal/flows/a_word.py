"""Who needs a word this week: facts of the shared work about people she leads, at most three, never a ranking.

Somebody finished something hard and nobody remarked; somebody has work due these two weeks that her plan cannot hold;
somebody comes back; a talk is due; a day we said we would look in. An owner hears of everybody, others of those they
lead, mentor, or handed something to; nobody else hears anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, Subquery

from varifocal.core.plan.words import day_text, quoted
from varifocal.core.values import monday_of
from varifocal.flows.together import Asked, Row, day
from varifocal.org.base.account import Account, Role
from varifocal.org.growth.mentorship import Mentorship
from varifocal.org.growth.praise import Praise
from varifocal.org.people.person import Absence, Person
from varifocal.org.runs.run import ScheduledTask
from varifocal.org.work.doing import Comment
from varifocal.org.work.handover import Handover
from varifocal.org.work.order import Assignment
from varifocal.org.work.task import Estimate, Task

MOST = 3
HARD = 12
"""Hours of a task that is no small thing."""
LONG_AWAY = timedelta(days=4)
TOO_MUCH = 2
"""So many tasks that will not hold are an overload."""
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Word:
    """A fact worth a word. `kind`: look_in, talk, load, back or done; `task` where it is about one, `pair` of a talk
    the two who learn together."""

    kind: str
    person: int
    name: str
    task: int | None = None
    task_name: str = ""
    on: date | None = None
    count: int = 0
    pair: int | None = None


def days(today: date) -> dict[str, Any]:
    """The days and moments `asked` looks from and to, by name."""
    monday = monday_of(today)
    return {
        "today": today,
        "since_monday": monday - timedelta(days=3),
        "next_monday": monday + WEEK,
        "monday_after": monday + 2 * WEEK,
        "a_week_ago": today - WEEK,
        "moment_ago": datetime.combine(today - WEEK, time.min, UTC),
    }


def asked(by: Account, run: Any, at: Mapping[str, Any]) -> dict[str, Asked]:
    """What to ask the database, to be read together with what else a page asks: the number of the run that is shown
    and `days`, or blanks for them (`together_for`)."""
    if by.is_guest or by.person_id is None:
        return {}
    me, today = by.person_id, at["today"]
    led = Person.objects.visible_to(by).here(today).exclude(pk=me)
    if not by.has_role(Role.OWNER):
        led = led.filter(lead_id=me)
    hers = led.order_by().values("pk")
    seen = Task.objects.visible_to(by)
    hard = Estimate.objects.filter(task=OuterRef("task")).order_by("-pk").values("likely")[:1]
    thanked = Praise.objects.visible_to(by).filter(receiver=OuterRef("person"), on__gte=at["a_week_ago"])
    remarked = Comment.objects.filter(task=OuterRef("task"), said_at__gte=OuterRef("task__finished_at"))
    return {
        "word_look_in": (
            Handover.objects.visible_to(by)
            .standing()
            .filter(giver_id=me, state=Handover.State.TAKEN, look_in=today, looked_in_at=None),
            {"person": "taker_id", "name": "taker__name", "task": "task_id", "task_name": "task__name"},
        ),
        "word_talk": (
            Mentorship.objects.visible_to(by)
            .begun()
            .filter(mentor_id=me)
            .filter(Q(next_talk=None) | Q(next_talk__lte=at["next_monday"], talk=None) | Q(next_talk__lt=today)),
            {"pair": "id", "person": "learner_id", "name": "learner__name", "on": "next_talk"},
        ),
        "word_back": (
            Absence.objects.visible_to(by).filter(
                person__in=hers,
                last__gte=at["since_monday"],
                last__lt=at["next_monday"],
                first__lte=F("last") - LONG_AWAY,
            ),
            {"person": "person_id", "name": "person__name", "on": "last"},
        ),
        "word_load": (
            ScheduledTask.objects.visible_to(by).filter(
                run_id=run,
                person__in=hers,
                proposed=False,
                task__finished_at=None,
                task__due__lt=at["monday_after"],
                finish__date__gt=F("task__due"),
            ),
            {"person": "person_id", "name": "person__name"},
        ),
        "word_done": (
            Assignment.objects.filter(
                ~Exists(thanked),
                ~Exists(remarked.exclude(person=OuterRef("person"))),
                person__in=hers,
                task__in=seen.filter(finished_at__gte=at["moment_ago"], is_wait=False).order_by().values("pk"),
            )
            .annotate(hard=Subquery(hard))
            .filter(hard__gte=HARD),
            {"person": "person_id", "name": "person__name", "task": "task_id", "task_name": "task__name"},
        ),
    }  # fmt: skip


def words(rows: Mapping[str, list[Row]], today: date) -> tuple[Word, ...]:
    """At most three, one of each kind first, each person once; what comes first is the kind, not the person."""
    kinds = [
        [_word("look_in", row) for row in _in_order(rows, "look_in")],
        [_word("talk", row) for row in _in_order(rows, "talk")],
        _overloaded(rows),
        [
            one
            for row in _in_order(rows, "back")
            if (one := _word("back", row)).on and _comes_back(one, today)
        ],
        [_word("done", row) for row in _in_order(rows, "done")],
    ]
    found: list[Word] = []
    while any(kinds) and len(found) < MOST:
        for kind in kinds:
            told = {one.person for one in found}
            kind[:] = [one for one in kind if one.person not in told]
            if kind and len(found) < MOST:
                found.append(kind.pop(0))
    return tuple(found)


def _in_order(rows: Mapping[str, list[Row]], kind: str) -> list[Row]:
    return sorted(rows.get(f"word_{kind}", ()), key=lambda row: (row.get("on") or "", row["name"]))


def _overloaded(rows: Mapping[str, list[Row]]) -> list[Word]:
    counted: dict[tuple[int, str], int] = {}
    for row in rows.get("word_load", ()):
        counted[row["person"], row["name"]] = counted.get((row["person"], row["name"]), 0) + 1
    told = sorted(counted.items(), key=lambda one: one[0][1])
    return [Word("load", pk, name, count=count) for (pk, name), count in told if count >= TOO_MUCH]


def _comes_back(one: Word, today: date) -> bool:
    """She is back since a few days, or will be this week."""
    return one.on is not None and one.on >= today - timedelta(days=3)


def _word(kind: str, row: Row) -> Word:
    task: Any = row.get("task")
    return Word(
        kind,
        row["person"],
        row["name"],
        task,
        row.get("task_name") or "",
        day(row.get("on")),
        pair=row.get("pair"),
    )


def word_says(one: Word, today: date) -> str:
    """A fact worth a word, in a sentence."""
    match one.kind:
        case "look_in":
            return f"You said you would look in on {one.name} today: {quoted(one.task_name)}."
        case "talk":
            return _talk_says(one, today)
        case "load":
            return f"{one.name} has {one.count} tasks due within two weeks that the plan has later."
        case "back":
            when = one.on + timedelta(days=1) if one.on else None
            verb = "is back since" if when and when <= today else "comes back"
            return f"{one.name} {verb} {day_text(when, today)}."
    return f"{one.name} finished {quoted(one.task_name)}, and nobody has said a word about it."


def _talk_says(one: Word, today: date) -> str:
    if one.on is None:
        return f"You and {one.name} learn together and have no talk set."
    if one.on < today:
        return f"Your talk with {one.name} of {day_text(one.on, today)} has passed; the next has no day yet."
    return f"Your talk with {one.name} is due {day_text(one.on, today)} and has no hour yet."
