"""Before and after: did it get better, by how much, and could it be chance?

Hours a case are compared by their medians (interval of each by order statistics, of the difference by G. Zou and
A. Donner, "Construction of confidence limits about effect measures", 2008), by their means (B. L. Welch, 1947; what is
saved in all is a matter of means), and by the rank test of H. B. Mann and D. R. Whitney (1947) with ties reckoned in.
Nothing is called a change whose test is above 1 % or whose interval of the median holds nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import erfc, sqrt

import numpy as np

from varifocal.core.mine.log import HOUR, MONTH, EventLog, Numbers, chosen
from varifocal.core.values import Invalid

LEAST_CASES = 10
CHANCE = 0.01
Z = 1.959964

Interval = tuple[float, float, float]
"""Low, middle, high: 95 %."""


@dataclass(frozen=True, slots=True)
class Side:
    """The cases on one side; hours."""

    cases: int
    median: float
    mean: float
    a_month: float
    """Cases in a month of 30.4 days."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sides of a change. Changes are after minus before, hours a case; less is better.

    `quicker`: how likely a case after takes less than one before (half for nothing changed). `chance`: how often such
    a difference comes by chance. `saved_month`: hours a month at the pace of after, low to high, negative where more
    is lost. `price_month`: the same at the rate that was given.
    """

    before: Side
    after: Side
    median_change: Interval
    mean_change: Interval
    quicker: float
    chance: float
    verdict: str
    saved_month: tuple[float, float]
    price_month: tuple[float, float] | None
    sentence: str


def compare(
    before: EventLog, after: EventLog, *, rate: tuple[float, float] | None = None, what: Sequence[str] = ()
) -> Comparison:
    """Compare two logs by the hours their cases take, or lose at one place. `rate`: what such an hour costs.

    `what` names a place: one activity (hours since its last time in the case, where it is done again
    with another step between) or two (hours
    waited from the end of one to the begin of the next). Raises Invalid where a side has fewer than ten cases.
    """
    sides = [lost(each, what) if what else spans(each) for each in (before, after)]
    return compared(*sides, months=(_months(before), _months(after)), rate=rate)


def compared(
    before: Numbers,
    after: Numbers,
    *,
    months: tuple[float, float],
    rate: tuple[float, float] | None = None,
) -> Comparison:
    """The same from hours a case and the months each side lasts."""
    if min(len(before), len(after)) < LEAST_CASES:
        raise Invalid(
            f"There are {len(before):,} cases before and {len(after):,} after; fewer than {LEAST_CASES} say nothing."
        )
    median, mean = _medians(before, after), _means(before, after)
    quicker, chance = _ranks(before, after)
    one, two = _side(before, months[0]), _side(after, months[1])
    sure = chance < CHANCE and (median[0] > 0 or median[2] < 0 or mean[0] > 0 or mean[2] < 0)
    verdict = "no change shown"
    if sure and (quicker > 0.5) == (mean[1] < 0):
        verdict = "better" if quicker > 0.5 else "worse"
    saved = -mean[2] * two.a_month, -mean[0] * two.a_month
    price = None
    if rate is not None:
        corners = [hours * each for hours in saved for each in rate]
        price = round(min(corners), 2), round(max(corners), 2)
    return Comparison(
        before=one,
        after=two,
        median_change=median,
        mean_change=mean,
        quicker=quicker,
        chance=chance,
        verdict=verdict,
        saved_month=(round(saved[0], 2), round(saved[1], 2)),
        price_month=price,
        sentence=_sentence(one, two, median, verdict),
    )


def parted(log: EventLog, moment: int) -> tuple[EventLog, EventLog]:
    """The cases that end before a moment, and those that end at it or later (microseconds).

    A case under way at the moment counts after: the change touched it late, so what is found is rather too little.
    """
    ended = ends_and_spans(log)[0]
    return tuple(  # type: ignore[return-value]
        chosen(log, np.flatnonzero(side)) for side in (ended < moment, ended >= moment)
    )


def spans(log: EventLog) -> Numbers:
    """Hours of each case from its first stamp to its last."""
    return ends_and_spans(log)[1] / HOUR


def lost(log: EventLog, what: Sequence[str]) -> Numbers:
    """Hours each case loses at a place: see `compare`; nothing for a case that never comes there."""
    codes = log.activity.codes
    known = {text: code for code, text in enumerate(log.activity.texts)}
    wanted = [known.get(name, -1) for name in what]
    hours = np.zeros(log.events)
    inner = np.ones(log.events, np.bool_)
    inner[log.offsets[:-1]] = False
    if len(wanted) == 2:
        begin = log.end if log.begin is None else log.begin
        there = inner & (codes == wanted[1]) & np.concatenate(([False], codes[:-1] == wanted[0]))
        at = np.flatnonzero(there)
        hours[at] = np.maximum(0, begin[at] - log.end[at - 1]) / HOUR
    else:
        at = np.flatnonzero(codes == wanted[0])
        case = np.searchsorted(log.offsets, at, side="right") - 1
        again = np.flatnonzero((case[1:] == case[:-1]) & (np.diff(at) > 1)) + 1
        hours[at[again]] = (log.end[at[again]] - log.end[at[again - 1]]) / HOUR
    return np.add.reduceat(hours, log.offsets[:-1])


def ends_and_spans(log: EventLog) -> tuple[Numbers, Numbers]:
    """When each case ends, and how long it takes; microseconds."""
    begin = log.end if log.begin is None else log.begin
    starts = log.offsets[:-1]
    first = np.minimum.reduceat(np.minimum(begin, log.end), starts)
    last = np.maximum.reduceat(np.maximum(begin, log.end), starts)
    return last, last - first


def _months(log: EventLog) -> float:
    return lasting(ends_and_spans(log)[0])


def lasting(ended: Numbers) -> float:
    """Months from the first of these moments to the last, a day at least."""
    return max(1 / 30, int(ended.max() - ended.min()) / MONTH)


def _side(hours: Numbers, months: float) -> Side:
    return Side(len(hours), float(np.median(hours)), float(hours.mean()), len(hours) / months)


def median_interval(values: Numbers) -> Interval:
    """The median with its 95 % interval by order statistics (normal form of the binomial)."""
    ordered = np.sort(values)
    size = len(ordered)
    far = Z * sqrt(size) / 2
    low, high = max(0, int(size / 2 - far)), min(size - 1, int(np.ceil(size / 2 + far)))
    return float(ordered[low]), float(np.median(ordered)), float(ordered[high])


def _medians(before: Numbers, after: Numbers) -> Interval:
    (low1, mid1, high1), (low2, mid2, high2) = median_interval(before), median_interval(after)
    change = mid2 - mid1
    return (
        round(change - sqrt((mid2 - low2) ** 2 + (high1 - mid1) ** 2), 4),
        round(change, 4),
        round(change + sqrt((high2 - mid2) ** 2 + (mid1 - low1) ** 2), 4),
    )


def _means(before: Numbers, after: Numbers) -> Interval:
    change = float(after.mean() - before.mean())
    far = Z * sqrt(before.var(ddof=1) / len(before) + after.var(ddof=1) / len(after))
    return round(change - far, 4), round(change, 4), round(change + far, 4)


def _ranks(before: Numbers, after: Numbers) -> tuple[float, float]:
    """How likely one after is less than one before (ties half), and the test's chance (two-sided, normal form)."""
    both = np.concatenate((before, after))
    _, which, counts = np.unique(both, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[which]
    many, few = len(before), len(after)
    above = float(ranks[:many].sum()) - many * (many + 1) / 2  # pairs in which before is more
    size = many + few
    ties = float((counts.astype(float) ** 3 - counts).sum())
    spread = many * few / 12 * ((size + 1) - ties / (size * (size - 1)))
    if spread <= 0:
        return 0.5, 1.0
    z = (abs(above - many * few / 2) - 0.5) / sqrt(spread)
    return above / (many * few), float(min(1.0, erfc(max(0.0, z) / sqrt(2))))


def _sentence(before: Side, after: Side, median: Interval, verdict: str) -> str:
    if verdict == "no change shown":
        return (
            f"Half of the cases took at most {before.median:,.1f} h before and {after.median:,.1f} h after: "
            "no change that could not be chance."
        )
    return (
        f"Half of the cases took at most {before.median:,.1f} h before and {after.median:,.1f} h after: {verdict}, "
        f"by {min(abs(median[0]), abs(median[2])):,.1f} to {max(abs(median[0]), abs(median[2])):,.1f} h."
    )
