"""Lead, manage and make: which of the three an hour was, and the ratio of the first two."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from varifocal.core.portfolio import ProjectKind


class Doing(StrEnum):
    """What kind of doing an hour was. Growing, keeping and unplaced stand beside the three."""

    LEAD = "lead"
    MANAGE = "manage"
    MAKE = "make"
    GROWING = "growing"
    KEEPING = "keeping"
    UNPLACED = "unplaced"


class Topic(StrEnum):
    """What an hour was about, where somebody or a calendar said so."""

    PEOPLE = "people"
    RELATIONSHIPS = "relationships"
    DIRECTION = "direction"
    DECISIONS = "decisions"
    BETS = "bets"
    PLANNING = "planning"
    HANDING_OVER = "handing over"
    FOLLOWING_UP = "following up"
    REVIEWING = "reviewing"
    PROCESSES = "processes"
    RISKS = "risks"
    MONEY = "money"
    CRAFT = "craft"
    LEARNING = "learning"


_LEADING = frozenset({Topic.PEOPLE, Topic.RELATIONSHIPS, Topic.DIRECTION, Topic.DECISIONS, Topic.BETS})
_OTHER = {Topic.CRAFT: Doing.MAKE, Topic.LEARNING: Doing.GROWING}


def doing(topic: Topic | None, kind: ProjectKind | None, *, people_time: bool = False) -> Doing:
    """Which of the three an hour was: by what it was about, else by the project it was spent in."""
    if topic is not None:
        return Doing.LEAD if topic in _LEADING else _OTHER.get(topic, Doing.MANAGE)
    if people_time:
        return Doing.LEAD
    if kind is None:
        return Doing.UNPLACED
    return Doing.KEEPING if kind is ProjectKind.STANDING else Doing.MAKE


@dataclass(frozen=True, slots=True)
class LeadManageMake:
    """Hours by doing. The ratio is lead to manage over those hours only; it compares no one person to
    another, and nobody is paid or ranked by it."""

    hours: Mapping[Doing, float]

    @property
    def lead_share(self) -> float | None:
        """Leading as a share of leading and managing; None where there was neither."""
        lead, manage = self.hours.get(Doing.LEAD, 0.0), self.hours.get(Doing.MANAGE, 0.0)
        return lead / (lead + manage) if lead + manage > 0 else None


def lead_manage_make(hours: Iterable[tuple[Doing, float]]) -> LeadManageMake:
    """Add up hours by what kind of doing they were."""
    sums: dict[Doing, float] = defaultdict(float)
    for one, amount in hours:
        sums[one] += amount
    return LeadManageMake(MappingProxyType({one: sums[one] for one in Doing if one in sums}))
