"""What an estimate is worth here: the spread of true effort around it, learned from finished tasks.

The spread is that of finished work near the new one (`track_record`), beside the range as it was typed. How
much of it is shared with other work of the project, the person and the house is told by random effects: the
logarithm of actual over estimated is an average plus what each adds, pulled towards nothing as far as it rests on
few outcomes (partial pooling: random intercepts, variances by expectation-maximization; Laird & Ware, Biometrics
38, 1982; Gelman & Hill, 2007, chapter 12). Without history the typed range stands, and a single number gets a
stated default.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from varifocal.core.forecast.draws import SCORES, SHARES, Floats
from varifocal.core.forecast.track_record import PUBLISHED, Outcome, Past, Work
from varifocal.core.portfolio import Settled, TrackRecord
from varifocal.core.values import QUARTERS_PER_HOUR, Range

DEFAULT_LOW, DEFAULT_HIGH = 0.6, 2.0
"""A single number without history: one in ten takes less than 0.6 times, one in ten more than twice."""

GUESSED_LOW, GUESSED_HIGH = 0.4, 2.5
"""An effort nobody estimated."""

WHOLLY_REAL = 0.999
"""Outcomes with assumed hours in them teach nothing: what we made up ourselves would come back as a lesson."""

TYPED_WEIGHT = 10
"""Outcomes after which the track record counts as much as a typed range."""

P90_SCORE = 1.2815515655446004
_PRIOR_MEAN_SPREAD = 0.3
_PRIOR_SPREAD = 0.5
_PRIOR_SPREAD_WEIGHT = 5.0
_PRIOR_EFFECT_WEIGHT = 2.0
_ROUNDS = 25
_ABSURD = math.log(100)
_NEVER_BELOW = 0.05

Numbers = NDArray[np.float64]
_WEIGHTS: Numbers = np.gradient(SHARES)
"""The share of draws in each bin of a table."""
_ALL = slice(None)
_MIDDLE = slice(len(SHARES) // 2 - 1, len(SHARES) // 2 + 1)
"""The bins between which half the draws lie."""
Places = NDArray[np.intp]


class Shares(NamedTuple):
    """How much of a spread is shared: with the project, with the person, with everything here (0 to 1)."""

    project: float
    person: float
    house: float


@dataclass(frozen=True, eq=False)
class Spread:
    """True effort over estimated effort, as a table over the normal scores; `shared` says how much of it
    moves together with other work."""

    ratios: Floats
    shared: Shares

    @property
    def median(self) -> float:
        """Half of such work takes less."""
        return _middle(self.ratios)


@dataclass(frozen=True, eq=False)
class Effect:
    """What one factor adds by level, in log units: the pulled average, and how unsure it still is."""

    spread: float
    at: dict[Hashable, tuple[float, float]] = field(default_factory=dict)

    def of(self, level: Hashable) -> tuple[float, float]:
        """The addition of a level and its variance; a level never seen adds nothing, as unsurely as any."""
        return self.at.get(level, (0.0, self.spread**2))


@dataclass(frozen=True, eq=False)
class Calibration:
    """The track record as it bears on new work. `outcomes` finished tasks are behind it, `left_out` could not
    be used. A person's part of it is hers to see; nobody is ranked by it."""

    outcomes: int
    left_out: int
    mean: tuple[float, float]
    residual: float
    person: Effect
    kind: Effect
    size: Effect
    project: Effect
    past: Past | None
    """The finished tasks themselves; None without any."""
    overrun: float = 1.0
    """Hours taken over hours estimated, over all outcomes."""
    _kept: dict[tuple[object, ...], Spread] = field(default_factory=dict, repr=False)
    _medians: dict[tuple[object, ...], float] = field(default_factory=dict, repr=False)

    def spread(
        self,
        estimate: Range,
        people: Sequence[int] = (),
        kind: str = "",
        project: int | None = None,
        *,
        guessed: bool = False,
    ) -> Spread:
        """The spread of true effort over the likely estimate for new work of these people."""
        key = (*_factors(estimate, guessed), estimate.likely, *sorted(people), kind, project, guessed)
        if key not in self._kept:
            self._kept[key] = self._spread(estimate, people, kind, project, guessed)
        return self._kept[key]

    def expected(self, estimate: Range, people: Sequence[int] = (), kind: str = "") -> float:
        """The one number plans use: the calibrated median, in hours; the typed likely without history."""
        if not self.outcomes:
            return estimate.likely
        key = (estimate, *sorted(people), kind)
        if key not in self._medians:
            self._medians[key] = self._median(estimate, people, kind)
        return estimate.likely * self._medians[key]

    @cached_property
    def sentence(self) -> str:
        """What the spreads rest on."""
        if not self.outcomes:
            return (
                "No finished task with a true duration yet: ranges stand as typed, and a single number is "
                f"taken as {DEFAULT_LOW:g} to {DEFAULT_HIGH:g} times itself, eight times in ten."
            )
        tasks = "one finished task" if self.outcomes == 1 else f"{self.outcomes} finished tasks"
        return f"Estimates are corrected by {tasks}." + (
            f" {self.left_out} could not be used." if self.left_out else ""
        )

    def _median(self, estimate: Range, people: Sequence[int], kind: str) -> float:
        """That of the spread, without the rest of it: every task of a portfolio asks for it."""
        return _middle(_ratios(self._logs(estimate, people, kind, None, False, _MIDDLE)))

    def _spread(
        self, estimate: Range, people: Sequence[int], kind: str, project: int | None, guessed: bool
    ) -> Spread:
        own = _PRIOR_SPREAD**2
        if not self._is_as_typed(estimate, guessed):
            own = self.residual**2 + self.kind.of(kind)[1] + self.size.of(_size(estimate.likely))[1]
        ratios = _ratios(self._logs(estimate, people, kind, project, guessed, _ALL))
        return Spread(ratios, _shares(own, *self._unsure(people, project)))

    def _logs(
        self,
        estimate: Range,
        people: Sequence[int],
        kind: str,
        project: int | None,
        guessed: bool,
        bins: slice,
    ) -> Numbers:
        """The spread in log units, in these bins of it."""
        typed = _two_piece(*_factors(estimate, guessed))
        if self.past is None or self._is_as_typed(estimate, guessed):
            return typed[bins]
        alike = self.past.together(
            [Work(estimate.likely, person, kind or None, project) for person in people or (None,)]
        )
        share = TYPED_WEIGHT / (self.outcomes + TYPED_WEIGHT)
        return alike.beside(typed, _WEIGHTS, share).quantiles(SHARES[bins])

    def _is_as_typed(self, estimate: Range, guessed: bool) -> bool:
        """Whether no finished work says anything about it."""
        return guessed or self.past is None or estimate.likely <= 0

    def _unsure(self, people: Sequence[int], project: int | None) -> tuple[float, float, float]:
        of_people = sum(self.person.of(person)[1] for person in people) / max(1, len(people)) ** 2
        return self.project.of(project)[1], of_people, self.mean[1]


