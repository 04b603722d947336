"""Once a week in thirty seconds: how is your energy, how much is it, one line; and who helped you.

All of it is sealed, figures too: a copy of the database tells nobody how somebody felt, or who helps whom.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from varifocal.org.base.account import Account
from varifocal.org.base.acts import verb
from varifocal.org.base.permission import NOTHING, allow, sight
from varifocal.org.base.record import EVERY_ROW, Record
from varifocal.org.base.refusals import Impossible
from varifocal.org.base.sealing import SealedText, seal, unseal
from varifocal.org.people.person import Person
from varifocal.org.people.told import tidy

ENERGY: dict[int, str] = {1: "empty", 2: "low", 3: "fine", 4: "good", 5: "full"}
WORKLOAD: dict[int, str] = {1: "far too little", 2: "a bit little", 3: "right", 4: "a lot", 5: "too much"}
MOST_LINE = 200
OPEN_FOR = timedelta(days=13)
"""A week may still be told of until the end of the next."""
FEWEST = 5
"""Of so few no figure is shown together."""


@dataclass(frozen=True, slots=True)
class Feeling:
    """How a week was: `energy` 1 (empty) to 5 (full), `workload` 1 (far too little) to 5 (too much), and a line."""

    energy: int
    workload: int
    line: str = ""


class CheckIn(Record):
    """How a person's week was, for her and her lead."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="check_ins")
    monday = models.DateField()
    sealed = SealedText()

    closed: ClassVar[Q | None] = EVERY_ROW

    class Meta:
        ordering = ("monday", "pk")
        constraints = (models.UniqueConstraint(fields=["person", "monday"], name="one_check_in_a_week"),)

    def __str__(self) -> str:
        return "a check-in"

    @classmethod
    @verb
    def say(
        cls,
        person: Person,
        monday: date,
        energy: int,
        workload: int,
        *,
        by: Account,
        today: date,
        line: str = "",
    ) -> CheckIn:
        """How the week from that Monday was; said again it takes the place of what was said. `today` is the date
        where she is."""
        by.may("check_in", person)
        _check_week(monday, today)
        if energy not in ENERGY:
            raise Impossible("Energy lies between 1 and 5.", field="energy")
        if workload not in WORKLOAD:
            raise Impossible("Workload lies between 1 and 5.", field="workload")
        sealed = seal(json.dumps([energy, workload, tidy(line, MOST_LINE)]))
        Person.objects.select_for_update().get(pk=person.pk)  # two windows come one by one
        standing = cls.objects.filter(person=person, monday=monday).first()
        if standing is not None:
            return standing.put("said_anew", by=by, sealed=sealed)
        return cls.add("said", by=by, person=person, monday=monday, sealed=sealed)

    @verb
    def take_back(self, *, by: Account) -> None:
        """She would rather not have said it."""
        by.may("check_in", self.person)
        self.take(None).drop("taken_back", by=by)

    @property
    def feeling(self) -> Feeling:
        """What was said; only for those who see the row, or together with others'."""
        return Feeling(*json.loads(unseal(self.sealed)))

    def scope(self) -> dict[str, Any]:
        """Hers; her lead reads it where check-ins are shown."""
        return {"person": self.person_id}


@dataclass(frozen=True, slots=True)
class Help:
    """In the week from this Monday, `helper` helped `helped`, who said so. Ids of people."""

    helped: int
    helper: int
    monday: date


class HelpTap(Record):
    """Who helped her in a week: one tap, one person. Who it was is sealed and seen by her alone; the picture of help
    counts it where both agree to be counted."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="help_taps")
    monday = models.DateField()
    helper = SealedText()

    closed: ClassVar[Q | None] = EVERY_ROW

    class Meta:
        ordering = ("monday", "pk")
        constraints = (models.UniqueConstraint(fields=["person", "monday"], name="one_tap_a_week"),)

    def __str__(self) -> str:
        return "who helped"

    @classmethod
    @verb
    def tap(
        cls, person: Person, monday: date, helper: Person | None, *, by: Account, today: date
    ) -> HelpTap | None:
        """This colleague helped her in that week; None takes it back."""
        by.may("check_in", person)
        _check_week(monday, today)
        if helper is not None and helper.pk == person.pk:
            raise Impossible("Somebody else helped you.", field="helper")
        Person.objects.select_for_update().get(pk=person.pk)
        standing = cls.objects.filter(person=person, monday=monday).first()
        if helper is None:
            if standing is not None:
                standing.drop("taken_back", by=by)
            return None
        if standing is not None and standing.helper_id == helper.pk:
            return standing
        sealed = seal(str(helper.pk))
        if standing is not None:
            return standing.put("tapped_anew", by=by, helper=sealed)
        return cls.add("tapped", by=by, person=person, monday=monday, helper=sealed)

    @property
    def helper_id(self) -> int:
        """Whose id it is; only for her who tapped."""
        return int(unseal(self.helper))

    def scope(self) -> dict[str, Any]:
        """Hers."""
        return {"person": self.person_id}


def help_told(since: date, counted: Iterable[int]) -> list[Help]:
    """Every tap from that Monday on in which both agree to be counted (`counted`: ids of people)."""
    both = set(counted)
    taps = HelpTap.objects.filter(monday__gte=since, person_id__in=both).order_by("monday", "pk")
    told = (Help(tap.person_id, tap.helper_id, tap.monday) for tap in taps.iterator(chunk_size=2_000))
    return [one for one in told if one.helper in both]


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody's (`person`: id) energy and workload in the week from this Monday."""

    person: int
    monday: date
    energy: int
    workload: int


def weeks_told(since: date, until: date) -> list[Told]:
    """Every check-in of the weeks from that Monday on, `until` left out, to be told together with others' alone."""
    rows = CheckIn.objects.filter(monday__gte=since, monday__lt=until).order_by("monday", "pk")
    return [
        Told(row.person_id, row.monday, feeling.energy, feeling.workload)
        for row in rows.iterator(chunk_size=2_000)
        for feeling in [row.feeling]
    ]


def _check_week(monday: date, today: date) -> None:
    if monday.weekday() != 0:
        raise Impossible("A week begins on a Monday.", field="monday")
    if not today - OPEN_FOR <= monday <= today:
        raise Impossible("A week is told of when it has begun, until the end of the next.", field="monday")


@allow(Person, "check_in", who="she herself")
def as_herself(by: Account, person: Any) -> bool:
    """Nobody says how another is."""
    return by.person_id is not None and not by.is_guest and by.person_id == person.pk


@sight(CheckIn, who="she herself and her lead")
def check_ins_seen(by: Account) -> Q:
    """How somebody is."""
    me = by.person_id or 0
    return NOTHING if by.is_guest else Q(person_id=me) | Q(person__lead_id=me)


@sight(HelpTap, who="whoever tapped")
def taps_seen(by: Account) -> Q:
    """Who helped whom."""
    return Q(person_id=by.person_id) if by.person_id and not by.is_guest else NOTHING
