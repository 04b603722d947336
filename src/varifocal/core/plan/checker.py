"""Whether a plan holds: checked from the portfolio alone, by code that shares nothing with the generator."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from graphlib import CycleError, TopologicalSorter
from itertools import accumulate, pairwise

import numpy as np

from varifocal.core.calendar import NEVER, QUARTERS_PER_DAY, Calendar, add_lag
from varifocal.core.plan.values import Placed, Plan
from varifocal.core.portfolio import Dependency, DependencyKind, Portfolio, Task, Use
from varifocal.core.portfolio.hours import working_time
from varifocal.core.values import QUARTERS_PER_HOUR, Problem

STARTS = (DependencyKind.FINISH_START, DependencyKind.START_START)
"""Dependencies that hold the start of the later task."""

FROM_FINISH = (DependencyKind.FINISH_START, DependencyKind.FINISH_FINISH)
"""Dependencies that count from the finish of the earlier task."""

OUT = -1
"""What stands instead of a task where equipment is out of service."""

NO_PLACE = (True, math.inf)
"""The place in a person's order of what has none agreed."""


def check(portfolio: Portfolio, plan: Plan) -> list[Problem]:
    """Everything in a plan that its portfolio does not allow, each a sentence; empty for a plan that holds.

    Broken due dates are no violation (they cost), broken deadlines only where the plan keeps silent of them.
    """
    return list(_Check(portfolio, plan).problems())


