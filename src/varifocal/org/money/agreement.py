"""What was agreed with a client: a fixed price, a retainer a month, work by the hour; and what is asked beyond it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Q

from varifocal.core.values import FIRST_DAY, LAST_DAY
from varifocal.org.base.account import Account, Role
from varifocal.org.base.acts import verb
from varifocal.org.base.permission import NOTHING, allow, sight
from varifocal.org.base.record import Record
from varifocal.org.base.refusals import Impossible, NotAllowed
from varifocal.org.people.seen_by import seen_through
from varifocal.org.relations.company import Company
from varifocal.org.work.project import Project
from varifocal.org.work.rules import sees_project
from varifocal.org.work.task import Task

MOST_PRICE = Decimal(10) ** 10
MOST_HOURS = Decimal(10) ** 6


class Agreement(Record):
    """What a company pays for, and what the price includes.

    `price` in the organization's currency: the whole of a fixed price, a month of a retainer, an hour of work by the
    hour. `hours`: what a fixed price reckoned with, or a month of a retainer includes. `rounds`: how often one
    thing is put to the client, the first time counted, before it costs extra; None: nobody said.
    `until` None: without end.
    """

    class Kind(models.TextChoices):
        """How it is paid."""

        FIXED = "fixed", "Fixed price"
        RETAINER = "retainer", "Retainer a month"
        HOURLY = "hourly", "By the hour"

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="agreements")
    project = models.ForeignKey(
        Project, null=True, blank=True, on_delete=models.CASCADE, related_name="agreements"
    )
    """Goes with it: what was agreed for a project for some eyes only must not stand open without it."""
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.FIXED)
    price = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    hours = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    rounds = models.PositiveSmallIntegerField(null=True, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    priced = ("price",)

    class Meta:
        ordering = ("-since", "-pk")

    def __str__(self) -> str:
        return self.name

    @classmethod
    @verb
    def agree(cls, company: Company, name: str, since: date, *, by: Account, **details: Any) -> Agreement:
        """It is agreed from this day on."""
        by.may("agree", cls)
        fields = _possible(by, None, company=company, name=name, since=since, **details)
        return cls.add("agreed", by=by, **fields)

    @verb
    def revise(self, *, by: Account, seen: int, **fields: Any) -> Agreement:
        """Name, kind, price, hours, rounds, project, from, until."""
        by.may("revise", self)
        known = {"name", "kind", "price", "hours", "rounds", "project", "since", "until"}
        if unknown := fields.keys() - known:
            raise Impossible(f"{', '.join(sorted(unknown))} cannot be changed here.")
        self.take(seen, **fields)
        return self.put("revised", by=by, **_possible(by, self, **fields))

    @verb
    def remove(self, *, by: Account) -> None:
        """It was never agreed; with a price only those who see money take it away, who can bring it back as well."""
        by.may("revise", self)
        if self.price is not None:
            _may_price(by)
        self.take(None).drop("removed", by=by)

    def told_as(self) -> str:
        """As on the pages of those who see its project."""
        return self.name

    def scope(self) -> dict[str, Any]:
        """Seen with its project, where it has one."""
        return self.project.scope() if self.project else {}

    def holds_on(self, day: date) -> bool:
        """Whether it is agreed for this day."""
        return self.since <= day and (self.until is None or day <= self.until)


class Extra(Record):
    """Something asked beyond what the price includes: asked, then priced, then agreed or declined.

    `rounds`: how many rounds more it allows once it is agreed.
    """

    class State(models.TextChoices):
        """How far it has come."""

        ASKED = "asked", "Asked"
        PRICED = "priced", "Priced"
        AGREED = "agreed", "Agreed"
        DECLINED = "declined", "Declined"

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="extras")
    project = models.ForeignKey(
        Project, null=True, blank=True, on_delete=models.CASCADE, related_name="extras"
    )
    task = models.ForeignKey(Task, null=True, blank=True, on_delete=models.SET_NULL, related_name="extras")
    words = models.CharField(max_length=300)
    asked_on = models.DateField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    price = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    hours = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    rounds = models.PositiveSmallIntegerField(default=0)
    settled_on = models.DateField(null=True, blank=True)

    priced = ("price",)

    class Meta:
        ordering = ("-asked_on", "-pk")

    def __str__(self) -> str:
        return self.words

    @classmethod
    @verb
    def ask(
        cls,
        company: Company,
        words: str,
        *,
        by: Account,
        on: date,
        project: Project | None = None,
        task: Task | None = None,
        rounds: int = 0,
        hours: Decimal | None = None,
    ) -> Extra:
        """The client wants more than was agreed. `on` is today."""
        by.may("ask", project or cls)
        words = " ".join(words.split())[:300]
        if not words:
            raise Impossible("Say what is asked beyond what was agreed.", field="words")
        _count(rounds=rounds)
        _amounts(hours=hours)
        return cls.add(
            "asked", by=by, company=company, project=project, task=task, words=words, asked_on=on, rounds=rounds,
            hours=hours,
        )  # fmt: skip

    @verb
    def set_price(self, price: Decimal | None, *, by: Account, seen: int) -> Extra:
        """What it would cost; nothing: it is on us."""
        by.may("settle", self)
        by.may("price", self)
        _amounts(price=price)
        self.take(seen, price=price)
        self._must_be_open()
        return self.put("priced_at", by=by, price=price, state=self.State.PRICED)

    @verb
    def settle(self, agreed: bool, *, by: Account, seen: int, on: date) -> Extra:
        """The client said yes, or no. `on` is today."""
        by.may("settle", self)
        self.take(seen)
        self._must_be_open()
        state = self.State.AGREED if agreed else self.State.DECLINED
        return self.put("agreed" if agreed else "declined", by=by, state=state, settled_on=on)

    @verb
    def remove(self, *, by: Account) -> None:
        """It was never asked."""
        by.may("settle", self)
        if self.price is not None:
            _may_price(by)
        self.take(None).drop("removed", by=by)

    def scope(self) -> dict[str, Any]:
        """Seen with its project, where it has one."""
        return self.project.scope() if self.project else {}

    @property
    def is_open(self) -> bool:
        """Neither agreed nor declined."""
        return self.state in (self.State.ASKED, self.State.PRICED)

    def _must_be_open(self) -> None:
        if not self.is_open:
            raise Impossible(
                f"“{self}” is {self.get_state_display().lower()} already; ask for another extra."
            )


def rounds_included(agreements: Iterable[Agreement], project: int | None, day: date) -> int | None:
    """How many rounds the price includes for work in this project on a day: its own agreement says it before one
    with the whole company; None where nobody said."""
    held = [one for one in agreements if one.rounds is not None and one.holds_on(day)]
    own = [one for one in held if one.project_id is not None and one.project_id == project]
    said = own or [one for one in held if one.project_id is None]
    return said[0].rounds if said else None


def _possible(by: Account, held: Agreement | None, **fields: Any) -> dict[str, Any]:
    """These fields, or a refusal that names the one that cannot be."""
    if "name" in fields:
        fields["name"] = " ".join(fields["name"].split())[:200]
        if not fields["name"]:
            raise Impossible("Say in a few words what is agreed.", field="name")
    if fields.get("kind", Agreement.Kind.FIXED) not in Agreement.Kind.values:
        raise Impossible("It is a fixed price, a retainer or work by the hour.", field="kind")
    if "price" in fields and fields["price"] != (held.price if held else None):
        _may_price(by)
    _amounts(price=fields.get("price"), hours=fields.get("hours"))
    _count(rounds=fields.get("rounds"))
    since, until = (fields.get(name, getattr(held, name, None)) for name in ("since", "until"))
    for name, day in (("since", since), ("until", until)):
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            raise Impossible(f"{day} is no day for an agreement.", field=name)
    if since and until and until < since:
        raise Impossible("It ends before it begins.", field="until")
    company = fields.get("company") or (held.company if held else None)
    project = fields.get("project")
    if project is not None and company is not None and project.company_id not in (None, company.pk):
        raise Impossible(f"“{project}” is for another company.", field="project")
    if project is not None and not (by.acts_for_the_house or sees_project(by, project)):
        raise Impossible("Choose a project you see.", field="project")
    return fields


def _may_price(by: Account) -> None:
    if not (by.money_right or by.acts_for_the_house):
        raise NotAllowed("What it costs is said by those who see money.")


def _amounts(**amounts: Decimal | None) -> None:
    most = {"price": MOST_PRICE, "hours": MOST_HOURS}
    for name, amount in amounts.items():
        if amount is not None and not 0 <= amount < most[name]:
            raise Impossible(f"The {name} lies between nothing and {most[name]:,}.", field=name)


def _count(**counts: int | None) -> None:
    for name, count in counts.items():
        if count is not None and not 0 <= count <= 99:
            raise Impossible("Rounds are between none and 99.", field=name)


def _inside(by: Account, thing: Record) -> bool:
    project: Project | None = getattr(thing, "project", None)
    return project is None or sees_project(by, project)


STEERING = "an owner, a people lead or a project manager"


@allow(Agreement, "agree", who=STEERING)
def agree(by: Account, _: Any) -> bool:
    """Those who promise; what it costs, those of them who see money."""
    return by.has_role(Role.OWNER, Role.LEAD, Role.MANAGER)


@allow(Agreement, "revise", who=STEERING + " who sees its project; prices, those who see money")
@allow(Extra, "settle", who=STEERING + " who sees its project; prices, those who see money")
def revise(by: Account, thing: Any) -> bool:
    """The same, about one they see."""
    return agree(by, thing) and _inside(by, thing)


@allow(Extra, "price", who="those who see money")
def price(by: Account, _: Any) -> bool:
    """What things cost."""
    return by.money_right


@allow(Extra, "ask", who="anybody inside")
@allow(Project, "ask", who="anybody inside who sees the project")
def ask(by: Account, thing: Any) -> bool:
    """Whoever hears the client ask for more says so."""
    inside = by.sees_content and not by.is_guest
    return inside and (not isinstance(thing, Project) or sees_project(by, thing))


for _noun in (Agreement, Extra):

    @sight(_noun, who="those who see its project; without one, everybody inside; prices, those who see money")
    def seen_with_project(by: Account) -> Q:
        """What was agreed, and what was asked beyond it."""
        return NOTHING if by.is_guest else seen_through(by, "project", Project, empty=True)
