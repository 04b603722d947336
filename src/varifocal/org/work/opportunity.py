"""Work that may come: from the first word heard of it until it is a project, or lost.

It says how large it would be by a finished project, so it stands above projects, not among the relationships; see
docs/decisions/0009-one-noun-for-work-that-may-come.md.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.db import models

from varifocal.core.values import FIRST_DAY, LAST_DAY
from varifocal.org.base.account import Account, Role
from varifocal.org.base.acts import verb
from varifocal.org.base.permission import allow, sight
from varifocal.org.base.record import RecordSet
from varifocal.org.base.refusals import Impossible, NotAllowed
from varifocal.org.people.person import Person
from varifocal.org.people.seen_by import Guarded, guarded_sight
from varifocal.org.relations.company import Company
from varifocal.org.work.project import Project

MOST_WORTH = Decimal(10) ** 10


class Opportunities(RecordSet["Opportunity"]):
    """Rows of opportunities."""

    def open(self) -> Opportunities:
        """Neither won nor lost."""
        return self.exclude(stage__in=Opportunity.SETTLED)


class Opportunity(Guarded):
    """A piece of work that may come: for whom, as large as which finished project, from when, wished by when.

    `hours` instead of what the pattern took; `win` is the chance, in per cent, that it comes at all; `worth` what
    it would be paid, in the organization's currency. `half`, `most`, `sure` and `chance` are quoted from the answer
    “Can we take it?” gave on `kept_on`.
    """

    class Stage(models.TextChoices):
        """How far it has come."""

        HEARD = "heard", "Heard of"
        TALKING = "talking", "In talks"
        OFFERED = "offered", "Offered"
        WON = "won", "Won"
        LOST = "lost", "Lost"

    SETTLED: ClassVar[tuple[str, ...]] = ("won", "lost")
    USUAL: ClassVar[dict[str, int]] = {"heard": 10, "talking": 30, "offered": 50, "won": 100, "lost": 0}
    """The chance taken where nobody said another, in per cent."""

    name = models.CharField(max_length=200)
    company = models.ForeignKey(
        Company, null=True, blank=True, on_delete=models.SET_NULL, related_name="opportunities"
    )
    stage = models.CharField(max_length=8, choices=Stage.choices, default=Stage.HEARD)
    note = models.TextField(blank=True)
    pattern = models.ForeignKey(Project, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    begins = models.DateField(null=True, blank=True)
    wished = models.DateField(null=True, blank=True)
    hours = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    worth = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    win = models.PositiveSmallIntegerField(null=True, blank=True)
    looked_after_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="opportunities"
    )
    half = models.DateField(null=True, blank=True)
    most = models.DateField(null=True, blank=True)
    sure = models.DateField(null=True, blank=True)
    chance = models.FloatField(null=True, blank=True)
    kept_on = models.DateField(null=True, blank=True)
    noted_on = models.DateField()
    settled_on = models.DateField(null=True, blank=True)
    project = models.ForeignKey(
        Project, null=True, blank=True, on_delete=models.SET_NULL, related_name="opportunities"
    )

    priced = ("worth",)
    formerly = ("scenario",)
    keepers_of_sight = ("looked_after_by",)
    objects: ClassVar = Opportunities.as_manager()

    class Meta:
        ordering = (models.F("wished").asc(nulls_last=True), "pk")

    def __str__(self) -> str:
        return self.name

    @classmethod
    @verb
    def note_down(cls, name: str, *, by: Account, on: date, **details: Any) -> Opportunity:
        """Somebody heard of work that may come; a name is enough. `on` is today."""
        by.may("note_down", cls)
        details.setdefault("looked_after_by", by.person if by.person_id else None)
        fields = _possible(by, None, name=name, **details)
        return cls.add("noted", by=by, noted_on=on, **fields)

    @verb
    def describe(self, *, by: Account, seen: int, **fields: Any) -> Opportunity:
        """Name, company, note, size, days, chance, worth, who looks after it."""
        by.may("change", self)
        known = {"name", "company", "note", "pattern", "begins", "wished", "hours", "worth", "win",
                 "looked_after_by"}  # fmt: skip
        if unknown := fields.keys() - known:
            raise Impossible(f"{', '.join(sorted(unknown))} cannot be changed here.")
        self.take(seen, **fields)
        return self.put("described", by=by, **_possible(by, self, **fields))

    @verb
    def move(self, stage: str, *, by: Account, seen: int, on: date, why: str = "") -> Opportunity:
        """It came further, or fell back; won and lost settle it. `on` is today."""
        by.may("change", self)
        if stage not in self.Stage.values:
            raise Impossible(f"There is no stage “{stage}”.", field="stage")
        self.take(seen, stage=stage)
        if stage == self.stage:
            return self
        settled = on if stage in self.SETTLED else None
        told = {self.Stage.WON.value: "won", self.Stage.LOST.value: "lost"}.get(stage, "moved")
        return self.put(told, by=by, why=why, stage=stage, settled_on=settled)

    @verb
    def answered(
        self,
        *,
        by: Account,
        on: date,
        half: date | None,
        most: date | None,
        sure: date | None,
        chance: float | None,
    ) -> Opportunity:
        """Quote what “Can we take it?” answered today (`on`)."""
        by.may("change", self)
        return self.take(None).put(
            "answered", by=by, half=half, most=most, sure=sure, chance=chance, kept_on=on
        )

    @verb
    def become(self, project: Project, *, by: Account, on: date) -> Opportunity:
        """It came, and is this project now; whoever saw the one sees the other."""
        by.may("change", self)
        self.take(None)
        return self.put("became", by=by, stage=self.Stage.WON, settled_on=on, project=project)

    @verb
    def remove(self, *, by: Account) -> None:
        """It was never meant; where its worth was said, only those who see money take it away."""
        by.may("change", self)
        if self.worth is not None and not (by.money_right or by.acts_for_the_house):
            raise NotAllowed(
                "Its worth was said; ask somebody who sees money to remove it, or say that it is lost."
            )
        self.take(None).drop("removed", by=by)

    def scope(self) -> dict[str, Any]:
        """Seen by those who see the opportunity."""
        return {"opportunity": self.pk, "guarded": self.is_guarded}

    @property
    def is_open(self) -> bool:
        """Neither won nor lost."""
        return self.stage not in self.SETTLED

    @property
    def chance_to_win(self) -> float:
        """That it comes at all, 0 to 1: what somebody said, or what is usual for its stage."""
        said = self.win if self.win is not None and self.is_open else self.USUAL[self.stage]
        return said / 100


def _possible(by: Account, held: Opportunity | None, **fields: Any) -> dict[str, Any]:
    """These fields, or a refusal that names the one that cannot be."""
    if "name" in fields:
        fields["name"] = " ".join(fields["name"].split())[:200]
        if not fields["name"]:
            raise Impossible("Give it a name, to find it again.", field="name")
    if fields.get("worth", None if held is None else held.worth) != (held.worth if held else None):
        if not (by.money_right or by.acts_for_the_house):
            raise NotAllowed("What it is worth is said by those who see money.")
        if fields["worth"] is not None and not 0 <= fields["worth"] < MOST_WORTH:
            raise Impossible("What it is worth lies between nothing and ten thousand million.", field="worth")
    begins, wished = (fields.get(name, getattr(held, name, None)) for name in ("begins", "wished"))
    if begins and wished and wished < begins:
        raise Impossible("It is wished before it begins.", field="wished")
    for name in ("begins", "wished"):
        if (day := fields.get(name)) and not FIRST_DAY <= day <= LAST_DAY:
            raise Impossible(f"{day} is no date for work.", field=name)
    if (hours := fields.get("hours")) is not None and not 0 < hours < 10_000_000:
        raise Impossible("Hours must be more than none, and fewer than ten million.", field="hours")
    if (win := fields.get("win")) is not None and not 0 <= win <= 100:
        raise Impossible("A chance lies between 0 and 100 per cent.", field="win")
    return fields


def sees_opportunity(by: Account, one: Opportunity) -> bool:
    """Whether it is for her eyes; for everyone's it costs no query."""
    if not one.is_guarded:
        return by.sees_content and not by.is_guest
    return Opportunity.objects.filter(guarded_sight(by, Opportunity), pk=one.pk).exists()


STEERING = "an owner, a people lead or a project manager"


@allow(Opportunity, "note_down", who=STEERING)
def steers(by: Account, _: Any) -> bool:
    """Those who may promise."""
    return by.has_role(Role.OWNER, Role.LEAD, Role.MANAGER)


@allow(Opportunity, "change", "show_to", who=STEERING + " who sees it")
def steers_this(by: Account, one: Opportunity) -> bool:
    """Those who may promise, about one they see."""
    return steers(by, one) and sees_opportunity(by, one)


@sight(Opportunity, who="those its *seen by* names; a guest none; what it is worth, those who see money")
def opportunities_seen(by: Account) -> models.Q:
    """Work that may come."""
    return guarded_sight(by, Opportunity)
