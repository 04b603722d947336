"""Several pitches out at once: which pairs of what may come fit beside each other, what breaks if they do not, and how
likely it is that it comes to that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import combinations, product

from varifocal.core.values import WANTED_CHANCE
from varifocal.flows.trial import Question, State, piece_of, question_of, standing_now, state_of, try_out
from varifocal.flows.whatif import Effect, effects_of
from varifocal.org.base.account import Account
from varifocal.org.base.organization import Organization
from varifocal.org.runs import run as told_by
from varifocal.org.work.opportunity import Opportunity
from varifocal.org.work.project import Project

MOST = 6
"""Opportunities looked at pair by pair, those wished first."""


@dataclass(frozen=True, slots=True)
class Both:
    """What happens when both come: the chance of each wished day, promises that fall, and whether something she may
    not see loses as well."""

    chances: tuple[float | None, float | None]
    fallen: tuple[Effect, ...]
    hidden: bool

    @property
    def fits(self) -> bool:
        """Whether both can be promised and no promise already given falls out of what is wanted."""
        return all((chance or 0.0) >= WANTED_CHANCE for chance in self.chances) and not self.fallen


@dataclass(frozen=True, slots=True)
class Beside:
    """Two opportunities and what happens when both come; `likely` is the chance that they do, taken as independent."""

    first: Opportunity
    second: Opportunity
    both: Both

    @property
    def likely(self) -> float:
        """That both come."""
        return self.first.chance_to_win * self.second.chance_to_win


def out_at_once(by: Account) -> list[Opportunity]:
    """What is open and can be asked about: she sees it and the project it is as large as, and a day is wished."""
    seen = set(Project.objects.visible_to(by).ended().values_list("pk", flat=True))
    rows = Opportunity.objects.visible_to(by).open().exclude(wished=None).select_related("company", "pattern")
    return [one for one in rows if one.pattern_id in seen]


def pairs_of(found: Sequence[Opportunity]) -> list[tuple[Opportunity, Opportunity]]:
    """Every two of the first few, by their wished days."""
    return list(combinations(found[:MOST], 2))


def beside(first: Opportunity, second: Opportunity, *, by: Account, now: datetime) -> Beside:
    """Try both at once (`now`: UTC); nothing is written."""
    run = told_by.Run.latest_one()
    today = Organization.here().today(now)
    state = state_of(now), run.pk if run else 0
    return Beside(first, second, _tried(*state, _asked(first, today), _asked(second, today), by))


@lru_cache(maxsize=128)
def _tried(state: State, run: int, first: Question, second: Question, by: Account) -> Both:
    """Kept while nothing changes, so that the whole picture costs no more than its pairs."""
    standing = standing_now(state[1])
    pieces = [piece_of(one, standing, by, place) for place, one in enumerate((first, second))]
    tried = try_out(standing, pieces)
    effects, hidden = effects_of(standing, tried, by)
    fallen = tuple(one for one in effects if one.has_fallen)
    return Both((tried.told(pieces[0]).chance, tried.told(pieces[1]).chance), fallen, hidden)


def chance_of_trouble(found: Sequence[Opportunity], fits: Mapping[tuple[int, int], bool]) -> float:
    """How likely it is that some two come that do not fit: over all ways they may come or not, taken as independent.
    `fits` says it of every pair of ids, in the order of `found`."""
    some = found[:MOST]
    trouble = 0.0
    for come in product((True, False), repeat=len(some)):
        likely = 1.0
        for one, comes in zip(some, come, strict=True):
            likely *= one.chance_to_win if comes else 1 - one.chance_to_win
        here = [one.pk for one, comes in zip(some, come, strict=True) if comes]
        if any(not fits[pair] for pair in combinations(here, 2)):
            trouble += likely
    return trouble


def _asked(one: Opportunity, today: date) -> Question:
    question = question_of(one, today)
    assert question is not None, "only what can be asked about is put side by side"
    return question
