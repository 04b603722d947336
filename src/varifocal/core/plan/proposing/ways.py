"""Agreed tasks along the chains of what is late, done another way (in another mode)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from varifocal.core.plan.crews import crew_of
from varifocal.core.plan.objective import Outcome, judged, outcome_of_spots
from varifocal.core.plan.proposing.ideas import Idea, Ideas, Kept
from varifocal.core.plan.proposing.search import Search
from varifocal.core.plan.proposing.told import proposal_of
from varifocal.core.plan.proposing.trials import Trials, as_proposed
from varifocal.core.plan.proposing.worth import worthiest
from varifocal.core.plan.values import Plan, Proposal
from varifocal.core.plan.work import Compiled
from varifocal.core.portfolio import Portfolio, Task

MOST_TRIED = 6
"""Other ways tried, those of what holds the latest work first."""


def with_other_ways(
    portfolio: Portfolio,
    plan: Plan,
    search: Search,
    kept: Sequence[Kept],
    trials: Callable[[Compiled], Trials],
    most: int,
) -> list[Proposal]:
    """Those kept, and among them proposals to do an agreed task along the chains of what is late another way, `most`
    in all, the best first; each worth it by itself and beside those before it, of one task one.

    In each way it is tried with the people agreed, where they could do it so, and with whomever the planner takes; in
    the same place of their order.
    """
    return _Ways(portfolio.firm, plan, search, kept, trials).beside_those_kept(most)


@dataclass
class _Ways:
    portfolio: Portfolio
    plan: Plan
    search: Search
    kept: Sequence[Kept]
    trials: Callable[[Compiled], Trials]

    def beside_those_kept(self, most: int) -> list[Proposal]:
        tried = (self._tried(task, mode) for task, mode in self._could_be()[:MOST_TRIED])
        ways = [min(ways, key=worthiest) for ways in map(list, tried) if ways]
        kept = self.kept
        if ways:
            best = min(map(worthiest, ways))
            better = [one for one in kept if worthiest(one) < best]
            found = [*kept[len(better) :], *ways]
            kept = self.search.beside_one_another(found, most, beside=better, outcome=self._outcome)
        return [proposal for _, proposal in kept]

    def _could_be(self) -> list[tuple[int, int]]:
        """Agreed tasks along the chains, and the ways they are not done in."""
        tasks = (self.portfolio.task[task] for task in self.search.chains.tasks())
        return [
            (task.id, mode)
            for task in tasks
            if not task.pinned_people
            for mode in range(len(task.modes) + 1)
            if mode != task.mode
        ]

    def _tried(self, task: int, mode: int) -> Iterator[Kept]:
        asked = self.portfolio.task[task]
        for people in dict.fromkeys(self._crews(asked, mode)):
            idea = Idea(task, people, asked.rank, mode=mode)
            outcome = self._outcome((idea,))
            proposal = proposal_of(self.search.standing, (idea,), outcome, judged(self.search.work, outcome))
            if proposal is not None:
                yield (idea,), proposal

    def _crews(self, asked: Task, mode: int) -> Iterator[tuple[int, ...]]:
        """Whoever is agreed, where they could do it so; whoever the planner takes beside all that is agreed."""
        other = asked.in_mode(mode)
        heads = tuple(
            tuple(
                person.id
                for person in self.portfolio.people
                if person.skills.get(demand.skill, 0) >= demand.level
            )
            for demand in other.demands
            for _ in range(demand.count)
        )
        people = tuple(sorted(asked.people))
        if len(people) == max(1, len(heads)) and len(crew_of(heads, people)) == len(heads):
            yield people
        free = replace(other, modes=(), mode=0, people=(), rank=None)
        spot = self.trials(self._work(free)).made().spots.get(asked.id)
        if spot is not None and spot.people:
            yield spot.people

    def _outcome(self, ideas: Ideas) -> Outcome:
        """What becomes of everything with these taken."""
        changed = [_taken(self.portfolio.task[idea.task], idea) for idea in ideas]
        return outcome_of_spots(self.search.work, self.trials(self._work(*changed)).made().spots)

    def _work(self, *changed: Task) -> Compiled:
        new = {task.id: task for task in changed}
        tasks = tuple(new.get(task.id, task) for task in self.portfolio.tasks)
        return as_proposed(replace(self.portfolio, tasks=tasks), self.plan)


def _taken(task: Task, idea: Idea) -> Task:
    """A task once somebody took what is proposed of it."""
    return replace(
        task, people=idea.people, rank=idea.rank, mode=task.mode if idea.mode is None else idea.mode
    )
