"""What work like this came to: finished work, weighted by how near it is to a new task.

The answer to "how long will it take?" is the spread of actual over estimated among finished tasks. Each counts by
its nearness: in size, in how long ago it ended, and in what it shares with the new one (kind, project, person, part,
the very estimate). Sharing is counted from the general to the particular: each level's own outcomes count
n / (n + strength) against all that stands above it, so that a person's first outcome moves little and her
hundredth much (a hierarchy of Dirichlet processes: Teh et al., JASA 101, 2006). At the top stands a shipped prior.

How fast nearness falls off is not fitted: five settings, from broad to narrow, answer in equal parts (a linear
pool: Stone, Annals of Mathematical Statistics 32, 1961). So nothing has to be trained, and a new outcome counts at
once. Actuals equal to the estimate stay an atom, because the outcomes themselves are the distribution.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Places = NDArray[np.intp]

ABSURD = 100.0
"""Further off than this many times is a slip of the pen, not an outcome."""

TIED = 1e-9

HAIR = 1e-4
"""How far recorded ratios that are equal are spread to each side, in log units: below anybody's rounding."""


@dataclass(frozen=True, slots=True)
class Work:
    """A piece of work as it is estimated, in any unit of effort; what is None is like nothing."""

    estimate: float
    person: Hashable = None
    kind: Hashable = None
    project: Hashable = None
    part: Hashable = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """Finished work: when it was estimated, when it ended, and what it took, in the estimate's unit."""

    name: str
    work: Work
    actual: float
    estimated: date
    finished: date | None


@dataclass(frozen=True, slots=True)
class Prior:
    """What stands before anything is finished here: a lognormal of actual over estimate by its median and spread,
    the share that takes exactly what was estimated, and how many outcomes all this counts as much as."""

    median: float
    spread: float
    exact: float
    weight: float


PUBLISHED = Prior(1.15, 0.54, 0.1, 5.0)
"""A mean of 1.33, and above one three times in five: the average overrun of 30 to 40 % and the 60 to 80 % of overruns
in Moløkken and Jørgensen's review of surveys, 2003. Exact ones lie between 4 and 49 % in published sets."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A record that teaches nothing, and why."""

    name: str
    reason: str


COPY = "a copy of another row"
"""Why a row is left out that says what another said."""


def sound(outcomes: Iterable[Outcome], today: date | None = None) -> tuple[list[Outcome], list[LeftOut]]:
    """Outcomes one can learn from, and the rest with a reason each; `today`, where given, bounds the past."""
    good: list[Outcome] = []
    left: list[LeftOut] = []
    seen: set[Outcome] = set()
    for one in outcomes:
        reason = _flaw(one, today) or (COPY if one in seen else "")
        seen.add(one)
        if reason:
            left.append(LeftOut(one.name, reason))
        else:
            good.append(one)
    return good, left


def _flaw(one: Outcome, today: date | None) -> str:
    estimate, actual = one.work.estimate, one.actual
    if not (math.isfinite(estimate) and estimate > 0):
        return "no estimate above zero"
    if not (math.isfinite(actual) and actual > 0):
        return "no actual above zero"
    if one.finished is None:
        return "not finished"
    if one.finished < one.estimated:
        return "finished before it was estimated or started"
    if today is not None and one.finished > today:
        return "finished in the future"
    if abs(math.log(actual / estimate)) > math.log(ABSURD):
        return f"more than {ABSURD:g} times off"
    return ""


@dataclass(frozen=True, slots=True)
class _Setting:
    """How nearness falls off: by a factor e of size, for another estimate, by a year; and how many outcomes a
    level needs to count as much as all above it."""

    size: float
    other: float
    year: float
    strength: float


_SETTINGS = (
    _Setting(1, 0, 0.5, 5),
    _Setting(1, 0.5, 3, 20),
    _Setting(3, 1, 1, 20),
    _Setting(2, 0, 6, 20),
    _Setting(4, 2, 1, 50),
)

