"""What should have gone first: agreed work in the order agreed, and what is firm before what may never come.

A task is at fault where it would be earlier, were there nothing of those that have to give way to it.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from graphlib import CycleError, TopologicalSorter
from itertools import accumulate

import numpy as np

from varifocal.core.calendar import NEVER
from varifocal.core.plan.checking.alone import limits
from varifocal.core.plan.checking.facts import Facts
from varifocal.core.plan.values import Placed
from varifocal.core.portfolio import Task, Use
from varifocal.core.values import QUARTERS_PER_HOUR, Problem

NO_PLACE = (True, math.inf)
"""The place in a person's order of what has none agreed."""


def agreed_order(facts: Facts) -> Iterator[Problem]:
    """Nobody's agreed task is later than it might be because of one that comes after it in her order."""
    standing = _standing(facts)
    lines = {person: [task for task in tasks if task in standing] for person, tasks in facts.lines.items()}
    inverted = {task for line in lines.values() for task in _overtaken(facts, line, standing)}
    for task in sorted(inverted):
        if _could_be_earlier(facts, task, standing):
            yield facts.says(task, "is later than it could be: something after it in the order goes first.")


def firm_first(facts: Facts) -> Iterator[Problem]:
    """What is firm would be no earlier, were there nothing of what may never come."""
    tentative = facts.portfolio.tentative
    for task in sorted(facts.known - tentative):
        placed = facts.placed[task]
        beside = {other for person in placed.people for other in facts.lines.get(person, ())}
        beside |= {one[3] for use in facts.asked[task].uses for one in facts.booked.get(use.equipment, ())}
        ahead = any(facts.placed[other].start < placed.finish for other in beside & tentative)
        if ahead and placed.people and _could_be_earlier(facts, task, {}):
            yield facts.says(task, "is later than it could be: work that may never come goes first.")


def _overtaken(
    facts: Facts, line: Sequence[int], standing: Mapping[int, tuple[bool, float]]
) -> Iterator[int]:
    """Tasks of one person before the last piece of which something starts that comes after them in her order."""
    in_order = sorted(line, key=lambda task: facts.placed[task].start)
    starts = [facts.placed[task].start for task in in_order]
    last = list(accumulate((standing[task] for task in in_order), max))
    for task in line:
        before = bisect_left(starts, facts.placed[task].stretches[-1][0])
        if before and standing[task] < last[before - 1]:
            yield task


def _standing(facts: Facts) -> dict[int, tuple[bool, float]]:
    """The place of agreed tasks in the order of their people: what has begun and is done in one piece or has no
    rank first, then by rank; what others wait for stands no later than they do."""
    places = {each.id: _agreed_place(facts, each) for each in facts.portfolio.tasks}
    needs = {task: {link.before for link in links} for task, links in facts.binding.items()}
    for task in reversed(_in_order(needs)):
        for before in needs.get(task, ()):
            places[before] = min(places[before], places[task])
    return {
        each.id: places[each.id] for each in facts.portfolio.tasks if _agreed_place(facts, each) != NO_PLACE
    }


def _agreed_place(facts: Facts, asked: Task) -> tuple[bool, float]:
    in_line = asked.people and asked.wait is None and asked.pinned_start is None
    in_line = in_line and asked.id not in facts.portfolio.tentative
    if not in_line or (asked.rank is None and asked.started is None):
        return NO_PLACE
    in_one_piece = not asked.splittable or bool(asked.uses) or len(asked.people) > 1
    goes_on = asked.started is not None and (in_one_piece or asked.rank is None)
    return not goes_on, asked.rank or 0.0


def _could_be_earlier(facts: Facts, task: int, standing: Mapping[int, tuple[bool, float]]) -> bool:
    """Whether it would start or, where it may be interrupted, be done earlier, were there nothing of those after
    it in the order of its people."""
    asked, placed = facts.asked[task], facts.placed[task]
    needed = math.ceil(asked.left * QUARTERS_PER_HOUR / len(placed.people) - 1e-9)
    bounds = list(limits(facts, asked))
    start = max([0, *(bound for _, bound, is_start in bounds if is_start)])
    finish = max([0, *(bound for _, bound, is_start in bounds if not is_start)])

    def gives_way(other: int) -> bool:
        if other == task or (other in facts.portfolio.tentative and task not in facts.portfolio.tentative):
            return True
        return task in standing and other in standing and standing[other] > standing[task]

    taken = [
        (person, begin, end)
        for person in placed.people
        for other in facts.lines[person]
        if not gives_way(other)
        for begin, end in facts.placed[other].stretches
    ]
    if asked.splittable and not asked.uses and len(placed.people) == 1:
        return _done_alone(facts, placed.people[0], start, finish, needed, taken) < placed.finish
    in_use = {
        use: [one for one in facts.booked.get(use.equipment, ()) if not gives_way(one[3])]
        for use in asked.uses
    }
    earliest = _starts_whole(facts, placed, start, finish, needed, taken, in_use)
    return earliest is not None and earliest < placed.start


def _done_alone(
    facts: Facts, person: int, start: int, finish: int, needed: int, taken: Sequence[tuple[int, int, int]]
) -> int:
    """When one person has done so many quarters at the earliest, whenever she is free: from `start` on, or from
    where it would end at `finish`, were it not interrupted."""
    calendar = facts.time.people[person]
    k = int(calendar.cum[min(start, facts.plan.horizon)])
    if finish > 0:
        k = max(k, int(calendar.cum[min(finish - 1, facts.plan.horizon)]) - needed + 1)
    for begin, end in sorted(facts.at(person, begin, end) for _, begin, end in taken):
        if begin - k >= needed:
            break
        needed -= max(0, begin - k)
        k = max(k, end)
    return int(calendar.slots[k + needed - 1]) + 1 if k + needed <= len(calendar.slots) else NEVER


def _starts_whole(
    facts: Facts,
    placed: Placed,
    start: int,
    finish: int,
    needed: int,
    taken: Sequence[tuple[int, int, int]],
    in_use: Mapping[Use, Sequence[tuple[int, int, int, int]]],
) -> int | None:
    """Where all of them have time together for so many quarters in one piece, and what they use is there; None
    where it is not earlier than it was placed."""
    slots = facts.time.crew(placed.people).slots
    k = int(np.searchsorted(slots, start))
    busy = [(person, *facts.at(person, begin, end), end) for person, begin, end in taken]
    while k < int(np.searchsorted(slots, placed.start)) and k + needed <= len(slots):
        begin, end = int(slots[k]), int(slots[k + needed - 1]) + 1
        here = {person: facts.at(person, begin, end) for person in placed.people}
        blocked = [
            until for person, first, last, until in busy if here[person][0] < last and first < here[person][1]
        ]
        for use, booked in in_use.items():
            blocked += _comes_back(facts, use, booked, begin, end)
        if end >= finish and not blocked:
            return begin
        k = max(k + 1, int(np.searchsorted(slots, max(blocked))) if blocked else 0)
    return None


def _comes_back(
    facts: Facts, use: Use, booked: Sequence[tuple[int, int, int, int]], begin: int, end: int
) -> list[int]:
    """Where fewer are left than are used at some moment, when the first of those in use then comes back."""
    met = [one for one in booked if one[0] < end and one[1] > begin]
    for moment in sorted({max(begin, one[0]) for one in met}):
        here = [one for one in met if one[0] <= moment < one[1]]
        if sum(one[2] for one in here) + use.count > facts.portfolio.equipment_by_id[use.equipment].count:
            return [min(one[1] for one in here)]
    return []


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
