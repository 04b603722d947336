"""What comes after what: dependencies among open tasks, and which of them bind."""

from __future__ import annotations

from operator import attrgetter

import numpy as np

from varifocal.core.plan.reading.lists import Lists
from varifocal.core.plan.reading.rows import Rows
from varifocal.core.plan.workload import NOBODY, TIE, Ints, Records
from varifocal.core.portfolio import DependencyKind, Portfolio
from varifocal.core.values import QUARTERS_PER_HOUR

HOLDS_START = (DependencyKind.FINISH_START, DependencyKind.START_START)
FROM_FINISH = (DependencyKind.FINISH_START, DependencyKind.FINISH_FINISH)

LINK = np.dtype([("before", "i8"), ("after", "i8"), ("lag", "f8")])
"""What every dependency says in numbers."""

_link, _kind = attrgetter(*(LINK.names or ())), attrgetter("kind")


def ties_of(portfolio: Portfolio, rows: Rows, lists: Lists) -> tuple[Records, Ints]:
    """Dependencies by the later task, those of one task by the earlier one; what has begun waits for nothing to
    start, whatever it should have waited for, and what is firm for nothing that may never come. And all of them, the
    earlier task's place above the later one's, whether they bind or not."""
    links, columns, tasks = portfolio.dependencies, rows.own_columns, len(rows.own)
    said = np.fromiter(map(_link, links), LINK, len(links))
    before, after = _place(rows, said["before"]), _place(rows, said["after"])
    ties: Records = np.zeros(len(links), dtype=TIE)
    ties["before"] = before
    ties["from_finish"] = ties["holds_start"] = 1
    kinds, usual = list(map(_kind, links)), DependencyKind.FINISH_START
    if kinds.count(usual) < len(kinds):
        ties["from_finish"] = [kind in FROM_FINISH for kind in kinds]
        ties["holds_start"] = [kind in HOLDS_START for kind in kinds]
    ties["hours"] = said["lag"]
    ties["lag"] = np.rint(ties["hours"] * QUARTERS_PER_HOUR)
    known = (before != NOBODY) & (after != NOBODY)
    between = np.stack([before[known], after[known]])
    binds = known & (columns["tentative"][before] <= columns["tentative"][after])
    binds &= (columns["started"][after] == 0) | (ties["holds_start"] == 0)
    ends = 2 * (1 - ties["from_finish"]) + ties["holds_start"]
    by_earlier = np.lexsort((ties["hours"], (before * (tasks + 1) + after) * 4 + ends))
    by_earlier = by_earlier[binds[by_earlier]]
    ties, before, after = ties[by_earlier], before[by_earlier], after[by_earlier]
    lists.add(columns, "later", np.bincount(before, minlength=tasks), after.tolist())
    count = np.bincount(after, minlength=tasks)
    columns["ties_to"] = np.cumsum(count)
    columns["ties_from"] = columns["ties_to"] - count
    return ties[np.argsort(after, kind="stable")], between


def _place(rows: Rows, ids: Ints) -> Ints:
    """The places of open tasks by their ids, NOBODY of others."""
    own = rows.said["id"][: len(rows.own)]
    at = np.searchsorted(own, ids, side="right") - 1
    return np.where((at >= 0) & (np.append(own, NOBODY)[at] == ids), at, NOBODY)
