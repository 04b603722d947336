"""Agencies and enterprises that never were: large portfolios, made by a seed, for figures about the planner.

The shape: skills whose popularity falls with their rank (Zipf), five a person at levels 1 to 3; two in three full
time, the others 20 or 30 hours; public holidays and five to six weeks away a year; effort lognormal with a median
of 9 and a mean of 13 hours; one task in ten for a pair, one in twenty pinned to somebody; 1.3 predecessors a task,
3 % of them across projects and 5 % with a lag; due dates so tight that about half of the projects miss theirs.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from varifocal.core.calendar import WorkingWeek, office_week
from varifocal.core.plan import plan
from varifocal.core.portfolio import Dependency, Person, Portfolio, Project, SkillDemand, Task
from varifocal.core.values import Range

NOW = datetime(2027, 1, 4, 7, 0, tzinfo=UTC)
TODAY = NOW.date()
ZONE = "Europe/Berlin"
HOLIDAYS = tuple(date(2027, *day) for day in ((1, 6), (3, 26), (3, 29), (5, 6), (5, 17), (10, 3), (12, 24)))
MEDIAN_HOURS, MEAN_HOURS = 9.0, 13.0
SPREAD = math.sqrt(2 * math.log(MEAN_HOURS / MEDIAN_HOURS))
TRIES = 8
PREDECESSORS, ACROSS, LAGGED, PAIRS, PINNED, FULL_TIME = 1.3, 0.03, 0.05, 0.1, 0.05, 0.65


@dataclass(frozen=True, slots=True)
class Size:
    """How large an organization is."""

    people: int
    projects: int
    tasks: int
    skills: int = 20


AGENCY = Size(40, 25, 1_500)
ENTERPRISE = Size(500, 300, 20_000, 60)


def organization(seed: int, size: Size = AGENCY) -> Portfolio:
    """The same seed and size, the same portfolio; nobody has agreed anything yet. Due dates are moved together
    until half of the projects miss theirs in the planner's first plan."""
    loose, tight = 4.0, 0.05
    made = _Maker(seed, size, loose).portfolio()
    for _ in range(TRIES):
        middle = (loose + tight) / 2
        made = _Maker(seed, size, middle).portfolio()
        if _late(made) > size.projects / 2:
            tight = middle
        else:
            loose = middle
    return made


def _late(portfolio: Portfolio) -> int:
    made = plan(portfolio)
    finishes: dict[int, date] = {}
    for task in made.placed:
        project = portfolio.task[task].project
        day = made.finishes(task).date()
        finishes[project] = max(day, finishes.get(project, day))
    return sum(finishes[one.id] > one.due for one in portfolio.projects if one.due and one.id in finishes)


class _Maker:
    def __init__(self, seed: int, size: Size, slack: float) -> None:
        self.random, self.size, self.slack = Random(f"{seed} {size}"), size, slack
        self.popularity = [1 / rank for rank in range(1, size.skills + 1)]

    def portfolio(self) -> Portfolio:
        people = tuple(self._person(number) for number in range(1, self.size.people + 1))
        self.levels = {
            skill: sorted(person.skills.get(skill, 0) for person in people)
            for skill in range(1, self.size.skills + 1)
        }
        weeks = self.size.tasks * MEAN_HOURS * (1 + PAIRS) / sum(person.week.hours for person in people)
        projects = tuple(self._project(number, weeks) for number in range(1, self.size.projects + 1))
        tasks = tuple(self._task(number, projects, people) for number in range(1, self.size.tasks + 1))
        return Portfolio(
            now=NOW,
            zone=ZONE,
            people=people,
            projects=projects,
            tasks=tasks,
            dependencies=tuple(self._dependencies(tasks)),
            skills={skill: f"Skill {skill}" for skill in range(1, self.size.skills + 1)},
            holidays=frozenset(HOLIDAYS),
        )

    def _skill(self) -> int:
        return self.random.choices(range(1, self.size.skills + 1), self.popularity)[0]

    def _person(self, number: int) -> Person:
        skills: dict[int, int] = {}
        while len(skills) < 5:
            skills.setdefault(self._skill(), self.random.randint(1, 3))
        hours = 8 if self.random.random() < FULL_TIME else self.random.choice((4, 6))
        day = ((time(9), time(9 + hours)),)
        week = office_week(ZONE) if hours == 8 else WorkingWeek(days=(day,) * 5 + ((), ()), zone=ZONE)
        return Person(number, f"Person {number}", week, tuple(self._away()), skills=skills)

    def _away(self) -> Iterator[tuple[date, date]]:
        yield from ((day, day) for day in HOLIDAYS)
        for _ in range(self.random.randint(5, 6)):
            first = TODAY + timedelta(weeks=self.random.randrange(52))
            yield first, first + timedelta(days=4)

    def _project(self, number: int, weeks: float) -> Project:
        due = TODAY + timedelta(weeks=self.slack * weeks * self.random.uniform(0.4, 1.6))
        return Project(number, f"Project {number}", due=due, priority=self.random.choice((1, 2, 2, 3)))

    def _task(self, number: int, projects: tuple[Project, ...], people: tuple[Person, ...]) -> Task:
        hours = max(0.5, round(4 * self.random.lognormvariate(math.log(MEDIAN_HOURS), SPREAD)) / 4)
        count = 2 if self.random.random() < PAIRS else 1
        skill = self._asked(count)
        level = self.random.randint(1, max(1, self.levels[skill][-count]))
        able = [person.id for person in people if person.skills.get(skill, 0) >= level]
        project = projects[(number - 1) * len(projects) // self.size.tasks]
        own_due = self.random.random() < 0.1 and project.due is not None
        return Task(
            id=number,
            name=f"Task {number}",
            project=project.id,
            estimate=Range(hours),
            expected=hours,
            left=hours,
            demands=(SkillDemand(skill, level, count),),
            due=TODAY + (project.due - TODAY) * self.random.uniform(0.3, 1)
            if own_due and project.due
            else None,
            priority=self.random.choice((1, 2, 2, 2, 3)),
            pinned_people=(self.random.choice(able),) if self.random.random() < PINNED else (),
        )

    def _asked(self, count: int) -> int:
        """A skill that so many people have."""
        while True:
            skill = self._skill()
            if self.levels[skill][-count] > 0:
                return skill

    def _dependencies(self, tasks: tuple[Task, ...]) -> Iterator[Dependency]:
        by_project: dict[int, list[int]] = {}
        for task in tasks:
            earlier = by_project.setdefault(task.project, [])
            wanted = sum(self.random.random() < PREDECESSORS / 2 for _ in range(2))
            chosen = set()
            for _ in range(wanted):
                if self.random.random() < ACROSS and task.id > 1:
                    chosen.add(self.random.randrange(1, task.id))
                elif earlier:
                    chosen.add(self.random.choice(earlier[-12:]))
            for before in sorted(chosen):
                lag = self.random.choice((4.0, 8.0, 16.0)) if self.random.random() < LAGGED else 0.0
                yield Dependency(before, task.id, lag=lag)
            earlier.append(task.id)
