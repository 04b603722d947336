"""Dependencies → ties between open tasks, and what is left of a lag whose earlier end is past.

"Two days after the print" goes on counting when the print is done: those days are of the organization's working week,
from the moment it was done to the moment of the portrait; what remains of them is counted from then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
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


class _Tied(NamedTuple):
    """One row, with when either task was begun, asked or finished."""

    before: int
    after: int
    kind: str
    lag: Decimal
    started: datetime | None
    asked: date | None
    finished: datetime | None
    later_started: datetime | None
    later_asked: date | None

    def since(self, zone: str) -> datetime | None:
        """The moment its earlier end came; None where that is still ahead. The days of an answer count from the end of
        the day asked."""
        if self.kind in FROM_FINISH:
            return self.finished
        if self.started is None and self.asked is not None:
            return datetime.combine(self.asked + timedelta(days=1), time(), ZoneInfo(zone))
        return self.started or self.finished

    @property
    def is_over(self) -> bool:
        """It holds the start of what has begun."""
        return self.kind in HOLDS_START and bool(self.later_started or self.later_asked)


def ties(
    open_ids: Collection[int], now: datetime, week: WorkingWeek, holidays: Collection[date], using: str
) -> Ties:
    """Every dependency of these tasks as it binds at `now` (UTC); `week` and `holidays` are the organization's.

    Where the earlier end of one is past, its lag alone is left; nothing of it where that was none or negative.
    """
    rows = Dependency.objects.using(using).filter(after__finished_at=None).order_by("pk")
    found, past = Ties(), []
    for row in rows.values_list(
        "before_id", "after_id", "kind", "lag", "before__started_at", "before__asked_on", "before__finished_at",
        "after__started_at", "after__asked_on",
    ):  # fmt: skip
        tied = _Tied(*row)
        since = tied.since(week.zone)
        if tied.after not in open_ids or not (tied.finished or tied.before in open_ids):
            continue
        if since is None:
            kind = core.DependencyKind(tied.kind)
            found.between.append(core.Dependency(tied.before, tied.after, kind, float(tied.lag)))
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
