"""What a section of Today is made of: sentences, each with at most one act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence, where it leads, and at most one act in words."""

    text: str
    url: str = ""
    name: str = ""
    """The words of the link within the sentence's end; empty for none."""
    small: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Lines under a heading."""

    title: str
    lines: Sequence[Line]
