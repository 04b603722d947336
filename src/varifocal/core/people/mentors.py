"""Who could learn from whom: over skill gap, wishes, values, load and free time, solved exactly.

A proposal, never a decision: both are asked. What makes a pair worth something is stated part by part. A teacher is
one to two levels ahead rather than four (what is learned lies within reach of help: Vygotsky's zone of proximal
development; near peers explain better than masters: Whitman and Fife 1988), both have an hour a week in common, and
the teacher has room for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from varifocal.core.people.matching import Tie, best_pairs

CAN_TEACH = 3
"""Whoever does it without help can show it."""

AHEAD = {1: 0.85, 2: 1.0, 3: 0.7, 4: 0.5}
"""Worth of being so many levels ahead."""

PARTS = {"gap": 3.0, "wish": 3.0, "time": 2.0, "values": 1.0}
HOURS_NEEDED = 2.0
"""Hours a month a mentorship takes of each of the two, at least."""


@dataclass(frozen=True, slots=True)
class Mate:
    """A person as learner and as teacher. `levels` and `wishes` (levels wanted) by skill; `values` she named as hers;
    `free` hours a month that are neither absence, planned work nor meetings; `slots` hours of the week that are free as
    a rule (any numbering, the same for all); `seats` how many she would teach, 0: she does not want to, or
    was not asked."""

    id: int
    name: str
    levels: Mapping[int, int] = field(default_factory=dict)
    wishes: Mapping[int, int] = field(default_factory=dict)
    values: frozenset[int] = frozenset()
    free: float = 0.0
    slots: frozenset[int] = frozenset()
    seats: int = 0
    lead: int | None = None
    learns_from: frozenset[int] = frozenset()
    """Those she learns from already: a seat of each is taken, and nobody teaches her own teacher."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A pair worth asking, from 0 to 1, and why: sentences, the strongest part first."""

    teacher: int
    learner: int
    skill: int
    worth: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Alone:
    """A wish for which nobody is proposed, and why."""

    learner: int
    skill: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Matched:
    """All proposals together are worth as much as can be had; `alone` are the wishes left."""

    pairs: tuple[Proposed, ...]
    alone: tuple[Alone, ...]


def match(mates: Sequence[Mate], skills: Mapping[int, str]) -> Matched:
    """One teacher for each who wishes to learn, nobody with more than her seats, the sum of worth the largest there is.

    People in any order; the same answer for the same people. A learner gets one proposal, for the wish where it is
    worth most.
    """
    people = sorted(mates, key=lambda mate: mate.id)
    teaches: dict[int, int] = defaultdict(int)
    for mate in people:
        for teacher in mate.learns_from:
            teaches[teacher] += 1
    seats = [max(0, mate.seats - teaches[mate.id]) for mate in people]
    possible = {
        (place, other): best
        for place, learner in enumerate(people)
        if any(wanted > learner.levels.get(skill, 0) for skill, wanted in learner.wishes.items())
        for other, teacher in enumerate(people)
        if seats[other] and (best := _best(teacher, learner, skills)) is not None
    }
    ties = [Tie(learner, teacher, best.worth) for (learner, teacher), best in possible.items()]
    chosen = best_pairs(ties, [1] * len(people), seats)
    pairs = [possible[ties[place].left, ties[place].right] for place in chosen]
    matched = {pair.learner for pair in pairs}
    alone = [
        Alone(learner.id, skill, _why_alone(learner, skill, people, seats, skills))
        for learner in people
        if learner.id not in matched
        for skill, wanted in sorted(learner.wishes.items())
        if wanted > learner.levels.get(skill, 0)
    ]
    return Matched(tuple(sorted(pairs, key=lambda pair: (-pair.worth, pair.learner))), tuple(alone))


def _best(teacher: Mate, learner: Mate, skills: Mapping[int, str]) -> Proposed | None:
    """The wish in which this teacher is worth most to this learner; None where there is none, or no time."""
    if teacher.id == learner.id or teacher.id in learner.learns_from or learner.id in teacher.learns_from:
        return None
    hours = min(teacher.free, learner.free)
    common = len(teacher.slots & learner.slots)
    if hours < HOURS_NEEDED or not common:
        return None
    wished = [
        (skill, teacher.levels.get(skill, 0) - learner.levels.get(skill, 0), wanted)
        for skill, wanted in learner.wishes.items()
        if wanted > learner.levels.get(skill, 0) and _can_teach(teacher, learner, skill)
    ]
    if not wished:
        return None
    skill, ahead, wanted = max(wished, key=lambda one: (AHEAD.get(one[1], 0.4), one[2], -one[0]))
    return _proposed(teacher, learner, skill, ahead, wanted, hours, common, skills)


def _proposed(
    teacher: Mate, learner: Mate, skill: int, ahead: int, wanted: int, hours: float, common: int,
    skills: Mapping[int, str],
) -> Proposed:  # fmt: skip
    shared = teacher.values & learner.values
    both = teacher.values | learner.values
    reaches = min(1.0, teacher.levels[skill] / wanted)
    points = {
        "gap": AHEAD.get(ahead, 0.4),
        "wish": reaches,
        "time": min(1.0, hours / (4 * HOURS_NEEDED)) * min(1.0, common / 4),
        "values": len(shared) / len(both) if both else 0.5,
    }
    name = skills.get(skill, "the skill")
    had = learner.levels.get(skill, 0)
    reasons = {
        "gap": f"{teacher.name} is at {name} {teacher.levels[skill]}, {learner.name} at {had or 'the beginning'}.",
        "wish": f"{learner.name} wants to reach {name} {wanted}.",
        "time": f"Both have {common} {'hour' if common == 1 else 'hours'} of the week free in common.",
        "values": "They named the same values." if shared else "",
    }
    order = sorted(PARTS, key=lambda part: (-PARTS[part] * points[part], part))
    worth = sum(PARTS[part] * points[part] for part in PARTS) / sum(PARTS.values())
    if teacher.id == learner.lead:
        worth *= 0.8  # a lead judges; one learns more freely from somebody who does not
    return Proposed(
        teacher.id, learner.id, skill, worth, tuple(reasons[part] for part in order if reasons[part])
    )


def _can_teach(teacher: Mate, learner: Mate, skill: int) -> bool:
    hers = teacher.levels.get(skill, 0)
    return hers >= CAN_TEACH and hers > learner.levels.get(skill, 0)


def _why_alone(
    learner: Mate, skill: int, people: Sequence[Mate], seats: Sequence[int], skills: Mapping[int, str]
) -> str:
    name = skills.get(skill, "the skill")
    able = [
        (mate, seat)
        for mate, seat in zip(people, seats, strict=True)
        if mate.id != learner.id and _can_teach(mate, learner, skill)
    ]
    if not able:
        return f"Nobody here is far enough ahead in {name}: an outside course, or a partner."
    willing = [mate for mate, seat in able if seat]
    if not willing:
        return f"{len(able)} could teach {name}; none of them has said that she would and has a place free."
    if learner.free < HOURS_NEEDED:
        return f"She has less than {HOURS_NEEDED:g} hours a month free."
    with_time = [mate for mate in willing if mate.free >= HOURS_NEEDED and mate.slots & learner.slots]
    if not with_time:
        return f"Nobody who could teach {name} has a free hour when she has one."
    return f"Those who could teach {name} are of more help to others, or learn from her already."
