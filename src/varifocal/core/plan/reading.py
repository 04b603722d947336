"""A portfolio read: its open work as columns of numbers, and whom it names by their places."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from datetime import date
from functools import cached_property
from itertools import chain
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from varifocal.core.calendar import NEVER, QUARTERS_PER_DAY
from varifocal.core.plan.crews import Heads, crew_of
from varifocal.core.plan.values import HoldKind
from varifocal.core.plan.workload import (
    CLASS,
    HOLDS,
    NO_RANK,
    NOBODY,
    OUTAGE,
    TASK,
    TIE,
    USE,
    WAY,
    WORKED_ON,
    Compiled,
    Fits,
    Ints,
    Records,
    sizes,
)
from varifocal.core.portfolio import DependencyKind, Portfolio, Project, SkillDemand, Task
from varifocal.core.portfolio.hours import WorkingTime
from varifocal.core.values import MOST_HOURS, QUARTERS_PER_HOUR, level_text

HOLDS_START = (DependencyKind.FINISH_START, DependencyKind.START_START)
FROM_FINISH = (DependencyKind.FINISH_START, DependencyKind.FINISH_FINISH)

PLAIN = np.dtype([("id", "i8"), ("project", "i8"), ("priority", "i8"), ("left", "f8")])
"""What every task says in numbers."""

SELDOM = (
    "started", "wait", "uses", "modes", "mode", "pinned_start", "pinned_people", "splittable", "release", "deadline",
    "start_lag", "finish_lag",
)  # fmt: skip
"""What few tasks say anything of; it is looked at for these alone."""

LINK = np.dtype([("before", "i8"), ("after", "i8"), ("lag", "f8")])
"""What every dependency says in numbers."""


def compiled(portfolio: Portfolio, time: WorkingTime) -> Compiled:
    """Compile a portfolio's open work onto the grid of its working time."""
    return _Reader(portfolio, time).read()


def _once(people: tuple[int, ...]) -> tuple[int, ...]:
    """Each person of a crew once, in ascending order."""
    return people if len(people) < 2 else tuple(sorted(set(people)))


class _Days(dict[date, int]):
    """Grid quarters by date, each reckoned once."""

    def __init__(self, reckon: Callable[[date], int]) -> None:
        super().__init__()
        self.reckon = reckon

    def __missing__(self, day: date) -> int:
        self[day] = quarter = self.reckon(day)
        return quarter

    def column(self, days: Iterable[date | None], otherwise: int) -> list[int]:
        """The quarters of a column of dates."""
        return [self[day] if day else otherwise for day in days]


