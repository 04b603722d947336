"""The timeline: bars by person or by project, and what stands beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from varifocal.core.values import in_a_row
from varifocal.flows.schedule import Schedule
from varifocal.org.base.account import Account, Role
from varifocal.web import charts
from varifocal.web.schedule.parts import asked_with, broken, late, tabs_of, unplaced


@dataclass(frozen=True, slots=True)
class Page:
    """All the template needs."""

    headline: str
    tabs: list[dict[str, Any]]
    line: charts.Line
    unplaced: tuple[dict[str, Any], ...]
    more_unplaced: int
    """Tasks without a place that are not listed."""
    broken: tuple[dict[str, Any], ...]
    late: str
    first: str
    """What stands beside the timeline at first: of a proposal what it would move."""
    empty: bool
    may_take: bool
    """Whether proposals are hers to take, and so hers to see."""


def shown(schedule: Schedule, query: QueryDict, by: Account) -> Page:
    """Bars by person or by project; what has no place stands beside them."""
    rows = "project" if query.get("by") == "project" else "person"
    return Page(
        _headline(schedule),
        tabs_of(schedule, "schedule"),
        line=charts.Line(
            url=f"{reverse('schedule-bars')}?{query.urlencode()}",
            by=rows,
            name="Who does what when",
            base=True,
            ways=tuple(
                {"name": name, "url": f"?{asked_with(query, by=key)}", "here": key == rows}
                for key, name in (("person", "By person"), ("project", "By project"))
            ),
        ),
        unplaced=unplaced(schedule),
        more_unplaced=schedule.unplaced_tasks - len(schedule.unplaced),
        broken=broken(schedule),
        late=late(schedule),
        first=_proposed(schedule, query),
        empty=schedule.run is None,
        may_take=by.has_role(Role.OWNER, Role.MANAGER),
    )


def _proposed(schedule: Schedule, query: QueryDict) -> str:
    """Where the proposal is told that is asked for, if she may see it."""
    wanted = next((row["id"] for row in schedule.proposals if str(row["id"]) == query.get("proposal")), None)
    return "" if wanted is None else reverse("schedule-proposal", args=[wanted])


def _headline(schedule: Schedule) -> str:
    """What waits, in a sentence."""
    parts = [
        f"{count} {one if count == 1 else many}"
        for count, one, many in (
            (schedule.unplaced_tasks, "task has no place yet", "tasks have no place yet"),
            (len(schedule.proposals), "change would be worth it", "changes would be worth it"),
        )
        if count
    ]
    if schedule.run is None:
        return "Nothing is planned yet"
    return in_a_row(parts) or "Everything that is open has its place"
