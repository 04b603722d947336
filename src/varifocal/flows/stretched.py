"""Growth as a preference of the plan, with its price: coming work that would stretch somebody, what she gains by it,
and what it does to what is promised; offered to her in one act.

Each step is planned and forecast as if she did it, with the same random numbers as what stands. What would cost a
promise more points of chance than the organization gives for growth is not proposed, and the next best is looked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db.models import Exists, OuterRef, Subquery

from varifocal.core.people.stretching import SLOWER, Preference, if_she_did_it
from varifocal.core.values import Range
from varifocal.flows.grow import Stretching, stretching
from varifocal.flows.trial import (
    NEW,
    State,
    Trial,
    standing_plan,
    standing_trial,
    try_out,
)
from varifocal.flows.trying.eyes import state_as_of
from varifocal.flows.whatif import Effect, Known, effects_of, worst_loss
from varifocal.org.base.account import Account
from varifocal.org.base.organization import Organization
from varifocal.org.base.refusals import Impossible, NotAllowed
from varifocal.org.growth.evidence import SkillEvidence
from varifocal.org.growth.stretch import Stretch
from varifocal.org.people.person import Person
from varifocal.org.people.skill import Skill
from varifocal.org.work.handover import Handover
from varifocal.org.work.task import Task

MOST_SHOWN, MOST_PRICED, MOST_GIVEN = 5, 8, 12
"""Steps shown, and steps planned and forecast to find them: each costs a plan and a forecast."""
APART = 1 << 30
"""Ids of tasks for looking in begin here beyond those of work that may come."""
GONE = "What this would cost has changed since you looked. Look at the steps again."
SAME = 0.01


@dataclass(frozen=True, slots=True)
class Step:
    """A step with its price: `effects` are promises whose chance it moves, as the reader sees them; `loses` is the most
    a promise loses (0 to 1), whoever sees it. `may_offer`: the reader may give it; `hers`: it is about herself."""

    about: Preference
    task: str
    project: str
    person: str
    instead_of: str
    guide: str
    skill: str
    level: int
    effects: tuple[Effect, ...]
    loses: float
    longer: Range
    """What it is believed to take her."""
    look_in: date
    may_offer: bool
    hers: bool


@dataclass(frozen=True, slots=True)
class Steps:
    """What could be offered, the most worth first; `dear` counts what would cost more than `most` points."""

    steps: tuple[Step, ...]
    dear: int
    most: int
    wishes: int
    """How many people's wishes it looked at."""


def next_steps(by: Account, now: datetime) -> Steps:
    """Steps within the price set, as one account may see them; `now` is UTC, nothing is written. For whoever neither
    leads nor manages, her own. Raises NotAllowed for a guest."""
    if by.is_guest:
        raise NotAllowed("Trying changes of the plan is for those inside.")
    here = Organization.here()
    found, most = stretching(by, now, here), here.growth_points
    once = found.told.offered
    if not found.steps(once):
        return Steps((), 0, most, len(found.told.open_wishes))
    state = state_as_of(now)
    before = standing_trial(state)
    dear: set[tuple[int, int]] = set()
    kept: dict[tuple[int, int], tuple[Preference, Trial]] = {}
    while len(kept) + len(dear) < MOST_PRICED:
        new = [one for one in found.steps(dear | once) if _key(one) not in kept]
        new = new[: min(MOST_SHOWN - len(kept), MOST_PRICED - len(kept) - len(dear))]
        if not new:
            break
        for one in new:
            tried = _tried(state, one)
            if worst_loss(before, tried) > most / 100 + 1e-9:
                dear.add(_key(one))
            else:
                kept[_key(one)] = one, tried
    standing = {
        _key(one) for one in found.steps(dear | once)
    }  # without one, another may have been given to somebody else
    rows = Task.objects.visible_to(by).select_related("project").in_bulk([task for _, task in kept])
    known = Known.to(by)
    steps = [
        _told(one, rows[one.task], found, before, tried, by, known)
        for key, (one, tried) in kept.items()
        if key in standing and one.task in rows
    ]
    steps.sort(key=lambda one: (-one.about.worth, one.about.person))
    return Steps(tuple(steps), len(dear), most, len(found.told.open_wishes))


