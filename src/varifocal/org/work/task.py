"""A piece of work someone finishes; or a wait, which an outside party answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from django.db import models

from varifocal.core.values import FIRST_DAY, LAST_DAY, Invalid, Range
from varifocal.org.base.account import Account
from varifocal.org.base.acts import verb
from varifocal.org.base.bulk import fresh
from varifocal.org.base.record import Record, RecordSet
from varifocal.org.base.refusals import Impossible, Refusal
from varifocal.org.people.person import Person
from varifocal.org.people.skill import Skill
from varifocal.org.relations.company import Company
from varifocal.org.work.believed import as_range, as_typed, in_columns
from varifocal.org.work.project import Project

SIZES = {"S": Decimal(2), "M": Decimal(6), "L": Decimal(16)}
"""What a size means in hours until finished work of its kind says otherwise."""


class TaskIsClosed(Refusal):
    """A finished task is not changed; reopen it first."""

    def __init__(self, task: Task) -> None:
        super().__init__(f"“{task}” is finished. Reopen it to change it.")


class TaskKind(Record):
    """A kind of work that recurs (storyboard, copy, review): its median and its skill are inherited."""

    name = models.CharField(max_length=80, unique=True)
    skill = models.ForeignKey(Skill, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    level = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @classmethod
    @verb
    def name_it(cls, name: str, *, by: Account, skill: Skill | None = None, level: int = 1) -> TaskKind:
        """A kind of work; an existing one is returned as it is."""
        by.may("name_it", cls)
        if not (name := name.strip()):
            raise Impossible("A kind of work needs a name.", field="kind")
        return cls.objects.filter(name__iexact=name).first() or cls.add(
            "named", by=by, name=name, skill=skill, level=level
        )


class Tasks(RecordSet["Task"]):
    """Rows of tasks."""

    def open(self) -> Tasks:
        """Not finished, in a project that goes on."""
        return self.filter(finished_at=None, project__ended_on=None)

    def finished(self) -> Tasks:
        """Done."""
        return self.exclude(finished_at=None)

    def of(self, person: Person) -> Tasks:
        """Agreed to be hers."""
        return self.filter(assignments__person=person)


class Task(Record):
    """A task of a project. Its effort is its newest estimate; who does it stands in its assignments.

    `status` is where its card hangs; finished is a moment (`finished_at`), started too. A wait has a party and
    calendar days instead of an effort.
    """

    class Status(models.TextChoices):
        """Columns of the board."""

        TODO = "todo", "To do"
        DOING = "doing", "Doing"
        REVIEW = "review", "In review"
        DONE = "done", "Done"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="tasks")
    name = models.CharField(max_length=200)
    kind = models.ForeignKey(TaskKind, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    brief = models.TextField(blank=True)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.TODO)
    priority = models.PositiveSmallIntegerField(default=2)
    place = models.FloatField(default=0)
    """Its place in the list and column."""
    release = models.DateField(null=True, blank=True)
    due = models.DateField(null=True, blank=True)
    deadline = models.DateField(null=True, blank=True)
    splittable = models.BooleanField(default=True)
    crew = models.PositiveSmallIntegerField(default=1)
    """People at once, where no skill need says otherwise."""
    hours_left = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    """What somebody said is left; None: the estimate less the time recorded."""
    waits_on = models.ForeignKey(
        Company, null=True, blank=True, on_delete=models.SET_NULL, related_name="waits"
    )
    about = models.ForeignKey(Company, null=True, blank=True, on_delete=models.SET_NULL, related_name="steps")
    """With whom outside it is a step, where its project does not say so."""
    is_wait = models.BooleanField(default=False)
    wait_days_low = models.DecimalField(max_digits=6, decimal_places=1, null=True, blank=True)
    wait_days = models.DecimalField(max_digits=6, decimal_places=1, null=True, blank=True)
    wait_days_high = models.DecimalField(max_digits=6, decimal_places=1, null=True, blank=True)
    asked_on = models.DateField(null=True, blank=True)
    added_on = models.DateField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = Tasks.as_manager()

    class Meta:
        ordering = ("place", "pk")
        indexes = (models.Index(fields=["project", "finished_at"]), models.Index(fields=["finished_at"]))

    def __str__(self) -> str:
        return self.name

    @classmethod
    @verb
    def plan(
        cls,
        project: Project,
        name: str,
        *,
        by: Account,
        on: date,
        effort: Range | str | None = None,
        **details: Any,
    ) -> Task:
        """Add a task: a name is enough. `effort` is a range, one number in it, a size S, M or L, or nothing (then
        the median of its kind here, marked as a guess). `on` is today in the organization's zone."""
        by.may("plan_in", project)
        return cls.plan_many(project, [{"name": name, "effort": effort, **details}], by=by, on=on)[0]

    @classmethod
    @verb
    def plan_many(
        cls, project: Project, wanted: Sequence[dict[str, Any]], *, by: Account, on: date
    ) -> list[Task]:
        """Add tasks in one go, each a dict of `plan`'s arguments."""
        by.may("plan_in", project)
        last = project.tasks.aggregate(last=models.Max("place"))["last"] or 0.0
        rows, efforts = [], []
        for place, details in enumerate(wanted, start=1):
            fields = dict(details)
            efforts.append(effort_of(fields.pop("effort", None)))
            fields.setdefault("place", last + place)
            fields.setdefault("added_on", on)
            fields["name"] = _named(fields["name"])
            _check_dates(fields.get("release"), fields.get("due"), fields.get("deadline"))
            rows.append(cls(project=project, **fields))
        made = cls.add_many("planned", rows, by=by)
        estimates = [
            Estimate.believed(task, effort, on) for task, effort in zip(made, efforts, strict=True) if effort
        ]
        Estimate.add_many("made", estimates, by=by)
        return made

    @verb
    def re_estimate(self, effort: Range | str, *, by: Account, seen: int, on: date) -> Estimate:
        """Replace the working estimate; earlier ones stay for calibration."""
        by.may("change", self)
        self.take(seen, effort=effort)
        self._must_be_open()
        believed = effort_of(effort)
        if believed is None:
            raise Impossible("Say how many hours, or S, M or L.", field="effort")
        self.put("re_estimated", by=by, hours_left=None)
        self.touch()
        return Estimate.add_many("made", [Estimate.believed(self, believed, on)], by=by)[0]

    @verb
    def describe(self, *, by: Account, seen: int, **fields: Any) -> Task:
        """Name, brief, kind, priority, release, due, deadline, splittable, crew, project."""
        by.may("change", self)
        known = {"name", "brief", "kind", "priority", "release", "due", "deadline", "splittable", "crew"}
        if unknown := fields.keys() - known:
            raise Impossible(f"{', '.join(sorted(unknown))} cannot be changed here.")
        if "name" in fields:
            fields["name"] = _named(fields["name"])
        self.take(seen, **fields)
        dates = {name: fields.get(name, getattr(self, name)) for name in ("release", "due", "deadline")}
        _check_dates(dates["release"], dates["due"], dates["deadline"])
        return self.put("described", by=by, **fields)

    @verb
    def concern(self, company: Company | None, *, by: Account, seen: int) -> Task:
        """With whom outside it is a step."""
        by.may("change", self)
        return self.take(seen, about=company).put("concerned", by=by, about=company)

    @verb
    def move_to(self, project: Project, *, by: Account, seen: int) -> Task:
        """Into another project; she must be allowed in both."""
        by.may("change", self)
        by.may("plan_in", project)
        return self.take(seen, project=project).put("moved_to", by=by, project=project)

    @verb
    def hang(self, status: str, *, by: Account, seen: int, at: datetime, place: float | None = None) -> Task:
        """Hang its card in another column, at a place. Done finishes it, leaving Done reopens it (`at`: UTC)."""
        by.may("work_on", self)
        if status not in self.Status.values:
            raise Impossible(f"There is no column “{status}”.", field="status")
        fields: dict[str, Any] = {"status": status}
        if place is not None:
            fields["place"] = place
        self.take(seen, **fields)
        if status == self.Status.DONE:
            fields["finished_at"] = self.finished_at or at
        else:
            fields["finished_at"] = None
        if status != self.Status.TODO and self.started_at is None:
            fields["started_at"] = at
        return self.put("hung", by=by, **fields)

    @verb
    def start(self, *, by: Account, seen: int, at: datetime) -> Task:
        """Somebody is at it (`at`: UTC)."""
        by.may("work_on", self)
        self.take(seen, status=self.Status.DOING)
        self._must_be_open()
        return self.put("started", by=by, status=self.Status.DOING, started_at=self.started_at or at)

    @verb
    def finish(self, *, by: Account, seen: int, at: datetime) -> Task:
        """It is done (`at`: UTC)."""
        by.may("work_on", self)
        self.take(seen, status=self.Status.DONE)
        self._must_be_open()
        return self.put(
            "finished", by=by, status=self.Status.DONE, finished_at=at, started_at=self.started_at or at
        )

    @verb
    def reopen(self, *, by: Account, seen: int) -> Task:
        """It is not done after all."""
        by.may("work_on", self)
        self.take(seen, status=self.Status.DOING)
        return self.put("reopened", by=by, status=self.Status.DOING, finished_at=None)

    @verb
    def say_left(self, hours: Decimal, *, by: Account, seen: int) -> Task:
        """How many hours are left."""
        by.may("work_on", self)
        self.take(seen, hours_left=hours)
        self._must_be_open()
        if not 0 <= hours <= 100_000:
            raise Impossible("Hours left lie between 0 and 100,000.", field="hours_left")
        return self.put("left_said", by=by, hours_left=hours)

    @verb
    def ask(
        self,
        company: Company,
        on: date,
        *,
        by: Account,
        seen: int,
        days: Decimal | None = None,
        low: Decimal | None = None,
        high: Decimal | None = None,
    ) -> Task:
        """Make it a wait: asked on this day, answered in so many calendar days."""
        by.may("change", self)
        self.take(seen)
        fields: dict[str, Any] = {"is_wait": True, "waits_on": company, "asked_on": on}
        return self.put("asked", by=by, wait_days=days, wait_days_low=low, wait_days_high=high, **fields)

    @verb
    def cut(self, *, by: Account, seen: int, why: str) -> None:
        """Agreed not to be done: the scope is cut, with a reason, and the forecast says so."""
        by.may("change", self)
        if not why.strip():
            raise Impossible("Say why it is cut; the forecast will name it.", field="why")
        self.take(seen).drop("cut", by=by, why=why)

    @verb
    def remove(self, *, by: Account) -> None:
        """It was a slip; its hours become unplanned work of the project."""
        by.may("change", self)
        self.take(None).drop("removed", by=by)

    def scope(self) -> dict[str, Any]:
        """Seen with its project."""
        return self.project.scope()

    @property
    def effort(self) -> str:
        """The working estimate, as it is typed: “6”, “4-6-10”, or nothing."""
        newest = self.estimates.order_by("-pk").first()
        return newest.words if newest else ""

    @property
    def is_closed(self) -> bool:
        """Finished."""
        return self.finished_at is not None

    def _must_be_open(self) -> None:
        if self.is_closed:
            raise TaskIsClosed(self)


