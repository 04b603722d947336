"""A published scheduling problem as one frozen value, whatever file it came from, and a schedule of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, slots=True)
class SkillDemand:
    """So many people who master a skill at this level or above, all through the task, each in this role alone."""

    skill: int
    level: int
    count: int


@dataclass(frozen=True, slots=True)
class Mode:
    """One way to do a task: how long it takes, and what it needs of each resource and skill."""

    duration: int
    renewable: tuple[int, ...] = ()
    consumable: tuple[int, ...] = ()
    skills: tuple[SkillDemand, ...] = ()

    @property
    def heads(self) -> int:
        """People it takes at once."""
        return sum(demand.count for demand in self.skills)


@dataclass(frozen=True, slots=True)
class Task:
    """A task by its modes, the first being mode 1, and the tasks that may start only when it has finished."""

    modes: tuple[Mode, ...]
    successors: tuple[int, ...]


@dataclass(frozen=True)
class Instance:
    """Tasks numbered from 0 in the order of the file, dummies included; time is counted in the file's periods.

    `renewable` capacity returns each period, `consumable` is used up over the whole project. `people` give the
    level of each skill, 0 where they lack it; a published level that begins at 0 stands one higher here.
    """

    name: str
    tasks: tuple[Task, ...]
    renewable: tuple[int, ...] = ()
    consumable: tuple[int, ...] = ()
    people: tuple[tuple[int, ...], ...] = ()

    @cached_property
    def predecessors(self) -> tuple[tuple[int, ...], ...]:
        """For each task those it waits for, ascending."""
        before: list[list[int]] = [[] for _ in self.tasks]
        for number, task in enumerate(self.tasks):
            for successor in task.successors:
                before[successor].append(number)
        return tuple(tuple(sorted(each)) for each in before)

    @cached_property
    def horizon(self) -> int:
        """No task need end later: all of them one after another, in their longest modes."""
        return sum(max(mode.duration for mode in task.modes) for task in self.tasks)

    @cached_property
    def is_multi_mode(self) -> bool:
        """True where some task can be done in more than one way."""
        return any(len(task.modes) > 1 for task in self.tasks)

    @cached_property
    def topological(self) -> tuple[int, ...]:
        """All tasks, none before one it waits for. Shorter where dependencies form a circle."""
        waiting = [len(before) for before in self.predecessors]
        order = [number for number, count in enumerate(waiting) if not count]
        for number in order:  # grows while it is read
            for successor in self.tasks[number].successors:
                waiting[successor] -= 1
                if not waiting[successor]:
                    order.append(successor)
        return tuple(order)


@dataclass(frozen=True, slots=True)
class Schedule:
    """When each task starts, in which mode (the first is 0), and which people do it, each list by task number."""

    starts: tuple[int, ...]
    modes: tuple[int, ...]
    people: tuple[tuple[int, ...], ...]

    def finish(self, instance: Instance, task: int) -> int:
        """When a task has finished, exclusive."""
        return self.starts[task] + instance.tasks[task].modes[self.modes[task]].duration

    def makespan(self, instance: Instance) -> int:
        """The end of the last task."""
        return max(self.finish(instance, task) for task in range(len(self.starts)))
