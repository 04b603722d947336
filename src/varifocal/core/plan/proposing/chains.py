"""What could be changed about the agreed plan: along the chains that hold what is late, who does a task and when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice

import numpy as np

from varifocal.core.calendar import NEVER, QUARTERS_PER_DAY
from varifocal.core.plan.generate import Spot
from varifocal.core.plan.instance import Work
from varifocal.core.plan.objective import NOWHERE
from varifocal.core.plan.proposing.ideas import Idea, Standing
from varifocal.core.plan.proposing.orders import Orders
from varifocal.core.plan.proposing.trials import Trials
from varifocal.core.plan.values import BY_TASKS, HoldKind

LATE_THINGS = 24
"""The latest tasks and projects whose chains are followed."""

LONGEST_CHAIN = 10
PEOPLE_TRIED = 2
"""Other people tried for one task: those who would be done first."""

SECONDS_PER_DAY = 86_400


class Chains:
    """What is late, what holds it, what holds that."""

    def __init__(self, standing: Standing, orders: Orders, trials: Trials) -> None:
        self.standing, self.orders, self.trials = standing, orders, trials
        self.work, self.works = standing.work, standing.works

    @cached_property
    def spots(self) -> Mapping[int, Spot]:
        """Where everything stands as things are agreed, and why: what is found near the agreed plan is told without."""
        return self.trials.made().spots

    def tasks(self) -> list[int]:
        """Agreed tasks that may change, along the chains of what is late, each once."""
        found = dict.fromkeys(each for task in self._late() for each in self._chain(task))
        return [task for task in found if self._may_change(task)]

    def ideas(self, seed: int, most: int) -> Iterator[Idea]:
        """So many changes along the chains of what is late: half of them the most pressing, the rest drawn. Those are
        looked for when they are asked for, so that what presses most is tried at once."""
        ideas = self._ideas()
        yield from islice(ideas, most - most // 2)
        rest = list(ideas)
        drawn: Sequence[int] = range(len(rest))
        if len(rest) > most // 2:
            drawn = sorted(np.random.default_rng(seed).choice(len(rest), most // 2, replace=False).tolist())
        yield from (rest[each] for each in drawn)

    def _ideas(self) -> Iterator[Idea]:
        """Changes along the chains of what is late: of each chain the first ones, then the second ones."""
        chains = [self._along(task) for task in self._late()]
        seen: set[Idea] = set()
        while chains:
            for chain in tuple(chains):  # in turn; what a chain has next is not looked for before its turn
                idea = next(chain, None)
                if idea is None:
                    chains.remove(chain)
                elif idea not in seen:
                    seen.add(idea)
                    yield idea

    def _late(self) -> list[int]:
        """Tasks that are late or end a late project, those first that cost most."""
        columns, project = self.work.columns, self.work.load.project
        finish, done = self.standing.outcome.finish, self.standing.lateness.done
        placed = finish != NOWHERE
        costs = np.zeros(len(finish))
        for name in ("due", "deadline"):
            costs += np.maximum(finish - columns[name], 0) * columns["weight"] * placed
        last: dict[int, int] = {}
        for at in np.flatnonzero(placed & (finish == done[columns["project"]])).tolist():
            last.setdefault(int(columns["project"][at]), at)
        for row, at in last.items():
            over = sum(max(0, int(finish[at] - project[row][name])) for name in ("due", "deadline"))
            costs[at] += over * project[row]["weight"]
        worst = sorted(np.flatnonzero(costs > 0).tolist(), key=lambda at: (-costs[at], at))
        return [self.work.tasks[at].id for at in worst[:LATE_THINGS]]

    def _along(self, task: int) -> Iterator[Idea]:
        """Changes to a task, to what holds it, to what holds that."""
        for each in self._chain(task):
            if self._may_change(each):
                yield from self._given_away(each, self.spots[each])
                yield from self._brought_forward(each, self.spots[each])

    def _chain(self, task: int) -> Iterator[int]:
        """A task, what holds it, what holds that."""
        seen: set[int] = set()
        while task in self.spots and task not in seen and len(seen) < LONGEST_CHAIN:
            seen.add(task)
            yield task
            hold = self.spots[task].hold
            if hold.kind not in BY_TASKS:
                return
            task = hold.id

    def _may_change(self, task: int) -> bool:
        work = self.works[task]
        return work.given and not work.started and not work.pinned_start and work.length is None

    # -- others do it --------------------------------------------------------------------------------------

    def _given_away(self, task: int, spot: Spot) -> Iterator[Idea]:
        """Others do somebody's part, those who would be done first; of a crew first whoever's is not there then."""
        work = self.works[task]
        parts = list(zip(work.people, self.trials.stand_ins[self.work.place[task]], strict=True))
        parts.sort(key=lambda part: part[0] != spot.hold.id or spot.hold.kind != HoldKind.CALENDAR)
        for person, able in parts:
            done = [(self.trials.done_by(each, work), each) for each in able if each not in work.people]
            for finish, other in sorted(done)[:PEOPLE_TRIED]:
                if finish < NEVER:
                    crew = sorted({*work.people, other} - {person})
                    yield Idea(task, tuple(crew), self._rank_among(work, other))

    def _rank_among(self, work: Work, person: int) -> float | None:
        """A place in somebody's order: before the first task that starts after this one would."""
        start, line = self.spots[work.id].start, self.orders.of(person)
        later = next((task for task in line if task in self.spots and self.spots[task].start >= start), None)
        if later is not None:
            return self.orders.rank_before(person, later, self._wanted(work))
        return self.orders.rank_behind_all(person, self._wanted(work)) if line else work.rank

    def _wanted(self, work: Work) -> float:
        """The rank a task has; of what has none the day it begins, as what is agreed is ranked."""
        if work.rank is not None:
            return work.rank
        origin = self.work.time.grid.origin.timestamp() / SECONDS_PER_DAY
        return origin + self.spots[work.id].start / QUARTERS_PER_DAY

    # -- in another order ----------------------------------------------------------------------------------

    def _brought_forward(self, task: int, spot: Spot) -> Iterator[Idea]:
        """It goes before the task its person does first, and before the first of those in between."""
        rank = self.works[task].rank
        if rank is None:
            return
        for person in spot.people:
            line = self.orders.of(person)
            ahead = line[: line.index(task)]
            held = spot.hold.id if spot.hold.kind == HoldKind.QUEUE else None
            targets = [each for each in (held, *ahead[:1], *ahead[len(ahead) // 2 :][:1]) if each in ahead]
            for other in dict.fromkeys(targets):
                if other is not None:
                    yield Idea(task, spot.people, self.orders.rank_before(person, other, rank), other)
