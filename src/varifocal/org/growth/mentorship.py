"""People learning from each other: asked, agreed by both, with goals, hours a week that are kept free, and an end."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from varifocal.org.base.account import Account, Role
from varifocal.org.base.acts import verb
from varifocal.org.base.organization import Organization
from varifocal.org.base.permission import NOTHING, allow, sight
from varifocal.org.base.record import EVERY_ROW, Record, RecordSet
from varifocal.org.base.refusals import Impossible
from varifocal.org.base.sealing import SealedText, seal, unseal
from varifocal.org.people.person import Person
from varifocal.org.people.skill import Skill
from varifocal.org.people.told import tidy
from varifocal.org.work.doing import Meeting

MINUTES = (5, 480)
"""A talk lasts no less and no longer."""
MOST_MINUTES_A_WEEK = 600
FURTHEST = timedelta(days=366)


class Mentorships(RecordSet["Mentorship"]):
    """Rows of mentorships."""

    def begun(self) -> Mentorships:
        """Both agree and it goes on."""
        return self.filter(mentor_agrees=True, learner_agrees=True, until=None)

    def asked(self) -> Mentorships:
        """One side, or both, has yet to agree."""
        return self.filter(Q(mentor_agrees=False) | Q(learner_agrees=False), until=None)


class Mentorship(Record):
    """A person learns a skill from another, for a time, once both agree. That they talk, and when, everybody inside may
    see; what about, the two alone. One that was declined has an end and never began."""

    mentor = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="mentoring")
    learner = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="learning")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="+")
    mentor_agrees = models.BooleanField(default=True)
    learner_agrees = models.BooleanField(default=True)
    asked_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    ends_by = models.DateField(null=True, blank=True)
    """Until when it is meant to go on."""
    minutes_a_week = models.PositiveSmallIntegerField(default=0)
    """Of each of the two, kept free in the plan."""
    next_talk = models.DateField(null=True, blank=True)
    talk = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    """Where the next talk was set to the hour: it takes both their time."""

    objects: ClassVar = Mentorships.as_manager()

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
        """They begin: both have said so to whoever notes it."""
        by.may("mentor", learner)
        cls._check(mentor, learner, skill)
        return cls.add(
            "begun", by=by, mentor=mentor, learner=learner, skill=skill, since=since, next_talk=next_talk
        )

    @classmethod
    @verb
    def ask(
        cls,
        mentor: Person,
        learner: Person,
        skill: Skill,
        on: date,
        *,
        by: Account,
        minutes_a_week: int = 0,
        ends_by: date | None = None,
    ) -> Mentorship:
        """One of the two asks the other, or a lead asks both; it begins when both agree."""
        by.may("ask_to_learn", learner)
        if not (by.has_role(Role.OWNER, Role.LEAD) or by.person_id in (mentor.pk, learner.pk)):
            raise Impossible("Whoever asks is one of the two.")
        _check_minutes(minutes_a_week)
        if ends_by is not None and ends_by < on:
            raise Impossible("It would end before it begins.", field="ends_by")
        cls._check(mentor, learner, skill)
        return cls.add(
            "asked", by=by, mentor=mentor, learner=learner, skill=skill, since=on, ends_by=ends_by,
            minutes_a_week=minutes_a_week, mentor_agrees=by.person_id == mentor.pk,
            learner_agrees=by.person_id == learner.pk, asked_by_id=by.person_id,
        )  # fmt: skip

    @verb
    def agree(self, on: date, *, by: Account, seen: int) -> Mentorship:
        """She agrees, in her own name; when both have, it has begun."""
        by.may("answer_to", self)
        self.take(seen)
        if self.until is not None:
            raise Impossible("It was declined, or has ended, meanwhile.")
        yes: dict[str, Any] = {
            "mentor_agrees": self.mentor_agrees or by.person_id == self.mentor_id,
            "learner_agrees": self.learner_agrees or by.person_id == self.learner_id,
        }
        if all(yes.values()):
            yes["since"] = on
        return self.put("agreed_to", by=by, **yes)

    @verb
    def decline(self, on: date, *, by: Account, seen: int) -> Mentorship:
        """Not now; no reason is asked for."""
        by.may("answer_to", self)
        self.take(seen)
        if self.is_begun:
            raise Impossible("It has begun; end it instead.")
        return self.put("declined", by=by, until=on)

    @verb
    def keep_free(
        self, minutes_a_week: int, *, by: Account, seen: int, ends_by: date | None = None
    ) -> Mentorship:
        """So much of each one's week is kept free for it, until then."""
        by.may("meet", self)
        _check_minutes(minutes_a_week)
        if ends_by is not None and ends_by < self.since:
            raise Impossible("It would end before it began.", field="ends_by")
        fields: dict[str, Any] = {"minutes_a_week": minutes_a_week, "ends_by": ends_by}
        return self.take(seen, **fields).put("kept_free", by=by, **fields)

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
        if not self.is_begun:
            raise Impossible("They have not both agreed yet.")
        check_talk(start, minutes, at)
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

    @property
    def is_begun(self) -> bool:
        """Both agree."""
        return self.mentor_agrees and self.learner_agrees

    @classmethod
    def _check(cls, mentor: Person, learner: Person, skill: Skill) -> None:
        """Raises Impossible where they would learn in a circle, or do learn together already."""
        if mentor.pk == learner.pk:
            raise Impossible("Nobody mentors herself.", field="mentor")
        going_on = list(cls.objects.filter(skill=skill, until=None).values_list("mentor_id", "learner_id"))
        if (mentor.pk, learner.pk) in going_on:
            raise Impossible(
                f"{learner.name} and {mentor.name} learn {skill.name} together already, or were asked to.",
                field="mentor",
            )
        above = {mentor.pk}
        while more := {teacher for teacher, taught in going_on if taught in above} - above:
            above |= more
        if learner.pk in above:
            raise Impossible(
                f"{mentor.name} learns {skill.name} from {learner.name}, directly or through others; "
                "in a circle nobody knows more than the rest. Choose another skill or another mentor.",
                field="mentor",
            )


