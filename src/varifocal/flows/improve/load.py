"""How much of a process is in work at once, week by week: its projects, and what was begun in them by step, by role and
by person.

The last year is told, or as far back as there is work: of projects that ended before `BACK` nothing is read, so
earlier weeks would show fewer than there were. What is not over is in work until now, but for what a project that ended
left undone: that is told nowhere. By person it is told of whom the
reader may look back on; everybody else is in the sums by step and by role alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from varifocal.core.mine.workload import Load, Periods, Workload, load, periods, told_load
from varifocal.flows.improve.reading import Lived
from varifocal.flows.improve.steps import Case, Deed
from varifocal.org.base.account import Account
from varifocal.org.people.person import Person, looked_back_on

MICRO = 1_000_000
YEAR = timedelta(weeks=52)
Stretch = tuple[float, float | None]
"""From when until when, in seconds since 1970 (UTC); None: not over."""


def load_of(it: Lived, names: Mapping[int, str], *, now: datetime, zone: str) -> dict[str, Any]:
    """The load of a process, in the form of `core.mine.workload.told_load`; `names`: who is told of by name. Nothing
    where nothing was begun."""
    projects = [stretch for case in it.cases if (stretch := _lasted(case))]
    if not projects:
        return {}
    until = round(now.timestamp() * MICRO)
    first = max(min(begin for begin, _ in projects), (now - YEAR).timestamp())
    cut = periods(min(round(first * MICRO), until), until, zone=zone)
    goes_on = [
        (case, one) for case in it.cases for one in case.passages if one.end is not None or not case.ended
    ]
    passed = [(one.step, (one.begin, one.end)) for _, one in goes_on]
    deeds = [deed for case, one in goes_on for deed in one.deeds if deed.end is not None or not case.ended]
    roles = {place: step.role.name for place, step in enumerate(it.steps) if step.role}
    by = {
        "activity": [
            _load(step.name, (one for at, one in passed if at == place), cut, until)
            for place, step in enumerate(it.steps)
        ],
        "role": [
            _load(role, (one for at, one in passed if roles.get(at) == role), cut, until)
            for role in sorted({*roles.values()})
        ],
        "person": [
            _load(name, (_done(deed) for deed in deeds if pk in deed.people), cut, until)
            for pk, name in sorted(names.items(), key=lambda one: one[1])
        ],
    }
    return told_load(
        Workload(cut, _load("", projects, cut, until), {key: ones for key, ones in by.items() if ones})
    )


def told_by_name(it: Lived, by: Account) -> dict[int, str]:
    """Who did something in it, of those this account may look back on."""
    there = {
        person for case in it.cases for one in case.passages for deed in one.deeds for person in deed.people
    }
    rows = Person.objects.visible_to(by).filter(looked_back_on(by), pk__in=there).order_by()
    return dict(rows.values_list("pk", "name").distinct())


def _lasted(case: Case) -> Stretch | None:
    """A project from the first thing begun until it ended; one that has not ended goes on."""
    if not case.passages:
        return None
    last = max(one.end or one.begin for one in case.passages)
    return min(one.begin for one in case.passages), last if case.ended else None


def _done(deed: Deed) -> Stretch:
    return deed.begin or 0.0, deed.end


def _load(name: str, stretches: Iterable[Stretch], cut: Periods, until: int) -> Load:
    rows = list(stretches)
    begin = np.array([round(begin * MICRO) for begin, _ in rows], np.int64)
    end = np.array([until if end is None else round(end * MICRO) for _, end in rows], np.int64)
    over = np.array([end is not None for _, end in rows], np.bool_)
    return load(name, begin, end, over, cut, until)
