"""How far a project is planned, and how much work nobody has planned yet.

Four things make work without a place. *Growth*: finished projects took more than their tasks were first
estimated at; the logarithm of that ratio is pooled by kind of project and counts for what is still to do.
*The gap*: finished projects of its kind took more in all than is planned here. *The budget*, where there is no
such yardstick: somewhere between nothing and what it still leaves. The largest of the three stands. *Loose*
hours come on top: tasks that have no place in the plan, and tasks deleted without anybody cutting scope.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from varifocal.core.forecast.draws import SCORES, SHARES, Floats
from varifocal.core.plan import Plan
from varifocal.core.portfolio import Portfolio, Project, ProjectKind, Task, TrackRecord
from varifocal.core.values import Range

HALF = 0.5
"""Under half planned there is no chance to state, only a sentence."""

DEFAULT_GROWTH = 1.1
"""What projects take over what was planned for them, before any has been finished here."""

ALIKE_SPREAD = 0.3
"""How far the totals of alike projects lie apart, in log units, around their median."""
_P90_SCORE = 1.2816

_GROWTH_WEIGHT = 5.0
_KIND_WEIGHT = 5.0
_GROWTH_SPREAD = 0.2


@dataclass(frozen=True, slots=True)
class Growth:
    """Hours in the end over hours planned at first: logarithm of the median by kind, and the spread around."""

    finished: int
    overall: float
    by_kind: Mapping[ProjectKind, float]
    spread: float

    def drawn(self, kind: ProjectKind, scored: Floats) -> Floats:
        """The ratio in each draw."""
        centre = self.by_kind.get(kind, self.overall)
        ratios: Floats = np.exp(np.float32(centre) + np.float32(self.spread) * scored)
        return ratios


def growth(record: TrackRecord) -> Growth:
    """Learn from finished projects how scope grows here, by kind, each kind pulled towards all of them and all
    of them towards the stated default."""
    logs: dict[ProjectKind, list[float]] = defaultdict(list)
    for one in record.grown:
        if one.planned > 0 and one.total > 0:
            logs[one.kind].append(math.log(one.total / one.planned))
    every = [log for own in logs.values() for log in own]
    overall = (sum(every) + _GROWTH_WEIGHT * math.log(DEFAULT_GROWTH)) / (len(every) + _GROWTH_WEIGHT)
    by_kind = {
        kind: (sum(own) + _KIND_WEIGHT * overall) / (len(own) + _KIND_WEIGHT) for kind, own in logs.items()
    }
    squares = sum((log - by_kind[kind]) ** 2 for kind, own in logs.items() for log in own)
    spread = math.sqrt((squares + _GROWTH_WEIGHT * _GROWTH_SPREAD**2) / (len(every) + _GROWTH_WEIGHT))
    return Growth(len(every), overall, by_kind, spread)


def as_large_as(hours: float) -> Range:
    """The hours of a project as large as one that took so many."""
    apart = math.exp(_P90_SCORE * ALIKE_SPREAD)
    return Range(hours, hours / apart, hours * apart)


@dataclass(frozen=True, slots=True)
class Extent:
    """One project in hours. Waits count nothing.

    `spent` so far; `left` of all that is still to do as far as anybody said, of which `fits` has a place in
    the plan and `removed` was deleted without anybody agreeing to it; `typed` the same hours as they were
    estimated, before calibration; `alike`: what finished projects of its kind took; `budget`: the hours it may
    take.
    """

    spent: float
    left: float
    fits: float
    typed: float
    removed: float
    alike: float | None
    budget: float | None
    placed: int
    """Tasks with a place in the plan, waits among them."""
    unplaced: tuple[int, ...]
    """Tasks without one."""

    @property
    def whole(self) -> float:
        """All of it, as far as anybody can know."""
        yardstick = self.alike if self.alike is not None else self.budget
        return max(self.spent + self.left, yardstick or 0.0)

    @property
    def planned(self) -> float:
        """The part that is done or has a place."""
        return self.spent + self.fits

    @property
    def covered(self) -> float:
        """How far it is planned, 0 to 1."""
        return min(1.0, self.planned / self.whole) if self.whole > 0 else 0.0

    @property
    def is_open(self) -> bool:
        """There is something still to do."""
        return bool(self.placed or self.unplaced or self.removed)

    def unplanned(self, grown: Floats, overrun: float, scored: Floats) -> Floats:
        """Hours of work nobody has written down yet, in each draw."""
        known = self.spent + self.typed * overrun
        more = (grown - np.float32(overrun)) * np.float32(self.typed)
        if self.whole > 0:
            to_do = np.float32(max(0.0, 1 - self.spent / self.whole))
            more = np.maximum(more, (self._yardstick(scored, known) - np.float32(known)) * to_do)
        hours: Floats = np.maximum(more, 0).astype(np.float32)
        return hours

    def _yardstick(self, scored: Floats, known: float) -> Floats:
        if self.alike is not None:
            hours: Floats = np.float32(self.alike) * np.exp(np.float32(ALIKE_SPREAD) * scored)
        else:
            share = np.interp(scored, SCORES, SHARES).astype(np.float32)
            hours = np.float32(known) + share * np.float32(max(0.0, (self.budget or 0.0) - known))
        return hours


def extents(portfolio: Portfolio, plan: Plan) -> Mapping[int, Extent]:
    """How far each project is planned."""
    tasks: dict[int, list[Task]] = defaultdict(list)
    for task in portfolio.tasks:
        tasks[task.project].append(task)
    return {project.id: _extent(project, tasks[project.id], plan) for project in portfolio.projects}


def _extent(project: Project, tasks: list[Task], plan: Plan) -> Extent:
    work = [task for task in tasks if task.wait is None]
    return Extent(
        spent=project.hours_spent,
        left=sum(task.left for task in work) + project.hours_removed,
        fits=sum(task.left for task in work if task.id in plan.placed),
        typed=sum(map(scale, work)) + project.hours_removed,
        removed=project.hours_removed,
        alike=project.hours_alike,
        budget=project.hours_budget,
        placed=sum(task.id in plan.placed for task in tasks),
        unplaced=tuple(task.id for task in work if task.id not in plan.placed),
    )


def scale(task: Task) -> float:
    """The hours a task's ratio is applied to: its likely estimate, for the part that is still to do."""
    if task.expected > 0 and task.estimate.likely > 0:
        return task.estimate.likely * task.left / task.expected
    return task.left


def planned_share(covered: float) -> str:
    """How far something is planned, in words, for where no percentage stands."""
    if covered <= 0:
        return "Nothing under it yet."
    words = min(_WORDS, key=lambda pair: abs(pair[0] - covered))[1]
    return f"{words} of it is planned; a chance needs more to stand on."


_WORDS = (
    (0.02, "Almost nothing"),
    (0.1, "A tenth"),
    (0.2, "A fifth"),
    (0.25, "A quarter"),
    (1 / 3, "A third"),
    (0.4, "Two fifths"),
    (0.48, "Nearly half"),
)
