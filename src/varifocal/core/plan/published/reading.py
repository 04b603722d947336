"""From a published file to an instance, or to sentences that say what is wrong with it and where."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from varifocal.core.plan.published.imopse import read_imopse
from varifocal.core.plan.published.minizinc import read_minizinc
from varifocal.core.plan.published.mslib import read_mslib
from varifocal.core.plan.published.patterson import read_patterson
from varifocal.core.plan.published.standard import read_standard
from varifocal.core.plan.published.text import Flaw
from varifocal.core.plan.published.values import Instance, Mode
from varifocal.core.values import Problem

READERS: dict[str, Callable[[str, str], Instance]] = {
    ".sm": read_standard,
    ".mm": read_standard,
    ".rcp": read_patterson,
    ".dzn": read_minizinc,
    ".msrcp": read_mslib,
    ".def": read_imopse,
}
"""Which format stands behind a file's last letters."""

MOST_BYTES = 64 * 2**20
MOST_TASKS = 100_000
LONGEST = 10**7
"""Beyond these somebody meant another file."""


def read(path: Path) -> tuple[Instance | None, list[Problem]]:
    """The instance a file describes; none, and at least one problem, where it is not well formed."""
    try:
        if path.stat().st_size > MOST_BYTES:
            return None, [Problem(f"expected a file of at most {MOST_BYTES >> 20} MB.", path.name)]
        text = path.read_text(encoding="utf-8-sig", errors="replace")
    except OSError as reason:
        return None, [Problem(f"cannot be read: {reason.strerror}.", path.name)]
    return read_text(text, path.name)


def read_text(text: str, file: str) -> tuple[Instance | None, list[Problem]]:
    """The instance in the text of a file of this name; its ending decides which format is expected."""
    name, dot, ending = file.rpartition(".")
    reader = READERS.get(f".{ending.lower()}") if dot else None
    if reader is None:
        return None, [
            Problem(f"expected a file that ends in {', '.join(READERS)}; a plan as text ends in .toml.", file)
        ]
    try:
        instance = reader(text, name)
    except Flaw as flaw:
        return None, [Problem(f"{flaw.expected}.", f"{file}, line {max(1, flaw.line)}")]
    problems = [Problem(sentence, file) for sentence in flaws(instance)]
    return (None if problems else instance), problems


def flaws(instance: Instance) -> Iterator[str]:
    """What no schedule could ever satisfy, or no engine hold: circles, demands beyond capacity, absurd sizes."""
    if len(instance.tasks) > MOST_TASKS:
        yield f"expected at most {MOST_TASKS:,} tasks, not {len(instance.tasks):,}."
    elif instance.horizon > LONGEST:
        yield f"expected at most {LONGEST:,} periods of work, not {instance.horizon:,}."
    if len(instance.topological) < len(instance.tasks):
        circle = " → ".join(str(task + 1) for task in _circle(instance))
        yield f"expected no circle of dependencies; there is one of tasks {circle}."
    for number, task in enumerate(instance.tasks, 1):
        lacks = [_lacks(instance, mode) for mode in task.modes]
        if all(lacks):
            more = "" if len(lacks) == 1 else "more than there is, in each of its modes: in the first for "
            yield f"task {number} asks for {more}{lacks[0]}."


def _circle(instance: Instance) -> list[int]:
    """One circle of tasks, each before the next, the first once more at its end."""
    behind = set(range(len(instance.tasks))) - set(instance.topological)
    back = [min(behind)]
    while back.count(back[-1]) == 1:  # each of them waits for one of them
        back.append(next(one for one in instance.predecessors[back[-1]] if one in behind))
    return back[back.index(back[-1]) :][::-1]


def _lacks(instance: Instance, mode: Mode) -> str:
    """The renewable resource, or the people, of which a mode asks for more than there are; empty where it does not."""
    for number, (need, have) in enumerate(zip(mode.renewable, instance.renewable, strict=False), 1):
        if mode.duration and need > have:
            return f"{need} of resource {number}, of which there {'is' if have == 1 else 'are'} {have}"
    for demand in mode.skills:
        able = sum(person[demand.skill] >= demand.level for person in instance.people)
        if able < demand.count:
            people = "1 person" if demand.count == 1 else f"{demand.count} people"
            return f"{people} with a skill at a level that {able or 'nobody'} {'has' if able < 2 else 'have'}"
    return ""
