"""Optimal alignments: the fewest deviations by which a case and a process can be told apart.

A move is an event the process allows, an event it does not, or a step that is missing. Each of the latter two costs
one (the standard cost function of A. Adriansyah, "Aligning Observed and Modeled Behavior", 2014; silent moves are
free). The search is A* over (events told, state of the process), by buckets since costs are small whole numbers; what
is ahead counts at least the events of steps the process can no longer reach.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from varifocal.core.mine.behaviour import Behaviour, Labels, State
from varifocal.core.values import Invalid

MOST_STATES = 2_000_000
"""States looked at for one case before it is given up."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """How a case and the process fit: per event the steps missing just before it, and whether the process allows it."""

    cost: int
    missing: tuple[Labels, ...]
    """One more than events: the last are those missing at the end."""
    allowed: tuple[bool, ...]


@dataclass(slots=True)
class Aligner:
    """Aligns one trace after another to the same process, and keeps what it learns about the process."""

    behaviour: Behaviour
    _ids: dict[State, int] = field(default_factory=dict)
    _states: list[State] = field(default_factory=list)
    _steps: dict[tuple[int, str], list[tuple[int, int, Labels]]] = field(default_factory=dict)
    _finishes: dict[int, Labels] = field(default_factory=dict)

    def align(self, trace: Sequence[str], *, going_on: bool = False) -> Alignment:
        """The best alignment of a trace; of several always the same. `going_on`: nothing is missing at its end yet.
        Raises Invalid where it takes too much to find."""
        size = len(trace)
        labels = self.behaviour.labels
        ahead = [0] * (size + 1)  # events to come that the process does not know at all
        for at in range(size - 1, -1, -1):
            ahead[at] = ahead[at + 1] + (trace[at] not in labels)
        steps, finishes = self._steps, self._finishes
        begin = self._id(self.behaviour.start)
        buckets: dict[int, list[tuple[int, int]]] = {ahead[0]: [(0, begin)]}
        cost = {(0, begin): 0}
        came: dict[tuple[int, int], tuple[int, Labels | None]] = {}
        done: set[tuple[int, int]] = set()
        least = ahead[0]
        goal = size + 1
        while True:
            while not buckets.get(least):
                least += 1
            here = buckets[least].pop()
            at, state = here
            spent = cost[here]
            if here in done or spent + ahead[min(at, size)] != least:
                continue  # a dearer way to it that was overtaken
            if at == goal:
                return self._told(here, least, came, size)
            done.add(here)
            if len(done) > MOST_STATES:
                raise Invalid("A case deviates in too many ways to be compared with this process.")
            if at == size:
                finish = () if going_on else finishes.get(state)
                if finish is None:
                    finish = finishes[state] = self.behaviour.finish(self._states[state])
                nexts: list[tuple[int, int, Labels | None]] = [(state, spent + len(finish), finish)]
            else:
                label = trace[at]
                known = steps.get((state, label))
                if known is None:
                    known = self._learn(state, label)
                nexts = [(state, spent + 1, None)]
                nexts += [(reached, spent + more, left) for reached, more, left in known]
            for reached, now, how in nexts:
                there = at + 1, reached
                if now < cost.get(there, 1 << 30):
                    cost[there] = now
                    came[there] = state, how
                    buckets.setdefault(now + ahead[min(at + 1, size)], []).append(there)

    def _id(self, state: State) -> int:
        number = self._ids.setdefault(state, len(self._states))
        if number == len(self._states):
            self._states.append(state)
        return number

    def _learn(self, state: int, label: str) -> list[tuple[int, int, Labels]]:
        found = [
            (self._id(reached), len(left), left)
            for reached, left in self.behaviour.after(self._states[state], label)
        ]
        found.sort(key=lambda each: -each[1])  # the cheapest is looked at first
        self._steps[state, label] = found
        return found

    def _told(
        self,
        here: tuple[int, int],
        cost: int,
        came: dict[tuple[int, int], tuple[int, Labels | None]],
        size: int,
    ) -> Alignment:
        missing: list[Labels] = []
        allowed: list[bool] = []
        while here in came:
            state, how = came[here]
            if here[0] <= size:
                allowed.append(how is not None)
            missing.append(how or ())
            here = here[0] - 1, state
        return Alignment(cost, tuple(reversed(missing)), tuple(reversed(allowed)))
