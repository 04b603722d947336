"""What happened to somebody since two last talked, prepared from facts: so that nobody needs to remember it, or to ask
for a report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q, Sum

from varifocal.org.base.account import Account
from varifocal.org.growth.check_in import WORKLOAD, CheckIn
from varifocal.org.growth.growth_plan import GrowthStep
from varifocal.org.growth.mentorship import Mentorship
from varifocal.org.growth.praise import Praise
from varifocal.org.people.person import Person
from varifocal.org.people.skill import PersonSkill, Skill
from varifocal.org.work.doing import Meeting, TimeEntry
from varifocal.org.work.handover import Handover
from varifocal.org.work.order import SkillNeed
from varifocal.org.work.task import Estimate, Task

MOST = 6
"""Lines of each kind."""
STRUGGLED, OVERLOADED = 1.5, 1.15
"""Hours spent against those estimated; hours of a week against those she works."""
KNOWN, IDLE_AFTER = 3, timedelta(days=60)
"""From this level on a skill that was not asked for so long lies idle."""


@dataclass(frozen=True, slots=True)
class Happened:
    """One line: what kind (finished, struggled, praised, overloaded, idle, growth), in words, and the task it is
    about."""

    kind: str
    words: str
    task: int | None = None


def since(by: Account, person: Person, start: date, today: date) -> list[Happened]:
    """What `by` may know of how it went for that person from `start` to `today`, in seven queries."""
    moment = datetime.combine(start, time.min, UTC)
    done = list(
        Task.objects.visible_to(by)
        .filter(assignments__person=person, finished_at__gte=moment)
        .annotate(
            spent=Sum("hours__hours"),
            likely=Estimate.objects.filter(task=OuterRef("pk")).order_by("-pk").values("likely")[:1],
        )
        .order_by("-finished_at")[: MOST * 4]
    )
    return [
        *(Happened("finished", task.name, task.pk) for task in done[:MOST]),
        *_struggled(done),
        *_objections(by, person, moment),
        *_praised(by, person, start),
        *_overloaded(by, person, start, today),
        *_idle(by, person, today),
        *_growth(by, person, moment, today),
    ]


def _struggled(done: list[Task]) -> Iterator[Happened]:
    for task in done:
        spent, likely = task.spent, task.likely  # type: ignore[attr-defined]
        if spent and likely and float(spent) > STRUGGLED * float(likely):
            words = f"{task.name}: {float(spent):.0f} h instead of {float(likely):.0f}"
            yield Happened("struggled", words, task.pk)


def _objections(by: Account, person: Person, moment: datetime) -> Iterator[Happened]:
    rows = Handover.objects.visible_to(by).filter(taker=person, offered_at__gte=moment)
    rows = rows.filter(state=Handover.State.AGAINST).select_related("task")
    for one in rows[:MOST]:
        yield Happened("struggled", f"{one.task.name}: something stands against taking it", one.task_id)


def _praised(by: Account, person: Person, start: date) -> Iterator[Happened]:
    for one in (
        Praise.objects.visible_to(by).filter(receiver=person, on__gte=start).select_related("giver")[:MOST]
    ):
        yield Happened("praised", f"{one.giver.name}: {one.said}", one.task_id)


def _overloaded(by: Account, person: Person, start: date, today: date) -> Iterator[Happened]:
    """Weeks with more hours than she works, and weeks she called too much."""
    monday = start - timedelta(days=start.weekday())
    hours: dict[date, float] = {}
    entries = TimeEntry.objects.filter(person=person, on__gte=monday, on__lte=today)
    for on, spent in entries.values_list("on").annotate(sum=Sum("hours")):
        week = on - timedelta(days=on.weekday())
        hours[week] = hours.get(week, 0.0) + float(spent)
    usual = sum(
        (int(end[:2]) * 60 + int(end[3:]) - int(begin[:2]) * 60 - int(begin[3:])) / 60
        for day in person.week
        for begin, end in day
    )
    for week, spent in sorted(hours.items())[-MOST:]:
        if usual and spent > OVERLOADED * usual:
            yield Happened("overloaded", f"{spent:.0f} h in the week of {week.day} {week:%B}")
    for told in CheckIn.objects.visible_to(by).filter(person=person, monday__gte=monday):
        feeling = told.feeling
        if feeling.workload == max(WORKLOAD):
            yield Happened(
                "overloaded",
                f"“{WORKLOAD[feeling.workload]}”, said in the week of {told.monday.day} {told.monday:%B}",
            )


def _idle(by: Account, person: Person, today: date) -> Iterator[Happened]:
    asked_for = SkillNeed.objects.filter(
        Q(task__finished_at=None)
        | Q(task__finished_at__gte=datetime.combine(today - IDLE_AFTER, time.min, UTC)),
        skill=OuterRef("skill"),
        task__assignments__person=person,
    )
    rows = (
        PersonSkill.objects.visible_to(by)
        .filter(~Exists(asked_for), person=person, level__gte=KNOWN, skill__family=Skill.Family.CRAFT)
        .select_related("skill")
        .order_by("-level", "skill__name")
    )
    for row in rows[:2]:
        yield Happened("idle", f"{row.skill.name} was not asked for in {IDLE_AFTER.days} days")


def _growth(by: Account, person: Person, moment: datetime, today: date) -> Iterator[Happened]:
    """Time for learning that was kept free and not taken, and steps whose task was done."""
    talked = Meeting.objects.filter(
        people_time=True, start__gte=moment, attendances__person=OuterRef("learner"), end__date__lte=today
    ).filter(attendances__person=OuterRef("learner"))
    pairs = (
        Mentorship.objects.visible_to(by)
        .begun()
        .filter(learner=person, since__lt=moment.date())
        .filter(~Exists(talked))
        .select_related("mentor", "skill")
    )
    for pair in pairs[:2]:
        yield Happened("growth", f"No hour with {pair.mentor.name} on {pair.skill.name}")
    steps = GrowthStep.objects.visible_to(by).filter(plan__person=person, done_on__gte=moment.date())
    for step in steps.select_related("task")[:2]:
        yield Happened("growth", f"A step done: {step.task.name if step.task else step.said}")
