"""From a wish to what she can: a level by a day, steps on the way, and coming tasks that would stretch her safely."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from varifocal.org.base.account import Account
from varifocal.org.base.acts import verb
from varifocal.org.base.permission import NOTHING, allow, sight
from varifocal.org.base.record import Record, RecordSet
from varifocal.org.base.refusals import Impossible
from varifocal.org.base.sealing import SealedText, seal, unseal
from varifocal.org.growth.mentorship import Mentorship
from varifocal.org.people.person import Person
from varifocal.org.people.skill import LEVELS, Skill
from varifocal.org.people.told import Eyes, tidy
from varifocal.org.work.task import Task


class GrowthPlans(RecordSet["GrowthPlan"]):
    """Rows of plans."""

    def open(self) -> GrowthPlans:
        """Not closed."""
        return self.filter(closed_on=None)

    def shaping(self) -> GrowthPlans:
        """Those the plan of the work may follow: she said that everybody may know of them."""
        return self.open().filter(shapes_work=True, seen_by=Eyes.EVERYONE).exclude(skill=None)


class GrowthPlan(Record):
    """Her wish, the skill and level it means, by when. The wish itself is sealed. Where she lets it shape the work,
    that she grows in this skill is for everyone to see, since it shows in who does what."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="growth_plans")
    wish = SealedText()
    skill = models.ForeignKey(Skill, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    by_when = models.DateField(null=True, blank=True)
    seen_by = models.CharField(max_length=10, choices=Eyes.choices, default=Eyes.LEAD)
    shapes_work = models.BooleanField(default=False)
    since = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    reached = models.BooleanField(default=False)

    objects: ClassVar = GrowthPlans.as_manager()
    closed: ClassVar[Q | None] = ~Q(seen_by=Eyes.EVERYONE)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return "a growth plan"

    @classmethod
    @verb
    def wish_for(cls, person: Person, wish: str, on: date, *, by: Account, **details: Any) -> GrowthPlan:
        """She wants to get there. Details: `skill`, `level`, `by_when`, `seen_by`, `shapes_work`."""
        by.may("tell", person)
        return cls.add("wished", by=by, person=person, since=on, **_checked(wish, on, **details))

    @verb
    def say_anew(self, wish: str, *, by: Account, seen: int, **details: Any) -> GrowthPlan:
        """She says it differently."""
        by.may("steer", self)
        self.take(seen)
        fields = _checked(wish, self.since, **details)
        if wish.strip() == self.said:
            del fields["wish"]
        return self.put("said_anew", by=by, **fields)

    @verb
    def close(self, on: date, *, by: Account, seen: int, reached: bool) -> GrowthPlan:
        """She got there, or wants it no more."""
        by.may("steer", self)
        return self.take(seen).put("closed", by=by, closed_on=on, reached=reached)

    @property
    def said(self) -> str:
        """The wish; only for those who see the row."""
        return unseal(self.wish)

    def scope(self) -> dict[str, Any]:
        """What is not for everyone is hers."""
        return {} if self.seen_by == Eyes.EVERYONE else {"person": self.person_id}


class GrowthStep(Record):
    """A step on the way: words, sealed, or a coming task she would like to do for it."""

    plan = models.ForeignKey(GrowthPlan, on_delete=models.CASCADE, related_name="steps")
    words = SealedText()
    task = models.ForeignKey(Task, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    done_on = models.DateField(null=True, blank=True)

    closed: ClassVar[Q | None] = ~Q(plan__seen_by=Eyes.EVERYONE)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return "a step of a growth plan"

    @classmethod
    @verb
    def plan_it(
        cls, plan: GrowthPlan, words: str = "", *, by: Account, task: Task | None = None
    ) -> GrowthStep:
        """A next step."""
        by.may("steer", plan)
        words = tidy(words, 300)
        if not words and task is None:
            raise Impossible("Say which step, or name a task.", field="words")
        if task is not None:
            by.may("work_on", task)
            if plan.steps.filter(task=task).exists():
                raise Impossible("That task is a step of it already.", field="task")
        return cls.add("planned", by=by, plan=plan, words=seal(words), task=task)

    @verb
    def tick(self, on: date | None, *, by: Account, seen: int) -> GrowthStep:
        """It is done; without a day, it is not after all."""
        by.may("steer", self.plan)
        return self.take(seen, done_on=on).put("ticked", by=by, done_on=on)

    @verb
    def strike(self, *, by: Account) -> None:
        """Not this one."""
        by.may("steer", self.plan)
        self.take(None).drop("struck", by=by)

    @property
    def said(self) -> str:
        """The words; only for those who see the row."""
        return unseal(self.words)

    def scope(self) -> dict[str, Any]:
        """As its plan."""
        return self.plan.scope()


def _checked(
    wish: str,
    since: date,
    *,
    skill: Skill | None = None,
    level: int | None = None,
    by_when: date | None = None,
    seen_by: str = Eyes.LEAD,
    shapes_work: bool = False,
) -> dict[str, Any]:
    wish = tidy(wish, 500)
    if not wish:
        raise Impossible("Say what you would like to become or be able to do.", field="wish")
    if level is not None and level not in LEVELS:
        raise Impossible("A level lies between 1 and 5.", field="level")
    if by_when is not None and by_when < since:
        raise Impossible("That day has passed.", field="by_when")
    if seen_by not in Eyes.values:
        raise Impossible("Say who may see it: you, your lead, or everyone.", field="seen_by")
    if shapes_work and (skill is None or level is None):
        raise Impossible("Only a skill and a level can shape who does what; choose both.", field="skill")
    return {
        "wish": seal(wish), "skill": skill, "level": level, "by_when": by_when,
        "seen_by": Eyes.EVERYONE if shapes_work else seen_by, "shapes_work": shapes_work,
    }  # fmt: skip


@allow(GrowthPlan, "steer", who="she herself")
def steer(by: Account, plan: GrowthPlan) -> bool:
    """It is hers; her lead and her mentor read it."""
    return by.person_id is not None and by.person_id == plan.person_id


def _seen(by: Account, path: str) -> Q:
    if by.is_guest:
        return NOTHING
    me = by.person_id or 0
    taught = Mentorship.objects.begun().filter(mentor_id=me).order_by().values("learner_id")
    few = Q(**{f"{path}seen_by": Eyes.LEAD}) & (
        Q(**{f"{path}person__lead_id": me}) | Q(**{f"{path}person__in": taught})
    )
    return Q(**{f"{path}seen_by": Eyes.EVERYONE}) | Q(**{f"{path}person_id": me}) | few


@sight(GrowthPlan, who="those she chose: herself, her lead and mentor too, or everybody inside")
def plans_seen(by: Account) -> Q:
    """Where she wants to get to."""
    return _seen(by, "")


@sight(GrowthStep, who="those who see the plan")
def steps_seen(by: Account) -> Q:
    """How she wants to get there."""
    return _seen(by, "plan__")
