"""What we tell: the note of a week to everybody inside, and to each client where its work stands.

Drafted from facts, edited and sent by a human; what was sent is kept as it was said. Readers inside may say whether a
note is clear. Who said what is known to nobody: the row of a reaction holds a keyed digest instead of a name, no line
of the log tells of it, and it travels in no export.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import models

from varifocal.org.base.account import Account
from varifocal.org.base.acts import verb
from varifocal.org.base.record import Plumbing
from varifocal.org.base.refusals import Impossible
from varifocal.org.people.person import Person, Team, person_of
from varifocal.org.people.seen_by import Guarded, NamedViewer, SeenBy
from varifocal.org.relations.company import Company

MOST_WORDS = 20_000
FEWEST = 3
"""Below so many readers no share is told: one could guess who said what."""


class Telling(Guarded):
    """A note of a week, or the status for one client: a draft only its author reads, until it was sent. Who reads a
    sent status inside is said at sending; a note is for everybody.

    `monday` is the week it tells of; `sent_at` (UTC) the moment she said that she sent it.
    """

    class Kind(models.TextChoices):
        """To whom."""

        NOTE = "note", "Monday note"
        STATUS = "status", "Status for a client"

    kind = models.CharField(max_length=6, choices=Kind.choices)
    company = models.ForeignKey(
        Company, null=True, blank=True, on_delete=models.CASCADE, related_name="tellings"
    )
    monday = models.DateField()
    words = models.TextField()
    author = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    drafted_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    keepers_of_sight = ("author",)

    class Meta:
        ordering = ("-monday", "-pk")
        indexes = (models.Index(fields=["sent_at"], name="tellings_by_sending"),)

    def __str__(self) -> str:
        return f"Status for {self.company}" if self.company else f"Note of the week of {self.monday:%d %B %Y}"

    @classmethod
    @verb
    def draft(
        cls, kind: str, monday: date, words: str, *, by: Account, at: datetime, company: Company | None = None
    ) -> Telling:
        """Begin one from these words (`at`: UTC)."""
        by.may("tell", cls)
        author = person_of(by)
        if author is None:
            raise Impossible("This sign-in belongs to no person, so nobody would be its author.")
        if (kind == cls.Kind.STATUS) != (company is not None):
            raise Impossible("A status is for a client; a note is for everybody inside.", field="company")
        return cls.add(
            "drafted",
            by=by,
            kind=kind,
            company=company,
            monday=monday,
            words=_said(words),
            author=author,
            drafted_at=at,
        )

    @verb
    def rewrite(self, words: str, *, by: Account, seen: int) -> Telling:
        """Say it better; what was sent stays as it was said."""
        by.may("rewrite", self)
        self.take(seen, words=words)
        self._must_be_a_draft()
        return self.put("rewritten", by=by, words=_said(words))

    @verb
    def send(
        self,
        words: str,
        *,
        by: Account,
        seen: int,
        at: datetime,
        seen_by: str = SeenBy.EVERYONE,
        team: Team | None = None,
        people: Iterable[Person] = (),
    ) -> Telling:
        """She sent it, with these words, at this moment (UTC); from now on those it is seen by may read it."""
        by.may("rewrite", self)
        self.take(seen, words=words)
        self._must_be_a_draft()
        if self.kind == self.Kind.NOTE and seen_by != SeenBy.EVERYONE:
            raise Impossible("A note is for everybody inside.", field="seen_by")
        if seen_by == SeenBy.NAMED:
            named = dict.fromkeys(people)
            rows = [NamedViewer(noun_name=self.noun(), record_id=self.pk, person=one) for one in named]
            NamedViewer.add_many("named", rows, by=by)
        team = team if seen_by == SeenBy.TEAM else None
        return self.put("sent", by=by, words=_said(words), sent_at=at, seen_by=seen_by, seen_by_team=team)

    @verb
    def throw_away(self, *, by: Account) -> None:
        """It is not sent after all."""
        by.may("rewrite", self)
        self.take(None)
        self._must_be_a_draft()
        self.drop("thrown_away", by=by)

    def told_as(self) -> str:
        """Without a word of what it says."""
        return str(self)

    def scope(self) -> dict[str, Any]:
        """A draft is its author's; what was sent is told of to those who read it."""
        return {"person": self.author_id} if self.sent_at is None else {"guarded": self.is_guarded}

    @property
    def is_sent(self) -> bool:
        """Out of the house, or told to it."""
        return self.sent_at is not None

    def _must_be_a_draft(self) -> None:
        if self.is_sent:
            raise Impossible("This was sent; it stays as it was said. Write another one.")


class Reaction(Plumbing):
    """What one reader thinks of a note, under a digest instead of her name."""

    class Word(models.TextChoices):
        """What she can say."""

        CLEAR = "clear", "Clear"
        UNCLEAR = "unclear", "Not clear"
        DISAGREE = "disagree", "I disagree"

    telling = models.ForeignKey(Telling, on_delete=models.CASCADE, related_name="reactions")
    reader = models.CharField(max_length=64)
    word = models.CharField(max_length=8, choices=Word.choices)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["telling", "reader"], name="one_reaction_a_reader"),)

    @classmethod
    def say(cls, telling: Telling, word: str, *, by: Account) -> None:
        """She says it, or another word than before; the same word again takes it back. Nothing is logged."""
        by.may("react", telling)
        if word not in cls.Word.values:
            raise Impossible("Choose one of the three.", field="word")
        mine = cls.objects.filter(telling=telling, reader=reader_of(by, telling.pk))
        if mine.filter(word=word).delete()[0]:
            return
        cls.objects.update_or_create(
            telling=telling, reader=reader_of(by, telling.pk), defaults={"word": word}
        )

    @classmethod
    def mine(cls, by: Account, tellings: Iterable[int]) -> dict[int, str]:
        """What she said, by telling."""
        digests = [reader_of(by, pk) for pk in tellings]
        return dict(cls.objects.filter(reader__in=digests).values_list("telling_id", "word"))


@dataclass(frozen=True, slots=True)
class Shares:
    """What readers said of one telling: how many, and the share of each word; empty below three readers."""

    readers: int
    share: dict[str, float]


def shares(telling: Telling, *, by: Account) -> Shares | None:
    """For its author and the owners only; None where fewer than three said anything, the count included."""
    by.may("read_shares", telling)
    said = Counter(telling.reactions.values_list("word", flat=True))
    readers = sum(said.values())
    if readers < FEWEST:
        return None
    return Shares(readers, {word: said[word] / readers for word in Reaction.Word.values})


def reader_of(by: Account, telling: int) -> str:
    """Under which digest somebody's reaction to this telling stands: another one for each telling, so that not even
    the same hand is known again; made with the installation's own key."""
    told = f"reaction of {by.pk} to {telling}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), told, hashlib.sha256).hexdigest()


def _said(words: str) -> str:
    words = words.replace("\x00", "").replace("\r\n", "\n").strip()
    if not words:
        raise Impossible("There is nothing in it yet.", field="words")
    if len(words) > MOST_WORDS:
        raise Impossible(
            f"That is longer than {MOST_WORDS:,} characters; nobody would read it.", field="words"
        )
    return words + "\n"
