"""Which ideas are worth proposing: by themselves, and beside what is better."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from varifocal.core.plan.objective import Outcome, judged
from varifocal.core.plan.proposing.chains import Chains
from varifocal.core.plan.proposing.ideas import Idea, Ideas, Kept, Standing, agreed_with
from varifocal.core.plan.proposing.orders import Orders
from varifocal.core.plan.proposing.told import proposal_of
from varifocal.core.plan.proposing.trials import Trials
from varifocal.core.plan.proposing.worth import is_better, worthiest
from varifocal.core.plan.values import Proposal
from varifocal.core.plan.work import Compiled

MOST_PROPOSALS = 8

A_PLACE, A_DEADLINE = 1e8, 1e4
"""Weighted days a task's place and a deadline count for where one number is wanted."""


class Search:
    """What could be changed about the agreed plan (along its `chains`), and which of it is worth proposing."""

    def __init__(self, work: Compiled, trials: Trials) -> None:
        self.work, self.trials = work, trials
        self.standing, self.orders = Standing(work, trials.as_agreed()), Orders(work)
        self.chains = Chains(self.standing, self.orders, trials)

    def idea(self, task: int, people: tuple[int, ...], rank: float) -> Idea:
        """A change somebody else found."""
        return Idea(task, people, rank, self.orders.behind(task, people, rank))

    def worthwhile(
        self,
        ideas: Iterable[Idea],
        most: int = MOST_PROPOSALS,
        tell: Callable[[Proposal], None] | None = None,
    ) -> list[Kept]:
        """Those worth it by themselves and beside the others, the best first; of one task one. `tell` hears of each
        that is worth it by itself as soon as that is known."""
        found = []
        for idea in ideas:
            proposal, _ = self.judged((idea,))
            if proposal is not None:
                found.append(((idea,), proposal))
                if tell is not None:
                    tell(proposal)
        return self.beside_one_another(found, most)

    def judged(self, ideas: Ideas) -> tuple[Proposal | None, float]:
        """What is said of ideas to be taken together, to no task two of them, None where they are not worth it; and the
        weighted days they save or (negative) lose, a deadline counting as many."""
        outcome = self.trials.tried(agreed_with(ideas))
        then, now = judged(self.work, outcome), self.standing.lateness
        lost = (then.unplanned - now.unplanned) * A_PLACE + (then.breaks - now.breaks) * A_DEADLINE
        return proposal_of(self.standing, ideas, outcome, then), now.weighted - then.weighted - lost

    def beside_one_another(
        self,
        found: Iterable[Kept],
        most: int,
        *,
        beside: Sequence[Kept] = (),
        outcome: Callable[[Ideas], Outcome] | None = None,
    ) -> list[Kept]:
        """Of what is worth it by itself that which is worth it beside what is better, the best first; of one task
        one. What is better still, and known to be worth it, stands `beside` it and before it; `outcome` makes the
        schedule where a trial cannot."""
        made = outcome or (lambda ideas: self.trials.tried(agreed_with(ideas)))
        kept = list(beside)
        taken: Ideas = tuple(idea for ideas, _ in kept for idea in ideas)
        so_far = judged(self.work, made(taken)) if taken else self.standing.lateness
        for ideas, proposal in sorted(found, key=worthiest):
            if len(kept) == most:
                break
            if {idea.task for idea in ideas} & {idea.task for idea in taken}:
                continue
            then = judged(self.work, made((*taken, *ideas)))
            if is_better(then, so_far):
                taken, so_far = (*taken, *ideas), then
                kept.append((ideas, proposal))
        return kept
