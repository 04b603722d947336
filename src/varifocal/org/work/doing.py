"""What happens while work is done: hours, words, checklists, meetings, the week as agreed, recurring work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import models

from varifocal.org.base.account import Account
from varifocal.org.base.acts import verb
from varifocal.org.base.record import Record
from varifocal.org.base.refusals import Impossible
from varifocal.org.base.sealing import SealedText, seal
from varifocal.org.people.person import Person
from varifocal.org.relations.company import Company
from varifocal.org.work.calendar import Calendar
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task

TALK = "A talk"
"""What a talk of two is called before all others."""
MOST_ABOUT = 200


class TimeEntry(Record):
    """Hours of a person on a day, for a task, a project, or nothing named (unplaced), with their source."""

    class Source(models.TextChoices):
        """Where the hours come from; assumed ones never feed calibration."""

        CONFIRMED = "confirmed", "Confirmed"
        CALENDAR = "calendar", "From the calendar"
        ASSUMED = "assumed", "Assumed"
        UNPLACED = "unplaced", "Unplaced"

    class Act(models.TextChoices):
        """What kind of doing it was (lead, manage, make; beside them own growing and keeping)."""

        MAKE = "make", "Making"
        LEAD = "lead", "Leading"
        MANAGE = "manage", "Managing"
        GROW = "grow", "Own growing"
        KEEP = "keep", "Keeping the house"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="hours")
    on = models.DateField()
    hours = models.DecimalField(max_digits=6, decimal_places=2)
    task = models.ForeignKey(Task, null=True, blank=True, on_delete=models.CASCADE, related_name="hours")
    project = models.ForeignKey(
        Project, null=True, blank=True, on_delete=models.CASCADE, related_name="hours"
    )
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.CONFIRMED)
    act = models.CharField(max_length=8, choices=Act.choices, default=Act.MAKE)
    people_time = models.BooleanField(default=False)
    """Time for people: mentoring, one-to-ones, praise; felt within a year."""
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("on", "pk")
        indexes = (models.Index(fields=["person", "on"]), models.Index(fields=["project", "on"]))

    def __str__(self) -> str:
        return f"{float(self.hours):g} h on {self.on}"

    @classmethod
    @verb
    def record(
        cls,
        person: Person,
        on: date,
        hours: Decimal,
        *,
        by: Account,
        task: Task | None = None,
        project: Project | None = None,
        **details: Any,
    ) -> TimeEntry:
        """She worked so many hours on it that day."""
        by.may("record", person)
        if not 0 < hours <= 24:
            raise Impossible("Hours of a day lie between 0 and 24.", field="hours")
        if task is not None:
            by.may("work_on", task)
            project = task.project
        return cls.add(
            "recorded", by=by, person=person, on=on, hours=hours, task=task, project=project, **details
        )

    @classmethod
    @verb
    def record_many(cls, rows: Sequence[TimeEntry], *, by: Account) -> list[TimeEntry]:
        """Many at once, by an import: rows are checked by whoever made them."""
        by.may("record_many", cls)
        return cls.add_many("recorded", rows, by=by)

    @verb
    def correct(self, hours: Decimal, *, by: Account, seen: int) -> TimeEntry:
        """It was another number."""
        by.may("correct", self)
        if not 0 < hours <= 24:
            raise Impossible("Hours of a day lie between 0 and 24.", field="hours")
        return self.take(seen, hours=hours).put("corrected", by=by, hours=hours)

    @verb
    def strike(self, *, by: Account) -> None:
        """It was not so."""
        by.may("correct", self)
        self.take(None).drop("struck", by=by)

    def scope(self) -> dict[str, Any]:
        """Seen with its project."""
        return self.project.scope() if self.project else {}


class Comment(Record):
    """Words at a task: a comment, a review, an answer, a word that got somebody going again."""

    class Kind(models.TextChoices):
        """What the words did."""

        COMMENT = "comment", "Comment"
        REVIEW = "review", "Review"
        ANSWER = "answer", "Answer"
        UNBLOCK = "unblock", "Got it going again"

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="comments")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.COMMENT)
    helped = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    words = models.TextField()
    said_at = models.DateTimeField()

    class Meta:
        ordering = ("said_at", "pk")

    def __str__(self) -> str:
        return self.words[:60]

    @classmethod
    @verb
    def say(
        cls,
        task: Task,
        words: str,
        *,
        by: Account,
        at: datetime,
        person: Person | None,
        kind: str = Kind.COMMENT,
        helped: Person | None = None,
    ) -> Comment:
        """Say something at a task (`at`: UTC)."""
        by.may("comment", task)
        if not words.strip():
            raise Impossible("Say something.", field="words")
        return cls.add(
            "said", by=by, task=task, words=words.strip(), said_at=at, person=person, kind=kind, helped=helped
        )

    @verb
    def take_back(self, *, by: Account) -> None:
        """She unsays it."""
        by.may("take_back", self)
        self.take(None).drop("taken_back", by=by)

    def scope(self) -> dict[str, Any]:
        """Seen with its project."""
        return self.task.scope()


class ChecklistItem(Record):
    """A line to tick within a task."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="checklist")
    words = models.CharField(max_length=200)
    ticked = models.BooleanField(default=False)
    place = models.FloatField(default=0)

    class Meta:
        ordering = ("place", "pk")

    def __str__(self) -> str:
        return self.words

    @classmethod
    @verb
    def write(cls, task: Task, words: str, *, by: Account) -> ChecklistItem:
        """One more line."""
        by.may("work_on", task)
        if not words.strip():
            raise Impossible("Write what to tick.", field="words")
        last = task.checklist.aggregate(last=models.Max("place"))["last"] or 0.0
        return cls.add("written", by=by, task=task, words=words.strip(), place=last + 1)

    @classmethod
    @verb
    def write_many(cls, lines: Sequence[tuple[Task, str]], *, by: Account) -> list[ChecklistItem]:
        """Lines of new tasks at once, in the order given."""
        for task in {task.pk: task for task, _ in lines}.values():
            by.may("work_on", task)
        rows = [
            cls(task=task, words=words.strip(), place=place)
            for place, (task, words) in enumerate(lines, start=1)
        ]
        return cls.add_many("written", rows, by=by)

    @verb
    def tick(self, ticked: bool, *, by: Account, seen: int) -> ChecklistItem:
        """Tick it, or not."""
        by.may("work_on", self.task)
        return self.take(seen, ticked=ticked).put("ticked", by=by, ticked=ticked)

    @verb
    def strike(self, *, by: Account) -> None:
        """Not needed."""
        by.may("work_on", self.task)
        self.take(None).drop("struck", by=by)

    def scope(self) -> dict[str, Any]:
        """Seen with its project."""
        return self.task.scope()


