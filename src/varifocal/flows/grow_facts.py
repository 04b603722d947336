"""Rows about people as the engines of people want them: what one account may see, read in few questions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from varifocal.core.people.coverage import Span, WithClient
from varifocal.core.people.fading import faded
from varifocal.core.people.helping import Help, Helped
from varifocal.core.people.noticing import Finished, Praised
from varifocal.core.portfolio import Person as Capacity
from varifocal.core.portfolio import SkillDemand
from varifocal.core.portfolio import Task as Work
from varifocal.core.values import Range, monday_of
from varifocal.flows.together import Asked, Row, day, moment, together
from varifocal.flows.used import last_used, uses
from varifocal.flows.working_days import public_holidays, week_of
from varifocal.org.base.account import Account, Role
from varifocal.org.growth.check_in import help_told
from varifocal.org.growth.growth_plan import GrowthPlan
from varifocal.org.growth.mentorship import Mentorship
from varifocal.org.growth.passion import Passion
from varifocal.org.growth.praise import Praise
from varifocal.org.growth.stretch import Stretch
from varifocal.org.people.consent import Consent
from varifocal.org.people.person import Absence, Person, Team
from varifocal.org.people.skill import PersonSkill
from varifocal.org.relations.company import Company
from varifocal.org.runs.run import Run, ScheduledTask
from varifocal.org.work.doing import Attendance, Comment, TimeEntry
from varifocal.org.work.handover import Handover
from varifocal.org.work.order import Assignment, SkillNeed
from varifocal.org.work.task import Estimate, Task

A_YEAR = timedelta(days=364)
HOWS = {
    Comment.Kind.REVIEW.value: Help.REVIEW,
    Comment.Kind.ANSWER.value: Help.ANSWER,
    Comment.Kind.UNBLOCK.value: Help.UNBLOCK,
}
LEADING = frozenset({Role.OWNER.value, Role.LEAD.value, Role.MANAGER.value})
UNSAID = 8.0
"""Hours of a task nobody estimated and no run has planned."""


@dataclass(frozen=True, slots=True)
class Consents:
    """Who agrees now to be counted, to be shown, and to be named where she acts already, by ids of people."""

    network: frozenset[int]
    shown: frozenset[int]
    acting: frozenset[int]


def consents() -> Consents:
    """Read anew each time: withdrawn, it is gone at once."""
    rows, fields = consented()
    return who_agrees(rows.values(**{name: F(field) for name, field in fields.items()}))


def consented() -> Asked:
    """The same as a list, for a question asked together; `who_agrees` reads it."""
    return Consent.objects.filter(withdrawn_at=None), {"kind": "about", "who": "person_id"}


def who_agrees(rows: Iterable[Row]) -> Consents:
    """To what, by the rows of `consented`."""
    about: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        about[row["kind"]].add(row["who"])
    kinds = Consent.About
    return Consents(
        frozenset(about[kinds.NETWORK]), frozenset(about[kinds.NETWORK_SHOWN]), frozenset(about[kinds.ACTING])
    )


def staff(by: Account, today: date) -> list[Person]:
    """Everybody who is here and no guest."""
    leads = Exists(Team.objects.filter(lead=OuterRef("pk")))
    rows = Person.objects.visible_to(by).here(today).select_related("account").annotate(leads_team=leads)
    rows = rows.order_by("pk")
    return [person for person in rows if person.account is None or not person.account.is_guest]


def titled(people: Iterable[Any]) -> set[int]:
    """Those of the `staff` who lead by title: by their role, a team, or somebody placed under them."""
    people = list(people)
    leads = {person.lead_id for person in people if person.lead_id is not None}
    return {
        person.pk
        for person in people
        if person.pk in leads or person.leads_team or (person.account and LEADING & set(person.account.roles))
    }


def help_given(by: Account, since: date, counted: Collection[int]) -> list[Helped]:
    """Help since that day between people who agreed to be counted: what happened at work this account may see, and what
    was said in the weekly tap, of which nothing but the count is told."""
    begin = datetime.combine(since, time.min, UTC)
    said = (
        Comment.objects.visible_to(by)
        .filter(said_at__gte=begin, kind__in=HOWS)
        .exclude(helped=None)
        .exclude(person=None)
    )
    taken = (
        Handover.objects.visible_to(by)
        .filter(state=Handover.State.TAKEN, offered_at__gte=begin)
        .exclude(giver=None)
    )
    talks = Attendance.objects.filter(
        meeting__people_time=True, meeting__start__gte=begin, person__in=counted
    )
    found = together({
        "said": (said, {"a": "person_id", "b": "helped_id", "on": "said_at", "how": "kind"}),
        "taken": (taken, {"a": "taker_id", "b": "giver_id", "on": "offered_at"}),
        "talks": (talks, {"id": "meeting_id", "a": "person_id", "on": "meeting__start"}),
        "pairs": (Mentorship.objects.visible_to(by).begun(), {"a": "mentor_id", "b": "learner_id"}),
    })  # fmt: skip
    given = [_helped(row, HOWS[row["how"]]) for row in found["said"]]
    given += [_helped(row, Help.HANDOVER) for row in found["taken"]]
    given += _taught(found["talks"], {(row["a"], row["b"]) for row in found["pairs"]})
    given += [Helped(one.helper, one.helped, one.monday, Help.NAMED) for one in help_told(since, counted)]
    return [one for one in given if one.giver in counted and one.receiver in counted]


def _helped(row: Row, how: Help) -> Helped:
    return Helped(row["a"], row["b"], _day(row["on"]), how)


def _taught(talks: Iterable[Row], pairs: Collection[tuple[int, int]]) -> list[Helped]:
    """Talks that two who learn together had alone."""
    here: dict[int, list[Row]] = defaultdict(list)
    for row in talks:
        here[row["id"]].append(row)
    return [
        Helped(one["a"], other["a"], _day(one["on"]), Help.MENTORING)
        for two in here.values()
        if len(two) == 2
        for one, other in (two, two[::-1])
        if (one["a"], other["a"]) in pairs
    ]


def finished(by: Account, since: date) -> list[Finished]:
    """Work finished since that day, a row for each who did it, with the hours noted and what it asked for."""
    begin = datetime.combine(since, time.min, UTC)
    asked = Assignment.objects.visible_to(by).filter(task__finished_at__gte=begin, task__is_wait=False)
    late = Handover.objects.filter(
        task=OuterRef("task"), taker=OuterRef("person"), state=Handover.State.TAKEN,
        offered_at__gt=OuterRef("task__started_at"),
    )  # fmt: skip
    spent = (
        TimeEntry.objects.filter(task=OuterRef("task"), person=OuterRef("person")).order_by().values("task")
    )
    rows = asked.order_by("task__finished_at", "pk").values_list(
        "task_id", "task__name", "person_id", "task__finished_at", "task__due", "task__kind__skill_id",
        "task__kind__level", Exists(late), Subquery(spent.annotate(all=Sum("hours")).values("all")),
    )  # fmt: skip
    return [
        Finished(
            task,
            name,
            person,
            ended.date(),
            None if hours is None else float(hours),
            None if due is None else ended.date() <= due,
            skill,
            level or 0,
            taken_over=taken_over,
        )
        for task, name, person, ended, due, skill, level, taken_over, hours in rows
    ]


def praised(by: Account, since: date) -> list[Praised]:
    """Praise since that day that this account may see."""
    rows = Praise.objects.visible_to(by).filter(on__gte=since).order_by("on", "pk")
    return [Praised(*row) for row in rows.values_list("receiver_id", "on", "task_id")]


def with_clients(by: Account, since: date) -> tuple[list[WithClient], dict[int, str]]:
    """Hours of leading and steering since that day by client and person, and the clients' names."""
    talk = TimeEntry.objects.visible_to(by).filter(
        on__gte=since,
        act__in=(TimeEntry.Act.LEAD, TimeEntry.Act.MANAGE),
        project__company__kind=Company.Kind.CLIENT,
    )
    rows = (
        talk.order_by()
        .values_list("project__company_id", "project__company__name", "person_id")
        .annotate(all=Sum("hours"))
    )
    told = list(rows)
    return (
        [WithClient(client, person, float(hours)) for client, _, person, hours in told],
        {client: name for client, name, _, _ in told},
    )


