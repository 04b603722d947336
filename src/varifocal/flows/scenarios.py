"""Scenarios beside each other: what each set of suppositions does to promises, goals, lateness, full weeks and money.

Each is planned and forecast with the same random numbers, so what differs between columns is what was supposed. All of
it as one account may see it; a scenario of which a part is not for her eyes is not tried for her at all.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from varifocal.core.plan.late import days_late
from varifocal.core.plan.suppose import (
    Away,
    Due,
    Given,
    Landing,
    Pinned,
    Supposed,
    Urgent,
    all_from_plain,
    to_plain,
)
from varifocal.core.plan.suppose import from_plain as from_plain
from varifocal.core.plan.words import day_text, quoted
from varifocal.flows.accepting import accept
from varifocal.flows.compiled import is_loaded
from varifocal.flows.planner import least_tardiness
from varifocal.flows.schedule import FULL
from varifocal.flows.trial import NEW, Trial
from varifocal.flows.trying.cost import cost_of
from varifocal.flows.trying.eyes import Eyes
from varifocal.flows.trying.moving import moved_between
from varifocal.flows.trying.tried import Tried
from varifocal.flows.trying.values import Promise
from varifocal.flows.trying.weeks import week_hours
from varifocal.flows.whatif import LEAST_POINTS
from varifocal.org.base.account import Account
from varifocal.org.base.acts import Act, act
from varifocal.org.base.organization import Organization
from varifocal.org.base.refusals import Impossible, NotAllowed
from varifocal.org.direction.goal import Goal
from varifocal.org.work.whatif import WhatIf

MOST = 4
"""Scenarios put beside what stands."""
UNSEEN = "Part of it is about something that is done, gone, or not for your eyes; it is not tried."


@dataclass(frozen=True, slots=True)
class Cell:
    """A promise or goal in one column: its chance, and the day by which it holds in four futures of five; the day it
    is due there."""

    chance: float | None
    most: date | None
    due: date | None


@dataclass(frozen=True, slots=True)
class Row:
    """A promise (“project”), work that may come (“opportunity”) or a goal over all columns."""

    noun: str
    id: int
    name: str
    cells: tuple[Cell | None, ...]

    @property
    def differs(self) -> bool:
        """Whether its chance or its date is another in some column."""
        if self.noun == "opportunity":
            return True
        told = [one for one in self.cells if one is not None]
        chances = [one.chance or 0.0 for one in told]
        dues = {one.due for one in told}
        return len(dues) > 1 or (bool(chances) and max(chances) - min(chances) >= LEAST_POINTS)


@dataclass(frozen=True, slots=True)
class Column:
    """What stands (`scenario` is None) or one scenario: figures over what she may see.

    `moved` tasks that stand elsewhere, `late` weighted days past due dates (4 urgent, 2 normal, 1 can wait), `least`
    what no plan of it can be below, None where some of it is not for her eyes or the bound is not there yet, `full`
    weeks of people that are full in the next twelve, `homeless` tasks without a place, `cost` of the open work, None
    where no rate is known or she sees no money. `sentence` says instead why it was not tried.
    """

    scenario: WhatIf | None
    moved: int = 0
    late: int = 0
    least: int | None = None
    full: int = 0
    homeless: int = 0
    cost: Decimal | None = None
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """The table: columns, the first being what stands, and rows, those that differ first; `today` in the
    organization's zone."""

    today: date
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    currency: str


def supposed_in(scenario: WhatIf) -> tuple[Supposed, ...]:
    """What a scenario supposes; raises ValueError where it holds what no version of ours wrote."""
    return all_from_plain(scenario.supposed)


def warm(scenarios: Sequence[WhatIf], place: int, *, by: Account, now: datetime) -> None:
    """Try the one at this place, so that comparing finds it done. `now` is UTC."""
    for one in _tried(scenarios[place : place + 1], Eyes(by, now)):
        if isinstance(one, Tried):
            one.foretold()


