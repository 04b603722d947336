"""A map of how work flows, as full or as bare as one wants: from the main road to every path.

At 0 only the main road is there: of all ways from the first step to the last the one whose weakest passage is the most
frequent (a widest path, E. Dijkstra's search with the narrowest edge in place of the sum). At p % the most frequent
passages are added until they make up p % of what the main road leaves out; whatever then has no way from the begin or
to the end is given its widest one. So no step ever hangs in the air, and what is on a barer map is on every fuller one.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from varifocal.core.mine.log import EventLog
from varifocal.core.mine.measure import Edge, edges, ends

LEVELS = tuple(range(0, 101, 10))
MOST_STEPS = 2000
"""Activities up to which all maps of a log are told at once; nobody reads a map of more."""
_BEGIN, _END = -1, -2


@dataclass(frozen=True, slots=True)
class MapStep:
    """An activity on the map. `place`: where in a case it stands on average, 0 at its begin and 1 at its end."""

    name: str
    times: int
    cases: int
    place: float
    begins: int
    """Cases that begin with it; `ends`: that end with it. Only what the map shows."""
    ends: int


@dataclass(frozen=True, slots=True)
class MapPath:
    """One step directly after another; seconds from the end of one to the end of the next."""

    before: str
    after: str
    times: int
    mean: float
    median: float
    p90: float
    total: float


@dataclass(frozen=True, slots=True)
class ProcessMap:
    """What a map shows, the most frequent first; `shown`: the share of all passages it shows."""

    level: float
    steps: tuple[MapStep, ...]
    paths: tuple[MapPath, ...]
    shown: float


def levelled(log: EventLog) -> dict[str, Any]:
    """All maps of a log at once, as plain values: of every step and passage the least of `LEVELS` at which it is on the
    map (a barer map is part of every fuller one), and of each level the share of passages it shows."""
    maps = Maps(log)
    steps: dict[str, dict[str, Any]] = {}
    paths: dict[tuple[str, str], dict[str, Any]] = {}
    ends: dict[str, dict[str, dict[str, int]]] = {"begins": {}, "ends": {}}
    shown = []
    for level in LEVELS:
        now = maps.at(level)
        shown.append(round(now.shown, 6))
        for step in now.steps:
            said = {
                "name": step.name,
                "times": step.times,
                "cases": step.cases,
                "place": step.place,
                "level": level,
            }
            steps.setdefault(step.name, said)
            for side in ("begins", "ends"):
                if count := getattr(step, side):
                    ends[side].setdefault(step.name, {"times": count, "level": level})
        for path in now.paths:
            said = {
                "from": path.before,
                "to": path.after,
                "times": path.times,
                "median_s": path.median,
                "level": level,
            }
            paths.setdefault((path.before, path.after), said)
    return {"steps": list(steps.values()), "paths": list(paths.values()), **ends, "shown": shown}


class Maps:
    """Every map of a log: measured once, each map then takes a few milliseconds."""

    def __init__(self, log: EventLog) -> None:
        names = log.activity.texts
        self.names = names
        self.graph = {(each.before, each.after): each for each in edges(log)}
        first, last = ends(log)
        code = {name: k for k, name in enumerate(names)}
        self.counts: dict[tuple[int, int], int] = {pair: edge.count for pair, edge in self.graph.items()}
        self.counts |= {(_BEGIN, code[name]): count for name, count in first.items()}
        self.counts |= {(code[name], _END): count for name, count in last.items()}
        self.order = sorted(self.counts, key=lambda pair: (-self.counts[pair], pair))
        self.total = sum(self.counts.values())
        self.times = np.bincount(log.activity.codes, minlength=len(names)).tolist()
        case_of = log.case_of
        pairs = np.unique(case_of.astype(np.int64) * max(1, len(names)) + log.activity.codes)
        self.cases = np.bincount(pairs % max(1, len(names)), minlength=len(names)).tolist()
        place = np.arange(log.events) - log.offsets[:-1][case_of]
        far = place / np.maximum(1, np.diff(log.offsets) - 1)[case_of]
        sums = np.bincount(log.activity.codes, weights=far, minlength=len(names))
        self.places = (sums / np.maximum(1, self.times)).tolist()
        forward: dict[int, list[int]] = {}
        backward: dict[int, list[int]] = {}
        for before, after in self.order:
            forward.setdefault(before, []).append(after)
            backward.setdefault(after, []).append(before)
        self.here_from = _widest(_BEGIN, forward, self.counts)
        turned = {(after, before): count for (before, after), count in self.counts.items()}
        self.on_to = _widest(_END, backward, turned)

    def at(self, level: float) -> ProcessMap:
        """The map at a level from 0 (the main road) to 100 (every path)."""
        kept = self._connected({_END})
        reached = sum(self.counts[pair] for pair in kept)
        wanted = reached + (self.total - reached) * min(100.0, max(0.0, level)) / 100
        for pair in self.order:
            if reached >= wanted:
                break
            if pair not in kept:
                kept.add(pair)
                reached += self.counts[pair]
        kept |= self._connected({step for pair in kept for step in pair})
        steps = {step for pair in kept for step in pair if step >= 0}
        shown = [pair for pair in self.order if pair in kept]
        return ProcessMap(
            level=level,
            steps=tuple(self._step(k, kept) for k in sorted(steps, key=lambda k: (-self.times[k], k))),
            paths=tuple(self._path(self.graph[pair]) for pair in shown if pair in self.graph),
            shown=sum(self.counts[pair] for pair in shown) / max(1, self.total),
        )

    def _connected(self, steps: set[int]) -> set[tuple[int, int]]:
        """The widest ways from the begin to these steps and on to the end."""
        ways: set[tuple[int, int]] = set()
        for step in steps:
            at = step
            while at in self.here_from:
                ways.add((self.here_from[at], at))
                at = self.here_from[at]
            at = step
            while at in self.on_to:
                ways.add((at, self.on_to[at]))
                at = self.on_to[at]
        return ways

    def _step(self, k: int, kept: set[tuple[int, int]]) -> MapStep:
        begins, last = (self.counts[pair] if pair in kept else 0 for pair in ((_BEGIN, k), (k, _END)))
        return MapStep(self.names[k], self.times[k], self.cases[k], round(self.places[k], 6), begins, last)

    def _path(self, edge: Edge) -> MapPath:
        return MapPath(
            before=self.names[edge.before],
            after=self.names[edge.after],
            times=edge.count,
            mean=edge.mean,
            median=edge.median,
            p90=edge.p90 / 1e6,
            total=edge.total / 1e6,
        )


def _widest(
    begin: int, nexts: Mapping[int, list[int]], counts: Mapping[tuple[int, int], int]
) -> dict[int, int]:
    """Of each step the one before it on its widest way from `begin`; of equally wide ones the shortest."""
    before: dict[int, int] = {}
    done: set[int] = set()
    queue: list[tuple[int, int, int, int]] = [(-(1 << 62), 0, begin, begin)]
    while queue:
        width, long, at, came = heapq.heappop(queue)
        if at in done:
            continue
        done.add(at)
        if at != begin:
            before[at] = came
        for there in nexts.get(at, ()):
            if there not in done:
                heapq.heappush(queue, (max(width, -counts[at, there]), long + 1, there, at))
    return before
