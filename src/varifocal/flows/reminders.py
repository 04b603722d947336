"""What Today reminds somebody of, at most a line each: a talk alone that is due, her week, a plan for growth whose day
comes, something that may strike and that she watches. She lets each go, and it stays away for its time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from varifocal.core.values import monday_of
from varifocal.flows.kept_free import ROOM, wanted
from varifocal.org.base.account import Account
from varifocal.org.growth.check_in import CheckIn
from varifocal.org.growth.encouragement import PromptAnswer
from varifocal.org.growth.growth_plan import GrowthPlan
from varifocal.org.growth.one_to_one import OneToOne
from varifocal.org.people.person import Person
from varifocal.org.work.risk import Risk

FRIDAY, SOON, WEEK = 4, timedelta(days=14), timedelta(days=7)
Kind = PromptAnswer.Kind


@dataclass(frozen=True, slots=True)
class Reminder:
    """`about` (talk, week, growth, risk), whose key lets it go, the words, the id of what it is about, and for a risk
    that of its project."""

    about: str
    key: str
    words: str
    id: int = 0
    project: int = 0


def reminders(by: Account, person: Person, today: date) -> list[Reminder]:
    """Of hers, one of each kind; `today` is the date where she is."""
    gone = set(
        PromptAnswer.objects.visible_to(by)
        .filter(kind=Kind.REMINDER, on__gte=today - timedelta(days=92))
        .values_list("key", flat=True)
    )
    found: dict[str, Reminder] = {}
    for one in (
        *_talks(by, person, today),
        *_week(person, today),
        *_growth(person, today),
        *_risks(by, person, today),
    ):
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


def _risks(by: Account, person: Person, today: date) -> Iterator[Reminder]:
    """What she watches, or nobody does in a project she manages, from a week before its last day on, until somebody
    says whether it struck; the first day first. Let go before that day, it comes back once it has passed."""
    hers = Q(watched_by=person) | Q(watched_by=None, project__manager=person)
    rows = Risk.objects.visible_to(by).wanting(today + WEEK).filter(hers).order_by("until", "pk")
    for one in rows.select_related("project")[:1]:
        over = one.until is not None and one.until < today
        words = f"Did “{one}” strike “{one.project}”?" if over else f"“{one}” may strike “{one.project}” soon"
        yield Reminder(
            "risk", f"risk:{one.pk}:{one.until}{':over' if over else ''}", words, one.pk, one.project_id
        )
