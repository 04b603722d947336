"""The end of a search in one place: counts, seconds, gap and the caller's word."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Generic, Protocol, TypeVar

from varifocal.core.plan.search.values import Clock
from varifocal.core.plan.values import Stop


class HowFar(Protocol):
    """What every search can say of itself."""

    @property
    def schedules(self) -> int:
        """Schedules made."""

    def is_within(self, gap: float) -> bool:
        """Whether what it has is no further from its bound than this share of it."""


P = TypeVar("P", bound=HowFar)


class Watch(Generic[P]):
    """Knows how long a search has lasted, and when it is over."""

    def __init__(self, stop: Stop, clock: Clock | None, tell: Callable[[P], bool] | None) -> None:
        if stop.seconds is not None and clock is None:
            raise ValueError("a stop in seconds needs a clock")
        self.stop = stop
        self.clock = clock
        self.tell = tell
        self.since = clock() if clock else 0.0
        self.broken_off = False

    @property
    def seconds(self) -> float:
        """Seconds since the beginning; 0 without a clock."""
        return self.clock() - self.since if self.clock else 0.0

    @property
    def left(self) -> float:
        """Seconds left, without end where the stop names none."""
        return math.inf if self.stop.seconds is None else self.stop.seconds - self.seconds

    def until(self, seconds: float) -> Watch[P]:
        """The same search, ended at most so many seconds after its beginning."""
        part = Watch(
            replace(self.stop, seconds=min(seconds, self.stop.seconds or seconds)), self.clock, self.tell
        )
        part.since = self.since
        return part

    def over(self, progress: P, still: int = 0) -> bool:
        """Tell the caller how far it is; True when the search is to end."""
        if self.tell is not None and not self.tell(progress):
            self.broken_off = True
        stop = self.stop
        return (
            self.broken_off
            or progress.is_within(stop.gap)
            or (stop.schedules is not None and progress.schedules >= stop.schedules)
            or (stop.still is not None and still >= stop.still)
            or self.left <= 0
        )
