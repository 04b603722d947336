"""Closing This week: what everybody means to do is noted, so that later it can be seen what was kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from varifocal.core.balance.reach import reach
from varifocal.core.portfolio import ProjectKind
from varifocal.core.values import monday_of
from varifocal.flows.weeks import WEEK, workings
from varifocal.org.base.account import Account
from varifocal.org.base.organization import Organization
from varifocal.org.base.refusals import Impossible
from varifocal.org.people.person import Person
from varifocal.org.runs.run import Run, ScheduledTask, stretches
from varifocal.org.work.doing import WeekAgreed
from varifocal.org.work.project import Project, Serving


def week_to_close(today: date) -> date:
    """The Monday of the week that closing This week agrees: this one until Wednesday, then the next."""
    return monday_of(today + timedelta(days=4))


def close_week(now: datetime, *, by: Account) -> date:
    """Agree the week as it stands planned at `now` (UTC), also where it was agreed before; returns its Monday."""
    by.may("agree_week", WeekAgreed)
    monday = week_to_close(Organization.here().today(now))
    if not agree_week(monday, by=by, anew=True):
        raise Impossible("Nothing is planned for that week yet. Plan work first, then close the week.")
    return monday


def agree_week(monday: date, *, by: Account, anew: bool = False) -> int:
    """What everybody's week holds by the newest plan: hours by project, with their reach as dated now. Returns
    how many people's weeks were noted."""
    run = Run.latest_one()
    if run is None:
        return 0
    zone = ZoneInfo(Organization.here().zone)
    begin, end = (datetime.combine(day, time.min, zone) for day in (monday, monday + WEEK))
    rows = ScheduledTask.objects.filter(
        run=run, start__lt=end, finish__gt=begin, task__finished_at=None
    ).exclude(person=None)
    worked = workings(Person.objects.all(), monday, 1)
    hours: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    told: Iterable[tuple[Any, ...]] = rows.values_list(
        "crew", "task__project_id", "start", "finish", "pieces"
    )
    first, last = begin.timestamp(), end.timestamp()
    for crew, project, start, finish, pieces in told:
        parts = [
            (max(since, first), min(until, last))
            for since, until in stretches(start, finish, pieces)
            if since < last and until > first
        ]
        for person in crew:
            hours[person][project] += sum(worked[person].hours(since, until) for since, until in parts)
    if anew:  # who had a week and has nothing in it any more
        for person in WeekAgreed.objects.filter(monday=monday).values_list("person_id", flat=True):
            hours[person]
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
    return len(WeekAgreed.note_many(weeks, by=by, anew=anew))


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
