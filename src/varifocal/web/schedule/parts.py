"""What several pages of the schedule show: their tabs, how late the plan is, what cannot be kept, what has no place."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.urls import reverse

from varifocal.flows.schedule import Schedule
from varifocal.org.base.organization import Organization
from varifocal.web import format as say
from varifocal.web.schedule.tabs import tabs


def tabs_of(schedule: Schedule, here: str) -> list[dict[str, Any]]:
    """The tabs, with what waits in the tray; `here` is the route one is at."""
    waiting = schedule.proposed_tasks + schedule.unplaced_tasks + len(schedule.proposals)
    return tabs(here, {"schedule-tray": waiting})


def late(schedule: Schedule) -> str:
    """How good the plan is, and how good one can be."""
    if schedule.late is None:
        return ""
    stands, least = schedule.late
    if not stands:
        return "As it is agreed, the plan keeps every date."
    here = Organization.here()
    weights = say.weighted(here.late_urgent, here.late_normal, here.late_can_wait)
    counted = f"As it is agreed, the plan misses its dates by {say.number(stands, 1)} days in all, {weights}"
    if stands <= least:
        return f"{counted}; no plan of this work can miss them by less."
    return f"{counted}; it cannot be below {say.number(least, 1) or '0'}, whoever does what."


def broken(schedule: Schedule) -> tuple[dict[str, Any], ...]:
    """Pins and deadlines that cannot be kept."""
    return tuple(
        {
            "name": one.name,
            "url": reverse(one.noun, args=[one.id]),
            "why": reverse("why", args=[one.id]) if one.noun == "task" else "",
            "sentence": one.sentence,
        }
        for one in schedule.broken
    )


def unplaced(schedule: Schedule) -> tuple[dict[str, Any], ...]:
    """Work without a place, and why it has none."""
    return tuple(
        {
            "name": one.name,
            "url": reverse("task", args=[one.task]),
            "why": reverse("why", args=[one.task]),
            "project": one.project_name,
            "reason": one.reason,
        }
        for one in schedule.unplaced
    )


def asked_with(query: QueryDict, **changed: str) -> str:
    """The same address with something else asked."""
    asked = query.copy()
    for key, value in changed.items():
        asked[key] = value
    return str(asked.urlencode())