@lru_cache(maxsize=2)
def calibrate(record: TrackRecord) -> Calibration:
    """Learn from finished tasks what an estimate is worth here.

    Outcomes with hours nobody confirmed, without a positive estimate and actual, or more than a hundredfold off
    are counted and left out. The newest records are kept: one run asks twice, and most edits finish nothing.
    """
    usable = [one for one in record.settled if _is_usable(one)]
    missed = [one for one in usable if not _is_hit(one)]
    logs = np.array([math.log(one.actual / one.estimated) for one in missed])
    fit = _Fit(logs, [_levels(missed, of) for of in (_person, _kind, _size_of, _project)])
    fit.settle()
    person, kind, size, project = fit.effects()
    return Calibration(
        outcomes=len(usable),
        left_out=len(record.settled) - len(usable),
        mean=(fit.mean, fit.mean_variance),
        residual=fit.residual,
        person=person,
        kind=kind,
        size=size,
        project=project,
        past=_past(usable),
        overrun=_overrun(usable),
    )


class _Fit:
    """Random intercepts of four factors and their variances, by expectation-maximization."""

    def __init__(self, logs: Numbers, factors: Sequence[tuple[list[Hashable], Places]]) -> None:
        self.logs = logs
        self.names = [names for names, _ in factors]
        self.places = [places for _, places in factors]
        self.counts: list[Numbers] = [
            np.bincount(at, minlength=len(names)).astype(np.float64) for names, at in factors
        ]
        self.added: list[Numbers] = [np.zeros(len(names)) for names in self.names]
        self.unsure: list[Numbers] = [np.zeros(len(names)) for names in self.names]
        self.effect_variance = [_PRIOR_EFFECTS[i] ** 2 for i in range(len(factors))]
        self.mean, self.mean_variance, self.variance = 0.0, _PRIOR_MEAN_SPREAD**2, _PRIOR_SPREAD**2

    @property
    def residual(self) -> float:
        return math.sqrt(self.variance)

    def settle(self) -> None:
        """A fixed number of rounds: the same record gives the same calibration everywhere."""
        if len(self.logs):
            for _ in range(_ROUNDS):
                self._round()

    def residuals(self) -> Numbers:
        fitted = sum((added[at] for added, at in zip(self.added, self.places, strict=True)), self.mean)
        return np.asarray(self.logs - fitted, dtype=np.float64)

    def effects(self) -> list[Effect]:
        return [
            Effect(
                math.sqrt(variance),
                dict(zip(names, zip(added.tolist(), unsure.tolist(), strict=True), strict=True)),
            )
            for names, added, unsure, variance in zip(
                self.names, self.added, self.unsure, self.effect_variance, strict=True
            )
        ]

    def _round(self) -> None:
        left = self.residuals()
        n = len(left)
        pull = self.variance / _PRIOR_MEAN_SPREAD**2
        mean = float(np.sum(left + self.mean)) / (n + pull)
        left += self.mean - mean
        self.mean, self.mean_variance = mean, self.variance / (n + pull)
        lost = 0.0
        for i, at in enumerate(self.places):
            left += self.added[i][at]
            pull = self.variance / self.effect_variance[i]
            self.unsure[i] = self.variance / (self.counts[i] + pull)
            self.added[i] = _summed(at, left, len(self.names[i])) / (self.counts[i] + pull)
            left -= self.added[i][at]
            lost += float(np.sum(self.unsure[i] * self.counts[i]))
            seen = float(np.sum(self.added[i] ** 2 + self.unsure[i]))
            self.effect_variance[i] = (seen + _PRIOR_EFFECT_WEIGHT * _PRIOR_EFFECTS[i] ** 2) / (
                len(self.names[i]) + _PRIOR_EFFECT_WEIGHT
            )
        prior = _PRIOR_SPREAD_WEIGHT * _PRIOR_SPREAD**2
        self.variance = (float(np.sum(left**2)) + lost + prior) / (n + _PRIOR_SPREAD_WEIGHT)


