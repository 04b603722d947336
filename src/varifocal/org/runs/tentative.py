"""Where work that may never come stands in a run: behind all that is firm, so apart from what anybody counts on."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from varifocal.org.base.account import Account
from varifocal.org.base.permission import sight
from varifocal.org.base.record import Answer, RecordSet
from varifocal.org.people.seen_by import seen_through
from varifocal.org.people.skill import Skill
from varifocal.org.runs.run import Run
from varifocal.org.work.opportunity import Opportunity
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task


class TentativeTask(Answer):
    """When a task of an opportunity would be done and by whom (UTC), should it come; `like` is the task of the finished
    project it would be like, `skill` what it asks for first, `pieces` as in `ScheduledTask`. Without a start it has no
    place."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="tentative")
    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="tentative")
    like = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="+")
    skill = models.ForeignKey(Skill, null=True, on_delete=models.SET_NULL, related_name="+")
    crew = models.JSONField(default=list)
    start = models.DateTimeField(null=True)
    finish = models.DateTimeField(null=True)
    pieces = models.JSONField(default=list)
    hours = models.FloatField(default=0)

    objects = RecordSet.as_manager()

    class Meta:
        ordering = ("start", "pk")

    def __str__(self) -> str:
        return f"{self.like_id} of opportunity {self.opportunity_id} in run {self.run_id}"


@sight(TentativeTask, who="those who see the opportunity and the finished project it is as large as")
def tentative_seen(by: Account) -> Q:
    """Work that may never come, as planned."""
    return seen_through(by, "opportunity", Opportunity) & seen_through(by, "like__project", Project)
