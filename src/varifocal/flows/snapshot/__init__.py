"""Rows → Portfolio: the only package that maps one to the other.

Everything is read in one read-only view of the database, together with the number of the newest change, so
that a run knows exactly what it has seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.db import transaction

from varifocal.core import portfolio as core
from varifocal.core.forecast import calibrate
from varifocal.core.forecast.answering import answers
from varifocal.flows.snapshot.hours import Spent
from varifocal.flows.snapshot.maybe import contributions, opportunities, risks
from varifocal.flows.snapshot.people import people, people_here
from varifocal.flows.snapshot.projects import projects
from varifocal.flows.snapshot.record import Past
from varifocal.flows.snapshot.rows import all_estimates, open_tasks
from varifocal.flows.snapshot.tasks import Tasks
from varifocal.flows.snapshot.ties import Times, ties
from varifocal.flows.snapshot.view import VIEW, grouped
from varifocal.flows.working_days import public_holidays, week_of
from varifocal.org.base.acts import newest
from varifocal.org.base.organization import Organization
from varifocal.org.direction.goal import Goal
from varifocal.org.money.rate import Rate
from varifocal.org.people.skill import Skill, level_words
from varifocal.org.work.equipment import Equipment, Outage


def snapshot(now: datetime, *, together: bool = True) -> core.Portfolio:
    """The organization as it stands at `now` (UTC): open work, people who are here, goals, the track record.

    Without `together` the time two people keep free for each other is left out, from which whoever has it all could
    tell who they are. Raises nothing for odd rows: what the tables allow, the portfolio holds.
    """
    with transaction.atomic(using=VIEW):
        return _portfolio(now, together)


def _portfolio(now: datetime, together: bool) -> core.Portfolio:
    house = Organization.here(VIEW)
    today = house.today(now)
    week = week_of(house.working_week, house.zone)
    days_off = public_holidays(house.country, house.region, today.year)
    spent, estimates = Spent(), all_estimates()
    past, rows = Past(today, spent, estimates), open_tasks()
    record = past.record()
    times = {one.id: Times(one.started_at, one.asked_on, one.finished_at) for one in past.finished}
    times |= {row.pk: Times(row.started_at, row.asked_on, None) for row in rows}
    tied = ties(times, now, week, days_off, VIEW)
    there = people_here(today)
    here = frozenset(person.pk for person in there)
    tasks = Tasks(
        zone=house.zone,
        here=here,
        spent=spent,
        estimates=estimates,
        usual=past.usual_hours(),
        calibration=calibrate(record),
        answers=answers(record),
        ties=tied,
    )
    return core.Portfolio(
        now=now,
        zone=house.zone,
        people=tuple(people(there, now, today, together)),
        projects=tuple(projects(spent, here)),
        tasks=tuple(tasks.of(rows)),
        dependencies=tuple(tied.between),
        goals=tuple(_goals()),
        equipment=tuple(_equipment(today)),
        risks=tuple(risks(today, VIEW)),
        contributions=tuple(contributions(VIEW)),
        opportunities=tuple(opportunities(today, VIEW, did=spent.did, here=here)),
        skills=dict(Skill.objects.using(VIEW).values_list("pk", "name")),
        levels=level_words(house),
        week=week,
        holidays=days_off,
        record=record,
        currency=house.currency,
        rates=Rate.on(today, VIEW),
        aims=_aims(house),
        seen=newest(VIEW),
    )


def _goals() -> Iterator[core.Goal]:
    for goal in Goal.objects.using(VIEW).order_by("pk"):
        yield core.Goal(
            id=goal.pk,
            name=goal.name,
            parent=goal.parent_id,
            target=goal.target,
            committed=goal.committed,
            closed=goal.ended_on is not None,
            created=goal.set_on,
            strategy=goal.strategy_id,
            owner=goal.owner_id,
        )


def _equipment(today: date) -> Iterator[core.Equipment]:
    outages = Outage.objects.using(VIEW).filter(last__gte=today).order_by("first", "pk")
    out = grouped(outages.values_list("equipment_id", "first", "last", "count"))
    for pk, name, count in Equipment.objects.using(VIEW).order_by("pk").values_list("pk", "name", "count"):
        yield core.Equipment(pk, name, count, tuple(core.Outage(*each) for each in out[pk]))


def _aims(house: Organization) -> core.Aims:
    """What plans of an organization are good for, as it was said there."""
    late = (float(house.late_urgent), float(house.late_normal), float(house.late_can_wait))
    return core.Aims(late=late, cost=house.mind_cost)
