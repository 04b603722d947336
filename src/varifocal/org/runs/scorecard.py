"""The scorecard of ourselves: what was foretold and kept beside what came true, and the past lived through again."""

from __future__ import annotations

from django.db import models

from varifocal.org.base.record import Answer, RecordSet


class Scorecard(Answer):
    """One day's score, reckoned anew from what was kept; `on` in the organization's zone.

    `kept` holds a line for each thing, question and tenth, so that everybody is told of what she may see: noun,
    record, the project whose eyes decide (or null), question, tenth, days, told, came true, loss in days. `replay`
    holds the figures of the replay, of work for everybody's eyes alone; `finished` how many tasks were done then.
    """

    on = models.DateField(unique=True)
    as_of = models.DateTimeField()
    finished = models.PositiveIntegerField(default=0)
    kept = models.JSONField(default=list)
    replay = models.JSONField(default=dict)

    objects = RecordSet.as_manager()

    class Meta:
        ordering = ("-on",)
        get_latest_by = "on"

    def __str__(self) -> str:
        return f"Score of {self.on}"
