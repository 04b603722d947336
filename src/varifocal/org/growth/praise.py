"""Praise tied to what really happened, said in the way she likes to hear it."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from varifocal.org.base.account import Account
from varifocal.org.base.acts import verb
from varifocal.org.base.permission import NOTHING, allow, sight
from varifocal.org.base.record import Record
from varifocal.org.base.refusals import Impossible
from varifocal.org.base.sealing import SealedText, seal, unseal
from varifocal.org.people.person import Person
from varifocal.org.people.skill import Value
from varifocal.org.people.told import tidy
from varifocal.org.work.task import Task

MOST_WORDS = 400
MOST_A_DAY = 20
"""More praise than this from one person on one day is a mistake of a script, or a joke."""


class Praise(Record):
    """Somebody thanks somebody for something that happened: aloud, or quietly, for the two of them alone (`quiet`), and
    then the words are sealed."""

    giver = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="praise_given")
    receiver = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="praise_received")
    words = models.CharField(max_length=MOST_WORDS, blank=True)
    quiet = models.BooleanField(default=False)
    quiet_words = SealedText()
    task = models.ForeignKey(Task, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    happened = models.CharField(max_length=200, blank=True)
    """What it was, in a word, where it is no task: as the prompt named it."""
    value = models.ForeignKey(Value, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    on = models.DateField()

    closed: ClassVar[Q | None] = Q(quiet=True)

    class Meta:
        ordering = ("-on", "-pk")

    def __str__(self) -> str:
        return f"{self.giver.name} to {self.receiver.name}"

    @classmethod
    @verb
    def give(
        cls,
        receiver: Person,
        words: str,
        *,
        by: Account,
        giver: Person,
        on: date,
        task: Task | None = None,
        value: Value | None = None,
        happened: str = "",
        quiet: bool = False,
    ) -> Praise:
        """Thank somebody; `quiet`: for her alone."""
        by.may("praise_as", giver)
        if giver.pk == receiver.pk:
            raise Impossible("Praise is for somebody else.", field="receiver")
        words = tidy(words, MOST_WORDS)
        if not words:
            raise Impossible("Say what for.", field="words")
        if cls.objects.filter(giver=giver, on=on).count() >= MOST_A_DAY:
            raise Impossible(
                f"You have thanked {MOST_A_DAY} times today; let these be read first.", field="words"
            )
        said = {"quiet_words": seal(words)} if quiet else {"words": words, "happened": happened[:200]}
        return cls.add(
            "given", by=by, giver=giver, receiver=receiver, task=None if quiet else task,
            value=None if quiet else value, quiet=quiet, on=on, **said,
        )  # fmt: skip

    @property
    def said(self) -> str:
        """The words; only for those who see the row."""
        return unseal(self.quiet_words) if self.quiet else self.words

    def told_as(self) -> str:
        """Who thanks whom is told where it was said aloud."""
        return "a quiet word" if self.quiet else str(self)

    def scope(self) -> dict[str, Any]:
        """Seen with the task it is about; a quiet word by the two."""
        if self.quiet:
            return {"person": self.receiver_id}
        return self.task.scope() if self.task else {}


@allow(Person, "praise_as", who="she herself")
def as_herself(by: Account, giver: Any) -> bool:
    """Nobody thanks in another's name."""
    return by.person_id is not None and by.person_id == giver.pk


@sight(Praise, who="everybody inside; a quiet word, the two alone")
def praise_seen(by: Account) -> Q:
    """Praise is said aloud, unless it is not."""
    if by.is_guest:
        return NOTHING
    me = by.person_id or 0
    return Q(quiet=False) | Q(giver_id=me) | Q(receiver_id=me)
