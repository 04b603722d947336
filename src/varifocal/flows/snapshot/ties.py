"""Dependencies → ties between open tasks, and what is left of a lag whose earlier end is past.

"Two days after the print" goes on counting when the print is done: those days are of the organization's working week,
from the moment it was done to the moment of the portrait; what remains of them is counted from then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple
from zoneinfo import ZoneInfo

from varifocal.core import portfolio as core
from varifocal.core.calendar import QUARTER, Calendar, Grid, WorkingWeek, whole_quarter
from varifocal.core.values import QUARTERS_PER_HOUR
from varifocal.org.work.order import Dependency

FROM_FINISH = (Dependency.Kind.FS, Dependency.Kind.FF)
HOLDS_START = (Dependency.Kind.FS, Dependency.Kind.SS)


@dataclass
class Ties:
    """What open tasks wait for: each other, and (by task, in working hours from now on) time after what is past,
    before they may begin and before they may be done."""

    between: list[core.Dependency] = field(default_factory=list)
    start_lag: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    finish_lag: dict[int, float] = field(default_factory=lambda: defaultdict(float))


class Times(NamedTuple):
    """When a task was begun, asked and finished."""

    started: datetime | None
    asked: date | None
    finished: datetime | None


class _Tied(NamedTuple):
    """One row, and how far either task is."""

    before: int
    after: int
    kind: str
    lag: Decimal
    earlier: Times
    later: Times

    def since(self, zone: str) -> datetime | None:
        """The moment its earlier end came; None where that is still ahead. The days of an answer count from the end of
        the day asked."""
        started, asked, finished = self.earlier
        if self.kind in FROM_FINISH:
            return finished
        if started is None and asked is not None:
            return datetime.combine(asked + timedelta(days=1), time(), ZoneInfo(zone))
        return started or finished

    @property
    def is_over(self) -> bool:
        """It holds the start of what has begun."""
        return self.kind in HOLDS_START and bool(self.later.started or self.later.asked)


def ties(
    tasks: Mapping[int, Times], now: datetime, week: WorkingWeek, holidays: Collection[date], using: str
) -> Ties:
    """Every dependency of open tasks as it binds at `now` (UTC), by the task that waits; `tasks` are those that are
    open or finished, by id; `week` and `holidays` are the organization's.

    Where the earlier end of one is past, its lag alone is left; nothing of it where that was none or negative.
    """
    rows = Dependency.objects.using(using).filter(after__finished_at=None).order_by("after_id", "pk")
    found, past = Ties(), []
    for before, after, kind, lag in rows.values_list("before_id", "after_id", "kind", "lag"):
        if before not in tasks or after not in tasks:
            continue
        tied = _Tied(before, after, kind, lag, tasks[before], tasks[after])
        since = tied.since(week.zone)
        if since is None:
            found.between.append(core.Dependency(before, after, core.DependencyKind(kind), float(lag)))
        elif tied.lag > 0 and not tied.is_over:
            past.append((tied, since))
    if past:
        office = _Passed(min(since for _, since in past), now, week, holidays)
        for tied, since in past:
            left = found.start_lag if tied.kind in HOLDS_START else found.finish_lag
            left[tied.after] = max(left[tied.after], float(tied.lag) - office.hours(since))
    return found


class _Passed:
    """The organization's working hours up to now."""

    def __init__(self, first: datetime, now: datetime, week: WorkingWeek, holidays: Collection[date]) -> None:
        self.grid = Grid(whole_quarter(first), max(0, (whole_quarter(now) - whole_quarter(first)) // QUARTER))
        away = tuple((day, day) for day in sorted(holidays))
        self.calendar: Calendar = self.grid.calendar(week, away=away)

    def hours(self, since: datetime) -> float:
        """Those since a moment, in whole quarter hours."""
        cum = self.calendar.cum
        quarter = min(self.grid.quarter(whole_quarter(since)), len(cum) - 1)
        return int(cum[-1] - cum[quarter]) / QUARTERS_PER_HOUR
