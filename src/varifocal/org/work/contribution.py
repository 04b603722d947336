"""What a project adds to a measure once it is done, as somebody stated it: the one bridge between work and outcome."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models

from varifocal.org.base.account import Account
from varifocal.org.base.acts import verb
from varifocal.org.base.record import Record
from varifocal.org.base.refusals import Impossible
from varifocal.org.direction.goal import Measure
from varifocal.org.work.project import Project

MOST = Decimal(10) ** 10


class Contribution(Record):
    """So much a project `adds` to a measure (in its unit; less where negative) once it is done, on top of where the
    readings lead by themselves. Stated, never guessed; without it work and outcome stay apart."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="contributions")
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="contributions")
    adds = models.DecimalField(max_digits=14, decimal_places=3)
    said_on = models.DateField()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["measure", "project"], name="one_contribution_a_project"),
        )

    def __str__(self) -> str:
        return f"what {self.project.name} adds to {self.measure.name}"

    @classmethod
    @verb
    def state(
        cls, measure: Measure, project: Project, adds: Decimal, *, by: Account, on: date
    ) -> Contribution:
        """Once it is done, it adds so much; said again, it is so much instead. `on` is today."""
        by.may("change", measure.goal)
        if not adds or abs(adds) >= MOST:
            raise Impossible(
                "Say how much it adds, more than nothing; less where it takes away.", field="adds"
            )
        held = cls.objects.select_for_update().filter(measure=measure, project=project).first()
        if held is not None:
            return held.put("stated_anew", by=by, adds=adds, said_on=on)
        if not project.is_open:
            raise Impossible(f"“{project}” is over; what it brought stands in the readings.", field="project")
        return cls.add("stated", by=by, measure=measure, project=project, adds=adds, said_on=on)

    @verb
    def withdraw(self, *, by: Account) -> None:
        """Nobody says so any more."""
        by.may("change", self.measure.goal)
        self.take(None).drop("withdrawn", by=by)

    def scope(self) -> dict[str, Any]:
        """Seen by those who see both the goal and the project."""
        goal, project = self.measure.scope(), self.project.scope()
        return {**goal, **project, "guarded": goal.get("guarded", False) or project.get("guarded", False)}
