"""When open tasks may begin and are due, how much they press, and how long takes what nobody works on."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from datetime import date

import numpy as np
from numpy.typing import NDArray

from varifocal.core.calendar import NEVER, QUARTERS_PER_DAY
from varifocal.core.plan.reading.rows import Rows
from varifocal.core.plan.values import HoldKind
from varifocal.core.plan.workload import HOLDS, WORKED_ON
from varifocal.core.portfolio import Portfolio, Project, Task
from varifocal.core.portfolio.hours import WorkingTime
from varifocal.core.values import MOST_HOURS, QUARTERS_PER_HOUR


class Days(dict[date, int]):
    """Grid quarters by date, each reckoned once."""

    def __init__(self, reckon: Callable[[date], int]) -> None:
        super().__init__()
        self.reckon = reckon

    def __missing__(self, day: date) -> int:
        self[day] = quarter = self.reckon(day)
        return quarter

    def column(self, days: Iterable[date | None], otherwise: int) -> list[int]:
        """The quarters of a column of dates."""
        return [self[day] if day else otherwise for day in days]


class Dates:
    """The dates of a portfolio on the grid of its working time: the quarters by which days are over (`due`), and in
    which they `begin`."""

    def __init__(self, portfolio: Portfolio, time: WorkingTime) -> None:
        self.portfolio, self.time = portfolio, time
        self.due, self.begin = Days(time.due), Days(lambda day: max(0, time.begin(day)))

    def fill(self, rows: Rows) -> None:
        """Dates and priorities, the tasks' own and their projects'."""
        columns, few, special = rows.columns, rows.few, rows.special
        of, priority = columns["project"], rows.said["priority"]
        projects = [self.portfolio.project.get(each) for each in rows.projects]
        columns["priority"] = priority + np.array([each.priority if each else 2 for each in projects])[of]
        for each in set(priority.tolist()):
            columns["weight"][priority == each] = self.portfolio.aims.weight(each)
        columns["urgent"] = priority == 1
        columns["tentative"] = np.array([bool(each and each.is_tentative) for each in projects])[of]
        dated = [(at, task.due) for at, task in enumerate(rows.tasks) if task.due]
        columns["due"] = columns["deadline"] = NEVER
        columns["due"][[at for at, _ in dated]] = [self.due[day] for _, day in dated]
        columns["deadline"][special] = self.due.column((task.deadline for task in few), NEVER)
        columns["latest"] = np.array([self._presses(each) for each in projects], dtype=np.int64)[of]
        for name in ("due", "deadline"):
            np.minimum(columns["latest"], columns[name], out=columns["latest"])
        columns["hold"] = HOLDS.index(HoldKind.NOW)
        ahead = columns["started"][special] == 0
        release = ahead * self.begin.column((task.release for task in few), 0)
        pin = ahead * self.begin.column((task.pinned_start for task in few), 0)
        by_pin = (pin > 0) & (pin >= release)
        earliest = np.where(by_pin, pin, release)
        holds = np.where(by_pin, HOLDS.index(HoldKind.PIN), HOLDS.index(HoldKind.RELEASE))
        columns["earliest"][special] = earliest
        columns["hold"][special] = np.where(earliest > 0, holds, HOLDS.index(HoldKind.NOW))
        start_lag = np.array([task.start_lag for task in few])
        columns["start_lag"][special] = np.where(ahead, np.rint(start_lag * QUARTERS_PER_HOUR), 0)
        finish_lag = np.array([task.finish_lag for task in few])
        columns["finish_lag"][special] = np.rint(finish_lag * QUARTERS_PER_HOUR)

    def fill_lengths(self, rows: Rows) -> NDArray[np.bool_]:
        """Hours of what is worked on, and the time of what is not; whether each could be planned at all."""
        left, columns = rows.said["left"], rows.columns
        able: NDArray[np.bool_] = (left >= 0) & (left <= MOST_HOURS)
        columns["hours"] = np.where(able, left, 0.0)
        columns["length"] = np.where(np.ceil(left * QUARTERS_PER_HOUR - 1e-9) <= 0, 0, WORKED_ON)
        columns["length"][~able] = WORKED_ON
        for at in rows.special:
            if rows.tasks[at].wait is not None:
                earliest = int(columns["earliest"][at])
                able[at], columns["length"][at] = True, self._answered(rows.tasks[at], earliest) - earliest
        return able

    def _presses(self, project: Project | None) -> int:
        """The first date that presses a project's tasks: its own, or that of a committed goal it serves."""
        if project is None:
            return NEVER
        goals = (self.portfolio.goal.get(serves.goal) for serves in project.serves if serves.share > 0)
        dates = [goal.target for goal in goals if goal and goal.committed]
        return min((self.due[day] for day in (project.due, project.deadline, *dates) if day), default=NEVER)

    def _answered(self, task: Task, earliest: int) -> int:
        """When an outside party is expected to answer, were it asked at once: the days it usually takes; once
        asked, counted from then, and where that has passed, the days it rarely takes; where that has passed, a day."""
        wait = task.wait
        if wait is None or not all(0 <= days <= MOST_HOURS for days in wait.planned):
            return QUARTERS_PER_DAY
        likely, high = (math.ceil(days * QUARTERS_PER_DAY) for days in wait.planned)
        if wait.asked is None:
            return earliest + likely
        asked = self.time.asked(wait.asked)
        return next((asked + days for days in (likely, high) if asked + days > 0), QUARTERS_PER_DAY)
