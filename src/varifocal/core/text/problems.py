"""What is wrong with a text, gathered while it is read: each problem with its line, record and field."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property

from varifocal.core.text.names import Flaw
from varifocal.core.text.places import Places
from varifocal.core.values import Problem

MOST_PROBLEMS = 20
"""A person mends that many before she tries again."""


class Enough(Exception):
    """So many problems are told that nobody reads more."""


class Gathered:
    """The problems of one text."""

    def __init__(self, text: str, file: str) -> None:
        self.text, self.file = text, file
        self._found: list[tuple[int, Problem]] = []

    @property
    def problems(self) -> list[Problem]:
        """From the first line to the last."""
        return [problem for _, problem in sorted(self._found, key=lambda each: each[0])]

    @cached_property
    def places(self) -> Places:
        """Where things stand; looked for only when something is wrong."""
        return Places(self.text)

    def tell(self, sentence: str, line: int, record: str = "") -> None:
        """One more problem. Raises Enough with the last that is told."""
        where = f"{self.file}, line {line}" + (f", {record}" if record else "")
        self._found.append((line, Problem(f"{sentence[:1].upper()}{sentence[1:]}.", where)))
        if len(self._found) >= MOST_PROBLEMS:
            raise Enough

    def top(self, key: str, sentence: str) -> None:
        """One more problem, of what stands under a heading as a whole."""
        self.tell(sentence, self.places.top(key))

    @contextmanager
    def flaws(self, key: str, at: int, name: str, record: str = "") -> Iterator[None]:
        """Tell the flaw of a field of the n-th record under a heading, and go on without it."""
        try:
            yield
        except Flaw as flaw:
            self.tell(f"`{name}`: {flaw}", self.places.of(key, at, name), record)
