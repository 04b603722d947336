"""How soon would somebody miss an hour, had it not been done: keep, owed, next, far."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from statistics import median
from types import MappingProxyType

from varifocal.core.portfolio import ProjectKind, Serves
from varifocal.core.values import REAL_ENOUGH, Invalid

WHOLE = 1e-6
"""Shares that differ from one by less than this are whole."""
WEEKS_BEFORE_A_TARGET = 4
"""Nobody knows the right share from outside: first one's own median, after four weeks."""


class Reach(StrEnum):
    """How soon somebody would miss an hour, nearest first."""

    KEEP = "keep"
    OWED = "owed"
    NEXT = "next"
    FAR = "far"


AHEAD = (Reach.NEXT, Reach.FAR)
"""The hours nobody asks for today."""


class HourSource(StrEnum):
    """Where an hour comes from; only confirmed and calendar hours are real."""

    CONFIRMED = "confirmed"
    CALENDAR = "calendar"
    ASSUMED = "assumed"
    UNPLACED = "unplaced"


@dataclass(frozen=True, slots=True)
class Hour:
    """One entry of somebody's time: hours on a day, in a project or in none.

    `people_time` marks time with people rather than with work (a one-to-one, mentoring).
    Raises Invalid when the hours are negative.
    """

    person: int
    on: date
    hours: float
    project: int | None = None
    people_time: bool = False
    source: HourSource = HourSource.CONFIRMED

    def __post_init__(self) -> None:
        if self.hours < 0:
            raise Invalid(f"An entry of {self.on} has {self.hours:g} hours; hours cannot be negative.")


@dataclass(frozen=True, slots=True)
class Stood:
    """How a project stood from a day on: its kind and the goals it served, with each goal's date as it was
    when the project was opened."""

    since: date
    kind: ProjectKind
    serves: tuple[Serves, ...] = ()


@dataclass(frozen=True, slots=True)
class ProjectPast:
    """A project with all it has ever been, oldest first: what was spent keeps the reach it had.

    A change of a goal's date is no entry here, and therefore touches no hour; a changed kind or link is one,
    and counts from its day. Raises Invalid for an empty or disordered past.
    """

    id: int
    name: str
    opened: date
    stood: tuple[Stood, ...]

    def __post_init__(self) -> None:
        days = [stood.since for stood in self.stood]
        if not days or days != sorted(days):
            raise Invalid(f"The past of project “{self.name}” must have at least one entry, oldest first.")

    def on(self, day: date) -> Stood:
        """How it stood that day; before its first entry, as it stood first."""
        standing = self.stood[0]
        for stood in self.stood:
            if stood.since <= day:
                standing = stood
        return standing


def reach(
    kind: ProjectKind | None, opened: date | None, goal_date_then: date | None, *, people_time: bool = False
) -> Reach | None:
    """How soon somebody would miss an hour of this work.

    Asked in this order: standing work is kept; ordered work is owed, whatever goal it also serves; time with
    people, unsold work and mending is next; anything else by the span of its goal when the project was
    opened: up to a year next, beyond it far. None where that cannot be said: no project, or own work
    under a goal without a date. Source: DESIGN 4.6.
    """
    if kind is ProjectKind.STANDING:
        return Reach.KEEP
    if kind is ProjectKind.ORDERED:
        return Reach.OWED
    if people_time or kind in (ProjectKind.UNSOLD, ProjectKind.MENDING):
        return Reach.NEXT
    if kind is None or opened is None or goal_date_then is None:
        return None
    return Reach.NEXT if goal_date_then <= _a_year_after(opened) else Reach.FAR


def shares(hour: Hour, projects: Mapping[int, ProjectPast]) -> tuple[tuple[Reach | None, float], ...]:
    """The parts of an hour by reach, as its project stood on its day; parts add to 1, None is unplaced."""
    past = projects.get(hour.project) if hour.project is not None else None
    if past is None:
        return ((reach(None, None, None, people_time=hour.people_time), 1.0),)
    stood = past.on(hour.on)
    undated = reach(stood.kind, past.opened, None, people_time=hour.people_time)
    if undated is not None:
        return ((undated, 1.0),)
    served = tuple((reach(stood.kind, past.opened, link.goal_date_then), link.share) for link in stood.serves)
    rest = 1 - sum(share for _, share in served)
    return served if abs(rest) < WHOLE else (*_at_most_whole(served), (None, max(0.0, rest)))


@dataclass(frozen=True, slots=True)
class HoursByReach:
    """Hours by how soon they would be missed; what has no project we can read is unplaced, never a fault."""

    by_reach: Mapping[Reach, float] = field(default_factory=lambda: MappingProxyType({}))
    unplaced: float = 0.0
    real: float = 0.0
    """Hours somebody confirmed or a calendar held."""

    def hours(self, *reaches: Reach) -> float:
        """The hours of these reaches."""
        return sum(self.by_reach.get(one, 0.0) for one in reaches)

    @property
    def total(self) -> float:
        """All hours, placed or not."""
        return sum(self.by_reach.values()) + self.unplaced

    def share(self, *reaches: Reach) -> float | None:
        """Their share of the placed hours; None where nothing is placed."""
        placed = self.total - self.unplaced
        return self.hours(*reaches) / placed if placed > 0 else None

    @property
    def unplaced_share(self) -> float:
        """How much of the time we know nothing about."""
        return self.unplaced / self.total if self.total > 0 else 0.0

    @property
    def real_share(self) -> float:
        """How much of it rests on confirmed or calendar hours."""
        return self.real / self.total if self.total > 0 else 0.0

    @property
    def is_real_enough(self) -> bool:
        """False where a figure made of these hours should stay silent."""
        return self.real_share >= REAL_ENOUGH


def hours_by_reach(entries: Iterable[Hour], projects: Mapping[int, ProjectPast]) -> HoursByReach:
    """Where the hours went: split by the goals' shares, unplaced apart; nothing is lost or counted twice."""
    sums: dict[Reach | None, float] = defaultdict(float)
    real = 0.0
    for entry in entries:
        real += entry.hours if entry.source in (HourSource.CONFIRMED, HourSource.CALENDAR) else 0.0
        for part, share in shares(entry, projects):
            sums[part] += entry.hours * share
    unplaced = sums.pop(None, 0.0)
    placed = {part: sums[part] for part in Reach if part in sums}
    return HoursByReach(MappingProxyType(placed), unplaced, real)


def usual(weeks: Sequence[HoursByReach], *reaches: Reach) -> float | None:
    """One's own usual share: the median of the weeks; None in the first four, when nobody can know."""
    known = [share for week in weeks if (share := week.share(*reaches)) is not None]
    return median(known) if len(known) >= WEEKS_BEFORE_A_TARGET else None


def _at_most_whole(served: tuple[tuple[Reach | None, float], ...]) -> tuple[tuple[Reach | None, float], ...]:
    total = sum(share for _, share in served)
    return tuple((part, share / total) for part, share in served) if total > 1 else served


def _a_year_after(day: date) -> date:
    if day.month == 2 and day.day == 29:
        return date(day.year + 1, 3, 1)
    return day.replace(year=day.year + 1)
