"""How well somebody can do a thing, as it is told here: in five steps, or in three words where the organization
prefers them. What is kept is a level from 1 to 5 in either case."""

from __future__ import annotations

from varifocal.org.base.organization import Organization
from varifocal.org.people.skill import LEVELS, THREE_WORDS


def word(level: int | None) -> str:
    """In words: “without help”, or “can”; nothing without a level."""
    if not level:
        return ""
    return THREE_WORDS[within(level)] if Organization.here().three_words else LEVELS[level]


def short(level: int | None) -> str:
    """As it stands beside a skill: “3”, or “can”."""
    if not level:
        return ""
    return THREE_WORDS[within(level)] if Organization.here().three_words else str(level)


def mark(level: int) -> str:
    """In one sign, for a table: “3”, or the C of “can”, the T of “can teach”."""
    return word(level).removeprefix("can ")[0].upper() if Organization.here().three_words else str(level)


def asked(level: int) -> str:
    """As it stands in a sentence: “level 3”, or “can”."""
    return short(level) if Organization.here().three_words else f"level {level}"


def choices() -> list[tuple[int, str]]:
    """What a form offers: “3: without help”, or “can”."""
    if Organization.here().three_words:
        return list(THREE_WORDS.items())
    return [(level, f"{level}: {words}") for level, words in LEVELS.items()]


def chosen(level: int) -> int:
    """The choice this level falls under."""
    return within(level) if Organization.here().three_words else level


def within(level: int) -> int:
    """The level from which the word for this one holds."""
    return max(first for first in THREE_WORDS if first <= level)