_KIND, _PROJECT, _PERSON, _PART, _SAME = 1, 2, 4, 8, 16
_LEVELS = (
    _KIND,
    _PART,
    _PROJECT,
    _PERSON,
    _KIND | _PROJECT,
    _KIND | _PERSON,
    _PROJECT | _PERSON,
    _KIND | _PROJECT | _PERSON,
    _KIND | _PROJECT | _PERSON | _SAME,
    _KIND | _PART,
    _PERSON | _PART,
    _KIND | _PERSON | _PART,
)
_PATTERNS = np.arange(32)
_WITHIN: Numbers = np.array([(_PATTERNS & level) == level for level in _LEVELS], dtype=np.float64)
_SIZE, _OTHER, _YEAR = (
    np.array([[getattr(setting, name)] for setting in _SETTINGS]) for name in ("size", "other", "year")
)
_STRENGTH: Numbers = np.array([setting.strength for setting in _SETTINGS])
_SIZES_KEPT = 64
"""For so many estimates it is kept how near every outcome is to them; most work is estimated at one of a few."""


@dataclass(frozen=True, eq=False)
class Foretold:
    """The spread of actual over estimate for one piece of work: log ratios in order, and the share up to each."""

    logs: Numbers
    shares: Numbers

    def quantiles(self, levels: Sequence[float] | Numbers) -> Numbers:
        """The log ratios that these shares of outcomes do not exceed.

        What people record is rounded, so equal ratios are spread by a hair around what they say: an interval that
        ends within them holds its share. What is exactly the estimate stays exact.
        """
        asked = np.asarray(levels)
        place = np.minimum(np.searchsorted(self.shares, asked - 1e-12), len(self.logs) - 1)
        found: Numbers = self.logs[place]
        ends = np.concatenate(([0.0], self.shares))
        under, up_to = ends[np.searchsorted(self.logs, (found - TIED, found + TIED))]
        within = np.clip((asked - under) / np.maximum(up_to - under, 1e-12), 0, 1)
        return np.where(np.abs(found) <= TIED, 0.0, found + HAIR * (2 * within - 1))

    def ratio(self, level: float) -> float:
        """Actual over estimate at this share."""
        return math.exp(float(self.quantiles([level])[0]))

    def below(self, log: float) -> tuple[float, float]:
        """The share of outcomes below a log ratio, and up to it."""
        first, after = np.searchsorted(self.logs, (log - TIED, log + TIED))
        return self._up_to(int(first)), self._up_to(int(after))

    @property
    def exact(self) -> float:
        """The chance that it takes exactly what was estimated."""
        under, up_to = self.below(0.0)
        return up_to - under

    def beside(self, logs: Numbers, weights: Numbers, share: float) -> Foretold:
        """The same, with `share` of it taken by another spread: log ratios in order, and their weights."""
        ours = self.shares.copy()
        ours[1:] -= self.shares[:-1]
        place = np.searchsorted(self.logs, logs) + np.arange(len(logs))
        is_ours = np.ones(len(ours) + len(logs), dtype=np.bool_)
        is_ours[place] = False
        every, shares = np.empty(len(is_ours)), np.empty(len(is_ours))
        every[is_ours], every[place] = self.logs, logs
        shares[is_ours], shares[place] = ours * (1 - share), weights * (share / weights.sum())
        shares = np.cumsum(shares)
        return Foretold(every, shares / shares[-1])

    def _up_to(self, place: int) -> float:
        return float(self.shares[place - 1]) if place else 0.0


