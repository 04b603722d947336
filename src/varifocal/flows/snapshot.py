"""Rows → Portfolio: the only module that maps one to the other.

Everything is read in one read-only view of the database, together with the number of the newest change, so
that a run knows exactly what it has seen.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache, cached_property, lru_cache
from statistics import median
from types import MappingProxyType
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import holidays
from django.db import models, transaction
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Cast

from varifocal.core import portfolio as core
from varifocal.core.calendar import Busy, WorkingWeek
from varifocal.core.forecast import calibrate
from varifocal.core.forecast.answering import Answers, answers
from varifocal.core.values import REAL_ENOUGH, Range
from varifocal.flows.costs import cost_so_far, fixed_prices
from varifocal.flows.deleted import deleted
from varifocal.flows.estimated import believed_before
from varifocal.flows.kept_free import WEEKS, AtWork, kept_free, wanted
from varifocal.flows.maybe import contributions, opportunities, risks
from varifocal.flows.recorded import REAL
from varifocal.flows.ties import Times, ties
from varifocal.org.base.acts import newest
from varifocal.org.base.organization import NINE_TO_FIVE, Organization
from varifocal.org.direction.goal import Goal
from varifocal.org.growth.growth_plan import GrowthPlan
from varifocal.org.growth.passion import Passion
from varifocal.org.money.rate import Rate
from varifocal.org.people.person import Absence, Person, Week
from varifocal.org.people.skill import PersonSkill, Skill, level_words
from varifocal.org.runs.run import KeptForecast
from varifocal.org.work.doing import Attendance, TimeEntry
from varifocal.org.work.equipment import Equipment, EquipmentNeed, Outage
from varifocal.org.work.mode import ModeNeed, TaskMode
from varifocal.org.work.order import Assignment, Pin, SkillNeed
from varifocal.org.work.project import Project, Serving
from varifocal.org.work.task import Estimate, Task, TaskKind

VIEW = "reading"
_Rows = dict[int, list[tuple[Any, ...]]]
LAST_HOURS = 4.0
"""The effort of a task nobody estimated, where no finished one says better."""
LEAST_LEFT = 0.1
"""Of an open task at least this share of its estimate is left, whatever was recorded."""
USUAL_WAIT = 5.0
"""Calendar days an outside party takes where nobody said; one in ten takes 0.4, one in ten 2.5 times that."""
PLANNED_AT_FIRST = timedelta(days=14)
"""Tasks added within two weeks of a project's opening are what was planned at first."""
FEWEST_DAYS, LONG_PAST = 3, 1.5
"""How late projects run is learned from those foretold to take so many days, once so many times those have passed."""
P80_SCORE = 0.8416
ENOUGH_ALIKE = 3


def snapshot(now: datetime) -> core.Portfolio:
    """The organization as it stands at `now` (UTC): open work, people who are here, goals, the track record.

    Raises nothing for odd rows: what the tables allow, the portfolio holds.
    """
    with transaction.atomic(using=VIEW):
        return _Reader(now).portfolio()


@dataclass
class _Hours:
    """What was spent on something, and how much of it somebody confirmed."""

    all: float = 0.0
    real: float = 0.0

    @property
    def told(self) -> float:
        """What it took, where enough of it is real to say so; else none."""
        return self.all if self.real >= self.all * REAL_ENOUGH else 0.0