@dataclass(frozen=True, slots=True)
class Plans:
    """Skills, wishes and open work as this account may see them."""

    people: tuple[Capacity, ...]
    tasks: tuple[Work, ...]
    planned: Mapping[int, Span]
    skills: Mapping[int, str]
    wishes: Mapping[int, Mapping[int, int]]
    open_wishes: Mapping[int, Mapping[int, int]]
    """Of these, what everybody may know: only that shapes who does what."""
    doers: Mapping[int, int]
    names: Mapping[int, str]
    offered: frozenset[tuple[int, int]]
    """Who was offered which open task to grow, by ids; whatever became of it, nobody is asked twice for the same."""
    talent: frozenset[int]
    """Those who agree now that leads talk about what they could do next."""


def plans(by: Account, people: Iterable[Person], today: date) -> Plans:
    """One question for skills, passions, wishes, absences, needs, consents and the newest run, one for the work. A
    level that was not used for long counts as faded."""
    people = list(people)
    open_work = Task.objects.visible_to(by).open().filter(is_wait=False)
    skill = {"a": "person_id", "skill": "skill_id"}
    level = {**skill, "level": "level", "name": "skill__name"}
    wished = GrowthPlan.objects.visible_to(by).open().exclude(skill=None).exclude(level=None)
    needs = SkillNeed.objects.filter(task__in=open_work.order_by().values("pk"))
    away = Absence.objects.visible_to(by).filter(last__gte=today)
    found = together(
        {
            "held": (PersonSkill.objects.visible_to(by), level),
            "loved": (Passion.objects.visible_to(by).filter(less=False).exclude(skill=None), skill),
            "wished": (wished, {**level, "shapes": "shapes_work"}),
            "away": (away, {"a": "person_id", "first": "first", "last": "last"}),
            "needs": (needs, {**level, "a": "task_id", "count": "count"}),
            "offered": (
                Stretch.objects.visible_to(by).filter(task__finished_at=None),
                {"a": "person_id", "task": "task_id"},
            ),
            **uses(by),
            "agreed": (Consent.objects.standing(Consent.About.TALENT), {"a": "person_id"}),
            "run": (
                scheduled(by),
                {"a": "task_id", "start": "start", "finish": "finish", "hours": "hours", "by": "person_id"},
            ),
        }
    )
    last = last_used(found)
    for row in found["held"]:
        row["level"] = faded(row["level"], last.get((row["a"], row["skill"])), today)
    skills = {row["skill"]: row["name"] for part in ("held", "wished", "needs") for row in found[part]}
    tasks, planned, doers = _open_work(open_work, found, skills)
    return Plans(
        people=tuple(_capacities(people, found, today)),
        tasks=tasks,
        planned=planned,
        skills=skills,
        wishes=_wishes(found, found["wished"]),
        open_wishes=_wishes(found, [row for row in found["wished"] if row["shapes"]]),
        doers=doers,
        names={person.pk: person.name for person in people},
        offered=frozenset((row["a"], row["task"]) for row in found["offered"]),
        talent=frozenset(row["a"] for row in found["agreed"]),
    )


