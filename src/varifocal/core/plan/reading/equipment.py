"""What equipment open tasks use, when some of it is not there, and what there is too little of."""

from __future__ import annotations

import numpy as np

from varifocal.core.plan.reading.dates import Dates
from varifocal.core.plan.reading.rows import Rows
from varifocal.core.plan.workload import OUTAGE, USE, WORKED_ON, Records
from varifocal.core.portfolio import Portfolio, Task


def uses_of(portfolio: Portfolio, rows: Rows) -> Records:
    """What equipment each task uses, by the task; nothing that is unknown."""
    tasks, columns = rows.tasks, rows.columns
    row = {each.id: at for at, each in enumerate(portfolio.equipment)}
    found: list[tuple[int, int]] = []
    count = np.zeros(len(tasks), dtype=np.int64)
    for at in [at for at in rows.special if tasks[at].uses]:
        if columns["length"][at] == WORKED_ON:
            mine = [(row[use.equipment], use.count) for use in tasks[at].uses if use.equipment in row]
            count[at] = len(mine)
            found.extend(mine)
    columns["uses_to"] = np.cumsum(count)
    columns["uses_from"] = columns["uses_to"] - count
    return np.array(found, dtype=USE)


def outages_of(portfolio: Portfolio, dates: Dates) -> Records:
    """When some of a kind of equipment is not there, as far as that is not over."""
    rows = (
        (at, dates.begin[out.first], dates.due[out.last], out.count)
        for at, each in enumerate(portfolio.equipment)
        for out in each.out
    )
    return np.array(sorted(row for row in rows if row[2] > 0), dtype=OUTAGE)


def too_little(portfolio: Portfolio, task: Task) -> str:
    """What a task uses that there is not enough of, in a sentence; empty where there is."""
    for use in task.uses:
        there = portfolio.equipment_by_id.get(use.equipment)
        if there is None:
            return f"“{task.name}” uses equipment that is not among what there is."
        if use.count > there.count:
            are = "is one" if there.count == 1 else f"are {there.count}"
            return f"“{task.name}” uses {use.count} of {there.name} at once; there {are}."
    return ""
