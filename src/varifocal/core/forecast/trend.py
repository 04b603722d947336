"""Where a measure leads by a date: a robust straight line through its readings, with an honest interval.

The slope is the median of all slopes between two readings (Theil 1950; Sen, JASA 63, 1968), so that one odd
reading moves nothing. The interval is that of a new reading around a fitted line (Student's t with n - 2
degrees of freedom), from residuals cut at three robust standard deviations. Nothing is smoothed, and no
season is assumed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from statistics import median

from varifocal.core.forecast.values import Added

ENOUGH = 3
"""Readings, on as many days, below which nobody can speak of a trend."""

NOTHING_ADDED: Added = ((0.0, 1.0),)

_CUT = 3.0
_TELLING = 8
"""Readings below which an odd one cannot be told from the rest."""
_NORMAL_MAD = 1.4826
_STEPS = 400


@dataclass(frozen=True, slots=True)
class Trend:
    """Where the measure will stand on the day, in its own unit: one in ten times below `low`, half of the
    time below `likely`, one in ten above `high`; and the chance that the target is reached. All None with too
    few readings, for which the `sentence` stands."""

    low: float | None
    likely: float | None
    high: float | None
    chance: float | None
    sentence: str = ""


def trend(
    readings: Sequence[tuple[date, float]], target: float, by: date, added: Added = NOTHING_ADDED
) -> Trend:
    """Where readings lead by a day, and the chance that they reach a target, with what is `added` to them by then.

    A target above the first reading is reached from below, one under it from above. On a day that has been
    read, or one before it, the last reading up to that day is the answer. What is added moves the chance alone, since
    low, likely and high say where the readings lead by themselves.
    """
    known = dict(sorted(readings))
    if len(known) < ENOUGH:
        return Trend(None, None, None, None, _too_few(len(known)))
    days = list(known)
    first, last = known[days[0]], days[-1]
    rising = target >= first
    if by <= last:
        read = next((known[day] for day in reversed(days) if day <= by), first)
        return Trend(read, read, read, float(read >= target if rising else read <= target))
    line = _Line.through([(day - days[0]).days for day in days], list(known.values()))
    likely, spread = line.at((by - days[0]).days)

    def reaches(value: float) -> float:
        if spread <= 0:
            return float(value >= target if rising else value <= target)
        above = _student((value - target) / spread, line.freedom)
        return above if rising else 1 - above

    reached = math.fsum(share * reaches(likely + more) for more, share in added)
    wide = spread * _student_p90(line.freedom)
    sentence = _far(days[0], last, by)
    return Trend(likely - wide, likely, likely + wide, reached, sentence)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line through readings, and how far readings lie from it."""

    slope: float
    middle: tuple[float, float]
    residual: float
    squares: float
    count: int

    @property
    def freedom(self) -> int:
        return self.count - 2

    @classmethod
    def through(cls, days: list[int], values: list[float]) -> _Line:
        slope = median(
            (later - earlier) / (there - here)
            for (here, earlier), (there, later) in combinations(zip(days, values, strict=True), 2)
        )
        level = median(value - slope * day for day, value in zip(days, values, strict=True))
        off = [value - level - slope * day for day, value in zip(days, values, strict=True)]
        centre = sum(days) / len(days)
        squares = sum((day - centre) ** 2 for day in days)
        return cls(slope, (centre, level + slope * centre), _residual(off), squares, len(days))

    def at(self, day: int) -> tuple[float, float]:
        """The line on a day, and the standard deviation of a new reading around it."""
        centre, level = self.middle
        leverage = 1 + 1 / self.count + (day - centre) ** 2 / self.squares
        return level + self.slope * (day - centre), self.residual * math.sqrt(leverage)


def _residual(off: list[float]) -> float:
    """The standard deviation of residuals, those beyond three robust ones cut back to that; widened by what a
    median of slopes is less sure than least squares (a part of 1 in n, by simulation)."""
    robust = _NORMAL_MAD * median(abs(each) for each in off)
    cut = _CUT * robust if robust > 0 and len(off) >= _TELLING else math.inf
    spread = math.sqrt(sum(min(abs(each), cut) ** 2 for each in off) / (len(off) - 2))
    return spread * (1 + 1 / len(off))


def _student(score: float, freedom: int) -> float:
    """The chance that a Student t variable lies below a score (Abramowitz and Stegun 26.7.3 and 26.7.4)."""
    angle = math.atan(score / math.sqrt(freedom))
    sine, cosine = math.sin(angle), math.cos(angle)
    term = cosine if freedom % 2 else 1.0
    total = 0.0
    for power in range(freedom % 2 + 1, freedom, 2):
        total += term
        term *= cosine**2 * power / (power + 1)
    if freedom % 2:
        return 0.5 + (angle + sine * total) / math.pi
    return 0.5 + sine * total / 2


def _student_p90(freedom: int) -> float:
    """The score below which nine in ten lie, by halving."""
    low, high = 0.0, 8.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _student(middle, freedom) < 0.9 else (low, middle)
    return high


def _too_few(count: int) -> str:
    have = ("No reading", "One reading", "Two readings")[count]
    return f"{have} so far; a trend needs three, on different days."


def _far(first: date, last: date, by: date) -> str:
    if (by - last).days > 2 * (last - first).days:
        return "The day lies further ahead than twice the time we have readings for; take it as a hint."
    return ""
