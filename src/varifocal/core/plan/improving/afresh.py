"""A better first plan: everything nobody agreed yet, by other people and in another order, as one proposal."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from varifocal.core.calendar import QUARTERS_PER_DAY
from varifocal.core.plan.agreeing import as_agreed, moves_of
from varifocal.core.plan.improving.improve import Tell, improve
from varifocal.core.plan.improving.quick import first
from varifocal.core.plan.make import plan_of
from varifocal.core.plan.objective import Lateness, Outcome, judged, outcome_of
from varifocal.core.plan.proposing.told import deadlines_text
from varifocal.core.plan.proposing.worth import (
    LEAST_SAVED,
    day_of,
    days_saved,
    disturbed_by,
    expected,
    helps_a_promise,
    saves_enough,
)
from varifocal.core.plan.reading import compiled
from varifocal.core.plan.search.values import Clock
from varifocal.core.plan.values import Move, Plan, Price, Proposal, Stop
from varifocal.core.plan.words import days_text, quoted
from varifocal.core.plan.work import Compiled
from varifocal.core.portfolio import Portfolio
from varifocal.core.portfolio.hours import no_ones_time

A_TASK, MOST = 20, 2_400
"""Unless said otherwise so many schedules are made for each task nobody agreed, and so many at most."""

PLACES = 3_600_000
"""Nor more than place about so many tasks in all: in a very large house each takes its time."""

STILL = 3
"""It ends after one in so many of them without a better one."""

FEWEST = 2
"""One task is no plan."""


def propose_afresh(
    portfolio: Portfolio,
    plan: Plan,
    *,
    leave: Collection[int] = (),
    seed: int = 0,
    stop: Stop | None = None,
    clock: Clock | None = None,
    tell: Tell | None = None,
) -> Proposal | None:
    """What nobody agreed yet, agreed as the search for a better plan (`improve`) would have it, where that is worth it:
    it saves a weighted day or keeps a deadline, and breaks none; what is agreed for this week and next stays where it
    is unless a promise is helped by it. None where there is no such plan.

    `leave` are tasks that are to stay open. The search makes 20 schedules for each task it may place, 2,400 at most,
    and ends sooner where a third of them found nothing; or it ends by `stop`, whose seconds need a `clock` (raises
    ValueError without one). Its worth is that of the plan as it will be dated once this is agreed, not of the search.
    """
    firm = portfolio.firm
    open_yet = [one.task for one in plan.placed.values() if one.proposed and one.task in firm.task]
    if len(open_yet) < FEWEST:
        return None
    most = min(MOST, A_TASK * len(open_yet), max(STILL, PLACES // len(firm.tasks)))
    found = improve(
        firm, stop=stop or Stop(schedules=most, still=most // STILL), seed=seed, clock=clock, tell=tell
    ).plan
    tasks = set(open_yet) - set(leave)
    moves = list(moves_of(firm, found, tasks)) if len(tasks) >= FEWEST else []
    if not moves:
        return None
    return _Comparison(firm, plan, moves).proposal()


class _Comparison:
    """The plan as it stands, beside the one that follows once these moves are agreed."""

    def __init__(self, portfolio: Portfolio, plan: Plan, moves: Sequence[Move]) -> None:
        self.portfolio, self.plan, self.moves = portfolio, plan, moves
        self.new = [move for move in moves if not move.renumbered]
        self.work, self.before, self.stood, _ = _dated(portfolio)
        _, self.after, self.then, self.dated = _dated(as_agreed(portfolio, moves))

    def proposal(self) -> Proposal | None:
        """What is said of it; None where it is not worth it."""
        if not saves_enough(self.stood, self.then):
            return None
        saved = self.stood.weighted - self.then.weighted
        deadlines = self.stood.breaks - self.then.breaks
        disturbed = disturbed_by(self.work, self.before, self.after, (move.task for move in self.new))
        helps = deadlines or helps_a_promise(self.work, self.stood.done, self.then.done)
        if self._is_soon(disturbed) and not helps:
            return None
        return Proposal(
            moves=tuple(self.moves),
            worth=days_saved(self.work, self.stood, self.then),
            saved=round(saved, 2),
            deadlines=deadlines,
            price=Price(self._hours(), 0.0, len(disturbed)),
            sentence=self._sentence(saved, deadlines),
            first=self.dated,
        )

    def _is_soon(self, disturbed: list[int]) -> bool:
        """Whether what somebody expects to begin this week or next would not."""
        agreed = [at for at in disturbed if self.work.columns["given"][at]]
        soon = expected(self.work)
        return any(
            bool((day_of(self.work, times[agreed]) < soon).any())
            for times in (self.before.start, self.after.start)
        )

    def _hours(self) -> dict[int, float]:
        """Hours each carries more, or less, than the plan proposes."""
        hours: dict[int, float] = {}
        for move in self.new:
            placed, task = self.plan.placed[move.task], self.portfolio.task[move.task]
            for people, mode, sign in (
                (placed.people, placed.mode, -1),
                (move.people_after, move.mode or 0, 1),
            ):
                for person in people:
                    each = task.in_mode(mode).left / len(people)
                    hours[person] = hours.get(person, 0.0) + sign * each
        return {person: round(each, 2) for person, each in sorted(hours.items()) if round(each, 2)}

    def _sentence(self, saved: float, deadlines: int) -> str:
        others = sum(self.plan.placed[move.task].people != move.people_after for move in self.new)
        by_others = f", {others} of them with others than the plan proposes" if others else ""
        gains = []
        if deadlines:
            gains.append(deadlines_text(deadlines))
        if saved >= LEAST_SAVED:
            gains.append(f"{saved:,.0f} weighted days less late in all")
        sooner = (
            (self.stood.done - self.then.done)
            / QUARTERS_PER_DAY
            * (self.stood.done > self.work.load.project["due"])
        )
        if len(sooner) and sooner.max() >= LEAST_SAVED:
            best = self.portfolio.project[self.work.projects[int(sooner.argmax())]]
            gains.append(f"{quoted(best.name)} is done {days_text(float(sooner.max()))} earlier")
        return f"Agree the {len(self.new)} tasks nobody agreed yet in a better order{by_others}: {', '.join(gains)}."


def _dated(portfolio: Portfolio) -> tuple[Compiled, Outcome, Lateness, Plan]:
    """When everything is done as things are agreed, how late that is, and the plan."""
    work, _, schedule = first(compiled(portfolio, no_ones_time(portfolio)))
    outcome = outcome_of(work, schedule)
    return work, outcome, judged(work, outcome), plan_of(work, schedule)
