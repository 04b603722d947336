"""Small people and tasks for these tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from varifocal.core.calendar import office_week
from varifocal.core.people.mentors import Mate
from varifocal.core.portfolio import Person, SkillDemand, Task
from varifocal.core.values import Range

TODAY = date(2026, 3, 2)
COPY, FILM, CODE = 1, 2, 3
SKILLS = {COPY: "Copy", FILM: "Film", CODE: "Code"}
WEEK = office_week("Europe/Berlin")


def person(
    id: int, name: str, skills: Mapping[int, int], *, loves: Iterable[int] = (), left: date | None = None
) -> Person:
    """Somebody with a full week."""
    return Person(id, name, WEEK, skills=skills, passions=frozenset(loves), left=left)


def task(id: int, skill: int, level: int, hours: float = 20, due: date | None = None, count: int = 1) -> Task:
    """Work that asks for one skill."""
    demand = SkillDemand(skill, level, count)
    return Task(id, f"Task {id}", 1, Range(hours), hours, hours, demands=(demand,), due=due)


def mate(
    id: int,
    levels: Mapping[int, int],
    wishes: Mapping[int, int] | None = None,
    *,
    seats: int = 0,
    free: float = 20,
    slots: Iterable[int] = range(6),
    learns_from: Iterable[int] = (),
    lead: int | None = None,
) -> Mate:
    """Somebody who learns or teaches."""
    return Mate(
        id, f"P{id}", levels, wishes or {}, frozenset({1}), free, frozenset(slots), seats, lead,
        frozenset(learns_from),
    )  # fmt: skip
