"""Work somebody might ask for: kept as a question, until it becomes a project or is let go."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.db import models

from varifocal.org.base.account import Account, Role
from varifocal.org.base.acts import verb
from varifocal.org.base.permission import NOTHING, allow, sight
from varifocal.org.base.record import Record, RecordSet
from varifocal.org.base.refusals import Impossible
from varifocal.org.relations.company import Company
from varifocal.org.work.project import Project


class Scenarios(RecordSet["Scenario"]):
    """Rows of scenarios."""

    def open(self) -> Scenarios:
        """Neither a project yet nor let go."""
        return self.filter(state=Scenario.State.OPEN)


class Scenario(Record):
    """A piece of work that may come: for whom, as large as which finished project, from when, wished by when.

    `hours` instead of what the pattern took; `win` is the chance, in per cent, that it comes at all; `worth` what
    it would be paid, in the organization's currency. The days and the chance are quoted from the answer given
    when it was kept.
    """

    class State(models.TextChoices):
        """What became of it."""

        OPEN = "open", "Open"
        PROJECT = "project", "A project"
        LET_GO = "let_go", "Let go"

    name = models.CharField(max_length=200)
    company = models.ForeignKey(Company, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    pattern = models.ForeignKey(Project, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    begins = models.DateField()
    wished = models.DateField()
    hours = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    worth = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    win = models.PositiveSmallIntegerField(null=True, blank=True)
    half = models.DateField(null=True, blank=True)
    most = models.DateField(null=True, blank=True)
    sure = models.DateField(null=True, blank=True)
    chance = models.FloatField(null=True, blank=True)
    kept_on = models.DateField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    project = models.ForeignKey(
        Project, null=True, blank=True, on_delete=models.SET_NULL, related_name="scenarios"
    )

    unlogged: ClassVar[tuple[str, ...]] = ("worth",)  # the log is open; money is not
    objects: ClassVar = Scenarios.as_manager()

    class Meta:
        ordering = ("wished", "pk")

    def __str__(self) -> str:
        return self.name

    @classmethod
    @verb
    def keep(
        cls, name: str, pattern: Project, *, by: Account, on: date, begins: date, wished: date, **details: Any
    ) -> Scenario:
        """Keep the question with the answer it got (`half`, `most`, `sure`, `chance`). `on` is today."""
        by.may("keep", cls)
        if not (name := name.strip()):
            raise Impossible("Give it a name, to find it again.", field="name")
        if wished < begins:
            raise Impossible("It is wished before it begins.", field="wished")
        _possible(details.get("hours"), details.get("win"))
        return cls.add(
            "kept", by=by, name=name, pattern=pattern, begins=begins, wished=wished, kept_on=on, **details
        )

    @verb
    def become(self, project: Project, *, by: Account) -> Scenario:
        """It came, and is this project now."""
        by.may("keep", self)
        return self.take(None).put("became", by=by, state=self.State.PROJECT, project=project)

    @verb
    def let_go(self, *, by: Account, seen: int) -> Scenario:
        """It does not come, or we do not take it."""
        by.may("keep", self)
        return self.take(seen).put("let_go", by=by, state=self.State.LET_GO)


def _possible(hours: Decimal | None, win: int | None) -> None:
    if hours is not None and hours <= 0:
        raise Impossible("Hours must be more than none.", field="hours")
    if win is not None and not 0 <= win <= 100:
        raise Impossible("A chance lies between 0 and 100 per cent.", field="win")


@allow(Scenario, "keep", who="an owner, a people lead or a project manager")
def steers(by: Account, _: Any) -> bool:
    """Those who may promise."""
    return by.has_role(Role.OWNER, Role.LEAD, Role.MANAGER)


@sight(Scenario, who="everybody inside; what it is worth, those who see money")
def scenarios_seen(by: Account) -> models.Q:
    """Work that may come."""
    return NOTHING if by.is_guest else models.Q()
