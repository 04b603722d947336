"""Everything the searches compile, compiled: half a minute the first time on a machine, a second afterwards.

Run: python -m varifocal.core.plan.improving.warm
"""

from __future__ import annotations

from datetime import UTC, datetime

from varifocal.core.calendar import office_week
from varifocal.core.plan.improving.improve import improve
from varifocal.core.plan.search.warm import warm_up
from varifocal.core.plan.values import Stop
from varifocal.core.portfolio import Person, Portfolio, Project, Task
from varifocal.core.values import Range


def warm_up_all() -> None:
    """Search a tiny published problem and a tiny portfolio."""
    warm_up()
    improve(_tiny(), stop=Stop(schedules=2))


def _tiny() -> Portfolio:
    """Two tasks for one person, the second of which is late whatever she does first."""
    now = datetime(2027, 1, 4, 8, tzinfo=UTC)
    tasks = tuple(
        Task(number, f"Task {number}", 1, Range(8.0), 8.0, 8.0, due=now.date()) for number in (1, 2)
    )
    people = (Person(1, "Somebody", office_week("UTC")),)
    return Portfolio(now=now, zone="UTC", people=people, projects=(Project(1, "Work"),), tasks=tasks)


if __name__ == "__main__":
    warm_up_all()
