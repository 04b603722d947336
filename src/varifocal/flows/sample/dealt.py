"""Chance dealt like cards: nobody knows which approval is hit; how many of a year's are is near what was planted."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

HAND = 5
"""Of so many in a row, one lies in each of as many equal parts between nought and one."""


@dataclass(slots=True)
class Deck:
    """Numbers between nought and one, as from chance (each is uniform), but dealt in shuffled hands (permuted blocks).

    A year has about a dozen approvals. Drawn one by one, a trouble of 40 % would now and then strike two of them: a
    year in which hardly anything went wrong, though its switch says otherwise.
    """

    rng: Random
    hand: list[int] = field(default_factory=list)

    def next(self) -> float:
        """The next number."""
        if not self.hand:
            self.hand = self.rng.sample(range(HAND), HAND)
        return (self.hand.pop() + self.rng.random()) / HAND
