"""Rows → people who are here: when they work, what they can, and what they want more of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from types import MappingProxyType
from typing import Any

from django.db.models import Q

from varifocal.core import portfolio as core
from varifocal.core.calendar import Busy
from varifocal.flows.kept_free import WEEKS, AtWork, kept_free, wanted
from varifocal.flows.snapshot.view import VIEW, Rows, grouped
from varifocal.flows.working_days import public_holidays, week_of
from varifocal.org.growth.growth_plan import GrowthPlan
from varifocal.org.growth.passion import Passion
from varifocal.org.people.person import Absence, Person
from varifocal.org.people.skill import PersonSkill
from varifocal.org.work.doing import Attendance


def people_here(today: date) -> list[Person]:
    """Who is here, or leaves only later; one query."""
    return list(Person.objects.using(VIEW).filter(Q(left=None) | Q(left__gte=today)).order_by("pk"))


def people(here: Sequence[Person], now: datetime, today: date, together: bool) -> Iterator[core.Person]:
    """Those who are here as the portfolio holds them; `together`: with the time two keep free for each other."""
    away = grouped(
        Absence.objects.using(VIEW)
        .filter(last__gte=today - timedelta(days=14))
        .values_list("person_id", "first", "last")
    )
    busy = grouped(
        Attendance.objects.using(VIEW)
        .filter(meeting__end__gt=now)
        .values_list("person_id", "meeting__start", "meeting__end")
    )
    skills = grouped(PersonSkill.objects.using(VIEW).values_list("person_id", "skill_id", "level"))
    passions = grouped(
        Passion.objects.using(VIEW)
        .filter(less=False)
        .exclude(skill=None)
        .values_list("person_id", "skill_id")
    )
    kept = _kept_free(here, away, busy, now, today) if together else grouped(())
    wished = grouped(GrowthPlan.objects.using(VIEW).shaping().values_list("person_id", "skill_id"))
    for person in here:
        days_off = _single_days(person.country, person.region, today.year)
        yield core.Person(
            id=person.pk,
            name=person.name,
            week=week_of(person.working_week, person.zone),
            away=tuple(sorted({*days_off, *away[person.pk]})),
            busy=tuple(Busy(start, end) for start, end in sorted((*busy[person.pk], *kept[person.pk]))),
            skills=MappingProxyType(dict(skills[person.pk])),
            passions=frozenset(skill for (skill,) in (*passions[person.pk], *wished[person.pk])),
            joined=person.joined,
            left=person.left,
            share=float(person.share),
        )


def _kept_free(here: Iterable[Person], away: Rows, busy: Rows, now: datetime, today: date) -> Rows:
    """Time people want for each other, beside their meetings, by person."""
    asked = wanted(today, VIEW)
    talking = {person for one in asked for person in one.people}
    at_work = {}
    for person in here:
        if person.pk in talking:
            days_off = [
                day
                for day in public_holidays(person.country, person.region, today.year)
                if today <= day <= today + timedelta(weeks=WEEKS + 1)
            ]
            at_work[person.pk] = AtWork(
                week_of(person.working_week, person.zone).days,
                person.zone,
                (*((day, day) for day in days_off), *away[person.pk]),
                busy[person.pk],
            )
    kept: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for one in kept_free(asked, at_work, now):
        for who in one.people:
            kept[who].append((one.start, one.end))
    return kept


@cache
def _single_days(country: str, region: str, year: int) -> frozenset[tuple[date, date]]:
    """Public holidays, each as a stretch of one day."""
    return frozenset((day, day) for day in public_holidays(country, region, year))
