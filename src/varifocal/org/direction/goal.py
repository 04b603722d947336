"""What we want to be true by a date, and the numbers that say so."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models

from varifocal.core.values import FIRST_DAY, LAST_DAY
from varifocal.org.base.account import Account
from varifocal.org.base.acts import verb
from varifocal.org.base.record import Record
from varifocal.org.base.refusals import Impossible
from varifocal.org.direction.vision import Strategy, Vision
from varifocal.org.people.person import Person
from varifocal.org.people.seen_by import Guarded


class Goal(Guarded):
    """One step of the vision, with a date. Committed goals count in their parent's chance, stretch ones do not."""

    class Ending(models.TextChoices):
        """How a goal ended."""

        REACHED = "reached", "Reached"
        LET_GO = "let_go", "Let go"

    name = models.CharField(max_length=200)
    why = models.TextField(blank=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    strategy = models.ForeignKey(
        Strategy, null=True, blank=True, on_delete=models.SET_NULL, related_name="goals"
    )
    vision = models.ForeignKey(Vision, null=True, blank=True, on_delete=models.SET_NULL, related_name="goals")
    target = models.DateField()
    owner = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="goals_owned"
    )
    committed = models.BooleanField(default=True)
    set_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    ending = models.CharField(max_length=10, choices=Ending.choices, blank=True)

    keepers_of_sight = ("owner",)

    class Meta:
        ordering = ("target", "pk")

    def __str__(self) -> str:
        return self.name

    @classmethod
    @verb
    def set(cls, name: str, target: date, *, by: Account, on: date, **details: Any) -> Goal:
        """Set a goal: a name and a date are enough. `on` is today in the organization's zone."""
        by.may("set", details.get("parent") or cls)
        if not name.strip():
            raise Impossible("A goal needs a name.", field="name")
        _in_order(target, details.get("parent"), by)
        return cls.add_many("set", [cls(name=name.strip(), target=target, set_on=on, **details)], by=by)[0]

    @verb
    def rename(self, name: str, why: str, *, by: Account, seen: int) -> Goal:
        """Say it better."""
        by.may("change", self)
        if not name.strip():
            raise Impossible("A goal needs a name.", field="name")
        return self.take(seen, name=name, why=why).put(
            "renamed", by=by, told={"name": name.strip(), "why": why}
        )

    @verb
    def move_target(self, target: date, *, by: Account, seen: int, why: str = "") -> Goal:
        """Another date; hours already worked keep their reach."""
        by.may("change", self)
        _in_order(target, self.parent, by)
        return self.take(seen, target=target).put("target_moved", by=by, why=why, target=target)

    @verb
    def hand_to(self, owner: Person | None, *, by: Account, seen: int) -> Goal:
        """Who owns it."""
        by.may("change", self)
        return self.take(seen, owner=owner).put("handed", by=by, owner=owner)

    @verb
    def commit(self, committed: bool, *, by: Account, seen: int) -> Goal:
        """Committed, or a stretch."""
        by.may("change", self)
        return self.take(seen, committed=committed).put(
            "committed" if committed else "stretched", by=by, committed=committed
        )

    @verb
    def attach(
        self,
        *,
        by: Account,
        seen: int,
        parent: Goal | None = None,
        strategy: Strategy | None = None,
        vision: Vision | None = None,
    ) -> Goal:
        """What it serves: another goal, a strategy, or the vision itself."""
        by.may("change", self)
        _no_circle(self, parent, by)
        fields: dict[str, Any] = {"parent": parent, "strategy": strategy, "vision": vision}
        return self.take(seen, **fields).put("attached", by=by, **fields)

    @verb
    def amend(
        self,
        *,
        by: Account,
        seen: int,
        name: str,
        why: str,
        target: date,
        owner: Person | None,
        committed: bool,
        parent: Goal | None,
        strategy: Strategy | None,
        vision: Vision | None,
    ) -> Goal:
        """All of it in one act; each part that differs is noted as the verb it is."""
        by.may("change", self)
        serves: dict[str, Any] = {"parent": parent, "strategy": strategy, "vision": vision}
        told = {"name": name, "why": why, "target": target, "owner": owner, "committed": committed}
        self.take(seen, **told, **serves)
        if (name.strip(), why) != (self.name, self.why):
            self.rename(name, why, by=by, seen=self.version)
        if [self.parent, self.strategy, self.vision] != list(serves.values()):
            _in_order(target, parent, by)
            self.attach(by=by, seen=self.version, **serves)
        if target != self.target:
            self.move_target(target, by=by, seen=self.version)
        if committed != self.committed:
            self.commit(committed, by=by, seen=self.version)
        if owner != self.owner:
            self.hand_to(owner, by=by, seen=self.version)
        return self

    @verb
    def end(self, ending: str, on: date, *, by: Account, seen: int, why: str = "") -> Goal:
        """Reached, or let go."""
        by.may("change", self)
        return self.take(seen, ending=ending).put("ended", by=by, why=why, ending=ending, ended_on=on)

    @verb
    def reopen(self, *, by: Account, seen: int) -> Goal:
        """It is not over."""
        by.may("change", self)
        return self.take(seen).put("reopened", by=by, ending="", ended_on=None)

    @verb
    def remove(self, *, by: Account) -> None:
        """It was never meant."""
        by.may("change", self)
        if self.children.exists():
            raise Impossible(f"Other goals serve “{self}”; attach them elsewhere first.")
        self.take(None).drop("removed", by=by)

    def scope(self) -> dict[str, Any]:
        """Seen by those who see the goal."""
        return {"goal": self.pk, "guarded": self.is_guarded}

    @property
    def is_open(self) -> bool:
        """Neither reached nor let go."""
        return self.ended_on is None


