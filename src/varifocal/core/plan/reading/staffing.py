"""Who is agreed for open tasks, who else could do them, and who is pinned; what nobody can do, and why."""

from __future__ import annotations

from functools import cached_property
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from varifocal.core.plan.crews import Heads, crew_of
from varifocal.core.plan.reading.equipment import too_little
from varifocal.core.plan.reading.lists import Lists
from varifocal.core.plan.reading.people import People
from varifocal.core.plan.reading.rows import Rows
from varifocal.core.plan.workload import WORKED_ON, Ints, sizes
from varifocal.core.portfolio import Portfolio, SkillDemand, Task
from varifocal.core.values import level_text

Bools = NDArray[np.bool_]


class Staffing:
    """Of each row who is `agreed`, who could be each of its `heads` and who is `pinned`, by their ids; and `reasons`
    why some cannot be placed."""

    def __init__(self, portfolio: Portfolio, rows: Rows, people: People, lists: Lists) -> None:
        self.portfolio, self.rows, self.people, self.lists = portfolio, rows, people, lists
        self.reasons: dict[int, str] = {}
        self.agreed = self._agreed()
        self.pinned: list[tuple[int, ...]] = [()] * len(rows.tasks)
        for at in rows.special:
            self.pinned[at] = _once(rows.tasks[at].pinned_people)
        self.heads: list[Heads] = [()] * len(rows.tasks)

    @property
    def crews(self) -> Ints:
        """How many do each task."""
        return np.where(self.rows.columns["given"], sizes(self.agreed), sizes(self.heads))

    def fill(self, able: Bools) -> None:
        """Look for who could do what is nobody's yet, of what is `able` to be planned; list everybody."""
        tasks, columns = self.rows.tasks, self.rows.columns
        for at in np.flatnonzero(~able).tolist():
            self.reasons[at] = f"“{tasks[at].name}” has no effort that could be planned."
        columns["given"] = sizes(self.agreed) > 0
        worked_on = able & (columns["length"] == WORKED_ON)
        self._refuse_strangers(worked_on)
        usual = self._find_heads(worked_on & (columns["given"] == 0))
        for at in [at for at in self.rows.special if tasks[at].uses and at not in self.reasons]:
            if reason := too_little(self.portfolio, tasks[at]):
                self.reasons[at] = reason
        unable = list(self.reasons)
        columns["unable"][unable] = 1
        usual[unable] = False
        self.lists.add_crews(columns, "agreed", self.agreed)
        self.lists.add_crews(columns, "pinned", self.pinned)
        self._list_heads(usual)

    def _agreed(self) -> list[tuple[int, ...]]:
        """Crews, each person once; nobody works on a wait."""
        agreed = [task.people for task in self.rows.tasks]
        for at in np.flatnonzero(sizes(agreed) > 1).tolist():
            agreed[at] = _once(agreed[at])
        for at in self.rows.special:
            if self.rows.tasks[at].wait is not None:
                agreed[at] = ()
        return agreed

    def _refuse_strangers(self, worked_on: Bools) -> None:
        known = self.people.place.keys()
        if not known >= set(chain.from_iterable(self.agreed)):
            for at in np.flatnonzero(worked_on).tolist():
                if not known >= set(self.agreed[at]):
                    name = self.rows.tasks[at].name
                    self.reasons[at] = f"“{name}” is given to somebody who is not among the people."

    def _find_heads(self, to_give: Bools) -> Bools:
        """Who could be each head of what is to be given to somebody; whether that is as usual: whoever is qualified for
        what tasks of its kind ask for, without more ado."""
        tasks, kind, people = self.rows.tasks, self.rows.columns["kind"], self.people
        asked = [
            tuple(people.qualified(each) for each in demands for _ in range(each.count))
            for demands in self.rows.kinds
        ]
        plain = [bool(heads) and not people.are_too_few(heads, ()) for heads in asked]
        usual: Bools = to_give & np.array(plain, dtype=bool)[kind] & (sizes(self.pinned) == 0)
        self.heads = list(map([*asked, ()].__getitem__, np.where(usual, kind, len(asked)).tolist()))
        for at in np.flatnonzero(to_give & ~usual).tolist():
            pinned = self.pinned[at]
            places = asked[kind[at]] or (self._anybody(tasks[at], pinned),)
            self.heads[at] = places = places + (pinned,) * (len(pinned) - len(places))
            if reason := self._unstaffable(tasks[at], places, pinned):
                self.reasons[at] = reason
        return usual

    def _list_heads(self, usual: Bools) -> None:
        """Classes of qualified people, head by head; where it is `usual`, all tasks of a kind have one list."""
        columns, heads, pinned, add = self.rows.columns, self.heads, self.pinned, self.lists.add_heads
        kinds, first = np.unique(columns["kind"][usual], return_index=True)
        ranges = np.zeros((int(kinds.max(initial=0)) + 1, 2), dtype=np.int64)
        for kind, at in zip(kinds.tolist(), np.flatnonzero(usual)[first].tolist(), strict=True):
            ranges[kind] = add(heads[at])
        columns["heads_from"][usual], columns["heads_to"][usual] = ranges[columns["kind"][usual]].T
        others = [at for at in np.flatnonzero(~usual).tolist() if heads[at] and at not in self.reasons]
        own = [(pinned[at],) if len(heads[at]) == 1 and pinned[at] else heads[at] for at in others]
        ranges = np.array([add(each) for each in own], dtype=np.int64).reshape(-1, 2)
        columns["heads_from"][others], columns["heads_to"][others] = ranges.T

    def _anybody(self, task: Task, pinned: tuple[int, ...]) -> tuple[int, ...]:
        """Work that asks for no skill goes to the people of its project, where it has any."""
        known = self._of_project[task.project] & self.people.place.keys()
        return pinned or tuple(sorted(known or self.people.place))

    @cached_property
    def _of_project(self) -> dict[int, set[int]]:
        known: dict[int, set[int]] = {}
        for task in self.rows.own:
            known.setdefault(task.project, set()).update(task.people)
        return known

    # -- why nobody can do it --------------------------------------------------------------------------------

    def _unstaffable(self, task: Task, heads: Heads, pinned: tuple[int, ...]) -> str:
        known = self.people.place
        if len(heads) == len(pinned) == 1 and pinned[0] in heads[0] and pinned[0] in known:
            return ""
        for demand in task.demands:
            able = len(self.people.qualified(demand))
            if able < demand.count:
                return self._nobody(task, demand, able)
        if pinned:
            if any(person not in known for person in pinned):
                return f"“{task.name}” is pinned to somebody who is not among the people."
            crew = crew_of(heads, pinned)
            if not set(pinned) <= set(crew):
                misfit = next(person for person in pinned if person not in crew)
                name = self.portfolio.person[misfit].name
                return f"“{task.name}” is pinned to {name}, who has none of the skills it still asks for."
        if not known:
            return f"“{task.name}” needs somebody, and nobody is here yet."
        if self.people.are_too_few(heads, pinned):
            asked = len(heads)
            return f"“{task.name}” asks for {asked} people at once; too few different ones have the skills."
        return ""

    def _nobody(self, task: Task, demand: SkillDemand, able: int) -> str:
        skill = self.portfolio.skills.get(demand.skill, f"skill {demand.skill}")
        level = f" at {level_text(demand.level, self.portfolio.levels)} or above" if demand.level > 1 else ""
        if able == 0:
            return f"Nobody has {skill}{level}, which “{task.name}” asks for."
        have = "one person has" if able == 1 else f"{able} people have"
        return f"“{task.name}” asks for {demand.count} people with {skill}{level} at once; {have} it."


def _once(people: tuple[int, ...]) -> tuple[int, ...]:
    """Each person of a crew once, in ascending order."""
    return people if len(people) < 2 else tuple(sorted(set(people)))
