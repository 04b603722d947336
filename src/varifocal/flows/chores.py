"""What the house does by itself when its day comes: recurring work made, a week nobody closed noted as agreed, days
nobody gave in time assumed."""

from __future__ import annotations

from datetime import datetime

from varifocal.core.values import monday_of
from varifocal.flows.closing import agree_week
from varifocal.flows.day_sheet import assume_days
from varifocal.org.base.access import house
from varifocal.org.base.acts import act
from varifocal.org.base.organization import Organization
from varifocal.org.work.doing import Recurrence, WeekAgreed


def do_chores(now: datetime) -> None:
    """Do what is due at `now` (UTC), in one act; done once, however often it is called."""
    by, today = house(), Organization.here().today(now)
    assume_days(now, by=by)
    due = Recurrence.objects.filter(next_on__lte=today, project__ended_on=None)
    monday = monday_of(today)
    noted = WeekAgreed.objects.filter(monday=monday).exists()
    if noted and not due.exists():
        return
    with act():
        for recurrence in due.select_related("project", "person"):
            recurrence.make_due(today, by=by)
        if not noted:
            agree_week(monday, by=by)
