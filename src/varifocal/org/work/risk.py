"""Something that may strike a project or one of its tasks: noted, lived through in every forecast, struck or passed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from varifocal.core.values import Invalid, Range
from varifocal.org.base.account import Account
from varifocal.org.base.acts import verb
from varifocal.org.base.record import RecordSet
from varifocal.org.base.refusals import Impossible
from varifocal.org.people.person import Person, Team, person_of
from varifocal.org.people.seen_by import Guarded, SeenBy
from varifocal.org.work.believed import as_range, as_typed
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task

COSTS = ("days", "hours")
SIDES = ("_low", "", "_high")


class Risks(RecordSet["Risk"]):
    """Rows of risks."""

    def open(self) -> Risks:
        """Neither struck nor passed."""
        return self.filter(struck_on=None, passed_on=None)

    def wanting(self, day: date) -> Risks:
        """Those of open work whose last day comes by this one or has passed: somebody must say whether they struck."""
        work = Q(task=None) | Q(task__finished_at=None)
        return self.open().filter(work, until__lte=day, project__ended_on=None)

    def may_strike(self, day: date) -> Risks:
        """Those that may still strike on a day or after it, on work that is open."""
        work = Q(task=None) | Q(task__finished_at=None)
        return self.open().filter(work, Q(until=None) | Q(until__gte=day), project__ended_on=None)


class Risk(Guarded):
    """What may strike, with which chance (per cent), and what it would cost then: calendar `days` by which it holds up
    its task, or the end of its project where it names none, and `hours` more of work. Each as one number, or as low,
    likely and high. It can strike `until` a day; somebody watches it.

    It is seen by nobody who does not see its project, and may be for fewer eyes than that; whom it strikes is drawn and
    told all the same, without its name."""

    name = models.CharField(max_length=200)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="risks")
    task = models.ForeignKey(Task, null=True, blank=True, on_delete=models.CASCADE, related_name="risks")
    chance = models.PositiveSmallIntegerField()
    days_low = models.DecimalField(max_digits=6, decimal_places=1, null=True, blank=True)
    days = models.DecimalField(max_digits=6, decimal_places=1, null=True, blank=True)
    days_high = models.DecimalField(max_digits=6, decimal_places=1, null=True, blank=True)
    hours_low = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    hours = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    hours_high = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    watched_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="risks"
    )
    noted_on = models.DateField()
    struck_on = models.DateField(null=True, blank=True)
    passed_on = models.DateField(null=True, blank=True)

    keepers_of_sight = ("watched_by",)
    objects: ClassVar = Risks.as_manager()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name

    @classmethod
    @verb
    def note_down(
        cls,
        project: Project,
        name: str,
        chance: int,
        *,
        by: Account,
        on: date,
        seen_by: str = SeenBy.EVERYONE,
        team: Team | None = None,
        people: Iterable[Person] = (),
        **details: Any,
    ) -> Risk:
        """It may strike: a name, a chance in per cent and what it would cost are enough. `on` is today. Days and hours
        are said as “3”, or as “2-4-9” (low, likely, high). Where people are named for whose eyes it is, who notes it is
        one of them."""
        by.may("plan_in", project)
        fields = _possible(project, {"days": "", "hours": "", **details, "name": name, "chance": chance})
        made = cls.add("noted", by=by, project=project, noted_on=on, **fields)
        if seen_by != SeenBy.EVERYONE:
            mine = [] if (person := person_of(by)) is None else [person]
            named = [*people, *mine] if seen_by == SeenBy.NAMED else ()
            made._show(seen_by, by=by, team=team, people=named)
        return made

    @verb
    def describe(self, *, by: Account, seen: int, **fields: Any) -> Risk:
        """Its name, chance, cost, task, last day, or who watches it."""
        by.may("change", self)
        self.take(seen)
        words = {name: self.words(name) for name in COSTS}
        return self.put(
            "described",
            by=by,
            **_possible(self.project, {"name": self.name, "chance": self.chance} | words | fields),
        )

    @verb
    def strike(self, *, by: Account, on: date) -> Risk:
        """It has struck: what it costs is said in the plan from now on, and no longer drawn. `on` is today."""
        by.may("change", self)
        return self.take(None).put("struck", by=by, struck_on=on, passed_on=None)

    @verb
    def pass_by(self, *, by: Account, on: date) -> Risk:
        """It can strike no more. `on` is today."""
        by.may("change", self)
        return self.take(None).put("passed", by=by, passed_on=on, struck_on=None)

    def words(self, cost: str) -> str:
        """Its days or hours as they are typed: “3”, or “2-4-9”."""
        low, likely, high = (getattr(self, f"{cost}{side}") for side in SIDES)
        return "" if likely is None else as_typed(likely, low, high)

    def range(self, cost: str) -> Range | None:
        """Its days or hours as a value; None where it costs none."""
        low, likely, high = (getattr(self, f"{cost}{side}") for side in SIDES)
        if likely is None:
            return None
        return as_range(likely, low, high)

    def scope(self) -> dict[str, Any]:
        """Seen with its project, where it is not for fewer eyes."""
        return {"project": self.project_id}


def _possible(project: Project, fields: dict[str, Any]) -> dict[str, Any]:
    known = {"name", "chance", *COSTS, "task", "until", "watched_by"}
    if unknown := fields.keys() - known:
        raise Impossible(f"{', '.join(sorted(unknown))} cannot be said of a risk.")
    name = " ".join(str(fields["name"]).split())
    if not name or len(name) > 200:
        raise Impossible("Say what may strike, in at most 200 letters.", field="name")
    if not 1 <= fields["chance"] <= 99:
        raise Impossible(
            "A chance lies between 1 and 99 in 100; what is sure belongs into the plan.", field="chance"
        )
    task = fields.get("task")
    if task is not None and task.project_id != project.pk:
        raise Impossible(f"“{task}” is no task of “{project}”.", field="task")
    costs = {cost: _read(fields[cost], cost) for cost in COSTS}
    if not any(costs.values()):
        raise Impossible("Say what it would cost: days, hours, or both.", field="days")
    written = {
        f"{cost}{side}": value
        for cost, told in costs.items()
        for side, value in zip(SIDES, told or (None, None, None), strict=True)
    }
    others = {key: fields[key] for key in fields if key in ("task", "until", "watched_by")}
    return {"name": name, "chance": fields["chance"], **written, **others}


def _read(words: str, cost: str) -> tuple[Decimal | None, Decimal, Decimal | None] | None:
    """Low, likely and high from “3” or “2-4-9”; None from nothing."""
    text = words.strip().replace(",", ".")
    if not text:
        return None
    parts = text.split("-")
    if len(parts) not in (1, 3) or not all(
        re.fullmatch(r"\s*\d{1,4}(\.\d{1,2})?\s*", part) for part in parts
    ):
        raise Impossible(f"Say {cost} as one number, or as three: 2-4-9 (low, likely, high).", field=cost)
    numbers = [Decimal(part.strip()) for part in parts]
    low, likely, high = numbers if len(numbers) == 3 else (None, numbers[0], None)
    try:
        as_range(likely, low, high)
    except Invalid:
        raise Impossible(f"Say {cost} from the least to the most: 2-4-9.", field=cost) from None
    return None if likely == 0 and not high else (low, likely, high)
