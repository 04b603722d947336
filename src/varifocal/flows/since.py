"""What happened to somebody since two last talked, prepared from facts: so that nobody needs to remember it, or to ask
for a report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from varifocal.core.values import monday_of
from varifocal.flows.together import Row, together
from varifocal.org.base.account import Account
from varifocal.org.growth.check_in import WORKLOAD, CheckIn
from varifocal.org.growth.growth_plan import GrowthStep
from varifocal.org.growth.mentorship import Mentorship
from varifocal.org.growth.praise import Praise
from varifocal.org.people.person import Person
from varifocal.org.people.skill import PersonSkill, Skill
from varifocal.org.work.doing import Meeting, TimeEntry
from varifocal.org.work.handover import Handover
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
    """What `by` may know of how it went for that person from `start` to `today`, in five queries."""
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
    rows = together({
        "against": (_against(by, person, moment), {"task": "task_id", "name": "task__name"}),
        "spent": (_entries(person, start, today), {"on": "on", "hours": "hours"}),
        "idle": (_unasked(by, person, today), {"name": "skill__name"}),
        "pairs": (_without_talk(by, person, moment, today), {"mentor": "mentor__name", "skill": "skill__name"}),
    })  # fmt: skip
    return [
        *(Happened("finished", task.name, task.pk) for task in done[:MOST]),
        *_struggled(done),
        *_objections(rows["against"]),
        *_praised(by, person, start),
        *_overloaded(by, person, start, rows["spent"]),
        *(
            Happened("idle", f"{row['name']} was not asked for in {IDLE_AFTER.days} days")
            for row in rows["idle"]
        ),
        *_growth(by, person, moment, rows["pairs"]),
    ]


def _struggled(done: list[Task]) -> Iterator[Happened]:
    for task in done:
        spent, likely = task.spent, task.likely  # type: ignore[attr-defined]
        if spent and likely and float(spent) > STRUGGLED * float(likely):
            words = f"{task.name}: {float(spent):.0f} h instead of {float(likely):.0f}"
            yield Happened("struggled", words, task.pk)


def _against(by: Account, person: Person, moment: datetime) -> QuerySet[Handover]:
    rows = Handover.objects.visible_to(by).filter(taker=person, offered_at__gte=moment)
    return rows.filter(state=Handover.State.AGAINST)[:MOST]


def _objections(rows: list[Row]) -> Iterator[Happened]:
    for row in rows:
        yield Happened("struggled", f"{row['name']}: something stands against taking it", row["task"])


def _praised(by: Account, person: Person, start: date) -> Iterator[Happened]:
    for one in (
        Praise.objects.visible_to(by).filter(receiver=person, on__gte=start).select_related("giver")[:MOST]
    ):
        yield Happened("praised", f"{one.giver.name}: {one.said}", one.task_id)


def _entries(person: Person, start: date, today: date) -> QuerySet[TimeEntry]:
    """Her hours from the Monday on in whose week it begins."""
    monday = monday_of(start)
    return TimeEntry.objects.filter(person=person, on__gte=monday, on__lte=today)


def _overloaded(by: Account, person: Person, start: date, entries: list[Row]) -> Iterator[Happened]:
    """Weeks with more hours than she works, and weeks she called too much."""
    monday = monday_of(start)
    hours: dict[date, float] = {}
    for row in entries:
        on = date.fromisoformat(row["on"][:10])
        week = monday_of(on)
        hours[week] = hours.get(week, 0.0) + float(row["hours"])
    usual = person.hours_at_work
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


def _unasked(by: Account, person: Person, today: date) -> QuerySet[PersonSkill]:
    """What she can do well and no work of hers asks for, nor asked for lately: by itself or by its kind."""
    asked_for = Task.objects.filter(
        Q(finished_at=None) | Q(finished_at__gte=datetime.combine(today - IDLE_AFTER, time.min, UTC)),
        Q(needs__skill=OuterRef("skill")) | Q(kind__skill=OuterRef("skill"), needs=None),
        assignments__person=person,
    )
    rows = PersonSkill.objects.visible_to(by).filter(
        ~Exists(asked_for), person=person, level__gte=KNOWN, skill__family=Skill.Family.CRAFT
    )
    return rows.order_by("-level", "skill__name")[:2]


def _without_talk(by: Account, person: Person, moment: datetime, today: date) -> QuerySet[Mentorship]:
    """Pairs she learns in that have not met."""
    talked = Meeting.objects.filter(
        people_time=True, start__gte=moment, attendances__person=OuterRef("learner"), end__date__lte=today
    ).filter(attendances__person=OuterRef("learner"))
    pairs = Mentorship.objects.visible_to(by).begun().filter(learner=person, since__lt=moment.date())
    return pairs.filter(~Exists(talked))[:2]


def _growth(by: Account, person: Person, moment: datetime, pairs: list[Row]) -> Iterator[Happened]:
    """Time for learning that was kept free and not taken, and steps whose task was done."""
    for row in pairs:
        yield Happened("growth", f"No hour with {row['mentor']} on {row['skill']}")
    steps = GrowthStep.objects.visible_to(by).filter(plan__person=person, done_on__gte=moment.date())
    for step in steps.select_related("task")[:2]:
        yield Happened("growth", f"A step done: {step.task.name if step.task else step.said}")
