"""Work with an end and an outcome, and the goals it serves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.db import models

from varifocal.core.values import FIRST_DAY, LAST_DAY
from varifocal.org.base.account import Account
from varifocal.org.base.acts import verb
from varifocal.org.base.record import Record, RecordSet
from varifocal.org.base.refusals import Impossible
from varifocal.org.direction.goal import Goal
from varifocal.org.people.person import Person
from varifocal.org.people.seen_by import Guarded
from varifocal.org.relations.company import Company

MOST_MONEY = Decimal(10) ** 10


class Projects(RecordSet["Project"]):
    """Rows of projects."""

    def open(self) -> Projects:
        """Not ended."""
        return self.filter(ended_on=None)

    def ended(self) -> Projects:
        """Finished or let go."""
        return self.exclude(ended_on=None)


class StandingPurpose(Record):
    """Why work that keeps the house running is done, with a service level instead of a date."""

    name = models.CharField(max_length=160, unique=True)
    service_level = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @classmethod
    @verb
    def declare(cls, name: str, *, by: Account, service_level: str = "") -> StandingPurpose:
        """Something that must always hold: “payroll on the 28th”."""
        by.may("declare", cls)
        if not name.strip():
            raise Impossible("A standing purpose needs a name.", field="name")
        return cls.add("declared", by=by, name=name.strip(), service_level=service_level)


class Project(Guarded):
    """A project points to a company and to the goals it serves; its kind says why its hours would be missed."""

    class Kind(models.TextChoices):
        """Why somebody would miss its hours."""

        ORDERED = "ordered", "Ordered"
        UNSOLD = "unsold", "Unsold"
        MENDING = "mending", "Mending how we work"
        OWN = "own", "Our own"
        STANDING = "standing", "Standing"

    class Ending(models.TextChoices):
        """How a project ended."""

        DONE = "done", "Done"
        LET_GO = "let_go", "Let go"

    name = models.CharField(max_length=200)
    company = models.ForeignKey(
        Company, null=True, blank=True, on_delete=models.SET_NULL, related_name="projects"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.ORDERED)
    brief = models.TextField(blank=True)
    opened_on = models.DateField()
    due = models.DateField(null=True, blank=True)
    deadline = models.DateField(null=True, blank=True)
    priority = models.PositiveSmallIntegerField(default=2)
    budget_hours = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    budget_money = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    other_costs = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    """What it may cost in all, and what it costs beside hours, in the organization's currency."""
    manager = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="projects_managed"
    )
    standing = models.ForeignKey(
        StandingPurpose, null=True, blank=True, on_delete=models.SET_NULL, related_name="projects"
    )
    made_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    ended_on = models.DateField(null=True, blank=True)
    ending = models.CharField(max_length=10, choices=Ending.choices, blank=True)

    keepers_of_sight = ("manager",)
    priced = ("budget_money", "other_costs")
    objects: ClassVar = Projects.as_manager()

    class Meta:
        ordering = ("due", "pk")

    def __str__(self) -> str:
        return self.name

    @classmethod
    @verb
    def open(
        cls, name: str, *, by: Account, on: date, serves: Mapping[Goal, Decimal] | None = None, **details: Any
    ) -> Project:
        """Open a project: a name is enough. `on` is today in the organization's zone; each goal's date is kept
        as it is on that day, so that the reach of its hours never changes afterwards."""
        by.may("open", cls)
        if any(details.get(one) is not None for one in cls.priced):
            by.may("price", cls)
        if not name.strip():
            raise Impossible("A project needs a name.", field="name")
        _dates_in_order(on, details.get("due"), details.get("deadline"))
        project = cls.add("opened", by=by, name=name.strip(), opened_on=on, **details)
        if serves:
            project._serve(serves, on, by)
        return project

    @verb
    def describe(self, *, by: Account, seen: int, **fields: Any) -> Project:
        """Name, brief, company, budget, priority, deadline, standing purpose; money, by those who see it."""
        by.may("change", self)
        known = {"name", "brief", "company", "budget_hours", "priority", "deadline", "standing", *self.priced}
        if any(name in fields and fields[name] != getattr(self, name) for name in self.priced):
            by.may("price", self)
        for name in self.priced:
            if fields.get(name) is not None and not 0 <= fields[name] < MOST_MONEY:
                raise Impossible(f"It lies between nothing and {MOST_MONEY:,}.", field=name)
        if unknown := fields.keys() - known:
            raise Impossible(f"{', '.join(sorted(unknown))} cannot be changed here.")
        if "name" in fields and not fields["name"].strip():
            raise Impossible("A project needs a name.", field="name")
        return self.take(seen, **fields).put("described", by=by, **fields)

    @verb
    def revise(self, *, by: Account, seen: int, on: date, **fields: Any) -> Project:
        """All of it from one form: what `describe` takes, and due, manager, kind. `on` is today in the
        organization's zone. Each verb notes its own change, all of them as one act."""
        by.may("change", self)
        self.take(seen, **fields)
        if "due" in fields:
            self.promise_by(fields.pop("due"), by=by, seen=self.version)
        if "manager" in fields:
            self.hand_to(fields.pop("manager"), by=by, seen=self.version)
        if "kind" in fields:
            self.sort_as(fields.pop("kind"), on, by=by, seen=self.version)
        return self.describe(by=by, seen=self.version, **fields)

    @verb
    def promise_by(self, due: date | None, *, by: Account, seen: int, why: str = "") -> Project:
        """Another due date."""
        by.may("change", self)
        _dates_in_order(self.opened_on, due, None)
        return self.take(seen, due=due).put("due_moved", by=by, why=why, due=due)

    @verb
    def sort_as(self, kind: str, on: date, *, by: Account, seen: int) -> Project:
        """Another kind, from this day on; earlier hours keep the kind they were spent under."""
        by.may("change", self)
        before = self.kind
        self.take(seen, kind=kind)
        if kind != before:
            KindBefore.add("kept", by=by, project=self, kind=before, until=on)
        return self.put("sorted", by=by, kind=kind)

    @verb
    def hand_to(self, manager: Person | None, *, by: Account, seen: int) -> Project:
        """Who manages it."""
        by.may("change", self)
        return self.take(seen, manager=manager).put("handed", by=by, manager=manager)

    @verb
    def serve(self, goals: Mapping[Goal, Decimal], *, by: Account, on: date) -> Project:
        """Which goals it serves, with shares that add to 1, from this day on; earlier hours keep theirs."""
        by.may("change", self)
        self.take(None)
        self._serve(goals, on, by)
        return self

    @verb
    def end(self, ending: str, on: date, *, by: Account, seen: int, why: str = "") -> Project:
        """Done, or let go."""
        by.may("change", self)
        return self.take(seen, ending=ending).put("ended", by=by, why=why, ending=ending, ended_on=on)

    @verb
    def reopen(self, *, by: Account, seen: int) -> Project:
        """It goes on."""
        by.may("change", self)
        return self.take(seen).put("reopened", by=by, ending="", ended_on=None)

    @verb
    def remove(self, *, by: Account) -> None:
        """It was never meant; its tasks go with it, and undo brings all of it back."""
        by.may("change", self)
        self.take(None).drop("removed", by=by)

    def scope(self) -> dict[str, Any]:
        """Seen by those who see the project."""
        return {"project": self.pk, "guarded": self.is_guarded}

    @property
    def is_open(self) -> bool:
        """Not ended."""
        return self.ended_on is None

    def _serve(self, goals: Mapping[Goal, Decimal], on: date, by: Account) -> None:
        if goals and abs(sum(goals.values(), Decimal(0)) - 1) > Decimal("0.001"):
            raise Impossible(
                f"The shares of “{self}” add to {sum(goals.values())}, not to 1.", field="serves"
            )
        held = {link.goal_id: link for link in self.serves.filter(until=None)}
        for goal, share in goals.items():
            link = held.pop(goal.pk, None)
            if link is not None and link.share == share:
                continue
            if link is not None:
                link.put("ended", by=by, until=on)
            Serving.add(
                "served", by=by, project=self, goal=goal, share=share, since=on, goal_date_then=goal.target
            )
        for link in held.values():
            link.put("ended", by=by, until=on)


