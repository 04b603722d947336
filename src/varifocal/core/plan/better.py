"""What the engine would do differently against the agreed plan: other people, another order, and what it saves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import Protocol

import numpy as np

from varifocal.core.calendar import NEVER, QUARTERS_PER_DAY
from varifocal.core.plan.generate import Generated, Spot, generate
from varifocal.core.plan.instance import Work, Works, instance_of
from varifocal.core.plan.objective import NOWHERE, Lateness, Outcome, judged, outcome_of_spots
from varifocal.core.plan.order import Orderer
from varifocal.core.plan.reading import compiled
from varifocal.core.plan.stand_ins import StandIns
from varifocal.core.plan.values import BY_TASKS, HoldKind, Move, Plan, Price, Proposal
from varifocal.core.plan.words import days_text, quoted
from varifocal.core.plan.workload import WORKED_ON, Compiled, Ints, quarters_of
from varifocal.core.portfolio import Portfolio
from varifocal.core.portfolio.hours import working_time
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

A_PLACE, A_DEADLINE = 1e8, 1e4
"""Weighted days a task's place and a deadline count for where one number is wanted."""

NAMED = 2
"""Changes of a proposal that are named in its sentence."""

Agreed = Mapping[int, tuple[tuple[int, ...], float | None]]
"""Other people and ranks agreed, by task."""


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


def expected(work: Compiled) -> int:
    """The plan's days that are this week and next: what begins in them somebody expects."""
    return 14 - work.today.weekday()


def day_of(work: Compiled, quarters: Ints) -> Ints:
    """The organization's days in which quarters begin, counted from the plan's first; the hour by which clocks are
    moved once a year left out, since nobody starts work in it."""
    return (quarters + work.load.into_day) // QUARTERS_PER_DAY


def helps_a_promise(work: Compiled, before: Ints, after: Ints) -> bool:
    """A project that would miss its date is done sooner: when projects are done, before and after."""
    late = before > work.load.project["due"]
    sooner = (before - after >= LEAST_SAVED * QUARTERS_PER_DAY) & (after != NOWHERE)
    return bool((late & sooner).any())


def saves_enough(before: Lateness, after: Lateness) -> bool:
    """A weighted day, or a deadline that would break; nothing loses its place, and no other deadline breaks."""
    saved, deadlines = before.weighted - after.weighted, before.breaks - after.breaks
    if after.unplanned > before.unplanned or deadlines < 0 or saved < 0:
        return False
    return saved >= LEAST_SAVED or deadlines > 0


def disturbed_by(work: Compiled, before: Outcome, after: Outcome, changed: Iterable[int]) -> list[int]:
    """Places of tasks, other than those that are changed, that would begin on another day."""
    other = (before.start != NOWHERE) & (after.start != NOWHERE)
    other &= day_of(work, before.start) != day_of(work, after.start)
    other[[work.place[task] for task in changed]] = False
    found: list[int] = np.flatnonzero(other).tolist()
    return found


def days_saved(work: Compiled, before: Lateness, after: Lateness) -> dict[int, float]:
    """Days of tardiness saved by project, unweighted, where they are any."""
    saved = np.round(before.by_project - after.by_project, 1)
    return {work.projects[at]: float(saved[at]) for at in np.flatnonzero(saved).tolist()}


def deadlines_text(deadlines: int) -> str:
    """So many deadlines that would hold."""
    return "a deadline holds that would break" if deadlines == 1 else f"{deadlines} deadlines hold"


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


