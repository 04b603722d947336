"""What a person agrees to be seen in: asked, given, withdrawn, each with its moment."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from varifocal.org.base.account import Account
from varifocal.org.base.acts import verb
from varifocal.org.base.permission import NOTHING, allow, sight
from varifocal.org.base.record import EVERY_ROW, Record, RecordSet
from varifocal.org.base.refusals import Impossible
from varifocal.org.people.person import Person


class Consents(RecordSet["Consent"]):
    """Rows of consents."""

    def standing(self, about: str) -> Consents:
        """Those that hold now."""
        return self.filter(about=about, withdrawn_at=None)


class Consent(Record):
    """She agrees, until she withdraws; each time is a row of its own, so that it is known when it held.

    Read anew by whoever shows or reckons something that needs it, never copied: withdrawn, it is gone at once.
    """

    class About(models.TextChoices):
        """What she agrees to."""

        NETWORK = "network", "The help I give and get may be counted in the picture of help"
        NETWORK_SHOWN = "network_shown", "Others may see my place in the picture of help"
        TALENT = "talent", "Leads may talk about what I could do next"
        ACTING = "acting", "Others may see that I already act in something that needs somebody"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    about = models.CharField(max_length=16, choices=About.choices)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    closed: ClassVar[Q | None] = EVERY_ROW
    undoable: ClassVar[bool] = False
    """Nobody gives or withdraws it for her, by undo neither."""
    objects: ClassVar = Consents.as_manager()

    class Meta:
        ordering = ("given_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["person", "about"], condition=Q(withdrawn_at=None), name="one_consent_stands"
            ),
        )

    def __str__(self) -> str:
        return self.get_about_display()

    @classmethod
    @verb
    def give(cls, person: Person, about: str, *, by: Account, at: datetime) -> Consent:
        """She agrees from now (`at`, UTC) on; where she does already, nothing happens."""
        by.may("consent", person)
        if about not in cls.About.values:
            raise Impossible("That is not asked of anybody.", field="about")
        standing = cls.objects.select_for_update().standing(about).filter(person=person).first()
        return standing or cls.add("given", by=by, person=person, about=about, given_at=at)

    @classmethod
    @verb
    def withdraw(cls, person: Person, about: str, *, by: Account, at: datetime) -> None:
        """She does not agree any more, from now (`at`, UTC) on."""
        by.may("consent", person)
        for row in cls.objects.select_for_update().standing(about).filter(person=person):
            row.put("withdrawn", by=by, withdrawn_at=at)

    def told_as(self) -> str:
        """That it is about a consent."""
        return "a consent"

    def scope(self) -> dict[str, Any]:
        """What she agrees to is her affair."""
        return {"person": self.person_id}


def people_who(about: str) -> set[int]:
    """Ids of the people who agree to this now."""
    return set(Consent.objects.standing(about).values_list("person_id", flat=True))


@allow(Person, "consent", who="she herself")
def herself(by: Account, person: Any) -> bool:
    """Nobody agrees for another."""
    return by.person_id is not None and by.person_id == person.pk


@sight(Consent, who="she herself")
def consents_seen(by: Account) -> Q:
    """That somebody does not agree is for nobody's eyes."""
    return Q(person_id=by.person_id) if by.person_id else NOTHING
