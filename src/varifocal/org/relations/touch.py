"""A contact that took place: somebody of ours met, called or wrote to somebody there."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q

from varifocal.core.values import FIRST_DAY
from varifocal.org.base.account import Account, Role
from varifocal.org.base.acts import verb
from varifocal.org.base.permission import NOTHING, allow, sight
from varifocal.org.base.record import Record
from varifocal.org.base.refusals import Impossible
from varifocal.org.people.person import Person
from varifocal.org.relations.company import Company, Contact

MOST_TEXT = 20_000


class Touch(Record):
    """One contact, in a line. Meetings and answers are contacts too and are not copied here.

    `text` is a mail somebody of ours forwarded on purpose; of any other mail only its header was read. `mail` tells
    the same mail from another one, so that it counts once.
    """

    class How(models.TextChoices):
        """By which means."""

        MET = "met", "Met"
        CALLED = "called", "Called"
        WROTE = "wrote", "Wrote"
        MAIL = "mail", "A mail copied in"

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="touches")
    contact = models.ForeignKey(
        Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="touches"
    )
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="touches"
    )
    on = models.DateField()
    how = models.CharField(max_length=8, choices=How.choices, default=How.MET)
    words = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    mail = models.CharField(max_length=64, blank=True)

    unlogged = ("mail",)

    class Meta:
        ordering = ("-on", "-pk")
        indexes = (
            models.Index(fields=["company", "on"], name="touches_of_company"),
            models.Index(fields=["mail"], name="touches_by_mail"),
        )

    def __str__(self) -> str:
        return self.words or f"{self.get_how_display()}: {self.company.name}"

    @classmethod
    @verb
    def note(
        cls,
        company: Company,
        on: date,
        *,
        by: Account,
        today: date,
        how: str = How.MET,
        words: str = "",
        contact: Contact | None = None,
        person: Person | None = None,
        text: str = "",
        mail: str = "",
    ) -> Touch:
        """It took place on this day, at the latest today; who of ours is whoever notes it, unless said."""
        by.may("note", cls)
        if not FIRST_DAY <= on <= today:
            raise Impossible(
                "A contact is noted once it took place; choose today or a day before.", field="on"
            )
        if how not in cls.How.values:
            raise Impossible("Say whether you met, called or wrote.", field="how")
        if contact is not None and contact.company_id != company.pk:
            raise Impossible(f"{contact.name} is not at {company.name}.", field="contact")
        return cls.add(
            "noted", by=by, company=company, contact=contact, person_id=person.pk if person else by.person_id,
            on=on, how=how, words=" ".join(words.split())[:300], text=text[:MOST_TEXT], mail=mail,
        )  # fmt: skip

    @verb
    def remove(self, *, by: Account) -> None:
        """It did not take place, or not with them."""
        by.may("remove", self)
        self.take(None).drop("removed", by=by)


@allow(Touch, "note", who="anybody inside")
def note(by: Account, _: Any) -> bool:
    """Whoever was there says so."""
    return by.sees_content and not by.is_guest


@allow(Touch, "remove", who="she whose contact it was, or an owner, a people lead or a project manager")
def remove(by: Account, touch: Touch) -> bool:
    """Her own, or those who look after relationships."""
    return by.has_role(Role.OWNER, Role.LEAD, Role.MANAGER) or (
        by.person_id is not None and touch.person_id == by.person_id
    )


@sight(Touch, who="everybody inside")
def touches_seen(by: Account) -> Q:
    """Contacts are no secret inside."""
    return NOTHING if by.is_guest else Q()
