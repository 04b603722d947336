"""When she works today: the hours that are left, her meetings, and when she went the last time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from varifocal.core.calendar import Busy, Grid, whole_quarter, working_hours_between
from varifocal.flows.together import Row, moment
from varifocal.flows.working_days import public_holidays, week_of
from varifocal.org.base.refusals import Refusal
from varifocal.org.base.sealing import unseal
from varifocal.org.people.person import Person


@dataclass(frozen=True, slots=True)
class Meet:
    """A meeting of hers today, UTC."""

    name: str
    start: datetime
    end: datetime


def meetings(rows: Iterable[Row]) -> tuple[Meet, ...]:
    """Her meetings in the order of the day, each once; as they stand in her own calendar, where the seal opens."""
    found = {
        Meet(_own_title(row), start, end)
        for row in rows
        if (start := moment(row["start"])) and (end := moment(row["end"]))
    }
    return tuple(sorted(found, key=lambda one: one.start))


def _own_title(row: Row) -> str:
    try:
        own = unseal(row["title"])
    except Refusal:
        own = ""
    return own or str(row["name"])


def free_hours(
    person: Person, now: datetime, meetings: Iterable[Meet], *, share: float | None = None
) -> float:
    """Working hours from now to tonight that neither a meeting nor a public holiday takes, by her own week and
    zone; `share` of them instead of the part of hers that may be planned."""
    grid = Grid(whole_quarter(now), 96 * 2)
    today = person.today(now)
    calendar = grid.calendar(
        week_of(person.working_week, person.zone),
        away=[(day, day) for day in public_holidays(person.country, person.region, today.year)],
        busy=[Busy(one.start, one.end) for one in meetings],
        share=float(person.share) if share is None else share,
    )
    return float(working_hours_between(calendar, 0, grid.local(today + timedelta(days=1), person.zone)))


def left_at(person: Person | None, now: datetime, zone: ZoneInfo) -> datetime:
    """The end of the last working day before today."""
    today = now.astimezone(zone).date()
    off = public_holidays(person.country, person.region, today.year) if person else frozenset()
    for back in range(1, 8):
        before = today - timedelta(days=back)
        stretches = person.working_week[before.weekday()] if person and before not in off else []
        if stretches:
            return datetime.combine(before, time.fromisoformat(stretches[-1][1]), zone)
    return now - timedelta(days=1)
