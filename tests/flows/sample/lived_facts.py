"""The agency's year, lived through in memory and told as plain facts: what the tables would hold, no more."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from varifocal.core.calendar import office_week
from varifocal.core.people.helping import Help, Helped, Member
from varifocal.core.people.noticing import Finished, Praised
from varifocal.core.portfolio import Person, SkillDemand, Task
from varifocal.core.values import Range
from varifocal.flows.growing import Facts
from varifocal.flows.sample import Troubles, World
from varifocal.flows.sample.world import ZONE
from varifocal.org.base.account import Account, Role
from varifocal.org.models import Comment, Consent, PersonSkill, Praise, Team, TimeEntry
from varifocal.org.models import Task as TaskRow
from years import year_of

HOWS = {
    Comment.Kind.REVIEW.value: Help.REVIEW,
    Comment.Kind.ANSWER.value: Help.ANSWER,
    Comment.Kind.UNBLOCK.value: Help.UNBLOCK,
}


def lived(today: date, seed: int, troubles: Troubles) -> tuple[World, Facts]:
    """A year lived through, nothing written; people are numbered as they come."""
    year = year_of(seed, troubles, today)
    world = year.world
    number = {id(mate.row): place for place, mate in enumerate(world.mates.values())}
    skill = {id(row): place for place, row in enumerate(world.skills.values())}
    levels: dict[int, dict[int, int]] = defaultdict(dict)
    for held in world.chronicle.rows_of(PersonSkill):
        levels[number[id(held.person)]][skill[id(held.skill)]] = held.level
    spent: dict[int, float] = defaultdict(float)
    for entry in world.chronicle.rows_of(TimeEntry):
        if entry.task is not None:
            spent[id(entry.task)] += float(entry.hours)
    jobs = [(id(job.row), job) for work in year.works for job in work.jobs if not job.is_wait]
    finished, tasks = [], []
    for place, (key, job) in enumerate(jobs):
        kind = job.row.kind
        asks = skill[id(kind.skill)] if kind is not None and kind.skill is not None else None
        level = kind.level if kind is not None else 1
        if job.row.status == TaskRow.Status.DONE and job.finished is not None and job.doer is not None:
            finished.append(
                Finished(
                    place,
                    job.row.name,
                    number[id(job.doer.row)],
                    job.finished,
                    spent[key] or None,
                    skill=asks,
                    level=level,
                )
            )
        elif job.row.status != TaskRow.Status.DONE:
            hours = job.estimate or 8.0
            demands = (SkillDemand(asks, level),) if asks is not None else ()
            due = job.row.due or work_due(job.work.row.due, today)
            tasks.append(Task(place, job.row.name, 0, Range(hours), hours, hours, demands=demands, due=due))
    leads = {id(team.lead) for team in world.chronicle.rows_of(Team)}
    consents = world.chronicle.rows_of(Consent)
    agreed = {id(row.person) for row in consents if row.about == Consent.About.NETWORK}
    mates = list(world.mates.values())
    return world, Facts(
        today=today,
        staff=tuple(
            Member(
                place,
                mate.name,
                agreed=id(mate.row) in agreed,
                title=id(mate.row) in leads or bool(_roles(mate.account) & LEADING),
            )
            for place, mate in enumerate(mates)
        ),
        help_given=tuple(
            Helped(number[id(row.person)], number[id(row.helped)], row.said_at.date(), HOWS[row.kind])
            for row in world.chronicle.rows_of(Comment)
            if row.helped is not None and row.person is not None
        ),
        finished=tuple(finished),
        praised=tuple(Praised(number[id(row.receiver)], row.on) for row in world.chronicle.rows_of(Praise)),
        people=tuple(
            Person(place, mate.name, office_week(ZONE), skills=levels[place], left=mate.row.left)
            for place, mate in enumerate(mates)
        ),
        tasks=tuple(tasks),
        skills=dict(enumerate(world.skills)),
        planned={},
    )


LEADING = {Role.OWNER, Role.LEAD, Role.MANAGER}


def _roles(account: Account | None) -> set[str]:
    return set(account.roles) if account is not None else set()


def work_due(due: date | None, today: date) -> date:
    """A task without a date of its own is done by its project's."""
    return max(due or today + timedelta(days=30), today)
