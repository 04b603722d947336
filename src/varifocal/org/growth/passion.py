"""What a person wants more of, or less."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from varifocal.org.base.account import Account
from varifocal.org.base.acts import verb
from varifocal.org.base.permission import allow, sight
from varifocal.org.base.refusals import Impossible
from varifocal.org.people.person import Person
from varifocal.org.people.skill import Skill
from varifocal.org.people.told import Eyes, Told, tidy, told_to
from varifocal.org.relations.company import Company
from varifocal.org.work.task import TaskKind


class Passion(Told):
    """What she wants more of (or less: `less`): words, and the skill, kind of work or client it means, where it means
    one. Only what is for everyone stands in these columns, so only that can shape who does what."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="passions")
    words = models.CharField(max_length=200, blank=True)
    skill = models.ForeignKey(Skill, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.ForeignKey(TaskKind, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    company = models.ForeignKey(Company, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    less = models.BooleanField(default=False)

    content: ClassVar[tuple[str, ...]] = ("words", "skill_id", "kind_id", "company_id", "less")

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.words

    @classmethod
    @verb
    def tell(
        cls,
        person: Person,
        words: str,
        *,
        by: Account,
        skill: Skill | None = None,
        kind: TaskKind | None = None,
        company: Company | None = None,
        less: bool = False,
        seen_by: str = Eyes.EVERYONE,
    ) -> Passion:
        """She wants more of this, or less; the same words again take the place of those before."""
        by.may("tell", person)
        words = tidy(words, 200)
        if not words:
            raise Impossible("Say of what.", field="words")
        fields = cls.stored(
            seen_by, words=words, skill_id=skill and skill.pk, kind_id=kind and kind.pk,
            company_id=company and company.pk, less=less,
        )  # fmt: skip
        for standing in cls.objects.select_for_update().filter(person=person):
            if standing.said()["words"].casefold() == words.casefold():
                return standing.put("told_anew", by=by, **fields)
        return cls.add("told", by=by, person=person, **fields)

    @verb
    def forget(self, *, by: Account) -> None:
        """Not any more."""
        by.may("forget", self)
        self.take(None).drop("forgotten", by=by)

    def told_as(self) -> str:
        """What is private is not named."""
        return str(self) if self.is_open else "a line of a profile"

    def scope(self) -> dict[str, Any]:
        """What is not for everyone is hers."""
        return {} if self.is_open else {"person": self.person_id}


@allow(Passion, "forget", who="she herself")
def her_own(by: Account, passion: Passion) -> bool:
    """Her own words."""
    return by.person_id is not None and by.person_id == passion.person_id


@sight(Passion, who="those she chose: herself, her lead too, or everybody inside")
def passions_seen(by: Account) -> Q:
    """What a person says of herself."""
    return told_to(by)