class Serving(Record):
    """A project serves a goal with a share, from a day, until another; the goal's date as it was then."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="serves")
    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="+")
    share = models.DecimalField(max_digits=4, decimal_places=3, default=1)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    goal_date_then = models.DateField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.project.name} serves {self.goal.name}"

    def told_as(self) -> str:
        """Without the goal, which not everybody may see who sees the project."""
        return f"what {self.project.name} serves"

    def scope(self) -> dict[str, Any]:
        """Seen with its project."""
        return self.project.scope()


class KindBefore(Record):
    """The kind a project had until a day."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="kinds_before")
    kind = models.CharField(max_length=10, choices=Project.Kind.choices)
    until = models.DateField()

    class Meta:
        ordering = ("until", "pk")

    def __str__(self) -> str:
        return f"{self.project.name} was {self.kind} until {self.until}"

    def scope(self) -> dict[str, Any]:
        """Seen with its project."""
        return self.project.scope()


def _dates_in_order(opened: date, due: date | None, deadline: date | None) -> None:
    for field, day in (("due", due), ("deadline", deadline)):
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            raise Impossible(f"{day} is no date for a project.", field=field)
    if due is not None and due < opened:
        raise Impossible(
            f"It cannot be due on {due:%d %B %Y}, before it was opened on {opened:%d %B %Y}.", field="due"
        )
    if due is not None and deadline is not None and deadline < due:
        raise Impossible("The deadline lies before the due date.", field="deadline")
