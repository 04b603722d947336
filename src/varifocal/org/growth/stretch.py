"""Work a level above hers, given to somebody so that she grows: what was said of its gain and price then, and beside
whom she does it. What came of it is evidence of her skill."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q

from varifocal.core.values import Range
from varifocal.org.base.account import Account
from varifocal.org.base.acts import verb
from varifocal.org.base.permission import allow, sight
from varifocal.org.base.record import Record, RecordSet
from varifocal.org.base.refusals import Impossible
from varifocal.org.growth.evidence import SkillEvidence
from varifocal.org.people.person import Person
from varifocal.org.people.seen_by import seen_through
from varifocal.org.people.skill import Skill
from varifocal.org.work.handover import Handover
from varifocal.org.work.order import Assignment
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task

HUNDREDTH = Decimal("0.01")


class Stretches(RecordSet["Stretch"]):
    """Rows of steps given."""

    def to_show(self, person: Person) -> Stretches:
        """Those of hers that are done and that no evidence of hers speaks of yet."""
        shown = SkillEvidence.objects.filter(
            person=OuterRef("person"), task=OuterRef("task"), skill=OuterRef("skill")
        )
        return self.filter(~Exists(shown), person=person).exclude(task__finished_at=None)


class Stretch(Record):
    """A task was offered to `person` to grow in `skill`, one level above hers (`level`: what it asks), instead of
    somebody, and `guide` looks in (`look_in`: her own task for it).

    `levels` and `hours` are what was reckoned then; `price` quotes the promises whose chance it moved: noun, id,
    points.
    """

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="stretches")
    instead_of = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    guide = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    look_in = models.ForeignKey(Task, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="+")
    level = models.PositiveSmallIntegerField()
    levels = models.DecimalField(max_digits=4, decimal_places=2)
    hours = models.DecimalField(max_digits=7, decimal_places=2)
    price = models.JSONField(default=list)
    offered_on = models.DateField()

    objects: ClassVar = Stretches.as_manager()

    class Meta:
        ordering = ("-offered_on", "-pk")

    def __str__(self) -> str:
        return self.task.name

    @classmethod
    @verb
    def offer(
        cls,
        task: Task,
        person: Person,
        guide: Person,
        skill: Skill,
        level: int,
        *,
        by: Account,
        on: date,
        at: datetime,
        look_in: date,
        longer: Range,
        looks: float,
        levels: float,
        hours: float,
        price: Sequence[dict[str, Any]] = (),
        instead_of: Person | None = None,
    ) -> Stretch:
        """Offer her the task as a step, “show me first”: believed to take her `longer`, with `looks` hours of the
        guide's in a task of its own. `on` is today in the organization's zone, `at` now (UTC). She takes it, or says
        what stands against it, as of every offer. Raises Impossible where it cannot be offered; nothing is written
        then.
        """
        by.may("assign", task)
        if guide.pk == person.pk:
            raise Impossible("Somebody else looks in.", field="guide")
        Handover.hand_over(
            task, person, by=by, at=at, on=on, look_in=look_in, freedom=Handover.Freedom.SHOW,
            brief=f"A step towards {skill.name} {level}. Take the time it takes; {guide.name} looks in.",
        )  # fmt: skip
        task.refresh_from_db()
        task.re_estimate(longer, by=by, seen=task.version, on=on)
        looking = Task.plan(
            task.project, f"Look in on “{task.name}”"[:200], by=by, on=on, effort=Range(round(looks, 2)),
            due=task.due,
        )  # fmt: skip
        Assignment.agree(looking, [guide], by=by)
        return cls.add(
            "offered", by=by, task=task, person=person, guide=guide, skill=skill, level=level,
            instead_of=instead_of, look_in=looking, offered_on=on, price=list(price),
            levels=Decimal(levels).quantize(HUNDREDTH), hours=Decimal(hours).quantize(HUNDREDTH),
        )  # fmt: skip

    @verb
    def show(self, on: date, *, by: Account) -> SkillEvidence:
        """It is done: she shows it as evidence of her skill, and asks whoever looked in to confirm it."""
        by.may("show", self)
        finished = self.task.finished_at
        if finished is None:
            raise Impossible("It is not done yet.")
        if not Stretch.objects.to_show(self.person).filter(pk=self.pk).exists():
            raise Impossible("It is shown already.")
        return SkillEvidence.show(
            self.person, self.skill, self.level, min(finished.date(), on), by=by, task=self.task,
            asked=self.guide,
        )  # fmt: skip

    def scope(self) -> dict[str, Any]:
        """Seen with its task."""
        return self.task.scope()


@allow(Stretch, "show", who="she herself")
def show(by: Account, one: Stretch) -> bool:
    """What she did."""
    return by.person_id is not None and by.person_id == one.person_id


@sight(Stretch, who="those who see the task's project")
def stretches_seen(by: Account) -> Q:
    """Who does what, and that it is a step, is seen with the work; only what is for everyone leads to one."""
    return seen_through(by, "task__project", Project)
