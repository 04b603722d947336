"""Who looked at what about a person: kept for her to read, a line a reader, page and day."""

from __future__ import annotations

from datetime import date

from django.db import models, transaction
from django.db.models import F

from varifocal.org.base.account import Account
from varifocal.org.base.permission import NOTHING, sight
from varifocal.org.base.record import Plumbing


class Looked(Plumbing):
    """`reader` looked at `what` (in words, as it is told to her) about the person with that id, on that day."""

    reader = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    about = models.PositiveBigIntegerField(db_index=True)
    """Whose it is: the id of a person, who stands above this floor."""
    what = models.CharField(max_length=80)
    on = models.DateField()
    times = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-on", "pk")
        constraints = (
            models.UniqueConstraint(fields=["reader", "about", "what", "on"], name="one_look_a_day"),
        )

    @classmethod
    def note(cls, reader: Account, about: int, what: str, on: date) -> None:
        """She looked at this today; nobody is noted for looking at her own."""
        cls.note_many(reader, [about], what, on)

    @classmethod
    def note_many(cls, reader: Account, about: list[int], what: str, on: date) -> None:
        """The same for a page about several people."""
        people = [one for one in about if one != reader.person_id]
        known = set(cls.objects.filter(reader=reader, what=what, on=on).values_list("about", flat=True))
        new = [Looked(reader=reader, about=one, what=what, on=on) for one in people if one not in known]
        with transaction.atomic():
            if new:
                Looked.objects.bulk_create(new, ignore_conflicts=True)
            again = [one for one in people if one in known]
            if again:
                cls.objects.filter(reader=reader, what=what, on=on, about__in=again).update(
                    times=F("times") + 1
                )


@sight(Looked, who="she whose it is")
def looks_seen(by: Account) -> models.Q:
    """Who looked at what of hers."""
    return models.Q(about=by.person_id) if by.person_id else NOTHING
