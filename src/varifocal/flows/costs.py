"""What the work of projects has cost so far, and what is paid for it where that is fixed."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from operator import itemgetter

from django.db.models import Sum

from varifocal.core.forecast.costs import CENT
from varifocal.org.money.agreement import Agreement, Extra
from varifocal.org.money.rate import Rate
from varifocal.org.work.doing import TimeEntry

Steps = list[tuple[date, Decimal | None]]


def cost_so_far(did: Mapping[int, Mapping[int, float]], using: str = "default") -> dict[int, Decimal]:
    """By project what its hours cost, each at the rate of its day; `did`: by project the hours of each person, as
    `did_in` reads them. Hours
    before somebody's first rate count at that; those of people whose rate nobody knows, at the mean of the first ones
    that are known, as the forecast counts what is still to come. Nothing where no rate is known."""
    rates = Rate.over_time(using)
    firsts = [first for steps in rates.values() if (first := _first(steps)) is not None]
    if not firsts:
        return {}
    usual = sum(firsts, Decimal(0)) / len(firsts)
    changing = [person for person, steps in rates.items() if len(steps) > 1]
    cost: dict[int, Decimal] = defaultdict(Decimal)
    for project, hours in did.items():
        for person, each in hours.items():
            if person not in changing:
                cost[project] += Decimal(str(each)) * (_first(rates.get(person, [])) or usual)
    if changing:
        rows = TimeEntry.objects.using(using).filter(person__in=changing, project__in=list(did))
        for project, person, day, each in (
            rows.values_list("project_id", "person_id", "on").annotate(hours=Sum("hours")).order_by()
        ):
            cost[project] += each * _on(rates[person], day, usual)
    return {project: amount.quantize(CENT, ROUND_HALF_UP) for project, amount in cost.items()}


def did_in(projects: Collection[int], using: str = "default") -> dict[int, dict[int, float]]:
    """By project the hours of each person; one query."""
    rows = TimeEntry.objects.using(using).filter(project__in=projects).order_by()
    did: dict[int, dict[int, float]] = defaultdict(dict)
    for project, person, hours in rows.values_list("project_id", "person_id").annotate(hours=Sum("hours")):
        did[project or 0][person] = float(hours)
    return did


def fixed_prices(using: str = "default") -> dict[int, Decimal]:
    """By project what was agreed to be paid for all of it, with the extras agreed since; two queries.

    Nothing where one of its agreements is paid by the hour or month, or has no price: what it brings is not fixed then.
    """
    found: dict[int, Decimal] = {}
    open_ended = set()
    rows = Agreement.objects.using(using).exclude(project=None).order_by("pk")
    for project, kind, price in rows.values_list("project_id", "kind", "price"):
        if project is None:
            continue
        if kind != Agreement.Kind.FIXED or price is None:
            open_ended.add(project)
        else:
            found[project] = found.get(project, Decimal(0)) + price
    found = {project: price for project, price in found.items() if project not in open_ended}
    extras = Extra.objects.using(using).filter(project__in=list(found), state=Extra.State.AGREED)
    for project, price in extras.values_list("project_id", "price"):
        found[project or 0] += price or 0
    return found


def _first(steps: Steps) -> Decimal | None:
    return next((rate for _, rate in steps if rate is not None), None)


def _on(steps: Steps, day: date, usual: Decimal) -> Decimal:
    place = bisect_right(steps, day, key=itemgetter(0))
    rate = steps[place - 1][1] if place else _first(steps)
    return usual if rate is None else rate
