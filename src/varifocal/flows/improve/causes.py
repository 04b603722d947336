"""Why work lay: the time from when it could have been begun until it was, split by what the one who began it was at.

After M. Lashkevich, F. Milani, D. Chapela-Campa and M. Dumas, "Why am I Waiting?" (CAiSE 2023), as far as our log
knows: of batches and of shifts it knows nothing, so what lies over a night or a weekend is told as nobody at it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from varifocal.flows.improve.reading import Lived
from varifocal.flows.improve.steps import DAY, Deed

EARLIER, LATER, PASSED, NOBODY = "earlier", "later", "passed", "nobody"
WORDS = {
    EARLIER: "other work that came first",
    LATER: "work that came later and was done before",
    PASSED: "passing it from one to another",
    NOBODY: "nobody at it",
}


@dataclass(frozen=True, slots=True)
class Why:
    """Days work of a step lay ready, in all, and by cause; `times` it was looked at."""

    step: int
    times: int
    days: float
    split: dict[str, float]


def why(lived: Lived) -> list[Why]:
    """For each step done inside: why its work lay, the longest first."""
    found = []
    before = {deed.task: deed for case in lived.cases for one in case.passages for deed in one.deeds}
    ready = _ready(before)
    for place, step in enumerate(lived.steps):
        if step.outside:
            continue
        split: dict[str, float] = dict.fromkeys(WORDS, 0.0)
        times = 0
        for case in lived.cases:
            for passage in case.passages:
                for deed in passage.deeds if passage.step == place else ():
                    if deed.task in ready and deed.people and deed.begin is not None:
                        times += 1
                        since = max(ready[deed.task], deed.added)
                        _add(split, since, deed, lived.desks.get(deed.people[0], ()), ready, before)
        found.append(Why(place, times, sum(split.values()), split))
    return sorted(found, key=lambda one: -one.days)


def _ready(deeds: Mapping[int, Deed]) -> dict[int, float]:
    """When the last task that each hangs on was done, of those that hang on any."""
    found = {}
    for deed in deeds.values():
        ends = [end for task in deed.after if task in deeds and (end := deeds[task].end) is not None]
        if ends:
            found[deed.task] = max(ends)
    return found


def _add(
    split: dict[str, float],
    since: float,
    deed: Deed,
    desk: Sequence[Deed],
    ready: dict[int, float],
    before: dict[int, Deed],
) -> None:
    begin = deed.begin or 0.0
    if begin <= since:
        return
    others = [
        (max(one.begin or 0.0, since), min(one.end or begin, begin), ready.get(one.task, one.added))
        for one in desk
        if one.task != deed.task and one.begin is not None
    ]
    busy = covered((start, stop) for start, stop, _ in others)
    later = covered((start, stop) for start, stop, came in others if came > since)
    split[LATER] += later / DAY
    split[EARLIER] += (busy - later) / DAY
    handed = any(
        before[task].people and before[task].people[0] not in deed.people
        for task in deed.after
        if task in before
    )
    split[PASSED if handed else NOBODY] += (begin - since - busy) / DAY


def covered(stretches: Iterable[tuple[float, float]]) -> float:
    """The time at least one of these stretches covers."""
    total, reached = 0.0, float("-inf")
    for start, stop in sorted((start, stop) for start, stop in stretches if stop > start):
        total += max(0.0, stop - max(start, reached))
        reached = max(reached, stop)
    return total
