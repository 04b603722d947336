"""Two people who talk regularly: what they want to talk about, what they noted, what they agreed; for the two alone.

All words are sealed; no row of it is in an export, and the log says that, never what, and only to the two.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from varifocal.org.base.account import Account
from varifocal.org.base.acts import verb
from varifocal.org.base.organization import Organization
from varifocal.org.base.permission import NOTHING, allow, sight
from varifocal.org.base.record import EVERY_ROW, Record, RecordSet
from varifocal.org.base.refusals import Impossible
from varifocal.org.base.sealing import SealedText, seal, unseal
from varifocal.org.growth.mentorship import check_talk
from varifocal.org.people.person import Person
from varifocal.org.people.told import tidy
from varifocal.org.work.doing import Meeting
from varifocal.org.work.order import Assignment
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task

WEEKS = (1, 13)
"""How often two talk: every week, or at least once a quarter."""
MOST_POINT, MOST_NOTE = 500, 20_000
PRIVATE_TASK = "Agreed between two"
"""What a task is called whose content stays between the two."""


class OneToOnes(RecordSet["OneToOne"]):
    """Rows of series."""

    def going_on(self) -> OneToOnes:
        """Not ended."""
        return self.filter(ended_on=None)


class OneToOne(Record):
    """Somebody who leads and somebody she leads talk, every so many weeks."""

    lead = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="one_to_ones_led")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="one_to_ones")
    every_weeks = models.PositiveSmallIntegerField(default=2)
    minutes = models.PositiveSmallIntegerField(default=30)
    since = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    next = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    """The next one, where it is set to the hour: it takes both their time."""

    objects: ClassVar = OneToOnes.as_manager()
    closed: ClassVar[Q | None] = EVERY_ROW

    class Meta:
        ordering = ("since", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["lead", "person"], condition=Q(ended_on=None), name="one_series_of_two"
            ),
        )

    def __str__(self) -> str:
        return "one-to-one"

    @classmethod
    @verb
    def begin(
        cls,
        lead: Person,
        person: Person,
        since: date,
        *,
        by: Account,
        every_weeks: int = 2,
        minutes: int = 30,
    ) -> OneToOne:
        """The two talk regularly from now on; one of them says so."""
        by.may("talk_with", person if by.person_id == lead.pk else lead)
        if lead.pk == person.pk:
            raise Impossible("A one-to-one takes two.", field="person")
        if not by.acts_for_the_house and by.person_id not in (lead.pk, person.pk):
            raise Impossible("One of the two begins it.")
        _check_rhythm(every_weeks, minutes)
        for one in (lead, person):
            if one.left and one.left < since:
                raise Impossible(f"{one.name} is not here any more.", field="person")
        if cls.objects.going_on().filter(Q(lead=lead, person=person) | Q(lead=person, person=lead)).exists():
            raise Impossible("You two talk regularly already.", field="person")
        return cls.add(
            "begun", by=by, lead=lead, person=person, since=since, every_weeks=every_weeks, minutes=minutes
        )

    @verb
    def set_rhythm(self, every_weeks: int, minutes: int, *, by: Account, seen: int) -> OneToOne:
        """Every so many weeks, so many minutes."""
        by.may("sit_in", self)
        _check_rhythm(every_weeks, minutes)
        fields: dict[str, Any] = {"every_weeks": every_weeks, "minutes": minutes}
        return self.take(seen, **fields).put("rhythm_set", by=by, **fields)

    @verb
    def meet(self, start: datetime, minutes: int, *, by: Account, seen: int, at: datetime) -> Meeting:
        """The next one is at this moment (UTC); one that was set and has not begun by now (`at`: UTC) moves there."""
        by.may("sit_in", self)
        self.take(seen)
        self._must_go_on()
        check_talk(start, minutes, at)
        standing = self.next if self.next and self.next.start > at else None
        meeting = Meeting.between(
            self.lead, self.person, start, start + timedelta(minutes=minutes), by=by, standing=standing
        )
        self.put("next_set", by=by, next=meeting)
        return meeting

    @verb
    def close_talk(self, on: date, *, by: Account) -> TalkHeld:
        """They have talked: what they talked about, noted and agreed since the last time belongs to that day, and what
        they did not come to waits for the next."""
        by.may("sit_in", self)
        self.take(None)
        self._must_go_on()
        if on > Organization.here().today():
            raise Impossible("A talk is closed when it has taken place.", field="on")
        held = TalkHeld.add("held", by=by, series=self, on=on)
        for point in self.points.filter(talk=None, talked=True):
            point.put("closed", by=by, talk=held)
        for note in self.notes.filter(talk=None):
            note.put("closed", by=by, talk=held)
        for action in self.actions.filter(talk=None):
            action.put("closed", by=by, talk=held)
        if self.next is not None and Organization.here().today(self.next.start) <= on:
            self.put("next_set", by=by, next=None)
        return held

    @verb
    def end(self, on: date, *, by: Account) -> OneToOne:
        """They do not talk regularly any more; the room stays readable to both."""
        by.may("sit_in", self)
        self.take(None)
        return self.put("ended", by=by, ended_on=on)

    def other(self, me: int | None) -> Person:
        """Who sits opposite."""
        return self.person if me == self.lead_id else self.lead

    def _must_go_on(self) -> None:
        if self.ended_on is not None:
            raise Impossible("This series has ended; begin a new one.")

    def scope(self) -> dict[str, Any]:
        """For the two; the log knows one by this and the other by who did it."""
        return {"person": self.person_id}


class TalkHeld(Record):
    """They talked on this day."""

    series = models.ForeignKey(OneToOne, on_delete=models.CASCADE, related_name="talks")
    on = models.DateField()

    closed: ClassVar[Q | None] = EVERY_ROW

    class Meta:
        ordering = ("-on", "-pk")

    def __str__(self) -> str:
        return "one-to-one"

    def scope(self) -> dict[str, Any]:
        """For the two."""
        return self.series.scope()


class AgendaPoint(Record):
    """Something one of the two wants to talk about; the other sees it as well, and it waits until they have."""

    series = models.ForeignKey(OneToOne, on_delete=models.CASCADE, related_name="points")
    raised_by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    words = SealedText()
    talked = models.BooleanField(default=False)
    talk = models.ForeignKey(
        TalkHeld, null=True, blank=True, on_delete=models.SET_NULL, related_name="points"
    )

    closed: ClassVar[Q | None] = EVERY_ROW

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return "a point of a one-to-one"

    @classmethod
    @verb
    def put_down(cls, series: OneToOne, words: str, *, by: Account, raised_by: Person) -> AgendaPoint:
        """She wants to talk about this."""
        by.may("sit_in", series)
        series._must_go_on()
        return cls.add(
            "put_down", by=by, series=series, raised_by=raised_by, words=_sealed(words, MOST_POINT)
        )

    @verb
    def tick(self, talked: bool, *, by: Account, seen: int) -> AgendaPoint:
        """They have talked about it, or not after all."""
        by.may("sit_in", self.series)
        return self.take(seen, talked=talked).put("ticked", by=by, talked=talked)

    @verb
    def strike(self, *, by: Account) -> None:
        """Not needed any more."""
        by.may("sit_in", self.series)
        self.take(None).drop("struck", by=by)

    @property
    def said(self) -> str:
        """The words; only for the two."""
        return unseal(self.words)

    def scope(self) -> dict[str, Any]:
        """For the two."""
        return {"person": self.series.other(self.raised_by_id).pk}


class TalkNote(Record):
    """What one of the two noted: for both, or for herself alone. One of each, until the talk is closed."""

    series = models.ForeignKey(OneToOne, on_delete=models.CASCADE, related_name="notes")
    writer = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    shared = models.BooleanField(default=False)
    words = SealedText()
    talk = models.ForeignKey(TalkHeld, null=True, blank=True, on_delete=models.SET_NULL, related_name="notes")

    closed: ClassVar[Q | None] = EVERY_ROW

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["series", "writer"],
                condition=Q(talk=None, shared=False),
                name="one_own_note_a_talk",
            ),
            models.UniqueConstraint(
                fields=["series"], condition=Q(talk=None, shared=True), name="one_shared_note_a_talk"
            ),
        )

    def __str__(self) -> str:
        return "a note of a one-to-one"

    @classmethod
    @verb
    def write(
        cls,
        series: OneToOne,
        words: str,
        *,
        by: Account,
        writer: Person,
        shared: bool,
        seen: int | None = None,
    ) -> TalkNote | None:
        """Her own note as it stands now, or the one they share; without words it is gone."""
        by.may("sit_in", series)
        series.take(None)  # two who begin the shared note at once come one by one
        series._must_go_on()
        sealed = _sealed(words, MOST_NOTE, empty=True)
        same = Q(series=series, talk=None, shared=shared) & (Q() if shared else Q(writer=writer))
        standing = cls.objects.select_for_update().filter(same).first()
        if standing is None:
            if not sealed:
                return None
            return cls.add("written", by=by, series=series, writer=writer, shared=shared, words=sealed)
        standing.take(seen, words=words)
        if not sealed:
            standing.drop("thrown_away", by=by)
            return None
        if standing.said == words.strip():
            return standing
        return standing.put("rewritten", by=by, words=sealed)

    @property
    def said(self) -> str:
        """The words; only for those who see the row."""
        return unseal(self.words)

    def scope(self) -> dict[str, Any]:
        """What she noted for herself is hers; what they share, both theirs."""
        return {"person": self.series.other(self.writer_id).pk if self.shared else self.writer_id}


class AgreedAction(Record):
    """What one of the two will do. It may become a task, whose name says what it is or keeps it between them."""

    series = models.ForeignKey(OneToOne, on_delete=models.CASCADE, related_name="actions")
    who = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    words = SealedText()
    by_when = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    task = models.ForeignKey(Task, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    talk = models.ForeignKey(
        TalkHeld, null=True, blank=True, on_delete=models.SET_NULL, related_name="actions"
    )

    closed: ClassVar[Q | None] = EVERY_ROW

    class Meta:
        ordering = ("by_when", "pk")

    def __str__(self) -> str:
        return "something agreed in a one-to-one"

    @classmethod
    @verb
    def agree(
        cls, series: OneToOne, who: Person, words: str, *, by: Account, by_when: date | None = None
    ) -> AgreedAction:
        """One of the two will do this."""
        by.may("sit_in", series)
        series._must_go_on()
        if who.pk not in (series.lead_id, series.person_id):
            raise Impossible("One of the two does it.", field="who")
        return cls.add(
            "agreed", by=by, series=series, who=who, words=_sealed(words, MOST_POINT), by_when=by_when
        )

    @verb
    def do(self, on: date | None, *, by: Account, seen: int) -> AgreedAction:
        """It is done; without a day, it is not after all."""
        by.may("sit_in", self.series)
        return self.take(seen, done_on=on).put("done", by=by, done_on=on)

    @verb
    def become_task(
        self, project: Project, *, by: Account, seen: int, on: date, effort: str = "", openly: bool = False
    ) -> Task:
        """It takes its place in the plan as a task of this project: named as they said it (`openly`, for everybody who
        sees the project), or only as something agreed between two."""
        by.may("sit_in", self.series)
        self.take(seen)
        if self.task_id is not None:
            raise Impossible("It is a task already.")
        name = self.said[:200] if openly else PRIVATE_TASK
        task = Task.plan(
            project, name, by=by, on=on, **({"effort": effort} if effort else {}), due=self.by_when
        )
        if by.can("assign", task):
            Assignment.agree(task, [self.who], by=by)
        self.put("became_task", by=by, task=task)
        return task

    @verb
    def strike(self, *, by: Account) -> None:
        """Not after all; a task it became stays."""
        by.may("sit_in", self.series)
        self.take(None).drop("struck", by=by)

    @property
    def said(self) -> str:
        """The words; only for the two."""
        return unseal(self.words)

    def scope(self) -> dict[str, Any]:
        """For the two."""
        return self.series.scope()


def _check_rhythm(every_weeks: int, minutes: int) -> None:
    if not WEEKS[0] <= every_weeks <= WEEKS[1]:
        raise Impossible(f"Between every week and every {WEEKS[1]} weeks.", field="every_weeks")
    if not 5 <= minutes <= 480:
        raise Impossible("A talk takes between 5 and 480 minutes.", field="minutes")


def _sealed(words: str, most: int, *, empty: bool = False) -> str:
    words = tidy(words, most)
    if not words and not empty:
        raise Impossible("Say what.", field="words")
    return seal(words)


@allow(Person, "talk_with", who="anybody inside")
def talk_with(by: Account, person: Person) -> bool:
    """Beginning to talk regularly; the verb asks that one of the two does it."""
    return by.person_id is not None and by.sees_content and not by.is_guest


@allow(OneToOne, "sit_in", who="the two in it")
def sit_in(by: Account, series: OneToOne) -> bool:
    """Nobody else, whatever her role."""
    return by.person_id is not None and not by.is_guest and by.person_id in (series.lead_id, series.person_id)


def _of_the_two(by: Account, path: str) -> Q:
    me = by.person_id or 0
    return NOTHING if by.is_guest else Q(**{f"{path}lead_id": me}) | Q(**{f"{path}person_id": me})


@sight(OneToOne, who="the two in it")
def series_seen(by: Account) -> Q:
    """That two talk regularly."""
    return _of_the_two(by, "")


@sight(TalkHeld, who="the two in it")
@sight(AgendaPoint, who="the two in it")
@sight(AgreedAction, who="the two in it")
def of_the_two(by: Account) -> Q:
    """What they talk about and agree."""
    return _of_the_two(by, "series__")


@sight(TalkNote, who="the two in it; her own note, she alone")
def notes_seen(by: Account) -> Q:
    """What was noted."""
    return _of_the_two(by, "series__") & (Q(shared=True) | Q(writer_id=by.person_id or 0))
