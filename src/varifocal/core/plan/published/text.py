"""Text read number by number, with the line for the sentence when something else stands there than expected."""

from __future__ import annotations

import re
from collections.abc import Iterable

LARGEST = 10**6
"""No single number of a file is larger: durations, demands, capacities and counts."""

NUMBER = re.compile(r"-?\d+")


class Flaw(Exception):
    """What a file says that its format does not allow: caught by the reader, told as a problem."""

    def __init__(self, line: int, expected: str) -> None:
        super().__init__(expected)
        self.line = line
        self.expected = expected


def whole(word: str, line: int, what: str, least: int = 0) -> int:
    """A whole number from `least` to the largest allowed, or the flaw that names what was expected."""
    if not NUMBER.fullmatch(word) or len(word) > 9 or not least <= int(word) <= LARGEST:
        raise Flaw(line, f"expected {what}, a whole number from {least} to {LARGEST:,}, not “{word[:40]}”")
    return int(word)


def wholes(words: Iterable[str], line: int, what: str, least: int = 0) -> list[int]:
    """Several of them on one line."""
    return [whole(word, line, what, least) for word in words]


class Lines:
    """The lines of a text, from 1, with a place one reads on from."""

    def __init__(self, text: str) -> None:
        self.lines = text.splitlines()
        self.at = 0
        """The number of the line last taken."""

    def seek(self, start: str, what: str) -> str:
        """Go past the next line that begins so, whatever its case and the space before; that line."""
        while self.at < len(self.lines):
            line = self.lines[self.at]
            self.at += 1
            if line.strip().lower().startswith(start.lower()):
                return line
        raise Flaw(self.at, f"expected {what}, but the file ends")

    def take(self, what: str) -> list[str]:
        """The words of the next line that has any."""
        while self.at < len(self.lines):
            words = self.lines[self.at].split()
            self.at += 1
            if words:
                return words
        raise Flaw(self.at, f"expected {what}, but the file ends")

    def rest(self) -> list[tuple[str, int]]:
        """All words from here on, each with its line."""
        return [
            (word, number)
            for number, line in enumerate(self.lines[self.at :], self.at + 1)
            for word in line.split()
        ]


class Tokens:
    """Words with their lines, taken one by one: for formats in which line ends mean nothing."""

    def __init__(self, words: list[tuple[str, int]]) -> None:
        self.words = words
        self.at = 0

    def whole(self, what: str, least: int = 0) -> int:
        """The next word as a whole number."""
        if self.at >= len(self.words):
            raise Flaw(self.words[-1][1] if self.words else 1, f"expected {what}, but the file ends")
        word, line = self.words[self.at]
        self.at += 1
        return whole(word, line, what, least)

    def wholes(self, count: int, what: str, least: int = 0) -> tuple[int, ...]:
        """The next so many words as whole numbers."""
        return tuple(self.whole(what, least) for _ in range(count))

    @property
    def line(self) -> int:
        """The line of the word last taken."""
        return self.words[min(max(self.at - 1, 0), len(self.words) - 1)][1] if self.words else 1


def task_numbers(numbers: Iterable[int], count: int, line: int) -> tuple[int, ...]:
    """Tasks named from 1 as numbers from 0; one the file does not have is a flaw."""
    found = tuple(numbers)
    for number in found:
        if not 1 <= number <= count:
            raise Flaw(line, f"expected the number of a task, 1 to {count:,}, not {number}")
    return tuple(sorted({number - 1 for number in found}))
