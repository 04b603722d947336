"""A waste somebody took on: the finding as it was quoted then, and the task that is to end it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models

from varifocal.org.base.account import Account
from varifocal.org.base.acts import verb
from varifocal.org.base.record import Record
from varifocal.org.base.refusals import Impossible
from varifocal.org.evidence.process import Process, ProcessStep
from varifocal.org.people.person import Person, person_of
from varifocal.org.work.order import Assignment
from varifocal.org.work.project import Project, Serving
from varifocal.org.work.task import Task


@dataclass(frozen=True, slots=True)
class Quote:
    """A finding in the words and figures it had when it was taken on; money in the organization's currency a month.

    It is of a step of a process of ours, or of a place (one step, or two for the way between them) in a log that was
    brought in, by the log's name."""

    process: Process | None
    step: ProcessStep | None
    kind: str
    sentence: str
    times: int
    cases: int
    low: Decimal | None = None
    high: Decimal | None = None
    log: str = ""
    place: tuple[str, ...] = ()


class Adoption(Record):
    """That a finding became a task. It quotes the finding and its price; what came of it is measured anew each time."""

    task = models.OneToOneField(Task, on_delete=models.CASCADE, related_name="+")
    process = models.ForeignKey(
        Process, null=True, blank=True, on_delete=models.SET_NULL, related_name="adoptions"
    )
    step = models.ForeignKey(ProcessStep, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    log = models.CharField(max_length=200, blank=True, default="")
    place = models.JSONField(blank=True, default=list)
    kind = models.CharField(max_length=12)
    sentence = models.CharField(max_length=500)
    times = models.PositiveIntegerField(default=0)
    cases = models.PositiveIntegerField(default=0)
    low = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    high = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    adopted_on = models.DateField()

    priced = ("low", "high")

    class Meta:
        ordering = ("-adopted_on", "-pk")

    def __str__(self) -> str:
        return self.sentence

    @classmethod
    @verb
    def adopt(
        cls,
        quote: Quote,
        name: str,
        project: Project,
        *,
        by: Account,
        on: date,
        who: Person | None = None,
        due: date | None = None,
        effort: str = "",
    ) -> Adoption:
        """Make a task of it in a project that serves a goal, and keep what was found (`on`: today here). Somebody
        else's task is agreed by who may assign; her own she takes on."""
        by.may("plan_in", project)
        serves: Iterable[Serving] = project.serves.filter(until=None)[:1]
        if not list(serves):
            raise Impossible(
                f"“{project}” serves no goal, so nobody would see what this is for. Choose another project.",
                field="project",
            )
        same = cls.objects.filter(process=quote.process, step=quote.step, log=quote.log, kind=quote.kind)
        open_ones = same.filter(task__finished_at=None).values_list("place", flat=True)
        if list(quote.place) in map(list, open_ones):
            raise Impossible("Somebody is at this already; the board shows who.")
        task = Task.plan(project, name, by=by, on=on, effort=effort or None, due=due, brief=quote.sentence)
        if who is not None and person_of(by) == who:
            Assignment.take_on([task], by=by)
        elif who is not None:
            Assignment.agree(task, [who], by=by)
        return cls.add(
            "adopted",
            by=by,
            task=task,
            process=quote.process,
            step=quote.step,
            log=quote.log,
            place=list(quote.place),
            kind=quote.kind,
            sentence=quote.sentence[:500],
            times=quote.times,
            cases=quote.cases,
            low=quote.low,
            high=quote.high,
            adopted_on=on,
        )

    def told_as(self) -> str:
        """The task's name: the rest stands in the row."""
        return self.task.name

    def scope(self) -> dict[str, Any]:
        """Seen with its task's project."""
        return self.task.scope()