class MentorshipGoal(Record):
    """What the two want to reach; they alone read it."""

    pair = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="goals")
    words = SealedText()
    reached_on = models.DateField(null=True, blank=True)

    closed: ClassVar[Q | None] = EVERY_ROW

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return "a goal of mentoring"

    @classmethod
    @verb
    def set(cls, pair: Mentorship, words: str, *, by: Account) -> MentorshipGoal:
        """They want to reach this."""
        by.may("meet", pair)
        words = tidy(words, 300)
        if not words:
            raise Impossible("Say what you want to reach.", field="words")
        return cls.add("set", by=by, pair=pair, words=seal(words))

    @verb
    def reach(self, on: date | None, *, by: Account, seen: int) -> MentorshipGoal:
        """It is reached; without a day, it is not after all."""
        by.may("meet", self.pair)
        return self.take(seen, reached_on=on).put("reached", by=by, reached_on=on)

    @verb
    def drop_it(self, *, by: Account) -> None:
        """Not any more."""
        by.may("meet", self.pair)
        self.take(None).drop("dropped", by=by)

    @property
    def said(self) -> str:
        """The words; only for the two."""
        return unseal(self.words)

    def scope(self) -> dict[str, Any]:
        """The learner's, and whoever wrote it."""
        return {"person": self.pair.learner_id}


def check_talk(start: datetime, minutes: int, at: datetime) -> None:
    """Raises Impossible unless it lies ahead of `at` (UTC), within a year, and lasts a while."""
    if not MINUTES[0] <= minutes <= MINUTES[1]:
        raise Impossible(f"A talk takes between {MINUTES[0]} and {MINUTES[1]} minutes.", field="minutes")
    if not at < start <= at + FURTHEST:
        raise Impossible("Choose a time from now on, within a year.", field="on")


def _check_minutes(minutes: int) -> None:
    if not 0 <= minutes <= MOST_MINUTES_A_WEEK:
        raise Impossible(
            f"Between 0 and {MOST_MINUTES_A_WEEK} minutes a week can be kept free.", field="minutes_a_week"
        )


@allow(Person, "mentor", who="an owner, a people lead, or she herself")
def begin_mentorship(by: Account, learner: Any) -> bool:
    """Who may begin a mentorship."""
    return by.has_role(Role.OWNER, Role.LEAD) or (by.person_id is not None and by.person_id == learner.pk)


@allow(Person, "ask_to_learn", who="anybody inside")
def ask_to_learn(by: Account, _: Any) -> bool:
    """Asking is free; the answer as well."""
    return by.sees_content and not by.is_guest


@allow(Mentorship, "arrange", who="the two in it, an owner or a people lead")
def arrange(by: Account, pair: Mentorship) -> bool:
    """Whose mentorship it is."""
    return by.has_role(Role.OWNER, Role.LEAD) or by.person_id in (pair.mentor_id, pair.learner_id)


@allow(Mentorship, "meet", "answer_to", who="the two in it")
def meet(by: Account, pair: Mentorship) -> bool:
    """Nobody sets a talk for two others, nor agrees for them."""
    return by.person_id is not None and not by.is_guest and by.person_id in (pair.mentor_id, pair.learner_id)


@sight(Mentorship, who="everybody inside once both agree; until then the two, and whoever asked them")
def pairs_seen(by: Account) -> Q:
    """That two learn together is no secret; that one was asked and has not agreed is."""
    if by.is_guest:
        return NOTHING
    me = by.person_id or 0
    own = Q(mentor_id=me) | Q(learner_id=me) | Q(asked_by_id=me)
    return Q(mentor_agrees=True, learner_agrees=True) | own


@sight(MentorshipGoal, who="the two in it")
def goals_seen(by: Account) -> Q:
    """What they want to reach."""
    me = by.person_id or 0
    return NOTHING if by.is_guest else Q(pair__mentor_id=me) | Q(pair__learner_id=me)
