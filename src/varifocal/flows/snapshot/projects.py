"""Rows → open projects: their dates, what they serve, what they may take and have taken, and what alike ones took."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from decimal import Decimal
from statistics import median

from varifocal.core import portfolio as core
from varifocal.flows.costs import cost_so_far, fixed_prices
from varifocal.flows.snapshot.deleted import deleted
from varifocal.flows.snapshot.hours import Spent
from varifocal.flows.snapshot.view import VIEW, float_or_none, grouped
from varifocal.org.work.project import Project, Serving

ENOUGH_ALIKE = 3


def projects(spent: Spent, here: Collection[int]) -> Iterator[core.Project]:
    """Every open project; `here` are the ids of people who are."""
    serves = grouped(
        Serving.objects.using(VIEW)
        .filter(until=None)
        .order_by("pk")
        .values_list("project_id", "goal_id", "share", "goal_date_then")
    )
    gone = deleted(VIEW)
    alike = _hours_alike(spent)
    cost, price = cost_so_far(spent.did, VIEW), fixed_prices(VIEW)
    for project in Project.objects.using(VIEW).open().order_by("pk"):
        yield core.Project(
            id=project.pk,
            name=project.name,
            kind=core.ProjectKind(project.kind),
            company=project.company_id,
            opened=project.opened_on,
            due=project.due,
            deadline=project.deadline,
            priority=project.priority,
            manager=project.manager_id,
            serves=tuple(core.Serves(goal, float(share), then) for goal, share, then in serves[project.pk]),
            hours_budget=float_or_none(project.budget_hours),
            hours_spent=spent.on_project[project.pk].all,
            money_budget=project.budget_money,
            money_spent=cost.get(project.pk, Decimal(0)) + (project.other_costs or 0),
            money_price=price.get(project.pk),
            hours_alike=_yardstick(project, alike, gone[project.pk].cut),
            hours_removed=gone[project.pk].hours,
            removed_from=tuple(person for person in gone[project.pk].people if person in here),
        )


def _yardstick(project: Project, alike: Callable[[Project], float | None], cut: float) -> float | None:
    """What alike projects took, less what was agreed to be cut from this one; none where a budget stands."""
    hours = None if project.budget_hours is not None else alike(project)
    return None if hours is None else max(0.0, hours - cut)


def _hours_alike(spent: Spent) -> Callable[[Project], float | None]:
    """What alike finished projects took: the one it was made from, else the median of its kind."""
    took: dict[str, list[float]] = defaultdict(list)
    ended = Project.objects.using(VIEW).filter(ending=Project.Ending.DONE)
    for pk, kind in ended.values_list("pk", "kind"):
        if (total := spent.on_project[pk].told) > 0:
            took[kind].append(total)

    def alike(project: Project) -> float | None:
        source = spent.on_project[project.made_from_id or 0].told
        if source > 0:
            return source
        known = took[project.kind]
        return median(known) if len(known) >= ENOUGH_ALIKE else None

    return alike
