"""What may happen next in a process: the states of a tree, found as they are needed.

A state says how far each part is. One activity leads from a state to few others, because what has to be left out
before it is the least there is: a part that must be over is finished the shortest way, and nothing else is touched.
That is enough for the best alignment: moves of the model that no later step needs can wait until the end
(P. Schwanen, W. Pakusa, W. van der Aalst, "Process Tree Alignments", 2024, use the same property).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from varifocal.core.mine.tree import BESIDE, CHOICE, LOOP, SEQUENCE, STEP, Tree

Labels = tuple[str, ...]
State = Any
"""Whatever can be told apart by its hash; what it is only its process knows."""


class Behaviour(Protocol):
    """What an alignment asks of a process."""

    @property
    def start(self) -> State:
        """Before anything happened."""

    @property
    def labels(self) -> frozenset[str]:
        """Every step it knows."""

    def after(self, state: State, label: str) -> list[tuple[State, Labels]]:
        """Where this step can lead, and which steps were left out for it."""

    def finish(self, state: State) -> Labels:
        """The fewest steps that are still missing."""


_OVER = "over"


@dataclass(frozen=True, slots=True, eq=False)
class TreeBehaviour:
    """The states of a process tree. A part that has not begun is None, one after which nothing can come in it _OVER."""

    tree: Tree
    labels: frozenset[str] = field(init=False)
    _known: dict[int, tuple[frozenset[str], Labels]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "labels", self._learn(self.tree))

    def _learn(self, node: Tree) -> frozenset[str]:
        """Of each part which steps it has, and the shortest way through it."""
        inside = [self._learn(part) for part in node.parts]
        labels = frozenset({node.name}) if node.kind == STEP else frozenset[str]().union(*inside)
        through = [self._known[id(part)][1] for part in node.parts]
        if node.kind == STEP:
            way: Labels = (node.name,)
        elif node.kind == CHOICE:
            way = min(through, key=len)
        elif node.kind == LOOP:
            way = through[0]
        else:
            way = sum(through, ())
        self._known[id(node)] = labels, way
        return labels

    @property
    def start(self) -> State:
        """Before anything happened."""
        return None

    def finish(self, state: State) -> Labels:
        """The fewest steps that are still missing."""
        return self._finish(self.tree, state)

    def after(self, state: State, label: str) -> list[tuple[State, Labels]]:
        """Where this step can lead, and which steps were left out for it: of each state the shortest way."""
        best: dict[State, Labels] = {}
        for reached, skipped in self._after(self.tree, state, label):
            if reached not in best or len(skipped) < len(best[reached]):
                best[reached] = skipped
        return list(best.items())

    def _finish(self, node: Tree, state: Any) -> Labels:
        if state is _OVER:
            return ()
        if state is None:
            return self._known[id(node)][1]
        if node.kind == BESIDE:
            return sum((self._finish(p, s) for p, s in zip(node.parts, state, strict=True)), ())
        at, inner = state
        rest = self._finish(node.parts[at], inner)
        if node.kind == SEQUENCE:
            return rest + sum((self._known[id(part)][1] for part in node.parts[at + 1 :]), ())
        if node.kind == LOOP and at:
            return rest + self._known[id(node.parts[0])][1]
        return rest

    def _after(self, node: Tree, state: Any, label: str) -> Iterator[tuple[State, Labels]]:
        if state is _OVER or label not in self._known[id(node)][0]:
            return
        if node.kind == STEP:
            yield _OVER, ()
        elif node.kind == CHOICE:
            choices = range(len(node.parts)) if state is None else (state[0],)
            for k in choices:
                for inner, skipped in self._after(node.parts[k], state and state[1], label):
                    yield (_OVER if inner is _OVER else (k, inner)), skipped
        elif node.kind == SEQUENCE:
            yield from self._along(node.parts, state or (0, None), label)
        elif node.kind == BESIDE:
            states = state or (None,) * len(node.parts)
            for k, part in enumerate(node.parts):
                for inner, skipped in self._after(part, states[k], label):
                    now = (*states[:k], inner, *states[k + 1 :])
                    yield (_OVER if all(each is _OVER for each in now) else now), skipped
        elif node.kind == LOOP:
            yield from self._around(node.parts, state or (0, None), label)

    def _along(
        self, parts: Sequence[Tree], state: tuple[int, Any], label: str
    ) -> Iterator[tuple[State, Labels]]:
        at, inner = state
        before: Labels = ()
        for k in range(at, len(parts)):
            for reached, skipped in self._after(parts[k], inner, label):
                if reached is not _OVER:
                    yield (k, reached), before + skipped
                else:
                    yield (_OVER if k + 1 == len(parts) else (k + 1, None)), before + skipped
            before += self._finish(parts[k], inner)
            inner = None

    def _around(
        self, parts: Sequence[Tree], state: tuple[int, Any], label: str
    ) -> Iterator[tuple[State, Labels]]:
        at, inner = state
        yield from self._turned(parts, at, inner, label, ())
        spent = self._finish(parts[at], inner)
        if at:  # the first part comes again
            yield from self._turned(parts, 0, None, label, spent)
            spent += self._known[id(parts[0])][1]
        for k in range(1, len(parts)):
            yield from self._turned(parts, k, None, label, spent)
        if not at:
            back = min((self._known[id(part)][1] for part in parts[1:]), key=len)
            yield from self._turned(parts, 0, None, label, spent + back)

    def _turned(
        self, parts: Sequence[Tree], at: int, inner: Any, label: str, spent: Labels
    ) -> Iterator[tuple[State, Labels]]:
        for reached, skipped in self._after(parts[at], inner, label):
            yield ((0, None) if at and reached is _OVER else (at, reached)), spent + skipped