class Meeting(Record):
    """Time people spend together: it takes capacity. Times are UTC."""

    name = models.CharField(max_length=200)
    start = models.DateTimeField()
    end = models.DateTimeField()
    project = models.ForeignKey(
        Project, null=True, blank=True, on_delete=models.SET_NULL, related_name="meetings"
    )
    company = models.ForeignKey(
        Company, null=True, blank=True, on_delete=models.SET_NULL, related_name="meetings"
    )
    """With whom outside: a touch of that relationship."""
    people_time = models.BooleanField(default=False)
    series = models.CharField(max_length=64, blank=True)
    """SHA-256 of what a calendar calls it (UID); empty for a meeting made here."""
    which = models.CharField(max_length=20, blank=True)
    """Which time of its series: the day, or the moment in UTC, it was meant for."""
    party = models.CharField(max_length=254, blank=True)
    """The one domain, or the one address, outside that is in it; what is learned about it holds for others too."""
    because = models.CharField(max_length=200, blank=True)
    """Why it is taken for what it is, in words."""
    mended = models.BooleanField(default=False)
    """Somebody in it said what it is; no guess changes that."""
    from_calendar_of = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    """In whose calendar it was read first."""

    class Meta:
        ordering = ("start", "pk")
        indexes = (
            models.Index(fields=["end"]),
            models.Index(fields=["series", "which"]),
            models.Index(fields=["party"]),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["series", "which", "start", "end"],
                condition=~models.Q(series=""),
                name="one_meeting_whoever_has_it",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def told_as(self) -> str:
        """Where it belongs to no project only those in it know what it is about."""
        return self.name if self.project_id else "a meeting"

    @classmethod
    @verb
    def hold(
        cls,
        name: str,
        start: datetime,
        end: datetime,
        people: Sequence[Person],
        *,
        by: Account,
        project: Project | None = None,
        company: Company | None = None,
        people_time: bool = False,
    ) -> Meeting:
        """These people meet."""
        by.may("hold", project or cls)
        if not start < end <= start + timedelta(hours=24):
            raise Impossible("A meeting ends after it starts, within a day.", field="end")
        meeting = cls.add(
            "held",
            by=by,
            name=name.strip(),
            start=start,
            end=end,
            project=project,
            company=company,
            people_time=people_time,
        )
        Attendance.add_many(
            "invited", [Attendance(meeting=meeting, person=person) for person in people], by=by
        )
        return meeting

    @classmethod
    @verb
    def between(
        cls,
        first: Person,
        second: Person,
        start: datetime,
        end: datetime,
        *,
        by: Account,
        about: str = "",
        standing: Meeting | None = None,
    ) -> Meeting:
        """Two people talk, one of them sets it. That they are busy is no secret; with whom and what about is sealed,
        and read by the two. `standing` is a talk of theirs that moves there instead."""
        by.may("talk", cls)
        if by.person_id not in (first.pk, second.pk):
            raise Impossible("Whoever sets a talk is in it.")
        titles = {one.pk: _talk_with(other, about) for one, other in ((first, second), (second, first))}
        if standing is not None:
            standing.take(None).put("moved", by=by, start=start, end=end)
            for one in standing.attendances.all():
                one.put("retitled", by=by, title=titles.get(one.person_id, one.title))
            return standing
        made = cls.add("held", by=by, name=TALK, start=start, end=end, people_time=True)
        rows = [Attendance(meeting=made, person=one, title=titles[one.pk]) for one in (first, second)]
        Attendance.add_many("invited", rows, by=by)
        return made

    @verb
    def cancel(self, *, by: Account) -> None:
        """It does not take place."""
        by.may("cancel", self)
        self.take(None).drop("cancelled", by=by)

    def scope(self) -> dict[str, Any]:
        """Seen with its project; without one, what was read in a calendar is its owner's alone."""
        if self.project:
            return self.project.scope()
        return {"person": self.from_calendar_of_id} if self.from_calendar_of_id else {}


class Attendance(Record):
    """A person is in a meeting; from a calendar, with her own title of it, sealed, and whether it is private."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="attendances")
    calendar = models.ForeignKey(
        Calendar, null=True, blank=True, on_delete=models.CASCADE, related_name="attendances"
    )
    title = SealedText()
    """As it stands in her calendar, nothing where it is private there; of a talk of two, with whom and what about."""
    private = models.BooleanField(default=False)
    """Takes her time, is no work, and is told to nobody."""

    class Meta:
        constraints = (models.UniqueConstraint(fields=["meeting", "person"], name="once_in_a_meeting"),)

    def __str__(self) -> str:
        return f"{self.person.name} in {self.meeting.name}"

    def told_as(self) -> str:
        """As the meeting is told of."""
        return f"{self.person.name} in {self.meeting.told_as()}"

    def scope(self) -> dict[str, Any]:
        """Seen with its project; without one, what was read in her calendar is hers alone."""
        if self.meeting.project_id is None and self.calendar_id is not None:
            return {"person": self.person_id}
        return self.meeting.scope()


def _talk_with(other: Person, about: str) -> str:
    words = " ".join(about.replace("\x00", "").split())[:MOST_ABOUT]
    return seal(f"Talk with {other.name}" + (f": {words}" if words else ""))


class WeekAgreed(Record):
    """What a person meant to do in a week: hours by project and reach, as dated then. Only closing This week
    again says it anew."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="weeks_agreed")
    monday = models.DateField()
    lines = models.JSONField(default=list)
    """Per line: project id, hours, reach."""

    class Meta:
        ordering = ("monday", "pk")
        constraints = (models.UniqueConstraint(fields=["person", "monday"], name="one_week_agreed"),)

    def __str__(self) -> str:
        return f"{self.person.name}, week of {self.monday}"

    @classmethod
    @verb
    def note_many(cls, weeks: Sequence[WeekAgreed], *, by: Account, anew: bool = False) -> list[WeekAgreed]:
        """Note the week as it stands planned. A week already noted stays, or with `anew` is said again."""
        by.may("agree_week", cls)
        mondays = {week.monday for week in weeks}
        known = {(one.person_id, one.monday): one for one in cls.objects.filter(monday__in=mondays)}
        fresh = [week for week in weeks if (week.person_id, week.monday) not in known]
        noted = cls.add_many("agreed", fresh, by=by)
        for week in weeks if anew else ():
            before = known.get((week.person_id, week.monday))
            if before is not None:
                noted.append(before.put("agreed_anew", by=by, lines=week.lines))
        return noted


class Recurrence(Record):
    """A task that comes back: every so many weeks or months, each time made from what it says here."""

    class Unit(models.TextChoices):
        """Weeks or months."""

        WEEK = "week", "Weeks"
        MONTH = "month", "Months"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="recurrences")
    name = models.CharField(max_length=200)
    every = models.PositiveSmallIntegerField(default=1)
    unit = models.CharField(max_length=5, choices=Unit.choices, default=Unit.MONTH)
    next_on = models.DateField()
    hours = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    days_to_do = models.PositiveSmallIntegerField(default=5)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ("next_on", "pk")

    def __str__(self) -> str:
        return self.name

    @classmethod
    @verb
    def repeat(
        cls,
        project: Project,
        name: str,
        next_on: date,
        *,
        by: Account,
        every: int = 1,
        unit: str = Unit.MONTH,
        **details: Any,
    ) -> Recurrence:
        """It comes back from this day on."""
        by.may("plan_in", project)
        if not 1 <= every <= 52:
            raise Impossible("Every 1 to 52 weeks or months.", field="every")
        return cls.add(
            "repeated",
            by=by,
            project=project,
            name=name.strip(),
            next_on=next_on,
            every=every,
            unit=unit,
            **details,
        )

    @verb
    def stop(self, *, by: Account) -> None:
        """It comes back no more; what was made stays."""
        by.may("plan_in", self.project)
        self.take(None).drop("stopped", by=by)

    @verb
    def make_due(self, today: date, *, by: Account) -> list[Task]:
        """Make what has come due; called once a day."""
        by.may("plan_in", self.project)
        self.take(None)
        made: list[Task] = []
        day = self.next_on
        while day <= today and len(made) < 60:
            effort = None if self.hours is None else f"{self.hours}"
            due = day + timedelta(days=self.days_to_do)
            made.append(
                Task.plan(self.project, self.name, by=by, on=today, effort=effort, release=day, due=due)
            )
            day = following(day, self.every, self.unit)
        self.put("made", by=by, next_on=day)
        return made

    def scope(self) -> dict[str, Any]:
        """Seen with its project."""
        return self.project.scope()


def following(day: date, every: int, unit: str) -> date:
    """The next day of a recurrence; a month without that day takes its last."""
    if unit == Recurrence.Unit.WEEK:
        return day + timedelta(weeks=every)
    months = day.year * 12 + day.month - 1 + every
    year, month = divmod(months, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))