class Search:
    """What could be changed about the agreed plan, and which of it is worth proposing."""

    def __init__(self, work: Compiled, trials: Trials) -> None:
        self.work, self.portfolio, self.trials = work, work.portfolio, trials
        self.base = trials.as_agreed()
        self.lateness = judged(work, self.base)
        self.queues = _queues(work)
        self.works = Works(work)

    @cached_property
    def spots(self) -> Mapping[int, Spot]:
        """Where everything stands as things are agreed, and why: what is found near the agreed plan is told without."""
        return self.trials.made().spots

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

    def idea(self, task: int, people: tuple[int, ...], rank: float) -> Idea:
        """A change somebody else found."""
        line = (other for person in people for other in self.queues.get(person, ()) if other != task)
        later = [(self.portfolio.task[other].rank or 0.0, other) for other in line]
        return Idea(task, people, rank, min((one for one in later if one[0] > rank), default=(0.0, None))[1])

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
            proposal = self.tried((idea,))
            if proposal is not None:
                found.append(((idea,), proposal))
                if tell is not None:
                    tell(proposal)
        return self.beside_one_another(found, most)

    def tried(self, ideas: Ideas) -> Proposal | None:
        """What is said of ideas to be taken together, to no task two of them; None where they are not worth it."""
        return self.judged(ideas)[0]

    def judged(self, ideas: Ideas) -> tuple[Proposal | None, float]:
        """The same, and the weighted days they save or (negative) lose; a deadline counts as many."""
        outcome = self.trials.tried(_agreed(ideas))
        then, now = judged(self.work, outcome), self.lateness
        lost = (then.unplanned - now.unplanned) * A_PLACE + (then.breaks - now.breaks) * A_DEADLINE
        return self.proposal(ideas, outcome, then), now.weighted - then.weighted - lost

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
        made = outcome or (lambda ideas: self.trials.tried(_agreed(ideas)))
        kept = list(beside)
        taken: Ideas = tuple(idea for ideas, _ in kept for idea in ideas)
        so_far = judged(self.work, made(taken)) if taken else self.lateness
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

    # -- what could be changed ----------------------------------------------------------------------------

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
        columns, project, finish = self.work.columns, self.work.load.project, self.base.finish
        placed = finish != NOWHERE
        costs = np.zeros(len(finish))
        for name in ("due", "deadline"):
            costs += np.maximum(finish - columns[name], 0) * columns["weight"] * placed
        last: dict[int, int] = {}
        for at in np.flatnonzero(placed & (finish == self.lateness.done[columns["project"]])).tolist():
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

    def along_chains(self) -> list[int]:
        """Agreed tasks that may change, along the chains of what is late, each once."""
        found = dict.fromkeys(each for task in self._late() for each in self._chain(task))
        return [task for task in found if self._may_change(task)]

    def _may_change(self, task: int) -> bool:
        work = self.works[task]
        return work.given and not work.started and not work.pinned_start and work.length is None

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
        start = self.spots[work.id].start
        line = self.queues.get(person, [])
        later = next((task for task in line if task in self.spots and self.spots[task].start >= start), None)
        if later is not None:
            return self._rank_before(line, later)
        return (self.portfolio.task[line[-1]].rank or 0.0) + 1.0 if line else work.rank

    def _brought_forward(self, task: int, spot: Spot) -> Iterator[Idea]:
        """It goes before the task its person does first, and before the first of those in between."""
        work = self.works[task]
        if work.rank is None:
            return
        for person in spot.people:
            line = self.queues[person]
            ahead = line[: line.index(task)]
            held = spot.hold.id if spot.hold.kind == HoldKind.QUEUE else None
            targets = [each for each in (held, *ahead[:1], *ahead[len(ahead) // 2 :][:1]) if each in ahead]
            for other in dict.fromkeys(targets):
                if other is not None:
                    yield Idea(task, spot.people, self._rank_before(line, other), other)

    def _rank_before(self, line: list[int], task: int) -> float:
        place = line.index(task)
        rank = self.portfolio.task[task].rank or 0.0
        before = self.portfolio.task[line[place - 1]].rank if place else None
        return rank - 1.0 if before is None or before >= rank else (before + rank) / 2

    # -- what it would be worth ---------------------------------------------------------------------------

    def proposal(self, ideas: Ideas, outcome: Outcome, lateness: Lateness) -> Proposal | None:
        """What is said of ideas taken together with this outcome; None where they are not worth it."""
        if not saves_enough(self.lateness, lateness):
            return None
        saved = self.lateness.weighted - lateness.weighted
        deadlines = self.lateness.breaks - lateness.breaks
        disturbed = disturbed_by(self.work, self.base, outcome, (idea.task for idea in ideas))
        if (
            not deadlines
            and self._touches_soon(ideas, disturbed, outcome)
            and not helps_a_promise(self.work, self.lateness.done, lateness.done)
        ):
            return None
        worth = days_saved(self.work, self.lateness, lateness)
        return Proposal(
            moves=tuple(self._move(idea) for idea in ideas),
            worth=worth,
            saved=round(saved, 2),
            deadlines=deadlines,
            price=self._price(ideas, len(disturbed)),
            sentence=self._sentence(ideas, worth, deadlines, lateness),
        )

    def _move(self, idea: Idea) -> Move:
        work = self.works[idea.task]
        before = work.people if work.given else ()
        return Move(idea.task, before, idea.people, work.rank, idea.rank, idea.mode)

    def _touches_soon(self, ideas: Ideas, disturbed: list[int], outcome: Outcome) -> bool:
        """They change what somebody expects to begin this week or next."""
        soon = expected(self.work)
        touched = [*(self.work.place[idea.task] for idea in ideas), *disturbed]
        return any(
            bool(((times[touched] != NOWHERE) & (day_of(self.work, times[touched]) < soon)).any())
            for times in (self.base.start, outcome.start)
        )

    def _price(self, ideas: Ideas, disturbed: int) -> Price:
        """Hours go from those who no longer do it to those who now do; all else stays with whom it was."""
        hours: dict[int, float] = {}
        moved = 0.0
        for idea in ideas:
            work = self.works[idea.task]
            before, after = set(work.people), set(idea.people)
            moved += work.hours * len(before - after) / len(before)
            for people, whole, sign in ((work.people, work.hours, -1), (idea.people, self._hours(idea), 1)):
                for person in people:
                    each = quarters_of(whole, len(people)) / QUARTERS_PER_HOUR
                    hours[person] = hours.get(person, 0.0) + sign * each
        return Price(
            hours={person: round(each, 2) for person, each in sorted(hours.items()) if round(each, 2)},
            moved=round(moved, 2),
            disturbed=disturbed,
        )

    def _hours(self, idea: Idea) -> float:
        """Hours that are left of its task then."""
        if idea.mode is None:
            return self.works[idea.task].hours
        return self.portfolio.task[idea.task].in_mode(idea.mode).left

    def _way(self, idea: Idea, mode: int) -> str:
        """“Do it as “Two at once”, 12 h of Ana and Ben instead of 10 h of Ana”."""
        asked, names = self.portfolio.task[idea.task], self.portfolio.person
        called = asked.modes[mode - 1].name if mode else ""
        how = f"as {quoted(called)}" if called else "the other way"
        work = self.works[idea.task]
        who, before = (
            " and ".join(names[each].name for each in people) for people in (idea.people, work.people)
        )
        hours = f"{self._hours(idea):.3g} h" if who == before else f"{self._hours(idea):.3g} h of {who}"
        return f"Do {quoted(asked.name)} {how}, {hours} instead of {work.hours:.3g} h of {before}"

    def _sentence(self, ideas: Ideas, worth: Mapping[int, float], deadlines: int, lateness: Lateness) -> str:
        """The first of the changes in words, how many more there are, and what they bring together."""
        first, *others = [self._what(idea) for idea in ideas[:NAMED]]
        parts = [first, *(f"{what[0].lower()}{what[1:]}" for what in others)]
        if len(ideas) > NAMED:
            more = len(ideas) - NAMED
            parts.append(f"make {more} more {'change' if more == 1 else 'changes'}")
        what = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
        return f"{what}: {'; '.join(self._gains(worth, deadlines, lateness))}."

    def _what(self, idea: Idea) -> str:
        """“Give “Headline” to Ben instead of Ana”."""
        task = quoted(self.portfolio.task[idea.task].name)
        work, names = self.works[idea.task], self.portfolio.person
        if idea.mode is not None:
            return self._way(idea, idea.mode)
        if idea.people != work.people:
            before, after = (
                " and ".join(names[each].name for each in people if each not in others)
                for people, others in ((work.people, idea.people), (idea.people, work.people))
            )
            return f"Give {task} to {after} instead of {before}"
        if idea.before is None:
            return f"Let {names[idea.people[0]].name} do {task} last"
        shared = set(work.people) & set(self.works[idea.before].people)
        first = quoted(self.portfolio.task[idea.before].name)
        return f"Let {names[min(shared)].name} do {task} before {first}"

    def _gains(self, worth: Mapping[int, float], deadlines: int, lateness: Lateness) -> Iterator[str]:
        """What is saved most, and what pays most."""
        if deadlines:
            yield deadlines_text(deadlines)
        if not worth:
            return
        best = max(worth, key=lambda project: (worth[project], -project))
        worst = min(worth, key=lambda project: (worth[project], project))
        if worth[best] > 0:
            yield self._project_gains(best, worth[best], lateness)
        if worth[worst] < 0:
            name = quoted(self.portfolio.project[worst].name)
            yield f"{name} loses {days_text(-worth[worst])}"

    def _project_gains(self, project: int, days: float, lateness: Lateness) -> str:
        name, row = quoted(self.portfolio.project[project].name), self.work.row[project]
        sooner = float(self.lateness.done[row] - lateness.done[row]) / QUARTERS_PER_DAY
        if project in self.work.project_due and sooner >= LEAST_SAVED:
            return f"{name} is done {days_text(sooner)} earlier"
        return f"tasks of {name} are {days_text(days)} less late in all"


def worthiest(one: Kept) -> tuple[float, float, float, int, str]:
    """A key that sorts the best first: what keeps more deadlines, saves more, takes fewer hours, disturbs less."""
    proposal, price = one[1], one[1].price
    more = round(sum(price.hours.values()), 2)
    return -proposal.deadlines, -proposal.saved, more, price.disturbed, proposal.sentence


def _agreed(ideas: Ideas) -> Agreed:
    return {idea.task: (idea.people, idea.rank) for idea in ideas}


def is_better(one: Lateness, other: Lateness) -> bool:
    """Fewer deadlines break, or no more and less is late; nothing loses its place."""
    if one.unplanned > other.unplanned or one.breaks > other.breaks:
        return False
    return one.breaks < other.breaks or one.weighted < other.weighted - 1e-9


def _queues(work: Compiled) -> dict[int, list[int]]:
    """Agreed tasks that have not begun, by person, in the order agreed."""
    columns = work.columns
    waiting = (columns["ranked"] == 1) & (columns["started"] == 0) & (columns["pinned_start"] == 0)
    line = np.flatnonzero(waiting & (columns["length"] == WORKED_ON))
    lines: dict[int, list[int]] = {}
    for at in line[np.lexsort((columns["number"][line], columns["rank"][line]))].tolist():
        for person in work.agreed[at]:
            lines.setdefault(person, []).append(work.tasks[at].id)
    return lines
