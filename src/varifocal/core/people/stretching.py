"""Which coming tasks would stretch her safely: proposed to the planner as preferences, each with its price.

Safe is: one level above hers in one skill and no more, somebody at hand who can do it and has time to look in, and
room before the due date for the hours it takes longer. The price (hours more, levels gained) stands beside each; what
it does to the chance of a promise is asked of the forecast by whoever brings the proposal to a person.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from varifocal.core.people.matching import Tie, best_pairs
from varifocal.core.portfolio import Dependency, DependencyKind, Person, Portfolio, Task
from varifocal.core.values import Range

SLOWER = 0.35
"""How much longer work a level above hers takes her: the first tries of learning curves of knowledge work (unit times
fall by a fifth to a third with each doubling: Dar-El 2000); an assumption until her own record says more."""
LOOKED_INTO = 0.1
"""Share of a task's hours that somebody who knows it looks in for."""
HOURS_A_LEVEL = 120.0
"""Hours of practice at the edge of what one can that make a level, where no record says otherwise."""


@dataclass(frozen=True, slots=True)
class Coming:
    """A task that nobody has begun, as the plan has it: `room` hours of working time between its planned finish and
    its due date (None: nothing hangs on it), `doer` who has it now."""

    task: Task
    room: float | None = None
    doer: int | None = None


@dataclass(frozen=True, slots=True)
class Growing:
    """A person who wants to grow: her wishes (levels wanted, by skill) and hours free before the work is due."""

    person: Person
    wishes: Mapping[int, int]
    free: float


@dataclass(frozen=True, slots=True)
class Preference:
    """Let her do it rather than somebody else: what she gains and what it costs. `levels` gained in `skill` (parts of a
    level), `hours` more than planned, of which `guide`'s are a part."""

    person: int
    task: int
    skill: int
    instead_of: int | None
    guide: int
    levels: float
    hours: float
    worth: float
    sentence: str

    @property
    def looks(self) -> float:
        """Hours of whoever looks in."""
        return self.hours * LOOKED_INTO / (SLOWER + LOOKED_INTO)


def preferences(
    growing: Sequence[Growing],
    coming: Sequence[Coming],
    people: Iterable[Person],
    skills: Mapping[int, str],
    *,
    time_of: Mapping[int, float],
    most_hours: float = 16.0,
    without: Collection[tuple[int, int]] = (),
) -> tuple[Preference, ...]:
    """One task for each who wants to grow, no task twice, the sum of growth the largest there is.

    `time_of`: free hours of whoever might look in, by person. `most_hours`: what one such step may cost. `without`:
    (person, task) that cost something else too much.
    """
    everybody = sorted(people, key=lambda person: person.id)
    able = _able(everybody)
    possible = {
        (left, right): found
        for left, who in enumerate(growing)
        for right, what in enumerate(coming)
        if (who.person.id, what.task.id) not in without
        and (found := _step(who, what, able, skills, time_of, most_hours)) is not None
    }
    ties = [Tie(left, right, found.worth) for (left, right), found in possible.items()]
    chosen = best_pairs(ties, [1] * len(growing), [1] * len(coming))
    steps = [possible[ties[place].left, ties[place].right] for place in chosen]
    return tuple(sorted(_within_guides(steps, time_of), key=lambda step: (-step.worth, step.person)))


def _able(people: Sequence[Person]) -> Mapping[int, Sequence[Person]]:
    """By skill, those who have it, the most able first."""
    skills = {skill for person in people for skill in person.skills}
    return {
        skill: sorted(
            (one for one in people if skill in one.skills), key=lambda one: (-one.skills[skill], one.id)
        )
        for skill in skills
    }


def _step(
    who: Growing,
    what: Coming,
    able: Mapping[int, Sequence[Person]],
    skills: Mapping[int, str],
    time_of: Mapping[int, float],
    most_hours: float,
) -> Preference | None:
    person, task = who.person, what.task
    if what.doer == person.id or task.started is not None or task.wait is not None or task.pinned_people:
        return None
    if len(task.demands) != 1 or task.demands[0].count != 1:
        return None
    asked = task.demands[0]
    hers = person.skills.get(asked.skill, 0)
    if who.wishes.get(asked.skill, 0) <= hers or asked.level != hers + 1:
        return None
    slower, looked_into = task.expected * SLOWER, task.expected * LOOKED_INTO
    hours = slower + looked_into
    if hours > most_hours or who.free < task.expected + slower:
        return None
    if what.room is not None and what.room < slower:
        return None
    guide = next(
        (
            one
            for one in able.get(asked.skill, ())
            if one.id != person.id
            and one.skills[asked.skill] >= asked.level
            and time_of.get(one.id, 0) >= looked_into
        ),
        None,
    )
    if guide is None:
        return None
    levels = min(1.0, task.expected / HOURS_A_LEVEL)
    name = skills.get(asked.skill, "the skill")
    sentence = (
        f"{person.name} instead of whoever has it now: +{levels:.1f} of a level in {name}, "
        f"{hours:.0f} hours more in all; {guide.name} looks in."
    )
    worth = levels * (1.0 if asked.skill in person.passions else 0.8) * (1.0 - hours / (4 * most_hours))
    return Preference(person.id, task.id, asked.skill, what.doer, guide.id, levels, hours, worth, sentence)


def _within_guides(steps: Sequence[Preference], time_of: Mapping[int, float]) -> list[Preference]:
    """Only as many as those who look in have time for: the most worth first."""
    left = dict(time_of)
    kept: list[Preference] = []
    for step in sorted(steps, key=lambda one: (-one.worth, one.person)):
        if left.get(step.guide, 0.0) >= step.looks:
            left[step.guide] -= step.looks
            kept.append(step)
    return kept


def if_she_did_it(portfolio: Portfolio, step: Preference, look_in: int) -> Portfolio:
    """The portfolio as it would be: the task is hers and takes her longer, and whoever looks in has hours for it as
    work of her own (`look_in`: its id), from the task's start on. The same portfolio where the task is not in it any
    more."""
    task = portfolio.task.get(step.task)
    if task is None or not {step.person, step.guide} <= portfolio.person.keys():
        return portfolio
    more = 1.0 + SLOWER
    hers = replace(
        task, people=(step.person,), estimate=task.estimate.times(more), expected=task.expected * more,
        left=task.left * more, rank=task.rank if task.people else None,
    )  # fmt: skip
    looking = Task(
        look_in, f"Look in on {task.name}", task.project, Range(step.looks), step.looks, step.looks, due=task.due,
        priority=task.priority, people=(step.guide,), rank=hers.rank, created=portfolio.now.date(),
    )  # fmt: skip
    return replace(
        portfolio,
        tasks=(*(hers if one.id == task.id else one for one in portfolio.tasks), looking),
        dependencies=(*portfolio.dependencies, Dependency(task.id, look_in, DependencyKind.START_START)),
    )
