"""What work will cost, in the words of a page; nothing for whoever sees no money."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import QuerySet

from varifocal.org.base.account import Account
from varifocal.org.runs.run import CostForecast, Run
from varifocal.web import format as say

FIGURES = 3
"""A quantile of something simulated is told to so many figures."""
GUESSED = 2 / 3
"""Where rates are known of a smaller share of the planned hours, that is said."""
COLUMNS = ("Cost to come, even chances", "Cost to come, four in five")


def of(by: Account, noun: str, pk: int) -> Mapping[str, Any]:
    """What a task, a project or a goal will cost as the newest run has it; one query, none without the money right."""
    if not by.money_right:
        return {}
    rows = CostForecast.objects.visible_to(by).filter(**{noun: pk}, run=Run.newest())
    found = rows.first()
    return told(found) if found else {}


def told(found: CostForecast) -> dict[str, Any]:
    """Its figures. Where a third or more of the planned hours are of people nobody named a rate of, that is said."""

    def money(amount: Decimal) -> str:
        return say.money(_rounded(amount), found.currency)

    return {
        "half": money(found.p50),
        "most": money(found.p80),
        "nine": money(found.p90),
        "spent": say.money(found.spent, found.currency) if found.spent else "",
        "all_half": money(found.spent + found.p50),
        "all_most": money(found.spent + found.p80),
        "budget": None if found.chance is None else say.chance(found.chance),
        "price": None if found.price is None else say.money(found.price, found.currency),
        "covers": None if found.covers is None else say.chance(found.covers),
        "guessed": say.percent(1 - found.rated) if found.rated < GUESSED else "",
    }


def to_come(by: Account, noun: str) -> dict[int, tuple[Decimal, Decimal]]:
    """What each of a noun still costs, with even chances and in four of five, for a spreadsheet; one query, none
    without the money right."""
    if not by.money_right:
        return {}
    rows: QuerySet[CostForecast] = CostForecast.objects.visible_to(by).filter(
        **{f"{noun}__isnull": False}, run=Run.newest()
    )
    return {pk: (half, most) for pk, half, most in rows.values_list(f"{noun}_id", "p50", "p80")}


def _rounded(amount: Decimal) -> Decimal:
    if amount == 0:
        return amount
    places = Decimal((0, (1,), max(0, amount.adjusted() + 1 - FIGURES)))
    return amount.quantize(places, ROUND_HALF_UP).quantize(Decimal(1))
