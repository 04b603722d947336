"""A portfolio and its plan, laid out to be checked: what binds, who does what, what is in use when."""

from __future__ import annotations

from varifocal.core.plan.values import Plan
from varifocal.core.portfolio import Dependency, DependencyKind, Portfolio, Task
from varifocal.core.portfolio.hours import working_time
from varifocal.core.values import Problem

STARTS = (DependencyKind.FINISH_START, DependencyKind.START_START)
"""Dependencies that hold the start of the later task."""

FROM_FINISH = (DependencyKind.FINISH_START, DependencyKind.FINISH_FINISH)
"""Dependencies that count from the finish of the earlier task."""

OUT = -1
"""What stands instead of a task where equipment is out of service."""


class Facts:
    """What all checks ask for. `placed` are open tasks that have a place, `known` those of them whose people are known;
    `asked` is each task as the mode it is placed in has it; `binding` are dependencies by the later task, `lines` each
    person's tasks that take time, `booked` when how many of each kind of equipment are in use, and by which task."""

    def __init__(self, portfolio: Portfolio, plan: Plan) -> None:
        self.portfolio, self.plan = portfolio, plan
        self.time = working_time(portfolio, plan.horizon, plan.origin)
        self.placed = {task: placed for task, placed in plan.placed.items() if task in portfolio.task}
        self.asked = {
            task: asked.in_mode(self.placed[task].mode) if self.in_a_way(asked) else asked
            for task, asked in portfolio.task.items()
        }
        self.known = {
            task
            for task, placed in self.placed.items()
            if all(person in portfolio.person for person in placed.people)
        }
        self.binding = self._binding()
        self.lines = self._lines()
        self.booked = self._booked()

    def in_a_way(self, asked: Task) -> bool:
        """Whether it is placed, in a mode it has."""
        return asked.id in self.placed and 0 <= self.placed[asked.id].mode <= len(asked.modes)

    def at(self, person: int, begin: int, end: int) -> tuple[int, int]:
        """A stretch of the grid in somebody's working quarters."""
        cum = self.time.people[person].cum
        return int(cum[begin]), int(cum[end])

    def says(self, task: int, sentence: str) -> Problem:
        """Something that is wrong with a task, which the sentence begins with."""
        return Problem(f"{self.name(task)} {sentence}", f"task {task}")

    def name(self, task: int) -> str:
        """What a task is called."""
        asked = self.portfolio.task.get(task)
        return f"“{asked.name}”" if asked else f"task {task}"

    def _binding(self) -> dict[int, list[Dependency]]:
        """Without those on what may never come, and those that hold the start of what has begun."""
        portfolio = self.portfolio
        binding: dict[int, list[Dependency]] = {}
        for link in portfolio.dependencies:
            known = link.before in portfolio.task and link.after in portfolio.task
            comes = link.before not in portfolio.tentative or link.after in portfolio.tentative
            if known and comes and not (link.kind in STARTS and portfolio.task[link.after].has_begun):
                binding.setdefault(link.after, []).append(link)
        return binding

    def _lines(self) -> dict[int, list[int]]:
        lines: dict[int, list[int]] = {}
        for task in sorted(self.known):
            placed = self.placed[task]
            if placed.finish > placed.start and placed.start >= 0 and placed.finish <= self.plan.horizon:
                for person in placed.people:
                    lines.setdefault(person, []).append(task)
        return lines

    def _booked(self) -> dict[int, list[tuple[int, int, int, int]]]:
        """By kind of equipment from when to when, how many, and the task, or that they are out of service."""
        booked: dict[int, list[tuple[int, int, int, int]]] = {}
        for task in sorted(self.known):
            placed = self.placed[task]
            if placed.finish > placed.start and self.asked[task].wait is None:
                for use in self.asked[task].uses:
                    booked.setdefault(use.equipment, []).append(
                        (placed.start, placed.finish, use.count, task)
                    )
        for each in self.portfolio.equipment:
            for out in each.out:
                begin, end = max(0, self.time.begin(out.first)), max(0, self.time.due(out.last))
                booked.setdefault(each.id, []).append((begin, end, out.count, OUT))
        return booked
