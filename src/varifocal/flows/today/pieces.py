"""Her open work with its place in the newest plan, and what waits on somebody outside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery, Sum
from django.db.models.functions import JSONObject

from varifocal.flows.together import Asked, Row, day, moment, nested
from varifocal.flows.waiting import due_to_be_asked
from varifocal.org.base.account import Account, Role
from varifocal.org.base.acts import Change
from varifocal.org.runs.run import ScheduledTask
from varifocal.org.work.doing import TimeEntry
from varifocal.org.work.handover import Handover
from varifocal.org.work.order import Assignment, Dependency
from varifocal.org.work.project import Project
from varifocal.org.work.task import Estimate, Task

MOST_TASKS = 200
FIELDS = {
    "id": "id", "version": "version", "name": "name", "project": "project_id", "project_name": "project__name",
    "kind": "project__kind", "company": "project__company__name", "manager": "project__manager_id",
    "project_due": "project__due", "status": "status", "due": "due", "hours_left": "hours_left",
    "is_wait": "is_wait", "party": "waits_on__name", "asked_on": "asked_on", "planned": "planned",
    "estimate": "estimate", "spent": "spent", "agreed_rank": "agreed_rank", "began": "began",
    "is_offered": "is_offered", "is_mine": "is_mine", "is_hers": "is_hers",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Piece:
    """One open task or wait, with its place in the newest plan. `left` in hours, moments UTC; `since` is when
    somebody last began; `mine` where it is agreed or proposed to be hers."""

    id: int
    version: int
    name: str
    project: int
    project_name: str
    standing: bool
    company: str
    manages: bool
    doing: bool
    due: date | None
    project_due: date | None
    left: float
    start: datetime | None
    finish: datetime | None
    rank: float
    proposed: bool
    guessed: bool
    unplanned: str
    since: datetime | None
    is_wait: bool
    party: str
    asked_on: date | None
    mine: bool
    who: str
    offered: bool = False
    """Handed to her, and not taken yet."""

    @property
    def key(self) -> tuple[Any, ...]:
        """The order of the day: what she is at, then as planned, then as agreed."""
        begin = self.start or datetime.max.replace(tzinfo=UTC)
        return (not self.doing, begin, self.rank, self.id)


def asked(by: Account, run: Any, today: Any) -> Asked:
    """What is hers, as agreed or by the run; what waits outside for it or for her projects (an owner: everything); and
    of the projects she manages what is late or has no place. `today` is the date in the organization's zone; it and
    the number of the run may be blanks."""
    me = by.person_id or 0
    scheduled = ScheduledTask.objects.filter(run_id=run, task=OuterRef("pk"))
    agreed = Assignment.objects.filter(task=OuterRef("pk"), person_id=me)
    offered = Handover.objects.offered().filter(task=OuterRef("pk"), taker_id=me)
    for_mine = Dependency.objects.filter(before=OuterRef("pk"), after__assignments__person_id=me)
    began = Change.objects.filter(noun="task", record_id=OuterRef("pk"), after__status=Task.Status.DOING)
    hers = ScheduledTask.objects.filter(run_id=run, person_id=me)
    mine = Q(pk__in=Assignment.objects.filter(person_id=me).values("task_id")) | Q(
        pk__in=hers.values("task_id")
    )
    steers = Q(project__manager_id=me)
    waits: Any = Q(is_wait=True) & (steers | Exists(for_mine))
    if by.has_role(Role.OWNER):
        waits = Q(is_wait=True)
    waits &= due_to_be_asked()
    late = steers & (Q(due__lt=today) | Exists(scheduled.exclude(unplanned="")))
    rows = (
        Task.objects.visible_to(by)
        .open()
        .annotate(
            is_offered=Exists(offered), is_mine=Exists(agreed), is_hers=Exists(scheduled.filter(person_id=me))
        )
        .filter(mine | waits | late)
        .annotate(
            planned=Subquery(
                scheduled.values(
                    told=JSONObject(
                        start="start",
                        finish="finish",
                        hours="hours",
                        rank="rank",
                        proposed="proposed",
                        guessed="guessed",
                        unplanned="unplanned",
                        who="person__name",
                    )
                )[:1]
            ),
            estimate=Subquery(
                Estimate.objects.filter(task=OuterRef("pk")).order_by("-pk").values("likely")[:1]
            ),
            spent=Subquery(
                TimeEntry.objects.filter(task=OuterRef("pk"))
                .order_by()
                .values("task")
                .annotate(s=Sum("hours"))
                .values("s")
            ),
            agreed_rank=Subquery(agreed.values("rank")[:1]),
            began=Subquery(began.order_by("-number").values("happened_at")[:1]),
        )
        .order_by("pk")[:MOST_TASKS]
    )
    return rows, FIELDS


def piece(row: Row, me: int) -> Piece:
    """What the database answered about one, for the person of this id."""
    planned = nested(row["planned"]) or {}
    doing = row["status"] == Task.Status.DOING
    return Piece(
        id=row["id"],
        version=row["version"],
        name=row["name"],
        project=row["project"],
        project_name=row["project_name"],
        standing=row["kind"] == Project.Kind.STANDING,
        company=row["company"] or "",
        manages=row["manager"] == me,
        doing=doing,
        due=day(row["due"]),
        project_due=day(row["project_due"]),
        left=_left(row, planned),
        start=moment(planned.get("start")),
        finish=moment(planned.get("finish")),
        rank=float(row["agreed_rank"] or 0),
        proposed=bool(planned.get("proposed")) and not row["is_mine"],
        guessed=bool(planned.get("guessed")),
        unplanned=planned.get("unplanned") or "",
        since=moment(row["began"]) if doing else None,
        is_wait=bool(row["is_wait"]),
        party=row["party"] or "",
        asked_on=day(row["asked_on"]),
        mine=bool(row["is_mine"] or row["is_hers"]),
        who=planned.get("who") or "",
        offered=bool(row["is_offered"]),
    )


def _left(row: Row, planned: Mapping[str, Any]) -> float:
    """Hours to do: as said, else the estimate less what was recorded, else as the plan has it."""
    if row["hours_left"] is not None:
        return float(row["hours_left"])
    if row["estimate"] is not None:
        return max(0.0, float(row["estimate"]) - float(row["spent"] or 0))
    return float(planned.get("hours") or 0)