def offer(by: Account, person: int, task: int, loses: float, *, now: datetime) -> Stretch:
    """Offer the step to her, in one act that one undo takes back: it is handed to her (“show me first”), believed to
    take her longer, and whoever looks in has time for it. `loses` is the price the reader saw; `now` is UTC.

    Raises Impossible where the step or its price is not what it was, NotAllowed where she may not assign the task.
    """
    found = next((one for one in next_steps(by, now).steps if _key(one.about) == (person, task)), None)
    if found is None or found.loses > loses + SAME:
        raise Impossible(GONE)
    row = Task.objects.visible_to(by).select_related("project").get(pk=task)
    about, today = found.about, Organization.here().today(now)
    people = Person.objects.in_bulk([one for one in (person, about.guide, about.instead_of) if one])
    return Stretch.offer(
        row, people[person], people[about.guide], Skill.objects.get(pk=about.skill), found.level, by=by,
        on=today, at=now, look_in=max(today, found.look_in), longer=found.longer, looks=about.looks,
        levels=about.levels, hours=about.hours, instead_of=people.get(about.instead_of or 0),
        price=[{"noun": one.noun, "id": one.id, "points": round(one.points, 3)} for one in found.effects],
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Given:
    """A step that was offered, in a line, and what came of it."""

    task: int
    sentence: str
    state: str


def given(by: Account) -> list[Given]:
    """Steps that were offered, the newest first: who, what for, what it was to cost, and what came of it. One query."""
    shown = SkillEvidence.objects.visible_to(by).filter(
        person=OuterRef("person"), task=OuterRef("task"), skill=OuterRef("skill")
    )
    handed = Handover.objects.visible_to(by).filter(taker=OuterRef("person"), task=OuterRef("task"))
    rows = (
        Stretch.objects.visible_to(by)
        .select_related("task", "person", "skill")
        .annotate(
            shown=Exists(shown),
            confirmed=Exists(shown.exclude(confirmed_by=None)),
            handed=Subquery(handed.order_by("-pk").values("state")[:1]),
        )
    )
    return [
        Given(
            one.task_id,
            f"{one.person.name}: {one.task.name}, for {one.skill.name} {one.level}",
            _came_of(one),
        )
        for one in rows[:MOST_GIVEN]
    ]


def _came_of(one: Any) -> str:
    if one.confirmed:
        return f"{one.skill.name} {one.level}, confirmed"
    if one.shown:
        return "shown, not confirmed yet"
    if one.task.finished_at is not None:
        return "done"
    states = Handover.State
    told = {states.TAKEN: "she is at it", states.GIVEN_BACK: "given back", states.WITHDRAWN: "withdrawn"}
    return told.get(one.handed, "offered")


def _key(one: Preference) -> tuple[int, int]:
    return one.person, one.task


@lru_cache(maxsize=16)
def _tried(state: State, one: Preference) -> Trial:
    """Planned and forecast once for each state of the log and step."""
    standing = standing_plan(state)
    portfolio = if_she_did_it(standing.portfolio, one, NEW + APART + one.task)
    if portfolio is standing.portfolio:
        return standing_trial(state)
    return try_out(standing, (), portfolio=portfolio)


def _told(
    one: Preference, row: Task, found: Stretching, before: Trial, tried: Trial, by: Account, known: Known
) -> Step:
    told, span = found.told, found.told.planned[one.task]
    effects, _ = effects_of(before, tried, by, known)
    hers = next(person for person in told.people if person.id == one.person).skills.get(one.skill, 0)
    return Step(
        about=one,
        task=row.name,
        project=row.project.name,
        person=told.names[one.person],
        instead_of=told.names.get(one.instead_of or 0, ""),
        guide=told.names[one.guide],
        skill=told.skills[one.skill],
        level=hers + 1,
        effects=effects,
        loses=worst_loss(before, tried),
        longer=before.portfolio.task[one.task].estimate.times(1.0 + SLOWER),
        look_in=span.first + (span.last - span.first) / 2,
        may_offer=bool(by.can("assign", row)),
        hers=one.person == by.person_id,
    )
