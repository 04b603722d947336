"""*Seen by*: everyone, a team, or named people; for goals, projects and later decisions, bets, risks."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL

from varifocal.org.base.account import Account
from varifocal.org.base.acts import verb
from varifocal.org.base.blanks import ME, Blank, filled, put_together
from varifocal.org.base.permission import EVERYTHING, NOTHING
from varifocal.org.base.record import Record
from varifocal.org.people.person import Person, Team


class SeenBy(models.TextChoices):
    """For whose eyes."""

    EVERYONE = "everyone", "Everyone"
    TEAM = "team", "A team"
    NAMED = "named", "Named people"


class Guarded(Record):
    """A record that may be for some eyes only."""

    seen_by = models.CharField(max_length=10, choices=SeenBy.choices, default=SeenBy.EVERYONE)
    seen_by_team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    keepers_of_sight: ClassVar[tuple[str, ...]] = ()
    """Fields naming the people who always see it: its owner, its manager."""

    class Meta:
        abstract = True

    @verb
    def show_to(
        self, seen_by: str, *, by: Account, seen: int, team: Team | None = None, people: Iterable[Person] = ()
    ) -> None:
        """Choose for whose eyes it is."""
        by.may("show_to", self)
        self.take(seen, seen_by=seen_by)
        self._show(seen_by, by=by, team=team, people=people)

    def _show(self, seen_by: str, *, by: Account, team: Team | None, people: Iterable[Person]) -> None:
        chosen = {person.pk for person in people}
        self.put("shown_to", by=by, seen_by=seen_by, seen_by_team=team)
        named = NamedViewer.objects.filter(noun_name=self.noun(), record_id=self.pk)
        for viewer in named:
            if viewer.person_id not in chosen:
                viewer.drop("unnamed", by=by)
        for person_id in chosen - {viewer.person_id for viewer in named}:
            NamedViewer.add("named", by=by, noun_name=self.noun(), record_id=self.pk, person_id=person_id)

    @property
    def is_guarded(self) -> bool:
        """Not for everyone."""
        return self.seen_by != SeenBy.EVERYONE


class NamedViewer(Record):
    """A person who may see a guarded record."""

    noun_name = models.CharField(max_length=40)
    record_id = models.PositiveBigIntegerField()
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["noun_name", "record_id", "person"], name="named_once"),
        )

    def __str__(self) -> str:
        return f"{self.person.name} may see {self.noun_name} {self.record_id}"

    def scope(self) -> dict[str, Any]:
        """That somebody sees it is known to those who see it."""
        return {self.noun_name: self.record_id, "guarded": True}


def guarded_sight(by: Account, noun: type[Guarded]) -> Q:
    """Which rows of a guarded noun an account sees: everyone's, her teams', those that name her, her own."""
    return NOTHING if by.is_guest else Q(pk__in=seen_ids(by, noun))


def seen_through(by: Account, path: str, noun: type[Guarded], *, empty: bool = False) -> Q:
    """The rows whose guarded parent (at `path`) she sees; `empty`: also those that have none."""
    if by.acts_for_the_house:
        return EVERYTHING
    seen = Q(**{f"{path}__in": [] if by.is_guest else seen_ids(by, noun)})
    return seen | Q(**{f"{path}__isnull": True}) if empty else seen


def seen_ids(by: Account, noun: type[Guarded]) -> RawSQL:
    """The ids of what somebody inside sees, for use with `__in`.

    Every list of every page asks through this, so its SQL is put together once; only who asks is filled in.
    """
    sql, parameters = _put_together(noun)
    return RawSQL(sql, filled(parameters, {ME: by.person_id or 0}))  # noqa: S611


@cache
def _put_together(noun: type[Guarded]) -> tuple[str, tuple[Any, ...]]:
    found = put_together(noun._default_manager.filter(_seen_by(Blank(ME), noun)).order_by().values("pk"))
    assert found is not None, "everyone's are always among them"
    return found


def _seen_by(me: Blank, noun: type[Guarded]) -> Q:
    named = NamedViewer.objects.filter(noun_name=noun.noun(), person_id=me).values("record_id")
    teams = Team.objects.filter(Q(memberships__person_id=me) | Q(lead_id=me)).order_by().values("pk")
    seen = Q(seen_by=SeenBy.EVERYONE) | Q(seen_by=SeenBy.NAMED, pk__in=named)
    seen |= Q(seen_by=SeenBy.TEAM, seen_by_team__in=teams)
    for keeper in noun.keepers_of_sight:
        seen |= Q(**{f"{keeper}_id": me})
    return seen
