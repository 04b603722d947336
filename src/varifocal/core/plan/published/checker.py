"""Whether a schedule of a published problem holds, from the instance alone: it shares nothing with the search."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from varifocal.core.plan.published.values import Instance, Mode, Schedule
from varifocal.core.values import Problem


def check(instance: Instance, schedule: Schedule) -> list[Problem]:
    """Everything that does not hold, a sentence each; none for a schedule that holds."""
    tasks = len(instance.tasks)
    if not len(schedule.starts) == len(schedule.modes) == len(schedule.people) == tasks:
        return [Problem(f"A schedule of {tasks} tasks needs a start, a mode and people for each.")]
    problems = [Problem(sentence) for sentence in _tasks(instance, schedule)]
    if problems:
        return problems  # the rest needs modes and people that exist
    modes = [task.modes[mode] for task, mode in zip(instance.tasks, schedule.modes, strict=True)]
    for found in (_dependencies, _renewable, _consumable, _people):
        problems += [Problem(sentence) for sentence in found(instance, schedule, modes)]
    return problems


def _tasks(instance: Instance, schedule: Schedule) -> Iterator[str]:
    for number, task in enumerate(instance.tasks):
        if schedule.starts[number] < 0:
            yield f"Task {number + 1} starts before 0."
        if not 0 <= schedule.modes[number] < len(task.modes):
            yield f"Task {number + 1} has no mode {schedule.modes[number] + 1}."
        if any(not 0 <= person < len(instance.people) for person in schedule.people[number]):
            yield f"Task {number + 1} is given to somebody who is not there."
        if len(set(schedule.people[number])) < len(schedule.people[number]):
            yield f"Task {number + 1} is given to the same person twice."


def _dependencies(instance: Instance, schedule: Schedule, modes: list[Mode]) -> Iterator[str]:
    for number, task in enumerate(instance.tasks):
        finish = schedule.starts[number] + modes[number].duration
        for successor in task.successors:
            if schedule.starts[successor] < finish:
                yield f"Task {successor + 1} starts before task {number + 1} has finished."


def _renewable(instance: Instance, schedule: Schedule, modes: list[Mode]) -> Iterator[str]:
    """Sweep each resource over the moments at which its use changes."""
    for resource, capacity in enumerate(instance.renewable):
        change: dict[int, int] = defaultdict(int)
        for start, mode in zip(schedule.starts, modes, strict=True):
            change[start] += mode.renewable[resource]
            change[start + mode.duration] -= mode.renewable[resource]
        used = 0
        for moment in sorted(change):
            used += change[moment]
            if used > capacity:
                yield f"Resource {resource + 1} is used {used} times at {moment}, of {capacity}."
                break


def _consumable(instance: Instance, schedule: Schedule, modes: list[Mode]) -> Iterator[str]:
    for resource, capacity in enumerate(instance.consumable):
        used = sum(mode.consumable[resource] for mode in modes)
        if used > capacity:
            yield f"Consumable {resource + 1} is used up: {used} of {capacity}."


def _people(instance: Instance, schedule: Schedule, modes: list[Mode]) -> Iterator[str]:
    busy: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for number, mode in enumerate(modes):
        crew = schedule.people[number]
        if len(crew) != mode.heads:
            yield f"Task {number + 1} needs {mode.heads} people and is given {len(crew)}."
        elif not _crew_suffices(instance, crew, mode):
            yield f"The people of task {number + 1} do not have the skills it asks for."
        for person in crew:
            if mode.duration:
                start = schedule.starts[number]
                busy[person].append((start, start + mode.duration, number))
    for person, spans in sorted(busy.items()):
        spans.sort()
        for (_, finish, first), (start, _, second) in pairwise(spans):
            if start < finish:
                yield f"Person {person + 1} does task {first + 1} and task {second + 1} at once."


def _crew_suffices(instance: Instance, crew: tuple[int, ...], mode: Mode) -> bool:
    """Give each head asked for to somebody of the crew, by augmenting paths."""
    roles = [demand for demand in mode.skills for _ in range(demand.count)]
    role_of: dict[int, int] = {}

    def seat(role: int, seen: set[int]) -> bool:
        for person in crew:
            able = instance.people[person][roles[role].skill] >= roles[role].level
            if able and person not in seen:
                seen.add(person)
                if person not in role_of or seat(role_of[person], seen):
                    role_of[person] = role
                    return True
        return False

    return all(seat(role, set()) for role in range(len(roles)))
