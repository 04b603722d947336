"""Whether a plan accounts for every task, and whether what it says of itself is true: places in people's orders, its
own order, deadlines that break."""

from __future__ import annotations

from collections.abc import Iterator

from varifocal.core.plan.checking.facts import Facts
from varifocal.core.values import Problem


def accounted_for(facts: Facts) -> Iterator[Problem]:
    """Every task is placed once, or unplanned with a reason."""
    for task in sorted(set(facts.plan.placed) | set(facts.plan.unplanned)):
        if task not in facts.portfolio.task:
            yield Problem("It is planned, but not among the open tasks.", f"task {task}")
        elif task in facts.plan.placed and task in facts.plan.unplanned:
            yield facts.says(task, "has a place and is called unplanned as well.")
        elif task in facts.plan.unplanned and not facts.plan.unplanned[task].strip():
            yield facts.says(task, "is unplanned without a reason.")
    for each in facts.portfolio.tasks:
        if each.id not in facts.plan.placed and each.id not in facts.plan.unplanned:
            yield facts.says(each.id, "has been dropped without a word.")
    for task in sorted(set(facts.placed) - facts.known):
        yield facts.says(task, "is given to somebody who is unknown.")


def ranks(facts: Facts) -> Iterator[Problem]:
    """Each says its place in the order of those who do it."""
    lines: dict[int, list[int]] = {}
    for task in sorted(facts.known):
        for person in facts.placed[task].people:
            lines.setdefault(person, []).append(task)
    for person, tasks in sorted(lines.items()):
        ordered = sorted(tasks, key=lambda task: (facts.placed[task].start, facts.placed[task].finish, task))
        for rank, task in enumerate(ordered):
            placed = facts.placed[task]
            given = dict(zip(placed.people, placed.rank, strict=False))
            if given.get(person) != rank:
                yield facts.says(task, "does not say its place in the order of those who do it.")


def order(facts: Facts) -> Iterator[Problem]:
    """The order of the plan names each placed task once, after those it depends on."""
    place = {task: number for number, task in enumerate(facts.plan.order)}
    if len(place) != len(facts.plan.order) or set(place) != set(facts.plan.placed):
        yield Problem("The order of the plan does not name each placed task once.", "plan")
        return
    for link in facts.portfolio.dependencies:
        if place.get(link.before, -1) > place.get(link.after, len(place)):
            yield facts.says(link.after, f"comes before {facts.name(link.before)} in the order of the plan.")


def silence(facts: Facts) -> Iterator[Problem]:
    """Deadlines that break and are not named among the plan's problems."""
    named = {problem.where for problem in facts.plan.problems}
    finishes: dict[int, int] = {}
    for task, placed in sorted(facts.placed.items()):
        asked = facts.asked[task]
        finishes[asked.project] = max(placed.finish, finishes.get(asked.project, 0))
        late = asked.deadline and placed.finish > facts.time.due(asked.deadline)
        if late and f"task {task}" not in named:
            yield facts.says(task, "breaks its deadline, and the plan does not say so.")
    for project in facts.portfolio.projects:
        late = project.deadline and finishes.get(project.id, 0) > max(0, facts.time.due(project.deadline))
        if late and f"project {project.id}" not in named:
            yield Problem(
                f"“{project.name}” breaks its deadline, and the plan does not say so.",
                f"project {project.id}",
            )
