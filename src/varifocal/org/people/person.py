"""A person of the organization, with or without a sign-in."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.db import models

from varifocal.core.values import FIRST_DAY, LAST_DAY
from varifocal.org.base.account import Account, Role
from varifocal.org.base.acts import verb
from varifocal.org.base.organization import NINE_TO_FIVE, check_zone
from varifocal.org.base.record import Record, RecordSet
from varifocal.org.base.refusals import Impossible
from varifocal.org.base.sealing import SealedText, seal

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
Week = list[list[list[str]]]


class People(RecordSet["Person"]):
    """Rows of people."""

    def here(self, on: date) -> People:
        """Those who belong to the organization on this day."""
        return self.filter(models.Q(joined=None) | models.Q(joined__lte=on)).filter(
            models.Q(left=None) | models.Q(left__gte=on)
        )


class Person(Record):
    """Who she is, when she works (per weekday the stretches of local time, whole quarter hours), where."""

    account = models.OneToOneField(
        Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="person"
    )
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    zone = models.CharField(max_length=60, default="Europe/Berlin")
    country = models.CharField(max_length=2, default="DE")
    region = models.CharField(max_length=10, blank=True)
    week = models.JSONField(default=list)
    """As it is stored; when she works is `working_week`."""
    share = models.DecimalField(max_digits=3, decimal_places=2, default=1)
    """Part of her working time that may be planned."""
    joined = models.DateField(null=True, blank=True)
    left = models.DateField(null=True, blank=True)
    about = models.TextField(blank=True)
    private_note = SealedText()
    lead = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="leads")

    objects: ClassVar = People.as_manager()

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name

    @classmethod
    @verb
    def welcome(cls, name: str, *, by: Account, **details: Any) -> Person:
        """Somebody joins: only the name is needed."""
        by.may("welcome", cls)
        if not name.strip():
            raise Impossible("A person needs a name.", field="name")
        details.setdefault("week", NINE_TO_FIVE)
        check_week(details["week"])
        return cls.add("welcomed", by=by, name=name.strip(), **details)

    @verb
    def describe(self, *, by: Account, seen: int, **fields: Any) -> Person:
        """Change name, title, e-mail, zone, country, region or what she tells about herself."""
        by.may("describe", self)
        _only(fields, {"name", "title", "email", "zone", "country", "region", "about"})
        if "zone" in fields:
            check_zone(fields["zone"])
        return self.take(seen, **fields).put("described", by=by, **fields)

    @verb
    def set_week(self, week: Week, *, by: Account, seen: int, share: Any = None) -> Person:
        """Change when she works."""
        by.may("set_week", self)
        check_week(week)
        fields: dict[str, Any] = {"week": week} | ({} if share is None else {"share": share})
        return self.take(seen, **fields).put("week_set", by=by, **fields)

    @verb
    def note_privately(self, words: str, *, by: Account, seen: int) -> Person:
        """A note only she can read; stored sealed."""
        by.may("note_privately", self)
        return self.take(seen).put("noted_privately", by=by, private_note=seal(words))

    @verb
    def place_under(self, lead: Person | None, *, by: Account, seen: int | None = None) -> Person:
        """Who leads her."""
        by.may("place_under", self)
        if lead is not None and lead.pk == self.pk:
            raise Impossible("Nobody leads herself.", field="lead")
        return self.take(seen, lead=lead).put("placed_under", by=by, lead=lead)

    @verb
    def leave(self, on: date, *, by: Account, seen: int) -> Person:
        """Her last day; her open work is placed anew, her history stays."""
        by.may("leave", self)
        if self.joined and on < self.joined:
            raise Impossible(
                f"{self.name} joined on {self.joined:%d %B %Y}; she cannot leave before.", field="left"
            )
        return self.take(seen, left=on).put("left", by=by, left=on)

    @verb
    def give_account(self, account: Account, *, by: Account) -> Person:
        """Join a sign-in to the person."""
        by.may("give_account", self)
        return self.take(None).put("given_account", by=by, account=account)

    def today(self, now: datetime) -> date:
        """The date where she is."""
        return now.astimezone(ZoneInfo(self.zone)).date()

    @property
    def working_week(self) -> Week:
        """When she works; nine to five where nobody said."""
        return self.week or NINE_TO_FIVE

    @property
    def hours_at_work(self) -> float:
        """Hours her week has, whatever part of it is planned."""
        return sum(_hours(stretch) for day in self.working_week for stretch in day)

    @property
    def hours_a_week(self) -> float:
        """Hours of an ordinary week of hers that may be planned."""
        return self.hours_at_work * float(self.share)


class Absence(Record):
    """Days she is away, both included. Everybody sees that she is away; why is sealed."""

    class Kind(models.TextChoices):
        """What kind of absence; only she and her lead see it."""

        HOLIDAY = "holiday", "Holiday"
        SICK = "sick", "Sick"
        OTHER = "other", "Away"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="absences")
    first = models.DateField()
    last = models.DateField()
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.HOLIDAY)
    note = SealedText()

    class Meta:
        ordering = ("first", "pk")

    def __str__(self) -> str:
        return f"{self.person.name} away {self.first} to {self.last}"

    @classmethod
    @verb
    def announce(
        cls, person: Person, first: date, last: date, *, by: Account, kind: str = Kind.HOLIDAY, note: str = ""
    ) -> Absence:
        """She will be away, or was."""
        by.may("announce", person)
        _check_days(first, last)
        return cls.add("announced", by=by, person=person, first=first, last=last, kind=kind, note=seal(note))

    @verb
    def move(self, first: date, last: date, *, by: Account, seen: int) -> Absence:
        """Other days."""
        by.may("move", self)
        _check_days(first, last)
        return self.take(seen, first=first, last=last).put("moved", by=by, first=first, last=last)

    @verb
    def cancel(self, *, by: Account) -> None:
        """She stays."""
        by.may("cancel", self)
        self.take(None).drop("cancelled", by=by)


class Team(Record):
    """People who work together, with a lead."""

    name = models.CharField(max_length=80, unique=True)
    lead = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="teams_led"
    )

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @classmethod
    @verb
    def form(cls, name: str, *, by: Account, lead: Person | None = None) -> Team:
        """A new team."""
        by.may("form", cls)
        if cls.objects.filter(name__iexact=name.strip()).exists():
            raise Impossible(f"There is already a team “{name.strip()}”.", field="name")
        return cls.add("formed", by=by, name=name.strip(), lead=lead)

    @verb
    def rename(self, name: str, *, by: Account, seen: int, lead: Person | None = None) -> Team:
        """Another name or lead."""
        by.may("rename", self)
        return self.take(seen, name=name).put("renamed", by=by, name=name.strip(), lead=lead)

    @verb
    def disband(self, *, by: Account) -> None:
        """The team is no more; its people stay."""
        by.may("disband", self)
        self.take(None).drop("disbanded", by=by)

    @verb
    def take_in(self, person: Person, *, by: Account) -> Membership:
        """Somebody joins the team."""
        by.may("take_in", self)
        found = Membership.objects.filter(team=self, person=person).first()
        return found or Membership.add("joined", by=by, team=self, person=person)

    @verb
    def let_go(self, person: Person, *, by: Account) -> None:
        """Somebody leaves the team."""
        by.may("let_go", self)
        for membership in Membership.objects.filter(team=self, person=person):
            membership.drop("ended", by=by)


class Membership(Record):
    """A person belongs to a team."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["team", "person"], name="once_in_a_team"),)

    def __str__(self) -> str:
        return f"{self.person.name} in {self.team.name}"


