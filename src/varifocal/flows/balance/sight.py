"""Lines of sight of what is open: goals without a step, and work without a why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from varifocal.core import portfolio as core
from varifocal.core.balance.sight import Sightlines, WithoutStep, WithoutWhy
from varifocal.core.values import Range
from varifocal.flows.balance.pasts import by_project, served_on
from varifocal.flows.together import Row, day, moment

NO_RANGE = Range(0.0)
SOME_WAIT = core.Wait(None, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Open:
    """Open tasks of one project, or its waits, as the plan has them: how many, hours left, when the first is done."""

    id: int
    project: int
    is_wait: bool
    tasks: int
    hours: float
    finish: datetime | None


def open_work(rows: Iterable[Row]) -> list[Open]:
    """What is open, numbered."""
    return [
        Open(
            number,
            row["project"],
            bool(row["is_wait"]),
            row["tasks"],
            float(row.get("hours") or 0),
            moment(row.get("finish")),
        )
        for number, row in enumerate(rows)
    ]


def portrait(now: datetime, zone: str, rows: Mapping[str, list[Row]], work: Sequence[Open]) -> core.Portfolio:
    """As much of a portfolio as lines of sight need."""
    today = now.date()
    servings = by_project(rows["servings"])
    return core.Portfolio(
        now=now,
        zone=zone,
        people=(),
        projects=tuple(
            core.Project(
                id=row["id"],
                name=row["name"],
                kind=core.ProjectKind(row["kind"]),
                due=day(row["due"]),
                serves=served_on(servings[row["id"]], today),
            )
            for row in rows["projects"]
            if row["ended"] is None
        ),
        tasks=tuple(
            core.Task(
                id=one.id,  # stands for all of its kind in its project
                name="",
                project=one.project,
                estimate=NO_RANGE,
                expected=one.hours,
                left=one.hours,
                wait=SOME_WAIT if one.is_wait else None,
            )
            for one in work
        ),
        goals=tuple(
            core.Goal(
                id=row["id"],
                name=row["name"],
                parent=row["parent"],
                target=day(row["target"]),
                committed=bool(row["committed"]),
                closed=row["ended"] is not None,
                created=day(row["set_on"]),
                strategy=row["strategy"],
            )
            for row in rows["goals"]
        ),
    )


def leaf_goals(sight: Sightlines) -> list[core.Goal]:
    """Open goals that no open goal serves."""
    above = {goal.parent for goal in sight.portfolio.goals if not goal.closed}
    return [goal for goal in sight.portfolio.goals if not goal.closed and goal.id not in above]


def without_step(sight: Sightlines) -> tuple[WithoutStep, ...]:
    """Goals without a step, but for those that other open goals serve."""
    leaves = {goal.id for goal in leaf_goals(sight)}
    return tuple(one for one in sight.without_a_step() if one.goal in leaves)


def without_why(sight: Sightlines, work: Sequence[Open]) -> tuple[WithoutWhy, ...]:
    """Work without a why, with all open tasks counted, where one stood for many."""
    tasks: dict[int, int] = defaultdict(int)
    for one in work:
        tasks[one.project] += one.tasks
    return tuple(replace(one, tasks=tasks[one.project]) for one in sight.without_a_why())
