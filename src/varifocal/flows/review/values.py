"""What stands in a week: promises, waits, what is owed, what may strike, questions, and what was decided and told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Way:
    """What would save a promise: in words, what it brings, what it costs. `proposal` is its id where it can be taken
    as it stands, `task` the task it is about where it cannot."""

    sentence: str
    days: float
    price: str = ""
    proposal: int | None = None
    task: int | None = None


@dataclass(frozen=True, slots=True)
class Promise:
    """A project or goal with a date and a chance. `noun` is project or goal; `for_all` where everybody sees it."""

    noun: str
    id: int
    name: str
    due: date
    chance: float
    who: str
    company: str
    ways: tuple[Way, ...] = ()
    for_all: bool = True


@dataclass(frozen=True, slots=True)
class Wait:
    """What somebody outside owes us."""

    task: int
    name: str
    project: str
    party: str
    asked_on: date | None
    days: int | None
    for_all: bool = True


@dataclass(frozen=True, slots=True)
class Owed:
    """What others wait for: work of ours past its date."""

    task: int
    name: str
    project: str
    due: date | None
    who: str
    for_all: bool = True


@dataclass(frozen=True, slots=True)
class Danger:
    """Something that may strike, and whose last day is near or has passed (`over`): did it?"""

    id: int
    name: str
    project_id: int
    project: str
    until: date
    who: str
    over: bool
    for_all: bool = True


@dataclass(frozen=True, slots=True)
class Question:
    """An open question that is due this week, or a decision to be looked back on (`back`)."""

    id: int
    question: str
    due: date
    who: str
    back: bool = False


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided about a line: the act, who, by when; `came_true` says in a word what came of it, and
    `is_done` whether that is what was meant."""

    key: str
    sentence: str
    act: str
    words: str
    who: str
    by_when: date | None
    came_true: str = ""
    is_done: bool | None = None
    made: tuple[str, int] | None = None
    for_all: bool = True


@dataclass(frozen=True, slots=True)
class Held:
    """The meeting of a week: None for `ended` while it runs (UTC)."""

    id: int
    monday: date
    began: datetime
    ended: datetime | None
    holder: str

    @property
    def is_running(self) -> bool:
        """Begun and not closed."""
        return self.ended is None


@dataclass(frozen=True, slots=True)
class Told:
    """A note or a status of these weeks."""

    id: int
    kind: str
    monday: date
    company: str
    author: str
    sent: datetime | None
