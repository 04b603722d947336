"""What somebody did with a fact that was worth a word: used it, or let it go. The facts are reckoned, not kept."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from varifocal.core.values import Sign
from varifocal.org.base.account import Account
from varifocal.org.base.acts import verb
from varifocal.org.base.permission import NOTHING, allow, sight
from varifocal.org.base.record import EVERY_ROW, Record
from varifocal.org.base.refusals import Impossible
from varifocal.org.people.person import Person


class PromptAnswer(Record):
    """A prompt shown to `reader` about `about`: used for a word, or dismissed, which teaches. `key` names the event, so
    that it is not offered again; `shown_on` counts for how many a week there are."""

    class Kind(models.TextChoices):
        """What happened."""

        HARD_TASK = Sign.HARD_TASK.value, "A hard task finished"
        FIRST_USE = Sign.FIRST_USE.value, "A skill used for the first time"
        RESCUE = Sign.RESCUE.value, "A rescue"
        OVERLOAD = Sign.OVERLOAD.value, "A long overload carried"
        YEAR = Sign.YEAR.value, "A year here"
        REMINDER = "reminder", "A reminder on Today"

    reader = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    about = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    key = models.CharField(max_length=80)
    used = models.BooleanField(default=False)
    on = models.DateField()

    closed: ClassVar[Q | None] = EVERY_ROW

    class Meta:
        ordering = ("on", "pk")
        constraints = (models.UniqueConstraint(fields=["reader", "key"], name="a_prompt_once"),)

    def __str__(self) -> str:
        return "a word of encouragement"

    @classmethod
    @verb
    def answer(
        cls, reader: Person, about: Person, kind: str, key: str, on: date, *, by: Account, used: bool
    ) -> PromptAnswer:
        """She used it, or let it go."""
        by.may("answer_prompts", reader)
        if kind not in cls.Kind.values or not 0 < len(key) <= 80:
            raise Impossible("There is no such prompt.")
        standing = cls.objects.select_for_update().filter(reader=reader, key=key).first()
        if standing is not None:
            return standing.put("answered", by=by, used=used or standing.used)
        return cls.add("answered", by=by, reader=reader, about=about, kind=kind, key=key, on=on, used=used)

    def scope(self) -> dict[str, Any]:
        """Hers."""
        return {"person": self.reader_id}


@allow(Person, "answer_prompts", who="she herself")
def as_herself(by: Account, reader: Any) -> bool:
    """Her own inbox."""
    return by.person_id is not None and by.person_id == reader.pk


@sight(PromptAnswer, who="she to whom it was shown")
def answers_seen(by: Account) -> Q:
    """Whom somebody did not praise is nobody's affair."""
    return Q(reader_id=by.person_id) if by.person_id else NOTHING
