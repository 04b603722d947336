"""A scenario: what somebody supposes, kept under a name, to be looked at beside others before anything is decided."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from django.db import models

from varifocal.org.base.account import Account, Role
from varifocal.org.base.acts import Change, verb
from varifocal.org.base.permission import allow, narrow, sight, visible
from varifocal.org.base.record import RecordSet
from varifocal.org.base.refusals import Impossible
from varifocal.org.people.person import Person, person_of
from varifocal.org.people.seen_by import Guarded, guarded_sight

MOST_PARTS = 50


class WhatIfs(RecordSet["WhatIf"]):
    """Rows of scenarios."""

    def open(self) -> WhatIfs:
        """Not taken yet."""
        return self.filter(taken_on=None)


class WhatIf(Guarded):
    """A named list of suppositions; pages call it a scenario.

    `supposed` holds plain JSON, one object a supposition, as the planner reads it; what moves and what it does are
    answers, made anew each time. `taken_on` is the day it was made so. (Old lines of the log call something else a
    scenario: work that may come.)
    """

    name = models.CharField(max_length=160)
    note = models.TextField(blank=True)
    supposed = models.JSONField(default=list)
    kept_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    kept_on = models.DateField()
    taken_on = models.DateField(null=True, blank=True)

    keepers_of_sight = ("kept_by",)
    objects: ClassVar = WhatIfs.as_manager()

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.name

    @classmethod
    @verb
    def keep(
        cls, name: str, supposed: Sequence[dict[str, Any]], *, by: Account, on: date, note: str = ""
    ) -> WhatIf:
        """Keep what is supposed under a name. `on` is today."""
        by.may("keep", cls)
        return cls.add(
            "kept",
            by=by,
            name=_named(name),
            note=note.strip(),
            supposed=_some(supposed),
            kept_by=person_of(by),
            kept_on=on,
        )

    @verb
    def suppose(self, supposed: Sequence[dict[str, Any]], *, by: Account, seen: int) -> WhatIf:
        """Something else, or more, or less."""
        by.may("change", self)
        self.take(seen)
        self._must_be_open()
        return self.put("supposed", by=by, supposed=_some(supposed))

    @verb
    def rename(self, name: str, *, by: Account, seen: int, note: str | None = None) -> WhatIf:
        """Another name, other words about it."""
        by.may("change", self)
        words: dict[str, Any] = {} if note is None else {"note": note.strip()}
        return self.take(seen, name=name).put("renamed", by=by, name=_named(name), **words)

    @verb
    def taken(self, *, by: Account, on: date) -> WhatIf:
        """It was made so, today (`on`); what that wrote stands in the same act."""
        self.take(None)
        self._must_be_open()
        return self.put("taken", by=by, taken_on=on)

    @verb
    def let_go(self, *, by: Account) -> None:
        """Not looked at any more."""
        by.may("change", self)
        self.take(None).drop("dropped", by=by)

    def is_steered_by(self, by: Account) -> bool:
        """Whether she may change it, once she sees it: it is hers, or she steers the work."""
        hers = by.person_id is not None and self.kept_by_id == by.person_id
        return hers or by.acts_for_the_house or by.has_role(Role.OWNER, Role.MANAGER)

    def scope(self) -> dict[str, Any]:
        """Seen by those who see the scenario."""
        return {"guarded": self.is_guarded}

    def _must_be_open(self) -> None:
        if self.taken_on is not None:
            raise Impossible(f"“{self}” was made so already.")


def _named(name: str) -> str:
    name = " ".join(name.split())[:160]
    if not name:
        raise Impossible("Give it a name, to find it again.", field="name")
    return name


def _some(supposed: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    if len(supposed) > MOST_PARTS:
        raise Impossible(f"A scenario holds at most {MOST_PARTS} parts.", field="supposed")
    return list(supposed)


@allow(WhatIf, "keep", who="anybody inside")
def keeps(by: Account, _: Any) -> bool:
    """Supposing writes nothing of the plan."""
    return by.sees_content and not by.is_guest


@allow(WhatIf, "change", "show_to", who="whoever kept it, or an owner or project manager who sees it")
def changes_it(by: Account, one: WhatIf) -> bool:
    """Naming, changing and dropping a scenario; making it so asks what each of its parts asks."""
    return one.is_steered_by(by) and sees_whatif(by, one)


def sees_whatif(by: Account, one: WhatIf) -> bool:
    """Whether it is for her eyes; for everyone's it costs no query."""
    if not one.is_guarded:
        return by.sees_content and not by.is_guest
    return WhatIf.objects.visible_to(by).filter(pk=one.pk).exists()


@sight(WhatIf, who="those its *seen by* names; a guest none; what a part is about, those who see that")
def whatifs_seen(by: Account) -> models.Q:
    """Scenarios."""
    return guarded_sight(by, WhatIf)


@narrow(Change, who="changes of scenarios, those who see these")
def changes_of_whatifs(by: Account) -> models.Q:
    """Of one that was dropped, only whoever did it reads."""
    shown = WhatIf.objects.filter(visible(by, WhatIf)).order_by().values("pk")
    return (
        ~models.Q(noun=WhatIf.noun())
        | models.Q(noun=WhatIf.noun(), record_id__in=shown)
        | models.Q(by_id=by.pk)
    )
