"""Today, and the zone days are told in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from zoneinfo import ZoneInfo

from varifocal.org.base.organization import Organization


@dataclass(frozen=True, slots=True)
class Clock:
    """Today and the zone of the organization."""

    today: date
    zone: tzinfo

    def day(self, moment: datetime | None) -> date | None:
        """The day of a moment there."""
        return moment.astimezone(self.zone).date() if moment else None


def clock_here() -> Clock:
    """The organization's."""
    here = Organization.here()
    return Clock(here.today(), ZoneInfo(here.zone))
