"""Much work at once, from elsewhere: tasks with what was believed, who does them and what they took so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import models

from varifocal.core.values import Range
from varifocal.org.base.account import Account
from varifocal.org.base.acts import verb
from varifocal.org.people.person import Person
from varifocal.org.people.skill import Skill
from varifocal.org.work.doing import TimeEntry
from varifocal.org.work.order import Assignment, SkillNeed
from varifocal.org.work.project import Project
from varifocal.org.work.task import Estimate, Task


@dataclass
class Brought:
    """A task not yet written, and all that comes with it; `at` is when it was written down where it comes from
    (UTC)."""

    task: Task
    at: datetime
    effort: Range | None = None
    needs: Sequence[tuple[Skill, int]] = ()
    people: Sequence[int] = ()
    """Ids of those who are to do it, where it is open."""
    hours: list[TimeEntry] = field(default_factory=list)


@verb
def bring_many(wanted: Sequence[Brought], *, by: Account) -> list[Task]:
    """Write them in bulk, each dated when it was written down. Values are checked by whoever read them.

    Raises NotAllowed unless she may bring work in, and plan in every project it goes to.
    """
    by.may("bring_in", Project)
    for project in {one.task.project_id: one.task.project for one in wanted}.values():
        by.may("plan_in", project)
    Task.add_many("brought", [one.task for one in wanted], by=by, moments=[one.at for one in wanted])
    believed = [
        (Estimate.believed(one.task, one.effort, one.task.added_on), one.at) for one in wanted if one.effort
    ]
    Estimate.add_many("made", [row for row, _ in believed], by=by, moments=[at for _, at in believed])
    needs = [
        SkillNeed(task=one.task, skill=skill, count=count) for one in wanted for skill, count in one.needs
    ]
    SkillNeed.add_many("needed", needs, by=by)
    Assignment.add_many("agreed", _in_order(wanted), by=by)
    hours = [(entry, one.task.finished_at) for one in wanted for entry in one.hours]
    for one in wanted:
        for entry in one.hours:
            entry.task, entry.project = one.task, one.task.project
    TimeEntry.add_many("recorded", [row for row, _ in hours], by=by, moments=[at for _, at in hours])
    return [one.task for one in wanted]


def _in_order(wanted: Sequence[Brought]) -> list[Assignment]:
    """Last in everybody's order, as they came."""
    last = Assignment.objects.aggregate(last=models.Max("rank"))["last"] or 0.0
    placed = [
        (one.task, person, last + place)
        for place, one in enumerate(wanted, start=1)
        if one.task.finished_at is None
        for person in one.people
    ]
    people = Person.objects.in_bulk({person for _, person, _ in placed})  # the log calls them by name
    return [Assignment(task=task, person=people[person], rank=rank) for task, person, rank in placed]