class _Reader:
    def __init__(self, portfolio: Portfolio, time: WorkingTime) -> None:
        self.portfolio, self.time = portfolio, time
        self.tasks, self.said, self.special = _in_order(portfolio.tasks)
        self.people = tuple(sorted(person.id for person in portfolio.people))
        self.person = {person: at for at, person in enumerate(self.people)}
        self.due, self.begin = _Days(time.due), _Days(lambda day: max(0, time.begin(day)))
        self.classes: dict[tuple[int, ...], int] = {}
        self.qualified_for: dict[tuple[int, int], tuple[int, ...]] = {}
        self.too_few: dict[tuple[Heads, tuple[int, ...]], bool] = {}
        self.reasons: dict[int, str] = {}
        self.items: list[int] = []

    def read(self) -> Compiled:
        own, ways = self.tasks, self._all_ways()
        self.said = np.concatenate([self.said, _plainly(ways)])
        self.special += range(len(own), len(own) + len(ways))
        tasks, columns = (*own, *ways), np.zeros(len(own) + len(ways), dtype=TASK)
        demands = self._kinds(tasks, columns)
        self._people_and_skills(demands)
        columns["number"] = self.said["id"]
        rank = np.array(list(map(_rank, tasks)), dtype=np.float64)  # NaN where there is none
        columns["ranked"] = ~np.isnan(rank)
        columns["rank"] = np.where(np.isnan(rank), NO_RANK, rank)
        few = [tasks[at] for at in self.special]
        columns["started"][self.special] = [_has_begun(task) for task in few]
        columns["pinned_start"][self.special] = [task.pinned_start is not None for task in few]
        columns["mode"][self.special] = [task.mode if task.people else 0 for task in few]
        columns["whole"][self.special] = [not task.splittable or bool(task.uses) for task in few]
        self._dates(tasks, few, columns)
        agreed, heads, pinned = self._staff(tasks, columns, demands)
        crews = np.where(columns["given"], sizes(agreed), sizes(heads))
        crew = np.maximum(1, crews)
        columns["quarters"] = np.ceil(columns["hours"] * QUARTERS_PER_HOUR / crew - 1e-9)
        columns["quarters"][columns["length"] != WORKED_ON] = 0
        columns["whole"][crew > 1] = 1
        uses = self._uses(tasks, columns)
        self._seats(columns, crews)
        self._choose_ways(columns[: len(own)], columns[len(own) :], heads)
        columns, ways_of = columns[: len(own)], columns[len(own) :]
        ties = self._ties(columns)
        lists = np.array([self._list(each) for each in self.classes], dtype=CLASS)  # the last of the items
        passions, surplus = self._fit_of_all(demands)
        return Compiled(
            portfolio=self.portfolio,
            time=self.time,
            tasks=own,
            people=self.people,
            projects=tuple(self.projects.tolist()),
            columns=columns,
            ways=ways_of,
            ties=ties,
            links=self.links,
            uses=uses,
            outages=self._outages(),
            items=np.array(self.items, dtype=np.int64),
            classes=tuple(self.classes),
            lists=lists,
            fits=tuple([Fits(self.portfolio.person, each) for each in demands]),
            passions=passions,
            surplus=surplus,
            agreed=agreed[: len(own)],
            heads=heads[: len(own)],
            pinned=pinned[: len(own)],
            reasons=self.reasons,
            project_due={each.id: self.due[each.due] for each in self.portfolio.projects if each.due},
            project_deadline={
                each.id: self.due[each.deadline] for each in self.portfolio.projects if each.deadline
            },
        )

    # -- in which way -------------------------------------------------------------------------------------

    def _all_ways(self) -> tuple[Task, ...]:
        """What could still be done in one way or another, as it would be in each, its own first; where they stand."""
        self.ways: list[tuple[int, int, int]] = []
        found: list[Task] = []
        for at in self.special:
            task = self.tasks[at]
            if task.modes and not task.people and task.wait is None and task.left > 0:
                first = len(found)
                found.extend(task.in_mode(mode) for mode in range(len(task.modes) + 1))
                self.ways.append((at, first, len(found)))
        return tuple(found)

    def _kinds(self, tasks: tuple[Task, ...], columns: Records) -> tuple[tuple[SkillDemand, ...], ...]:
        """What tasks ask for, each kind once, in the order in which they come up."""
        kinds: dict[tuple[SkillDemand, ...], int] = {}
        columns["kind"] = [kinds.setdefault(asked, len(kinds)) for asked in map(_demands, tasks)]
        return tuple(kinds)

    def _seats(self, columns: Records, crews: Ints) -> None:
        """Room for each task's crew, in whatever way it is done."""
        own = len(self.tasks)
        room = crews[:own].copy()
        for at, first, last in self.ways:
            room[at] = max(room[at], *crews[own + first : own + last].tolist())
        columns["seats_from"][:own] = np.cumsum(room) - room
        columns["seats_to"][:own] = columns["seats_from"][:own] + crews[:own]
        columns["seats_to"][own:] = crews[own:]  # how many they are

    def _choose_ways(self, columns: Records, ways: Records, heads: list[Heads]) -> None:
        """Let each task begin with the first way somebody could do it in, and leave out those nobody could."""
        own = len(self.tasks)
        for at, first, last in self.ways:
            for mode in range(last - first):
                ways["mode"][first + mode] = mode
                self.reasons.pop(own + first + mode, None)
            able = [way for way in range(first, last) if not ways["unable"][way]]
            if not able:
                continue
            self.reasons.pop(at, None)
            columns["unable"][at] = 0
            heads[at] = heads[own + able[0]]
            ways[first : first + len(able)] = ways[able]
            columns["ways_from"][at], columns["ways_to"][at] = first, first + len(able)
            for name in WAY:
                columns[name][at] = ways[name][first]
            columns["seats_to"][at] = columns["seats_from"][at] + ways["seats_to"][first]

    # -- when ---------------------------------------------------------------------------------------------

    def _dates(self, tasks: tuple[Task, ...], few: list[Task], columns: Records) -> None:
        self.projects, columns["project"] = np.unique(self.said["project"], return_inverse=True)
        of, priority = columns["project"], self.said["priority"]
        projects = [self.portfolio.project.get(each) for each in self.projects.tolist()]
        columns["priority"] = priority + np.array([each.priority if each else 2 for each in projects])[of]
        for each in set(priority.tolist()):
            columns["weight"][priority == each] = self.portfolio.aims.weight(each)
        columns["urgent"] = priority == 1
        columns["tentative"] = np.array([bool(each and each.is_tentative) for each in projects])[of]
        dated = [(at, task.due) for at, task in enumerate(tasks) if task.due]
        columns["due"] = columns["deadline"] = NEVER
        columns["due"][[at for at, _ in dated]] = [self.due[day] for _, day in dated]
        columns["deadline"][self.special] = self.due.column((task.deadline for task in few), NEVER)
        columns["latest"] = np.array([self._presses(each) for each in projects], dtype=np.int64)[of]
        for name in ("due", "deadline"):
            np.minimum(columns["latest"], columns[name], out=columns["latest"])
        columns["hold"] = HOLDS.index(HoldKind.NOW)
        ahead = columns["started"][self.special] == 0
        release = ahead * self.begin.column((task.release for task in few), 0)
        pin = ahead * self.begin.column((task.pinned_start for task in few), 0)
        by_pin = (pin > 0) & (pin >= release)
        earliest = np.where(by_pin, pin, release)
        holds = np.where(by_pin, HOLDS.index(HoldKind.PIN), HOLDS.index(HoldKind.RELEASE))
        columns["earliest"][self.special] = earliest
        columns["hold"][self.special] = np.where(earliest > 0, holds, HOLDS.index(HoldKind.NOW))
        start_lag = np.array([task.start_lag for task in few])
        columns["start_lag"][self.special] = np.where(ahead, np.rint(start_lag * QUARTERS_PER_HOUR), 0)
        finish_lag = np.array([task.finish_lag for task in few])
        columns["finish_lag"][self.special] = np.rint(finish_lag * QUARTERS_PER_HOUR)

    def _presses(self, project: Project | None) -> int:
        """The first date that presses a project's tasks: its own, or that of a committed goal it serves."""
        if project is None:
            return NEVER
        goals = (self.portfolio.goal.get(serves.goal) for serves in project.serves if serves.share > 0)
        dates = [goal.target for goal in goals if goal and goal.committed]
        return min((self.due[day] for day in (project.due, project.deadline, *dates) if day), default=NEVER)

    def _answered(self, task: Task, earliest: int) -> int:
        """When an outside party is expected to answer, were it asked at once: the days it usually takes; once
        asked, counted from then, and where that has passed, the days it rarely takes; where that has passed, a day."""
        wait = task.wait
        if wait is None or not all(0 <= days <= MOST_HOURS for days in wait.planned):
            return QUARTERS_PER_DAY
        likely, high = (math.ceil(days * QUARTERS_PER_DAY) for days in wait.planned)
        if wait.asked is None:
            return earliest + likely
        asked = self.time.asked(wait.asked)
        return next((asked + days for days in (likely, high) if asked + days > 0), QUARTERS_PER_DAY)

    # -- who ----------------------------------------------------------------------------------------------

    def _staff(
        self, tasks: tuple[Task, ...], columns: Records, kinds: tuple[tuple[SkillDemand, ...], ...]
    ) -> tuple[list[tuple[int, ...]], list[Heads], list[tuple[int, ...]]]:
        """Who is agreed, who else could do it, who is pinned; what takes nobody's time, and what nobody can do."""
        left = self.said["left"]
        able = (left >= 0) & (left <= MOST_HOURS)
        columns["hours"] = np.where(able, left, 0.0)
        columns["length"] = np.where(np.ceil(left * QUARTERS_PER_HOUR - 1e-9) <= 0, 0, WORKED_ON)
        columns["length"][~able] = WORKED_ON
        agreed = [task.people for task in tasks]
        for at in np.flatnonzero(sizes(agreed) > 1).tolist():
            agreed[at] = _once(agreed[at])
        pinned: list[tuple[int, ...]] = [()] * len(tasks)
        for at in self.special:
            pinned[at] = _once(tasks[at].pinned_people)
            if tasks[at].wait is not None:
                earliest = int(columns["earliest"][at])
                agreed[at], able[at] = (), True
                columns["length"][at] = self._answered(tasks[at], earliest) - earliest
        for at in np.flatnonzero(~able).tolist():
            self.reasons[at] = f"“{tasks[at].name}” has no effort that could be planned."
        columns["given"] = sizes(agreed) > 0
        worked_on = able & (columns["length"] == WORKED_ON)
        if not self.person.keys() >= set(chain.from_iterable(agreed)):
            for at in np.flatnonzero(worked_on).tolist():
                if not self.person.keys() >= set(agreed[at]):
                    self.reasons[at] = f"“{tasks[at].name}” is given to somebody who is not among the people."
        asked = [
            tuple(self._qualified(each) for each in demands for _ in range(each.count)) for demands in kinds
        ]
        plain = [bool(heads) and not self._are_too_few(heads, ()) for heads in asked]
        to_give = worked_on & (columns["given"] == 0)
        usual = to_give & np.array(plain, dtype=bool)[columns["kind"]] & (sizes(pinned) == 0)
        heads = list(map([*asked, ()].__getitem__, np.where(usual, columns["kind"], len(asked)).tolist()))
        for at in np.flatnonzero(to_give & ~usual).tolist():
            places = asked[columns["kind"][at]] or (self._anybody(tasks[at], pinned[at]),)
            heads[at] = places = places + (pinned[at],) * (len(pinned[at]) - len(places))
            if reason := self._unstaffable(tasks[at], places, pinned[at]):
                self.reasons[at] = reason
        for at in [at for at in self.special if tasks[at].uses and at not in self.reasons]:
            if reason := self._too_little(tasks[at]):
                self.reasons[at] = reason
        unable = list(self.reasons)
        columns["unable"][unable] = 1
        usual[unable] = False
        self._people(columns, "agreed", agreed)
        self._people(columns, "pinned", pinned)
        self._heads(columns, heads, pinned, usual)
        return agreed, heads, pinned

    def _people(self, columns: Records, name: str, crews: list[tuple[int, ...]]) -> None:
        """Crews by the places of their people, without those who are not among the people."""
        place = self.person
        if not place.keys() >= set(chain.from_iterable(crews)):
            crews = [tuple([each for each in people if each in place]) for people in crews]
        count = sizes(crews)
        columns[f"{name}_to"] = len(self.items) + np.cumsum(count)
        columns[f"{name}_from"] = columns[f"{name}_to"] - count
        self.items.extend(map(place.__getitem__, chain.from_iterable(crews)))

    def _heads(
        self,
        columns: Records,
        heads: list[Heads],
        pinned: list[tuple[int, ...]],
        usual: NDArray[np.bool_],
    ) -> None:
        """Classes of qualified people, head by head; where it is `usual`, all tasks of a kind have one list."""
        kinds, first = np.unique(columns["kind"][usual], return_index=True)
        ranges = np.zeros((int(kinds.max(initial=0)) + 1, 2), dtype=np.int64)
        for kind, at in zip(kinds.tolist(), np.flatnonzero(usual)[first].tolist(), strict=True):
            ranges[kind] = self._classes(heads[at])
        columns["heads_from"][usual], columns["heads_to"][usual] = ranges[columns["kind"][usual]].T
        others = [at for at in np.flatnonzero(~usual).tolist() if heads[at] and at not in self.reasons]
        own = [(pinned[at],) if len(heads[at]) == 1 and pinned[at] else heads[at] for at in others]
        ranges = np.array([self._classes(each) for each in own], dtype=np.int64).reshape(-1, 2)
        columns["heads_from"][others], columns["heads_to"][others] = ranges.T

    def _classes(self, heads: Heads) -> tuple[int, int]:
        """List the classes of people who could be each head; where that list begins and ends."""
        first = len(self.items)
        self.items.extend([self.classes.setdefault(head, len(self.classes)) for head in heads])
        return first, len(self.items)

    def _people_and_skills(self, kinds: tuple[tuple[SkillDemand, ...], ...]) -> None:
        """Who has how much of each skill that is asked for, and wants more of it, by places of people and skills."""
        self.skill = {
            skill: at for at, skill in enumerate(sorted({each.skill for asked in kinds for each in asked}))
        }
        self.level = np.zeros((len(self.skill), len(self.people)), dtype=np.int64)
        self.wanted = np.zeros(self.level.shape, dtype=bool)
        for at, person in enumerate(self.people):
            known = self.portfolio.person[person]
            for skill, level in known.skills.items():
                if skill in self.skill:
                    self.level[self.skill[skill], at] = level
            for skill in known.passions & self.skill.keys():
                self.wanted[self.skill[skill], at] = True

    def _qualified(self, demand: SkillDemand) -> tuple[int, ...]:
        key = (demand.skill, demand.level)
        if key not in self.qualified_for:
            able = np.flatnonzero(self.level[self.skill[demand.skill]] >= demand.level).tolist()
            self.qualified_for[key] = tuple([self.people[at] for at in able])
        return self.qualified_for[key]

    def _fit_of_all(self, kinds: tuple[tuple[SkillDemand, ...], ...]) -> tuple[Ints, Ints]:
        """Wanted skills and levels to spare, a row a kind of task and a column a person: `fit`, for all at once."""
        surplus = np.zeros((len(kinds), len(self.people)), dtype=np.int64)
        passions = np.zeros_like(surplus)
        for nth in range(max(map(len, kinds), default=0)):
            asking = [kind for kind, demands in enumerate(kinds) if len(demands) > nth]
            asked = [kinds[kind][nth] for kind in asking]
            level = self.level[[self.skill[each.skill] for each in asked]]
            least = np.array([each.level for each in asked], dtype=np.int64)[:, None]
            surplus[asking] += np.maximum(level - least, 0)
            # of a skill that is asked for twice, whoever has the lower level wants it
            new = np.array([_is_least(kinds[kind], nth) for kind in asking], dtype=bool)[:, None]
            passions[asking] += (
                new & (level >= least) & self.wanted[[self.skill[each.skill] for each in asked]]
            )
        return passions, surplus

    @cached_property
    def _of_project(self) -> dict[int, set[int]]:
        known: dict[int, set[int]] = {}
        for task in self.tasks:
            known.setdefault(task.project, set()).update(task.people)
        return known

    def _anybody(self, task: Task, pinned: tuple[int, ...]) -> tuple[int, ...]:
        """Work that asks for no skill goes to the people of its project, where it has any."""
        known = self._of_project[task.project] & self.person.keys()
        return pinned or tuple(sorted(known or self.person))

    def _unstaffable(self, task: Task, heads: Heads, pinned: tuple[int, ...]) -> str:
        if len(heads) == len(pinned) == 1 and pinned[0] in heads[0] and pinned[0] in self.person:
            return ""
        for demand in task.demands:
            able = len(self._qualified(demand))
            if able < demand.count:
                return _nobody(self.portfolio, task, demand, able)
        if pinned:
            if any(person not in self.person for person in pinned):
                return f"“{task.name}” is pinned to somebody who is not among the people."
            crew = crew_of(heads, pinned)
            if not set(pinned) <= set(crew):
                misfit = next(person for person in pinned if person not in crew)
                name = self.portfolio.person[misfit].name
                return f"“{task.name}” is pinned to {name}, who has none of the skills it still asks for."
        if not self.person:
            return f"“{task.name}” needs somebody, and nobody is here yet."
        if self._are_too_few(heads, pinned):
            asked = len(heads)
            return f"“{task.name}” asks for {asked} people at once; too few different ones have the skills."
        return ""

    def _too_little(self, task: Task) -> str:
        """What a task uses that there is not enough of."""
        for use in task.uses:
            there = self.portfolio.equipment_by_id.get(use.equipment)
            if there is None:
                return f"“{task.name}” uses equipment that is not among what there is."
            if use.count > there.count:
                are = "is one" if there.count == 1 else f"are {there.count}"
                return f"“{task.name}” uses {use.count} of {there.name} at once; there {are}."
        return ""

    def _are_too_few(self, heads: Heads, pinned: tuple[int, ...]) -> bool:
        """Whether no crew of different people fills these places."""
        if heads.count(heads[0]) == len(heads):  # all of one class, as they mostly are
            return len(heads[0]) < len(heads)
        key = heads, pinned
        if key not in self.too_few:
            everybody = sorted({person for head in heads for person in head})
            self.too_few[key] = len(crew_of(heads, (*pinned, *everybody))) < len(heads)
        return self.too_few[key]

    # -- what comes after what ----------------------------------------------------------------------------

    def _ties(self, columns: Records) -> Records:
        """Dependencies by the later task, those of one task by the earlier one; what has begun waits for nothing to
        start, whatever it should have waited for, and what is firm for nothing that may never come."""
        links = self.portfolio.dependencies
        said = np.fromiter(map(_link, links), LINK, len(links))
        before, after = self._place(said["before"]), self._place(said["after"])
        ties: Records = np.zeros(len(links), dtype=TIE)
        ties["before"] = before
        ties["from_finish"] = ties["holds_start"] = 1
        kinds, usual = list(map(_kind, links)), DependencyKind.FINISH_START
        if kinds.count(usual) < len(kinds):
            ties["from_finish"] = [kind in FROM_FINISH for kind in kinds]
            ties["holds_start"] = [kind in HOLDS_START for kind in kinds]
        ties["hours"] = said["lag"]
        ties["lag"] = np.rint(ties["hours"] * QUARTERS_PER_HOUR)
        known = (before != NOBODY) & (after != NOBODY)
        self.links = np.stack([before[known], after[known]])
        binds = known & (columns["tentative"][before] <= columns["tentative"][after])
        binds &= (columns["started"][after] == 0) | (ties["holds_start"] == 0)
        ends = 2 * (1 - ties["from_finish"]) + ties["holds_start"]
        by_earlier = np.lexsort((ties["hours"], (before * (len(self.tasks) + 1) + after) * 4 + ends))
        by_earlier = by_earlier[binds[by_earlier]]
        ties, before, after = ties[by_earlier], before[by_earlier], after[by_earlier]
        count = np.bincount(before, minlength=len(self.tasks))
        columns["later_to"] = len(self.items) + np.cumsum(count)
        columns["later_from"] = columns["later_to"] - count
        self.items.extend(after.tolist())
        count = np.bincount(after, minlength=len(self.tasks))
        columns["ties_to"] = np.cumsum(count)
        columns["ties_from"] = columns["ties_to"] - count
        return ties[np.argsort(after, kind="stable")]

    def _place(self, ids: Ints) -> Ints:
        """The places of open tasks by their ids, NOBODY of others."""
        own = self.said["id"][: len(self.tasks)]
        at = np.searchsorted(own, ids, side="right") - 1
        return np.where((at >= 0) & (np.append(own, NOBODY)[at] == ids), at, NOBODY)

    def _uses(self, tasks: tuple[Task, ...], columns: Records) -> Records:
        """What equipment each task uses, by the task; nothing that is unknown."""
        row = {each.id: at for at, each in enumerate(self.portfolio.equipment)}
        rows: list[tuple[int, int]] = []
        count = np.zeros(len(tasks), dtype=np.int64)
        for at in [at for at in self.special if tasks[at].uses]:
            if columns["length"][at] == WORKED_ON:
                mine = [(row[use.equipment], use.count) for use in tasks[at].uses if use.equipment in row]
                count[at] = len(mine)
                rows.extend(mine)
        columns["uses_to"] = np.cumsum(count)
        columns["uses_from"] = columns["uses_to"] - count
        return np.array(rows, dtype=USE)

    def _outages(self) -> Records:
        """When some of a kind of equipment is not there, as far as that is not over."""
        rows = (
            (at, self.begin[out.first], self.due[out.last], out.count)
            for at, each in enumerate(self.portfolio.equipment)
            for out in each.out
        )
        return np.array(sorted(row for row in rows if row[2] > 0), dtype=OUTAGE)

    def _list(self, people: tuple[int, ...]) -> tuple[int, int]:
        first = len(self.items)
        self.items.extend(map(self.person.__getitem__, people))
        return first, len(self.items)


