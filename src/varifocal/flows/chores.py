"""What the house does by itself when its day comes: recurring work made, each person's week noted as agreed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from varifocal.core.balance.reach import reach
from varifocal.core.portfolio import ProjectKind
from varifocal.flows.weeks import WEEK, monday_of, workings
from varifocal.org.base.access import house
from varifocal.org.base.account import Account
from varifocal.org.base.acts import act
from varifocal.org.base.organization import Organization
from varifocal.org.people.person import Person
from varifocal.org.runs.run import Run, ScheduledTask
from varifocal.org.work.doing import Recurrence, WeekAgreed
from varifocal.org.work.project import Project, Serving


def do_chores(now: datetime) -> None:
    """Do what is due at `now` (UTC), in one act; done once, however often it is called."""
    by, today = house(), Organization.here().today(now)
    due = Recurrence.objects.filter(next_on__lte=today, project__ended_on=None)
    monday = monday_of(today)
    noted = WeekAgreed.objects.filter(monday=monday).exists()
    if noted and not due.exists():
        return
    with act():
        for recurrence in due.select_related("project", "person"):
            recurrence.make_due(today, by=by)
        if not noted:
            _note_week(monday, by)


def _note_week(monday: date, by: Account) -> None:
    """What everybody's week holds by the newest plan: hours by project, with their reach as dated now."""
    run = Run.latest_one()
    if run is None:
        return
    zone = ZoneInfo(Organization.here().zone)
    begin, end = (datetime.combine(day, time.min, zone) for day in (monday, monday + WEEK))
    rows = ScheduledTask.objects.filter(
        run=run, start__lt=end, finish__gt=begin, task__finished_at=None
    ).exclude(person=None)
    worked = workings(Person.objects.all(), monday, 1)
    hours: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    told: Iterable[tuple[Any, ...]] = rows.values_list("crew", "task__project_id", "start", "finish")
    for crew, project, start, finish in told:
        for person in crew:
            part = worked[person].hours(max(start, begin).timestamp(), min(finish, end).timestamp())
            hours[person][project] += part
    reaches = _reaches()
    weeks = [
        WeekAgreed(
            person_id=person,
            monday=monday,
            lines=[
                {"project": project, "hours": round(spent, 2), "reach": reaches.get(project, "")}
                for project, spent in sorted(own.items())
                if spent > 0
            ],
        )
        for person, own in sorted(hours.items())
    ]
    WeekAgreed.note_many(weeks, by=by)


def _reaches() -> dict[int, str]:
    then: dict[int, date] = {}
    for project, day in (
        Serving.objects.filter(until=None).order_by("share").values_list("project_id", "goal_date_then")
    ):
        then[project] = day
    found = {
        pk: reach(ProjectKind(kind), opened, then.get(pk))
        for pk, kind, opened in Project.objects.open().values_list("pk", "kind", "opened_on")
    }
    return {pk: one.value for pk, one in found.items() if one is not None}
