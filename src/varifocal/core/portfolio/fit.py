"""Fit: how a person's skills and passions stand against what a task asks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from varifocal.core.portfolio import Person, SkillDemand


@dataclass(frozen=True, slots=True)
class Met:
    """One demand of a task beside one person's level in that skill (0: she does not have it)."""

    demand: SkillDemand
    level: int

    @property
    def qualified(self) -> bool:
        """Her level is at least the one demanded."""
        return self.level >= self.demand.level


@dataclass(frozen=True, slots=True)
class Fit:
    """A person against a task: demand by demand, levels above what is demanded, and what she wants more of.

    `surplus` is the sum of levels above the demanded ones over the demands she meets; `passions` are the
    demanded skills she wants more of.
    """

    met: tuple[Met, ...]
    surplus: int
    passions: frozenset[int]

    @property
    def qualified(self) -> bool:
        """She could do the task or one part of it; where it asks for nothing, anybody can."""
        return not self.met or any(met.qualified for met in self.met)

    @property
    def score(self) -> tuple[int, int]:
        """The larger, the better she fits: wanted skills first, then levels to spare."""
        return len(self.passions), self.surplus


def fit(person: Person, demands: Iterable[SkillDemand]) -> Fit:
    """How well a person fits what a task asks: the demands she meets, how much to spare, and what she enjoys."""
    met = tuple(Met(demand, person.skills.get(demand.skill, 0)) for demand in demands)
    return Fit(
        met=met,
        surplus=sum(each.level - each.demand.level for each in met if each.qualified),
        passions=person.passions & {each.demand.skill for each in met if each.qualified},
    )
