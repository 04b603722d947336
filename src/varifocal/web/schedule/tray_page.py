"""The tray: what is proposed, what nobody agreed yet, and what has no place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from varifocal.flows.compiled import is_loaded
from varifocal.flows.front import in_order
from varifocal.flows.schedule import Schedule
from varifocal.org.base.account import Account, Role
from varifocal.web.proposals import proposal
from varifocal.web.schedule.parts import broken, late, tabs_of, unplaced


@dataclass(frozen=True, slots=True)
class Page:
    """All the template needs."""

    headline: str
    tabs: list[dict[str, Any]]
    proposals: tuple[dict[str, Any], ...]
    projects: tuple[dict[str, Any], ...]
    unplaced: tuple[dict[str, Any], ...]
    more_unplaced: int
    """Tasks without a place that are not listed."""
    broken: tuple[dict[str, Any], ...]
    acts: tuple[dict[str, Any], ...]
    late: str
    may_take: bool
    """Whether proposals are hers to take, and so hers to see."""
    foretells: bool
    """Whether a forecast for each proposal is a matter of moments, as it is once what is compiled is there."""


def shown(schedule: Schedule, by: Account) -> Page:
    """Proposals, work nobody agreed yet by project, work without a place."""
    fresh = [one for one in schedule.waiting if one.proposed]
    may_take = by.has_role(Role.OWNER, Role.MANAGER)
    projects = tuple(
        {
            "name": one.project_name,
            "url": reverse("project", args=[one.project]),
            "count": one.proposed,
            "act": _agree(
                f"Agree to {'it' if one.proposed == 1 else f'all {one.proposed}'}", project=one.project
            )
            if may_take
            else None,
        }
        for one in sorted(fresh, key=lambda one: (-one.proposed, one.project_name))
    )
    offered = tuple({"id": row["id"], **proposal(row)} for row in in_order(schedule.proposals))
    acts = (_agree("Agree to everything proposed"),) if may_take and len(projects) > 1 else ()
    return Page(
        _headline(len(offered), schedule.proposed_tasks, schedule.unplaced_tasks),
        tabs_of(schedule, "schedule-tray"),
        proposals=offered,
        projects=projects,
        unplaced=unplaced(schedule),
        more_unplaced=schedule.unplaced_tasks - len(schedule.unplaced),
        broken=broken(schedule),
        acts=acts,
        late=late(schedule),
        may_take=may_take,
        foretells=is_loaded(),
    )


def _agree(name: str, *, project: int | None = None) -> dict[str, Any]:
    fields = {} if project is None else {"project": project}
    return {"name": name, "post": reverse("schedule-agree"), "fields": fields}


def _headline(proposals: int, fresh: int, unplaced: int) -> str:
    parts = [
        f"{count} {one if count == 1 else many}"
        for count, one, many in (
            (proposals, "proposal worth a look", "proposals worth a look"),
            (fresh, "task waits for a yes", "tasks wait for a yes"),
            (unplaced, "has no place yet", "have no place yet"),
        )
        if count
    ]
    return ", ".join(parts) if parts else "Nothing waits in the tray"
