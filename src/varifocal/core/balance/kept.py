"""Did the next and far hours somebody agreed to take place, what took the others, and what did they leave?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from varifocal.core.balance.reach import AHEAD, Hour, ProjectPast, shares
from varifocal.core.values import Invalid

WEEK = timedelta(days=7)

TRACE_WITHIN = timedelta(days=28)
"""An hour left something behind if its project shows a trace within four weeks."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """Hours of one week somebody agreed to give a project (or, without one, to people)."""

    project: int | None
    hours: float
    people_time: bool = False


@dataclass(frozen=True, slots=True)
class WeekAgreed:
    """One person's week as agreed on its Monday. Raises Invalid when the week does not begin on a Monday."""

    person: int
    monday: date
    agreed: tuple[Agreed, ...]

    def __post_init__(self) -> None:
        if self.monday.weekday():
            raise Invalid(f"A week begins on a Monday; {self.monday} is none.")

    def holds(self, entry: Hour) -> bool:
        """True for the person's own hours of that week."""
        return entry.person == self.person and self.monday <= entry.on < self.monday + WEEK


@dataclass(frozen=True, slots=True)
class Taken:
    """Hours another project took (None: time without a project) from next and far hours that were agreed."""

    by: int | None
    hours: float


@dataclass(frozen=True, slots=True)
class Kept:
    """Of a week's agreed next and far hours: how many took place, what took the others, and how many of
    those nothing took that we know of (away, or not written down)."""

    monday: date
    agreed: float
    took_place: float
    taken: tuple[Taken, ...] = ()
    unknown: float = 0.0

    @property
    def share(self) -> float | None:
        """The kept share; None in a week in which nothing next or far was agreed."""
        return self.took_place / self.agreed if self.agreed > 0 else None


def kept(
    weeks: Iterable[WeekAgreed], entries: Sequence[Hour], projects: Mapping[int, ProjectPast]
) -> tuple[Kept, ...]:
    """Week by week, oldest first, over all people given: the next and far hours agreed against those that
    took place.

    An hour counts towards its own project only, up to what was agreed for it; the rest of a person's week,
    beyond what she had agreed, is what took the others, in proportion.
    """
    of_person: dict[int, list[Hour]] = defaultdict(list)
    for entry in entries:
        of_person[entry.person].append(entry)
    by_monday: dict[date, list[Kept]] = defaultdict(list)
    for week in weeks:
        by_monday[week.monday].append(_kept_by_one(week, of_person[week.person], projects))
    return tuple(_together(monday, by_monday[monday]) for monday in sorted(by_monday))


class TraceKind(StrEnum):
    """What shows that an hour left something behind."""

    TASK_FINISHED = "task finished"
    DECISION_SETTLED = "decision settled"
    READING = "reading"
    LEVEL = "level"
    AGREEMENT = "agreement changed"


@dataclass(frozen=True, slots=True)
class Trace:
    """Something that happened in a project on a day and would not have without somebody's hours."""

    project: int
    on: date
    kind: TraceKind


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """Of the next and far hours in projects: how many left a trace, how many left none, and how many are
    younger than four weeks and may still."""

    left: float
    nothing: float
    too_early: float

    @property
    def share(self) -> float | None:
        """The share that left something, of those old enough to tell."""
        told = self.left + self.nothing
        return self.left / told if told > 0 else None


def left_behind(
    entries: Iterable[Hour], traces: Iterable[Trace], projects: Mapping[int, ProjectPast], today: date
) -> LeftBehind:
    """What the next and far hours left behind: a trace in their project on the day or within four weeks."""
    days: dict[int, list[date]] = defaultdict(list)
    for trace in traces:
        days[trace.project].append(trace.on)
    left = nothing = too_early = 0.0
    for entry in entries:
        if entry.project is None:
            continue
        hours = entry.hours * _ahead(entry, projects)
        if any(entry.on <= day <= min(entry.on + TRACE_WITHIN, today) for day in days[entry.project]):
            left += hours
        elif entry.on + TRACE_WITHIN < today:
            nothing += hours
        else:
            too_early += hours
    return LeftBehind(left, nothing, too_early)


def _ahead(hour: Hour, projects: Mapping[int, ProjectPast]) -> float:
    return sum(share for part, share in shares(hour, projects) if part in AHEAD)


def _kept_by_one(week: WeekAgreed, entries: Sequence[Hour], projects: Mapping[int, ProjectPast]) -> Kept:
    """One person's week. Work is told apart by project, and time with people without one by itself."""
    spent: dict[tuple[int | None, bool], float] = defaultdict(float)
    for entry in entries:
        if week.holds(entry):
            spent[_what(entry.project, entry.people_time)] += entry.hours
    wanted: dict[tuple[int | None, bool], float] = defaultdict(float)
    ahead: dict[tuple[int | None, bool], float] = defaultdict(float)
    for one in week.agreed:
        what = _what(one.project, one.people_time)
        as_dated = Hour(week.person, week.monday, one.hours, one.project, one.people_time)
        wanted[what] += one.hours
        ahead[what] += one.hours * _ahead(as_dated, projects)
    agreed = sum(ahead.values())
    took_place = sum(
        min(1.0, spent[what] / wanted[what]) * hours for what, hours in ahead.items() if wanted[what] > 0
    )
    beyond = {what: spent[what] - wanted[what] for what in spent if spent[what] > wanted[what]}
    return _kept(week.monday, agreed, took_place, beyond)


def _what(project: int | None, people_time: bool) -> tuple[int | None, bool]:
    return (project, people_time and project is None)


def _kept(
    monday: date, agreed: float, took_place: float, beyond: Mapping[tuple[int | None, bool], float]
) -> Kept:
    missing, extra = agreed - took_place, sum(beyond.values())
    scale = min(1.0, missing / extra) if extra > 0 else 0.0
    by_project: dict[int | None, float] = defaultdict(float)
    for (project, _), hours in beyond.items():
        by_project[project] += hours * scale
    taken = tuple(Taken(project, hours) for project, hours in by_project.items() if hours > 0)
    return Kept(monday, agreed, took_place, _largest_first(taken), missing - extra * scale)


def _together(monday: date, parts: Sequence[Kept]) -> Kept:
    by_project: dict[int | None, float] = defaultdict(float)
    for part in parts:
        for taken in part.taken:
            by_project[taken.by] += taken.hours
    return Kept(
        monday,
        sum(part.agreed for part in parts),
        sum(part.took_place for part in parts),
        _largest_first(tuple(Taken(project, hours) for project, hours in by_project.items())),
        sum(part.unknown for part in parts),
    )


def _largest_first(taken: tuple[Taken, ...]) -> tuple[Taken, ...]:
    return tuple(sorted(taken, key=lambda one: (-one.hours, one.by if one.by is not None else -1)))
