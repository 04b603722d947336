"""What the organization needs somebody for; taken on in one act, without a title."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from varifocal.org.base.account import Account, Role
from varifocal.org.base.acts import verb
from varifocal.org.base.permission import NOTHING, allow, sight
from varifocal.org.base.record import Record, RecordSet
from varifocal.org.base.refusals import Impossible
from varifocal.org.people.person import Person
from varifocal.org.people.skill import Skill
from varifocal.org.people.told import tidy
from varifocal.org.relations.company import Company
from varifocal.org.work.project import Project
from varifocal.org.work.rules import sees_project


class Responsibilities(RecordSet["Responsibility"]):
    """Rows of responsibilities."""

    def standing(self) -> Responsibilities:
        """Still needed."""
        return self.filter(ended_on=None)

    def unheld(self) -> Responsibilities:
        """Needed, and held by nobody."""
        return self.standing().filter(holder=None)


class Responsibility(Record):
    """Its purpose in one sentence, what it needs, whether it is leading or managing, who holds it, who stands in."""

    class Half(models.TextChoices):
        """Which half of the work it belongs to."""

        LEADING = "leading", "Leading"
        MANAGING = "managing", "Managing"

    purpose = models.CharField(max_length=200)
    needs = models.CharField(max_length=500, blank=True)
    half = models.CharField(max_length=10, choices=Half.choices, default=Half.MANAGING)
    holder = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="responsibilities"
    )
    stand_in = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="standing_in_for"
    )
    since = models.DateField()
    held_since = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    objects: ClassVar = Responsibilities.as_manager()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.purpose

    @classmethod
    @verb
    def need(
        cls,
        purpose: str,
        on: date,
        *,
        by: Account,
        half: str = Half.MANAGING,
        needs: str = "",
        skills: Any = (),
    ) -> Responsibility:
        """We need somebody for this; `skills` it takes."""
        by.may("need", cls)
        fields = _checked(purpose, half, needs)
        made = cls.add("needed", by=by, since=on, **fields)
        made._take_skills(skills, by)
        return made

    @verb
    def describe(
        self, *, by: Account, seen: int, purpose: str, half: str, needs: str = "", skills: Any = None
    ) -> Responsibility:
        """Say it better."""
        by.may("describe", self)
        fields = _checked(purpose, half, needs)
        self.take(seen, **fields).put("described", by=by, **fields)
        if skills is not None:
            self._take_skills(skills, by)
        return self

    @verb
    def take_on(self, on: date, *, by: Account, seen: int) -> Responsibility:
        """She does it from now on."""
        by.may("take_on", self)
        self.take(seen)
        if self.holder_id is not None and self.holder_id != by.person_id:
            raise Impossible("Somebody has taken it on meanwhile.")
        self._must_stand()
        keeps = None if self.stand_in_id == by.person_id else self.stand_in_id
        return self.put("taken_on", by=by, holder_id=by.person_id, held_since=on, stand_in_id=keeps)

    @verb
    def offer_to_stand_in(self, *, by: Account, seen: int) -> Responsibility:
        """She stands in when the holder is away."""
        by.may("take_on", self)
        self.take(seen)
        self._must_stand()
        if self.holder_id == by.person_id:
            raise Impossible("You hold it; somebody else stands in.")
        return self.put("stands_in", by=by, stand_in_id=by.person_id)

    @verb
    def hand_to(
        self, holder: Person | None, on: date, *, by: Account, seen: int, stand_in: Person | None = None
    ) -> Responsibility:
        """Somebody holds it, with her word; somebody stands in."""
        by.may("hand_to", self)
        self.take(seen)
        self._must_stand()
        if holder is not None and stand_in is not None and holder.pk == stand_in.pk:
            raise Impossible("Somebody else stands in.", field="stand_in")
        since = self.held_since if holder and holder.pk == self.holder_id else on if holder else None
        return self.put("handed", by=by, holder=holder, stand_in=stand_in, held_since=since)

    @verb
    def lay_down(self, *, by: Account, seen: int) -> Responsibility:
        """She does it no longer; it is needed all the same."""
        by.may("lay_down", self)
        self.take(seen)
        fields: dict[str, Any] = {}
        if self.holder_id == by.person_id:
            fields |= {"holder": None, "held_since": None}
        if self.stand_in_id == by.person_id:
            fields |= {"stand_in": None}
        return self.put("laid_down", by=by, **fields)

    @verb
    def end(self, on: date, *, by: Account, seen: int) -> Responsibility:
        """Nobody is needed for it any more."""
        by.may("describe", self)
        return self.take(seen, ended_on=on).put("ended", by=by, ended_on=on)

    def _must_stand(self) -> None:
        if self.ended_on is not None:
            raise Impossible("Nobody is needed for this any more.")

    def _take_skills(self, skills: Any, by: Account) -> None:
        wanted = {skill.pk: skill for skill in skills}
        standing = list(self.skills.all())
        for row in standing:
            if row.skill_id not in wanted:
                row.drop("waived", by=by)
        new = wanted.keys() - {row.skill_id for row in standing}
        ResponsibilitySkill.add_many(
            "needed",
            [ResponsibilitySkill(responsibility=self, skill=wanted[pk]) for pk in sorted(new)],
            by=by,
        )


class ResponsibilitySkill(Record):
    """A skill it takes."""

    responsibility = models.ForeignKey(Responsibility, on_delete=models.CASCADE, related_name="skills")
    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["responsibility", "skill"], name="needed_once"),)

    def __str__(self) -> str:
        return f"{self.responsibility.purpose}: {self.skill.name}"


@verb
def take_project(project: Project, *, by: Account) -> Project:
    """She manages a project that nobody manages."""
    by.may("take_to_manage", project)
    project.take(None)
    if project.manager_id is not None:
        raise Impossible("Somebody manages it by now.")
    return project.put("handed", by=by, manager_id=by.person_id)


@verb
def take_company(company: Company, *, by: Account) -> Company:
    """She looks after a client nobody looks after."""
    by.may("take_to_look_after", company)
    company.take(None)
    if company.looked_after_by_id is not None:
        raise Impossible("Somebody looks after it by now.")
    return company.put("described", by=by, looked_after_by_id=by.person_id)


def _checked(purpose: str, half: str, needs: str) -> dict[str, Any]:
    purpose, needs = tidy(purpose, 200), tidy(needs, 500)
    if not purpose:
        raise Impossible("Say in one sentence what for.", field="purpose")
    if half not in Responsibility.Half.values:
        raise Impossible("It is leading or managing.", field="half")
    return {"purpose": purpose, "half": half, "needs": needs}


def _inside(by: Account) -> bool:
    return by.person_id is not None and by.sees_content and not by.is_guest


@allow(Responsibility, "need", "take_on", who="anybody inside")
@allow(Company, "take_to_look_after", who="anybody inside, for herself, where nobody does")
def anybody(by: Account, _: Any) -> bool:
    """Naming what needs somebody, and being that somebody, takes no title."""
    return _inside(by)


@allow(Project, "take_to_manage", who="anybody inside who sees it, for herself, where nobody does")
def take_to_manage(by: Account, project: Project) -> bool:
    """A project without a manager."""
    return _inside(by) and sees_project(by, project)


@allow(Responsibility, "describe", "hand_to", who="whoever holds it, an owner or a people lead")
def steer(by: Account, one: Responsibility) -> bool:
    """What it is and who does it."""
    holds = by.person_id is not None and by.person_id == one.holder_id
    return holds or by.has_role(Role.OWNER, Role.LEAD)


@allow(Responsibility, "lay_down", who="whoever holds it or stands in")
def lay_down(by: Account, one: Responsibility) -> bool:
    """Her own."""
    return by.person_id is not None and by.person_id in (one.holder_id, one.stand_in_id)


@sight(ResponsibilitySkill, who="everybody inside")
@sight(Responsibility, who="everybody inside")
def inside(by: Account) -> Q:
    """What needs somebody is for all to see."""
    return NOTHING if by.is_guest else Q()
