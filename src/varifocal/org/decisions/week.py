"""The week we held: when, by whom, and what was decided line by line."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from django.db import models

from varifocal.org.base.account import Account
from varifocal.org.base.acts import verb
from varifocal.org.base.record import Record, RecordSet
from varifocal.org.base.refusals import Impossible
from varifocal.org.decisions.decision import Decision
from varifocal.org.direction.goal import Goal
from varifocal.org.people.person import Person, person_of
from varifocal.org.work.project import Project

MOST_WHY = 500


class WeeksHeld(RecordSet["WeekHeld"]):
    """Rows of weeks held."""

    def running(self) -> WeeksHeld:
        """Begun and not closed."""
        return self.filter(ended_at=None)


class WeekHeld(Record):
    """One weekly review: the Monday of the week it agrees, who began it, from when to when (UTC).

    What was decided in it stands in its lines; what everybody meant to do then, in `WeekAgreed`.
    """

    monday = models.DateField(unique=True)
    holder = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = WeeksHeld.as_manager()

    class Meta:
        ordering = ("monday",)

    def __str__(self) -> str:
        return f"Week of {self.monday:%d %B %Y}"

    @classmethod
    @verb
    def begin(cls, monday: date, *, by: Account, at: datetime) -> WeekHeld:
        """Begin it (`at`: UTC). One that runs she takes over, and one that was closed goes on."""
        by.may("hold", cls)
        held = cls.objects.select_for_update().filter(monday=monday).first()
        if held is None:
            return cls.add("begun", by=by, monday=monday, holder=person_of(by), began_at=at)
        if held.is_running:
            return held.put("taken_over", by=by, holder=person_of(by))
        return held.put("gone_on", by=by, holder=person_of(by), began_at=at, ended_at=None)

    @verb
    def close(self, *, by: Account, at: datetime) -> WeekHeld:
        """It is over (`at`: UTC)."""
        by.may("hold", self)
        self.take(None)
        if not self.is_running:
            raise Impossible("This week was closed already.")
        return self.put("closed", by=by, ended_at=at)

    @property
    def is_running(self) -> bool:
        """Begun and not closed."""
        return self.ended_at is None


class DecidedLine(Record):
    """What was decided about one line of a week: the line's sentence quoted, the act, who, by when, and what the
    act made (`made_noun` and `made_id`, where it made something).

    `key` names the line within its week. A line about a project, a goal or a decision is seen by nobody who does
    not see that.
    """

    class Act(models.TextChoices):
        """How the line ended."""

        TASK = "task", "A task"
        DECISION = "decision", "To be decided"
        SETTLED = "settled", "Decided"
        HANDED = "handed", "Handed over"
        TAKEN = "taken", "Taken"
        LET_GO = "let_go", "Let go"
        PARKED = "parked", "Until next week"

    week = models.ForeignKey(WeekHeld, on_delete=models.CASCADE, related_name="lines")
    key = models.CharField(max_length=120)
    sentence = models.CharField(max_length=400)
    act = models.CharField(max_length=8, choices=Act.choices)
    words = models.CharField(max_length=MOST_WHY, blank=True)
    """The act in words: the task's name, the question, the choice, or why it was let go."""
    who = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    by_when = models.DateField(null=True, blank=True)
    made_noun = models.CharField(max_length=40, blank=True)
    made_id = models.PositiveBigIntegerField(null=True, blank=True)
    at = models.DateTimeField()
    project = models.ForeignKey(Project, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    goal = models.ForeignKey(Goal, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    decision = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.sentence

    @classmethod
    @verb
    def note(
        cls,
        week: WeekHeld,
        key: str,
        sentence: str,
        act: str,
        *,
        by: Account,
        at: datetime,
        made: Record | None = None,
        words: str = "",
        **details: Any,
    ) -> DecidedLine:
        """This is how the line ended (`at`: UTC); `made` is what the act made or changed."""
        by.may("hold", week)
        week.take(None)
        if not week.is_running:
            raise Impossible("This week was closed meanwhile. Go on with it to decide more.")
        return cls.add(
            "noted",
            by=by,
            week=week,
            key=key[:120],
            sentence=sentence[:400],
            act=act,
            words=words[:MOST_WHY],
            at=at,
            made_noun=made.noun() if made is not None else "",
            made_id=made.pk if made is not None else None,
            **details,
        )

    @verb
    def strike(self, *, by: Account) -> None:
        """It was not meant so; what the act made stays."""
        by.may("hold", self.week)
        self.take(None).drop("struck", by=by)

    def scope(self) -> dict[str, Any]:
        """Seen with what it is about."""
        guarded = [one for one in (self.project, self.goal, self.decision) if one is not None]
        return {
            "project": self.project_id,
            "goal": self.goal_id,
            "guarded": any(one.is_guarded for one in guarded),
        }