def compare(scenarios: Sequence[WhatIf], *, by: Account, now: datetime) -> Compared:
    """Put them beside what stands, at most four. `now` is UTC; nothing is written."""
    eyes = Eyes(by, now)
    goals = frozenset(Goal.objects.visible_to(by).filter(ended_on=None).values_list("pk", flat=True))
    before, _ = Tried((), eyes).foretold()
    columns = [_column(None, before, before, eyes)]
    kept: list[Trial | None] = [before]
    landed: list[dict[int, Promise]] = [{}]
    for scenario, tried in zip(scenarios, _tried(scenarios, eyes), strict=True):
        if isinstance(tried, str):
            columns.append(Column(scenario, sentence=tried))
            kept.append(None)
            landed.append({})
            continue
        try:
            _, after = tried.foretold()
        except Impossible as refusal:
            columns.append(Column(scenario, sentence=refusal.sentence))
            kept.append(None)
            landed.append({})
            continue
        landed.append({one.id: one for one in tried.landed(after)})
        columns.append(_column(scenario, before, after, eyes))
        kept.append(after)
    rows = [*_landings(landed), *sorted(_rows(kept, eyes, goals), key=lambda row: not row.differs)]
    return Compared(eyes.today, tuple(columns), tuple(rows), before.portfolio.currency)


def take(scenario: WhatIf, *, by: Account, now: datetime, seen: int) -> Act:
    """Make it so: what it supposes is written, and that it was taken, in one act that one undo takes back. `seen` is
    the version of the scenario she looked at. `now` is UTC. Raises as `accepting.accept` does."""
    if not WhatIf.objects.visible_to(by).filter(pk=scenario.pk).exists():
        raise NotAllowed("Only those who see a scenario may make it so.")
    with act() as done:
        scenario.take(seen)
        accept(supposed_in(scenario), by=by, now=now)
        scenario.taken(by=by, on=Organization.here().today(now))
    return done


def add(scenario: WhatIf, one: Supposed, *, by: Account, now: datetime, seen: int) -> WhatIf:
    """Suppose this as well; refused where it is not there for her eyes, or cannot be meant. `now` is UTC."""
    try:
        from_plain(to_plain(one))
    except ValueError as fault:
        raise Impossible(str(fault)) from None
    if not Eyes(by, now).hold([one]):
        raise Impossible("That is not there any more; choose something else.")
    return scenario.suppose([*scenario.supposed, to_plain(one)], by=by, seen=seen)


def leave_out(scenario: WhatIf, place: int, *, by: Account, seen: int) -> WhatIf:
    """No longer suppose what stands in this place, the first being 0."""
    if not 0 <= place < len(scenario.supposed):
        raise Impossible("That part is not there any more.")
    rest = [one for at, one in enumerate(scenario.supposed) if at != place]
    return scenario.suppose(rest, by=by, seen=seen)


def in_words(scenarios: Sequence[WhatIf], *, by: Account, now: datetime) -> dict[int, list[str]]:
    """What each supposes, a sentence a part, by the scenario's id; a part she may not see is one she cannot see."""
    names = _Names(Eyes(by, now))
    return {one.pk: [names.say(part) for part in one.supposed] for one in scenarios}


# -- the columns -----------------------------------------------------------------------------------------------


def _tried(scenarios: Sequence[WhatIf], eyes: Eyes) -> list[Tried | str]:
    """Each of them ready to be tried, or why it is not."""
    found: list[Tried | str] = []
    for one in scenarios:
        try:
            supposed = supposed_in(one)
        except ValueError as fault:
            found.append(str(fault))
            continue
        found.append(Tried(supposed, eyes) if eyes.hold(supposed) else UNSEEN)
    return found


def _column(scenario: WhatIf | None, before: Trial, after: Trial, eyes: Eyes) -> Column:
    people = eyes.people & after.portfolio.person.keys()
    weeks = week_hours(after, people, eyes.tasks)
    cost = cost_of(before, after) if eyes.by.money_right else None
    return Column(
        scenario,
        moved=sum(1 for one in moved_between(before, after) if one.task in eyes.tasks),
        late=round(days_late(after.portfolio, after.planned, eyes.tasks, eyes.projects)),
        least=_least(after, eyes),
        full=sum(1 for own in weeks.values() for hours, there in own if there > 0 and hours > FULL * there),
        homeless=sum(1 for task in after.planned.unplanned if task in eyes.tasks),
        cost=cost.after if cost else None,
    )


