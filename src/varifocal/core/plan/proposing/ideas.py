"""An idea: one change to the agreed plan; and what stands, against which every idea is held."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from varifocal.core.plan.instance import Works
from varifocal.core.plan.objective import Outcome, judged
from varifocal.core.plan.values import Proposal
from varifocal.core.plan.work import Compiled
from varifocal.core.portfolio import Portfolio

Agreed = Mapping[int, tuple[tuple[int, ...], float | None]]
"""Other people and ranks agreed, by task."""


@dataclass(frozen=True, slots=True)
class Idea:
    """One change to the agreed plan: a task, who would do it, its rank, the task it would go before, and the mode it
    would be done in, where that is another."""

    task: int
    people: tuple[int, ...]
    rank: float | None
    before: int | None = None
    mode: int | None = None


Ideas = tuple[Idea, ...]
Kept = tuple[Ideas, Proposal]
"""Ideas that are taken together, and what is said of them."""


def agreed_with(ideas: Ideas) -> Agreed:
    """What is agreed instead where these are taken."""
    return {idea.task: (idea.people, idea.rank) for idea in ideas}


class Standing:
    """The work, and when it is done as things are agreed: what ideas are held against."""

    def __init__(self, work: Compiled, outcome: Outcome) -> None:
        self.work, self.outcome = work, outcome
        self.lateness = judged(work, outcome)
        self.works = Works(work)

    @property
    def portfolio(self) -> Portfolio:
        """What it was made of."""
        return self.work.portfolio

    def hours(self, idea: Idea) -> float:
        """Hours that are left of a task where an idea is taken."""
        if idea.mode is None:
            return self.works[idea.task].hours
        return self.portfolio.task[idea.task].in_mode(idea.mode).left
