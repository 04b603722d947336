"""A baseline: the dates of a project as they stood when somebody said they are what we go by."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import models

from varifocal.org.base.account import Account
from varifocal.org.base.acts import verb
from varifocal.org.base.record import Record
from varifocal.org.base.refusals import Impossible
from varifocal.org.people.person import Person, person_of
from varifocal.org.work.project import Project

Days = Mapping[int, tuple[date, date]]
"""The first and the last day of each task, by its id."""


class Baseline(Record):
    """What was planned of a project on a day: each task's first and last day, when it was due and would be done.

    A fact that quotes the run it was read from: `as_of` is that run's moment (UTC), `chance` what it said of the due
    date. `days` holds task ids and ISO dates; of a task that was removed since nothing more is asked.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="baselines")
    on = models.DateField()
    words = models.CharField(max_length=160, blank=True)
    kept_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    due = models.DateField(null=True, blank=True)
    done = models.DateField(null=True, blank=True)
    chance = models.FloatField(null=True, blank=True)
    as_of = models.DateTimeField()
    days = models.JSONField(default=dict)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.project.name} as planned on {self.on:%d %B %Y}"

    @classmethod
    @verb
    def keep(
        cls,
        project: Project,
        days: Days,
        *,
        by: Account,
        on: date,
        as_of: datetime,
        chance: float | None = None,
        words: str = "",
    ) -> Baseline:
        """Keep these days as what we go by from now on; earlier baselines stay. `on` is today.

        Raises Impossible where no task has a day.
        """
        by.may("keep_baseline", project)
        if not days:
            raise Impossible("None of its tasks has a day yet; there is nothing to keep.")
        return cls.add(
            "kept",
            by=by,
            project=project,
            on=on,
            words=" ".join(words.split())[:160],
            kept_by=person_of(by),
            due=project.due,
            done=max(last for _, last in days.values()),
            chance=chance,
            as_of=as_of,
            days={str(task): [first.isoformat(), last.isoformat()] for task, (first, last) in days.items()},
        )

    @verb
    def remove(self, *, by: Account) -> None:
        """It is not what we go by."""
        by.may("keep_baseline", self.project)
        self.take(None).drop("removed", by=by)

    def scope(self) -> dict[str, Any]:
        """Seen with its project."""
        return self.project.scope()

    @property
    def by_task(self) -> dict[int, tuple[date, date]]:
        """The first and the last day of each task, by its id."""
        return {
            int(task): (date.fromisoformat(first), date.fromisoformat(last))
            for task, (first, last) in self.days.items()
        }
