"""Everything planner and searches compile, compiled: a minute the first time on a machine, a second afterwards.

Run: python -m varifocal.core.plan.improving.warm
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from varifocal.core.calendar import office_week
from varifocal.core.plan.improving import quick
from varifocal.core.plan.improving.improve import improve
from varifocal.core.plan.improving.mending import propose
from varifocal.core.plan.search.warm import warm_up
from varifocal.core.plan.values import Stop
from varifocal.core.portfolio import Person, Portfolio, Project, Task
from varifocal.core.values import Range


def warm_up_all() -> None:
    """Search a tiny published problem, too."""
    warm_up_planner()
    warm_up()


def warm_up_planner() -> None:
    """Plan a tiny portfolio, and look for something better to agree, and for a better plan of it."""
    tiny = _tiny()
    improve(tiny, stop=Stop(schedules=2))
    tasks = tuple(replace(task, people=(1,), rank=float(task.id)) for task in tiny.tasks)
    agreed = replace(tiny, tasks=tasks)
    propose(agreed, quick.plan(agreed), stop=Stop(schedules=10))


def _tiny() -> Portfolio:
    """Two tasks for either of two people, the second of which is late whatever is done first."""
    now = datetime(2027, 1, 4, 8, tzinfo=UTC)
    day = now.date()
    tasks = tuple(
        Task(number, f"Task {number}", 1, Range(80.0), 80.0, 80.0, due=day + timedelta(days=number))
        for number in (1, 2)
    )
    people = tuple(Person(number, f"Person {number}", office_week("UTC")) for number in (1, 2))
    return Portfolio(now=now, zone="UTC", people=people, projects=(Project(1, "Work"),), tasks=tasks)


if __name__ == "__main__":
    warm_up_all()
