"""What could be given up, and its price."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from varifocal.core.plan.values import Plan
from varifocal.core.portfolio import Portfolio

Planner = Callable[[Portfolio], Plan]
"""Who makes the plans that are tried."""


class Kind(StrEnum):
    """What is given up; of two sets as large, the one with the earlier kinds comes first."""

    PIN = "pin"
    RELEASE = "release"
    ABSENCE = "absence"
    TIE = "tie"
    EQUIPMENT = "equipment"
    HELP = "help"
    SCOPE = "scope"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Relaxation:
    """One thing given up, and its price: `days` somebody waits or gives, `hours` of work bought or left out.

    `task` is what it is about (0 of an absence); `other` the earlier task of a tie, the person of an absence, the skill
    of help, the equipment there is one more of; `first` and `last` the days of the absence, `last` alone the later
    date.
    """

    kind: Kind
    task: int
    sentence: str
    days: float = 0.0
    hours: float = 0.0
    other: int = 0
    first: date | None = None
    last: date | None = None
    noun: str = ""
    """For a later date: whether `task` is a “task” or a “project”."""


Relaxations = tuple[Relaxation, ...]


def gentle(kind: Kind) -> int:
    """The place of a kind among all, the gentlest first."""
    return list(Kind).index(kind)