class Measure(Record):
    """A number that says whether a goal is reached: from a baseline to a target."""

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="measures")
    name = models.CharField(max_length=200)
    unit = models.CharField(max_length=30, blank=True)
    baseline = models.DecimalField(max_digits=14, decimal_places=3)
    target = models.DecimalField(max_digits=14, decimal_places=3)
    baseline_on = models.DateField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name

    @classmethod
    @verb
    def define(
        cls,
        goal: Goal,
        name: str,
        baseline: Decimal,
        target: Decimal,
        *,
        by: Account,
        on: date,
        unit: str = "",
    ) -> Measure:
        """Say how we shall know."""
        by.may("change", goal)
        if baseline == target:
            raise Impossible(
                "Baseline and target are the same; then there is nothing to reach.", field="target"
            )
        return cls.add(
            "defined",
            by=by,
            goal=goal,
            name=name.strip(),
            unit=unit,
            baseline=baseline,
            target=target,
            baseline_on=on,
        )

    @verb
    def redefine(
        self, *, by: Account, seen: int, name: str, unit: str, baseline: Decimal, target: Decimal
    ) -> Measure:
        """Another name, unit, baseline or target."""
        by.may("change", self.goal)
        fields: dict[str, Any] = {"name": name, "unit": unit, "baseline": baseline, "target": target}
        return self.take(seen, **fields).put("redefined", by=by, **fields)

    @verb
    def read(self, on: date, value: Decimal, *, by: Account, note: str = "") -> Reading:
        """A dated value; a second one of the same day replaces the first."""
        by.may("read", self.goal)
        held = self.readings.select_for_update().filter(on=on).first()
        if held:
            return held.put("reread", by=by, value=value, note=note)
        return Reading.add("read", by=by, measure=self, on=on, value=value, note=note)

    @verb
    def remove(self, *, by: Account) -> None:
        """We measure otherwise."""
        by.may("change", self.goal)
        self.take(None).drop("removed", by=by)

    def scope(self) -> dict[str, Any]:
        """Seen with its goal."""
        return self.goal.scope()


class Reading(Record):
    """A dated value of a measure."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="readings")
    on = models.DateField()
    value = models.DecimalField(max_digits=14, decimal_places=3)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("on", "pk")
        constraints = (models.UniqueConstraint(fields=["measure", "on"], name="one_reading_a_day"),)

    def __str__(self) -> str:
        return f"{self.measure.name} {self.value:g} on {self.on}"

    def scope(self) -> dict[str, Any]:
        """Seen with its goal."""
        return self.measure.scope()


def _in_order(target: date, parent: Goal | None, by: Account) -> None:
    if not FIRST_DAY <= target <= LAST_DAY:
        raise Impossible(f"{target} is no date for a goal.", field="target")
    if parent is None or target <= parent.target:
        return
    if not _named(parent, by):
        raise Impossible(
            "What it serves is due earlier; a goal that serves another cannot be later.", field="target"
        )
    raise Impossible(
        f"“{parent}” is due {parent.target:%d %B %Y}; a goal that serves it cannot be later.", field="target"
    )


def _no_circle(goal: Goal, parent: Goal | None, by: Account) -> None:
    path, above = [goal.name], parent
    while above is not None:
        path.append(_named(above, by) or "something you cannot see")
        if above.pk == goal.pk:
            raise Impossible(f"That would be a circle: {' → '.join(path)}.", field="parent")
        above = above.parent


def _named(goal: Goal, by: Account) -> str:
    """Its name, for those who may know it."""
    seen = not goal.is_guarded or Goal.objects.visible_to(by).filter(pk=goal.pk).exists()
    return goal.name if seen else ""
