"""A large organization for the measurements: the sample agency, grown to 60 people, 25 open projects, 3,000 open
tasks and a log of 100,000 changes; the same for the same seed and day.

`grow(today, by=account)` writes it into an empty database, as the sample itself is written.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from random import Random

from varifocal.flows import sample
from varifocal.flows.sample.world import KINDS_OF_ROWS, ZONE, clock
from varifocal.org.base.account import Account
from varifocal.org.base.acts import newest
from varifocal.org.base.chronicle import Chronicle
from varifocal.org.base.record import Record
from varifocal.org.models import (
    Assignment,
    Comment,
    Company,
    Dependency,
    Estimate,
    Goal,
    Membership,
    Person,
    PersonSkill,
    Project,
    Serving,
    Task,
    TaskKind,
    Team,
    TimeEntry,
)

# fmt: off
FIRST = (
    "Ada", "Bruno", "Clara", "Deniz", "Elif", "Farid", "Greta", "Henri", "Ilka", "Jonas", "Katja", "Levin", "Mina",
    "Nils", "Olga", "Pavel", "Quirin", "Rosa",
)
LAST = ("Amsel", "Birke", "Dohle", "Eiche", "Falk", "Ginster")
PLACES = ("Harbour", "Station", "Library", "Ferry", "Market", "Bridge", "Garden", "Theatre", "Museum", "Tram")
WORKS = ("campaign", "website", "film", "brand", "guide", "exhibition", "festival")
STEPS = (
    "Brief", "Idea", "Script", "Draft", "Layout", "Copy", "Pictures", "Cut", "Review", "Correction", "Proof",
    "Delivery",
)
# fmt: on
HOURS = (2, 3, 4, 5, 6, 8, 10, 12, 16, 24)
CHAIN = 6
"""So many tasks of a project come one after the other, then a new strand begins."""


@dataclass(frozen=True, slots=True)
class Size:
    """How large."""

    people: int = 60
    projects: int = 25
    open_tasks: int = 3_000
    changes: int = 100_000


def grow(today: date, *, by: Account, seed: int = 7, size: Size = Size()) -> sample.Agency:
    """Write the sample agency into an empty database and let it grow; returns its sign-ins."""
    agency = sample.make(today, by=by, seed=seed)
    _Growth(today, by, size, Random(seed)).grow()
    return agency


@dataclass
class _Growth:
    """What is told on top of the sample."""

    today: date
    by: Account
    size: Size
    rng: Random
    tell: Chronicle = field(default_factory=lambda: Chronicle(KINDS_OF_ROWS))
    able: dict[int, list[Person]] = field(default_factory=lambda: defaultdict(list))
    """By skill, who can."""
    lines: int = 0
    rank: float = 10_000.0

    def grow(self) -> None:
        """People, projects, their open work, then past work until the log is long enough."""
        self.began = self.today - timedelta(days=300)
        self.managers = list(Person.objects.filter(account__roles__icontains="manager").order_by("pk"))
        self.kinds = list(TaskKind.objects.exclude(skill=None).order_by("pk"))
        self._staff()
        running = list(Project.objects.open().order_by("pk"))
        running += [self._open(number) for number in range(self.size.projects - len(running))]
        self._plan(running)
        for number in count(len(running)):
            if newest() + self.lines >= self.size.changes:
                break
            self._live_through(self._open(number))
        self.tell.write(by=self.by)

    def _staff(self) -> None:
        here = list(Person.objects.order_by("pk"))
        teams = list(Team.objects.order_by("pk"))
        held: dict[int, list[PersonSkill]] = defaultdict(list)
        for one in PersonSkill.objects.select_related("person", "skill").order_by("pk"):
            held[one.person_id].append(one)
            self.able[one.skill_id].append(one.person)
        makers = [person for person in here if held[person.pk] and person not in self.managers]
        for number in range(self.size.people - len(here)):
            like = makers[number % len(makers)]
            first, last = FIRST[number % len(FIRST)], LAST[(number + number // len(FIRST)) % len(LAST)]
            row = Person(
                name=f"{first} {last}",
                title=like.title,
                zone=ZONE,
                country=like.country,
                region=like.region,
                week=like.week,
                share=like.share,
                joined=self.began,
            )
            self._add("welcomed", row, self.began)
            team = teams[number % len(teams)]
            self._add("joined", Membership(team=team, person=row), self.began, 10)
            for skill in held[like.pk]:
                mine = PersonSkill(person=row, skill=skill.skill, level=skill.level)
                self._add("rated", mine, self.began, 11)
                self.able[skill.skill_id].append(row)

    def _open(self, number: int) -> Project:
        companies = Company.objects.filter(kind="client").order_by("pk")
        goals = Goal.objects.filter(ended_on=None, parent__isnull=False).order_by("pk")
        goal = goals[number % goals.count()]
        row = Project(
            name=f"{PLACES[number % len(PLACES)]} {WORKS[number % len(WORKS)]} {number}",
            company=companies[number % companies.count()],
            brief="As we spoke of it.",
            opened_on=self.began + timedelta(days=number % 60),
            due=self._friday(self.today + timedelta(weeks=8 + 3 * (number % 8))),
            manager=self.managers[number % len(self.managers)],
        )
        self._add("opened", row, row.opened_on)
        serving = Serving(project=row, goal=goal, since=row.opened_on, goal_date_then=goal.target)
        self._add("served", serving, row.opened_on)
        return row

    def _plan(self, projects: list[Project]) -> None:
        """Open tasks in turn for every project, a third of them begun."""
        strands: list[list[Task]] = [[] for _ in projects]
        for number in range(self.size.open_tasks - Task.objects.open().count()):
            project, strand = projects[number % len(projects)], strands[number % len(projects)]
            day = max(project.opened_on, self.today - timedelta(days=self.rng.randint(5, 60)))
            task, doer = self._task(project, number, day, strand)
            if number % 3 == 0 and len(strand) % CHAIN == 1:
                self._work_on(task, doer, self.rng.randint(1, 3), day)
                self._put("hung", task, self.today - timedelta(days=1), status=Task.Status.DOING)

    def _live_through(self, project: Project) -> None:
        """A past project from its first day to its last, task by task."""
        strand: list[Task] = []
        for number in range(120):
            day = project.opened_on + timedelta(days=number // 2)
            task, doer = self._task(project, number, day, strand)
            worked = self._work_on(task, doer, self.rng.randint(4, 12), day)
            status = Task.Status.DONE
            self._put("finished", task, worked, status=status, finished_at=clock(worked, 17))
        ended = self.today - timedelta(days=10)
        self._put("ended", project, ended, ended_on=ended, ending=Project.Ending.DONE)

    def _task(self, project: Project, number: int, day: date, strand: list[Task]) -> tuple[Task, Person]:
        """One task, estimated, given to somebody who can, after the one before it in its strand."""
        kind = self.kinds[(number * 7 + project.priority) % len(self.kinds)]
        hours = Decimal(self.rng.choice(HOURS))
        place = PLACES[(number + len(strand)) % len(PLACES)].lower()
        row = Task(
            project=project, kind=kind, name=f"{STEPS[number % len(STEPS)]} for the {place}, part {len(strand) + 1}",
            place=100.0 + len(strand), added_on=day, priority=1 + number % 3,
        )  # fmt: skip
        self._add("planned", row, day)
        self._add("made", Estimate(task=row, likely=hours, on=day), day)
        doer = self.rng.choice(self.able[kind.skill_id or 0])
        self.rank += 1
        self._add("agreed", Assignment(task=row, person=doer, rank=self.rank), day, 10)
        if len(strand) % CHAIN:
            self._add("tied", Dependency(before=strand[-1], after=row), day, 10)
        strand.append(row)
        return row, doer

    def _work_on(self, task: Task, doer: Person, days: int, since: date) -> date:
        """Hours on so many working days, with a word now and then; returns the last of them, before today."""
        day = since
        self._put("started", task, day, started_at=clock(day, 9))
        for number in range(days):
            day = min(self._next(day), self.today - timedelta(days=1))
            entry = TimeEntry(person=doer, on=day, hours=Decimal(2), task=task, project=task.project)
            self._add("recorded", entry, day, 16)
            if number % 4 == 3:
                words = "The client likes it, with one change: larger."
                self._add(
                    "said", Comment(task=task, person=doer, words=words, said_at=clock(day, 15)), day, 15
                )
        return day

    def _add(self, verb: str, row: Record, day: date, hour: float = 9) -> None:
        self.tell.add(verb, row, by=self.by, at=clock(day, hour))
        self.lines += 1

    def _put(self, verb: str, row: Record, day: date, **fields: object) -> None:
        self.tell.put(verb, row, by=self.by, at=clock(day, 17), **fields)
        self.lines += 1

    def _next(self, day: date) -> date:
        return day + timedelta(days=3 if day.weekday() == 4 else 1)

    def _friday(self, day: date) -> date:
        return day + timedelta(days=4 - day.weekday())
