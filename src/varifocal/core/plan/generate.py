"""Serial schedule generation: each task in turn gets the earliest place it can have beside those before it.

The scheme is the serial one of resource-constrained project scheduling (Kelley 1963; Kolisch 1996); each
person's time is counted in her own working quarters, where every task is one stretch.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, islice
from typing import NamedTuple

from varifocal.core.calendar import NEVER, QUARTERS_PER_DAY, add_lag
from varifocal.core.plan.bookings import Bookings, is_outage, outage
from varifocal.core.plan.crews import crew_of
from varifocal.core.plan.desk import Desk
from varifocal.core.plan.instance import Instance, Work
from varifocal.core.plan.order import Ordering
from varifocal.core.plan.unplaced import why_unplaced
from varifocal.core.plan.values import Hold, HoldKind

CREWS_TRIED = 40
"""Crews looked at beyond the one whose members are free first, when those never work together."""

LOAD_STEP = 160
"""Loads that differ by less than a week of forty hours count as alike."""


class Spot(NamedTuple):
    """Where a task came to stand."""

    people: tuple[int, ...]
    start: int
    finish: int
    hold: Hold
    pieces: tuple[tuple[int, int], ...] = ()
    mode: int = 0

    @property
    def stretches(self) -> tuple[tuple[int, int], ...]:
        """When it is worked on."""
        return self.pieces or ((self.start, self.finish),)


@dataclass(frozen=True)
class Generated:
    """One complete schedule: placed tasks in the order of placement, and what has no place, with the reason.

    `beyond` are tasks whose people's time within the horizon does not suffice.
    """

    spots: dict[int, Spot]
    unplanned: dict[int, str]
    beyond: tuple[int, ...]
    desks: Mapping[int, Desk] = field(default_factory=dict, repr=False, compare=False)


class Limit(NamedTuple):
    """From when on a task may start, from when on it may finish, and what says so."""

    start: int
    hold: Hold
    finish: int
    finish_hold: Hold


def generate(instance: Instance, ordering: Ordering) -> Generated:
    """Place every task in the given order, each as early as its limits and its people allow."""
    return _Generation(instance).run(ordering)


def place_beside(instance: Instance, fixed: Mapping[int, Spot], works: Sequence[Work]) -> list[Spot] | None:
    """Place work whose people are agreed, one after the other, beside work that stays where it is; None where
    one has no place."""
    generation = _Generation(instance)
    generation.spots.update(fixed)
    takers = {person for work in works for person in work.people}
    for task, spot in fixed.items():
        for person in takers.intersection(spot.people):
            if instance.works[task].length is None:
                generation.desks[person].take_all(spot.stretches, task)
    for task, spot in fixed.items():
        generation.book(instance.works[task], spot)
    return generation.add(works)


class _Generation:
    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.spots: dict[int, Spot] = {}
        self.desks = {person: Desk(calendar) for person, calendar in instance.time.people.items()}
        self.equipment = instance.portfolio.equipment
        self.bookings = {each.id: Bookings(each.count) for each in self.equipment}
        for at, start, finish, count in instance.compiled.outages.tolist():
            self.bookings[self.equipment[at].id].book(start, finish, count, outage(at))
        self.rates = instance.compiled.rates
        self.office = instance.time.organization.cum.data
        self.horizon = instance.time.grid.quarters
        grid, week = instance.time.grid, instance.time.week
        self.into_day = -grid.local(grid.day(0, week.zone), week.zone)
        self.known = {(person, work.project) for work in instance.works.values() for person in work.people}
        self.known |= {
            (project.manager, project.id)
            for project in instance.portfolio.projects
            if project.manager is not None
        }

    def run(self, ordering: Ordering) -> Generated:
        for task in ordering.tasks:
            self.add([self.instance.works[task]])
        work = self.instance.compiled
        unplaced = [at for at, task in enumerate(work.tasks) if task.id not in self.spots]
        unplanned, beyond = why_unplaced(work, unplaced, ordering.in_circles)
        return Generated(self.spots, unplanned, beyond, self.desks)

    def add(self, works: Iterable[Work]) -> list[Spot] | None:
        """Place work beside what stands; None where one has no place."""
        added = []
        for work in works:
            limit = self._limit(work)
            spot = self._in_some_way(work, limit) if limit and not work.reason else None
            if spot is None:
                return None
            self._take(work.in_mode(spot.mode), spot)
            added.append(spot)
        return added

    def _take(self, work: Work, spot: Spot) -> None:
        self.spots[work.id] = spot
        for person in spot.people:
            self.known.add((person, work.project))
            if work.length is None:
                self.desks[person].take_all(spot.stretches, work.id)
        self.book(work, spot)

    def book(self, work: Work, spot: Spot) -> None:
        """Let work have the equipment it uses for as long as it takes."""
        if work.length is None:
            for use in work.uses:
                self.bookings[use.equipment].book(spot.start, spot.finish, use.count, work.id)

    def _limit(self, work: Work) -> Limit | None:
        """The latest of what a task waits for; None where that has no place itself."""
        start, hold = work.earliest, work.hold
        by_lag, finish = (self._later(0, lag) for lag in (work.start_lag, work.finish_lag))
        if max(by_lag, finish) > start:
            start, hold = max(start, by_lag), Hold(HoldKind.LAG, work.id)
        finish_hold = hold
        for tie in work.ties:
            spot = self.spots.get(tie.before)
            if spot is None:
                return None
            moment = self._later(spot.finish if tie.from_finish else spot.start, tie.lag)
            if tie.holds_start and moment > start:
                start, hold = moment, self._held_by(tie.before)
            elif not tie.holds_start and moment > finish:
                finish, finish_hold = moment, self._held_by(tie.before)
        return Limit(start, hold, finish, finish_hold)

    def _later(self, moment: int, lag: float) -> int:
        return add_lag(self.instance.time.organization, moment, lag) if lag else moment

    def _held_by(self, before: int) -> Hold:
        kind = HoldKind.WAIT if self.instance.works[before].is_wait else HoldKind.PREDECESSOR
        return Hold(kind, before)

    def _in_some_way(self, work: Work, limit: Limit) -> Spot | None:
        """Of several ways to do it the one done on the earliest day; of these the one that costs less, takes fewer
        hours, is named earlier."""
        best: tuple[tuple[int, int, int], Spot] | None = None
        for way in work.ways:
            spot = self._spot(way, limit)
            if spot is None:
                continue
            quarters = way.quarters(len(spot.people))
            cost = quarters * sum(self.rates.get(person, 0) for person in spot.people)
            score = self._day(spot.finish), cost, quarters * len(spot.people)
            if best is None or score < best[0]:
                best = score, spot._replace(mode=way.mode)
        if best or work.ways:
            return best[1] if best else None
        spot = self._spot(work, limit)
        return spot._replace(mode=work.mode) if spot and work.mode else spot

    def _day(self, finish: int) -> int:
        """The organization's day in which something done by then is done."""
        return (finish - 1 + self.into_day) // QUARTERS_PER_DAY

    def _spot(self, work: Work, limit: Limit) -> Spot | None:
        if work.length is not None:
            return self._of_nobody(work, limit)
        if len(work.people) == 1 and not work.uses:
            return self._alone(work, limit, work.people[0])
        if work.people:
            return self._together(work, limit, work.people)
        if len(work.heads) == 1:
            return self._choose_one(work, limit)
        return self._choose_crew(work, limit)

    def _of_nobody(self, work: Work, limit: Limit) -> Spot | None:
        length = work.length or 0
        by_finish = limit.finish - length > limit.start
        start = limit.finish - length if by_finish else limit.start
        hold = limit.finish_hold if by_finish else limit.hold
        return Spot(work.people, start, start + length, hold) if start + length <= self.horizon else None

    def _alone(self, work: Work, limit: Limit, person: int) -> Spot | None:
        desk, quarters = self.desks[person], work.quarters(1)
        if work.whole:
            k = desk.first(limit.start, limit.finish, quarters)
            pieces = [(k, k + quarters)]
        else:
            pieces = desk.pieces(limit.start, limit.finish, quarters)
        k, finish = pieces[0][0], desk.done(pieces[-1][1])
        if finish == NEVER:
            return None
        start, hold = desk.slots[k], self._hold(limit, desk, pieces, quarters, person)
        parts = tuple((desk.slots[begin], desk.done(end)) for begin, end in pieces) if len(pieces) > 1 else ()
        return Spot((person,), start, finish, hold, parts)

    def _hold(
        self, limit: Limit, desk: Desk, pieces: list[tuple[int, int]], quarters: int, person: int
    ) -> Hold:
        """What determined when one person does a task: what it is put aside for, if that takes longer than it does;
        else what its start waits for."""
        k, end = pieces[0][0], pieces[-1][1]
        start = desk.slots[k]
        if end - k > 2 * quarters:
            k = pieces[-1][0]
        if k > desk.k(limit.start):
            queued = desk.ends_at(k)
            return limit.finish_hold if queued is None else Hold(HoldKind.QUEUE, queued)
        # Nights and weekends hold nobody; hours in which the organization works and she does not, do.
        if self.office[start] > self.office[limit.start]:
            return Hold(HoldKind.CALENDAR, person)
        return limit.hold

    def _choose_one(self, work: Work, limit: Limit) -> Spot | None:
        candidates = work.pinned or work.heads[0]
        quarters = work.quarters(1)
        best: tuple[object, ...] | None = None
        chosen = None
        soonest = NEVER
        for person in candidates:
            if work.uses:
                spot = self._together(work, limit, (person,))
                finish = spot.finish if spot else NEVER
            else:
                finish = self.desks[person].soonest(limit.start, limit.finish, quarters, whole=work.whole)
            day = self._day(finish)
            if finish == NEVER or day > soonest:
                continue
            score = (day, *self._preference(work, person), finish, person)
            if best is None or score < best:
                best, chosen, soonest = score, person, day
        if chosen is None:
            return None
        return self._together(work, limit, (chosen,)) if work.uses else self._alone(work, limit, chosen)

    def _preference(self, work: Work, person: int) -> tuple[int, bool, int, int, int, int]:
        """The smaller the better: costs less, knows the project, carries less by weeks, wants it; experts are kept
        free."""
        passions, surplus = work.fits[person]
        load = self.desks[person].load
        stranger = (person, work.project) not in self.known
        return self.rates.get(person, 0), stranger, load // LOAD_STEP, -passions, surplus, load

    def _choose_crew(self, work: Work, limit: Limit) -> Spot | None:
        preferred = self._by_preference(work, limit)
        crew = crew_of(work.heads, (*work.pinned, *preferred))
        if len(crew) == len(work.heads):
            spot = self._together(work, limit, crew)
            if spot is not None:
                return spot
        others = (self._together(work, limit, crew) for crew in islice(_crews(work, preferred), CREWS_TRIED))
        return min((spot for spot in others if spot), key=_finish_then_people, default=None)

    def _by_preference(self, work: Work, limit: Limit) -> list[int]:
        quarters = work.quarters(len(work.heads))

        def score(person: int) -> tuple[int, ...]:
            desk = self.desks[person]
            finish = desk.soonest(limit.start, limit.finish, quarters, whole=True)
            return self._day(finish), *self._preference(work, person), person

        return sorted({person for head in work.heads for person in head}, key=score)

    def _together(self, work: Work, limit: Limit, crew: tuple[int, ...]) -> Spot | None:
        """The earliest stretch in which a crew has working time enough together, nobody has other work, and what
        equipment it uses is not in use."""
        quarters = work.quarters(len(crew))
        calendar = self.instance.time.crew(crew)
        shared = Desk(calendar)
        start, hold = limit.start, limit.hold
        while True:
            k = shared.first(start, limit.finish, quarters)
            finish = shared.done(k + quarters)
            if finish == NEVER:
                return None
            begin = shared.slots[k]
            clash = max(self._clashes(work, crew, begin, finish), default=None)
            if clash is None:
                return Spot(crew, begin, finish, self._crew_hold(work, limit, crew, start, begin, hold))
            start, hold = clash[0], self._in_the_way(clash[1], of_equipment=clash[2])

    def _in_the_way(self, task: int, *, of_equipment: bool) -> Hold:
        if is_outage(task):
            return Hold(HoldKind.OUTAGE, self.equipment[outage(task)].id)
        return Hold(HoldKind.EQUIPMENT if of_equipment else HoldKind.QUEUE, task)

    def _clashes(
        self, work: Work, crew: tuple[int, ...], begin: int, finish: int
    ) -> Iterator[tuple[int, int, bool]]:
        """What is in the way of a crew or of the equipment it uses: until when, which task, whether of equipment."""
        for person in crew:
            if clash := self.desks[person].clash(begin, finish):
                yield *clash, False
        for use in work.uses:
            if clash := self.bookings[use.equipment].clash(begin, finish, use.count):
                yield *clash, True

    def _crew_hold(
        self, work: Work, limit: Limit, crew: tuple[int, ...], start: int, begin: int, hold: Hold
    ) -> Hold:
        """What determined the start of a crew: the last thing in its way, or that it is not there together."""
        if self.office[begin] == self.office[start]:
            return hold
        if limit.finish > start and hold == limit.hold and limit.finish_hold != limit.hold:
            return limit.finish_hold
        away = [person for person in crew if self.desks[person].k(begin) == self.desks[person].k(start)]
        if away:
            return Hold(HoldKind.CALENDAR, away[0])
        return Hold(HoldKind.CALENDAR, crew[0]) if work.skill is None else Hold(HoldKind.SKILL, work.skill)


def _crews(work: Work, preferred: list[int]) -> Iterator[tuple[int, ...]]:
    """Other complete crews, those of preferred people first."""
    free = [person for person in preferred if person not in work.pinned]
    for chosen in combinations(free, len(work.heads) - len(work.pinned)):
        crew = crew_of(work.heads, (*work.pinned, *chosen))
        if len(crew) == len(work.heads):
            yield crew


def _finish_then_people(spot: Spot) -> tuple[int, tuple[int, ...]]:
    return spot.finish, spot.people
