"""What the engine would do differently against the agreed plan: other people, another order, and what it saves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import zip_longest

import numpy as np

from varifocal.core.calendar import NEVER, QUARTERS_PER_DAY
from varifocal.core.plan.generate import Generated, Spot, generate
from varifocal.core.plan.instance import Instance, Work, others_able
from varifocal.core.plan.make import instance_for
from varifocal.core.plan.objective import Lateness, breaks_of, finishes_of_projects, lateness_of
from varifocal.core.plan.order import Orderer
from varifocal.core.plan.values import HoldKind, Move, Plan, Price, Proposal, Stop
from varifocal.core.plan.words import days_text, quoted
from varifocal.core.plan.workload import WEIGHTS
from varifocal.core.portfolio import Portfolio
from varifocal.core.values import QUARTERS_PER_HOUR

PLACEMENTS = 12_000
FEWEST, MOST = 8, 40
"""Unless said otherwise so many schedules are tried as place about so many tasks in all, within these bounds."""

MOST_PROPOSALS = 8
LEAST_SAVED = 1.0
"""Weighted days below which nobody should be troubled."""

LATE_THINGS = 24
"""The latest tasks and projects whose chains are followed."""

LONGEST_CHAIN = 10
PEOPLE_TRIED = 2
"""Other people tried for one task: those who would be done first."""


@dataclass(frozen=True, slots=True)
class _Idea:
    """One change to the agreed plan: a task, who would do it, its rank, and the task it would go before."""

    task: int
    people: tuple[int, ...]
    rank: float | None
    before: int | None = None


def propose(portfolio: Portfolio, plan: Plan, *, seed: int = 0, stop: Stop | None = None) -> list[Proposal]:
    """At most eight single changes to the agreed plan, each worth it by itself, the best first.

    Follows the chains that hold what is late and tries, schedule by schedule, other people for the agreed tasks
    in them and another order; what saves weighted days past due dates (or keeps a deadline) is proposed. Half
    of `stop` goes to the most pressing changes, the rest is drawn from what remains by `seed`. Work that has
    begun, and what is pinned, is left alone; what starts this week or next moves only where a promise hangs on
    it. The same arguments give the same proposals everywhere.
    """
    usual = max(FEWEST, min(MOST, PLACEMENTS // max(1, len(portfolio.tasks))))
    return _Search(portfolio, plan).proposals(
        seed, max(1, stop.schedules if stop and stop.schedules else usual)
    )


class _Search:
    def __init__(self, portfolio: Portfolio, plan: Plan) -> None:
        self.portfolio = portfolio
        self.instance = _as_proposed(instance_for(portfolio, plan), plan)
        self.base = generate(self.instance, Orderer(self.instance).order())
        self.lateness = lateness_of(self.instance.compiled, self.base.spots)
        self.breaks = len(list(breaks_of(self.instance.compiled, self.base.spots)))
        self.queues = _queues(self.instance)

    def proposals(self, seed: int, schedules: int) -> list[Proposal]:
        found = []
        for idea in self._chosen(list(self._ideas()), seed, schedules - 1):
            proposal = self._tried(idea)
            if proposal is not None:
                found.append(proposal)
        found.sort(key=lambda each: (-each.deadlines, -each.saved, each.price.disturbed, each.sentence))
        kept: list[Proposal] = []
        touched: set[int] = set()
        for proposal in found:
            tasks = {move.task for move in proposal.moves}
            if len(kept) < MOST_PROPOSALS and not tasks & touched:
                kept.append(proposal)
                touched |= tasks
        return kept

    def _chosen(self, ideas: list[_Idea], seed: int, tries: int) -> list[_Idea]:
        if len(ideas) <= tries:
            return ideas
        first, rest = ideas[: tries - tries // 2], ideas[tries - tries // 2 :]
        drawn = np.random.default_rng(seed).choice(len(rest), size=tries // 2, replace=False)
        return [*first, *(rest[each] for each in sorted(drawn.tolist()))]

    # -- what could be changed ----------------------------------------------------------------------------

    def _ideas(self) -> Iterator[_Idea]:
        """Changes along the chains of what is late: of each chain the first ones, then the second ones."""
        chains = [list(self._along(task)) for task in self._late()]
        seen: set[_Idea] = set()
        for ideas in zip_longest(*chains):
            for idea in ideas:
                if idea is not None and idea not in seen:
                    seen.add(idea)
                    yield idea

    def _late(self) -> list[int]:
        """Tasks that are late or end a late project, those first that cost most."""
        costs: dict[int, float] = defaultdict(float)
        last: dict[int, int] = {}
        for task, spot in sorted(self.base.spots.items()):
            work = self.instance.works[task]
            if (
                spot.finish > self.base.spots.get(last.get(work.project, -1), spot).finish
                or work.project not in last
            ):
                last[work.project] = task
            for date in (work.due, work.deadline):
                if date is not None and spot.finish > date:
                    costs[task] += (spot.finish - date) * work.weight
        for dates in (self.instance.project_due, self.instance.project_deadline):
            for project, date in dates.items():
                if project in last and self.base.spots[last[project]].finish > date:
                    weight = WEIGHTS[self.portfolio.project[project].priority]
                    costs[last[project]] += (self.base.spots[last[project]].finish - date) * weight
        return sorted(costs, key=lambda task: (-costs[task], task))[:LATE_THINGS]

    def _along(self, task: int) -> Iterator[_Idea]:
        """Changes to a task, to what holds it, to what holds that."""
        seen: set[int] = set()
        while task in self.base.spots and task not in seen and len(seen) < LONGEST_CHAIN:
            seen.add(task)
            spot = self.base.spots[task]
            if self._may_change(task):
                yield from self._given_away(task, spot)
                yield from self._brought_forward(task, spot)
            if spot.hold.kind not in (HoldKind.PREDECESSOR, HoldKind.QUEUE, HoldKind.WAIT):
                return
            task = spot.hold.id

    def _may_change(self, task: int) -> bool:
        work = self.instance.works[task]
        return bool(work.people) and not work.started and not work.pinned_start and work.length is None

    def _given_away(self, task: int, spot: Spot) -> Iterator[_Idea]:
        """Other qualified people do it, those who would be done first."""
        work = self.instance.works[task]
        if len(spot.people) != 1 or work.pinned:
            return
        done = []
        for person in others_able(self.portfolio, task, spot.people[0]):
            desk = self.base.desks[person]
            finish = desk.finish(desk.first(work.earliest, 0, work.quarters(1)), work.quarters(1))
            if finish < NEVER:
                done.append((finish, person))
        for _, person in sorted(done)[:PEOPLE_TRIED]:
            yield _Idea(task, (person,), self._rank_among(work, person))

    def _rank_among(self, work: Work, person: int) -> float | None:
        """A place in somebody's order: before the first task that starts after this one would."""
        start = self.base.spots[work.id].start
        line = self.queues.get(person, [])
        later = next(
            (task for task in line if task in self.base.spots and self.base.spots[task].start >= start), None
        )
        if later is not None:
            return self._rank_before(line, later)
        return (self.instance.works[line[-1]].rank or 0.0) + 1.0 if line else work.rank

    def _brought_forward(self, task: int, spot: Spot) -> Iterator[_Idea]:
        """It goes before the task its person does first, and before the first of those in between."""
        work = self.instance.works[task]
        if work.rank is None:
            return
        for person in spot.people:
            line = self.queues[person]
            ahead = line[: line.index(task)]
            held = spot.hold.id if spot.hold.kind == HoldKind.QUEUE else None
            targets = [each for each in (held, *ahead[:1], *ahead[len(ahead) // 2 :][:1]) if each in ahead]
            for other in dict.fromkeys(targets):
                if other is not None:
                    yield _Idea(task, spot.people, self._rank_before(line, other), other)

    def _rank_before(self, line: list[int], task: int) -> float:
        place = line.index(task)
        rank = self.instance.works[task].rank or 0.0
        before = self.instance.works[line[place - 1]].rank if place else None
        return rank - 1.0 if before is None or before >= rank else (before + rank) / 2

    # -- what it would be worth ---------------------------------------------------------------------------

    def _tried(self, idea: _Idea) -> Proposal | None:
        changed = self.instance.with_agreed({idea.task: (idea.people, idea.rank)})
        other = generate(changed, Orderer(changed).order())
        if len(other.unplanned) > len(self.base.unplanned):
            return None
        lateness = lateness_of(self.instance.compiled, other.spots)
        saved = self.lateness.weighted - lateness.weighted
        deadlines = self.breaks - len(list(breaks_of(self.instance.compiled, other.spots)))
        if deadlines < 0 or saved < 0 or (saved < LEAST_SAVED and deadlines == 0):
            return None
        if not deadlines and self._touches_soon(idea, other) and not self._helps_a_promise(other):
            return None
        worth = self._worth(lateness)
        work = self.instance.works[idea.task]
        return Proposal(
            moves=(Move(idea.task, work.people, idea.people, work.rank, idea.rank),),
            worth=worth,
            saved=round(saved, 2),
            deadlines=deadlines,
            price=self._price(idea, other),
            sentence=self._sentence(idea, worth, deadlines, other),
        )

    def _touches_soon(self, idea: _Idea, other: Generated) -> bool:
        """It changes what somebody expects to begin this week or next."""
        soon = self.instance.today + timedelta(days=14 - self.instance.today.weekday())
        touched = {idea.task, *self._disturbed(idea, other)}
        return any(
            self.instance.day(spots[task].start) < soon
            for spots in (self.base.spots, other.spots)
            for task in touched
            if task in spots
        )

    def _helps_a_promise(self, other: Generated) -> bool:
        """A project that would miss its date is done sooner."""
        before, after = (
            finishes_of_projects(self.instance.compiled, each.spots) for each in (self.base, other)
        )
        return any(
            before[project] > due and before[project] - after[project] >= LEAST_SAVED * QUARTERS_PER_DAY
            for project, due in self.instance.project_due.items()
            if project in before and project in after
        )

    def _disturbed(self, idea: _Idea, other: Generated) -> list[int]:
        """Other tasks that would begin on another day."""
        return [
            task
            for task, spot in self.base.spots.items()
            if task != idea.task
            and task in other.spots
            and self.instance.day(spot.start) != self.instance.day(other.spots[task].start)
        ]

    def _worth(self, lateness: Lateness) -> dict[int, float]:
        before, after = self.lateness.by_project, lateness.by_project
        saved = {
            each: round(before.get(each, 0) - after.get(each, 0), 1) for each in sorted({*before, *after})
        }
        return {project: days for project, days in saved.items() if days}

    def _price(self, idea: _Idea, other: Generated) -> Price:
        before, after = _hours(self.instance, self.base.spots), _hours(self.instance, other.spots)
        hours = {
            each: round(after.get(each, 0) - before.get(each, 0), 2) for each in sorted({*before, *after})
        }
        work = self.instance.works[idea.task]
        gone = set(work.people) - set(idea.people)
        return Price(
            hours={person: each for person, each in hours.items() if each},
            moved=round(work.hours * len(gone) / len(work.people), 2),
            disturbed=len(self._disturbed(idea, other)),
        )

    def _sentence(self, idea: _Idea, worth: Mapping[int, float], deadlines: int, other: Generated) -> str:
        task = quoted(self.portfolio.task[idea.task].name)
        names = {person.id: person.name for person in self.portfolio.people}
        work = self.instance.works[idea.task]
        if idea.before is None:
            what = f"Give {task} to {names[idea.people[0]]} instead of {names[work.people[0]]}"
        else:
            shared = set(work.people) & set(self.instance.works[idea.before].people)
            first = quoted(self.portfolio.task[idea.before].name)
            what = f"Let {names[min(shared)]} do {task} before {first}"
        return f"{what}: {'; '.join(self._gains(worth, deadlines, other))}."

    def _gains(self, worth: Mapping[int, float], deadlines: int, other: Generated) -> Iterator[str]:
        """What is saved most, and what pays most."""
        if deadlines:
            yield "a deadline holds that would break" if deadlines == 1 else f"{deadlines} deadlines hold"
        if not worth:
            return
        best = max(worth, key=lambda project: (worth[project], -project))
        worst = min(worth, key=lambda project: (worth[project], project))
        if worth[best] > 0:
            yield self._project_gains(best, worth[best], other)
        if worth[worst] < 0:
            name = quoted(self.portfolio.project[worst].name)
            yield f"{name} loses {days_text(-worth[worst])}"

    def _project_gains(self, project: int, days: float, other: Generated) -> str:
        name = quoted(self.portfolio.project[project].name)
        before = finishes_of_projects(self.instance.compiled, self.base.spots)[project]
        sooner = (
            before - finishes_of_projects(self.instance.compiled, other.spots)[project]
        ) / QUARTERS_PER_DAY
        if project in self.instance.project_due and sooner >= LEAST_SAVED:
            return f"{name} is done {days_text(sooner)} earlier"
        return f"tasks of {name} are {days_text(days)} less late in all"


def _as_proposed(instance: Instance, plan: Plan) -> Instance:
    """The same work, with what nobody agreed yet left to the people the plan proposes: so a proposal is worth
    what it changes, and not what happens to be staffed anew."""
    staffed = {
        task: instance.works[task]._replace(heads=tuple((person,) for person in placed.people))
        for task, placed in plan.placed.items()
        if placed.proposed
    }
    return replace(instance, works={**instance.works, **staffed})


def _queues(instance: Instance) -> dict[int, list[int]]:
    """Agreed tasks that have not begun, by person, in the order agreed."""
    lines: dict[int, list[tuple[float, int]]] = {}
    for work in instance.works.values():
        if work.rank is not None and not work.started and not work.pinned_start and work.length is None:
            for person in work.people:
                lines.setdefault(person, []).append((work.rank, work.id))
    return {person: [task for _, task in sorted(line)] for person, line in lines.items()}


def _hours(instance: Instance, spots: Mapping[int, Spot]) -> dict[int, float]:
    """Planned hours by person."""
    hours: dict[int, float] = defaultdict(float)
    for task, spot in spots.items():
        work = instance.works[task]
        if work.length is None:
            for person in spot.people:
                hours[person] += work.quarters(len(spot.people)) / QUARTERS_PER_HOUR
    return hours
