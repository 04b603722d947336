"""What somebody tries before she decides: a portfolio as it would be if it were so.

Each supposition is a small frozen value that a form, an address or a scenario can hold as plain JSON. Supposing is
pure: the portfolio it came from stays as it was, and nothing supposed gives the very same portfolio back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from math import isfinite
from typing import Any

from varifocal.core.portfolio import Person, Portfolio, Project, Task
from varifocal.core.values import FIRST_DAY, LAST_DAY

MOST = 50
"""Suppositions tried together; more is a plan of its own."""
MOST_PEOPLE = 50


@dataclass(frozen=True, slots=True)
class Pinned:
    """A task is fixed to a day, not to start before it, to a person, or to both; what is None stays as it is. What has
    begun is not moved by a day.

    Somebody it is fixed to does it, whoever was agreed before; both None gives the pin up.
    """

    task: int
    start: date | None = None
    person: int | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """A task is agreed to be done by these people, in this place of their order (None: where it stands, or last);
    by nobody, and the planner proposes somebody. `way` is the number of another way to do it that is chosen with it."""

    task: int
    people: tuple[int, ...]
    rank: float | None = None
    way: int | None = None


@dataclass(frozen=True, slots=True)
class Away:
    """A person is away, both days included."""

    person: int
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Due:
    """A project or task is promised by another day, or by none. `noun` is “project” or “task”."""

    noun: str
    id: int
    day: date | None


@dataclass(frozen=True, slots=True)
class Urgent:
    """A task comes first."""

    task: int


@dataclass(frozen=True, slots=True)
class Landing:
    """A piece of work that may come does come; what it holds, whoever reads the tables has to say."""

    opportunity: int


Supposed = Pinned | Given | Away | Due | Urgent | Landing

_KINDS: Mapping[str, type[Supposed]] = {
    "pinned": Pinned,
    "given": Given,
    "away": Away,
    "due": Due,
    "urgent": Urgent,
    "landing": Landing,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}


def suppose(portfolio: Portfolio, supposed: Iterable[Supposed]) -> Portfolio:
    """The portfolio as it would be, one supposition after the other; the same object where nothing is supposed.

    What names no open task, no person and no project of the portfolio changes nothing; nor does a `Landing`.
    """
    for one in supposed:
        portfolio = _tried(portfolio, one)
    return portfolio


def applies(portfolio: Portfolio, one: Supposed) -> bool:
    """Whether what it is about is (still) part of the portfolio: open, or here. A landing always is."""
    match one:
        case Pinned(task=task) | Given(task=task) | Urgent(task=task):
            return task in portfolio.task
        case Away(person=person):
            return person in portfolio.person
        case Due(noun="task", id=task):
            return task in portfolio.task
        case Due(id=project):
            return project in portfolio.project
    return True


def touched(supposed: Iterable[Supposed]) -> dict[str, set[int]]:
    """The ids of what is supposed something about, by noun."""
    ids: dict[str, set[int]] = {noun: set() for noun in ("task", "project", "person", "opportunity")}
    for one in supposed:
        match one:
            case Pinned(task=task, person=person):
                ids["task"].add(task)
                if person is not None:
                    ids["person"].add(person)
            case Given(task=task, people=people):
                ids["task"].add(task)
                ids["person"].update(people)
            case Urgent(task=task):
                ids["task"].add(task)
            case Away(person=person):
                ids["person"].add(person)
            case Due(noun=noun, id=id):
                ids[noun].add(id)
            case Landing(opportunity=opportunity):
                ids["opportunity"].add(opportunity)
    return ids


def _tried(portfolio: Portfolio, one: Supposed) -> Portfolio:
    match one:
        case Pinned():
            return _with_task(portfolio, one.task, lambda task: _pinned(task, one))
        case Given():
            people = tuple(sorted({each for each in one.people if each in portfolio.person}))
            return _with_task(portfolio, one.task, lambda task: _given(task, people, one))
        case Urgent():
            return _with_task(portfolio, one.task, lambda task: replace(task, priority=1))
        case Due(noun="task"):
            return _with_task(portfolio, one.id, lambda task: replace(task, due=one.day))
        case Due():
            return _with_project(portfolio, one.id, lambda project: replace(project, due=one.day))
        case Away():
            return _with_person(portfolio, one)
    return portfolio


def _pinned(task: Task, one: Pinned) -> Task:
    if one.start is None and one.person is None:
        return replace(task, pinned_start=None, pinned_people=())
    start = task.pinned_start if task.started else one.start or task.pinned_start
    if one.person is None or task.wait is not None:
        return replace(task, pinned_start=start)
    people = task.people if not task.people or one.person in task.people else (one.person,)
    return replace(task, pinned_start=start, pinned_people=(one.person,), people=people)


def _given(task: Task, people: tuple[int, ...], one: Given) -> Task:
    if task.wait is not None:
        return task
    place = task.rank if one.rank is None else one.rank
    ways = [mode.id for mode in task.modes]
    mode = 1 + ways.index(one.way) if one.way in ways else task.mode
    return replace(task, people=people, rank=place if people else None, mode=mode)


def _with_task(portfolio: Portfolio, id: int, changed: Callable[[Task], Task]) -> Portfolio:
    tasks = tuple(changed(task) if task.id == id else task for task in portfolio.tasks)
    return portfolio if tasks == portfolio.tasks else replace(portfolio, tasks=tasks)


def _with_project(portfolio: Portfolio, id: int, changed: Callable[[Project], Project]) -> Portfolio:
    projects = tuple(changed(project) if project.id == id else project for project in portfolio.projects)
    return portfolio if projects == portfolio.projects else replace(portfolio, projects=projects)


def _with_person(portfolio: Portfolio, one: Away) -> Portfolio:
    def away(person: Person) -> Person:
        return replace(person, away=tuple(sorted({*person.away, (one.first, one.last)})))

    people = tuple(away(each) if each.id == one.person else each for each in portfolio.people)
    return replace(portfolio, people=people) if one.person in portfolio.person else portfolio


# -- as plain JSON ---------------------------------------------------------------------------------------------


def to_plain(one: Supposed) -> dict[str, Any]:
    """A supposition as plain JSON, which `from_plain` reads again."""
    plain: dict[str, Any] = {"kind": _NAMES[type(one)]}
    for name in type(one).__slots__:  # frozen dataclasses with slots name their fields there, in order
        value = getattr(one, name)
        plain[name] = (
            value.isoformat()
            if isinstance(value, date)
            else list(value)
            if isinstance(value, tuple)
            else value
        )
    return plain


def from_plain(plain: Any) -> Supposed:
    """What plain JSON says is supposed; raises ValueError, with a sentence, for what it cannot be."""
    if not isinstance(plain, dict) or plain.get("kind") not in _KINDS:
        raise ValueError(f"What is supposed is one of: {', '.join(_KINDS)}.")
    read = {name: plain.get(name) for name in _KINDS[plain["kind"]].__slots__}
    if unknown := plain.keys() - read.keys() - {"kind"}:
        raise ValueError(f"“{', '.join(sorted(map(str, unknown)))}” is no part of “{plain['kind']}”.")
    match plain["kind"]:
        case "pinned":
            start = None if read["start"] is None else _day(read["start"])
            return Pinned(_id(read["task"]), start, None if read["person"] is None else _id(read["person"]))
        case "given":
            way = None if read["way"] is None else _id(read["way"])
            return Given(_id(read["task"]), _people(read["people"]), _rank(read["rank"]), way)
        case "away":
            first, last = _day(read["first"]), _day(read["last"])
            if last < first:
                raise ValueError("The last day away lies before the first.")
            return Away(_id(read["person"]), first, last)
        case "due":
            if read["noun"] not in ("project", "task"):
                raise ValueError("A due date belongs to a project or a task.")
            return Due(read["noun"], _id(read["id"]), None if read["day"] is None else _day(read["day"]))
        case "urgent":
            return Urgent(_id(read["task"]))
    return Landing(_id(read["opportunity"]))


def all_from_plain(plain: Any) -> tuple[Supposed, ...]:
    """A list of suppositions read from plain JSON; raises ValueError, with a sentence."""
    if not isinstance(plain, list) or len(plain) > MOST:
        raise ValueError(f"What is supposed is a list of at most {MOST}.")
    return tuple(from_plain(one) for one in plain)


def _id(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 1 << 62:
        raise ValueError("An id is a whole number above nought.")
    return value


def _day(value: Any) -> date:
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError("A day is written like 2027-03-31.") from None
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(f"{day} is no day for work.")
    return day


def _people(value: Any) -> tuple[int, ...]:
    if not isinstance(value, list) or len(value) > MOST_PEOPLE:
        raise ValueError(f"People are a list of at most {MOST_PEOPLE} ids.")
    return tuple(sorted({_id(one) for one in value}))


def _rank(value: Any) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise ValueError("A place in somebody's order is a number.")
    return float(value)