def check_week(week: Week) -> None:
    """Raises Impossible unless it is seven days of stretches in order, on whole quarter hours."""
    if len(week) != 7:
        raise Impossible("A week has seven days, Monday first.", field="week")
    for day, stretches in zip(WEEKDAYS, week, strict=True):
        end_before = time.min
        for stretch in stretches:
            start, end = _moment(stretch[0], day), _moment(stretch[1], day)
            if end <= start or start < end_before:
                raise Impossible(f"On {day}, {stretch[0]} to {stretch[1]} is out of order.", field="week")
            end_before = end


def person_of(by: Account) -> Person | None:
    """The person behind an account."""
    return Person.objects.filter(account=by).first()


def leads(by: Account, person_id: int | None) -> bool:
    """Whether this account's person leads that person, directly or as lead of a team of hers."""
    if by.person_id is None or person_id is None:
        return False
    direct = models.Q(lead_id=by.person_id) | models.Q(memberships__team__lead_id=by.person_id)
    return Person.objects.filter(direct, pk=person_id).exists()


def looked_back_on(by: Account) -> models.Q:
    """Whose past weeks of work an account may see by name: her own and those of people she leads; everybody's, as an
    owner or a people lead."""
    if is_staff_lead(by):
        return models.Q()
    if by.person_id is None:
        return models.Q(pk__in=())
    return (
        models.Q(pk=by.person_id)
        | models.Q(lead_id=by.person_id)
        | models.Q(memberships__team__lead_id=by.person_id)
    )


def is_staff_lead(by: Account) -> bool:
    """Owners and people leads."""
    return by.has_role(Role.OWNER, Role.LEAD)


def _moment(words: str, day: str) -> time:
    try:
        moment = time.fromisoformat(words)
    except ValueError:
        raise Impossible(f"On {day}, “{words}” is no time; write it like 09:00.", field="week") from None
    if moment.minute % 15 or moment.second:
        raise Impossible(f"On {day}, {words} is not on a quarter hour.", field="week")
    return moment


def _hours(stretch: list[str]) -> float:
    start, end = time.fromisoformat(stretch[0]), time.fromisoformat(stretch[1])
    return (end.hour - start.hour) + (end.minute - start.minute) / 60


def _check_days(first: date, last: date) -> None:
    for field, day in (("first", first), ("last", last)):
        if not FIRST_DAY <= day <= LAST_DAY:
            raise Impossible(f"{day} is no day for work.", field=field)
    if last < first:
        raise Impossible("The last day away lies before the first.", field="last")


def _only(fields: dict[str, Any], known: set[str]) -> None:
    if unknown := fields.keys() - known:
        raise Impossible(f"{', '.join(sorted(unknown))} cannot be changed here.")
