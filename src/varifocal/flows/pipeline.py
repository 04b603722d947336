"""What may come, month by month: hours and money weighed by the chance that it comes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Sum

from varifocal.org.base.account import Account
from varifocal.org.work.doing import TimeEntry
from varifocal.org.work.opportunity import Opportunity

SHOWN_AFTER = timedelta(days=90)
"""So long what was won or lost stays on the board."""
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Sized:
    """An opportunity with the hours it would take: as said, or as many as the finished project took; None where
    neither was said. `worth` is None for those who see no money."""

    one: Opportunity
    hours: Decimal | None
    worth: Decimal | None

    @property
    def hours_weighed(self) -> Decimal:
        """Hours times the chance that it comes."""
        return (self.hours or Decimal(0)) * _share(self.one)

    @property
    def worth_weighed(self) -> Decimal:
        """Money times the chance that it comes, to the cent."""
        return ((self.worth or Decimal(0)) * _share(self.one)).quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Month:
    """What is wished in a month (its first day; None: no day was said)."""

    first: date | None
    count: int
    hours: Decimal
    hours_weighed: Decimal
    worth: Decimal
    worth_weighed: Decimal


def pipeline(by: Account, today: date) -> list[Sized]:
    """What she sees that is open, or was settled within ninety days; three questions to the database."""
    rows = Opportunity.objects.visible_to(by).select_related("company", "looked_after_by", "pattern")
    found = [
        one
        for one in rows
        if one.is_open or (one.settled_on is not None and one.settled_on >= today - SHOWN_AFTER)
    ]
    patterns = {one.pattern_id for one in found if one.hours is None and one.pattern_id}
    hours = dict(
        TimeEntry.objects.visible_to(by)
        .filter(project__in=patterns)
        .order_by()
        .values_list("project")
        .annotate(Sum("hours"))
    )
    return [
        Sized(
            one,
            one.hours if one.hours is not None else hours.get(one.pattern_id),
            one.worth if by.money_right else None,
        )
        for one in found
    ]


def months(found: Iterable[Sized]) -> list[Month]:
    """What is open, by the month in which it is wished; without a day last."""
    open_ones = [one for one in found if one.one.is_open]
    firsts = sorted({one.one.wished.replace(day=1) for one in open_ones if one.one.wished})
    told = [_month(first, open_ones) for first in firsts]
    undated = _month(None, open_ones)
    return [*told, undated] if undated.count else told


def _month(first: date | None, found: Sequence[Sized]) -> Month:
    within = [one for one in found if (one.one.wished.replace(day=1) if one.one.wished else None) == first]
    return Month(
        first,
        len(within),
        sum((one.hours or Decimal(0) for one in within), Decimal(0)),
        sum((one.hours_weighed for one in within), Decimal(0)),
        sum((one.worth or Decimal(0) for one in within), Decimal(0)),
        sum((one.worth_weighed for one in within), Decimal(0)),
    )


def _share(one: Opportunity) -> Decimal:
    return Decimal(str(one.chance_to_win))
