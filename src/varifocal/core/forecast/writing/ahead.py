"""What the order of a plan says before anything is written: what comes last, and who does how much."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from varifocal.core.plan import Plan
from varifocal.core.portfolio import Portfolio, Task
from varifocal.core.values import QUARTERS_PER_HOUR


class Ahead:
    """What a plan says of the tasks to come; `working` are the people who have a queue."""

    def __init__(self, portfolio: Portfolio, plan: Plan, working: Collection[int]) -> None:
        self.last_of: dict[tuple[int, int], int] = {}
        """By person and project the last task she does alone."""
        self.does: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
        """By project how many of its tasks each does, those deleted among them."""
        last: dict[int, int] = {}
        for number in plan.order:
            task, placed = portfolio.task[number], plan.placed[number]
            last[task.project] = number
            for person in placed.people:
                if len(placed.people) == 1 and is_work(task):
                    self.last_of[person, task.project] = number
                self.does[task.project][person] += 1
        for project in portfolio.projects:
            for person in project.removed_from:
                if person in working:
                    self.does[project.id][person] += 1
        self.closes = {number: project for project, number in last.items()}
        """By task the project whose last one it is."""


def is_work(task: Task) -> bool:
    """Whether there is anything to do in it."""
    return task.wait is None and task.left * QUARTERS_PER_HOUR > 1e-9
