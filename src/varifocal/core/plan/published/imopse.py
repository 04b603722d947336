"""The iMOPSE library's `.def`: one person a task, with the skill at its level (Myszkowski et al. 2015)."""

from __future__ import annotations

import re

from varifocal.core.plan.published.text import Flaw, Lines, task_numbers, whole
from varifocal.core.plan.published.values import Instance, Mode, SkillDemand, Task

SKILL = re.compile(r"Q(\d{1,3}):\s*(\d{1,6})(?!\d)")


def read_imopse(text: str, name: str) -> Instance:
    """Tasks of one mode that each take one person whose level of one skill is high enough; no dummies.

    Published levels begin at 0 and stand one higher here, where 0 means to lack a skill.
    """
    lines = Lines(text)
    count = _after_colon(lines, "Tasks:", "the line “Tasks: …”")
    heads = _after_colon(lines, "Resources:", "the line “Resources: …”")
    lines.seek("ResourceID", "the heading “ResourceID Salary Skills”")
    skilled = [_person(lines, number) for number in range(1, heads + 1)]
    lines.seek("TaskID", "the heading “TaskID Duration Skill Predecessor IDs”")
    rows = [_task(lines, number, count) for number in range(1, count + 1)]
    skills = 1 + max(skill for levels in skilled for skill in levels)
    skills = max(skills, 1 + max(mode.skills[0].skill for mode, _ in rows))
    people = tuple(tuple(levels.get(skill, 0) for skill in range(skills)) for levels in skilled)
    successors: list[list[int]] = [[] for _ in range(count)]
    for number, (_, before) in enumerate(rows):
        for other in before:
            successors[other].append(number)
    tasks = tuple(Task((mode,), tuple(after)) for (mode, _), after in zip(rows, successors, strict=True))
    return Instance(name, tasks, people=people)


def _after_colon(lines: Lines, start: str, what: str) -> int:
    words = lines.seek(start, what).partition(":")[2].split()
    return whole(words[0] if words else "", lines.at, what, least=1)


def _skills(words: list[str], line: int, what: str) -> tuple[list[tuple[int, int]], str]:
    """The pairs of skill and level in some words, and what stands after them."""
    text = " ".join(words)
    pairs = [(int(found[1]), int(found[2])) for found in SKILL.finditer(text)]
    rest = SKILL.sub("", text)
    if not pairs:
        raise Flaw(line, f"expected {what} like “Q0: 2”")
    return pairs, rest


def _person(lines: Lines, number: int) -> dict[int, int]:
    words = lines.take(f"person {number}")
    if words[0] != str(number):
        raise Flaw(lines.at, f"expected person {number}, not “{words[0][:40]}”")
    pairs, rest = _skills(words[2:], lines.at, "skills with levels")
    if rest.split():
        raise Flaw(lines.at, f"expected only skills after the salary, not “{rest.split()[0][:40]}”")
    return {skill: level + 1 for skill, level in pairs}


def _task(lines: Lines, number: int, count: int) -> tuple[Mode, tuple[int, ...]]:
    words = lines.take(f"task {number}")
    if words[0] != str(number) or len(words) < 2:
        raise Flaw(lines.at, f"expected task {number} and its duration, not “{words[0][:40]}”")
    duration = whole(words[1], lines.at, f"the duration of task {number}")
    pairs, rest = _skills(words[2:], lines.at, "the skill and level of the task")
    if len(pairs) != 1:
        raise Flaw(lines.at, f"expected one skill for task {number}, not {len(pairs)}")
    before = task_numbers((whole(word, lines.at, "a predecessor") for word in rest.split()), count, lines.at)
    return Mode(duration, skills=(SkillDemand(pairs[0][0], pairs[0][1] + 1, 1),)), before