class Estimate(Record):
    """An effort somebody believed, kept for ever; the newest is the working one."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="estimates", db_index=False)
    likely = models.DecimalField(max_digits=8, decimal_places=2)
    low = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    high = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    on = models.DateField()

    class Meta:
        ordering = ("pk",)
        indexes = (models.Index(fields=["task", "id"], name="estimates_of_task"),)

    def __str__(self) -> str:
        return f"{self.task.name}: {float(self.likely):g} h"

    @classmethod
    def believed(cls, task: Task, effort: Range, on: date) -> Estimate:
        """A row, not yet written."""
        return fresh(cls, task=task, on=on, **in_columns(effort))

    def scope(self) -> dict[str, Any]:
        """Seen with its project."""
        return self.task.scope()

    @property
    def words(self) -> str:
        """As it is typed: “6”, or “4-6-10”."""
        return as_typed(self.likely, self.low, self.high)

    @property
    def range(self) -> Range:
        """As a value."""
        return as_range(self.likely, self.low, self.high)


def effort_of(words: Range | str | None) -> Range | None:
    """A range from a range, a size S, M, L, or “6”, “4-6-10” (low, likely, high); None from nothing.

    Raises Impossible, naming the field, for anything else.
    """
    if words is None or isinstance(words, Range):
        return words
    text = words.strip().upper().removesuffix("H").strip()
    if not text:
        return None
    if text in SIZES:
        return Range(float(SIZES[text]))
    try:
        numbers = [float(part.replace(",", ".")) for part in text.split("-")]
        if len(numbers) == 1:
            return Range(numbers[0])
        if len(numbers) == 3:
            return Range(numbers[1], low=numbers[0], high=numbers[2])
    except Invalid as wrong:
        raise Impossible(str(wrong), field="effort") from None
    except ValueError:
        pass
    raise Impossible(
        f"“{words}” is no effort; write hours (6), low-likely-high (4-6-10), or S, M, L.", field="effort"
    )


def _named(name: str) -> str:
    if not (name := " ".join(name.split())):
        raise Impossible("A task needs a name.", field="name")
    if len(name) > 200:
        raise Impossible(
            "A task's name has at most 200 characters; put the rest into its brief.", field="name"
        )
    return name


def _check_dates(release: date | None, due: date | None, deadline: date | None) -> None:
    for field, day in (("release", release), ("due", due), ("deadline", deadline)):
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            raise Impossible(f"{day} is no date for a task.", field=field)
    for field, day in (("due", due), ("deadline", deadline)):
        if day is not None and release is not None and day < release:
            said = "It is due on" if field == "due" else "Its deadline is"
            raise Impossible(
                f"{said} {day:%d %B %Y} but it cannot start before {release:%d %B %Y}.", field=field
            )
    if due is not None and deadline is not None and deadline < due:
        raise Impossible("The deadline lies before the due date.", field="deadline")