_PRIOR_EFFECTS = (0.15, 0.15, 0.1, 0.3)
"""What a person, a kind, a size, a project may add before anything is known; delays inside a project are
shared, so its own is the largest."""


def _is_usable(one: Settled) -> bool:
    if not (one.estimated > 0 and one.actual > 0 and one.real >= WHOLLY_REAL):
        return False
    return math.isfinite(one.actual) and abs(math.log(one.actual / one.estimated)) <= _ABSURD


def _is_hit(one: Settled) -> bool:
    return round(one.actual * QUARTERS_PER_HOUR) == round(one.estimated * QUARTERS_PER_HOUR)


def _person(one: Settled) -> Hashable:
    return one.person


def _kind(one: Settled) -> Hashable:
    return one.kind


def _project(one: Settled) -> Hashable:
    return one.project


def _size_of(one: Settled) -> Hashable:
    return _size(one.estimated)


def _size(hours: float) -> int:
    """The octave of an effort: below half an hour, up to an hour, two, four … beyond a week."""
    return max(-1, min(6, math.ceil(math.log2(hours)))) if hours > 0 else -1


def _levels(settled: Iterable[Settled], of: Callable[[Settled], Hashable]) -> tuple[list[Hashable], Places]:
    known: dict[Hashable, int] = {}
    places = [known.setdefault(of(one), len(known)) for one in settled]
    return list(known), np.array(places, dtype=np.intp)


def _summed(places: Places, numbers: Numbers, levels: int) -> Numbers:
    """The sum at each level."""
    sums: Numbers = np.bincount(places, numbers, levels).astype(np.float64)
    return sums


def _past(usable: Sequence[Settled]) -> Past | None:
    """The outcomes as the track record asks for them; equal to the quarter hour is exactly as estimated. The typed
    range stands in place of a prior."""
    if not usable:
        return None
    outcomes = (
        Outcome(
            str(one.task),
            Work(one.estimated, one.person, one.kind or None, one.project),
            one.estimated if _is_hit(one) else one.actual,
            one.finished,
            one.finished,
        )
        for one in usable
    )
    return Past(outcomes, max(one.finished for one in usable), replace(PUBLISHED, weight=0.0))


def _overrun(usable: Sequence[Settled]) -> float:
    """Pulled towards one as if twenty tasks had been exact."""
    if not usable:
        return 1.0
    estimated, actual = (sum(getattr(one, what) for one in usable) for what in ("estimated", "actual"))
    usual = 20 * estimated / len(usable)
    return float((actual + usual) / (estimated + usual))


def _factors(estimate: Range, guessed: bool) -> tuple[float, float]:
    """Low and high over likely; the default where nobody gave them."""
    low, high = (GUESSED_LOW, GUESSED_HIGH) if guessed else (DEFAULT_LOW, DEFAULT_HIGH)
    if estimate.likely > 0 and not guessed:
        low = estimate.low / estimate.likely if estimate.low is not None else low
        high = estimate.high / estimate.likely if estimate.high is not None else high
    return max(low, _NEVER_BELOW), high


@lru_cache(maxsize=1024)
def _two_piece(low: float, high: float) -> Numbers:
    """The logarithm of a two-piece lognormal through P10, P50 and P90, at `SCORES`."""
    down, up = -math.log(low) / P90_SCORE, math.log(high) / P90_SCORE
    logs: Numbers = np.where(SCORES < 0, SCORES * down, SCORES * up)
    return logs


def _ratios(logs: Numbers) -> Floats:
    return np.exp(logs).astype(np.float32)


def _middle(ratios: Floats) -> float:
    middle = len(ratios) // 2
    return (float(ratios[middle - 1]) + float(ratios[middle])) / 2


def _shares(own: float, project: float, person: float, house: float) -> Shares:
    total = own + project + person + house
    return Shares(project / total, person / total, house / total)
