"""Who could stand in for whom: the others who could take one agreed person's part in a task."""

from __future__ import annotations

from collections.abc import Sequence

from varifocal.core.plan.crews import Heads, seated
from varifocal.core.plan.work import Compiled
from varifocal.core.portfolio import SkillDemand

Able = tuple[int, ...]


class StandIns(dict[int, Sequence[Able]]):
    """For each person of an agreed task, by the task's place, everybody who could do what she does there, herself among
    them, in ascending order: alone whatever it asks for, in a crew what the head asks for that she stands for. Nobody
    (an empty tuple) where somebody is pinned to it or those agreed are not whom it asks for. Found out when it is first
    asked for.
    """

    def __init__(self, work: Compiled) -> None:
        super().__init__()
        self.work = work
        self.kind: list[int] = work.columns["kind"].tolist()
        self.known = {person: work.portfolio.person[person].skills for person in work.people}
        self.qualified: dict[SkillDemand, Able] = {}
        self.parts: dict[tuple[int, Able], Sequence[Able]] = {}

    def __missing__(self, at: int) -> Sequence[Able]:
        self[at] = found = self._of(at)
        return found

    def _of(self, at: int) -> Sequence[Able]:
        people = self.work.agreed[at]
        if not self.known.keys() >= set(people):
            people = tuple([each for each in people if each in self.known])
        if not people or self.work.pinned[at]:
            return [()] * len(people)
        key = self.kind[at], people if len(people) > 1 else ()
        if key not in self.parts:
            self.parts[key] = self._parts(self.work.tasks[at].demands, people)
        return self.parts[key]

    def _parts(self, demands: tuple[SkillDemand, ...], people: Able) -> Sequence[Able]:
        if len(people) == 1:
            return [self._alone(demands)]
        heads: Heads = tuple(self._able(demand) for demand in demands for _ in range(demand.count))
        head_of = {person: heads[head] for head, person in seated(heads, people).items()}
        fits = len(head_of) == len(heads) == len(people)
        return [head_of[person] if fits else () for person in people]

    def _alone(self, demands: tuple[SkillDemand, ...]) -> Able:
        asked = [set(self._able(each)) if each.count == 1 else set() for each in demands]
        return tuple(sorted(set.intersection(*asked))) if asked else self.work.people

    def _able(self, demand: SkillDemand) -> Able:
        if demand not in self.qualified:
            self.qualified[demand] = tuple(
                [one for one, skills in self.known.items() if skills.get(demand.skill, 0) >= demand.level]
            )
        return self.qualified[demand]