def _open_work(
    rows: Any, found: Mapping[str, list[Row]], skills: dict[int, str]
) -> tuple[tuple[Work, ...], dict[int, Span], dict[int, int]]:
    asked: dict[int, list[SkillDemand]] = defaultdict(list)
    for row in found["needs"]:
        asked[row["a"]].append(SkillDemand(row["skill"], row["level"], row["count"]))
    run = {row["a"]: row for row in found["run"]}
    believed = Estimate.objects.filter(task=OuterRef("pk")).order_by("-on", "-pk").values("likely")[:1]
    tasks, planned, doers = [], {}, {}
    for pk, name, kind, kind_name, level, crew, due, started, likely in rows.order_by("pk").values_list(
        "pk", "name", "kind__skill_id", "kind__skill__name", "kind__level", "crew",
        Coalesce("due", "project__due"), "started_at", Subquery(believed),
    ):  # fmt: skip
        demands = tuple(asked[pk])
        if not demands and kind is not None:
            demands, skills[kind] = (SkillDemand(kind, level, crew),), kind_name
        place = run.get(pk, {})
        start, finish = day(place.get("start")), day(place.get("finish"))
        hours, doer = place.get("hours"), place.get("by")
        left = float(hours if hours else likely if likely is not None else UNSAID)
        tasks.append(
            Work(
                pk,
                name,
                0,
                Range(left),
                left,
                left,
                demands=demands,
                due=due,
                started=started.date() if started else None,
            )
        )
        if start is not None and finish is not None:
            planned[pk] = Span(start, finish)
        if doer is not None:
            doers[pk] = doer
    return tuple(tasks), planned, doers


