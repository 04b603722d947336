"""What is this for, and what is the next step: the line of sight, both ways, and where it is broken."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from varifocal.core.portfolio import Goal, Portfolio, Project, ProjectKind, Task


@dataclass(frozen=True, slots=True)
class Way:
    """One way up: the goals from the nearest to the highest, the strategy the highest belongs to, and how
    much of the work goes this way (0 to 1)."""

    goals: tuple[int, ...]
    strategy: int | None
    weight: float


@dataclass(frozen=True, slots=True)
class Sight:
    """What a piece of work is for. Standing work serves a standing purpose, and counts as in sight."""

    project: int
    ways: tuple[Way, ...]
    standing: bool = False

    @property
    def is_in_sight(self) -> bool:
        """True where somebody can say why."""
        return self.standing or bool(self.ways)


@dataclass(frozen=True, slots=True)
class WithoutWhy:
    """Open work that serves no open goal: its size is the hours still to do, and the share of them that
    has no why."""

    project: int
    name: str
    tasks: int
    hours: float
    share: float


@dataclass(frozen=True, slots=True)
class WithoutStep:
    """An open goal nobody can take a step towards. `waits` says that only somebody outside can."""

    goal: int
    name: str
    waits: bool


@dataclass(frozen=True)
class Sightlines:
    """The lines of sight of one portfolio; walking them is the same way up for a task and down for a goal."""

    portfolio: Portfolio

    @cached_property
    def _children(self) -> Mapping[int, tuple[Goal, ...]]:
        below: dict[int, list[Goal]] = defaultdict(list)
        for goal in self.portfolio.goals:
            if goal.parent is not None and not goal.closed:
                below[goal.parent].append(goal)
        return {parent: tuple(goals) for parent, goals in below.items()}

    @cached_property
    def _serving(self) -> Mapping[int, tuple[Project, ...]]:
        serving: dict[int, list[Project]] = defaultdict(list)
        for project in self.portfolio.projects:
            for link in project.serves:
                serving[link.goal].append(project)
        return {goal: tuple(projects) for goal, projects in serving.items()}

    @cached_property
    def _tasks(self) -> Mapping[int, tuple[Task, ...]]:
        held: dict[int, list[Task]] = defaultdict(list)
        for task in self.portfolio.tasks:
            held[task.project].append(task)
        return {project: tuple(tasks) for project, tasks in held.items()}

    def of_task(self, task: int) -> Sight:
        """What a task is for: inherited from its project, never tagged."""
        return self.of_project(self.portfolio.task[task].project)

    def of_project(self, project: int) -> Sight:
        """What a project is for, each way with its weight."""
        found = self.portfolio.project[project]
        ways = tuple(self._way_up(link.goal, link.share) for link in found.serves if self._is_open(link.goal))
        return Sight(project, ways, standing=found.kind is ProjectKind.STANDING)

    def below(self, goal: int) -> tuple[Task, ...]:
        """All open tasks that serve a goal or a goal below it, each once."""
        seen: dict[int, Task] = {}
        for one in self._goals_down(goal):
            for project in self._serving.get(one, ()):
                seen.update((task.id, task) for task in self._tasks.get(project.id, ()))
        return tuple(seen.values())

    def next_step(self, goal: int, order: Sequence[int]) -> Task | None:
        """The first thing somebody here does for a goal, in the plan's order; None where there is no step."""
        steps = {task.id: task for task in self.below(goal) if task.wait is None}
        return next((steps[task] for task in order if task in steps), None)

    def takes(self, goal: int) -> float:
        """Hours of planned work still to do under a goal; work serving several goals counts by its share."""
        within = set(self._goals_down(goal))
        return sum(
            share * self._hours(project)
            for project in self.portfolio.projects
            if (share := sum(link.share for link in project.serves if link.goal in within)) > 0
        )

    def without_a_why(self) -> tuple[WithoutWhy, ...]:
        """Open work that serves no goal, largest first; standing work has its purpose."""
        found = (self._missing_why(project) for project in self.portfolio.projects)
        return tuple(sorted((one for one in found if one), key=lambda one: (-one.hours, one.project)))

    def without_a_step(self) -> tuple[WithoutStep, ...]:
        """Open goals under which nobody here has anything to do, nearest date first."""
        open_goals = [goal for goal in self.portfolio.goals if not goal.closed]
        below = {goal.id: self.below(goal.id) for goal in open_goals}
        return tuple(
            WithoutStep(goal.id, goal.name, waits=bool(below[goal.id]))
            for goal in sorted(open_goals, key=lambda goal: (goal.target or date.max, goal.id))
            if all(task.wait is not None for task in below[goal.id])
        )

    def _is_open(self, goal: int) -> bool:
        found = self.portfolio.goal.get(goal)
        return found is not None and not found.closed

    def _way_up(self, goal: int, weight: float) -> Way:
        path = tuple(self._goals_up(goal))
        strategy = next((one.strategy for one in reversed(path) if one.strategy is not None), None)
        return Way(tuple(one.id for one in path), strategy, weight)

    def _goals_up(self, goal: int) -> Iterator[Goal]:
        at: Goal | None = self.portfolio.goal[goal]
        while at is not None:
            yield at
            at = self.portfolio.goal.get(at.parent) if at.parent is not None else None

    def _goals_down(self, goal: int) -> Iterator[int]:
        yield goal
        for child in self._children.get(goal, ()):
            yield from self._goals_down(child.id)

    def _missing_why(self, project: Project) -> WithoutWhy | None:
        missing = 1 - sum(way.weight for way in self.of_project(project.id).ways)
        tasks = self._tasks.get(project.id, ())
        if project.kind is ProjectKind.STANDING or not tasks or missing < 1e-6:
            return None
        return WithoutWhy(project.id, project.name, len(tasks), self._hours(project), missing)

    def _hours(self, project: Project) -> float:
        return _hours_left(self._tasks.get(project.id, ()))


def _hours_left(tasks: Iterable[Task]) -> float:
    return sum(task.left for task in tasks if task.wait is None)
