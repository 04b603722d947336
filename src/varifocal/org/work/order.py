"""What ties tasks to each other, to skills, to people and to days: needs, dependencies, pins, the agreed plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models

from varifocal.core.values import FIRST_DAY, LAST_DAY
from varifocal.org.base.account import Account
from varifocal.org.base.acts import verb
from varifocal.org.base.record import Record
from varifocal.org.base.refusals import Impossible
from varifocal.org.people.person import Person
from varifocal.org.people.skill import Skill
from varifocal.org.work.task import Task, TaskIsClosed


class SkillNeed(Record):
    """So many people at once with this skill at this level; without one, the need of the task's kind holds."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="needs")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(default=1)
    count = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["task", "skill"], name="one_need_a_skill"),)

    def __str__(self) -> str:
        return f"{self.task.name} needs {self.skill.name}"

    @classmethod
    @verb
    def need(cls, task: Task, skill: Skill, *, by: Account, level: int = 1, count: int = 1) -> SkillNeed:
        """The task needs this skill."""
        by.may("change", task)
        if not (1 <= level <= 5 and 1 <= count <= 50):
            raise Impossible("A level lies between 1 and 5, a count between 1 and 50.", field="level")
        held = cls.objects.filter(task=task, skill=skill).first()
        if held:
            return held.put("changed", by=by, level=level, count=count)
        return cls.add("needed", by=by, task=task, skill=skill, level=level, count=count)

    @classmethod
    @verb
    def need_many(cls, needs: Sequence[tuple[Task, Skill, int, int]], *, by: Account) -> list[SkillNeed]:
        """Needs of new tasks at once: (task, skill, level, count)."""
        for task in {task.pk: task for task, _, _, _ in needs}.values():
            by.may("change", task)
        rows = [cls(task=task, skill=skill, level=level, count=count) for task, skill, level, count in needs]
        return cls.add_many("needed", rows, by=by)

    @verb
    def waive(self, *, by: Account) -> None:
        """Not needed."""
        by.may("change", self.task)
        self.take(None).drop("waived", by=by)

    def scope(self) -> dict[str, Any]:
        """Seen with its project."""
        return self.task.scope()


class Dependency(Record):
    """One task is tied to another; lag in working hours of the organization, negative allowed."""

    class Kind(models.TextChoices):
        """Which end ties which."""

        FS = "FS", "Finish to start"
        SS = "SS", "Start to start"
        FF = "FF", "Finish to finish"
        SF = "SF", "Start to finish"

    before = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="followers")
    after = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="predecessors")
    kind = models.CharField(max_length=2, choices=Kind.choices, default=Kind.FS)
    lag = models.DecimalField(max_digits=8, decimal_places=2, default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["before", "after", "kind"], name="tied_once"),)

    def __str__(self) -> str:
        return f"{self.before.name} → {self.after.name}"

    def told_as(self) -> str:
        """Without the earlier task, which may belong to a project not everybody sees."""
        return f"what {self.after.name} waits for"

    @classmethod
    @verb
    def tie(
        cls, before: Task, after: Task, *, by: Account, kind: str = Kind.FS, lag: Decimal = Decimal(0)
    ) -> Dependency:
        """`after` comes after `before`; raises Impossible, naming the circle task by task."""
        by.may("change", after)
        return cls.tie_many([(before, after, kind, lag)], by=by)[0]

    @classmethod
    @verb
    def tie_many(cls, ties: Sequence[tuple[Task, Task, str, Decimal]], *, by: Account) -> list[Dependency]:
        """Many at once; either all or none."""
        for _, after, kind, _ in ties:
            by.may("change", after)
            if kind not in cls.Kind.values:
                raise Impossible(f"“{kind}” is no kind of dependency; use FS, SS, FF or SF.", field="kind")
        refuse_circles(ties, by)
        _refuse_twice(ties)
        rows = [cls(before=before, after=after, kind=kind, lag=lag) for before, after, kind, lag in ties]
        return cls.add_many("tied", rows, by=by)

    @verb
    def untie(self, *, by: Account) -> None:
        """They are independent."""
        by.may("change", self.after)
        self.take(None).drop("untied", by=by)

    def scope(self) -> dict[str, Any]:
        """Seen with the later task's project."""
        return self.after.scope()


class Pin(Record):
    """Somebody fixed who does a task, or when it starts; the planner keeps to it."""

    task = models.OneToOneField(Task, on_delete=models.CASCADE, related_name="pin")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    start = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.task.name} pinned"

    @classmethod
    @verb
    def fix(cls, task: Task, *, by: Account, person: Person | None = None, start: date | None = None) -> Pin:
        """Fix the person, the day, or both."""
        by.may("change", task)
        if task.is_closed:
            raise TaskIsClosed(task)
        if person is None and start is None:
            raise Impossible("Say whom or which day to fix.", field="person")
        held = cls.objects.filter(task=task).first()
        if start is not None and (held is None or held.start != start):
            _check_start(task, start)
        return (
            held.put("fixed", by=by, person=person, start=start)
            if held
            else cls.add("fixed", by=by, task=task, person=person, start=start)
        )

    @verb
    def loosen(self, *, by: Account) -> None:
        """The planner may choose again."""
        by.may("change", self.task)
        self.take(None).drop("loosened", by=by)

    def scope(self) -> dict[str, Any]:
        """Seen with its project."""
        return self.task.scope()


