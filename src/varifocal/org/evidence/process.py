"""A key process: a recurring way of working, a few steps on one page, chosen from the goals it decides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models

from varifocal.org.base.account import Account
from varifocal.org.base.acts import verb
from varifocal.org.base.record import Record
from varifocal.org.base.refusals import Impossible
from varifocal.org.direction.goal import Goal
from varifocal.org.people.skill import Skill
from varifocal.org.work.project import Project
from varifocal.org.work.task import TaskKind

MOST_STEPS = 7
MOST_REPEATS = 20
MOST_DAYS = Decimal(1_000)


@dataclass(frozen=True, slots=True)
class Step:
    """A step as somebody says it: its name, the kinds of task that belong to it (or that the client answers it), the
    skill it asks for, how often it may come in one project, within how many calendar days it should be over; `pk`
    where it stands already."""

    name: str
    kinds: tuple[int, ...] = ()
    outside: bool = False
    role: Skill | None = None
    repeats: int = 1
    days: Decimal | None = None
    pk: int | None = None


class Process(Record):
    """A way of working that recurs: its name, what it is for, which kinds of project go this way (none named: all)."""

    name = models.CharField(max_length=120, unique=True)
    purpose = models.CharField(max_length=300, blank=True)
    kinds = models.JSONField(default=list)
    chosen_on = models.DateField()

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name

    @classmethod
    @verb
    def choose(
        cls,
        name: str,
        steps: Sequence[Step],
        *,
        by: Account,
        on: date,
        goals: Iterable[Goal] = (),
        purpose: str = "",
        kinds: Iterable[str] = (),
    ) -> Process:
        """Choose a process: a name and its steps, and the goals it decides. `on` is today here."""
        by.may("choose", cls)
        said, chosen = _possible(steps), list(dict.fromkeys(goals))
        _goals_seen(chosen, by)
        made = cls.add(
            "chosen", by=by, name=_named(name), purpose=purpose.strip(), kinds=_kinds(kinds), chosen_on=on
        )
        ProcessStep.add_many("set_out", [made.step(one, place) for place, one in enumerate(said)], by=by)
        ProcessGoal.add_many("decided", [ProcessGoal(process=made, goal=goal) for goal in chosen], by=by)
        return made

    @verb
    def revise(
        self,
        name: str,
        steps: Sequence[Step],
        *,
        by: Account,
        seen: int,
        goals: Iterable[Goal],
        purpose: str = "",
        kinds: Iterable[str] = (),
    ) -> Process:
        """Say it anew: steps that stand are changed, others come or go, and so do the goals she sees."""
        by.may("change", self)
        said, chosen = _possible(steps), list(dict.fromkeys(goals))
        _goals_seen(chosen, by)
        self.take(seen, name=name, purpose=purpose)
        self.put("revised", by=by, name=_named(name, self), purpose=purpose.strip(), kinds=_kinds(kinds))
        self.touch()
        self._lay(said, by)
        held = {link.goal_id: link for link in ProcessGoal.objects.visible_to(by).filter(process=self)}
        for goal_id, link in held.items():
            if goal_id not in {goal.pk for goal in chosen}:
                link.drop("no_longer_decided", by=by)
        new = [ProcessGoal(process=self, goal=goal) for goal in chosen if goal.pk not in held]
        ProcessGoal.add_many("decided", new, by=by)
        return self

    @verb
    def remove(self, *, by: Account) -> None:
        """It is not looked at any more; what was adopted from it stays."""
        by.may("change", self)
        self.take(None).drop("removed", by=by)

    def step(self, said: Step, place: int) -> ProcessStep:
        """A step of it, not written yet."""
        return ProcessStep(process=self, place=place, **_told(said))

    def _lay(self, said: Sequence[Step], by: Account) -> None:
        held = {step.pk: step for step in self.steps.all()}
        kept = {one.pk for one in said if one.pk in held}
        for pk, step in held.items():
            if pk not in kept:
                step.drop("left_out", by=by)
        for place, one in enumerate(said):
            if one.pk in held:
                held[one.pk].put("revised", by=by, place=place, **_told(one))
        new = [self.step(one, place) for place, one in enumerate(said) if one.pk not in held]
        ProcessStep.add_many("set_out", new, by=by)


class ProcessStep(Record):
    """One step of a process, in its place: done by tasks of these kinds, or by an answer from outside."""

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="steps")
    place = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=60)
    kinds = models.JSONField(default=list)
    """Ids of kinds of task; one kind may belong to several steps, then the order of what was done decides."""
    outside = models.BooleanField(default=False)
    """Somebody outside answers: every wait is of this step."""
    role = models.ForeignKey(Skill, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    repeats = models.PositiveSmallIntegerField(default=1)
    days = models.DecimalField(max_digits=6, decimal_places=1, null=True, blank=True)

    class Meta:
        ordering = ("place", "pk")

    def __str__(self) -> str:
        return self.name


class ProcessGoal(Record):
    """A goal that a process decides."""

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="decides")
    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["process", "goal"], name="process_decides_once"),)

    def __str__(self) -> str:
        return f"what {self.process.name} decides"

    def scope(self) -> dict[str, Any]:
        """Seen with its goal."""
        return self.goal.scope()


def _told(said: Step) -> dict[str, Any]:
    return {
        "name": said.name.strip(),
        "kinds": sorted(set(said.kinds)),
        "outside": said.outside,
        "role": said.role,
        "repeats": said.repeats,
        "days": said.days,
    }


def _named(name: str, but: Process | None = None) -> str:
    name = name.replace("\x00", "").strip()
    if not name:
        raise Impossible("A process needs a name.", field="name")
    others = Process.objects.filter(name__iexact=name)
    if (others.exclude(pk=but.pk) if but else others).exists():
        raise Impossible(f"There is already a process “{name}”.", field="name")
    return name


def _possible(steps: Sequence[Step]) -> list[Step]:
    said = list(steps)
    if not 2 <= len(said) <= MOST_STEPS:
        raise Impossible(f"A process has two to {MOST_STEPS} steps; what needs more is two processes.")
    names = [one.name.strip().casefold() for one in said]
    if not all(names) or len(set(names)) < len(names):
        raise Impossible("Each step needs a name of its own.")
    for one in said:
        if not one.outside and not one.kinds:
            raise Impossible(
                f"Say which kinds of task belong to “{one.name}”, or that it is answered outside."
            )
        if one.outside and one.kinds:
            raise Impossible(f"“{one.name}” is either answered outside or done by kinds of task, not both.")
        if not 1 <= one.repeats <= MOST_REPEATS:
            raise Impossible(f"“{one.name}” may come between once and {MOST_REPEATS} times.")
        if one.days is not None and not 0 < one.days <= MOST_DAYS:
            raise Impossible(f"The days of “{one.name}” lie between one and {MOST_DAYS:,}.")
    if sum(one.outside for one in said) > 1:
        raise Impossible("Only one step can be answered outside: a wait does not say which it belongs to.")
    asked = {kind for one in said for kind in one.kinds}
    if TaskKind.objects.filter(pk__in=asked).count() < len(asked):
        raise Impossible("One of these kinds of task does not exist any more.")
    return said


def _kinds(kinds: Iterable[str]) -> list[str]:
    chosen = sorted(set(kinds))
    if set(chosen) - set(Project.Kind.values):
        raise Impossible("That is no kind of project.", field="kinds")
    return chosen


def _goals_seen(goals: Sequence[Goal], by: Account) -> None:
    if Goal.objects.visible_to(by).filter(pk__in=[goal.pk for goal in goals]).count() < len(goals):
        raise Impossible("There is no such goal.", field="goals")
