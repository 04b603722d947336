"""The sample agency's year as a process sees it, without a database; and what was true of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache
from types import SimpleNamespace
from typing import Any, cast

from cast import TODAY
from varifocal.flows.improve.finding import Finding, findings
from varifocal.flows.improve.reading import Lived
from varifocal.flows.improve.steps import Deed, StepKinds, cases_of
from varifocal.flows.sample import Troubles, World, live_through, names
from varifocal.flows.sample.how import STEPS
from varifocal.flows.sample.jobs import Job
from varifocal.flows.sample.planning import AGREED_DAYS
from varifocal.flows.sample.year import Year
from varifocal.org.base.account import Account
from varifocal.org.models import TimeEntry

KINDS = {name: number for number, name in enumerate(names.KINDS)}
SKILLS = {name: number for number, name in enumerate(sorted({skill for skill, _ in names.KINDS.values()}))}
CONCEPT, APPROVAL = 1, 3
"""Places of two steps of the agency's process."""


def year_of(seed: int, troubles: Troubles | None = None, today: date = TODAY) -> Year:
    """A year lived through, with all troubles unless said otherwise; kept, since all tests read the same."""
    return _lived_through(seed, troubles or Troubles(), today)


@lru_cache(maxsize=24)
def _lived_through(seed: int, troubles: Troubles, today: date) -> Year:
    return live(seed, troubles, today)


def live(seed: int, troubles: Troubles, today: date = TODAY) -> Year:
    """A year of one's own."""
    return live_through(World(today, seed, troubles, Account(login="the house")))


def found_in(year: Year) -> dict[str, Finding]:
    """What the product finds wasted, by its key."""
    return {one.key: one for one in findings(lived_in(year))}


def lived_in(year: Year) -> Lived:
    """The year as `reading` would read it from the tables it leaves."""
    jobs = [job for work in year.works for job in work.jobs]
    number = {id(job): place for place, job in enumerate(jobs)}
    people = {name: place for place, name in enumerate(year.world.mates)}
    hours: dict[int, float] = {}
    for entry in year.world.chronicle.rows_of(TimeEntry):
        if entry.task is not None:
            hours[id(entry.task)] = hours.get(id(entry.task), 0.0) + float(entry.hours)
    projects = []
    desks: dict[int, list[Deed]] = {}
    for place, work in enumerate(year.works):
        deeds = [_deed(job, number, people, hours) for job in work.jobs]
        for deed in deeds:
            for person in deed.people if deed.begin is not None else ():
                desks.setdefault(person, []).append(deed)
        if work.order.kind == "ordered":
            projects.append((place, work.order.name, work.row.ended_on is not None, deeds))
    kinds = [
        StepKinds(frozenset(KINDS[name] for name in said.split(", ") if name), outside=not said)
        for _, said, _, _, _ in STEPS
    ]
    steps = [
        SimpleNamespace(
            pk=place, name=name, outside=not said, role_id=SKILLS.get(skill), role=None, repeats=repeats, days=days
        )
        for place, (name, said, skill, repeats, days) in enumerate(STEPS)
    ]  # fmt: skip
    return Lived(
        cast(Any, None), cast(Any, tuple(steps)), tuple(cases_of(projects, kinds)), _able(year), desks
    )


@dataclass(frozen=True, slots=True)
class Truth:
    """What really was: the mean of days over where an answer came late, the share of first approvals that were sent
    back, the share of reviews and concepts one director had."""

    late: float
    back: float
    one: float
    times_back: int
    hours: float
    """Worked once more."""


def truth_of(year: Year) -> Truth:
    """As it was lived, whether anybody noted it or not."""
    jobs = [job for work in year.works if work.order.kind == "ordered" for job in work.jobs]
    done = [job for job in jobs if job.finished is not None and job.finished < TODAY]
    asked = [job for job in done if job.kind == "Client approval" and job.asked is not None]
    over = [_days(job) - AGREED_DAYS for job in asked if _days(job) > AGREED_DAYS]
    first = [job for job in asked if not job.second_round]
    back = [job for job in first if any(job in one.after and one.second_round for one in jobs)]
    reviews = [
        job
        for job in jobs
        if job.kind in ("Internal review", "Concept") and job.started and job.started < TODAY
    ]
    hers = [job for job in reviews if job.doer and job.doer.name == year.world.carriers.director]
    again = [job for job in done if job.second_round and not job.is_wait]
    return Truth(
        sum(over) / len(over) if over else 0.0,
        len(back) / len(first) if first else 0.0,
        len(hers) / len(reviews) if reviews else 0.0,
        len(back),
        sum(job.spent for job in again),
    )


def _days(job: Job) -> int:
    assert job.finished is not None
    assert job.asked is not None
    return (job.finished - job.asked).days


def _deed(job: Job, number: dict[int, int], people: dict[str, int], hours: dict[int, float]) -> Deed:
    row = job.row
    began = row.started_at or (row.asked_on and _noon(row.asked_on))
    return Deed(
        task=number[id(job)],
        kind=None if job.is_wait else KINDS[job.kind],
        outside=job.is_wait,
        added=_noon(row.added_on).timestamp(),
        begin=began.timestamp() if began else None,
        end=row.finished_at.timestamp() if row.finished_at else None,
        after=frozenset(number[id(one)] for one in job.after),
        people=(people[job.doer.name],) if job.doer else (),
        skill=None if job.is_wait else SKILLS[names.KINDS[job.kind][0]],
        agreed=float(AGREED_DAYS) if job.is_wait else None,
        hours=hours.get(id(row), 0.0),
    )


def _able(year: Year) -> tuple[int, ...]:
    found = []
    for _, said, skill, _, _ in STEPS:
        levels = [
            level
            for name in said.split(", ")
            if name
            for asked, level in [names.KINDS[name]]
            if asked == skill
        ]
        mates = [mate for mate in year.world.mates.values() if mate.row.left is None]
        able = [mate for mate in mates if levels and mate.levels.get(skill, 0) >= max(levels)]
        found.append(len(able) if skill else 0)
    return tuple(found)


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)
