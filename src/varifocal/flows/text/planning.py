"""A plan somebody wrote as text: read, planned and checked. Nothing here touches the organization."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from varifocal.core.plan import Plan, check
from varifocal.core.plan import Stop as Stop
from varifocal.core.plan.improving import Progress as Progress
from varifocal.core.plan.improving import improve
from varifocal.core.portfolio import Portfolio
from varifocal.core.text import read_file
from varifocal.core.values import Problem
from varifocal.flows.compiled import is_loaded, load
from varifocal.flows.dated import Dated, NotKept, missed
from varifocal.flows.planner import least_tardiness, plan
from varifocal.org.base.refusals import Impossible


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a text means and what came of it: `odd` is what cannot be meant in it and was planned all the same, `least`
    how many weighted days late any plan must be, where that was reckoned."""

    portfolio: Portfolio
    plan: Plan
    odd: list[Problem]
    least: float | None
    seconds: float

    @property
    def zone(self) -> ZoneInfo:
        """In which days are told."""
        return ZoneInfo(self.portfolio.zone)

    def not_kept(self) -> list[NotKept]:
        """Due dates of tasks and projects the plan does not keep, the latest first; of what may never come none."""
        return missed(self._dated(), self.zone)

    def without_a_place(self) -> Iterator[tuple[int, str, str]]:
        """Number, name and reason of every task that has no place."""
        for task, reason in self.plan.unplanned.items():
            yield task, self.portfolio.task[task].name, reason

    def schedule(self) -> Iterator[dict[str, Any]]:
        """Every task as plain values, by its start; what has no place comes last, with its reason."""
        portfolio, planned = self.portfolio, self.plan
        placed = sorted(planned.placed.values(), key=lambda one: (one.start, one.finish, one.task))
        for one in placed:
            yield {
                **self._task(one.task),
                "people": [portfolio.person[who].name for who in one.people],
                "start": planned.starts(one.task).isoformat(),
                "finish": planned.finishes(one.task).isoformat(),
                "way": portfolio.task[one.task].modes[one.mode - 1].name if one.mode else "",
                "proposed": one.proposed,
                "reason": "",
            }
        for task, reason in planned.unplanned.items():
            nothing: dict[str, Any] = {
                "people": [],
                "start": None,
                "finish": None,
                "way": "",
                "proposed": False,
            }
            yield {**self._task(task), **nothing, "reason": reason}

    def _task(self, id: int) -> dict[str, Any]:
        task = self.portfolio.task[id]
        project = self.portfolio.project[task.project]
        return {
            "task": id,
            "name": task.name,
            "project": project.name,
            "project_chance": project.chance,
            "due": task.due.isoformat() if task.due else None,
        }

    def _dated(self) -> Iterator[Dated]:
        for task in self.portfolio.tasks:
            if task.id in self.portfolio.tentative:
                continue
            project = self.portfolio.project[task.project]
            finish = self.plan.finishes(task.id) if task.id in self.plan.placed else None
            yield Dated(task.id, task.name, task.due, project.id, project.name, project.due, finish)


def plan_file(
    path: Path,
    now: datetime,
    *,
    seed: int = 0,
    stop: Stop | None = None,
    loading: Callable[[], None] | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Outcome:
    """Who does what when in the plan a file holds, as of its own moment, or of `now` (UTC) where it names none.

    Without `stop` everything has its place by the published rules; with it other orders and other people are tried for
    what nobody agreed, which waits for what is compiled: `loading` is called before that, `progress` now and then
    while it searches. How late any plan must be is reckoned where that is compiled. Raises Impossible, with every
    problem in a line, where the file cannot be read; RuntimeError if the independent checker finds fault with the plan.
    """
    portfolio, problems = read_file(path, now)
    if portfolio is None:
        raise Impossible("\n".join(map(str, problems)))
    if stop is not None:
        if loading is not None:
            loading()
        load()
    since = time.perf_counter()
    planned = plan(portfolio) if stop is None else _searched(portfolio, seed, stop, progress)
    seconds = time.perf_counter() - since
    if faults := check(portfolio, planned):
        raise RuntimeError(f"The plan does not hold and is not shown: {faults[0]}")
    least = least_tardiness(portfolio, planned) if is_loaded() else None
    return Outcome(portfolio, planned, problems, least, seconds)


def _searched(
    portfolio: Portfolio, seed: int, stop: Stop, progress: Callable[[Progress], None] | None
) -> Plan:
    def tell(how_far: Progress) -> bool:
        if progress is not None:
            progress(how_far)
        return True

    return improve(portfolio, stop=stop, seed=seed, clock=time.perf_counter, tell=tell).plan