class Assignment(Record):
    """The agreed plan: who does a task, in which place of her order. A fact; dates follow from it."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="assignments", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="assignments")
    rank = models.FloatField(default=0)

    class Meta:
        ordering = ("rank", "pk")
        constraints = (models.UniqueConstraint(fields=["task", "person"], name="assigned_once"),)
        indexes = (models.Index(fields=["task", "id"], name="assignments_of_task"),)

    def __str__(self) -> str:
        return f"{self.person.name}: {self.task.name}"

    @classmethod
    @verb
    def agree(
        cls, task: Task, people: Iterable[Person], *, by: Account, rank: float | None = None
    ) -> list[Assignment]:
        """These people do it, in this place of their order (None: last, or where it already stands)."""
        by.may("assign", task)
        if task.is_closed:
            raise TaskIsClosed(task)
        return cls.agree_many([(task, [person.pk for person in people], rank)], by=by)

    @classmethod
    @verb
    def agree_many(
        cls, wanted: Sequence[tuple[Task, Sequence[int], float | None]], *, by: Account
    ) -> list[Assignment]:
        """Agree much at once: (task, ids of people, rank). Only what differs is written."""
        for task, _, _ in wanted:
            by.may("assign", task)
        return cls._agree(wanted, by)

    @classmethod
    def _agree(
        cls, wanted: Sequence[tuple[Task, Sequence[int], float | None]], by: Account
    ) -> list[Assignment]:
        held: dict[int, list[Assignment]] = defaultdict(list)
        for row in cls.objects.filter(task__in=[task.pk for task, _, _ in wanted]).select_related(
            "task__project", "person"
        ):
            held[row.task_id].append(row)
        last = cls.objects.aggregate(last=models.Max("rank"))["last"] or 0.0
        new: list[Assignment] = []
        for number, (task, people, rank) in enumerate(wanted, start=1):
            kept = {row.person_id: row for row in held[task.pk]}
            for person_id, row in kept.items():
                if person_id not in people:
                    row.drop("released", by=by)
                elif rank is not None:
                    row.put("ordered", by=by, rank=rank)
            standing = next(iter(kept.values())).rank if kept else last + number
            place = standing if rank is None else rank
            new += [cls(task=task, person_id=one, rank=place) for one in people if one not in kept]
        return cls.add_many("agreed", new, by=by)

    @classmethod
    @verb
    def renumber(cls, ranks: Mapping[int, float], *, by: Account) -> None:
        """Other ranks by task for the same order, which leave room for what is agreed beside it: nobody's work changes,
        so whoever may agree to that may do it."""
        for row in cls.objects.filter(task__in=list(ranks)).select_related("task__project", "person"):
            row.put("renumbered", by=by, rank=ranks[row.task_id])

    @classmethod
    @verb
    def take_on(cls, tasks: Sequence[Task], *, by: Account) -> list[Assignment]:
        """She does these herself, last in her order; what is agreed to be somebody else's stays theirs."""
        for task in tasks:
            by.may("take_on", task)
        if by.person_id is None:
            raise Impossible("Only a person can take on work; this sign-in belongs to nobody.")
        held = cls.objects.filter(task__in=[task.pk for task in tasks]).select_related("task", "person")
        for row in held:
            if row.person_id != by.person_id:
                raise Impossible(
                    f"“{row.task}” is agreed to be done by {row.person}; ask whoever manages the project."
                )
        hers = {row.task_id for row in held}
        return cls._agree([(task, [by.person_id], None) for task in tasks if task.pk not in hers], by)

    @verb
    def release(self, *, by: Account) -> None:
        """She does not do it; the planner proposes somebody."""
        by.may("assign", self.task)
        self.take(None).drop("released", by=by)

    def scope(self) -> dict[str, Any]:
        """Seen with its project."""
        return self.task.scope()


def refuse_circles(ties: Sequence[tuple[Task, Task, str, Decimal]], by: Account) -> None:
    """Raises Impossible when these ties, with those that stand, close a circle; the circle is named, as far as
    she sees it."""
    followers: dict[int, list[int]] = defaultdict(list)
    names = {task.pk: task.name for before, after, _, _ in ties for task in (before, after)}
    projects = {task.project_id for before, after, _, _ in ties for task in (before, after)}
    standing = Dependency.objects.filter(
        models.Q(before__project__in=projects) | models.Q(after__project__in=projects)
    )
    for row in standing.values_list("before_id", "after_id", "before__name", "after__name"):
        followers[row[0]].append(row[1])
        names[row[0]], names[row[1]] = row[2], row[3]
    for before, after, _, _ in ties:
        if path := _path(followers, after.pk, before.pk):
            seen = set(Task.objects.visible_to(by).filter(pk__in=path).values_list("pk", flat=True))
            circle = [
                names[step] if step in seen else "something you cannot see" for step in (before.pk, *path)
            ]
            raise Impossible(f"That would be a circle: {' → '.join(circle)}.", field="before")
        followers[before.pk].append(after.pk)


def _check_start(task: Task, start: date) -> None:
    if not FIRST_DAY <= start <= LAST_DAY:
        raise Impossible(f"{start} is no day for work.", field="start")
    if task.started_at is not None:
        raise Impossible(f"“{task.name}” has begun, so another day does not move it.", field="start")


def _refuse_twice(ties: Sequence[tuple[Task, Task, str, Decimal]]) -> None:
    standing = Dependency.objects.filter(after__project__in={after.project_id for _, after, _, _ in ties})
    known = set(standing.values_list("before_id", "after_id", "kind"))
    for before, after, kind, _ in ties:
        if (before.pk, after.pk, kind) in known:
            raise Impossible(f"“{after}” waits for “{before}” already.", field="other")
        known.add((before.pk, after.pk, kind))


def _path(followers: dict[int, list[int]], start: int, end: int) -> list[int]:
    trail, came_from = [start], {start: start}
    while trail:
        here = trail.pop()
        if here == end:
            path = [here]
            while path[-1] != start:
                path.append(came_from[path[-1]])
            return path[::-1]
        for step in followers.get(here, ()):
            if step not in came_from:
                came_from[step] = here
                trail.append(step)
    return []
