"""The working time of a portfolio: everybody's calendar and the organization's, compiled on one grid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from varifocal.core.calendar import (
    QUARTERS_PER_DAY,
    Calendar,
    Grid,
    WorkingWeek,
    end_of_day,
    grid_of,
    office_week,
    whole_quarter,
)
from varifocal.core.portfolio import Person, Portfolio


@dataclass(frozen=True)
class WorkingTime:
    """Calendars by person, and the organization's, on which lags are counted."""

    grid: Grid
    people: Mapping[int, Calendar]
    organization: Calendar
    week: WorkingWeek
    holidays: frozenset[date]

    def crew(self, people: tuple[int, ...]) -> Calendar:
        """The working time in which all of these people work."""
        return self.grid.crew(self.people[person] for person in people)

    def due(self, day: date) -> int:
        """The grid quarter by which work due on this day must have ended: the end of the day in the organization's
        zone, so that what is finished on its day is never late. Negative where it has passed."""
        return self.grid.local(day, self.week.zone, QUARTERS_PER_DAY)

    def asked(self, day: date) -> int:
        """The grid quarter from which the days of an answer count: the end of the working time of the day asked."""
        return end_of_day(self.grid, day, self.week, self.holidays)

    def begin(self, day: date) -> int:
        """The grid quarter at which this day begins in the organization's zone."""
        return self.grid.local(day, self.week.zone)


def working_time(
    portfolio: Portfolio, quarters: int, origin: datetime | None = None, *, taken_over: bool = False
) -> WorkingTime:
    """Compile everybody's working time over a horizon of quarter hours.

    The origin is, unless given, the first whole quarter hour that is not before the portfolio's `now`. With
    `taken_over` a week goes on after its person's last day: somebody takes over what she had not finished.
    """
    grid = grid_of(whole_quarter(portfolio.now) if origin is None else origin, quarters)
    week = portfolio.week or office_week(portfolio.zone)
    away = tuple((day, day) for day in sorted(portfolio.holidays))
    return WorkingTime(
        grid=grid,
        people={person.id: _calendar(grid, person, taken_over) for person in portfolio.people},
        organization=grid.calendar(week, away=away),
        week=week,
        holidays=portfolio.holidays,
    )


def no_ones_time(portfolio: Portfolio) -> WorkingTime:
    """What turns dates into quarters of the plan that begins now, without anybody's calendar."""
    grid = Grid(whole_quarter(portfolio.now), 1)
    week = portfolio.week or office_week(portfolio.zone)
    return WorkingTime(grid, {}, grid.calendar(week), week, portfolio.holidays)


def _calendar(grid: Grid, person: Person, taken_over: bool) -> Calendar:
    return grid.calendar(
        person.week,
        away=person.away,
        busy=person.busy,
        joined=person.joined,
        left=None if taken_over else person.left,
        share=person.share,
    )
