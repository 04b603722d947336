"""A person's day, confirmed: that it was, and the hours it came to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import models

from varifocal.org.base.account import Account
from varifocal.org.base.acts import verb
from varifocal.org.base.permission import sight
from varifocal.org.base.record import Record
from varifocal.org.base.refusals import Impossible
from varifocal.org.people.person import Person
from varifocal.org.work.doing import TimeEntry
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task

OPEN_FOR = timedelta(days=14)
"""A day may still be given so long afterwards."""
MOST_HOURS = Decimal(24)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a day: hours on a task, a project, or nothing named, and where they come from."""

    hours: Decimal
    task: Task | None = None
    project: Project | None = None
    source: str = TimeEntry.Source.CONFIRMED
    people_time: bool = False
    note: str = ""
    act: str = TimeEntry.Act.MAKE


class DaySheet(Record):
    """She said what she did on a day, or nobody did in time and it was assumed; the hours stand in her time
    entries. One a person and day."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="day_sheets")
    on = models.DateField()
    hours = models.DecimalField(max_digits=5, decimal_places=2)
    assumed = models.BooleanField(default=False)
    """Nobody gave it in time: it was taken from what the calendar and the plan had."""

    class Meta:
        ordering = ("on", "pk")
        constraints = (models.UniqueConstraint(fields=["person", "on"], name="one_sheet_a_day"),)

    def __str__(self) -> str:
        return f"{self.person.name}, {self.on}"

    @classmethod
    @verb
    def confirm(
        cls, person: Person, on: date, lines: Sequence[Line], *, by: Account, today: date
    ) -> DaySheet:
        """That was the day: each line becomes hours with its source. `today` is the date where she is.

        Raises Impossible where it was confirmed already, lies ahead or too far back, or holds more than 24 hours.
        """
        by.may("record", person)
        if on > today or on < today - OPEN_FOR:
            raise Impossible(f"A day is confirmed when it has come, at most {OPEN_FOR.days} days later.")
        cls._take(person, on)
        held = TimeEntry.objects.filter(person=person, on=on).aggregate(sum=models.Sum("hours"))["sum"]
        said = sum((line.hours for line in lines), Decimal(0))
        if any(line.hours <= 0 for line in lines) or said + (held or Decimal(0)) > MOST_HOURS:
            raise Impossible("The hours of a day lie between 0 and 24 in all.")
        for line in lines:
            if line.task is not None:
                by.may("work_on", line.task)
        cls._write(person, on, lines, by=by)
        return cls.add("confirmed", by=by, person=person, on=on, hours=said + (held or Decimal(0)))

    @classmethod
    @verb
    def assume(cls, person: Person, on: date, lines: Sequence[Line], *, by: Account, today: date) -> DaySheet:
        """Nobody gave the day in time, so that is what it is taken for; its hours never teach the forecast.

        Raises Impossible where it may still be given, or was.
        """
        by.may("record", person)
        if on >= today - OPEN_FOR:
            raise Impossible("A day that may still be given is not assumed.")
        cls._take(person, on)
        cls._write(person, on, lines, by=by)
        said = sum((line.hours for line in lines), Decimal(0))
        return cls.add("assumed", by=by, person=person, on=on, hours=said, assumed=True)

    @classmethod
    def _take(cls, person: Person, on: date) -> None:
        """Two who give the same day come one by one; raises Impossible for the second."""
        Person.objects.select_for_update().get(pk=person.pk)
        if cls.objects.filter(person=person, on=on).exists():
            raise Impossible("This day was confirmed meanwhile; its hours can be corrected at their tasks.")

    @classmethod
    def _write(cls, person: Person, on: date, lines: Sequence[Line], *, by: Account) -> None:
        TimeEntry.add_many(
            "recorded",
            [
                TimeEntry(
                    person=person, on=on, hours=line.hours, task=line.task,
                    project=line.task.project if line.task else line.project,
                    source=line.source, people_time=line.people_time, note=line.note[:200], act=line.act,
                )
                for line in lines
            ],
            by=by,
        )  # fmt: skip

    def scope(self) -> dict[str, Any]:
        """Whose day it was is for her and those who see her hours."""
        return {"person": self.person_id}


@sight(DaySheet, who="she herself and her lead")
def sheets_seen(by: Account) -> models.Q:
    """Days that were confirmed."""
    return models.Q(person_id=by.person_id) | models.Q(
        person__lead_id=by.person_id, person__lead__isnull=False
    )
