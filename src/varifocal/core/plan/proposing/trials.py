"""Trials: one schedule after another of the same work, with other people and ranks agreed for some of it."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import Protocol

from varifocal.core.plan.generate import Generated, generate
from varifocal.core.plan.instance import Work, instance_of
from varifocal.core.plan.objective import Outcome, outcome_of_spots
from varifocal.core.plan.order import Orderer
from varifocal.core.plan.proposing.ideas import Agreed
from varifocal.core.plan.reading import compiled
from varifocal.core.plan.stand_ins import StandIns
from varifocal.core.plan.values import Plan
from varifocal.core.plan.work import Compiled
from varifocal.core.portfolio import Portfolio
from varifocal.core.portfolio.hours import working_time


def as_proposed(portfolio: Portfolio, plan: Plan) -> Compiled:
    """The portfolio on its plan's grid, with what nobody agreed yet left to the people the plan proposes: so a
    proposal is worth what it changes, and not what happens to be staffed anew. Without what may never come, which
    moves nothing."""
    portfolio = portfolio.firm
    proposed = {
        task: placed for task, placed in plan.placed.items() if placed.proposed and task in portfolio.task
    }
    staffed = [
        replace(task, people=proposed[task.id].people, mode=proposed[task.id].mode, rank=None)
        if task.id in proposed
        else task
        for task in portfolio.tasks
    ]
    time = working_time(portfolio, plan.horizon, plan.origin)
    work = compiled(replace(portfolio, tasks=tuple(staffed)), time)
    work.columns["given"][[work.place[task] for task in proposed]] = 0
    return work


class Trials(Protocol):
    """Makes one schedule after another of the same work, with other people and ranks agreed for some of it."""

    @property
    def stand_ins(self) -> StandIns:
        """Who could do the part of each who is agreed, by place of the task."""

    def made(self) -> Generated:
        """The schedule as things are agreed."""

    def done_by(self, person: int, work: Work) -> int:
        """When she would have done this alone beside what that schedule gives her; NEVER beyond the horizon."""

    def as_agreed(self) -> Outcome:
        """What becomes of everything as things are agreed."""

    def tried(self, agreed: Agreed) -> Outcome:
        """What becomes of everything with these agreed instead."""


class InPython:
    """Trials made by the planner's own scheme."""

    def __init__(self, work: Compiled) -> None:
        self.work, self.instance = work, instance_of(work)
        self.base = generate(self.instance, Orderer(self.instance).order())

    @cached_property
    def stand_ins(self) -> StandIns:
        """Who could do the part of each who is agreed, by place of the task."""
        return StandIns(self.work)

    def made(self) -> Generated:
        """The schedule as things are agreed."""
        return self.base

    def done_by(self, person: int, work: Work) -> int:
        """When she would have done this alone beside what she has."""
        quarters = work.quarters(len(work.people))
        return self.base.desks[person].soonest(work.earliest, 0, quarters, whole=work.whole)

    def as_agreed(self) -> Outcome:
        """What becomes of everything as things are agreed."""
        return outcome_of_spots(self.work, self.base.spots)

    def tried(self, agreed: Agreed) -> Outcome:
        """What becomes of everything with these agreed instead."""
        changed = self.instance.with_agreed(agreed)
        return outcome_of_spots(self.work, generate(changed, Orderer(changed).order()).spots)