def _nobody(portfolio: Portfolio, task: Task, demand: SkillDemand, able: int) -> str:
    skill = portfolio.skills.get(demand.skill, f"skill {demand.skill}")
    level = f" at {level_text(demand.level, portfolio.levels)} or above" if demand.level > 1 else ""
    if able == 0:
        return f"Nobody has {skill}{level}, which “{task.name}” asks for."
    have = "one person has" if able == 1 else f"{able} people have"
    return f"“{task.name}” asks for {demand.count} people with {skill}{level} at once; {have} it."


_plain, _link = attrgetter(*(PLAIN.names or ())), attrgetter(*(LINK.names or ()))
_demands, _kind, _rank = attrgetter("demands"), attrgetter("kind"), attrgetter("rank")
_seldom = attrgetter(*SELDOM)
_by_default = {each.name: each.default for each in fields(Task)}
_USUAL = tuple(_by_default[name] for name in SELDOM)


def _plainly(tasks: Sequence[Task]) -> Records:
    """What tasks say in numbers."""
    return np.fromiter(map(_plain, tasks), PLAIN, len(tasks))


def _in_order(tasks: tuple[Task, ...]) -> tuple[tuple[Task, ...], Records, list[int]]:
    """Tasks in ascending order of their ids, each in the mode that is agreed; what they say in numbers; and the places
    of those that say something few do."""
    said = _plainly(tasks)
    if (np.diff(said["id"]) < 0).any():
        order = np.argsort(said["id"], kind="stable")
        tasks, said = tuple([tasks[at] for at in order.tolist()]), said[order]
    special = [at for at, seldom in enumerate(map(_seldom, tasks)) if seldom != _USUAL]
    in_mode = [at for at in special if tasks[at].mode and tasks[at].people]
    if in_mode:
        changed = {at: tasks[at].in_mode(tasks[at].mode) for at in in_mode}
        tasks = tuple([changed.get(at, task) for at, task in enumerate(tasks)])
        said[in_mode] = _plainly([tasks[at] for at in in_mode])
    return tasks, said, special


def _is_least(demands: tuple[SkillDemand, ...], nth: int) -> bool:
    """Whether a demand is the one that asks least of its skill, the first of such."""
    asked = demands[nth]
    alike = [(each.level, at) for at, each in enumerate(demands) if each.skill == asked.skill]
    return min(alike) == (asked.level, nth)


def _has_begun(task: Task) -> bool:
    return task.started is not None or (task.wait is not None and task.wait.asked is not None)