def _least(one: Trial, eyes: Eyes) -> int | None:
    """Weighted days late that no plan can avoid."""
    if not (is_loaded() and eyes.tasks >= {task.id for task in one.portfolio.tasks if task.id < NEW}):
        return None
    return math.floor(least_tardiness(one.portfolio, one.planned))


def _rows(trials: Sequence[Trial | None], eyes: Eyes, goals: frozenset[int]) -> Iterator[Row]:
    there = [one for one in trials if one is not None]
    zone = ZoneInfo(there[0].portfolio.zone)

    def cell(one: Trial | None, noun: str, id: int) -> Cell | None:
        if one is None:
            return None
        told = one.foretold.projects[id] if noun == "project" else one.foretold.goals.get(id)
        due = one.portfolio.project[id].due if noun == "project" else one.portfolio.goal[id].target
        if told is None:
            return None
        most = told.finish.p80.astimezone(zone).date() if told.finish else None
        return Cell(told.chance if due else None, most, due)

    for project in there[0].portfolio.projects:
        dated = any(one.portfolio.project[project.id].due for one in there)
        if dated and project.id in eyes.projects:
            cells = tuple(cell(one, "project", project.id) for one in trials)
            yield Row("project", project.id, project.name, cells)
    for goal in there[0].portfolio.goals:
        if goal.target and goal.id in goals and goal.id in there[0].foretold.goals:
            yield Row("goal", goal.id, goal.name, tuple(cell(one, "goal", goal.id) for one in trials))


def _landings(landed: Sequence[dict[int, Promise]]) -> Iterator[Row]:
    """Work that may come, in the columns in which it does."""
    names = {id: one.name for column in landed for id, one in column.items()}
    for id, name in sorted(names.items()):
        found = [column.get(id) for column in landed]
        cells = tuple(Cell(one.chance, one.most, one.day) if one else None for one in found)
        yield Row("opportunity", id, name, cells)


class _Names:
    """Sentences for suppositions, with the names one account may see."""

    def __init__(self, eyes: Eyes) -> None:
        self.eyes, self.portfolio = eyes, eyes.standing.portfolio

    def say(self, plain: object) -> str:
        try:
            one = from_plain(plain)
        except ValueError:
            return "something this version does not know"
        if not self.eyes.hold([one]):
            return "something that is done, gone, or not for your eyes"
        match one:
            case Pinned(start=None, person=None):
                return f"{self._task(one.task)} is no longer pinned"
            case Pinned():
                day = f" to {self._day(one.start)}" if one.start else ""
                who = f" to {self._person(one.person)}" if one.person else ""
                return f"{self._task(one.task)} is pinned{who}{day}"
            case Given(people=()):
                return f"{self._task(one.task)} is given to nobody"
            case Given():
                names = ", ".join(map(self._person, one.people))
                return f"{self._task(one.task)} is given to {names}{self._way(one)}"
            case Away():
                if one.first == one.last:
                    return f"{self._person(one.person)} is away on {self._day(one.first)}"
                return (
                    f"{self._person(one.person)} is away from {self._day(one.first)} to {self._day(one.last)}"
                )
            case Due():
                project = self.portfolio.project.get(one.id) if one.noun == "project" else None
                name = quoted(project.name) if project else self._task(one.id)
                return f"{name} is due by {self._day(one.day)}" if one.day else f"{name} has no due date"
            case Urgent():
                return f"{self._task(one.task)} is urgent"
            case Landing():
                return f"{quoted(self.eyes.pitches[one.opportunity].name)} comes"

    def _task(self, id: int) -> str:
        task = self.portfolio.task.get(id)
        return quoted(task.name) if task else "a task"

    def _way(self, one: Given) -> str:
        task = self.portfolio.task.get(one.task)
        ways = {mode.id: mode.name for mode in task.modes} if task else {}
        return f" and done as {quoted(ways[one.way])}" if one.way in ways else ""

    def _person(self, id: int | None) -> str:
        person = self.portfolio.person.get(id or 0)
        return person.name if person else "somebody"

    def _day(self, day: date | None) -> str:
        return day_text(day, self.eyes.today)
