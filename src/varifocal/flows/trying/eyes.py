"""Whose eyes it is for: what of the house one account sees, and as of which state of the log."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cached_property

from django.db.models import Subquery

from varifocal.core.calendar import whole_quarter
from varifocal.core.plan.suppose import Supposed, touched
from varifocal.flows.schedule import FRESH
from varifocal.flows.trial import Standing, State, standing_plan
from varifocal.org.base.account import Account
from varifocal.org.base.acts import Head
from varifocal.org.base.organization import Organization
from varifocal.org.base.refusals import NotAllowed
from varifocal.org.people.person import Person
from varifocal.org.runs.run import Run
from varifocal.org.work.opportunity import Opportunity
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task


def state_as_of(now: datetime) -> State:
    """What the pages' plan is made for: the state of the log, and the newest run's moment, where that is fresh; else
    now. `now` is UTC."""
    newest = Run.objects.order_by("-pk").values("as_of")[:1]
    chain, run = Head.objects.values_list("chain", Subquery(newest)).first() or ("", None)
    return chain, whole_quarter(run if run is not None and timedelta() <= now - run < FRESH else now)


class Eyes:
    """One account's look at what stands, shared by all that is tried for it at once: what of it she sees, and which
    state of the log it is. `now` is UTC. Raises NotAllowed for a guest."""

    def __init__(self, by: Account, now: datetime) -> None:
        if by.is_guest:
            raise NotAllowed("Trying changes of the plan is for those inside.")
        self.by, self.now = by, now
        self.tasks, self.projects, self.people = (
            frozenset(rows.order_by().values_list("pk", flat=True))
            for rows in (
                Task.objects.visible_to(by).open(),
                Project.objects.visible_to(by).open(),
                Person.objects.visible_to(by),
            )
        )
        self.state = state_as_of(now)
        self.today = Organization.here().today(now)

    @cached_property
    def standing(self) -> Standing:
        """What stands, planned."""
        return standing_plan(self.state)

    @cached_property
    def pitches(self) -> dict[int, Opportunity]:
        """Work that may come, where she sees it, by id."""
        rows = Opportunity.objects.visible_to(self.by).open().select_related("pattern")
        return {one.pk: one for one in rows.order_by("pk")}

    @cached_property
    def ended(self) -> frozenset[int]:
        """Finished projects she sees: what may come is as large as one of them."""
        return frozenset(Project.objects.visible_to(self.by).ended().values_list("pk", flat=True))

    def hold(self, supposed: Iterable[Supposed]) -> bool:
        """Whether all it is about is there for her."""
        wanted = touched(supposed)
        return (
            wanted["task"] <= self.tasks
            and wanted["project"] <= self.projects
            and wanted["person"] <= self.people
            and (not wanted["opportunity"] or wanted["opportunity"] <= self.pitches.keys())
        )
