"""Where hours went, week by week, and what they left behind: finished tasks and readings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from varifocal.core.balance.kept import Trace, TraceKind
from varifocal.core.balance.reach import Hour, HoursByReach, HourSource, ProjectPast, hours_by_reach
from varifocal.core.values import monday_of
from varifocal.flows.together import Row, day


def hours_of(rows: Iterable[Row]) -> list[Hour]:
    """Entries added up a day, a project and a source; whose they were does not matter for their reach."""
    return [
        Hour(0, on, float(row["hours"]), row["project"], bool(row["people_time"]), HourSource(row["source"]))
        for row in rows
        if (on := day(row["on"]))
    ]


def by_week(
    hours: Iterable[Hour], pasts: Mapping[int, ProjectPast], mondays: Iterable[date]
) -> tuple[tuple[date, HoursByReach], ...]:
    """The hours of each of these weeks, with its Monday; `hours` lie in them."""
    weeks: dict[date, list[Hour]] = {monday: [] for monday in mondays}
    for hour in hours:
        weeks[monday_of(hour.on)].append(hour)
    return tuple((monday, hours_by_reach(entries, pasts)) for monday, entries in weeks.items())


def traces_of(finished: Iterable[tuple[int, date]], rows: Mapping[str, list[Row]]) -> list[Trace]:
    """Finished tasks, and the readings of a goal for every project that serves it."""
    serving: dict[int, set[int]] = defaultdict(set)
    for row in rows["servings"]:
        serving[row["goal"]].add(row["project"])
    traces = [Trace(project, on, TraceKind.TASK_FINISHED) for project, on in finished]
    for row in rows["readings"]:
        on = day(row["on"])
        traces += [Trace(project, on, TraceKind.READING) for project in serving[row["goal"]] if on]
    return traces
