"""What somebody believes of hours or days, as rows hold it: likely, and low and high where they were said."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from varifocal.core.values import Range

Number = Decimal | None


def in_columns(believed: Range) -> dict[str, Any]:
    """The three columns, to the hundredth."""
    sides = {"likely": believed.likely, "low": believed.low, "high": believed.high}
    return {name: None if value is None else round(Decimal(value), 2) for name, value in sides.items()}


def as_range(likely: Decimal, low: Number, high: Number) -> Range:
    """The same as a value."""
    return Range(float(likely), *(None if side is None else float(side) for side in (low, high)))


def as_typed(likely: Decimal, low: Number, high: Number) -> str:
    """As it is typed: “6”, or “4-6-10”."""
    told = (likely,) if low is None or high is None else (low, likely, high)
    return "-".join(f"{float(each):g}" for each in told)
