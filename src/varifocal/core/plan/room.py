"""What room a plan leaves: the hours each person still has free until a day."""

from __future__ import annotations

from datetime import date

from varifocal.core.plan.values import Plan
from varifocal.core.portfolio import Portfolio
from varifocal.core.portfolio.hours import working_time
from varifocal.core.values import QUARTERS_PER_HOUR


def free_hours(
    portfolio: Portfolio, plan: Plan, until: date, *, if_all_lands: bool = True
) -> dict[int, float]:
    """Working hours of each person, by id, from now to the end of that day, less what the plan gives her to do, with
    or without what may never come.

    A task takes its people's working time while it is worked on: nobody does two at once.
    """
    time = working_time(portfolio, plan.horizon, plan.origin)
    limit = min(max(0, time.due(until)), plan.horizon)
    free = {person: int(calendar.cum[limit]) for person, calendar in time.people.items()}
    for placed in plan.placed.values():
        if not if_all_lands and placed.task in portfolio.tentative:
            continue
        for person in placed.people:
            cum = time.people[person].cum
            free[person] -= sum(
                int(cum[min(finish, limit)] - cum[min(start, limit)]) for start, finish in placed.stretches
            )
    return {person: max(0, quarters) / QUARTERS_PER_HOUR for person, quarters in free.items()}
