"""Hours that were written down, with how many of them are real: the one place where figures made of hours are summed.

A figure made of hours shows its share of real ones, and below 60 % it stays silent (`Recorded.speaks`).
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Q, Subquery, Sum

from varifocal.core.values import Recorded
from varifocal.org.work.doing import TimeEntry

REAL = (TimeEntry.Source.CONFIRMED, TimeEntry.Source.CALENDAR)


def hours_of(key: str) -> dict[str, Subquery]:
    """Annotations `used` and `used_real` for rows that hours point at by `key`: task or project."""
    rows = TimeEntry.objects.filter(**{key: OuterRef("pk")}).order_by().values(key)
    return {
        "used": Subquery(rows.annotate(sum=Sum("hours")).values("sum")),
        "used_real": Subquery(rows.filter(source__in=REAL).annotate(sum=Sum("hours")).values("sum")),
    }


def read(row: Any) -> Recorded:
    """What `hours_of` found for this row."""
    return Recorded(row.used or Decimal(0), row.used_real or Decimal(0))


def hours_by(key: str, ids: Iterable[int]) -> dict[int, Recorded]:
    """The hours of these tasks or projects; those without any are not in it. One query."""
    found = TimeEntry.objects.filter(**{f"{key}__in": list(ids)}).order_by().values_list(key)
    summed = found.annotate(all=Sum("hours"), real=Sum("hours", filter=Q(source__in=REAL)))
    return {pk: Recorded(every, real or Decimal(0)) for pk, every, real in summed}


def told(entries: Iterable[tuple[Any, str]]) -> Recorded:
    """The sum of hours with their sources, as they were read."""
    total = Recorded()
    for hours, source in entries:
        each = Decimal(str(hours))
        total += Recorded(each, each if source in REAL else Decimal(0))
    return total
