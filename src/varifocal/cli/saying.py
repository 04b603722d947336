"""How the terminal speaks: sentences to people, one JSON value to programs."""

from __future__ import annotations

import json
import sys
from typing import Any


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
