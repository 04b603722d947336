"""One task by itself: its mode, the time it takes, its people, and what it may not come before."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise

from varifocal.core.calendar import QUARTERS_PER_DAY, Calendar, add_lag
from varifocal.core.plan.checking.facts import FROM_FINISH, STARTS, Facts
from varifocal.core.plan.values import Placed
from varifocal.core.portfolio import Task
from varifocal.core.values import QUARTERS_PER_HOUR, Problem


def alone(facts: Facts, task: int) -> Iterator[Problem]:
    """What is wrong with one task, whatever the others do."""
    asked, placed = facts.asked[task], facts.placed[task]
    yield from _modes(facts, facts.portfolio.task[task], placed)
    yield from _amount(facts, asked, placed)
    yield from _people(facts, asked, placed)
    yield from _bounds(facts, asked, placed)


def _modes(facts: Facts, asked: Task, placed: Placed) -> Iterator[Problem]:
    """It is done in a mode it has, the one agreed where somebody agreed."""
    if not facts.in_a_way(asked):
        yield facts.says(asked.id, "is done in a way it does not have.")
    elif asked.people and placed.mode != asked.mode:
        yield facts.says(asked.id, "is not done in the way agreed.")


def _amount(facts: Facts, asked: Task, placed: Placed) -> Iterator[Problem]:
    """Its hours are worked between start and finish, by everybody in it, in their working time."""
    if not 0 <= placed.start <= placed.finish <= facts.plan.horizon:
        yield facts.says(asked.id, "lies outside the horizon, or ends before it starts.")
        return
    if asked.wait is not None or not placed.people:
        if placed.finish - placed.start != _calendar_time(facts, asked):
            yield facts.says(asked.id, "does not take the time it asks for.")
        return
    needed = math.ceil(asked.left * QUARTERS_PER_HOUR / len(placed.people) - 1e-9)
    calendar = facts.time.crew(placed.people)
    moments = [moment for stretch in placed.stretches for moment in stretch]
    if moments != sorted(moments) or (moments[0], moments[-1]) != (placed.start, placed.finish):
        yield facts.says(
            asked.id, "is done in pieces that are out of order, or not from its start to its finish."
        )
        return
    parts = [int(calendar.cum[end]) - int(calendar.cum[begin]) for begin, end in placed.stretches]
    if sum(parts) != needed:
        yield facts.says(asked.id, f"gets {sum(parts)} working quarters of its people; it needs {needed}.")
    elif needed and not all(_works(calendar, a) and _works(calendar, b - 1) for a, b in placed.stretches):
        yield facts.says(asked.id, "starts or ends where its people do not work.")
    if len(parts) > 1:
        yield from _pieces(facts, asked, placed)


def _pieces(facts: Facts, asked: Task, placed: Placed) -> Iterator[Problem]:
    """Only what one person does and may be interrupted is, and only by other work of hers."""
    if not asked.splittable or len(placed.people) > 1:
        yield facts.says(asked.id, "is interrupted, although it may not be.")
        return
    person = placed.people[0]
    others = [
        facts.at(person, begin, end)
        for other in facts.lines[person]
        if other != asked.id
        for begin, end in facts.placed[other].stretches
    ]
    for (_, put_aside), (taken_up, _) in pairwise(placed.stretches):
        since, until = facts.at(person, put_aside, taken_up)
        inside = (min(end, until) - max(begin, since) for begin, end in others)
        if until - since != sum(each for each in inside if each > 0):
            yield facts.says(asked.id, "is put aside, although nothing else of hers is done meanwhile.")


def _calendar_time(facts: Facts, asked: Task) -> int:
    """The quarters nobody works on: none for a milestone, the days of an answer for a wait."""
    wait = asked.wait
    if wait is None:
        return 0 if asked.left < 1e-9 else -1  # work that nobody does
    if wait.asked is None:
        return math.ceil(wait.planned[0] * QUARTERS_PER_DAY)
    since = facts.time.asked(wait.asked)
    for days in wait.planned:
        if since + math.ceil(days * QUARTERS_PER_DAY) > 0:
            return since + math.ceil(days * QUARTERS_PER_DAY)
    return QUARTERS_PER_DAY


def _people(facts: Facts, asked: Task, placed: Placed) -> Iterator[Problem]:
    if len(set(placed.people)) != len(placed.people) or list(placed.people) != sorted(placed.people):
        yield facts.says(asked.id, "names its people twice or out of order.")
    if asked.wait is not None:
        if placed.people:
            yield facts.says(asked.id, "is a wait; nobody works on it.")
        return
    if not placed.people:
        return
    if asked.people:
        if set(asked.people) != set(placed.people):
            yield facts.says(asked.id, "is not done by the people agreed.")
        if placed.proposed:
            yield facts.says(asked.id, "is agreed, and called a proposal.")
        return
    if not placed.proposed:
        yield facts.says(asked.id, "is not agreed, and not called a proposal.")
    if not set(asked.pinned_people) <= set(placed.people):
        yield facts.says(asked.id, "is not done by the people it is pinned to.")
    heads = [(each.skill, each.level) for each in asked.demands for _ in range(each.count)]
    if len(placed.people) != max(1, len(heads), len(set(asked.pinned_people))):
        yield facts.says(asked.id, "has more or fewer people than it asks for.")
    if not _seated(facts, heads, list(placed.people)):
        yield facts.says(asked.id, "has people without the skills it asks for.")


def _seated(facts: Facts, heads: list[tuple[int, int]], people: list[int]) -> bool:
    """Each head finds another person with its skill and level."""
    if not heads:
        return True
    (skill, level), *rest = heads
    return any(
        _seated(facts, rest, [other for other in people if other != person])
        for person in people
        if facts.portfolio.person[person].skills.get(skill, 0) >= level
    )


def _bounds(facts: Facts, asked: Task, placed: Placed) -> Iterator[Problem]:
    for sentence, bound, is_start in limits(facts, asked):
        if (placed.start if is_start else placed.finish) < bound:
            yield facts.says(asked.id, sentence)


def limits(facts: Facts, asked: Task) -> Iterator[tuple[str, int, bool]]:
    """What a task may not come before: a sentence, the quarter, and whether it holds start or finish."""
    if not asked.has_begun:
        if asked.release:
            yield "starts before its release date.", facts.time.begin(asked.release), True
        if asked.pinned_start:
            yield "starts before the day it is pinned to.", facts.time.begin(asked.pinned_start), True
        lag = add_lag(facts.time.organization, 0, asked.start_lag)
        yield "starts before enough time has passed after what is done.", lag, True
    lag = add_lag(facts.time.organization, 0, asked.finish_lag)
    yield "ends before enough time has passed after what is done.", lag, False
    for link in facts.binding.get(asked.id, ()):
        before = facts.placed.get(link.before)
        name = facts.name(link.before)
        if before is None:
            yield (
                f"has a place, although {name}, which it depends on, has none.",
                facts.plan.horizon + 1,
                True,
            )
            continue
        moment = before.finish if link.kind in FROM_FINISH else before.start
        moment = add_lag(facts.time.organization, moment, link.lag)
        yield f"does not wait for {name}.", moment, link.kind in STARTS


def _works(calendar: Calendar, quarter: int) -> bool:
    return bool(calendar.cum[quarter + 1] > calendar.cum[quarter])
