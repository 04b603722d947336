"""The MSPSP library's MiniZinc data, `.dzn`: people who master skills or do not (Young, Feydy and Schutt 2017)."""

from __future__ import annotations

import re

from varifocal.core.plan.published.text import Flaw, task_numbers, whole
from varifocal.core.plan.published.values import Instance, Mode, SkillDemand, Task

STATEMENT = re.compile(r"(\w+)\s*=([^;]*);")
COMMENT = re.compile(r"%[^\n]*")
WORDS = re.compile(r"[^\s,|\[\]{}]+")
TRUTH = {"true": "1", "false": "0"}


class _Data:
    """The statements of a file by name, each with its line."""

    def __init__(self, text: str) -> None:
        text = COMMENT.sub("", text)
        self.last = text.count("\n") + 1
        self.statements: dict[str, tuple[str, int]] = {}
        end = 0
        for found in STATEMENT.finditer(text):
            between = text[end : found.start()]
            if between.strip():
                raise Flaw(self._line(text, end, between), "expected statements like “name = value;”")
            self.statements[found[1]] = (found[2], text.count("\n", 0, found.start()) + 1)
            end = found.end()
        if text[end:].strip():
            raise Flaw(self._line(text, end, text[end:]), "expected a statement that ends in “;”")

    @staticmethod
    def _line(text: str, end: int, between: str) -> int:
        return text.count("\n", 0, end + len(between) - len(between.lstrip())) + 1

    def numbers(self, name: str, count: int, what: str) -> list[int]:
        """So many numbers of one statement, true and false as 1 and 0."""
        if name not in self.statements:
            raise Flaw(self.last, f"expected a statement “{name} = …;”, {what}")
        value, line = self.statements[name]
        words = WORDS.findall(value)
        if len(words) != count:
            raise Flaw(line, f"expected {count:,} values in {name}, {what}, not {len(words):,}")
        return [whole(TRUTH.get(word, word), line, f"a value of {name}") for word in words]

    def line(self, name: str) -> int:
        """Where a statement begins."""
        return self.statements[name][1]


def read_minizinc(text: str, name: str) -> Instance:
    """Tasks that need so many people of each skill at once; everybody does one task and one skill at a time."""
    data = _Data(text)
    count, skills = (data.numbers(each, 1, "a number")[0] for each in ("nActs", "nSkills"))
    heads, pairs = (data.numbers(each, 1, "a number")[0] for each in ("nResources", "nPrecs"))
    duration = data.numbers("dur", count, "a duration for each task")
    demands = data.numbers("sreq", count * skills, "a row for each task, a column for each skill")
    mastery = data.numbers("mastery", heads * skills, "a row for each person, a column for each skill")
    if any(value > 1 for value in mastery):
        raise Flaw(data.line("mastery"), "expected only true and false in mastery")
    before = data.numbers("pred", pairs, "the first task of each dependency")
    after = data.numbers("succ", pairs, "the second task of each dependency")
    task_numbers(before, count, data.line("pred"))
    task_numbers(after, count, data.line("succ"))
    successors: list[set[int]] = [set() for _ in range(count)]
    for first, second in zip(before, after, strict=True):
        successors[first - 1].add(second - 1)
    tasks = []
    for number in range(count):
        row = demands[number * skills : (number + 1) * skills]
        needs = tuple(SkillDemand(skill, 1, needed) for skill, needed in enumerate(row) if needed)
        tasks.append(Task((Mode(duration[number], skills=needs),), tuple(sorted(successors[number]))))
    people = tuple(tuple(mastery[at : at + skills]) for at in range(0, heads * skills, skills or 1))
    return Instance(name, tuple(tasks), people=people)
