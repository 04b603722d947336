"""What a task waits for: the tasks before it, what is left of lags, and the dates it must not begin before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from varifocal.core.calendar import add_lag
from varifocal.core.forecast.delays import not_before
from varifocal.core.forecast.writing.sheet import Sheet
from varifocal.core.plan import Placed
from varifocal.core.portfolio import Dependency, DependencyKind, Task
from varifocal.core.values import QUARTERS_PER_HOUR


class Limit:
    """From when on a task may start and may finish: a number, and rows of which the latest counts."""

    def __init__(self, start: int, rows: Iterable[int] = (), finish: Iterable[int] = ()) -> None:
        self.start, self.rows, self.finish = start, list(rows), list(finish)


class Ties:
    """The dependencies of a plan, and when the tasks that others wait for have ended."""

    def __init__(self, sheet: Sheet, placed: Mapping[int, Placed]) -> None:
        self.sheet, self.script = sheet, sheet.script
        self._ties = _ties(sheet.portfolio.dependencies, placed)
        self.followed = {tie.before for ties in self._ties.values() for tie in ties}
        """Tasks for whose start or finish another waits …"""
        self.starts_asked = {
            tie.before
            for ties in self._ties.values()
            for tie in ties
            if tie.kind in (DependencyKind.START_START, DependencyKind.START_FINISH)
        }
        """… and those for whose start one does."""
        self._starts: dict[int, int] = {}
        self._finishes: dict[int, int] = {}
        self._lagged: dict[tuple[int, bool, float], int] = {}

    def limit(self, task: Task) -> Limit:
        """From when on a task may start and may finish; what it waits for has been followed."""
        limit = Limit(not_before(task, self.sheet.time))
        if task.finish_lag:
            lag = add_lag(self.sheet.time.organization, 0, task.finish_lag)
            limit.finish.append(self.script.top((), lag))
        for tie in self._ties.get(task.id, ()):
            holds_start = tie.kind in (DependencyKind.FINISH_START, DependencyKind.START_START)
            if holds_start and task.started is not None:
                continue  # it has begun already, whatever it should have waited for
            from_finish = tie.kind in (DependencyKind.FINISH_START, DependencyKind.FINISH_FINISH)
            moment = self._moment(tie.before, from_finish, tie.lag)
            (limit.rows if holds_start else limit.finish).append(moment)
        return limit

    def follow(self, task: Task, finish: int, start: int | None) -> None:
        """Keep when it finished, and where somebody asks when it started, for what depends on it."""
        self._finishes[task.id] = finish
        if start is not None and task.id in self.starts_asked:
            self._starts[task.id] = start

    def _moment(self, before: int, from_finish: bool, lag: float) -> int:
        moment = (self._finishes if from_finish else self._starts)[before]
        work = round(lag * QUARTERS_PER_HOUR)
        if work == 0:
            return moment
        key = (before, from_finish, lag)
        if key not in self._lagged:
            self._lagged[key] = self.script.lag(moment, work)
        return self._lagged[key]


def _ties(dependencies: Iterable[Dependency], placed: Mapping[int, Placed]) -> dict[int, list[Dependency]]:
    """By the later task, those that bind in the plan; identical ones once."""
    ties: dict[int, list[Dependency]] = defaultdict(list)
    for link in dict.fromkeys(dependencies):
        if link.before in placed and link.after in placed:
            ties[link.after].append(link)
    return ties
