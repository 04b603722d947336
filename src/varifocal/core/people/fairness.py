"""Does the assignment treat groups evenly? Shares side by side, an honest test, and silence about small groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

SMALLEST = 5
"""Groups of fewer people are not shown, and neither is what would give them away."""
DRAWS = 9_999
SURE = 0.05


@dataclass(frozen=True, slots=True)
class Treated:
    """One person: her group, how many times she could have been given it, and how many times she was."""

    person: int
    group: str
    could: int
    was: int


@dataclass(frozen=True, slots=True)
class Share:
    """A group: its people, and the mean over them of the share each was given."""

    group: str
    people: int
    share: float


@dataclass(frozen=True, slots=True)
class Fairness:
    """What was found. `chance`: how often so large a difference comes about when groups mean nothing (None: silent)."""

    shares: tuple[Share, ...]
    chance: float | None
    hidden: int
    sentence: str

    @property
    def uneven(self) -> bool:
        """Whether it is more than chance."""
        return self.chance is not None and self.chance < SURE


def fairness(what: str, people: Sequence[Treated], *, seed: int = 0) -> Fairness:
    """Whether groups are given `what` evenly ("tasks that stretch").

    The person is the unit, not the task: ten tasks of one person are one observation. Permutation test of the spread
    of group means (Fisher 1935; Good 2005), 9,999 draws, the same for the same seed. People who never could have been
    given it are left out; groups of fewer than five are hidden, and where only one would be, the next smallest as well,
    since it could be worked out from the whole.
    """
    asked = sorted((one for one in people if one.could > 0), key=lambda one: one.person)
    groups: dict[str, list[float]] = {}
    for one in asked:
        groups.setdefault(one.group, []).append(min(1.0, one.was / one.could))
    shown, hidden = _large_enough(groups)
    if len(shown) < 2:
        return Fairness((), None, hidden, f"Too few people in too few groups to say anything about {what}.")
    shares = tuple(Share(name, len(shown[name]), float(np.mean(shown[name]))) for name in sorted(shown))
    chance = _chance([shown[name] for name in sorted(shown)], seed)
    low, high = (choose(shares, key=lambda one: one.share) for choose in (min, max))
    apart = f"{high.group} {high.share:.0%}, {low.group} {low.share:.0%}"
    if chance < SURE:
        told = f"Not evenly: {what}: {apart}; chance alone does that {_times(chance)}."
    else:
        told = f"No sign of unevenness: {what}: {apart}; chance alone does that {_times(chance)}."
    return Fairness(shares, chance, hidden, told)


def _large_enough(groups: dict[str, list[float]]) -> tuple[dict[str, list[float]], int]:
    by_size = sorted(groups, key=lambda name: (len(groups[name]), name))
    small = [name for name in by_size if len(groups[name]) < SMALLEST]
    if len(small) == 1 and len(by_size) > 1:
        small = by_size[:2]
    return {name: groups[name] for name in by_size if name not in small}, len(small)


def _chance(groups: list[list[float]], seed: int) -> float:
    values = np.concatenate([np.array(group) for group in groups])
    sizes = [len(group) for group in groups]
    owner = np.repeat(np.arange(len(sizes)), sizes)
    weight = np.zeros((len(values), len(sizes)))
    weight[np.arange(len(values)), owner] = 1.0 / np.array(sizes)[owner]

    def spread(rows: np.ndarray) -> np.ndarray:
        means = rows @ weight
        return np.asarray((np.array(sizes) * (means - values.mean()) ** 2).sum(axis=1))

    rng = np.random.default_rng(seed)
    observed = spread(values[None, :])[0]
    drawn = spread(rng.permuted(np.tile(values, (DRAWS, 1)), axis=1))
    return float((1 + (drawn >= observed - 1e-12).sum()) / (DRAWS + 1))


def _times(chance: float) -> str:
    return f"{chance:.0%} of the time" if chance >= 0.01 else "less than 1% of the time"
