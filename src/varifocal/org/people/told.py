"""What a person says of herself, and for whose eyes: her own, her lead's too, or everybody's."""

from __future__ import annotations

import json
from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from varifocal.org.base.account import Account
from varifocal.org.base.acts import verb
from varifocal.org.base.record import Record
from varifocal.org.base.refusals import Impossible
from varifocal.org.base.sealing import SealedText, seal, unseal
from varifocal.org.people.person import Person

MOST_WORDS = 2_000


class Eyes(models.TextChoices):
    """For whose eyes something she says of herself is."""

    ME = "me", "Only me"
    LEAD = "lead", "My lead and me"
    EVERYONE = "everyone", "Everyone here"


class Told(Record):
    """Something she says of herself. What is for everyone stands in open columns, and may shape who does what; all
    else is sealed whole, so that neither a copy of the database nor the log tells it."""

    seen_by = models.CharField(max_length=10, choices=Eyes.choices, default=Eyes.EVERYONE)
    private = SealedText()
    """All that was said, sealed, where it is not for everyone; the open columns are empty then."""

    content: ClassVar[tuple[str, ...]] = ()
    """The columns that hold what was said, by attribute."""
    closed: ClassVar[Q | None] = ~Q(seen_by=Eyes.EVERYONE)

    class Meta:
        abstract = True

    @classmethod
    def stored(cls, seen_by: str, **said: Any) -> dict[str, Any]:
        """How this is kept: a value for every column of its content, or all of it sealed."""
        if seen_by not in Eyes.values:
            raise Impossible("Say who may see it: you, your lead, or everyone.", field="seen_by")
        if seen_by == Eyes.EVERYONE:
            return {"seen_by": seen_by, "private": "", **said}
        empty = cls()
        blank = {name: getattr(empty, name) for name in cls.content}
        return {"seen_by": seen_by, "private": seal(json.dumps(said, default=str)), **blank}

    def said(self) -> dict[str, Any]:
        """What was said, by column; raises Refusal where the seal does not open. Only for those who see the row."""
        if not self.private:
            return {name: getattr(self, name) for name in self.content}
        opened = json.loads(unseal(self.private))
        fields = {field.attname: field for field in self._meta.concrete_fields}
        return {name: fields[name].to_python(opened.get(name)) for name in self.content}

    @property
    def is_open(self) -> bool:
        """For everyone."""
        return self.seen_by == Eyes.EVERYONE


class ProfileWord(Told):
    """One answer of her profile: how she likes to be praised, to be told hard things, what she wants to become."""

    class About(models.TextChoices):
        """What is answered."""

        PRAISED = "praised", "How I like to be praised"
        HARD_THINGS = "hard_things", "How to tell me hard things"
        BECOME = "become", "What I want to become"

    class Way(models.TextChoices):
        """How praise reaches her best."""

        ALOUD = "aloud", "Aloud, for all to hear"
        QUIETLY = "quietly", "Quietly, between the two of us"
        ANY = "any", "Either is fine"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="profile_words")
    about = models.CharField(max_length=12, choices=About.choices)
    words = models.TextField(blank=True)
    way = models.CharField(max_length=10, choices=Way.choices, blank=True)
    by_when = models.DateField(null=True, blank=True)

    content: ClassVar[tuple[str, ...]] = ("words", "way", "by_when")

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["person", "about"], name="one_answer_each"),)

    def __str__(self) -> str:
        return self.get_about_display()

    @classmethod
    @verb
    def say(
        cls,
        person: Person,
        about: str,
        words: str,
        *,
        by: Account,
        seen_by: str,
        way: str = "",
        by_when: date | None = None,
    ) -> ProfileWord | None:
        """Her answer, in place of the one before; nothing said takes it away."""
        by.may("tell", person)
        if about not in cls.About.values:
            raise Impossible("That is not asked.", field="about")
        words = tidy(words, MOST_WORDS)
        standing = cls.objects.select_for_update().filter(person=person, about=about).first()
        if not words and not way:
            if standing is not None:
                standing.drop("taken_back", by=by)
            return None
        fields = cls.stored(seen_by, words=words, way=way, by_when=by_when)
        if standing is None:
            return cls.add("said", by=by, person=person, about=about, **fields)
        if standing.seen_by == seen_by and standing.said() == {
            "words": words,
            "way": way,
            "by_when": by_when,
        }:
            return standing
        return standing.put("said_anew", by=by, **fields)

    def told_as(self) -> str:
        """Only what was asked, and of what is private not even that."""
        return f"{self.person.name}: {self}" if self.is_open else "a line of a profile"

    def scope(self) -> dict[str, Any]:
        """What is not for everyone is hers."""
        return {} if self.is_open else {"person": self.person_id}


def tidy(words: str, most: int) -> str:
    """Words without what no database keeps, no longer than this. Raises Impossible where they are longer."""
    words = words.replace("\x00", "").strip()
    if len(words) > most:
        raise Impossible(f"That is longer than {most:,} letters; say it in fewer.", field="words")
    return words


def told_to(by: Account) -> Q:
    """Which lines people tell of themselves an account sees: everyone's, her own, and what those she leads tell their
    lead."""
    me = by.person_id or 0
    if by.is_guest:
        return Q(person_id=me)
    return Q(seen_by=Eyes.EVERYONE) | Q(person_id=me) | Q(seen_by=Eyes.LEAD, person__lead_id=me)
