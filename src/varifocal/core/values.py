"""The small values everything else is made of: money, ranges of effort, quantiles, problems."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Self

QUARTERS_PER_HOUR = 4
"""Planned time is whole quarter hours."""

MOST_HOURS = 100_000.0
"""No single effort is larger: beyond it somebody meant another unit."""

FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2150, 1, 1)
"""No day of any work lies outside these: whoever says one mistyped a year."""

REAL_ENOUGH = 0.6
"""Below this share of real hours a figure made of hours stays silent (DESIGN, M4a)."""

WANTED_CHANCE = 0.8
"""A date is promised where it holds in four futures of five; a promise that does in fewer is in danger."""


def level_text(level: int, told: Mapping[int, str]) -> str:
    """A level of a skill in a sentence: “level 3”; or the word `told` from the nearest level below on: “can”."""
    return f"“{told[max(first for first in told if first <= level)]}”" if told else f"level {level}"


def monday_of(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


def in_a_row(words: Sequence[str]) -> str:
    """“a”, “a and b”, “a, b and c”; empty for none."""
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


class Sign(StrEnum):
    """What happened to somebody that is worth a word."""

    HARD_TASK = "hard_task"
    FIRST_USE = "first_use"
    RESCUE = "rescue"
    OVERLOAD = "overload"
    YEAR = "year"


class Invalid(ValueError):
    """A value that cannot be, with a sentence a person can act on."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in one currency; sums of different currencies are refused."""

    amount: Decimal
    currency: str = "EUR"

    def __add__(self, other: Money) -> Money:
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.amount - self._same(other), self.currency)

    def __mul__(self, factor: Decimal | int) -> Money:
        return Money(self.amount * factor, self.currency)

    def _same(self, other: Money) -> Decimal:
        if other.currency != self.currency:
            raise Invalid(f"{self.currency} and {other.currency} cannot be added without a rate of exchange.")
        return other.amount


@dataclass(frozen=True, slots=True)
class Recorded:
    """Hours that were written down, in all, and how many of them are real: confirmed by somebody or in a calendar.

    The rest was assumed because nobody said, or has no place. Whoever tells a figure made of hours asks `speaks`
    first and shows `share` beside it.
    """

    hours: Decimal = Decimal(0)
    real: Decimal = Decimal(0)

    @property
    def share(self) -> float:
        """How much of it is real, 0 to 1; none at all is as real as can be."""
        return float(self.real / self.hours) if self.hours > 0 else 1.0

    @property
    def speaks(self) -> bool:
        """False where so little of it is real that the figure stays silent."""
        return self.share >= REAL_ENOUGH

    @property
    def told(self) -> Decimal | None:
        """The hours, where they speak."""
        return self.hours if self.speaks else None

    @property
    def is_mixed(self) -> bool:
        """Whether anything in it was assumed or has no place."""
        return self.real < self.hours

    def __add__(self, other: Recorded) -> Recorded:
        return Recorded(self.hours + other.hours, self.real + other.real)


@dataclass(frozen=True, slots=True)
class Range:
    """What somebody believes of an effort, in hours: one in ten ends below low, half below likely, one in
    ten above high (P10, P50, P90).

    A single number means "no range given", never "certain": low and high are then None.
    Raises Invalid when the three are out of order, negative, not finite or beyond 100,000 hours.
    """

    likely: float
    low: float | None = None
    high: float | None = None

    def __post_init__(self) -> None:
        for name, value in (("low", self.low), ("likely", self.likely), ("high", self.high)):
            if value is not None and not (math.isfinite(value) and 0 <= value <= MOST_HOURS):
                raise Invalid(f"The {name} effort must lie between 0 and 100,000 hours; it is {value:g}.")
        if self.low is not None and self.low > self.likely:
            raise Invalid(f"The low effort ({self.low:g} h) is above the likely one ({self.likely:g} h).")
        if self.high is not None and self.high < self.likely:
            raise Invalid(f"The high effort ({self.high:g} h) is below the likely one ({self.likely:g} h).")

    @property
    def is_single(self) -> bool:
        """True where nobody gave a low or a high."""
        return self.low is None and self.high is None

    def times(self, factor: float) -> Range:
        """An effort so many times as large. Raises Invalid beyond 100,000 hours."""
        low, high = (None if side is None else side * factor for side in (self.low, self.high))
        return Range(self.likely * factor, low, high)


@dataclass(frozen=True, slots=True)
class Quantiles:
    """The P10, P50, P80 and P90 of something simulated; the unit is that of what was asked."""

    p10: float
    p50: float
    p80: float
    p90: float

    @classmethod
    def of(cls, ordered: Sequence[float]) -> Self:
        """From draws in ascending order: the smallest value that at least that share does not exceed."""
        last = len(ordered) - 1
        return cls(*(ordered[max(0, math.ceil(share * (last + 1)) - 1)] for share in (0.1, 0.5, 0.8, 0.9)))


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with what we were given: a sentence, and where (a record, or a file's row and field)."""

    sentence: str
    where: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.sentence}" if self.where else self.sentence