class Past:
    """Finished work as it stood on a day, to be asked about new work. Expects `sound` outcomes."""

    def __init__(self, outcomes: Iterable[Outcome], today: date, prior: Prior = PUBLISHED) -> None:
        known = [one for one in outcomes if one.finished is not None and one.finished <= today]
        known.sort(key=lambda one: one.actual / one.work.estimate)
        before = _points(prior)
        logs = np.array([math.log(one.actual / one.work.estimate) for one in known])
        order = np.argsort(np.concatenate((logs, before)), kind="stable")
        self.outcomes = len(known)
        self.logs: Numbers = np.concatenate((logs, before))[order]
        self._prior_weight = prior.weight / len(before)
        self._is_prior = order >= len(known)
        filled = [*(one.work for one in known), *([Work(math.nan)] * len(before))]
        works = [filled[place] for place in order.tolist()]
        self._codes = [
            _Codes([_of(work, name) for work in works]) for name in ("kind", "project", "person", "part")
        ]
        sizes, self._size_of = np.unique(
            np.array([math.log(work.estimate) for work in works]), return_inverse=True
        )
        self._sizes: Numbers = sizes
        ages = np.array([_years(one, today) for one in known] + [0.0] * len(before))[order]
        self._aged: Numbers = np.exp(-_YEAR * ages)
        self._kept: dict[Work, Foretold] = {}
        self._near: dict[float, tuple[Numbers, Places]] = {}

    def foretell(self, work: Work) -> Foretold:
        """What such work comes to. Raises ValueError for an estimate that is not above zero."""
        if not work.estimate > 0:
            raise ValueError("an estimate is above zero")
        if work not in self._kept:
            shares = np.cumsum(self._weights(work))
            self._kept[work] = Foretold(self.logs, shares / shares[-1])
        return self._kept[work]

    def together(self, works: Sequence[Work]) -> Foretold:
        """One piece of work, told for each of its people: what they come to in equal parts."""
        answers = [self.foretell(work) for work in works]
        if len(answers) == 1:
            return answers[0]
        shares = np.mean([answer.shares for answer in answers], axis=0)
        return Foretold(self.logs, shares)

    def _weights(self, work: Work) -> Numbers:
        near, pattern = self._near_in_size(work.estimate)
        for bit, codes, name in zip(
            (1, 2, 4, 8), self._codes, ("kind", "project", "person", "part"), strict=True
        ):
            pattern = codes.marked(pattern, _of(work, name), bit)
        own = np.array([np.bincount(pattern, row, len(_PATTERNS)) for row in near])
        return np.asarray((near * _by_pattern(own).take(pattern, axis=1)).sum(axis=0))

    def _near_in_size(self, estimate: float) -> tuple[Numbers, Places]:
        """How near every outcome (columns) is in size and time, by setting (rows); the bit of what is estimated the
        same."""
        if estimate not in self._near:
            away = np.abs(self._sizes - math.log(estimate))
            same = away <= TIED
            by_size = np.exp(-_SIZE * away - np.where(same, 0.0, _OTHER))
            near = by_size[:, self._size_of] * self._aged
            near[:, self._is_prior] = self._prior_weight
            if len(self._near) >= _SIZES_KEPT:
                self._near.clear()
            self._near[estimate] = near, _SAME * same[self._size_of].astype(np.intp)
        return self._near[estimate]


class _Codes:
    """One attribute of all outcomes as small numbers; None is like nothing, itself included."""

    def __init__(self, values: Sequence[Hashable]) -> None:
        self._known: dict[Hashable, int] = {}
        self._at = np.array(
            [-1 if value is None else self._known.setdefault(value, len(self._known)) for value in values],
            dtype=np.int32,
        )

    def marked(self, pattern: Places, value: Hashable, bit: int) -> Places:
        """The pattern with this bit where an outcome has this value."""
        code = self._known.get(value)
        return pattern if code is None else pattern + bit * (self._at == code)


def _by_pattern(own: Numbers) -> Numbers:
    """What an outcome's nearness is multiplied by, by setting (rows) and what it shares with the new work (columns);
    sums to one over all."""
    counts = own @ _WITHIN.T
    whole = own.sum(axis=1)
    known, counted = [], whole[0]
    for level, count in enumerate(counts[0].tolist()):
        if count > 0 and not math.isclose(count, counted):  # the same outcomes again say nothing new
            known.append(level)
            counted = count
    factor = np.zeros(own.shape)
    rest = np.ones(len(own))
    for level in reversed(known):
        above = counts[:, level] + _STRENGTH
        factor += np.outer(rest / above, _WITHIN[level])  # its share, n / (n + strength), over its n outcomes
        rest = rest * _STRENGTH / above
    return np.asarray(factor + (rest / whole)[:, None])


_PRIOR_POINTS = 40


def _points(prior: Prior) -> Numbers:
    """The prior as outcomes: so many points of a lognormal, and its atom."""
    exact = round(prior.exact * _PRIOR_POINTS)
    rest = _PRIOR_POINTS - exact
    normal = NormalDist(math.log(prior.median), prior.spread)
    return np.array([0.0] * exact + [normal.inv_cdf((place + 0.5) / rest) for place in range(rest)])


def _years(one: Outcome, today: date) -> float:
    return (today - one.finished).days / 365.25 if one.finished else 0.0


def _of(work: Work, name: str) -> Hashable:
    value: Hashable = getattr(work, name)
    return value
