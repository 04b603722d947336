"""Somebody leaves: what ends and is handed on that day, and, once she is gone, what only she could read is erased."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q

from varifocal.org.base.access import close
from varifocal.org.base.account import Account, Role
from varifocal.org.base.acts import Change, verb
from varifocal.org.base.looked import Looked
from varifocal.org.base.permission import NOTHING, allow, sight
from varifocal.org.base.record import Record
from varifocal.org.base.refusals import Impossible
from varifocal.org.growth.check_in import CheckIn, HelpTap
from varifocal.org.growth.encouragement import PromptAnswer
from varifocal.org.growth.evidence import SkillEvidence
from varifocal.org.growth.growth_plan import GrowthPlan, GrowthStep
from varifocal.org.growth.mentorship import Mentorship
from varifocal.org.growth.one_to_one import OneToOne, TalkNote
from varifocal.org.growth.passion import Passion
from varifocal.org.growth.responsibility import Responsibility
from varifocal.org.people.consent import Consent
from varifocal.org.people.person import Person, Team, is_staff_lead
from varifocal.org.people.skill import PersonValue, Skill
from varifocal.org.people.told import ProfileWord
from varifocal.org.work.calendar import Calendar, DaysMarked, Said
from varifocal.org.work.doing import Attendance, Meeting
from varifocal.org.work.feed import Feed


def led_by(person: Person) -> models.QuerySet[Person]:
    """Whom she leads by name, of those who are here."""
    return Person.objects.filter(lead=person, left=None).exclude(pk=person.pk).order_by("name")


@verb
def bid_farewell(person: Person, on: date, *, by: Account, seen: int, lead: Person | None = None) -> Person:
    """Her last day. Her one-to-ones end and are passed on to nobody: what was said stays with the two. Learning
    together ends; what she held needs somebody again; those she leads are led by `lead` from then on, her teams as
    well.

    Raises Impossible where she leads somebody and nobody is named to.
    """
    by.may("leave", person)
    led, teams = list(led_by(person)), list(Team.objects.filter(lead=person))
    if lead is not None and (lead.pk == person.pk or (lead.left is not None and lead.left < on)):
        raise Impossible("Name somebody who stays.", field="lead")
    if (led or teams) and lead is None:
        names = ", ".join([one.name for one in led] + [f"the team {team.name}" for team in teams])
        raise Impossible(f"Say who leads {names} from then on.", field="lead")
    person.leave(on, by=by, seen=seen)
    for one in led:
        new = lead if lead is not None and lead.pk != one.pk else person.lead
        one.put("placed_under", by=by, lead=None if new is not None and new.pk == one.pk else new)
    for team in teams:
        team.put("renamed", by=by, lead=lead)
    hers = Q(lead=person) | Q(person=person)
    for series in OneToOne.objects.going_on().filter(hers).select_related("next"):
        talk = series.next
        series.put("ended", by=by, ended_on=on, next=None)
        _cancel(talk, on, by)
    for pair in Mentorship.objects.filter(Q(mentor=person) | Q(learner=person), until=None).select_related(
        "talk"
    ):
        talk = pair.talk
        pair.put("ended", by=by, until=on, next_talk=None, talk=None)
        _cancel(talk, on, by)
    for held in Responsibility.objects.standing().filter(Q(holder=person) | Q(stand_in=person)):
        fields: dict[str, Any] = {"holder": None, "held_since": None} if held.holder_id == person.pk else {}
        if held.stand_in_id == person.pk:
            fields["stand_in"] = None
        held.put("laid_down", by=by, **fields)
    return person


def _cancel(talk: Meeting | None, on: date, by: Account) -> None:
    """A talk that was set for later does not take place."""
    if talk is not None and talk.start.date() > on:
        talk.drop("cancelled", by=by)


class Erasure(Record):
    """What only she could read was erased by right, its copies in the log too: when, and how many rows of what
    (`counts`: by noun). It is never undone; that it was done stays in the log."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="erasures")
    on = models.DateField()
    counts = models.JSONField(default=dict)

    undoable: ClassVar[bool] = False

    class Meta:
        ordering = ("-on", "-pk")

    def __str__(self) -> str:
        return f"what only {self.person.name} could read"

    @classmethod
    @verb
    def erase(cls, person: Person, on: date, *, by: Account, at: datetime) -> Erasure:
        """Erase what of hers is for her alone or for her and her lead: private lines of her profile, check-ins, growth
        plans, notes for herself, what she tapped, her calendars with their addresses and what was read in them. Her
        consents end and her sign-in is closed. `on` is today in the organization's zone, `at` now (UTC). Raises
        Impossible before her last day is over, and where she is the only owner."""
        by.may("erase", person)
        if person.left is None or person.left >= on:
            raise Impossible(
                "That is done once her last day is over; until then it is hers to read and to take."
            )
        for consent in Consent.objects.filter(person=person, withdrawn_at=None):
            consent.put("withdrawn", by=by, withdrawn_at=at)
        counts = {}
        for kind, rows in private_rows(person):
            ids = list(rows.values_list("pk", flat=True))
            rows.delete()
            _forget(Q(noun=kind.noun(), record_id__in=[*ids, *_once_hers(kind, person)]))
            if ids:
                counts[kind.noun()] = len(ids)
        if person.private_note:
            counts["note"] = 1
            Person.objects.filter(pk=person.pk).update(private_note="")
        _forget(Q(noun=Person.noun(), record_id=person.pk, verb="person.noted_privately"))
        Looked.objects.filter(about=person.pk).delete()
        if person.account is not None:
            close(person.account, by=by)
        return cls.add("erased", by=by, person=person, on=on, counts=counts)

    def scope(self) -> dict[str, Any]:
        """Hers; owners and people leads read that it was done."""
        return {"person": self.person_id}


