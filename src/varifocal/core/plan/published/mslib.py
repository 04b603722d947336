"""The MSLIB's `.msrcp`: a project, a workforce with levels, and skill requirements (Snauwaert and Vanhoucke 2023)."""

from __future__ import annotations

from varifocal.core.plan.published.text import Flaw, Lines, task_numbers, wholes
from varifocal.core.plan.published.values import Instance, Mode, SkillDemand, Task


def read_mslib(text: str, name: str) -> Instance:
    """Tasks that need so many people of each skill at once, everybody in one role at a time.

    The basic problem: who masters a skill at any level counts, as the library's base data sets have it.
    """
    lines = Lines(text)
    lines.seek("\\* Project Module", "the section “\\* Project Module *\\”")
    head = wholes(lines.take("the numbers of tasks, people and skills"), lines.at, "a number")
    if len(head) < 3 or head[0] < 1:
        raise Flaw(lines.at, "expected the numbers of tasks (1 or more), people, skills and levels")
    count, heads, skills = head[:3]
    works = _project(lines, count)
    lines.seek("\\* Workforce Module", "the section “\\* Workforce Module *\\”")
    people = tuple(_row(lines, skills, f"the skills of person {each}") for each in range(1, heads + 1))
    lines.seek("\\* Skill Requirements Module", "the section “\\* Skill Requirements Module *\\”")
    tasks = []
    for number, (duration, successors) in enumerate(works, 1):
        row = _row(lines, skills, f"the skills task {number} requires")
        needs = tuple(SkillDemand(skill, 1, needed) for skill, needed in enumerate(row) if needed)
        tasks.append(Task((Mode(duration, skills=needs),), successors))
    return Instance(name, tuple(tasks), people=people)


def _row(lines: Lines, count: int, what: str) -> tuple[int, ...]:
    row = wholes(lines.take(what), lines.at, what)
    if len(row) != count:
        raise Flaw(lines.at, f"expected {what}: {count} numbers, not {len(row)}")
    return tuple(row)


def _project(lines: Lines, count: int) -> list[tuple[int, tuple[int, ...]]]:
    """Duration and successors of each task; two lines with single numbers (a deadline among them) come before."""
    for _ in range(2):
        if len(lines.take("a line with one number")) != 1:
            raise Flaw(lines.at, "expected a line with one number before the tasks")
    works = []
    for number in range(1, count + 1):
        row = wholes(lines.take(f"task {number}"), lines.at, "a number")
        if len(row) < 2 or len(row) != 2 + row[1]:
            raise Flaw(
                lines.at, f"expected the duration of task {number}, its number of successors, and these"
            )
        works.append((row[0], task_numbers(row[2:], count, lines.at)))
    return works
