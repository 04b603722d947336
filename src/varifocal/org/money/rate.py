"""What an hour of somebody costs the organization, from a day on."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Q

from varifocal.org.base.account import Account
from varifocal.org.base.acts import verb
from varifocal.org.base.permission import EVERYTHING, NOTHING, allow, sight
from varifocal.org.base.record import Record
from varifocal.org.base.refusals import Impossible
from varifocal.org.people.person import Person

MOST = Decimal(10_000)
WHO = "those who see money"


class Rate(Record):
    """An hour's cost in the organization's currency, from `since` on until the next; seen by those who see money."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="rates")
    since = models.DateField()
    per_hour = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    """Empty: nobody says any more."""

    priced = ("per_hour",)

    class Meta:
        ordering = ("person", "-since")
        constraints = (models.UniqueConstraint(fields=["person", "since"], name="one_rate_a_day"),)

    def __str__(self) -> str:
        return f"what an hour of {self.person} costs"

    @classmethod
    @verb
    def say(cls, person: Person, per_hour: Decimal | None, since: date, *, by: Account) -> Rate:
        """From this day on an hour of hers costs so much; None: nobody knows."""
        by.may("say", cls)
        if per_hour is not None and not 0 <= per_hour <= MOST:
            raise Impossible(f"An hour costs between nothing and {MOST:,}.", field="per_hour")
        held = cls.objects.filter(person=person, since=since).first()
        if held:
            return held.put("changed", by=by, per_hour=per_hour)
        return cls.add("said", by=by, person=person, since=since, per_hour=per_hour)

    @classmethod
    def on(cls, day: date, using: str = "default") -> dict[int, Decimal]:
        """What an hour of each costs on a day, by the person's id; without those of whom nobody says."""
        rows = cls.objects.using(using).filter(since__lte=day).order_by("since")
        known = dict(rows.values_list("person_id", "per_hour"))
        return {person: rate for person, rate in known.items() if rate is not None}

    @classmethod
    def over_time(cls, using: str = "default") -> dict[int, list[tuple[date, Decimal | None]]]:
        """What an hour of each costs from which day on, the earliest first."""
        found: dict[int, list[tuple[date, Decimal | None]]] = {}
        rows = cls.objects.using(using).order_by("since").values_list("person_id", "since", "per_hour")
        for person, since, per_hour in rows:
            found.setdefault(person, []).append((since, per_hour))
        return found

    def scope(self) -> dict[str, Any]:
        """What is told of it is told to those who see money."""
        return {}


@allow(Rate, "say", who=WHO)
def say_rate(by: Account, _: Any) -> bool:
    """What people cost."""
    return by.money_right and not by.is_guest


@sight(Rate, who=WHO)
def see_rates(by: Account) -> Q:
    """What people cost."""
    return EVERYTHING if by.money_right and not by.is_guest else NOTHING
