"""The Patterson form, `.rcp`: numbers in a row, line ends mean nothing (Patterson 1984; RG300 comes in it)."""

from __future__ import annotations

from varifocal.core.plan.published.text import Flaw, Lines, Tokens, task_numbers
from varifocal.core.plan.published.values import Instance, Mode, Task


def read_patterson(text: str, name: str) -> Instance:
    """One project of tasks with one mode and renewable resources."""
    tokens = Tokens(Lines(text).rest())
    count = tokens.whole("the number of tasks", least=1)
    resources = tokens.whole("the number of resources")
    capacities = tokens.wholes(resources, "the capacity of a resource")
    tasks = []
    for number in range(1, count + 1):
        duration = tokens.whole(f"the duration of task {number}")
        demands = tokens.wholes(resources, f"a demand of task {number}")
        after = tokens.wholes(
            tokens.whole(f"the number of successors of task {number}"), f"a successor of task {number}"
        )
        tasks.append(Task((Mode(duration, demands),), task_numbers(after, count, tokens.line)))
    if tokens.at < len(tokens.words):
        word, line = tokens.words[tokens.at]
        raise Flaw(line, f"expected the end of the file after task {count}, not “{word[:40]}”")
    return Instance(name, tuple(tasks), capacities)
