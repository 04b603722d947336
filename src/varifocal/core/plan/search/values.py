"""How far a search is, and what it answers with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from varifocal.core.plan.published.values import Schedule


class Status(StrEnum):
    """What is known of an instance afterwards."""

    OPTIMAL = "optimal"
    """The schedule is proved best possible."""
    FEASIBLE = "feasible"
    """There is a schedule, and there may be a better one."""
    INFEASIBLE = "infeasible"
    """Proved: there is no schedule."""
    UNKNOWN = "unknown"
    """No schedule was found, and none was proved not to exist."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a search is."""

    schedules: int
    makespan: int
    lower_bound: int

    def is_within(self, gap: float) -> bool:
        """Whether it is no further from the lower bound than this share of it."""
        return self.makespan <= self.lower_bound * (1 + gap)


Tell = Callable[[Progress], bool]
"""Called now and then while the search goes on; answering False ends it with what it has."""

Clock = Callable[[], float]
"""Seconds from any moment on, never going back."""


@dataclass(frozen=True, slots=True)
class Result:
    """A schedule, what is known about the best one, and how it was found.

    `seconds_to_first` and `seconds` are by the clock given, 0 without one.
    """

    status: Status
    schedule: Schedule | None
    makespan: int | None
    lower_bound: int
    schedules: int
    seconds_to_first: float = 0.0
    seconds: float = 0.0

    @property
    def gap(self) -> float | None:
        """Distance from the lower bound to the schedule, as a share of the bound."""
        if self.makespan is None:
            return None
        return (self.makespan - self.lower_bound) / max(1, self.lower_bound)
