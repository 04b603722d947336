"""How the terminal speaks: sentences to people, one JSON value to programs."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any, Generic, TypeVar

P = TypeVar("P")

EVERY = 1.0
"""Seconds between two words about how far something is."""


class CannotGoOn(Exception):
    """Something is in the way; the message says what, and what helps."""


def say(sentence: str = "") -> None:
    """A line for the person, at once."""
    print(sentence, flush=True)


def say_json(value: Any) -> None:
    """One line of JSON."""
    print(json.dumps(value, ensure_ascii=False, default=str), flush=True)


def complain(sentence: str) -> None:
    """A line about what is wrong, apart from the answer."""
    print(sentence, file=sys.stderr, flush=True)


class HowFar(Generic[P]):
    """Says how far something is, once a second, apart from the answer."""

    def __init__(self, words: Callable[[P], str]) -> None:
        self.words = words
        self.next = time.monotonic() + EVERY

    def __call__(self, progress: P) -> None:
        if time.monotonic() >= self.next:
            self.next += EVERY
            complain(f"  {self.words(progress)}")
