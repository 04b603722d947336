"""A person's own calendar: a secret address or a file, what others see of it, and the days it marks as away."""

from __future__ import annotations

from typing import Any

from django.db import models

from varifocal.org.base.account import Account
from varifocal.org.base.acts import verb
from varifocal.org.base.permission import NOTHING, allow, sight
from varifocal.org.base.plumbing import Fetch
from varifocal.org.base.record import Record
from varifocal.org.base.refusals import Impossible
from varifocal.org.base.sealing import SealedText, seal
from varifocal.org.people.person import Absence, Person
from varifocal.org.relations.company import Company
from varifocal.org.work.project import Project

MOST_CALENDARS = 10


class Calendar(Record):
    """One calendar of hers. Its address is a secret: sealed, shown to nobody, not even to her again."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="calendars")
    name = models.CharField(max_length=80)
    address = SealedText()
    """Empty: it was brought as a file."""
    is_file = models.BooleanField(default=False)
    titles = models.BooleanField(default=False)
    """Others who see a meeting see its title; else “Busy”. What is private stays so."""

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name

    def told_as(self) -> str:
        """The log does not tell what she calls it."""
        return f"a calendar of {self.person.name}"

    @classmethod
    @verb
    def subscribe(
        cls, person: Person, name: str, address: str, *, by: Account, titles: bool = False
    ) -> Calendar:
        """Read her calendar at this address from now on; whether one may go there is seen when it is fetched."""
        by.may("keep_calendar", person)
        _few(person)
        made = cls.add(
            "subscribed", by=by, person=person, name=_named(name), address=seal(address), titles=titles
        )
        Fetch.make_due(made.pk)
        return made

    @classmethod
    @verb
    def bring(cls, person: Person, name: str, *, by: Account, titles: bool = False) -> Calendar:
        """A calendar out of a file; the file of the same name brought again takes its place."""
        by.may("keep_calendar", person)
        known = cls.objects.filter(person=person, is_file=True, name=_named(name)).first()
        if known is not None:
            return known.put("changed", by=by, titles=titles)
        _few(person)
        return cls.add("brought", by=by, person=person, name=_named(name), is_file=True, titles=titles)

    @verb
    def readdress(self, address: str, *, by: Account) -> Calendar:
        """The address is another one: it was made anew there, or its sealed form was lost."""
        by.may("change", self)
        if self.is_file:
            raise Impossible("This calendar came as a file; bring the file again instead.", field="address")
        self.take(None).put("readdressed", by=by, address=seal(address))
        Fetch.make_due(self.pk, anew=True)
        return self

    @verb
    def fetch_now(self, *, by: Account) -> Calendar:
        """Look at its address with the next round, however long it was to rest."""
        by.may("change", self)
        if not self.address:
            raise Impossible("Nothing is fetched for this calendar; bring its file again.")
        Fetch.make_due(self.pk)
        return self

    def scope(self) -> dict[str, Any]:
        """Hers alone."""
        return {"person": self.person_id}


class Said(Record):
    """What she said that meetings are, learned: those of one series, with one address, or with one domain."""

    class About(models.TextChoices):
        """What is recognised again."""

        SERIES = "series", "This meeting and its series"
        ADDRESS = "address", "Whoever has this address"
        DOMAIN = "domain", "Everybody of this domain"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    about = models.CharField(max_length=8, choices=About.choices)
    key = models.CharField(max_length=254)
    project = models.ForeignKey(Project, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    company = models.ForeignKey(Company, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    people_time = models.BooleanField(default=False)
    private = models.BooleanField(default=False)

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["person", "about", "key"], name="said_once"),)

    def __str__(self) -> str:
        return self.key if self.about != self.About.SERIES else "a series of meetings"

    def told_as(self) -> str:
        """The log does not tell with whom she meets."""
        return "what meetings are"

    @classmethod
    @verb
    def learn(cls, person: Person, about: str, key: str, *, by: Account, **what: Any) -> Said:
        """From now on such a meeting is this: `project`, `company`, `people_time`, `private`, or nothing of it."""
        by.may("keep_calendar", person)
        told: dict[str, Any] = {
            "project": None,
            "company": None,
            "people_time": False,
            "private": False,
        } | what
        known = cls.objects.filter(person=person, about=about, key=key).first()
        if known is not None:
            return known.put("learned", by=by, **told)
        return cls.add("learned", by=by, person=person, about=about, key=key, **told)

    @verb
    def forget(self, *, by: Account) -> None:
        """It is guessed again next time."""
        by.may("change", self)
        self.take(None).drop("forgotten", by=by)

    def scope(self) -> dict[str, Any]:
        """Hers alone."""
        return {"person": self.person_id}


class DaysMarked(Record):
    """Whole days that stand in her calendar as taken: away where the calendar itself says so or she confirmed it;
    a question to her until then."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="days_marked")
    series = models.CharField(max_length=64)
    which = models.CharField(max_length=20, blank=True)
    first = models.DateField()
    last = models.DateField()
    title = SealedText()
    absence = models.ForeignKey(Absence, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    refused = models.BooleanField(default=False)
    """She said that she works on these days."""

    class Meta:
        ordering = ("first", "pk")
        constraints = (
            models.UniqueConstraint(fields=["calendar", "series", "which"], name="days_marked_once"),
        )

    def __str__(self) -> str:
        return f"{self.first} to {self.last}"

    @verb
    def confirm(self, *, by: Account) -> Absence:
        """She is away on these days."""
        by.may("change", self)
        self.take(None)
        if self.absence is not None:
            raise Impossible("These days away are noted already.")
        absence = Absence.announce(self.person, self.first, self.last, by=by)
        self.put("confirmed", by=by, absence=absence, refused=False)
        return absence

    @verb
    def refuse(self, *, by: Account) -> DaysMarked:
        """She works on these days."""
        by.may("change", self)
        return self.take(None).put("refused", by=by, refused=True)

    def scope(self) -> dict[str, Any]:
        """Hers alone."""
        return {"person": self.person_id}


def _named(name: str) -> str:
    name = " ".join(name.replace("\x00", "").split())
    if not name:
        raise Impossible("Give the calendar a name, so that you know it again.", field="name")
    return name[:80]


def _few(person: Person) -> None:
    if Calendar.objects.filter(person=person).count() >= MOST_CALENDARS:
        raise Impossible(f"You have {MOST_CALENDARS} calendars here already. Remove one first.", field="name")


@allow(Person, "keep_calendar", who="she herself, unless she is a guest")
def her_calendar(by: Account, person: Person) -> bool:
    """Nobody else reads a person's calendar, nor says what is in it."""
    return by.person_id is not None and by.person_id == person.pk and not by.is_guest


@allow(Calendar, "change", who="she whose calendar it is")
@allow(Said, "change", who="she who said it")
@allow(DaysMarked, "change", who="she whose days they are")
def her_own(by: Account, thing: Any) -> bool:
    """Her own."""
    return by.person_id is not None and by.person_id == thing.person_id and not by.is_guest


for _noun in (Calendar, Said, DaysMarked):

    @sight(_noun, who="she herself, nobody else")
    def seen_by_her(by: Account) -> models.Q:
        """Not even an owner."""
        return models.Q(person_id=by.person_id) if by.person_id and not by.is_guest else NOTHING
