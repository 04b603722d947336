"""Months of which only a part is agreed: pro rata by calendar days, and said in words."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Part:
    """The days of one calendar month that are agreed, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many they are."""
        return (self.last - self.first).days + 1

    @property
    def of(self) -> int:
        """How many the month has."""
        return monthrange(self.first.year, self.first.month)[1]

    @property
    def is_whole(self) -> bool:
        """Whether the month is agreed from its first day to its last."""
        return self.days == self.of

    def share(self, whole: Decimal) -> Decimal:
        """So much of what a whole month holds, in hundredths, half a hundredth upwards: by calendar days."""
        return (whole * self.days / self.of).quantize(CENT, ROUND_HALF_UP)


def part_of(month: date, since: date, until: date | None) -> Part | None:
    """What of the month this day lies in is agreed from `since` to `until` (None: without end); None where nothing."""
    first = month.replace(day=1)
    last = first.replace(day=monthrange(first.year, first.month)[1])
    begin, end = max(first, since), min(last, until or last)
    return Part(begin, end) if begin <= end else None


def parts(since: date, until: date) -> Iterator[Part]:
    """Month by month what is agreed between two days, both included."""
    month = since.replace(day=1)
    while month <= until:
        if part := part_of(month, since, until):
            yield part
        month = (month + timedelta(days=32)).replace(day=1)
