"""When people are there, as the miner's shift calendars: the house's week, and each person's with her days away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from varifocal.core.mine.shifts import Shifts, Worked
from varifocal.flows.improve.reading import Lived
from varifocal.flows.improve.steps import Case, Passage
from varifocal.flows.working_days import public_holidays, week_of
from varifocal.org.base.account import Account
from varifocal.org.base.organization import NINE_TO_FIVE, Organization
from varifocal.org.people.person import Absence, Person

__all__ = ["Shifts", "hours_a_day", "house_shifts", "in_working_time", "shifts_of"]
MICROS = 1_000_000


def house_shifts(here: Organization, today: date) -> Shifts:
    """The house's own week, without the public holidays where it is."""
    free = public_holidays(here.country, here.region, today.year)
    return Shifts(week_of(here.working_week, here.zone).days, here.zone, free)


def shifts_of(persons: Sequence[int], *, by: Account, today: date) -> list[Shifts]:
    """Of each of these people when she works, without holidays and the days she was away; the office's hours for
    whoever is not to be seen."""
    away: dict[int, set[date]] = defaultdict(set)
    rows = Absence.objects.visible_to(by).filter(person__in=persons).order_by()
    for person, first, last in rows.values_list("person", "first", "last"):
        away[person] |= {first + timedelta(days=day) for day in range(min(400, (last - first).days + 1))}
    weeks = {}
    for one in Person.objects.visible_to(by).filter(pk__in=persons).order_by():
        free = public_holidays(one.country, one.region, today.year) | away[one.pk]
        weeks[one.pk] = Shifts(week_of(one.working_week, one.zone).days, one.zone, frozenset(free))
    office = Shifts(week_of(NINE_TO_FIVE, "UTC").days, "UTC")
    return [weeks.get(person, office) for person in persons]


def hours_a_day(shifts: Shifts) -> float:
    """What a day of work has, on average of the days that have any."""
    minutes = [
        sum((until.hour * 60 + until.minute - begin.hour * 60 - begin.minute) % 1440 for begin, until in day)
        for day in shifts.days
        if day
    ]
    return sum(minutes) / len(minutes) / 60 if minutes else 24.0


def in_working_time(lived: Lived, shifts: Shifts) -> Lived:
    """The process by the clock of working time: every moment becomes the working time before it, so that a stretch
    between two is what was worked in it; a day is a working day (`hours_a_day`)."""
    moments = sorted(
        {moment for case in lived.cases for one in case.passages for moment in (one.begin, one.end) if moment}
    )
    if not moments:
        return lived
    stamps = np.array([round(moment * MICROS) for moment in moments], np.int64)
    until = Worked(shifts, int(stamps[0]), int(stamps[-1])).until(stamps)
    worked = dict(zip(moments, (until * (24 / hours_a_day(shifts) / MICROS)).tolist(), strict=True))
    return replace(lived, cases=tuple(_by(case, worked) for case in lived.cases))


def _by(case: Case, worked: dict[float, float]) -> Case:
    passages = tuple(
        Passage(
            one.step, worked[one.begin], None if one.end is None else worked[one.end], one.deeds, one.again
        )
        for one in case.passages
    )
    return replace(case, passages=passages)
