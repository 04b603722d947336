"""Open tasks, a row each, and behind them a row for each way a task could be done in: what they say in numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from operator import attrgetter

import numpy as np

from varifocal.core.plan.workload import NO_RANK, TASK, Records
from varifocal.core.portfolio import SkillDemand, Task

Kinds = tuple[tuple[SkillDemand, ...], ...]
"""What tasks ask for, each kind once."""

PLAIN = np.dtype([("id", "i8"), ("project", "i8"), ("priority", "i8"), ("left", "f8")])
"""What every task says in numbers."""

SELDOM = (
    "started", "wait", "uses", "modes", "mode", "pinned_start", "pinned_people", "splittable", "release", "deadline",
    "start_lag", "finish_lag",
)  # fmt: skip
"""What few tasks say anything of; it is looked at for these alone."""

_plain, _seldom = attrgetter(*(PLAIN.names or ())), attrgetter(*SELDOM)
_demands, _rank = attrgetter("demands"), attrgetter("rank")
_by_default = {each.name: each.default for each in fields(Task)}
_USUAL = tuple(_by_default[name] for name in SELDOM)


@dataclass(frozen=True)
class Rows:
    """Open tasks by their ids, those that are agreed in some mode as in that; behind them what could still be done in
    one way or another, as it would be in each.

    `said` is what they say in numbers, `special` are the places of those that say something few do. `ways` are, of each
    task that can be done in several, its own place and from where to where its ways stand behind all `own` tasks.
    """

    own: tuple[Task, ...]
    tasks: tuple[Task, ...]
    ways: Sequence[tuple[int, int, int]]
    said: Records
    special: Sequence[int]
    kinds: Kinds
    projects: tuple[int, ...]
    columns: Records

    @cached_property
    def few(self) -> list[Task]:
        """Those that say something few do."""
        return [self.tasks[at] for at in self.special]

    @property
    def own_columns(self) -> Records:
        """The rows of tasks as they are."""
        return self.columns[: len(self.own)]

    @property
    def way_columns(self) -> Records:
        """The rows of tasks in other ways."""
        return self.columns[len(self.own) :]


def rows_of(tasks: tuple[Task, ...]) -> Rows:
    """Rows with all filled in that needs nothing but the tasks themselves."""
    own, said, special = _in_order(tasks)
    others, ways = _in_each_way(own, special)
    tasks = (*own, *others)
    said = np.concatenate([said, _plainly(others)])
    special += range(len(own), len(tasks))
    columns: Records = np.zeros(len(tasks), dtype=TASK)
    kinds: dict[tuple[SkillDemand, ...], int] = {}
    columns["kind"] = [kinds.setdefault(asked, len(kinds)) for asked in map(_demands, tasks)]
    columns["number"] = said["id"]
    projects, columns["project"] = np.unique(said["project"], return_inverse=True)
    rank = np.array(list(map(_rank, tasks)), dtype=np.float64)  # NaN where there is none
    columns["ranked"] = ~np.isnan(rank)
    columns["rank"] = np.where(np.isnan(rank), NO_RANK, rank)
    rows = Rows(own, tasks, ways, said, special, tuple(kinds), tuple(projects.tolist()), columns)
    columns["started"][special] = [task.has_begun for task in rows.few]
    columns["pinned_start"][special] = [task.pinned_start is not None for task in rows.few]
    columns["mode"][special] = [task.mode if task.people else 0 for task in rows.few]
    columns["whole"][special] = [not task.splittable or bool(task.uses) for task in rows.few]
    return rows


def _plainly(tasks: Sequence[Task]) -> Records:
    """What tasks say in numbers."""
    return np.fromiter(map(_plain, tasks), PLAIN, len(tasks))


def _in_order(tasks: tuple[Task, ...]) -> tuple[tuple[Task, ...], Records, list[int]]:
    """Tasks in ascending order of their ids, each in the mode that is agreed; what they say in numbers; and the places
    of those that say something few do."""
    said = _plainly(tasks)
    if (np.diff(said["id"]) < 0).any():
        order = np.argsort(said["id"], kind="stable")
        tasks, said = tuple([tasks[at] for at in order.tolist()]), said[order]
    special = [at for at, seldom in enumerate(map(_seldom, tasks)) if seldom != _USUAL]
    in_mode = [at for at in special if tasks[at].mode and tasks[at].people]
    if in_mode:
        changed = {at: tasks[at].in_mode(tasks[at].mode) for at in in_mode}
        tasks = tuple([changed.get(at, task) for at, task in enumerate(tasks)])
        said[in_mode] = _plainly([tasks[at] for at in in_mode])
    return tasks, said, special


def _in_each_way(
    tasks: tuple[Task, ...], special: Sequence[int]
) -> tuple[list[Task], list[tuple[int, int, int]]]:
    """What could still be done in one way or another, as it would be in each, its own first; where they stand."""
    found: list[Task] = []
    ways = []
    for at in special:
        task = tasks[at]
        if task.modes and not task.people and task.wait is None and task.left > 0:
            first = len(found)
            found.extend(task.in_mode(mode) for mode in range(len(task.modes) + 1))
            ways.append((at, first, len(found)))
    return found, ways
