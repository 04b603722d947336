"""What Today reminds somebody of, at most a line each: a talk alone that is due, her week, a plan for growth whose day
comes. She lets each go, and it stays away for its time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from varifocal.flows.kept_free import ROOM, monday_of, wanted
from varifocal.org.base.account import Account
from varifocal.org.growth.check_in import CheckIn
from varifocal.org.growth.encouragement import PromptAnswer
from varifocal.org.growth.growth_plan import GrowthPlan
from varifocal.org.growth.one_to_one import OneToOne
from varifocal.org.people.person import Person

FRIDAY, SOON = 4, timedelta(days=14)
Kind = PromptAnswer.Kind


@dataclass(frozen=True, slots=True)
class Reminder:
    """`about` (talk, week, growth), whose key lets it go, the words, and the id of what it is about."""

    about: str
    key: str
    words: str
    id: int = 0


def reminders(by: Account, person: Person, today: date) -> list[Reminder]:
    """Of hers, one of each kind; `today` is the date where she is."""
    gone = set(
        PromptAnswer.objects.visible_to(by)
        .filter(kind=Kind.REMINDER, on__gte=today - timedelta(days=92))
        .values_list("key", flat=True)
    )
    found: dict[str, Reminder] = {}
    for one in (*_talks(by, person, today), *_week(person, today), *_growth(person, today)):
        if one.key not in gone:
            found.setdefault(one.about, one)
    return list(found.values())


def _talks(by: Account, person: Person, today: date) -> Iterator[Reminder]:
    """A talk whose week has come and that is not set to the hour, where she leads it; the longest due first."""
    due = {
        one.key[1]
        for one in wanted(today, of=person.pk)
        if one.key[0] == ROOM and one.monday <= monday_of(today) and one.people[0] == person.pk
    }
    rooms = OneToOne.objects.visible_to(by).going_on().filter(pk__in=due, next=None).select_related("person")
    for room in rooms if due else ():
        yield Reminder(
            "talk", f"talk:{room.pk}:{monday_of(today)}", f"A talk with {room.person.name} is due", room.pk
        )


def _week(person: Person, today: date) -> Iterator[Reminder]:
    """From Friday on, where she has not told how her week is."""
    monday = monday_of(today)
    if today.weekday() >= FRIDAY and not CheckIn.objects.filter(person=person, monday=monday).exists():
        yield Reminder("week", f"week:{monday}", "How was your week? Thirty seconds")


def _growth(person: Person, today: date) -> Iterator[Reminder]:
    """A plan of hers whose day comes within two weeks, with its next step."""
    plans = (
        GrowthPlan.objects.open().filter(person=person, by_when__lte=today + SOON).order_by("by_when", "pk")
    )
    for plan in plans[:1]:
        step = plan.steps.filter(done_on=None).select_related("task").first()
        following = (step.task.name if step.task else step.said) if step else plan.said
        yield Reminder("growth", f"growth:{plan.pk}:{plan.by_when}", f"Your next step: {following}", plan.pk)
