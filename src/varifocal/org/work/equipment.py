"""Equipment that tasks share, when it is out of service, and which tasks use it: a studio, two cameras."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import models

from varifocal.core.values import FIRST_DAY, LAST_DAY
from varifocal.org.base.account import Account
from varifocal.org.base.acts import verb
from varifocal.org.base.record import Record
from varifocal.org.base.refusals import Impossible
from varifocal.org.work.task import Task

MOST = 1_000


class Equipment(Record):
    """So many of one kind of thing that tasks share; none of it, once it is gone."""

    name = models.CharField(max_length=80, unique=True)
    count = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @classmethod
    @verb
    def bring(cls, name: str, *, by: Account, count: int = 1) -> Equipment:
        """It is here, so many of it."""
        by.may("bring", cls)
        return cls.add("brought", by=by, **_possible(name, count, None))

    @verb
    def describe(self, *, by: Account, seen: int, name: str, count: int) -> Equipment:
        """Another name, or more or fewer of it."""
        by.may("describe", self)
        self.take(seen, name=name, count=count)
        return self.put("described", by=by, **_possible(name, count, self))


class Outage(Record):
    """So many of it are out of service, both days included: in repair, lent, rebuilt."""

    equipment = models.ForeignKey(Equipment, on_delete=models.CASCADE, related_name="outages")
    first = models.DateField()
    last = models.DateField()
    count = models.PositiveSmallIntegerField(default=1)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("first", "pk")

    def __str__(self) -> str:
        return f"{self.equipment.name} out of service {self.first} to {self.last}"

    @classmethod
    @verb
    def say(
        cls, equipment: Equipment, first: date, last: date, *, by: Account, count: int = 1, note: str = ""
    ) -> Outage:
        """It is not there on these days, or was not."""
        by.may("describe", equipment)
        fields = _days_possible(equipment, first, last, count)
        return cls.add("said", by=by, equipment=equipment, note=" ".join(note.split())[:200], **fields)

    @verb
    def move(self, first: date, last: date, *, by: Account, seen: int, count: int = 1) -> Outage:
        """Other days, or more or fewer of it."""
        by.may("describe", self.equipment)
        self.take(seen, first=first, last=last, count=count)
        return self.put("moved", by=by, **_days_possible(self.equipment, first, last, count))

    @verb
    def lift(self, *, by: Account) -> None:
        """It is there after all."""
        by.may("describe", self.equipment)
        self.take(None).drop("lifted", by=by)


class EquipmentNeed(Record):
    """A task keeps so many of it from its start to its finish, and is done in one piece."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="uses")
    equipment = models.ForeignKey(Equipment, on_delete=models.CASCADE, related_name="users")
    count = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["task", "equipment"], name="one_use_an_equipment"),)

    def __str__(self) -> str:
        return f"{self.task.name} uses {self.equipment.name}"

    @classmethod
    @verb
    def need(cls, task: Task, equipment: Equipment, *, by: Account, count: int = 1) -> EquipmentNeed:
        """The task uses so many of it. Raises Impossible where there are fewer."""
        by.may("change", task)
        if not 1 <= count <= max(1, equipment.count):
            are = "is one" if equipment.count == 1 else f"are {equipment.count}"
            raise Impossible(f"There {are} of {equipment}; say how many of them it uses.", field="count")
        held = cls.objects.filter(task=task, equipment=equipment).first()
        if held:
            return held.put("changed", by=by, count=count)
        return cls.add("needed", by=by, task=task, equipment=equipment, count=count)

    @classmethod
    @verb
    def need_many(cls, needs: Sequence[tuple[Task, Equipment, int]], *, by: Account) -> list[EquipmentNeed]:
        """What new tasks use, at once."""
        for task in {task.pk: task for task, _, _ in needs}.values():
            by.may("change", task)
        rows = [cls(task=task, equipment=equipment, count=count) for task, equipment, count in needs]
        return cls.add_many("needed", rows, by=by)

    @verb
    def waive(self, *, by: Account) -> None:
        """Not used."""
        by.may("change", self.task)
        self.take(None).drop("waived", by=by)

    def scope(self) -> dict[str, Any]:
        """Seen with its task."""
        return self.task.scope()


def _possible(name: str, count: int, held: Equipment | None) -> dict[str, Any]:
    name = " ".join(name.split())
    if not name or len(name) > 80:
        raise Impossible("Say what it is called, in at most 80 letters.", field="name")
    others = Equipment.objects.filter(name__iexact=name)
    if (others.exclude(pk=held.pk) if held else others).exists():
        raise Impossible(f"“{name}” is in the list; say there how many there are.", field="name")
    if not 0 <= count <= MOST:
        raise Impossible(f"There are between none and {MOST:,} of it.", field="count")
    return {"name": name, "count": count}


def _days_possible(equipment: Equipment, first: date, last: date, count: int) -> dict[str, Any]:
    for name, day in (("first_day", first), ("last_day", last)):
        if not FIRST_DAY <= day <= LAST_DAY:
            raise Impossible(f"{day} is no day for work.", field=name)
    if last < first:
        raise Impossible("The last day lies before the first.", field="last_day")
    if not 1 <= count <= max(1, equipment.count):
        are = "is one" if equipment.count == 1 else f"are {equipment.count}"
        raise Impossible(f"There {are} of {equipment}; say how many of them are out.", field="count")
    return {"first": first, "last": last, "count": count}