def private_rows(person: Person) -> Iterator[tuple[type[Record], models.QuerySet[Any]]]:
    """What is erased once she has left, by kind: what nobody else, or only her lead, could read; and her calendars,
    with every meeting that stood in them alone. What two said to each other stays with the other of them; facts of the
    work stay, hours she confirmed too."""
    told = ~Q(private="")
    yield GrowthStep, GrowthStep.objects.filter(plan__person=person)
    yield GrowthPlan, GrowthPlan.objects.filter(person=person)
    yield CheckIn, CheckIn.objects.filter(person=person)
    yield HelpTap, HelpTap.objects.filter(person=person)
    for kind in (ProfileWord, Passion, PersonValue):
        yield kind, kind.objects.filter(told, person=person)
    yield TalkNote, TalkNote.objects.filter(writer=person, shared=False)
    yield SkillEvidence, SkillEvidence.objects.filter(person=person).exclude(skill__family=Skill.Family.CRAFT)
    yield PromptAnswer, PromptAnswer.objects.filter(reader=person)
    read = Attendance.objects.filter(person=person).exclude(calendar=None)
    others = Attendance.objects.filter(meeting=OuterRef("pk")).exclude(person=person)
    hers = Meeting.objects.filter(pk__in=read.values("meeting"), project=None).filter(~Exists(others))
    alone = list(hers.values_list("pk", flat=True))
    yield Attendance, read
    yield Meeting, Meeting.objects.filter(pk__in=alone)
    yield DaysMarked, DaysMarked.objects.filter(person=person)
    yield Said, Said.objects.filter(person=person)
    yield Calendar, Calendar.objects.filter(person=person)
    yield Feed, Feed.objects.filter(person=person)


def _once_hers(kind: type[Record], person: Person) -> list[int]:
    """Ids of rows of hers that were dropped before: the log alone still holds what they said."""
    owner = {TalkNote: "writer_id", PromptAnswer: "reader_id", Meeting: "from_calendar_of_id"}
    told: dict[str, Any] = {f"after__{owner.get(kind, 'person_id')}": person.pk}
    if kind is GrowthStep:
        plans = Change.objects.filter(noun=GrowthPlan.noun(), after__person_id=person.pk)
        told = {"after__plan_id__in": list(plans.values_list("record_id", flat=True))}
    if kind is Attendance:
        told["after__calendar_id__isnull"] = False
    once = set(Change.objects.filter(noun=kind.noun(), **told).values_list("record_id", flat=True))
    return sorted(once - set(kind._base_manager.filter(pk__in=once).values_list("pk", flat=True)))


def _forget(about: Q) -> None:
    """The log keeps that something changed, and when; what stood there is gone, and the chain still holds."""
    changes = Change.objects.filter(about)
    changes.filter(before__isnull=False).update(before={})
    changes.filter(after__isnull=False).update(after={})
    changes.update(erased=True)


@allow(Person, "erase", who="an owner or a people lead; an owner's, an owner")
def erase(by: Account, person: Any) -> bool:
    """Erasing by right what somebody who left could read alone; it closes her sign-in, so nobody but an owner does it
    to an owner."""
    account = None if isinstance(person, type) else person.account
    return is_staff_lead(by) and (
        account is None or not account.has_role(Role.OWNER) or by.has_role(Role.OWNER)
    )


@sight(Erasure, who="owners and people leads, and she herself")
def erasures_seen(by: Account) -> Q:
    """That it was done."""
    return Q() if is_staff_lead(by) else Q(person_id=by.person_id) if by.person_id else NOTHING
