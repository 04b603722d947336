"""Why a task has no place in a schedule, in a sentence."""

from __future__ import annotations

from collections.abc import Collection

from varifocal.core.calendar import QUARTERS_PER_DAY, QUARTERS_PER_WEEK
from varifocal.core.plan.words import day_text
from varifocal.core.plan.work import Compiled
from varifocal.core.plan.workload import WORKED_ON


def why_unplaced(
    work: Compiled, unplaced: Collection[int], in_circles: Collection[int]
) -> tuple[dict[int, str], tuple[int, ...]]:
    """Of all `unplaced` tasks (where they stand, in ascending order) the reason, by their ids; and those whose people's
    time does not suffice."""
    told: dict[int, str] = {}
    beyond: list[int] = []
    missing = set(unplaced)
    for at in unplaced:
        task, before = work.tasks[at], _missing_before(work, at, missing)
        if task.id in in_circles:
            told[task.id] = f"“{task.name}” stands in or behind a circle of dependencies."
        elif at in work.reasons:
            told[task.id] = work.reasons[at]
        elif before is not None:
            told[task.id] = f"“{task.name}” waits for {_named(work, at, before)}, which has no place yet."
        else:
            beyond.append(task.id)
            told[task.id] = _no_time(work, at)
    return told, tuple(beyond)


def _named(work: Compiled, at: int, before: int) -> str:
    """What it waits for, by its name where it is of the same project: whoever reads of one may not see another."""
    project = work.columns["project"]
    return f"“{work.tasks[before].name}”" if project[at] == project[before] else "a task of another project"


def _missing_before(work: Compiled, at: int, missing: Collection[int]) -> int | None:
    """The first of what it waits for that has no place itself."""
    first, last = work.columns[["ties_from", "ties_to"]][at].tolist()
    before: list[int] = work.ties["before"][first:last].tolist()
    return next((each for each in before if each in missing), None)


def _no_time(work: Compiled, at: int) -> str:
    task, people = work.tasks[at], work.agreed[at]
    years = round(work.time.grid.quarters / QUARTERS_PER_DAY / 365)
    span = f"the next {years} years" if years > 1 else "the next year"
    if work.columns["length"][at] != WORKED_ON:
        return f"“{task.name}” would end later than within {span}."
    for day, said in ((task.pinned_start, "is pinned to"), (task.release, "may not begin before")):
        if day is not None and day > work.day(work.time.grid.quarters - 1):
            return f"“{task.name}” {said} {day_text(day, work.today)}, which lies further ahead than {span}."
    lag = max(task.start_lag, task.finish_lag)
    if lag > work.time.week.hours * work.time.grid.quarters / QUARTERS_PER_WEEK:
        return f"“{task.name}” may go on only {lag:g} working hours from now, further ahead than {span}."
    hours = float(work.columns["hours"][at])
    if people:
        who = " and ".join(work.portfolio.person[person].name for person in people)
        if not len(work.time.crew(people).slots):
            never = "never work at the same time" if len(people) > 1 else "has no working time left"
            return f"“{task.name}” is for {who}, who {never}."
        time = "common working time" if len(people) > 1 else "working time"
        return f"“{task.name}” needs {hours:g} h of {who}, whose {time} in {span} does not hold it."
    return f"“{task.name}” needs {hours:g} h; nobody who could do it has the working time in {span}."
