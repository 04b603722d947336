"""What the rules refuse: one class per rule, its sentence written for the person who asked."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """The rules say no. `sentence` says why and what to do instead; `field` names the form's field, if one."""

    def __init__(self, sentence: str, *, field: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class NotAllowed(Refusal):
    """She may not do this."""


class Stale(Refusal):
    """Somebody changed the record since it was read: nothing is written, both versions are shown.

    `theirs` and `yours` map field names to values; `theirs` is what stands now.
    """

    def __init__(self, record: Any, theirs: dict[str, Any], yours: dict[str, Any], version: int) -> None:
        super().__init__(
            f"“{record}” was changed by somebody else while you were editing. Nothing was written."
        )
        self.record = record
        self.theirs = theirs
        self.yours = yours
        self.version = version


class Gone(Refusal):
    """The record was removed meanwhile."""


class CannotUndo(Refusal):
    """Something later touched what this act changed; `theirs` and `yours` as in Stale."""

    def __init__(
        self, sentence: str, theirs: dict[str, Any] | None = None, yours: dict[str, Any] | None = None
    ) -> None:
        super().__init__(sentence)
        self.theirs = theirs or {}
        self.yours = yours or {}


class Impossible(Refusal):
    """A value that cannot be: a date before another, a share beyond one, a cycle."""
