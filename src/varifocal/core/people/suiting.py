"""Does she suit this task, and in what? Five parts, each shown with its sentence, and their weighted mean.

Built on the portfolio's `fit` (which demands she meets); what is added is what a planner's tables leave out: how near
the task is to her level, what she wants more of, where she wants to grow, whom she knows already. The weights are
opinions, stated here, and may be moved by whoever asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from varifocal.core.portfolio import Person, Task
from varifocal.core.portfolio.fit import fit


class Aspect(StrEnum):
    """In what somebody suits a task."""

    SKILLS = "skills"
    LEVEL = "level"
    PASSION = "passion"
    GROWTH = "growth"
    CONTINUITY = "continuity"


WEIGHTS: Mapping[Aspect, float] = {
    Aspect.SKILLS: 4.0,
    Aspect.LEVEL: 1.0,
    Aspect.PASSION: 2.0,
    Aspect.GROWTH: 2.0,
    Aspect.CONTINUITY: 2.0,
}

TOO_EASY = 0.25
"""Points lost for each level she stands more than one above what is asked."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of it: points from 0 to 1, and the sentence that says why."""

    aspect: Aspect
    points: float
    sentence: str


@dataclass(frozen=True, slots=True)
class Suiting:
    """A person against a task: `score` from 0 to 1 is the weighted mean of the parts. `qualified`: she could do it now;
    `short`: skills she lacks, with the levels missing."""

    person: int
    task: int
    qualified: bool
    short: Mapping[int, int]
    parts: tuple[Part, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Known:
    """Her hours with this client in the last year, and the most that any one person has."""

    hours: float = 0.0
    most: float = 0.0


def suiting(
    person: Person,
    task: Task,
    skills: Mapping[int, str],
    *,
    wishes: Mapping[int, int] | None = None,
    known: Known | None = None,
    weights: Mapping[Aspect, float] = WEIGHTS,
) -> Suiting:
    """How well she suits the task. `skills` are names by id, `wishes` levels she wants to reach, by skill."""
    found = fit(person, task.demands)
    short = {
        met.demand.skill: met.demand.level - met.level
        for met in found.met
        if not met.qualified and not found.qualified
    }
    asked = {met.demand.skill: (met.demand.level, met.level) for met in found.met}
    parts = (
        _skills(asked, skills),
        _level(asked),
        _passion(person, asked, skills),
        _growth(asked, wishes or {}, skills),
        _continuity(known or Known()),
    )
    total = sum(weights.get(part.aspect, 0.0) for part in parts)
    score = sum(weights.get(part.aspect, 0.0) * part.points for part in parts) / total if total else 0.0
    return Suiting(person.id, task.id, found.qualified, short, parts, score)


Asked = Mapping[int, tuple[int, int]]
"""By skill: the level asked for and hers."""


def _skills(asked: Asked, skills: Mapping[int, str]) -> Part:
    if not asked:
        return Part(Aspect.SKILLS, 1.0, "It asks for no skill in particular.")
    met = [skill for skill, (level, hers) in asked.items() if hers >= level]
    lacking = [
        f"{skills.get(skill, 'a skill')} {level} (she has {hers or 'none'})"
        for skill, (level, hers) in asked.items()
        if hers < level
    ]
    if not lacking:
        return Part(Aspect.SKILLS, 1.0, f"She has all it asks for: {_list(met, skills)}.")
    return Part(Aspect.SKILLS, len(met) / len(asked), f"It asks for {'; '.join(lacking)}.")


def _level(asked: Asked) -> Part:
    above = [hers - level for level, hers in asked.values() if hers >= level]
    if not above:
        return Part(
            Aspect.LEVEL, 0.0 if asked else 1.0, "Above her level." if asked else "At anybody's level."
        )
    most = max(above)
    points = max(0.0, 1.0 - TOO_EASY * max(0, most - 1))
    words = ("At her level.", "A level below hers.")
    return Part(Aspect.LEVEL, points, words[most] if most < len(words) else f"{most} levels below hers.")


def _passion(person: Person, asked: Asked, skills: Mapping[int, str]) -> Part:
    loved = sorted(person.passions & asked.keys())
    if not loved:
        return Part(Aspect.PASSION, 0.0, "Nothing in it that she said she wants more of.")
    return Part(Aspect.PASSION, len(loved) / len(asked), f"She wants more {_list(loved, skills)}.")


def _growth(asked: Asked, wishes: Mapping[int, int], skills: Mapping[int, str]) -> Part:
    """Practice at her level or above it teaches; what she has long been able to do does not."""
    best, sentence = 0.0, "No step towards what she wants to become."
    for skill, (level, hers) in sorted(asked.items()):
        if wishes.get(skill, 0) > hers:
            points = 1.0 if level > hers else 0.6 if level == hers else 0.2
            if points > best:
                best = points
                sentence = f"A step towards {skills.get(skill, 'the skill')} {wishes[skill]}; she has {hers or 'none'}."
    return Part(Aspect.GROWTH, best, sentence)


def _continuity(known: Known) -> Part:
    if known.hours <= 0 or known.most <= 0:
        return Part(Aspect.CONTINUITY, 0.0, "She has not worked for this client in the last year.")
    return Part(
        Aspect.CONTINUITY,
        min(1.0, known.hours / known.most),
        f"{known.hours:.0f} hours for this client in a year.",
    )


def _list(ids: list[int], skills: Mapping[int, str]) -> str:
    return ", ".join(skills.get(one, "a skill") for one in ids)
