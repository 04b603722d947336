"""Ways a task could be done: other people, other equipment, other hours. The one it is done in is the task itself."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models

from varifocal.core.values import Range
from varifocal.org.base.account import Account
from varifocal.org.base.acts import verb
from varifocal.org.base.record import Record
from varifocal.org.base.refusals import Impossible
from varifocal.org.people.skill import Skill
from varifocal.org.work.believed import as_range, in_columns
from varifocal.org.work.equipment import Equipment, EquipmentNeed
from varifocal.org.work.order import SkillNeed
from varifocal.org.work.task import Estimate, Task, TaskIsClosed, effort_of

MOST = 8
AT_FIRST = "As first planned"


class TaskMode(Record):
    """A way (a mode) a task could be done in, and what it would take.

    A task with several has one that is `current`: what it needs, uses and takes is the task's own, so nobody who reads
    a task has to know of modes; the others keep theirs here until one of them is chosen.
    """

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="modes")
    name = models.CharField(max_length=80)
    current = models.BooleanField(default=False)
    likely = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    low = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    high = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["task", "name"], name="one_mode_a_name"),
            models.UniqueConstraint(
                fields=["task"], condition=models.Q(current=True), name="done_in_one_mode"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @classmethod
    @verb
    def name_one(
        cls,
        task: Task,
        name: str,
        effort: Range | str,
        *,
        by: Account,
        skill: Skill | None = None,
        level: int = 1,
        count: int = 1,
        equipment: Equipment | None = None,
        units: int = 1,
    ) -> TaskMode:
        """Another way to do it, and what that takes; without a skill, what its kind of work needs."""
        by.may("change", task)
        if task.is_closed:
            raise TaskIsClosed(task)
        if task.is_wait:
            raise Impossible("Nobody here works on what somebody outside answers.")
        name, believed = " ".join(name.split()), effort_of(effort)
        if not name or len(name) > 80:
            raise Impossible("Say what this way is called, in at most 80 letters.", field="name")
        if believed is None:
            raise Impossible("Say how many hours it takes so, or S, M or L.", field="effort")
        held = {one.name.casefold() for one in task.modes.all()}
        if name.casefold() in held | {AT_FIRST.casefold()}:
            raise Impossible(f"“{name}” is named already.", field="name")
        if len(held) > MOST:
            raise Impossible(f"{MOST} other ways are enough.", field="name")
        if not held:
            cls.add("kept", by=by, task=task, name=AT_FIRST, current=True)
        made = cls.add("named", by=by, task=task, name=name, **in_columns(believed))
        needs = [ModeNeed(mode=made, skill=skill, level=level, count=count)] if skill else []
        needs += [ModeNeed(mode=made, equipment=equipment, count=units)] if equipment else []
        for one in needs:
            one.must_be_possible()
        ModeNeed.add_many("needed", needs, by=by)
        return made

    @verb
    def choose(self, *, by: Account, on: date) -> TaskMode:
        """The task is done so from now on; what it needed, used and took until now is kept as the way it was."""
        by.may("change", self.task)
        task = self.task.take(None)
        if task.is_closed:
            raise TaskIsClosed(task)
        self.take(None)
        if self.current:
            return self
        was = TaskMode.objects.get(task=task, current=True)
        newest = task.estimates.order_by("-pk").first()
        kept = in_columns(newest.range) if newest else {}
        was.put("left", by=by, current=False, **kept)
        _keep(was, task, by)
        believed = None if self.likely is None else as_range(self.likely, self.low, self.high)
        self.put("chosen", by=by, current=True, likely=None, low=None, high=None)
        _bring_back(self, task, by)
        if believed is not None:
            task.put("re_estimated", by=by, hours_left=None)
            task.touch()
            Estimate.add_many("made", [Estimate.believed(task, believed, on)], by=by)
        return self

    @verb
    def strike(self, *, by: Account) -> None:
        """It is no way to do it any more."""
        by.may("change", self.task)
        self.take(None)
        if self.current:
            raise Impossible(f"“{self.task}” is done so; choose another way first.")
        others = TaskMode.objects.filter(task=self.task_id).exclude(pk=self.pk)
        rows = [self, *others] if len(others) == 1 else [self]
        TaskMode.drop_many(rows, "struck", by=by)

    @classmethod
    @verb
    def copy_many(cls, new: dict[int, Task], *, by: Account) -> None:
        """New tasks know the ways of those they are made from; `new` by the id of the old one."""
        for task in new.values():
            by.may("change", task)
        old = list(cls.objects.filter(task__in=new).order_by("pk"))
        columns = ("name", "current", "likely", "low", "high")
        rows = [cls(task=new[one.task_id], **{name: getattr(one, name) for name in columns}) for one in old]
        made = dict(zip((one.pk for one in old), cls.add_many("named", rows, by=by), strict=True))
        needs = ModeNeed.objects.filter(mode__in=made).order_by("pk")
        ModeNeed.add_many("needed", [one.of(made[one.mode_id]) for one in needs], by=by)

    def scope(self) -> dict[str, Any]:
        """Seen with its task."""
        return self.task.scope()


class ModeNeed(Record):
    """What a way to do a task would need that is not its own now: people with a skill, or pieces of equipment."""

    mode = models.ForeignKey(TaskMode, on_delete=models.CASCADE, related_name="needs")
    skill = models.ForeignKey(Skill, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(default=1)
    equipment = models.ForeignKey(
        Equipment, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    count = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(skill=None) ^ models.Q(equipment=None), name="a_skill_or_equipment"
            ),
        )

    def __str__(self) -> str:
        return f"{self.mode.name} needs {self.skill or self.equipment}"

    def must_be_possible(self) -> None:
        """Raises Impossible where nobody could ever be or have that."""
        if self.skill and not (1 <= self.level <= 5 and 1 <= self.count <= 50):
            raise Impossible("A level lies between 1 and 5, a count between 1 and 50.", field="level")
        if self.equipment and not 1 <= self.count <= max(1, self.equipment.count):
            raise Impossible(f"There are {self.equipment.count} of {self.equipment}.", field="units")

    def of(self, mode: TaskMode) -> ModeNeed:
        """The same need of another way, unwritten."""
        return ModeNeed(
            mode=mode,
            skill_id=self.skill_id,
            level=self.level,
            equipment_id=self.equipment_id,
            count=self.count,
        )

    def scope(self) -> dict[str, Any]:
        """Seen with its task."""
        return self.mode.task.scope()


def _keep(mode: TaskMode, task: Task, by: Account) -> None:
    """What the task needs and uses becomes what this way would need."""
    skills, uses = list(SkillNeed.objects.filter(task=task)), list(EquipmentNeed.objects.filter(task=task))
    kept = [ModeNeed(mode=mode, skill=one.skill, level=one.level, count=one.count) for one in skills]
    kept += [ModeNeed(mode=mode, equipment=one.equipment, count=one.count) for one in uses]
    ModeNeed.add_many("needed", kept, by=by)
    for rows in (skills, uses):
        if rows:
            type(rows[0]).drop_many(rows, "waived", by=by)


def _bring_back(mode: TaskMode, task: Task, by: Account) -> None:
    """What this way would need becomes what the task needs and uses."""
    needs = list(mode.needs.select_related("skill", "equipment"))
    SkillNeed.add_many(
        "needed",
        [
            SkillNeed(task=task, skill=one.skill, level=one.level, count=one.count)
            for one in needs
            if one.skill
        ],
        by=by,
    )
    EquipmentNeed.add_many(
        "needed",
        [
            EquipmentNeed(task=task, equipment=one.equipment, count=one.count)
            for one in needs
            if one.equipment
        ],
        by=by,
    )
    if needs:
        ModeNeed.drop_many(needs, "waived", by=by)
