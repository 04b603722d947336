"""What is said of ideas that are taken together: what they save, what they cost, and both in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from varifocal.core.calendar import QUARTERS_PER_DAY
from varifocal.core.plan.objective import NOWHERE, Lateness, Outcome
from varifocal.core.plan.proposing.ideas import Idea, Ideas, Standing
from varifocal.core.plan.proposing.worth import (
    LEAST_SAVED,
    day_of,
    days_saved,
    disturbed_by,
    expected,
    helps_a_promise,
    saves_enough,
)
from varifocal.core.plan.values import Move, Price, Proposal
from varifocal.core.plan.words import days_text, quoted
from varifocal.core.plan.work import quarters_of
from varifocal.core.values import QUARTERS_PER_HOUR, in_a_row

NAMED = 2
"""Changes of a proposal that are named in its sentence."""


def proposal_of(standing: Standing, ideas: Ideas, outcome: Outcome, lateness: Lateness) -> Proposal | None:
    """The proposal to take ideas together, which have this outcome, so late; None where they are not worth it."""
    work, stood = standing.work, standing.lateness
    if not saves_enough(stood, lateness):
        return None
    deadlines = stood.breaks - lateness.breaks
    disturbed = disturbed_by(work, standing.outcome, outcome, (idea.task for idea in ideas))
    if (
        not deadlines
        and _touches_soon(standing, ideas, disturbed, outcome)
        and not helps_a_promise(work, stood.done, lateness.done)
    ):
        return None
    worth = days_saved(work, stood, lateness)
    return Proposal(
        moves=tuple(_move(standing, idea) for idea in ideas),
        worth=worth,
        saved=round(stood.weighted - lateness.weighted, 2),
        deadlines=deadlines,
        price=_price(standing, ideas, len(disturbed)),
        sentence=_sentence(standing, ideas, worth, deadlines, lateness),
    )


def _touches_soon(standing: Standing, ideas: Ideas, disturbed: list[int], outcome: Outcome) -> bool:
    """They change what somebody expects to begin this week or next."""
    work = standing.work
    soon = expected(work)
    touched = [*(work.place[idea.task] for idea in ideas), *disturbed]
    return any(
        bool(((times[touched] != NOWHERE) & (day_of(work, times[touched]) < soon)).any())
        for times in (standing.outcome.start, outcome.start)
    )


def _move(standing: Standing, idea: Idea) -> Move:
    work = standing.works[idea.task]
    before = work.people if work.given else ()
    return Move(idea.task, before, idea.people, work.rank, idea.rank, idea.mode)


def _price(standing: Standing, ideas: Ideas, disturbed: int) -> Price:
    """Hours go from those who no longer do it to those who now do; all else stays with whom it was."""
    hours: dict[int, float] = {}
    moved = 0.0
    for idea in ideas:
        work = standing.works[idea.task]
        before, after = set(work.people), set(idea.people)
        moved += work.hours * len(before - after) / len(before)
        for people, whole, sign in ((work.people, work.hours, -1), (idea.people, standing.hours(idea), 1)):
            for person in people:
                each = quarters_of(whole, len(people)) / QUARTERS_PER_HOUR
                hours[person] = hours.get(person, 0.0) + sign * each
    return Price(
        hours={person: round(each, 2) for person, each in sorted(hours.items()) if round(each, 2)},
        moved=round(moved, 2),
        disturbed=disturbed,
    )


# -- in words --------------------------------------------------------------------------------------------


def _sentence(
    standing: Standing, ideas: Ideas, worth: Mapping[int, float], deadlines: int, lateness: Lateness
) -> str:
    """The first of the changes in words, how many more there are, and what they bring together: days saved by project,
    deadlines that hold, and how late everything is then."""
    first, *others = [_what(standing, idea) for idea in ideas[:NAMED]]
    parts = [first, *(f"{what[0].lower()}{what[1:]}" for what in others)]
    if len(ideas) > NAMED:
        more = len(ideas) - NAMED
        parts.append(f"make {more} more {'change' if more == 1 else 'changes'}")
    return f"{in_a_row(parts)}: {'; '.join(_gains(standing, worth, deadlines, lateness))}."


def deadlines_text(deadlines: int) -> str:
    """So many deadlines that would hold."""
    return "a deadline holds that would break" if deadlines == 1 else f"{deadlines} deadlines hold"


def _what(standing: Standing, idea: Idea) -> str:
    """“Give “Headline” to Ben instead of Ana”."""
    task = quoted(standing.portfolio.task[idea.task].name)
    work, names = standing.works[idea.task], standing.portfolio.person
    if idea.mode is not None:
        return _way(standing, idea, idea.mode)
    if idea.people != work.people:
        before, after = (
            " and ".join(names[each].name for each in people if each not in others)
            for people, others in ((work.people, idea.people), (idea.people, work.people))
        )
        return f"Give {task} to {after} instead of {before}"
    if idea.before is None:
        return f"Let {names[idea.people[0]].name} do {task} last"
    shared = set(work.people) & set(standing.works[idea.before].people)
    first = quoted(standing.portfolio.task[idea.before].name)
    return f"Let {names[min(shared)].name} do {task} before {first}"


def _way(standing: Standing, idea: Idea, mode: int) -> str:
    """“Do it as “Two at once”, 12 h of Ana and Ben instead of 10 h of Ana”."""
    asked, names = standing.portfolio.task[idea.task], standing.portfolio.person
    called = asked.modes[mode - 1].name if mode else ""
    how = f"as {quoted(called)}" if called else "the other way"
    work = standing.works[idea.task]
    who, before = (" and ".join(names[each].name for each in people) for people in (idea.people, work.people))
    hours = f"{standing.hours(idea):.3g} h" if who == before else f"{standing.hours(idea):.3g} h of {who}"
    return f"Do {quoted(asked.name)} {how}, {hours} instead of {work.hours:.3g} h of {before}"


def _gains(
    standing: Standing, worth: Mapping[int, float], deadlines: int, lateness: Lateness
) -> Iterator[str]:
    """What is saved most, and what pays most."""
    if deadlines:
        yield deadlines_text(deadlines)
    if not worth:
        return
    best = max(worth, key=lambda project: (worth[project], -project))
    worst = min(worth, key=lambda project: (worth[project], project))
    if worth[best] > 0:
        yield _project_gains(standing, best, worth[best], lateness)
    if worth[worst] < 0:
        name = quoted(standing.portfolio.project[worst].name)
        yield f"{name} loses {days_text(-worth[worst])}"


def _project_gains(standing: Standing, project: int, days: float, lateness: Lateness) -> str:
    work = standing.work
    name, row = quoted(standing.portfolio.project[project].name), work.row[project]
    sooner = float(standing.lateness.done[row] - lateness.done[row]) / QUARTERS_PER_DAY
    if project in work.project_due and sooner >= LEAST_SAVED:
        return f"{name} is done {days_text(sooner)} earlier"
    return f"tasks of {name} are {days_text(days)} less late in all"