class _Check:
    def __init__(self, portfolio: Portfolio, plan: Plan) -> None:
        self.portfolio = portfolio
        self.plan = plan
        self.time = working_time(portfolio, plan.horizon, plan.origin)
        self.placed = {task: placed for task, placed in plan.placed.items() if task in portfolio.task}
        self.binding: dict[int, list[Dependency]] = {}
        for link in portfolio.dependencies:
            known = link.before in portfolio.task and link.after in portfolio.task
            comes = link.before not in portfolio.tentative or link.after in portfolio.tentative
            if known and comes and not (link.kind in STARTS and portfolio.task[link.after].has_begun):
                self.binding.setdefault(link.after, []).append(link)
        self.asked = {
            task: asked.in_mode(self.placed[task].mode) if self._in_a_way(asked) else asked
            for task, asked in portfolio.task.items()
        }
        self.known = {task for task in self.placed if self._people_known(task)}
        self.lines = self._lines()
        self.booked = self._booked()

    def problems(self) -> Iterator[Problem]:
        yield from self._accounted_for()
        for task in sorted(self.known):
            asked, placed = self.asked[task], self.placed[task]
            yield from self._modes(self.portfolio.task[asked.id], placed)
            yield from self._amount(asked, placed)
            yield from self._people(asked, placed)
            yield from self._bounds(asked, placed)
        yield from self._overlaps()
        yield from self._equipment()
        yield from self._ranks()
        yield from self._order()
        yield from self._agreed_order()
        yield from self._firm_first()
        yield from self._silence()

    # -- every task once ----------------------------------------------------------------------------------

    def _accounted_for(self) -> Iterator[Problem]:
        for task in sorted(set(self.plan.placed) | set(self.plan.unplanned)):
            if task not in self.portfolio.task:
                yield Problem("It is planned, but not among the open tasks.", f"task {task}")
            elif task in self.plan.placed and task in self.plan.unplanned:
                yield self._says(task, "has a place and is called unplanned as well.")
            elif task in self.plan.unplanned and not self.plan.unplanned[task].strip():
                yield self._says(task, "is unplanned without a reason.")
        for each in self.portfolio.tasks:
            if each.id not in self.plan.placed and each.id not in self.plan.unplanned:
                yield self._says(each.id, "has been dropped without a word.")
        for task in sorted(set(self.placed) - self.known):
            yield self._says(task, "is given to somebody who is unknown.")

    def _in_a_way(self, asked: Task) -> bool:
        """It is placed, in a mode it has."""
        return asked.id in self.placed and 0 <= self.placed[asked.id].mode <= len(asked.modes)

    def _modes(self, asked: Task, placed: Placed) -> Iterator[Problem]:
        """It is done in a mode it has, the one agreed where somebody agreed."""
        if not self._in_a_way(asked):
            yield self._says(asked.id, "is done in a way it does not have.")
        elif asked.people and placed.mode != asked.mode:
            yield self._says(asked.id, "is not done in the way agreed.")

    def _people_known(self, task: int) -> bool:
        return all(person in self.portfolio.person for person in self.placed[task].people)

    # -- one task by itself -------------------------------------------------------------------------------

    def _amount(self, asked: Task, placed: Placed) -> Iterator[Problem]:
        """Its hours are worked between start and finish, by everybody in it, in their working time."""
        if not 0 <= placed.start <= placed.finish <= self.plan.horizon:
            yield self._says(asked.id, "lies outside the horizon, or ends before it starts.")
            return
        if asked.wait is not None or not placed.people:
            if placed.finish - placed.start != self._calendar_time(asked):
                yield self._says(asked.id, "does not take the time it asks for.")
            return
        needed = math.ceil(asked.left * QUARTERS_PER_HOUR / len(placed.people) - 1e-9)
        calendar = self.time.crew(placed.people)
        moments = [moment for stretch in placed.stretches for moment in stretch]
        if moments != sorted(moments) or (moments[0], moments[-1]) != (placed.start, placed.finish):
            yield self._says(
                asked.id, "is done in pieces that are out of order, or not from its start to its finish."
            )
            return
        parts = [int(calendar.cum[end]) - int(calendar.cum[begin]) for begin, end in placed.stretches]
        if sum(parts) != needed:
            yield self._says(
                asked.id, f"gets {sum(parts)} working quarters of its people; it needs {needed}."
            )
        elif needed and not all(_works(calendar, a) and _works(calendar, b - 1) for a, b in placed.stretches):
            yield self._says(asked.id, "starts or ends where its people do not work.")
        if len(parts) > 1:
            yield from self._pieces(asked, placed)

    def _pieces(self, asked: Task, placed: Placed) -> Iterator[Problem]:
        """Only what one person does and may be interrupted is, and only by other work of hers."""
        if not asked.splittable or len(placed.people) > 1:
            yield self._says(asked.id, "is interrupted, although it may not be.")
            return
        person = placed.people[0]
        others = [
            self._at(person, begin, end)
            for other in self.lines[person]
            if other != asked.id
            for begin, end in self.placed[other].stretches
        ]
        for (_, put_aside), (taken_up, _) in pairwise(placed.stretches):
            since, until = self._at(person, put_aside, taken_up)
            inside = (min(end, until) - max(begin, since) for begin, end in others)
            if until - since != sum(each for each in inside if each > 0):
                yield self._says(asked.id, "is put aside, although nothing else of hers is done meanwhile.")

    def _calendar_time(self, asked: Task) -> int:
        """The quarters nobody works on: none for a milestone, the days of an answer for a wait."""
        wait = asked.wait
        if wait is None:
            return 0 if asked.left < 1e-9 else -1  # work that nobody does
        if wait.asked is None:
            return math.ceil(wait.planned[0] * QUARTERS_PER_DAY)
        since = self.time.asked(wait.asked)
        for days in wait.planned:
            if since + math.ceil(days * QUARTERS_PER_DAY) > 0:
                return since + math.ceil(days * QUARTERS_PER_DAY)
        return QUARTERS_PER_DAY

    def _people(self, asked: Task, placed: Placed) -> Iterator[Problem]:
        if len(set(placed.people)) != len(placed.people) or list(placed.people) != sorted(placed.people):
            yield self._says(asked.id, "names its people twice or out of order.")
        if asked.wait is not None:
            if placed.people:
                yield self._says(asked.id, "is a wait; nobody works on it.")
            return
        if not placed.people:
            return
        if asked.people:
            if set(asked.people) != set(placed.people):
                yield self._says(asked.id, "is not done by the people agreed.")
            if placed.proposed:
                yield self._says(asked.id, "is agreed, and called a proposal.")
            return
        if not placed.proposed:
            yield self._says(asked.id, "is not agreed, and not called a proposal.")
        if not set(asked.pinned_people) <= set(placed.people):
            yield self._says(asked.id, "is not done by the people it is pinned to.")
        heads = [(each.skill, each.level) for each in asked.demands for _ in range(each.count)]
        if len(placed.people) != max(1, len(heads), len(set(asked.pinned_people))):
            yield self._says(asked.id, "has more or fewer people than it asks for.")
        if not self._seated(heads, list(placed.people)):
            yield self._says(asked.id, "has people without the skills it asks for.")

    def _seated(self, heads: list[tuple[int, int]], people: list[int]) -> bool:
        """Each head finds another person with its skill and level."""
        if not heads:
            return True
        (skill, level), *rest = heads
        return any(
            self._seated(rest, [other for other in people if other != person])
            for person in people
            if self.portfolio.person[person].skills.get(skill, 0) >= level
        )

    def _bounds(self, asked: Task, placed: Placed) -> Iterator[Problem]:
        for sentence, bound, is_start in self._limits(asked):
            if (placed.start if is_start else placed.finish) < bound:
                yield self._says(asked.id, sentence)

    def _limits(self, asked: Task) -> Iterator[tuple[str, int, bool]]:
        """What a task may not come before: a sentence, the quarter, and whether it holds start or finish."""
        if not asked.has_begun:
            if asked.release:
                yield "starts before its release date.", self.time.begin(asked.release), True
            if asked.pinned_start:
                yield "starts before the day it is pinned to.", self.time.begin(asked.pinned_start), True
            lag = add_lag(self.time.organization, 0, asked.start_lag)
            yield "starts before enough time has passed after what is done.", lag, True
        lag = add_lag(self.time.organization, 0, asked.finish_lag)
        yield "ends before enough time has passed after what is done.", lag, False
        for link in self.binding.get(asked.id, ()):
            before = self.placed.get(link.before)
            name = self._name(link.before)
            if before is None:
                yield (
                    f"has a place, although {name}, which it depends on, has none.",
                    self.plan.horizon + 1,
                    True,
                )
                continue
            moment = before.finish if link.kind in FROM_FINISH else before.start
            moment = add_lag(self.time.organization, moment, link.lag)
            yield f"does not wait for {name}.", moment, link.kind in STARTS

    # -- people's time ------------------------------------------------------------------------------------

    def _overlaps(self) -> Iterator[Problem]:
        for person, tasks in sorted(self.lines.items()):
            cum = self.time.people[person].cum
            stretches = sorted(
                (int(cum[start]), int(cum[finish]), task)
                for task in tasks
                for start, finish in self.placed[task].stretches
            )
            for (_, end, earlier), (begin, _, later) in pairwise(stretches):
                if begin < end and earlier != later:
                    name = self.portfolio.person[person].name
                    yield self._says(later, f"overlaps {self._name(earlier)} in the time of {name}.")

    def _equipment(self) -> Iterator[Problem]:
        """No more of anything in use at any moment than there is, by whole tasks."""
        changes: dict[int, list[tuple[int, int, int]]] = {}
        for task in sorted(self.known):
            asked, placed = self.asked[task], self.placed[task]
            if not asked.uses or placed.finish == placed.start or asked.wait is not None:
                continue
            if placed.pieces:
                yield self._says(task, "uses equipment and is interrupted.")
            for use in asked.uses:
                changes.setdefault(use.equipment, []).append((placed.start, use.count, task))
                changes.setdefault(use.equipment, []).append((placed.finish, -use.count, task))
        for equipment, moments in sorted(changes.items()):
            known = self.portfolio.equipment_by_id.get(equipment)
            for out in known.out if known else ():
                begin, end = max(0, self.time.begin(out.first)), max(0, self.time.due(out.last))
                moments += [(begin, out.count, OUT), (end, -out.count, OUT)]
            in_use, using = 0, dict.fromkeys((task for _, _, task in moments), 0)
            for _, count, task in sorted(moments):  # what comes back at a moment can be used from then on
                in_use += count
                using[task] += count
                at_fault = max((each for each, number in using.items() if number > 0), default=OUT)
                if count > 0 and at_fault != OUT and in_use > (known.count if known else 0):
                    name = known.name if known else f"equipment {equipment}"
                    yield self._says(at_fault if task == OUT else task, f"uses more of {name} than is there.")

    def _booked(self) -> dict[int, list[tuple[int, int, int, int]]]:
        """When so many of each kind of equipment are in use, and by which task, or are out of service."""
        booked: dict[int, list[tuple[int, int, int, int]]] = {}
        for task in sorted(self.known):
            placed = self.placed[task]
            if placed.finish > placed.start and self.asked[task].wait is None:
                for use in self.asked[task].uses:
                    booked.setdefault(use.equipment, []).append(
                        (placed.start, placed.finish, use.count, task)
                    )
        for each in self.portfolio.equipment:
            for out in each.out:
                begin, end = max(0, self.time.begin(out.first)), max(0, self.time.due(out.last))
                booked.setdefault(each.id, []).append((begin, end, out.count, OUT))
        return booked

    def _lines(self) -> dict[int, list[int]]:
        """Each person's tasks that take time."""
        lines: dict[int, list[int]] = {}
        for task in sorted(self.known):
            placed = self.placed[task]
            if placed.finish > placed.start and placed.start >= 0 and placed.finish <= self.plan.horizon:
                for person in placed.people:
                    lines.setdefault(person, []).append(task)
        return lines

    def _ranks(self) -> Iterator[Problem]:
        lines: dict[int, list[int]] = {}
        for task in sorted(self.known):
            for person in self.placed[task].people:
                lines.setdefault(person, []).append(task)
        for person, tasks in sorted(lines.items()):
            ordered = sorted(
                tasks, key=lambda task: (self.placed[task].start, self.placed[task].finish, task)
            )
            for rank, task in enumerate(ordered):
                placed = self.placed[task]
                given = dict(zip(placed.people, placed.rank, strict=False))
                if given.get(person) != rank:
                    yield self._says(task, "does not say its place in the order of those who do it.")

    def _order(self) -> Iterator[Problem]:
        place = {task: number for number, task in enumerate(self.plan.order)}
        if len(place) != len(self.plan.order) or set(place) != set(self.plan.placed):
            yield Problem("The order of the plan does not name each placed task once.", "plan")
            return
        for link in self.portfolio.dependencies:
            if place.get(link.before, -1) > place.get(link.after, len(place)):
                yield self._says(
                    link.after, f"comes before {self._name(link.before)} in the order of the plan."
                )

    # -- what was agreed ----------------------------------------------------------------------------------

    def _agreed_order(self) -> Iterator[Problem]:
        """Nobody's agreed task is later than it might be because of one that comes after it in her order."""
        standing = self._standing()
        lines = {person: [task for task in tasks if task in standing] for person, tasks in self.lines.items()}
        inverted = {task for line in lines.values() for task in self._overtaken(line, standing)}
        for task in sorted(inverted):
            if self._could_be_earlier(task, standing):
                yield self._says(
                    task, "is later than it could be: something after it in the order goes first."
                )

    def _firm_first(self) -> Iterator[Problem]:
        """What is firm would be no earlier, were there nothing of what may never come."""
        tentative = self.portfolio.tentative
        for task in sorted(self.known - tentative):
            placed = self.placed[task]
            beside = {other for person in placed.people for other in self.lines.get(person, ())}
            beside |= {one[3] for use in self.asked[task].uses for one in self.booked.get(use.equipment, ())}
            ahead = any(self.placed[other].start < placed.finish for other in beside & tentative)
            if ahead and placed.people and self._could_be_earlier(task, {}):
                yield self._says(task, "is later than it could be: work that may never come goes first.")

    def _overtaken(self, line: Sequence[int], standing: Mapping[int, tuple[bool, float]]) -> Iterator[int]:
        """Tasks of one person before the last piece of which something starts that comes after them in her order."""
        in_order = sorted(line, key=lambda task: self.placed[task].start)
        starts = [self.placed[task].start for task in in_order]
        last = list(accumulate((standing[task] for task in in_order), max))
        for task in line:
            before = bisect_left(starts, self.placed[task].stretches[-1][0])
            if before and standing[task] < last[before - 1]:
                yield task

    def _standing(self) -> dict[int, tuple[bool, float]]:
        """The place of agreed tasks in the order of their people: what has begun and is done in one piece or has no
        rank first, then by rank; what others wait for stands no later than they do."""
        places = {each.id: self._agreed_place(each) for each in self.portfolio.tasks}
        needs = {task: {link.before for link in links} for task, links in self.binding.items()}
        for task in reversed(_in_order(needs)):
            for before in needs.get(task, ()):
                places[before] = min(places[before], places[task])
        return {
            each.id: places[each.id] for each in self.portfolio.tasks if self._agreed_place(each) != NO_PLACE
        }

    def _agreed_place(self, asked: Task) -> tuple[bool, float]:
        in_line = asked.people and asked.wait is None and asked.pinned_start is None
        in_line = in_line and asked.id not in self.portfolio.tentative
        if not in_line or (asked.rank is None and asked.started is None):
            return NO_PLACE
        in_one_piece = not asked.splittable or bool(asked.uses) or len(asked.people) > 1
        goes_on = asked.started is not None and (in_one_piece or asked.rank is None)
        return not goes_on, asked.rank or 0.0

    def _could_be_earlier(self, task: int, standing: Mapping[int, tuple[bool, float]]) -> bool:
        """Whether it would start or, where it may be interrupted, be done earlier, were there nothing of those after
        it in the order of its people."""
        asked, placed = self.asked[task], self.placed[task]
        needed = math.ceil(asked.left * QUARTERS_PER_HOUR / len(placed.people) - 1e-9)
        limits = list(self._limits(asked))
        start = max([0, *(bound for _, bound, is_start in limits if is_start)])
        finish = max([0, *(bound for _, bound, is_start in limits if not is_start)])

        def gives_way(other: int) -> bool:
            if other == task or (other in self.portfolio.tentative and task not in self.portfolio.tentative):
                return True
            return task in standing and other in standing and standing[other] > standing[task]

        taken = [
            (person, begin, end)
            for person in placed.people
            for other in self.lines[person]
            if not gives_way(other)
            for begin, end in self.placed[other].stretches
        ]
        if asked.splittable and not asked.uses and len(placed.people) == 1:
            return self._done_alone(placed.people[0], start, finish, needed, taken) < placed.finish
        in_use = {
            use: [one for one in self.booked.get(use.equipment, ()) if not gives_way(one[3])]
            for use in asked.uses
        }
        earliest = self._starts_whole(placed, start, finish, needed, taken, in_use)
        return earliest is not None and earliest < placed.start

    def _done_alone(
        self, person: int, start: int, finish: int, needed: int, taken: Sequence[tuple[int, int, int]]
    ) -> int:
        """When one person has done so many quarters at the earliest, whenever she is free: from `start` on, or from
        where it would end at `finish`, were it not interrupted."""
        calendar = self.time.people[person]
        k = int(calendar.cum[min(start, self.plan.horizon)])
        if finish > 0:
            k = max(k, int(calendar.cum[min(finish - 1, self.plan.horizon)]) - needed + 1)
        for begin, end in sorted(self._at(person, begin, end) for _, begin, end in taken):
            if begin - k >= needed:
                break
            needed -= max(0, begin - k)
            k = max(k, end)
        return int(calendar.slots[k + needed - 1]) + 1 if k + needed <= len(calendar.slots) else NEVER

    def _starts_whole(
        self,
        placed: Placed,
        start: int,
        finish: int,
        needed: int,
        taken: Sequence[tuple[int, int, int]],
        in_use: Mapping[Use, Sequence[tuple[int, int, int, int]]],
    ) -> int | None:
        """Where all of them have time together for so many quarters in one piece, and what they use is there; None
        where it is not earlier than it was placed."""
        slots = self.time.crew(placed.people).slots
        k = int(np.searchsorted(slots, start))
        busy = [(person, *self._at(person, begin, end), end) for person, begin, end in taken]
        while k < int(np.searchsorted(slots, placed.start)) and k + needed <= len(slots):
            begin, end = int(slots[k]), int(slots[k + needed - 1]) + 1
            here = {person: self._at(person, begin, end) for person in placed.people}
            blocked = [
                until
                for person, first, last, until in busy
                if here[person][0] < last and first < here[person][1]
            ]
            for use, booked in in_use.items():
                blocked += self._comes_back(use, booked, begin, end)
            if end >= finish and not blocked:
                return begin
            k = max(k + 1, int(np.searchsorted(slots, max(blocked))) if blocked else 0)
        return None

    def _comes_back(
        self, use: Use, booked: Sequence[tuple[int, int, int, int]], begin: int, end: int
    ) -> list[int]:
        """Where fewer are left than are used at some moment, when the first of those in use then comes back."""
        met = [one for one in booked if one[0] < end and one[1] > begin]
        for moment in sorted({max(begin, one[0]) for one in met}):
            here = [one for one in met if one[0] <= moment < one[1]]
            if sum(one[2] for one in here) + use.count > self.portfolio.equipment_by_id[use.equipment].count:
                return [min(one[1] for one in here)]
        return []

    def _at(self, person: int, begin: int, end: int) -> tuple[int, int]:
        """A stretch of the grid in somebody's working quarters."""
        cum = self.time.people[person].cum
        return int(cum[begin]), int(cum[end])

    # -- deadlines ----------------------------------------------------------------------------------------

    def _silence(self) -> Iterator[Problem]:
        """Deadlines that break and are not named among the plan's problems."""
        named = {problem.where for problem in self.plan.problems}
        finishes: dict[int, int] = {}
        for task, placed in sorted(self.placed.items()):
            asked = self.asked[task]
            finishes[asked.project] = max(placed.finish, finishes.get(asked.project, 0))
            late = asked.deadline and placed.finish > self.time.due(asked.deadline)
            if late and f"task {task}" not in named:
                yield self._says(task, "breaks its deadline, and the plan does not say so.")
        for project in self.portfolio.projects:
            late = project.deadline and finishes.get(project.id, 0) > max(0, self.time.due(project.deadline))
            if late and f"project {project.id}" not in named:
                yield Problem(
                    f"“{project.name}” breaks its deadline, and the plan does not say so.",
                    f"project {project.id}",
                )

    def _says(self, task: int, sentence: str) -> Problem:
        return Problem(f"{self._name(task)} {sentence}", f"task {task}")

    def _name(self, task: int) -> str:
        asked = self.portfolio.task.get(task)
        return f"“{asked.name}”" if asked else f"task {task}"


def _in_order(needs: Mapping[int, set[int]]) -> list[int]:
    """Tasks, each after those it needs; without what stands in or behind a circle, which has no place anyway."""
    sorter = TopologicalSorter(needs)
    with suppress(CycleError):
        sorter.prepare()
    order: list[int] = []
    while ready := sorter.get_ready():
        order += ready
        sorter.done(*ready)
    return order


def _works(calendar: Calendar, quarter: int) -> bool:
    return bool(calendar.cum[quarter + 1] > calendar.cum[quarter])
