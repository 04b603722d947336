"""Who there is: who is qualified for what is asked, who wants it, and with how much to spare."""

from __future__ import annotations

import numpy as np

from varifocal.core.plan.crews import Heads, crew_of
from varifocal.core.plan.reading.rows import Kinds
from varifocal.core.plan.workload import Ints
from varifocal.core.portfolio import Portfolio, SkillDemand


class People:
    """People by their places, in ascending order of their ids, with their levels of each skill that is asked for."""

    def __init__(self, portfolio: Portfolio, kinds: Kinds) -> None:
        self.kinds = kinds
        self.ids = tuple(sorted(person.id for person in portfolio.people))
        self.place = {person: at for at, person in enumerate(self.ids)}
        self.skill = {
            skill: at for at, skill in enumerate(sorted({each.skill for asked in kinds for each in asked}))
        }
        self.level = np.zeros((len(self.skill), len(self.ids)), dtype=np.int64)
        self.wanted = np.zeros(self.level.shape, dtype=bool)
        for at, person in enumerate(self.ids):
            known = portfolio.person[person]
            for skill, level in known.skills.items():
                if skill in self.skill:
                    self.level[self.skill[skill], at] = level
            for skill in known.passions & self.skill.keys():
                self.wanted[self.skill[skill], at] = True
        self._qualified: dict[tuple[int, int], tuple[int, ...]] = {}
        self._too_few: dict[tuple[Heads, tuple[int, ...]], bool] = {}

    def qualified(self, demand: SkillDemand) -> tuple[int, ...]:
        """The ids of those who could do what is asked for."""
        key = (demand.skill, demand.level)
        if key not in self._qualified:
            able = np.flatnonzero(self.level[self.skill[demand.skill]] >= demand.level).tolist()
            self._qualified[key] = tuple([self.ids[at] for at in able])
        return self._qualified[key]

    def are_too_few(self, heads: Heads, pinned: tuple[int, ...]) -> bool:
        """Whether no crew of different people fills these places."""
        if heads.count(heads[0]) == len(heads):  # all of one class, as they mostly are
            return len(heads[0]) < len(heads)
        key = heads, pinned
        if key not in self._too_few:
            everybody = sorted({person for head in heads for person in head})
            self._too_few[key] = len(crew_of(heads, (*pinned, *everybody))) < len(heads)
        return self._too_few[key]

    def fit_of_all(self) -> tuple[Ints, Ints]:
        """Wanted skills and levels to spare, a row a kind of task and a column a person: `fit`, for all at once."""
        kinds = self.kinds
        surplus = np.zeros((len(kinds), len(self.ids)), dtype=np.int64)
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


def _is_least(demands: tuple[SkillDemand, ...], nth: int) -> bool:
    """Whether a demand is the one that asks least of its skill, the first of such."""
    asked = demands[nth]
    alike = [(each.level, at) for at, each in enumerate(demands) if each.skill == asked.skill]
    return min(alike) == (asked.level, nth)