def _capacities(people: Iterable[Person], found: Mapping[str, list[Row]], today: date) -> Iterable[Capacity]:
    levels: dict[int, dict[int, int]] = defaultdict(dict)
    for row in found["held"]:
        levels[row["a"]][row["skill"]] = row["level"]
    loved: dict[int, set[int]] = defaultdict(set)
    for row in found["loved"]:
        loved[row["a"]].add(row["skill"])
    away: dict[int, list[tuple[date, date]]] = defaultdict(list)
    for row in found["away"]:
        away[row["a"]].append((_day(row["first"]), _day(row["last"])))
    for person in people:
        days_off = public_holidays(person.country, person.region, today.year)
        yield Capacity(
            person.pk,
            person.name,
            week_of(person.working_week, person.zone),
            away=(*((one, one) for one in sorted(days_off) if one >= today), *away[person.pk]),
            skills=MappingProxyType(levels[person.pk]),
            passions=frozenset(loved[person.pk]),
            joined=person.joined,
            left=person.left,
            share=float(person.share),
        )


def _wishes(found: Mapping[str, list[Row]], planned: Iterable[Row]) -> dict[int, dict[int, int]]:
    """Levels wanted: those of growth plans; what somebody wants more of and cannot do alone yet is a level more."""
    held = {(row["a"], row["skill"]): row["level"] for row in found["held"]}
    wishes: dict[int, dict[int, int]] = defaultdict(dict)
    for row in found["loved"]:
        level = held.get((row["a"], row["skill"]), 0)
        if level < 4:
            wishes[row["a"]][row["skill"]] = level + 1
    for row in planned:
        wishes[row["a"]][row["skill"]] = row["level"]
    return wishes


def scheduled(by: Account) -> QuerySet[ScheduledTask]:
    """Open work as the newest run has it."""
    newest = Run.objects.order_by("-pk").values("pk")[:1]
    rows: QuerySet[ScheduledTask] = ScheduledTask.objects.visible_to(by)
    return rows.filter(run=Subquery(newest), task__finished_at=None)


@dataclass(frozen=True, slots=True)
class Busy:
    """Hours the newest run and meetings take of the next four weeks, by person, and hours of the week that meetings
    take within the next two."""

    hours: Mapping[int, float]
    slots: Mapping[int, frozenset[int]]


def busy(by: Account, now: datetime, zone: str) -> Busy:
    """What is taken already. Hours of the week are counted from Monday 00:00 in this zone, the organization's."""
    end = now + timedelta(weeks=4)
    run = scheduled(by).filter(start__lt=end, finish__isnull=False)
    held = Attendance.objects.filter(meeting__start__gte=now, meeting__start__lt=end)
    found = together({
        "run": (run, {"a": "person_id", "start": "start", "finish": "finish", "hours": "hours"}),
        "held": (held, {"a": "person_id", "start": "meeting__start", "end": "meeting__end"}),
    })  # fmt: skip
    here = ZoneInfo(zone)
    hours: dict[int, float] = defaultdict(float)
    slots: dict[int, set[int]] = defaultdict(set)
    for row in found["run"]:
        start, finish = _moment(row["start"]), _moment(row["finish"])
        within = (min(finish, end) - max(start, now)) / max(finish - start, timedelta(minutes=15))
        hours[row["a"]] += row["hours"] * min(1.0, max(0.0, within))
    for row in found["held"]:
        start, finish = _moment(row["start"]).astimezone(here), _moment(row["end"]).astimezone(here)
        hours[row["a"]] += (finish - start) / timedelta(hours=1)
        if start < now + timedelta(weeks=2):
            slots[row["a"]] |= {
                start.weekday() * 24 + one for one in range(start.hour, finish.hour + (finish.minute > 0))
            }
    return Busy(hours, {one: frozenset(taken) for one, taken in slots.items()})


def hours_by_week(by: Account, people: Collection[int], since: date) -> dict[tuple[int, date], float]:
    """Hours of these people since that day, by person and Monday."""
    rows = TimeEntry.objects.visible_to(by).filter(person__in=people, on__gte=since)
    hours: dict[tuple[int, date], float] = defaultdict(float)
    for person, on, spent in rows.order_by().values_list("person_id", "on", "hours"):
        hours[person, monday_of(on)] += float(spent)
    return hours


def _day(text: str | None) -> date:
    found = day(text)
    assert found is not None
    return found


def _moment(text: str | None) -> datetime:
    found = moment(text)
    assert found is not None
    return found
