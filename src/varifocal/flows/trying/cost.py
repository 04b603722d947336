"""What open work costs at the rates of those who do it, as it stands and as it would."""

from __future__ import annotations

from decimal import Decimal

from varifocal.core.plan import Plan
from varifocal.core.portfolio import Portfolio
from varifocal.flows.trial import Standing
from varifocal.flows.trying.values import Cost

CENT = Decimal("0.01")


def cost_of(before: Standing, after: Standing) -> Cost | None:
    """What the open work costs at the rates of those who do it, and at the mean of them where nobody says somebody's,
    as in every forecast of cost; None where no rate is known."""
    rates = before.portfolio.rates
    if not rates:
        return None
    mean = sum(rates.values(), Decimal(0)) / len(rates)
    was, now = (_hours_of(one.portfolio, one.planned) for one in (before, after))
    cost = [
        sum((hours * rates.get(person, mean) for person, hours in one.items()), Decimal(0)).quantize(CENT)
        for one in (was, now)
    ]
    changed = {person for person in was.keys() | now.keys() if was.get(person) != now.get(person)}
    return Cost(cost[0], cost[1], before.portfolio.currency, not changed <= rates.keys())


def _hours_of(portfolio: Portfolio, planned: Plan) -> dict[int, Decimal]:
    """Hours each is planned to do."""
    hours: dict[int, Decimal] = {}
    for placed in planned.placed.values():
        left = Decimal(portfolio.task[placed.task].in_mode(placed.mode).left)
        for person in placed.people:
            hours[person] = hours.get(person, Decimal(0)) + left / len(placed.people)
    return hours
