"""What happened to people lately that is worth a word: the facts of the work for the engine that notices, the same on
every page that offers one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from varifocal.core.people.noticing import (
    LOOK_BACK,
    Finished,
    Praised,
    Unblocked,
    WeekCarried,
    Worth,
    worth_a_word,
)
from varifocal.flows.grow_facts import hours_by_week
from varifocal.flows.together import Row, day, together
from varifocal.org.base.account import Account
from varifocal.org.base.organization import Organization
from varifocal.org.people.person import Person
from varifocal.org.people.skill import PersonSkill, Skill, level_words
from varifocal.org.work.doing import Comment, TimeEntry

WEEKS = 9
"""How far back weeks are looked at for a long overload."""


def noticed(
    by: Account, people: Sequence[Person], done: Sequence[Finished], words: Sequence[Praised], today: date
) -> tuple[Worth, ...]:
    """What is worth a word of these people, the weightiest first, from `done` of a year and `words` already said, as
    this account may see it. Two queries."""
    ids = {one.pk for one in people}
    found = _facts(by, ids, today)
    held = {(row["person"], row["skill"]): row["level"] for row in found["held"]}
    spent = hours_by_week(by, ids, today - timedelta(weeks=WEEKS))
    hours = {one.pk: one.hours_at_work for one in people}
    return worth_a_word(
        today,
        [_beside_hers(one, held.get((one.person, one.skill))) for one in done if one.person in ids],
        unblocked=_unblocked(found["freed"], found["worked"]),
        weeks=[WeekCarried(one, monday, total, hours[one]) for (one, monday), total in sorted(spent.items())],
        joined={one.pk: one.joined for one in people if one.joined is not None},
        skills={row["id"]: row["name"] for row in found["skills"]},
        levels=level_words(Organization.here()),
        praised=words,
    )


def _facts(by: Account, ids: set[int], today: date) -> dict[str, list[Row]]:
    start = datetime.combine(today - LOOK_BACK, time.min, UTC)
    freed = Comment.objects.visible_to(by).filter(
        kind=Comment.Kind.UNBLOCK, person__in=ids, said_at__gte=start
    )
    worked = TimeEntry.objects.filter(task__in=freed.order_by().values("task"))
    return together({
        "held": (
            PersonSkill.objects.visible_to(by).filter(person__in=ids),
            {"person": "person_id", "skill": "skill_id", "level": "level"},
        ),
        "skills": (Skill.objects.visible_to(by), {"id": "pk", "name": "name"}),
        "freed": (freed, {"task": "task_id", "name": "task__name", "person": "person_id", "on": "said_at"}),
        "worked": (worked, {"task": "task_id", "on": "on"}),
    })  # fmt: skip


def _beside_hers(one: Finished, level: int | None) -> Finished:
    """By how much it lay above what she can; of a skill nobody has said hers is, nothing is known."""
    return one if level is None else replace(one, above=max(0, one.level - level))


def _unblocked(freed: Sequence[Row], worked: Sequence[Row]) -> list[Unblocked]:
    """How long each task had stood: since anybody last noted an hour on it."""
    hours: dict[int, list[date]] = defaultdict(list)
    for row in worked:
        if (on := day(row["on"])) is not None:
            hours[row["task"]].append(on)
    found = []
    for row in freed:
        on = day(row["on"])
        before = [one for one in hours[row["task"]] if on is not None and one < on]
        if on is not None and before:
            found.append(Unblocked(row["task"], row["name"], row["person"], on, (on - max(before)).days))
    return found
