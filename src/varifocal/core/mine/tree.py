"""A process as a tree: steps, one after another, one of several, side by side, or again and again.

The notation is that of S. Leemans et al., "Discovering Block-Structured Process Models from Event Logs" (2013):
`->( 'brief', X( tau, 'concept' ), *( 'review', 'mend' ) )`. A loop does its first part, and after each of its other
parts the first again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from varifocal.core.values import Invalid

STEP, NOTHING, SEQUENCE, CHOICE, BESIDE, LOOP = "step", "tau", "->", "X", "+", "*"
MOST_NODES = 5_000
MOST_DEEP = 200


@dataclass(frozen=True, slots=True)
class Tree:
    """A node: a step with its name, nothing, or a way in which its parts happen."""

    kind: str
    name: str = ""
    parts: tuple[Tree, ...] = ()

    def __post_init__(self) -> None:
        if self.kind in (STEP, NOTHING):
            if self.parts:
                raise Invalid("A step has no parts.")
        elif self.kind not in (SEQUENCE, CHOICE, BESIDE, LOOP):
            raise Invalid(f"{self.kind!r} is no way in which parts of a process happen.")
        elif len(self.parts) < (2 if self.kind == LOOP else 1):
            raise Invalid("A loop has two parts or more, every other way one or more.")

    def __str__(self) -> str:
        if self.kind == STEP:
            return "'" + self.name.replace("\\", "\\\\").replace("'", "\\'") + "'"
        if self.kind == NOTHING:
            return NOTHING
        return f"{self.kind}( {', '.join(map(str, self.parts))} )"

    def steps(self) -> Iterator[str]:
        """The names of its steps, from left to right."""
        if self.kind == STEP:
            yield self.name
        for part in self.parts:
            yield from part.steps()


def step(name: str) -> Tree:
    """One step."""
    return Tree(STEP, name)


NO_STEP = Tree(NOTHING)


def made(kind: str, *parts: Tree) -> Tree:
    """These parts together."""
    return Tree(kind, parts=parts)


_WORD = re.compile(r"\s*(?:(->|[X+*])\s*\(|('(?:[^'\\]|\\.)*')|(tau)\b|([),]))", re.DOTALL)


def read_tree(text: str) -> Tree:
    """A tree from its text. Raises Invalid with the place where it is none."""
    open_: list[tuple[str, list[Tree]]] = []
    at, nodes = 0, 0
    root: Tree | None = None
    wants_part = True
    while at < len(text.rstrip()):
        word = _WORD.match(text, at)
        opens = word is not None and (word[1] or word[2] or word[3]) is not None
        if word is None or root is not None or opens != wants_part:
            raise Invalid(f"This is no process tree from character {at + 1} on: {text[at : at + 30]!r}.")
        at, nodes = word.end(), nodes + 1
        if nodes > MOST_NODES or len(open_) > MOST_DEEP:
            raise Invalid("The process tree is too large or nested too deeply.")
        if word[1]:
            open_.append((word[1], []))
            continue
        if word[4] == ",":
            wants_part = True
            if not open_:
                raise Invalid("The process tree has more than one root.")
            continue
        if word[4]:
            kind, parts = open_.pop()
            node = Tree(kind, parts=tuple(parts))
        else:
            node = NO_STEP if word[3] else step(re.sub(r"\\(.)", r"\1", word[2][1:-1], flags=re.DOTALL))
        wants_part = False
        if open_:
            open_[-1][1].append(node)
        else:
            root = node
    if root is None:
        raise Invalid("The process tree ends in the middle.")
    return root
