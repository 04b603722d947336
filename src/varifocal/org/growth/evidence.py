"""A level is shown, not claimed: by what happened, confirmed by somebody who saw it."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from varifocal.org.base.account import Account
from varifocal.org.base.acts import verb
from varifocal.org.base.permission import NOTHING, allow, narrow, sight
from varifocal.org.base.record import Record, RecordSet
from varifocal.org.base.refusals import Impossible
from varifocal.org.growth.mentorship import Mentorship
from varifocal.org.people.person import Person
from varifocal.org.people.skill import LEVELS, PersonSkill, Skill
from varifocal.org.people.told import tidy
from varifocal.org.work.task import Task

MOST_WORDS = 300


class Evidences(RecordSet["SkillEvidence"]):
    """Rows of evidence."""

    def confirmed(self) -> Evidences:
        """What somebody else has seen."""
        return self.exclude(confirmed_by=None)


class SkillEvidence(Record):
    """On a day she did something that takes this skill at this level: which task it was, or in words what; who has
    confirmed it. Of leading and managing only she, her mentor and whom she asked see it.

    The newest one of a skill says when it was last used; older ones stay, so a level has its history.
    """

    class Kind(models.TextChoices):
        """What it was."""

        TASK = "task", "A task that was done"
        DECISION = "decision", "A decision that turned out"
        HANDOVER = "handover", "A hand-over that went well"
        CLIENT = "client", "A client who came back"
        PROBLEM = "problem", "A problem that stayed solved"
        OTHER = "other", "Something else"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="evidence")
    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="evidence")
    level = models.PositiveSmallIntegerField()
    on = models.DateField()
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.TASK)
    task = models.ForeignKey(Task, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    words = models.CharField(max_length=MOST_WORDS, blank=True)
    asked = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    """Whom she asks to confirm it."""
    confirmed_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    confirmed_on = models.DateField(null=True, blank=True)

    objects: ClassVar = Evidences.as_manager()
    closed: ClassVar[Q | None] = ~Q(skill__family=Skill.Family.CRAFT)

    class Meta:
        ordering = ("-on", "-pk")
        indexes = (models.Index(fields=["person", "skill", "on"]),)
        constraints = (
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=5), name="shown_level_1_to_5"),
        )

    def __str__(self) -> str:
        return f"{self.person.name}: {self.skill.name} {self.level}"

    @classmethod
    @verb
    def show(
        cls,
        person: Person,
        skill: Skill,
        level: int,
        on: date,
        *,
        by: Account,
        kind: str = Kind.TASK,
        task: Task | None = None,
        words: str = "",
        asked: Person | None = None,
    ) -> SkillEvidence:
        """She shows what she did; `asked` is a colleague who saw it."""
        by.may("tell", person)
        if level not in LEVELS:
            raise Impossible("A level lies between 1 and 5.", field="level")
        if kind not in cls.Kind.values:
            raise Impossible("Say what it was.", field="kind")
        words = tidy(words, MOST_WORDS)
        if task is None and not words:
            raise Impossible("Name the task, or say what it was.", field="words")
        if task is not None:
            by.may("work_on", task)
        if asked is not None and asked.pk == person.pk:
            raise Impossible("Ask somebody else to confirm it.", field="asked")
        return cls.add(
            "shown", by=by, person=person, skill=skill, level=level, on=on, kind=kind, task=task, words=words,
            asked=asked,
        )  # fmt: skip

    @verb
    def confirm(self, on: date, *, by: Account, seen: int) -> SkillEvidence:
        """Somebody else has seen it; what she is known to can rises to it."""
        by.may("confirm", self)
        self.take(seen)
        if self.confirmed_by_id is not None:
            raise Impossible("Somebody has confirmed it meanwhile.")
        self.put("confirmed", by=by, confirmed_by_id=by.person_id, confirmed_on=on)
        held = PersonSkill.objects.select_for_update().filter(person=self.person, skill=self.skill).first()
        if held is None:
            PersonSkill.add("shown", by=by, person=self.person, skill=self.skill, level=self.level)
        elif held.level < self.level:
            held.put("shown", by=by, level=self.level)
        return self

    @verb
    def take_back(self, *, by: Account) -> None:
        """It is not shown any more."""
        by.may("take_back", self)
        self.take(None).drop("taken_back", by=by)

    @property
    def is_private(self) -> bool:
        """Of leading and managing."""
        return self.skill.family != Skill.Family.CRAFT

    def told_as(self) -> str:
        """Of leading and managing not even which."""
        return "evidence of a skill" if self.is_private else str(self)

    def scope(self) -> dict[str, Any]:
        """Of leading and managing it is hers; of the craft it is seen with its task."""
        if self.is_private:
            return {"person": self.person_id}
        return self.task.scope() if self.task else {}


@allow(SkillEvidence, "confirm", who="a colleague who sees it; of leading and managing, whom she asked")
def confirm(by: Account, one: SkillEvidence) -> bool:
    """Nobody confirms herself."""
    if by.person_id is None or by.is_guest or by.person_id == one.person_id:
        return False
    return not one.is_private or by.person_id == one.asked_id


@allow(SkillEvidence, "take_back", who="she herself")
def own_evidence(by: Account, one: SkillEvidence) -> bool:
    """What she showed."""
    return by.person_id is not None and by.person_id == one.person_id


def _hers_or_her_mentors(by: Account) -> Q:
    me = by.person_id or 0
    taught = Mentorship.objects.begun().filter(mentor_id=me).order_by().values("learner_id")
    return Q(person_id=me) | Q(person__in=taught)


@sight(SkillEvidence, who="everybody inside; of leading and managing she, her mentor and whom she asked")
def evidence_seen(by: Account) -> Q:
    """What was shown."""
    if by.is_guest:
        return NOTHING
    own = _hers_or_her_mentors(by) | Q(asked_id=by.person_id or 0)
    return Q(skill__family=Skill.Family.CRAFT) | own


@narrow(PersonSkill, who="of leading and managing, she herself and her mentor")
def levels_seen(by: Account) -> Q:
    """How well somebody leads or manages is between her and her mentor."""
    return Q(skill__family=Skill.Family.CRAFT) | _hers_or_her_mentors(by)
