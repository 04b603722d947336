"""The places new work takes in orders people have agreed: those a plan gave it, so that nothing moves when it is
agreed.

Ranks are days, so that what is agreed by different people can be compared; whatever others wait for counts as standing
no later than they do (`core.plan`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from heapq import heappop, heappush
from math import inf
from typing import NamedTuple

TINY = 1e-7
"""Of two tasks that begin at the same moment the one planned first is so much before the other, in days."""


class Turn(NamedTuple):
    """A task as a plan has it: the `day` it, or the last piece of it, begins on (`day_in_turn`); in which `place` the
    plan took it up; who does it, and the equipment it uses by numbers below nought (`used`)."""

    task: int
    day: float
    place: int
    shares: frozenset[int]


def day_in_turn(seconds: float, turn: int) -> float:
    """Days since 1970 of a moment in seconds, told apart by the turn in which it was planned."""
    return seconds / 86_400 + turn * TINY


def used(equipment: int) -> int:
    """A kind of equipment, beside people, who have numbers above nought."""
    return -equipment


def ranks(
    turns: Iterable[Turn],
    agreed: Mapping[int, float],
    new: Collection[int],
    waits_for: Mapping[int, Collection[int]],
) -> dict[int, float]:
    """Ranks with which a plan stays as it is when all of `new` is agreed.

    What was planned beside all that is agreed stands, in the order of everybody who does it and of all equipment it
    uses, behind the last of what the plan takes up for the last time before it, on its day where that is before what
    comes next. What was planned ahead of agreed work, because it is urgent, stands as it was taken up; where ranks
    agreed long ago leave no room for that, what is agreed gets others, too: nobody's order changes by it.

    `turns` are what has a place; `agreed` the ranks that stand; `waits_for` says of a task what it still depends on.
    """
    in_order = _in_time(turns, waits_for)
    last = max((turn.place for turn in in_order if turn.task in agreed), default=-1)
    urgent = {turn.task for turn in in_order if turn.task in new and turn.shares and turn.place < last}
    found = _ahead(sorted(in_order, key=lambda turn: turn.place), agreed, urgent, waits_for) if urgent else {}
    return found | _beside(in_order, {**agreed, **found}, set(new) - urgent, waits_for)


def _in_time(turns: Iterable[Turn], waits_for: Mapping[int, Collection[int]]) -> list[Turn]:
    """By day, none before one it waits for."""
    by_day = sorted(turns, key=lambda turn: (turn.day, turn.place))
    at = {turn.task: row for row, turn in enumerate(by_day)}
    missing = [sum(one in at for one in waits_for.get(turn.task, ())) for turn in by_day]
    followers: dict[int, list[int]] = {}
    for row, turn in enumerate(by_day):
        for one in waits_for.get(turn.task, ()):
            followers.setdefault(one, []).append(row)
    ready = [row for row, waits in enumerate(missing) if not waits]
    found = []
    while ready:
        row = heappop(ready)
        found.append(by_day[row])
        for later in followers.get(by_day[row].task, ()):
            missing[later] -= 1
            if not missing[later]:
                heappush(ready, later)
    return found


def _ahead(
    turns: Sequence[Turn],
    agreed: Mapping[int, float],
    new: Collection[int],
    waits_for: Mapping[int, Collection[int]],
) -> dict[int, float]:
    """Ranks that grow as tasks were taken up, along every order and with what waits: of `new`, and of what is agreed
    where that did not."""
    counts = _as_they_count(turns, agreed, waits_for)
    following: dict[int, float] = {}
    high: dict[int, float] = {}
    for turn in reversed(turns):
        if turn.task in new:
            high[turn.task] = min((following[one] for one in turn.shares if one in following), default=inf)
        elif turn.task in agreed:
            following.update(dict.fromkeys(turn.shares, counts[turn.task]))
    behind: dict[int, tuple[float, bool]] = {}
    least: dict[int, tuple[float, bool]] = {}
    numbers: dict[int, float] = {}
    for task, day, _, shares in turns:
        lows = [behind[one] for one in shares if one in behind]
        low = max(
            lows + [least[one] for one in waits_for.get(task, ()) if one in least], default=(-inf, False)
        )
        if task in new:
            least[task] = _between(low[0], high[task], day), True
        elif task in agreed and (counts[task], False) < low:
            least[task] = low[0] + TINY, True
        else:
            least[task] = (counts[task], False) if task in agreed else low
        if task in new or task in agreed:
            numbers[task] = least[task][0]
            behind.update(dict.fromkeys(shares, least[task]))
    found = {task: rank for task, rank in numbers.items() if task in new or rank != counts[task]}
    now = _as_they_count(turns, {**agreed, **found}, waits_for)
    return found | {task: rank for task, rank in numbers.items() if now[task] != rank}


def _as_they_count(
    turns: Sequence[Turn], ranks: Mapping[int, float], waits_for: Mapping[int, Collection[int]]
) -> dict[int, float]:
    """Ranks; of what others wait for the smallest of theirs."""
    counts = {turn.task: ranks[turn.task] for turn in turns if turn.task in ranks}
    for turn in reversed(turns):
        for one in waits_for.get(turn.task, ()) if turn.task in counts else ():
            counts[one] = min(counts[turn.task], counts.get(one, inf))
    return counts


def _beside(
    turns: Sequence[Turn],
    agreed: Mapping[int, float],
    new: Collection[int],
    waits_for: Mapping[int, Collection[int]],
) -> dict[int, float]:
    """Ranks of `new`, none before what stands, in the orders of others, before what it waits for: else that would go
    ahead of it."""
    ahead: dict[int, list[float]] = {}
    for turn in reversed(turns):
        for one in turn.shares if turn.task in agreed else ():
            ahead.setdefault(one, []).append(agreed[turn.task])
    lines = {one: sorted(line) for one, line in ahead.items()}
    behind: dict[int, float] = {}
    least: dict[int, float] = {}
    found: dict[int, float] = {}
    for task, day, _, shares in turns:
        low = max((least.get(one, -inf) for one in waits_for.get(task, ())), default=-inf)
        if task in agreed:
            for one in shares:
                behind[one] = max(behind.get(one, -inf), ahead[one].pop())
                at = bisect_left(lines[one], agreed[task])
                low = max(low, lines[one][at - 1] if at else -inf)
        elif task in new and shares:
            low = max(low, *(behind.get(one, -inf) for one in shares))
            later = [ahead[one][-1] for one in shares if ahead.get(one) and ahead[one][-1] > low]
            found[task] = _between(low, min(later, default=inf), day)
            behind.update(dict.fromkeys(shares, found[task]))
        least[task] = low
    return found


def _between(low: float, high: float, wanted: float) -> float:
    """A rank above the one, and below the other where that is above it; the one that is wanted, if it may be."""
    if low >= high:
        return low + TINY
    if low < wanted < high:
        return wanted
    if low == -inf:
        return high - 1
    return low + 1 if high == inf else (low + high) / 2
