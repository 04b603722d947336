"""One schedule after another of the same work, with other people and ranks agreed for some of it, by the kernel."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from varifocal.core.plan.generate import Generated
from varifocal.core.plan.improving.kernel.arrays import room
from varifocal.core.plan.improving.kernel.times import done_at, span
from varifocal.core.plan.improving.quick import generate, told
from varifocal.core.plan.instance import Work
from varifocal.core.plan.objective import Outcome
from varifocal.core.plan.proposing.ideas import Agreed
from varifocal.core.plan.stand_ins import StandIns
from varifocal.core.plan.work import SPARE, Compiled
from varifocal.core.plan.workload import NO_RANK, Ints

ASK_EVERY = 32
"""Schedules between two times somebody is asked."""
AGREED = ("rank", "ranked", "given")
Before = list[tuple[int, Ints, Any, bool]]
"""What was agreed before: the task's place, its people, its rank, and whether it was others who were agreed."""


class Trials:
    """Trials made by the kernel: `core.plan.proposing.trials.Trials`, one after the other on the same arrays."""

    def __init__(self, work: Compiled, ask: Callable[[], None] | None = None) -> None:
        self.work, self.space = work, room(work.load)
        self.person = {person: at for at, person in enumerate(work.people)}
        self.desks = self.space
        """What everybody has taken in the schedule as things are agreed."""
        self.count = 0
        """Schedules made."""
        self.ask = ask
        """Called now and then between two of them; what it raises ends whatever makes them."""
        self.more = 0
        """Agreed tasks given to others."""

    @cached_property
    def stand_ins(self) -> StandIns:
        """Who could do whose part, by place of the task."""
        return StandIns(self.work)

    def made(self) -> Generated:
        """The schedule as things are agreed."""
        generated = told(self.work, self.space, self.generate()).generated(self.work)
        self.desks = self.space._replace(person=self.space.person.copy(), stretch=self.space.stretch.copy())
        return generated

    def done_by(self, person: int, work: Work) -> int:
        """When she would have done this alone beside what she has as things are agreed."""
        load, who = self.work.load, self.person[person]
        quarters = work.quarters(len(work.people))
        _, end, _ = span(load, self.desks, who, work.earliest, 0, quarters, int(work.whole))
        return done_at(load, who, end)

    def as_agreed(self) -> Outcome:
        """What becomes of everything as things are agreed."""
        self.generate()
        placed = self.space.task
        return Outcome(placed["start"].copy(), placed["finish"].copy())

    def tried(self, agreed: Agreed) -> Outcome:
        """What becomes of everything with these agreed instead."""
        before = self.adopt(agreed)
        outcome = self.as_agreed()
        self.take_back(before)
        return outcome

    def adopt(self, agreed: Agreed) -> Before:
        """Let these be agreed from now on; what was before, to take it back. Raises ValueError where a crew would get
        larger or smaller, or more agreed tasks are given to others than there is room for."""
        task, items = self.work.load.task, self.work.load.items
        before: Before = []
        for id, (people, rank) in agreed.items():
            at = self.work.place[id]
            first, last = int(task[at]["agreed_from"]), int(task[at]["agreed_to"])
            if last - first != len(people):
                raise ValueError("A trial keeps the size of a crew.")
            crew = [self.person[each] for each in people]
            others = bool(task[at]["given"]) and set(crew) != set(items[first:last].tolist())
            before.append((at, items[first:last].copy(), task[list(AGREED)][at].copy(), others))
            items[first:last] = crew
            self.more += others
            task[at]["rank"] = NO_RANK if rank is None else rank
            task[at]["ranked"], task[at]["given"] = rank is not None, True
        if self.more > SPARE:
            self.take_back(before)
            raise ValueError(f"No more than {SPARE} tasks are given to others at a time.")
        return before

    def take_back(self, before: Before) -> None:
        """All as it was before this was adopted; the newest is taken back first."""
        task, items = self.work.load.task, self.work.load.items
        for at, people, fields, others in reversed(before):
            self.more -= others
            first = int(task[at]["agreed_from"])
            items[first : first + len(people)] = people
            for name in AGREED:
                task[at][name] = fields[name]

    def another(self) -> None:
        """One more schedule is to be made."""
        self.count += 1
        if self.ask is not None and self.count % ASK_EVERY == 0:
            self.ask()

    def generate(self) -> int:
        """One schedule; how many tasks were taken up."""
        self.another()
        return generate(self.work.load, self.space)
