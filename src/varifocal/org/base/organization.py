"""The organization itself: one per database."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.db import models
from django.utils import timezone

from varifocal.org.base.account import Account, Role
from varifocal.org.base.acts import note, verb
from varifocal.org.base.blanks import Lookup
from varifocal.org.base.permission import allow
from varifocal.org.base.record import Record
from varifocal.org.base.refusals import Impossible

_ASKED: ContextVar[dict[str, Organization] | None] = ContextVar("the organization", default=None)


@contextmanager
def asked_once() -> Iterator[None]:
    """While this lasts each database is asked for its organization once; for what reads alone, such as a page."""
    token = _ASKED.set({})
    try:
        yield
    finally:
        _ASKED.reset(token)


NINE_TO_FIVE: list[list[list[str]]] = [[["09:00", "13:00"], ["14:00", "18:00"]]] * 5 + [[], []]


class Organization(Record):
    """Name, zone, country, currency, its working week; `is_sample` while the sample agency lives here."""

    name = models.CharField(max_length=200)
    zone = models.CharField(max_length=60, default="Europe/Berlin")
    country = models.CharField(max_length=2, default="DE")
    region = models.CharField(max_length=10, blank=True)
    currency = models.CharField(max_length=3, default="EUR")
    week = models.JSONField(default=list)
    """As it is stored; when the house works is `working_week`."""
    is_sample = models.BooleanField(default=False)
    monday_rule = models.BooleanField(default=False)
    """Whether proposals that change little may be accepted by themselves; off at first."""
    late_urgent = models.PositiveSmallIntegerField(default=4)
    late_normal = models.PositiveSmallIntegerField(default=2)
    late_can_wait = models.PositiveSmallIntegerField(default=1)
    """What a day late counts by priority, when plans are compared."""
    mind_cost = models.BooleanField(default=True)
    """Whether, of those who would be done on the same day, whoever costs less is proposed."""
    growth_points = models.PositiveSmallIntegerField(default=3)
    """So many points of chance a promise may lose so that somebody grows; what costs more is not proposed."""
    three_words = models.BooleanField(default=False)
    """Whether levels of skill are told in three words (learning, can, can teach) instead of five steps."""
    copy_in = models.CharField(max_length=64, blank=True)
    """What stands before the @ of the address to copy in; secret, and new whenever somebody wants it."""
    undoable: ClassVar[bool] = True
    unlogged = ("copy_in",)

    def __str__(self) -> str:
        return self.name

    @classmethod
    def here(cls, using: str = "default") -> Organization:
        """The organization of this database; an unsaved one with defaults before `init`."""
        asked = _ASKED.get()
        if asked is not None and using in asked:
            return asked[using]
        if (found := THE_ONE.first(using=using)) is None:
            return cls(name="Our organization", week=NINE_TO_FIVE)
        if asked is not None:
            asked[using] = found
        return found

    @classmethod
    @verb
    def found(
        cls,
        name: str,
        *,
        by: Account,
        zone: str = "Europe/Berlin",
        country: str = "DE",
        currency: str = "EUR",
        is_sample: bool = False,
    ) -> Organization:
        """Begin: there is exactly one."""
        by.may("found", cls)
        if cls.objects.exists():
            raise Impossible("This database already holds an organization.")
        check_zone(zone)
        return cls.add(
            "founded",
            by=by,
            name=name,
            zone=zone,
            country=country,
            currency=currency,
            week=NINE_TO_FIVE,
            is_sample=is_sample,
        )

    @verb
    def describe(
        self, *, by: Account, seen: int, name: str, zone: str, country: str, region: str, currency: str
    ) -> Organization:
        """Change its name, zone, country or currency."""
        by.may("describe", self)
        check_zone(zone)
        fields: dict[str, Any] = {
            "name": name,
            "zone": zone,
            "country": country,
            "region": region,
            "currency": currency,
        }
        return self.take(seen, **fields).put("described", by=by, **fields)

    @verb
    def weigh(
        self,
        *,
        by: Account,
        seen: int,
        urgent: int,
        normal: int,
        can_wait: int,
        mind_cost: bool,
        growth_points: int | None = None,
    ) -> Organization:
        """What a day late counts by priority, whether cost counts, and what growth may cost, when plans are
        compared."""
        by.may("weigh", self)
        if not 100 >= urgent >= normal >= can_wait >= 0 or urgent == 0:
            raise Impossible(
                "A day late counts at most 100, and no less for what is more urgent.", field="urgent"
            )
        fields: dict[str, Any] = {
            "late_urgent": urgent, "late_normal": normal, "late_can_wait": can_wait, "mind_cost": mind_cost,
        }  # fmt: skip
        if growth_points is not None:
            if not 0 <= growth_points <= 20:
                raise Impossible("Growth may cost between 0 and 20 points.", field="growth_points")
            fields["growth_points"] = growth_points
        return self.take(seen, **fields).put("weighed", by=by, **fields)

    @verb
    def tell_levels(self, *, by: Account, seen: int, three_words: bool) -> Organization:
        """How levels of skill are told: in three words, or in five steps. What is kept stays as it is."""
        by.may("tell_levels", self)
        return self.take(seen, three_words=three_words).put("levels_told", by=by, three_words=three_words)

    @verb
    def renew_copy_in(self, *, by: Account) -> str:
        """Another address to copy in; the one before takes nothing any more. The log tells that, not what."""
        by.may("renew_copy_in", self)
        fresh = "touch-" + secrets.token_hex(10)
        self.take(None).put("copy_in_renewed", by=by, copy_in=fresh)
        note("organization.copy_in_renewed", self, by=by, before={}, after={})
        return fresh

    @property
    def working_week(self) -> list[list[list[str]]]:
        """When the house works; nine to five where nobody said."""
        return self.week or NINE_TO_FIVE

    def today(self, now: datetime | None = None) -> date:
        """The date in its zone."""
        return (now or timezone.now()).astimezone(ZoneInfo(self.zone)).date()


THE_ONE = Lookup(Organization.objects.all())


def check_zone(zone: str) -> None:
    """Raises Impossible unless it is a time zone of the tz database."""
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        raise Impossible(f"“{zone}” is no time zone; write it like Europe/Berlin.", field="zone") from None


allow(Organization, "found", "describe", "weigh", "tell_levels", "tell", "clear", who="an owner")(
    lambda by, _: by.has_role(Role.OWNER)
)
allow(Organization, "renew_copy_in", who="an owner, a people lead or a project manager")(
    lambda by, _: by.has_role(Role.OWNER, Role.LEAD, Role.MANAGER)
)
