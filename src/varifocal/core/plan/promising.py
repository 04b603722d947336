"""May it be promised? The gate before a due date is given: small enough, somebody qualified, fits, in budget.

Answers from a plan that stands, without making another: what is asked about is placed again beside what would stay
(serial schedule generation, Kelley 1963), so an answer costs milliseconds where a plan costs tenths of a second.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from varifocal.core.plan.generate import Spot, place_beside
from varifocal.core.plan.instance import Work, others_able
from varifocal.core.plan.make import instance_for
from varifocal.core.plan.values import Plan
from varifocal.core.portfolio import Portfolio

SMALL = 40.0
"""Hours of one person: what is larger than a week of hers is no task yet but a project, and no date of it is worth
much."""

MOST_PEOPLE = 8
"""Other people tried for one task."""


@dataclass(frozen=True, slots=True)
class Budget:
    """Hours a project has spent and still needs, and those it may take."""

    needed: float
    allowed: float

    @property
    def holds(self) -> bool:
        """Whether it is enough."""
        return self.needed <= self.allowed


@dataclass(frozen=True, slots=True)
class CanPromise:
    """What a plan says of a day; dates in the organization's zone.

    `large` tasks are more than a week of one person; `unable` says of a task why nobody can do it. `done` is the day
    it would be done as it stands, None where part of it has no place; `instead` the person who would have it done
    earlier with nothing moved, and that day, where there is one; `first` the day it would be done if it went before
    all that can give way, and `gives_way` the tasks that would.
    """

    noun: str
    id: int
    day: date
    large: tuple[int, ...]
    unable: Mapping[int, str]
    done: date | None
    instead: tuple[int, date] | None
    first: date | None
    gives_way: tuple[int, ...]
    budget: Budget | None

    @property
    def holds(self) -> bool:
        """Whether it is done by that day as it stands."""
        return self.done is not None and self.done <= self.day

    @property
    def holds_with_another(self) -> bool:
        """Whether it is, done by somebody else, with nothing moved."""
        return self.instead is not None and self.instead[1] <= self.day

    @property
    def holds_if_first(self) -> bool:
        """Whether it is, if others give way."""
        return self.first is not None and self.first <= self.day


class Gate:
    """Asks one plan; making it costs far more than asking it. Keep it while the plan stands. What may never come stands
    in nobody's way and is not asked about."""

    def __init__(self, portfolio: Portfolio, plan: Plan) -> None:
        self.plan = plan
        self.instance = instance_for(portfolio.firm, plan)
        self.portfolio = self.instance.portfolio
        self.spots = {
            task: Spot(placed.people, placed.start, placed.finish, placed.hold, placed.pieces)
            for task, placed in plan.placed.items()
            if task in self.portfolio.task
        }

    @cached_property
    def _of_project(self) -> Mapping[int, tuple[int, ...]]:
        tasks: dict[int, list[int]] = {}
        for task in self.portfolio.tasks:
            tasks.setdefault(task.project, []).append(task.id)
        return {project: tuple(own) for project, own in tasks.items()}

    def can_promise(self, noun: str, id: int, day: date) -> CanPromise:
        """Whether a “task” or “project” can be promised by the end of a day. Raises KeyError for what is not open."""
        asked = self.portfolio.task[id] if noun == "task" else self.portfolio.project[id]
        tasks = (id,) if noun == "task" else self._of_project.get(id, ())
        project = self.portfolio.project[asked.project if noun == "task" else id]  # type: ignore[union-attr]
        unable = {task: self.plan.unplanned[task] for task in tasks if task in self.plan.unplanned}
        done = None if unable or not tasks else self._day(max(self.spots[task].finish for task in tasks))
        instead = self._instead(id) if noun == "task" and done is not None and done > day else None
        first, gives_way = (done, ()) if done is None or done <= day else self._first(tasks, done)
        return CanPromise(
            noun,
            id,
            day,
            large=tuple(task for task in tasks if self._alone(task) > SMALL),
            unable=unable,
            done=done,
            instead=instead,
            first=first,
            gives_way=gives_way,
            budget=self._budget(project.id, project.hours_budget, project.hours_spent),
        )

    def _alone(self, task: int) -> float:
        """Hours of it that one person has, a crew sharing them."""
        asked = self.portfolio.task[task]
        crew = max(1, sum(demand.count for demand in asked.demands[:1]), len(asked.people))
        return 0.0 if asked.wait else asked.expected / crew

    def _budget(self, project: int, allowed: float | None, spent: float) -> Budget | None:
        if allowed is None:
            return None
        left = sum(
            self.portfolio.task[task].left
            for task in self._of_project.get(project, ())
            if self.portfolio.task[task].wait is None
        )
        return Budget(spent + left, allowed)

    def _instead(self, task: int) -> tuple[int, date] | None:
        """Who else would have it done sooner, all other work left where it is."""
        spot, work = self.spots[task], self.instance.works[task]
        if len(spot.people) != 1 or work.started or work.pinned or work.length is not None:
            return None
        others = {other: each for other, each in self.spots.items() if other != task}
        found = []
        for person in others_able(self.portfolio, task, spot.people[0])[:MOST_PEOPLE]:
            placed = place_beside(self.instance, others, [work._replace(people=(person,))])
            if placed is not None and placed[0].finish < spot.finish:
                found.append((placed[0].finish, person))
        if not found:
            return None
        finish, person = min(found)
        return person, self._day(finish)

    def _first(self, tasks: Sequence[int], done: date) -> tuple[date, tuple[int, ...]]:
        """When it would be done if it went before all that can give way, and what would."""
        needed = self._needed(tasks)
        stays = self._staying
        again = [task for task in self.plan.order if task in needed and task not in stays]
        works = [self._as_planned(task) for task in again]
        placed = place_beside(self.instance, stays, works)
        if placed is None:
            return done, ()
        now = {**stays, **dict(zip(again, placed, strict=True))}
        first = self._day(max(now[task].finish for task in tasks))
        if first >= done:
            return done, ()
        return first, tuple(self._in_the_way(dict(zip(again, placed, strict=True)), now))

    def _needed(self, tasks: Iterable[int]) -> set[int]:
        """The tasks and all they wait for."""
        needed: set[int] = set()
        look = list(tasks)
        while look:
            task = look.pop()
            if task not in needed and task in self.spots:
                needed.add(task)
                look += [tie.before for tie in self.instance.works[task].ties]
        return needed

    def _stays(self, task: int) -> bool:
        """Whether it does not give way: begun, pinned to a day, or nobody's work."""
        work = self.instance.works[task]
        return bool(work.started or work.pinned_start or (work.length is not None and not work.ties))

    def _as_planned(self, task: int) -> Work:
        return self.instance.works[task]._replace(people=self.spots[task].people)

    def _in_the_way(self, placed: Mapping[int, Spot], now: Mapping[int, Spot]) -> list[int]:
        """Tasks that stand where others of the same person would be placed now, by their start."""
        taken: dict[int, list[tuple[int, int]]] = {}
        for spot in placed.values():
            for person in spot.people:
                taken.setdefault(person, []).extend(spot.stretches)
        found: set[tuple[int, int]] = set()
        for person, stretches in taken.items():
            stretches.sort()  # no two of hers overlap
            ends = [end for _, end in stretches]
            for start, finish, task in self._lines.get(person, ()):
                at = bisect_right(ends, start)
                if at < len(ends) and stretches[at][0] < finish and task not in now:
                    found.add((start, task))
        return [task for _, task in sorted(found)]

    @cached_property
    def _lines(self) -> Mapping[int, list[tuple[int, int, int]]]:
        """Each person's stretches, with whose they are."""
        lines: dict[int, list[tuple[int, int, int]]] = {}
        for task, spot in self.spots.items():
            for person in spot.people:
                lines.setdefault(person, []).extend((*stretch, task) for stretch in spot.stretches)
        return lines

    @cached_property
    def _staying(self) -> Mapping[int, Spot]:
        """What does not give way, whatever is asked."""
        return {task: spot for task, spot in self.spots.items() if self._stays(task)}

    def _day(self, finish: int) -> date:
        return self.instance.day(max(0, finish - 1))
