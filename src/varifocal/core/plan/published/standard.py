"""PSPLIB's `.sm` and `.mm`, and the MMLIB's shorter form of them (Kolisch and Sprecher 1996)."""

from __future__ import annotations

from varifocal.core.plan.published.text import Flaw, Lines, task_numbers, whole, wholes
from varifocal.core.plan.published.values import Instance, Mode, Task


def read_standard(text: str, name: str) -> Instance:
    """One project of tasks with one or several modes, renewable and consumable (nonrenewable) resources."""
    lines = Lines(text)
    count = _after_colon(lines, "jobs", "the line “jobs (incl. supersource/sink)”", least=1)
    renewable = _after_colon(lines, "- renewable", "the number of renewable resources")
    consumable = _after_colon(lines, "- nonrenewable", "the number of nonrenewable resources")
    if _after_colon(lines, "- doubly constrained", "the number of doubly constrained resources"):
        raise Flaw(lines.at, "expected no doubly constrained resources: they are not supported")
    modes, successors = _dependencies(lines, count)
    tasks = _requests(lines, modes, successors, renewable, consumable)
    lines.seek("RESOURCE", "the section RESOURCEAVAILABILITIES")
    lines.take("the names of the resources")
    words = lines.take("the capacities")
    capacities = wholes(words, lines.at, "a capacity")
    if len(capacities) != renewable + consumable:
        raise Flaw(lines.at, f"expected {renewable + consumable} capacities, not {len(capacities)}")
    return Instance(name, tasks, tuple(capacities[:renewable]), tuple(capacities[renewable:]))


def _after_colon(lines: Lines, start: str, what: str, least: int = 0) -> int:
    words = lines.seek(start, what).partition(":")[2].split()
    return whole(words[0] if words else "", lines.at, what, least)


def _dependencies(lines: Lines, count: int) -> tuple[list[int], list[tuple[int, ...]]]:
    """For each task the number of its modes and its successors."""
    lines.seek("PRECEDENCE RELATIONS", "the section PRECEDENCE RELATIONS")
    lines.take("its heading")
    modes, successors = [], []
    for number in range(1, count + 1):
        row = wholes(lines.take(f"the successors of task {number}"), lines.at, "a number")
        if len(row) < 3 or row[0] != number or row[1] < 1:
            raise Flaw(lines.at, f"expected task {number}, its number of modes (1 or more) and of successors")
        if len(row) != 3 + row[2]:
            raise Flaw(lines.at, f"expected {row[2]} successors of task {number}, not {len(row) - 3}")
        modes.append(row[1])
        successors.append(task_numbers(row[3:], count, lines.at))
    return modes, successors


def _requests(
    lines: Lines, modes: list[int], successors: list[tuple[int, ...]], renewable: int, consumable: int
) -> tuple[Task, ...]:
    lines.seek("REQUESTS/DURATIONS", "the section REQUESTS/DURATIONS")
    lines.take("its heading")
    ahead = lines.at
    if not lines.take("a line of dashes or task 1")[0].startswith("-"):
        lines.at = ahead
    tasks = []
    for number, count in enumerate(modes, 1):
        ways = []
        for mode in range(1, count + 1):
            what = f"mode {mode} of task {number}"
            row = wholes(lines.take(what), lines.at, "a number")
            head = [number, mode] if mode == 1 else [mode]
            if row[: len(head)] != head or len(row) != len(head) + 1 + renewable + consumable:
                raise Flaw(lines.at, f"expected {what}: its duration and {renewable + consumable} requests")
            duration, *requests = row[len(head) :]
            ways.append(Mode(duration, tuple(requests[:renewable]), tuple(requests[renewable:])))
        tasks.append(Task(tuple(ways), successors[number - 1]))
    return tuple(tasks)
