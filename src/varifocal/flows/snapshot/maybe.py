"""Rows → what may strike, what may come, and what that adds to measures, as the portfolio holds them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta

from varifocal.core import portfolio as core
from varifocal.core.forecast.scope import as_large_as
from varifocal.org.work.contribution import Contribution
from varifocal.org.work.opportunity import Opportunity
from varifocal.org.work.risk import Risk

AT_LEAST = timedelta(days=7)
"""Work that may come, where nobody wished a day, takes its pattern's time or this."""


def risks(today: date, using: str) -> Iterator[core.Risk]:
    """What may still strike; one query."""
    for one in Risk.objects.using(using).may_strike(today).order_by("pk"):
        yield core.Risk(
            id=one.pk,
            name=one.name,
            chance=one.chance / 100,
            projects=(one.project_id,),
            task=one.task_id,
            days=one.range("days"),
            hours=one.range("hours"),
        )


def opportunities(
    today: date, using: str, *, did: Mapping[int, Mapping[int, float]], here: Collection[int]
) -> Iterator[core.Opportunity]:
    """What may come and says which finished project it is as large as; one query.

    It is done by those of that project's people who are `here`, in the same shares of its hours (`did`: by project, the
    hours of each person), from when it is wished to begin on, for as long as is wished or as that one took.
    """
    rows = Opportunity.objects.using(using).open().select_related("pattern").order_by("pk")
    for one in rows:
        pattern = one.pattern
        if pattern is None:
            continue
        hours = did.get(pattern.pk, {})
        known = {who: some for who, some in sorted(hours.items()) if who in here and some > 0}
        if not known:
            continue
        begins = max(one.begins or today, today)
        ends = one.wished
        if ends is None or ends <= begins:
            ends = begins + max((pattern.ended_on or today) - pattern.opened_on, AT_LEAST)
        whole = sum(known.values())
        yield core.Opportunity(
            id=one.pk,
            name=one.name,
            chance=one.chance_to_win,
            hours=as_large_as(float(one.hours or sum(hours.values()))),
            begins=begins,
            ends=ends,
            people=tuple((who, some / whole) for who, some in known.items()),
        )


def contributions(using: str) -> Iterator[core.Contribution]:
    """What open projects add to measures of open goals; one query."""
    rows = Contribution.objects.using(using).filter(project__ended_on=None, measure__goal__ended_on=None)
    columns = ("measure_id", "project_id", "adds", "measure__goal__target")
    for measure, project, adds, by in rows.order_by("pk").values_list(*columns):
        yield core.Contribution(measure, project, float(adds), by)
