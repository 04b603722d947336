"""What is worth proposing, what it disturbs and what it saves."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from varifocal.core.calendar import QUARTERS_PER_DAY
from varifocal.core.plan.objective import NOWHERE, Lateness, Outcome
from varifocal.core.plan.proposing.ideas import Kept
from varifocal.core.plan.work import Compiled
from varifocal.core.plan.workload import Ints

LEAST_SAVED = 1.0
"""Weighted days below which nobody should be troubled."""


def expected(work: Compiled) -> int:
    """The plan's days that are this week and next: what begins in them somebody expects."""
    return 14 - work.today.weekday()


def day_of(work: Compiled, quarters: Ints) -> Ints:
    """The organization's days in which quarters begin, counted from the plan's first; the hour by which clocks are
    moved once a year left out, since nobody starts work in it."""
    return (quarters + work.load.into_day) // QUARTERS_PER_DAY


def helps_a_promise(work: Compiled, before: Ints, after: Ints) -> bool:
    """A project that would miss its date is done sooner: when projects are done, before and after."""
    late = before > work.load.project["due"]
    sooner = (before - after >= LEAST_SAVED * QUARTERS_PER_DAY) & (after != NOWHERE)
    return bool((late & sooner).any())


def saves_enough(before: Lateness, after: Lateness) -> bool:
    """A weighted day, or a deadline that would break; nothing loses its place, and no other deadline breaks."""
    saved, deadlines = before.weighted - after.weighted, before.breaks - after.breaks
    if after.unplanned > before.unplanned or deadlines < 0 or saved < 0:
        return False
    return saved >= LEAST_SAVED or deadlines > 0


def is_better(one: Lateness, other: Lateness) -> bool:
    """Fewer deadlines break, or no more and less is late; nothing loses its place."""
    if one.unplanned > other.unplanned or one.breaks > other.breaks:
        return False
    return one.breaks < other.breaks or one.weighted < other.weighted - 1e-9


def disturbed_by(work: Compiled, before: Outcome, after: Outcome, changed: Iterable[int]) -> list[int]:
    """Places of tasks, other than those that are changed, that would begin on another day."""
    other = (before.start != NOWHERE) & (after.start != NOWHERE)
    other &= day_of(work, before.start) != day_of(work, after.start)
    other[[work.place[task] for task in changed]] = False
    found: list[int] = np.flatnonzero(other).tolist()
    return found


def days_saved(work: Compiled, before: Lateness, after: Lateness) -> dict[int, float]:
    """Days of tardiness saved by project, unweighted, where they are any."""
    saved = np.round(before.by_project - after.by_project, 1)
    return {work.projects[at]: float(saved[at]) for at in np.flatnonzero(saved).tolist()}


def worthiest(one: Kept) -> tuple[float, float, float, int, str]:
    """A key that sorts the best first: what keeps more deadlines, saves more, takes fewer hours, disturbs less."""
    proposal, price = one[1], one[1].price
    more = round(sum(price.hours.values()), 2)
    return -proposal.deadlines, -proposal.saved, more, price.disturbed, proposal.sentence
