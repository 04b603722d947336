"""The search for tasks that can be done in several modes: modes are chosen, then tasks placed in them."""

from __future__ import annotations

from dataclasses import replace

from varifocal.core.plan.published.values import Instance, Task

MOST_LOOKS = 1_000_000
"""Steps times tasks before the choice of frugal modes is given up."""


def frugal_modes(instance: Instance) -> tuple[int, ...] | None:
    """A mode for each task such that no consumable runs out: the quickest, then step by step whatever saves most
    of what is over for the least time; None where that leads nowhere, which proves nothing."""
    possible = [possible_modes(instance, task) for task in range(len(instance.tasks))]
    if not all(possible):
        return None
    modes = [
        min((instance.tasks[number].modes[way].duration, way) for way in ways)[1]
        for number, ways in enumerate(possible)
    ]
    used = [
        sum(amounts) for amounts in zip(*(_use(instance, each) for each in enumerate(modes)), strict=True)
    ]
    for _ in range(min(4 * len(modes), MOST_LOOKS // len(modes))):
        if not _over(instance, used):
            return tuple(modes)
        step = _best_step(instance, possible, modes, used)
        if step is None:
            return None
        used = _changed(instance, used, (step[0], modes[step[0]]), step)
        modes[step[0]] = step[1]
    return None


def _best_step(
    instance: Instance, possible: list[list[int]], modes: list[int], used: list[int]
) -> tuple[int, int] | None:
    """The task, and its other mode, that saves most of what is over for the time it costs."""
    over = _over(instance, used)
    steps = []
    for number, ways in enumerate(possible):
        for way in ways:
            saved = over - _over(instance, _changed(instance, used, (number, modes[number]), (number, way)))
            if saved > 0:
                ways_of = instance.tasks[number].modes
                longer = max(0.1, ways_of[way].duration - ways_of[modes[number]].duration)
                steps.append((longer / saved, number, way))
    return min(steps)[1:] if steps else None


def _use(instance: Instance, choice: tuple[int, int]) -> tuple[int, ...]:
    return instance.tasks[choice[0]].modes[choice[1]].consumable


def _changed(instance: Instance, used: list[int], old: tuple[int, int], new: tuple[int, int]) -> list[int]:
    pairs = zip(used, _use(instance, old), _use(instance, new), strict=True)
    return [amount - before + after for amount, before, after in pairs]


def possible_modes(instance: Instance, task: int) -> list[int]:
    """Modes that ask for no more than there is of any resource."""
    ways = instance.tasks[task].modes
    return [
        number
        for number, way in enumerate(ways)
        if not way.duration
        or all(need <= have for need, have in zip(way.renewable, instance.renewable, strict=True))
    ]


def _over(instance: Instance, used: list[int]) -> int:
    return sum(max(0, amount - have) for amount, have in zip(used, instance.consumable, strict=True))


def fixed(instance: Instance, modes: tuple[int, ...]) -> Instance:
    """The same tasks with one mode each; the instance itself where there is no other."""
    if not instance.is_multi_mode:
        return instance
    tasks = tuple(
        Task((task.modes[mode],), task.successors) for task, mode in zip(instance.tasks, modes, strict=True)
    )
    return replace(instance, tasks=tasks)
