"""What work costs: hours at the rate of whoever does them, draw by draw, and as quantiles of its own.

Cost is no quantile of hours times a mean rate: in a draw in which the dear task takes long it rises more. So each hour
counts at its rate where it is drawn. An hour of somebody of whom nobody says what it costs, or that nobody has
yet, counts at the mean of the rates that are known; how much of a project that is stands beside its cost.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

import numpy as np

from varifocal.core.forecast.calibration import Spread
from varifocal.core.forecast.draws import (
    LEVELS,
    SCORE_OF_LEVEL,
    SHARES,
    Floats,
    Kind,
    begin_of,
    bins,
    key_of,
    levels,
    taken,
    unsure,
)
from varifocal.core.forecast.risks import hours
from varifocal.core.forecast.values import Cost
from varifocal.core.portfolio import Portfolio, Risk
from varifocal.core.values import Quantiles

CENT = Decimal("0.01")
_PLACES = [int(np.searchsorted(SHARES, share)) for share in (0.1, 0.5, 0.8, 0.9)]
"""Where a table over the scores holds its P10, P50, P80 and P90."""


class Rates:
    """What an hour costs; nothing where nobody said it of anybody."""

    def __init__(self, rates: Mapping[int, Decimal]) -> None:
        self.known = {person: float(rate) for person, rate in rates.items()}
        self.usual = math.fsum(self.known.values()) / len(self.known) if self.known else 0.0

    @property
    def is_known(self) -> bool:
        """Whether anybody's is known, and above nothing."""
        return self.usual > 0

    def of(self, people: Collection[int | None]) -> float:
        """An hour shared evenly by these (None: nobody known), or by nobody."""
        if not self.known:
            return self.usual
        rates = [self.usual if one is None else self.known.get(one, self.usual) for one in people]
        return math.fsum(rates) / len(rates) if rates else self.usual

    def weighed(self, shares: Iterable[tuple[int, float]]) -> float:
        """An hour shared by some, each with a share; the shares add to 1."""
        return math.fsum(share * self.known.get(person, self.usual) for person, share in shares)


def hours_of_task(seed: int, task: int, spread: Spread, size: float, risks: Sequence[Risk]) -> Quantiles:
    """Quantiles of the hours one task takes: of the table its draws are taken from; where something may strike it,
    of as many draws as there are levels, with the very numbers of the simulation."""
    struck = [one for one in risks if one.hours is not None]
    if not struck:
        return Quantiles(*(float(spread.ratios[place]) * size for place in _PLACES))
    keys = [key_of(Kind.WORK, task), *(key_of(Kind.RISK, one.id) for one in struck)]
    begin, *others = begin_of(seed, np.array(keys, dtype=np.uint64)).tolist()
    drawn = taken(spread.ratios, bins(SCORE_OF_LEVEL.take(levels(begin, LEVELS)))) * np.float32(size)
    for one, begins in zip(struck, others, strict=True):
        drawn = drawn + hours(one).take(levels(begins, LEVELS))
    return Quantiles.of(np.sort(drawn).tolist())


def cost_of(
    portfolio: Portfolio,
    drawn: Floats,
    spent: Decimal,
    rated: float,
    *,
    budget: Decimal | None = None,
    price: Decimal | None = None,
) -> Cost:
    """Quantiles of what is to come, and the chances that a budget and a price hold it and what is spent or stated
    already."""
    ordered = np.sort(drawn)
    return replace(
        priced(portfolio, Quantiles.of(ordered.tolist()), spent, rated),
        chance=_holds(ordered, budget, spent),
        price=price,
        covers=_holds(ordered, price, spent),
    )


def _holds(ordered: Floats, amount: Decimal | None, spent: Decimal) -> float | None:
    """What is spent already is sure."""
    if amount is None:
        return None
    if amount < spent:
        return 0.0
    share = float(np.searchsorted(ordered, np.float32(amount - spent), side="right")) / len(ordered)
    return share if ordered[0] == ordered[-1] else unsure(share, len(ordered))


def priced(portfolio: Portfolio, found: Quantiles, spent: Decimal, rated: float) -> Cost:
    """Quantiles as money of the portfolio's currency, in hundredths."""
    p10, p50, p80, p90 = (amount(one) for one in (found.p10, found.p50, found.p80, found.p90))
    return Cost(portfolio.currency, spent, p10, p50, p80, p90, rated)


def amount(drawn: float) -> Decimal:
    """What was drawn, in hundredths."""
    return Decimal(drawn).quantize(CENT, ROUND_HALF_UP)
