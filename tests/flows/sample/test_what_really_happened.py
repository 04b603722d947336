"""What the product says from calendars, day sheets and stamps is what the sample's year really was, within bounds,
though a third of its people forget their time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

import pytest

from cast import TODAY
from varifocal.flows.balance.balanced import WEEKS, balance
from varifocal.flows.relationships import relationships
from varifocal.flows.sample import Agency
from varifocal.flows.sample.jobs import Lived, Work
from varifocal.flows.sample.outside import cooling_client
from varifocal.flows.sample.world import ZONE
from varifocal.flows.sample.year import Year, _reach
from varifocal.flows.waiting import waiting
from varifocal.flows.warmth import Word
from varifocal.org.models import Meeting, Task, TimeEntry, Touch
from years import year_of

MORNING = datetime.fromisoformat(f"{TODAY}T07:00:00+00:00")
SEEDS = (7, 11, 23)
POINTS = 0.03
"""How far a share of the hours may be from the truth, as balance shows it: assumed hours count for load."""
POINTS_OF_REAL_HOURS = 0.06
"""The same where only confirmed and calendar hours are counted, and those who forget are missing."""
REAL = {TimeEntry.Source.CONFIRMED, TimeEntry.Source.CALENDAR, TimeEntry.Source.UNPLACED}


def shares_of(hours: Iterable[tuple[str, float]]) -> dict[str, float]:
    """By reach its part of the hours that have one."""
    sums: dict[str, float] = defaultdict(float)
    for reach, spent in hours:
        if reach:
            sums[reach] += spent
    return {reach: spent / sum(sums.values()) for reach, spent in sums.items()}


def reach_of(work: Work | None, people_time: bool) -> str:
    return _reach(work) if work is not None else "next" if people_time else ""


def truth(year: Year, since: date) -> dict[str, float]:
    lived: Iterable[Lived] = (one for one in year.lived if since <= one.on < TODAY)
    return shares_of((reach_of(one.work, one.people_time), one.hours) for one in lived)


pytestmark = pytest.mark.either_engine


@pytest.mark.parametrize("seed", SEEDS)
def test_real_hours_alone_tell_how_soon_the_work_would_be_missed(seed: int) -> None:
    year, since = year_of(seed), TODAY - timedelta(weeks=WEEKS)
    works = {id(work.row): work for work in year.works}
    noted = [
        one
        for one in year.world.chronicle.rows_of(TimeEntry)
        if since <= one.on < TODAY and one.source in REAL
    ]
    told = shares_of(
        (reach_of(works[id(one.project)] if one.project else None, one.people_time), float(one.hours))
        for one in noted
    )
    really = truth(year, since)
    assert sum(float(one.hours) for one in noted) < 0.9 * sum(
        one.hours for one in year.lived if since <= one.on < TODAY
    ), "somebody forgot her time, else this proves nothing"
    assert told.keys() == really.keys()
    assert max(abs(told[reach] - really[reach]) for reach in really) <= POINTS_OF_REAL_HOURS


@pytest.mark.django_db
def test_balance_says_what_was_lived(agency: Agency) -> None:
    found = balance(agency.owner, MORNING)
    placed: dict[str, float] = defaultdict(float)
    for _, week in found.weeks:
        for reach, hours in week.by_reach.items():
            placed[reach.value] += hours
    told = shares_of(placed.items())
    really = truth(year_of(7), found.weeks[0][0])
    assert max(abs(told.get(reach, 0.0) - part) for reach, part in really.items()) <= POINTS


@pytest.mark.django_db
def test_what_is_learned_of_a_client_is_how_long_he_really_took(agency: Agency) -> None:
    took: dict[str, list[int]] = defaultdict(list)
    for work in year_of(7).works:
        for job in work.jobs:
            if job.asked and job.finished and job.finished < TODAY and work.row.company:
                took[work.row.company.name].append((job.finished - job.asked).days)
    often = {name: days for name, days in took.items() if len(days) >= 3}
    assert often
    for name, days in often.items():
        task = Task.objects.filter(is_wait=True, waits_on__name=name).first()
        assert task is not None
        learned = waiting(agency.owner, task, ZoneInfo(ZONE)).learned
        assert learned is not None
        assert learned.count == len(days)
        assert abs(learned.usual - median(days)) <= 3.5, (name, days, learned)
        assert learned.low <= median(days) <= learned.high


@pytest.mark.django_db
def test_relationships_are_as_warm_as_the_agency_was_in_touch(agency: Agency) -> None:
    year = year_of(7)
    really: dict[str, list[date]] = defaultdict(list)
    for touch in year.world.chronicle.rows_of(Touch):
        really[touch.company.name].append(touch.on)
    for meeting in year.world.chronicle.rows_of(Meeting):
        if meeting.company and meeting.start < MORNING:
            really[meeting.company.name].append(meeting.start.date())
    for work in year.works:
        for job in work.jobs:
            if job.asked and job.finished and job.finished < TODAY and work.row.company:
                really[work.row.company.name].append(job.finished)
    found = {one.company.name: one.warmth for one in relationships(agency.owner, MORNING)}
    assert {name: warmth.last for name, warmth in found.items()} == {
        name: max(days) for name, days in really.items()
    }
    clients = {
        one.company.name for one in relationships(agency.owner, MORNING) if one.company.kind == "client"
    }
    quiet = {name for name in clients if found[name].word is not Word.WARM}
    assert quiet == {cooling_client(year)}
