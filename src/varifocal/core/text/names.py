"""How records of a text are called: by their names, with the number behind it where several are called alike."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from difflib import get_close_matches
from typing import Any

MOST = 10**12
"""No record has a larger number."""

NEAR = 0.6
"""Names as alike as this may be slips of the keyboard; the share of characters in common."""

LOOKED_THROUGH = 2_000
"""Of more names than that the nearest is looked for among those of nearly the same length."""

_NUMBERED = re.compile(r"(.*) #(\d{1,12})", re.DOTALL)


class Flaw(Exception):
    """What a value says that cannot be: caught where the record is read, told with its place."""


class Names:
    """Records of one kind by number and name."""

    def __init__(self, noun: str, named: Iterable[tuple[int, str]] = ()) -> None:
        self.noun = noun
        self.name: dict[int, str] = {}
        self._numbers: dict[str, list[int]] = {}
        for number, name in named:
            self.add(number, name)

    def add(self, number: int, name: str) -> None:
        """One more of them."""
        self.name[number] = name
        self._numbers.setdefault(name, []).append(number)

    def number(self, said: Any, among: Collection[int] | None = None) -> int:
        """Whose name this is, or number; of several called alike the one that is `among` these. Raises Flaw."""
        if isinstance(said, int) and not isinstance(said, bool):
            if said in self.name:
                return said
            raise Flaw(f"no {self.noun} has the number {str(said)[:20]}")
        if not isinstance(said, str):
            raise Flaw(f"expected the name of a {self.noun} in quotation marks")
        found = self._called(said, among)
        if len(found) == 1:
            return found[0]
        if found:
            first = f"{said} #{found[0]}"
            raise Flaw(
                f"{len(found)} are called “{short(said)}”; give each an `id` and write “{short(first)}”"
            )
        numbered = _NUMBERED.fullmatch(said)
        if numbered and self.name.get(int(numbered[2])) == numbered[1]:
            return int(numbered[2])
        raise Flaw(f"no {self.noun} is called “{short(said)}”{nearest(said, self._numbers)}")

    def knows(self, said: str) -> bool:
        """Whether anything is called so."""
        return said in self._numbers

    def called(self) -> Collection[str]:
        """All names."""
        return self._numbers.keys()

    def said(self, number: int, among: Collection[int] | None = None) -> str | int:
        """What `number` takes for this number: its name, if that is enough."""
        name = self.name.get(number)
        for words in () if name is None else (name, f"{name} #{number}"):
            try:
                if self.number(words, among) == number:
                    return words
            except Flaw:
                continue
        return number

    def _called(self, said: str, among: Collection[int] | None) -> list[int]:
        found = self._numbers.get(said, [])
        if len(found) > 1 and among is not None:
            nearer = [number for number in found if number in among]
            return nearer if len(nearer) == 1 else found
        return found


def nearest(said: str, known: Collection[str], cutoff: float = NEAR) -> str:
    """The end of a sentence about a name nobody knows: the one that was probably meant."""
    if len(known) > LOOKED_THROUGH:
        known = [name for name in known if abs(len(name) - len(said)) <= 2][:LOOKED_THROUGH]
    small = {name.lower(): name for name in known}
    close = get_close_matches(said[:200].lower(), small, n=1, cutoff=cutoff)
    return f"; the nearest is “{short(small[close[0]])}”" if close else ""


def short(words: str) -> str:
    """Words as a sentence holds them: without line ends, cut where they would drown it."""
    plain = " ".join(words.split())
    return plain if len(plain) <= 60 else f"{plain[:59].rstrip()}…"