class _Reader:
    """One reading of the tables."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.house = Organization.here(VIEW)
        self.today = self.house.today(now)
        self.spent_on_task: dict[int, _Hours] = defaultdict(_Hours)
        self.spent_on_project: dict[int, _Hours] = defaultdict(_Hours)
        self.doers: dict[int, tuple[float, int]] = {}
        self.did: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))
        """By project the hours of each person."""
        self._read_hours()
        hours = (Cast(name, models.FloatField()) for name in ("likely", "low", "high"))
        self.estimates = _grouped(
            Estimate.objects.using(VIEW).order_by("pk").values_list("task_id", *hours, "on")
        )

    def portfolio(self) -> core.Portfolio:
        finished, courses = self._finished(), self._courses()
        record = core.TrackRecord(
            settled=tuple(self._settled(finished)),
            answered=tuple(_answered(finished)),
            grown=tuple(self._grown(finished, courses)),
            lasted=tuple(self._lasted(courses)),
        )
        self.calibration = calibrate(record)
        self.answers = answers(record)
        week = week_of(self.house.week or NINE_TO_FIVE, self.house.zone)
        days_off = public_holidays(self.house.country, self.house.region, self.today.year)
        columns = Task.objects.using(VIEW).open().order_by("pk").values_list(*_Open._fields)
        rows = [_Open(*row) for row in columns]
        times = {one.id: Times(one.started_at, one.asked_on, one.finished_at) for one in finished}
        times |= {row.pk: Times(row.started_at, row.asked_on, None) for row in rows}
        self.ties = ties(times, self.now, week, days_off, VIEW)
        return core.Portfolio(
            now=self.now,
            zone=self.house.zone,
            people=tuple(self._people()),
            projects=tuple(self._projects()),
            tasks=tuple(self._tasks(rows, _usual_hours(finished))),
            dependencies=tuple(self.ties.between),
            goals=tuple(_goals()),
            equipment=tuple(_equipment(self.today)),
            risks=tuple(risks(self.today, VIEW)),
            contributions=tuple(contributions(VIEW)),
            opportunities=tuple(opportunities(self.today, VIEW, did=self.did, here=self.here)),
            skills=dict(Skill.objects.using(VIEW).values_list("pk", "name")),
            levels=level_words(self.house),
            week=week,
            holidays=days_off,
            record=record,
            currency=self.house.currency,
            rates=Rate.on(self.today, VIEW),
            aims=aims_of(self.house),
            seen=newest(VIEW),
        )

    def _read_hours(self) -> None:
        rows = (
            TimeEntry.objects.using(VIEW)
            .values_list("task_id", "project_id", "person_id", "source")
            .annotate(total=models.Sum("hours", output_field=models.FloatField()))
            .order_by()
        )
        for task, project, person, source, total in rows:
            hours = round(total, 2)  # what was written down has no more places
            real = hours if source in REAL else 0.0
            if project is not None:
                self.spent_on_project[project].all += hours
                self.spent_on_project[project].real += real
                self.did[project][person] += hours
            if task is None:
                continue
            spent = self.spent_on_task[task]
            spent.all += hours
            spent.real += real
            if hours > self.doers.get(task, (0.0, 0))[0]:
                self.doers[task] = (hours, person)

    # -- people --------------------------------------------------------------------------------------------

    def _people(self) -> Iterable[core.Person]:
        away = _grouped(
            Absence.objects.using(VIEW)
            .filter(last__gte=self.today - timedelta(days=14))
            .values_list("person_id", "first", "last")
        )
        busy = _grouped(
            Attendance.objects.using(VIEW)
            .filter(meeting__end__gt=self.now)
            .values_list("person_id", "meeting__start", "meeting__end")
        )
        skills = _grouped(PersonSkill.objects.using(VIEW).values_list("person_id", "skill_id", "level"))
        passions = _grouped(
            Passion.objects.using(VIEW)
            .filter(less=False)
            .exclude(skill=None)
            .values_list("person_id", "skill_id")
        )
        here = list(self._here().order_by("pk"))
        kept = self._kept_free(here, away, busy)
        wished = _grouped(GrowthPlan.objects.using(VIEW).shaping().values_list("person_id", "skill_id"))
        for person in here:
            days_off = _single_days(person.country, person.region, self.today.year)
            yield core.Person(
                id=person.pk,
                name=person.name,
                week=week_of(person.week or NINE_TO_FIVE, person.zone),
                away=tuple(sorted({*days_off, *away[person.pk]})),
                busy=tuple(Busy(start, end) for start, end in sorted((*busy[person.pk], *kept[person.pk]))),
                skills=MappingProxyType(dict(skills[person.pk])),
                passions=frozenset(skill for (skill,) in (*passions[person.pk], *wished[person.pk])),
                joined=person.joined,
                left=person.left,
                share=float(person.share),
            )

    def _kept_free(
        self, here: Iterable[Person], away: _Rows, busy: _Rows
    ) -> dict[int, list[tuple[Any, ...]]]:
        """Time people want for each other, beside their meetings, by person."""
        asked = wanted(self.today, VIEW)
        talking = {person for one in asked for person in one.people}
        at_work = {}
        for person in here:
            if person.pk in talking:
                days_off = [
                    day
                    for day in public_holidays(person.country, person.region, self.today.year)
                    if self.today <= day <= self.today + timedelta(weeks=WEEKS + 1)
                ]
                at_work[person.pk] = AtWork(
                    week_of(person.week or NINE_TO_FIVE, person.zone).days,
                    person.zone,
                    (*((day, day) for day in days_off), *away[person.pk]),
                    busy[person.pk],
                )
        kept: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
        for one in kept_free(asked, at_work, self.now):
            for who in one.people:
                kept[who].append((one.start, one.end))
        return kept

    @cached_property
    def here(self) -> frozenset[int]:
        """Who is here, or leaves only later."""
        return frozenset(self._here().values_list("pk", flat=True))

    def _here(self) -> models.QuerySet[Person]:
        return Person.objects.using(VIEW).filter(models.Q(left=None) | models.Q(left__gte=self.today))

    # -- work ----------------------------------------------------------------------------------------------

    def _projects(self) -> Iterable[core.Project]:
        serves = _grouped(
            Serving.objects.using(VIEW)
            .filter(until=None)
            .order_by("pk")
            .values_list("project_id", "goal_id", "share", "goal_date_then")
        )
        gone = deleted(VIEW)
        alike = self._hours_alike()
        cost, price = cost_so_far(self.did, VIEW), fixed_prices(VIEW)
        for project in Project.objects.using(VIEW).open().order_by("pk"):
            yield core.Project(
                id=project.pk,
                name=project.name,
                kind=core.ProjectKind(project.kind),
                company=project.company_id,
                opened=project.opened_on,
                due=project.due,
                deadline=project.deadline,
                priority=project.priority,
                manager=project.manager_id,
                serves=tuple(
                    core.Serves(goal, float(share), then) for goal, share, then in serves[project.pk]
                ),
                hours_budget=_float(project.budget_hours),
                hours_spent=self.spent_on_project[project.pk].all,
                money_budget=project.budget_money,
                money_spent=cost.get(project.pk, Decimal(0)) + (project.other_costs or 0),
                money_price=price.get(project.pk),
                hours_alike=self._yardstick(project, alike, gone[project.pk].cut),
                hours_removed=gone[project.pk].hours,
                removed_from=tuple(person for person in gone[project.pk].people if person in self.here),
            )

    def _yardstick(
        self, project: Project, alike: Callable[[Project], float | None], cut: float
    ) -> float | None:
        """What alike projects took, less what was agreed to be cut from this one; none where a budget stands."""
        hours = None if project.budget_hours is not None else alike(project)
        return None if hours is None else max(0.0, hours - cut)

    def _hours_alike(self) -> Callable[[Project], float | None]:
        """What alike finished projects took: the one it was made from, else the median of its kind."""
        took: dict[str, list[float]] = defaultdict(list)
        ended = Project.objects.using(VIEW).filter(ending=Project.Ending.DONE)
        for pk, kind in ended.values_list("pk", "kind"):
            if (total := self.spent_on_project[pk].told) > 0:
                took[kind].append(total)

        def alike(project: Project) -> float | None:
            source = self.spent_on_project[project.made_from_id or 0].told
            if source > 0:
                return source
            known = took[project.kind]
            return median(known) if len(known) >= ENOUGH_ALIKE else None

        return alike

    def _tasks(self, rows: Iterable[_Open], usual: Mapping[int | None, float]) -> list[core.Task]:
        self.kinds = TaskKind.objects.using(VIEW).in_bulk()
        people = _grouped(
            Assignment.objects.using(VIEW)
            .filter(task__finished_at=None)
            .values_list("task_id", "person_id", "rank")
        )
        needs = _grouped(
            SkillNeed.objects.using(VIEW)
            .filter(task__finished_at=None)
            .order_by("pk")
            .values_list("task_id", "skill_id", "level", "count")
        )
        uses = _grouped(
            EquipmentNeed.objects.using(VIEW)
            .filter(task__finished_at=None)
            .order_by("equipment")
            .values_list("task_id", "equipment_id", "count")
        )
        modes = self._modes()
        pins = {pin.task_id: pin for pin in Pin.objects.using(VIEW).filter(task__finished_at=None)}
        return [
            self._task(
                row, usual, people[row.pk], needs[row.pk], uses[row.pk], pins.get(row.pk), modes[row.pk]
            )
            for row in rows
        ]

    def _task(
        self,
        row: _Open,
        usual: Mapping[int | None, float],
        people: list[tuple[int, float]],
        needs: list[tuple[int, int, int]],
        uses: list[tuple[int, int]],
        pin: Pin | None,
        modes: list[_Way],
    ) -> core.Task:
        estimates = self.estimates[row.pk]
        kind = self.kinds.get(row.kind_id or 0)
        believed = _range(estimates[-1]) if estimates else Range(usual.get(row.kind_id, usual[None]))
        if row.is_wait:
            believed = Range(0.0)
        expected = believed.likely
        doing = tuple(sorted(person for person, _ in people if person in self.here))
        if estimates and not row.is_wait:
            expected = self.calibration.expected(believed, doing, kind.name if kind else "")
        left = _float(row.hours_left)
        if left is None:
            left = max(expected - self.spent_on_task[row.pk].all, expected * LEAST_LEFT)
        demands = [core.SkillDemand(skill, level, count) for skill, level, count in needs]
        demands = demands or list(self._usual(row))
        pinned = (pin.person_id,) if pin and pin.person_id in self.here else ()
        rank = min((rank for _, rank in people), default=None)
        if len(doing) < len(people) and len(doing) < max(1, sum(one.count for one in demands)):
            # some who were agreed have left, and too few are there: whoever stays gets somebody beside her
            doing, pinned, rank = (), tuple(sorted({*doing, *pinned})), None
        return core.Task(
            id=row.pk,
            name=row.name,
            project=row.project_id,
            estimate=believed,
            expected=expected,
            left=0.0 if row.is_wait else left,
            kind=kind.name if kind else "",
            demands=() if row.is_wait else tuple(demands),
            uses=() if row.is_wait else tuple(core.Use(equipment, count) for equipment, count in uses),
            release=row.release,
            due=row.due,
            deadline=row.deadline,
            priority=row.priority,
            people=() if row.is_wait else doing,
            rank=None if row.is_wait else rank,
            pinned_people=() if row.is_wait else pinned,
            pinned_start=pin.start if pin else None,
            started=row.started_at.astimezone(ZoneInfo(self.house.zone)).date() if row.started_at else None,
            splittable=row.splittable,
            guessed=not estimates and not row.is_wait,
            wait=wait_of(row, self.answers),
            created=row.added_on,
            modes=() if row.started_at or row.is_wait else tuple(self._mode(row, one) for one in modes),
            start_lag=self.ties.start_lag.get(row.pk, 0.0),
            finish_lag=self.ties.finish_lag.get(row.pk, 0.0),
        )

    def _modes(self) -> dict[int, list[_Way]]:
        """By task the ways it could be done in beside the one it is planned in."""
        ways: dict[int, list[_Way]] = defaultdict(list)
        rows = TaskMode.objects.using(VIEW).filter(task__finished_at=None, current=False).exclude(likely=None)
        columns = ("pk", "task_id", "name", "likely", "low", "high")
        needs = _grouped(
            ModeNeed.objects.using(VIEW)
            .filter(mode__task__finished_at=None, mode__current=False)
            .order_by("pk")
            .values_list("mode_id", "skill_id", "equipment_id", "level", "count")
        )
        for pk, task, name, likely, low, high in rows.order_by("pk").values_list(*columns):
            believed = _range((likely, low, high, None))
            demands = [core.SkillDemand(skill, level, count) for skill, _, level, count in needs[pk] if skill]
            uses = [core.Use(equipment, count) for _, equipment, _, count in needs[pk] if equipment]
            ways[task].append(_Way(pk, name, believed, tuple(demands), tuple(uses)))
        return ways

    def _mode(self, row: _Open, way: _Way) -> core.Mode:
        kind = self.kinds.get(row.kind_id or 0)
        expected = self.calibration.expected(way.believed, (), kind.name if kind else "")
        return core.Mode(expected, way.demands or self._usual(row), way.uses, way.id, way.name)

    def _usual(self, row: _Open) -> tuple[core.SkillDemand, ...]:
        """What a task of its kind needs where nobody said."""
        kind = self.kinds.get(row.kind_id or 0)
        if kind is None or kind.skill_id is None:
            return ()
        return (core.SkillDemand(kind.skill_id, kind.level, row.crew),)

    # -- the track record ----------------------------------------------------------------------------------

    def _finished(self) -> list[_Finished]:
        rows = (
            Task.objects.using(VIEW)
            .finished()
            .order_by("pk")
            .values_list(
                "pk", "project_id", "kind_id", "kind__name", "is_wait", "waits_on_id", "asked_on",
                "added_on", "started_at", "finished_at",
            )
        )  # fmt: skip
        found: list[list[Any]] = [[*row, self.spent_on_task.get(row[0], _Hours())] for row in rows]
        return [_Finished(*row) for row in found]

    def _settled(self, finished: Iterable[_Finished]) -> Iterable[core.Settled]:
        for task in finished:
            estimates = self.estimates[task.id]
            if task.is_wait or not estimates or task.hours.all <= 0:
                continue
            begun = (task.started_at or task.finished_at).date()
            believed, low, high, on = believed_before(estimates, begun)
            yield core.Settled(
                task=task.id,
                person=self.doers[task.id][1],
                project=task.project,
                kind=task.kind_name or "",
                estimated=float(believed),
                actual=task.hours.all,
                finished=task.finished_at.date(),
                real=task.hours.real / task.hours.all,
                begun=on,
                low=_float(low),
                high=_float(high),
            )

    def _courses(self) -> list[_Course]:
        """Projects that were not let go, with what their tasks alone foretold of them at first, where that was kept."""
        first = KeptForecast.at_first(VIEW).filter(record_id=OuterRef("pk")).order_by("on")
        asked = {name: Subquery(first.values(name)[:1]) for name in ("on", "alone_p50", "alone_p80")}
        rows = (
            Project.objects.using(VIEW)
            .exclude(ending=Project.Ending.LET_GO)
            .annotate(**asked)
            .values_list("pk", "kind", "company", "manager", "opened_on", "ended_on", *asked)
        )
        return [_Course(pk, core.ProjectKind(kind), *more) for pk, kind, *more in rows]

    def _grown(self, finished: Iterable[_Finished], courses: Iterable[_Course]) -> Iterable[core.Grown]:
        """Finished projects: what was planned at first, and what it took."""
        first: dict[int, float] = defaultdict(float)
        done = {one.id: one for one in courses if one.ended is not None}
        for task in finished:
            if task.project in done and task.added_on <= done[task.project].opened + PLANNED_AT_FIRST:
                estimates = self.estimates[task.id]
                first[task.project] += float(estimates[0][0]) if estimates else 0.0
        for pk, one in done.items():
            took = self.spent_on_project[pk].told
            if first[pk] > 0 and took > 0:
                yield core.Grown(pk, one.kind, first[pk], took)

    def _lasted(self, courses: Iterable[_Course]) -> Iterable[core.Lasted]:
        """Projects whose time is over half as long again as was foretold at first: chosen by what was foretold and not
        by what came, so that those that are still late are among them."""
        for one in courses:
            if one.on is None or one.half is None or one.most is None:
                continue
            foretold, passed = (one.half.date() - one.on).days, (self.today - one.on).days
            if foretold >= FEWEST_DAYS and passed >= LONG_PAST * foretold:
                took = max(1, ((one.ended or self.today) - one.on).days)
                wide = math.log((one.most.date() - one.on).days / foretold) / P80_SCORE
                wide = max(0.0, wide)
                yield core.Lasted(one.id, one.kind, foretold, wide, took, one.company, one.manager)


class _Open(NamedTuple):
    """A task that is open, as far as a portfolio asks."""

    pk: int
    name: str
    project_id: int
    kind_id: int | None
    priority: int
    release: date | None
    due: date | None
    deadline: date | None
    splittable: bool
    crew: int
    hours_left: Decimal | None
    is_wait: bool
    waits_on_id: int | None
    wait_days_low: Decimal | None
    wait_days: Decimal | None
    wait_days_high: Decimal | None
    asked_on: date | None
    added_on: date
    started_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Way:
    """A way a task is not planned in."""

    id: int
    name: str
    believed: Range
    demands: tuple[core.SkillDemand, ...]
    uses: tuple[core.Use, ...]


@dataclass(frozen=True, slots=True)
class _Course:
    """A project as far as the track record asks; on which day its tasks foretold it first, and what."""

    id: int
    kind: core.ProjectKind
    company: int | None
    manager: int | None
    opened: date
    ended: date | None
    on: date | None
    half: datetime | None
    most: datetime | None


@dataclass(frozen=True, slots=True)
class _Finished:
    """A finished task, as far as the track record asks."""

    id: int
    project: int
    kind: int | None
    kind_name: str | None
    is_wait: bool
    company: int | None
    asked_on: date | None
    added_on: date
    started_at: datetime | None
    finished_at: datetime
    hours: _Hours


def _usual_hours(finished: Iterable[_Finished]) -> dict[int | None, float]:
    """The median a kind of work took here, and of all work under None."""
    took: dict[int | None, list[float]] = defaultdict(list)
    for task in finished:
        if task.hours.told > 0:
            took[task.kind].append(task.hours.told)
    every = [hours for own in took.values() for hours in own]
    usual: dict[int | None, float] = {kind: median(own) for kind, own in took.items()}
    usual[None] = median(every) if every else LAST_HOURS
    return usual


def _answered(finished: Iterable[_Finished]) -> Iterable[core.Answered]:
    for task in finished:
        if task.is_wait and task.asked_on is not None:
            days = (task.finished_at.date() - task.asked_on).days
            yield core.Answered(task.company, max(0.0, float(days)))


def _goals() -> Iterable[core.Goal]:
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


def _equipment(today: date) -> Iterable[core.Equipment]:
    outages = Outage.objects.using(VIEW).filter(last__gte=today).order_by("first", "pk")
    out = _grouped(outages.values_list("equipment_id", "first", "last", "count"))
    for pk, name, count in Equipment.objects.using(VIEW).order_by("pk").values_list("pk", "name", "count"):
        yield core.Equipment(pk, name, count, tuple(core.Outage(*each) for each in out[pk]))


def aims_of(house: Organization) -> core.Aims:
    """What plans of an organization are good for, as it was said there."""
    late = (float(house.late_urgent), float(house.late_normal), float(house.late_can_wait))
    return core.Aims(late=late, cost=house.mind_cost)


def wait_of(row: Task | _Open, known: Answers) -> core.Wait | None:
    """The answer a task waits for: what is usual where nobody said, and what its party's past answers make of it;
    None where it is work."""
    if not row.is_wait:
        return None
    wait = _believed_wait(row)
    if wait.company not in known.own:
        return wait
    usually, rarely = known.quantiles(wait, 0.5, 0.9)
    return replace(wait, learned=(usually, rarely))


def _believed_wait(row: Task | _Open) -> core.Wait:
    likely = _float(row.wait_days) or USUAL_WAIT
    low, high = _float(row.wait_days_low), _float(row.wait_days_high)
    return core.Wait(
        company=row.waits_on_id,
        low=min(likely * 0.4 if low is None else low, likely),
        likely=likely,
        high=max(likely * 2.5 if high is None else high, likely),
        asked=row.asked_on,
    )


@cache
def public_holidays(country: str, region: str, year: int) -> frozenset[date]:
    """Public holidays from last year to five years ahead; none where the library knows no such country."""
    years = range(year - 1, year + 6)
    try:
        return frozenset(holidays.country_holidays(country, subdiv=region or None, years=years))
    except NotImplementedError:
        return frozenset()


@cache
def _single_days(country: str, region: str, year: int) -> frozenset[tuple[date, date]]:
    """The same holidays, each as a stretch of one day."""
    return frozenset((day, day) for day in public_holidays(country, region, year))


def week_of(week: Week, zone: str) -> WorkingWeek:
    """A stored week as calendars know it."""
    return _compiled(tuple(tuple(tuple(stretch) for stretch in day) for day in week), zone)


@cache
def _compiled(week: tuple[tuple[tuple[str, ...], ...], ...], zone: str) -> WorkingWeek:
    days = tuple(
        tuple((time.fromisoformat(begin), time.fromisoformat(end)) for begin, end in day) for day in week
    )
    return WorkingWeek(days, zone)


def _grouped(rows: Iterable[tuple[Any, ...]]) -> dict[int, list[tuple[Any, ...]]]:
    groups: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for key, *rest in rows:
        groups[key].append(tuple(rest))
    return groups


def _range(row: tuple[Any, ...]) -> Range:
    likely, low, high, _ = row
    return _believed(float(likely), _float(low), _float(high))


@lru_cache(maxsize=1024)
def _believed(likely: float, low: float | None, high: float | None) -> Range:
    """People estimate in few numbers: each is checked once."""
    return Range(likely, low, high)


def _float(value: Any) -> float | None:
    return None if value is None else float(value)
