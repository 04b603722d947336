"""A calendar removed: what was read in it goes with it; confirmed hours and days she said she is away stay."""

from __future__ import annotations

from varifocal.flows.calendars.landing import leave
from varifocal.org.base.account import Account
from varifocal.org.base.acts import verb
from varifocal.org.work.calendar import Calendar
from varifocal.org.work.doing import Attendance


@verb
def remove(calendar: Calendar, *, by: Account) -> None:
    """Read no more, and forgotten; undo brings all of it back."""
    by.may("change", calendar)
    calendar.take(None)
    leave(list(Attendance.objects.filter(calendar=calendar).select_related("meeting")), by=by)
    calendar.drop("removed", by=by)
