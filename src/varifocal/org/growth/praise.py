"""Praise tied to real events, and people learning from each other."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Q

from varifocal.org.base.account import Account, Role
from varifocal.org.base.acts import verb
from varifocal.org.base.organization import Organization
from varifocal.org.base.permission import NOTHING, allow, sight
from varifocal.org.base.record import Record
from varifocal.org.base.refusals import Impossible
from varifocal.org.people.person import Person
from varifocal.org.people.skill import Skill, Value
from varifocal.org.work.doing import Meeting
from varifocal.org.work.task import Task

MINUTES = (5, 480)
"""A talk lasts no less and no longer."""
FURTHEST = timedelta(days=366)


class Praise(Record):
    """Somebody thanks somebody for something that happened."""

    giver = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="praise_given")
    receiver = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="praise_received")
    words = models.CharField(max_length=400)
    task = models.ForeignKey(Task, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    value = models.ForeignKey(Value, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    on = models.DateField()

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
    ) -> Praise:
        """Thank somebody."""
        by.may("praise_as", giver)
        if giver.pk == receiver.pk:
            raise Impossible("Praise is for somebody else.", field="receiver")
        if not words.strip():
            raise Impossible("Say what for.", field="words")
        return cls.add(
            "given", by=by, giver=giver, receiver=receiver, words=words.strip(), task=task, value=value, on=on
        )

    def scope(self) -> dict[str, Any]:
        """Seen with the task it is about."""
        return self.task.scope() if self.task else {}


class Mentorship(Record):
    """A person learns a skill from another, for a time. That they talk, and when, everybody inside may see; what about,
    the two alone."""

    mentor = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="mentoring")
    learner = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="learning")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    next_talk = models.DateField(null=True, blank=True)
    talk = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    """Where the next talk was set to the hour: it takes both their time."""

    class Meta:
        ordering = ("since", "pk")

    def __str__(self) -> str:
        return f"{self.learner.name} learns {self.skill.name} from {self.mentor.name}"

    @classmethod
    @verb
    def begin(
        cls,
        mentor: Person,
        learner: Person,
        skill: Skill,
        since: date,
        *,
        by: Account,
        next_talk: date | None = None,
    ) -> Mentorship:
        """They begin."""
        by.may("mentor", learner)
        if mentor.pk == learner.pk:
            raise Impossible("Nobody mentors herself.", field="mentor")
        return cls.add(
            "begun", by=by, mentor=mentor, learner=learner, skill=skill, since=since, next_talk=next_talk
        )

    @verb
    def set_talk(self, day: date, *, by: Account, seen: int) -> Mentorship:
        """When they talk next."""
        by.may("arrange", self)
        return self.take(seen, next_talk=day).put("talk_set", by=by, next_talk=day)

    @verb
    def meet(
        self, start: datetime, minutes: int, *, by: Account, seen: int, at: datetime, about: str = ""
    ) -> Meeting:
        """They talk at this moment (UTC) for so many minutes, which takes both their time; one that was set and has not
        begun by now (`at`: UTC) moves there."""
        by.may("meet", self)
        day = Organization.here().today(start)
        self.take(seen, next_talk=day)
        if self.until is not None:
            raise Impossible("They do not learn together any more.")
        if not MINUTES[0] <= minutes <= MINUTES[1]:
            raise Impossible(f"A talk takes between {MINUTES[0]} and {MINUTES[1]} minutes.", field="minutes")
        if not at < start <= at + FURTHEST:
            raise Impossible("Choose a time from now on, within a year.", field="on")
        standing = self.talk if self.talk and self.talk.start > at else None
        talk = Meeting.between(
            self.mentor, self.learner, start, start + timedelta(minutes=minutes),
            by=by, about=about, standing=standing,
        )  # fmt: skip
        self.put("talk_set", by=by, next_talk=day, talk=talk)
        return talk

    @verb
    def end(self, day: date, *, by: Account) -> Mentorship:
        """It has served."""
        by.may("arrange", self)
        return self.take(None).put("ended", by=by, until=day, next_talk=None)


@allow(Person, "praise_as", who="she herself")
def as_herself(by: Account, giver: Any) -> bool:
    """Nobody thanks in another's name."""
    return by.person_id is not None and by.person_id == giver.pk


@allow(Person, "mentor", who="an owner, a people lead, or she herself")
def begin_mentorship(by: Account, learner: Any) -> bool:
    """Who may begin a mentorship."""
    return by.has_role(Role.OWNER, Role.LEAD) or as_herself(by, learner)


@allow(Mentorship, "arrange", who="the two in it, an owner or a people lead")
def arrange(by: Account, pair: Mentorship) -> bool:
    """Whose mentorship it is."""
    return by.has_role(Role.OWNER, Role.LEAD) or by.person_id in (pair.mentor_id, pair.learner_id)


@allow(Mentorship, "meet", who="the two in it")
def meet(by: Account, pair: Mentorship) -> bool:
    """Nobody sets a talk for two others."""
    return by.person_id is not None and not by.is_guest and by.person_id in (pair.mentor_id, pair.learner_id)


@sight(Mentorship, who="everybody inside")
@sight(Praise, who="everybody inside")
def inside(by: Account) -> Q:
    """Praise is said aloud."""
    return NOTHING if by.is_guest else Q()
