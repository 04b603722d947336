"""Whether somebody suits a task, part by part."""

from __future__ import annotations

from dataclasses import replace

from core.people.folk import COPY, FILM, SKILLS, person, task
from varifocal.core.people.suiting import Aspect, Known, Suiting, suiting


def points(found: Suiting) -> dict[Aspect, float]:
    return {part.aspect: part.points for part in found.parts}


def test_five_parts_are_shown_and_their_weighted_mean_is_the_score() -> None:
    yara = person(1, "Yara", {FILM: 3}, loves={FILM})
    found = suiting(yara, task(7, FILM, 3), SKILLS, wishes={FILM: 4}, known=Known(40, 80))
    assert points(found) == {
        Aspect.SKILLS: 1.0, Aspect.LEVEL: 1.0, Aspect.PASSION: 1.0, Aspect.GROWTH: 0.6, Aspect.CONTINUITY: 0.5,
    }  # fmt: skip
    assert abs(found.score - (4 + 1 + 2 + 2 * 0.6 + 2 * 0.5) / 11) < 1e-9
    assert [part.sentence for part in found.parts][-2:] == [
        "A step towards Film 4; she has 3.", "40 hours for this client in a year.",
    ]  # fmt: skip


def test_what_she_lacks_is_named_with_the_levels_missing() -> None:
    found = suiting(person(1, "Yara", {FILM: 2}), task(7, FILM, 4), SKILLS)
    assert (found.qualified, found.short) == (False, {FILM: 2})
    assert found.parts[0].sentence == "It asks for Film 4 (she has 2)."


def test_far_below_her_level_suits_less() -> None:
    scores = [
        suiting(person(1, "Yara", {COPY: hers}), task(7, COPY, 1), SKILLS).score for hers in (1, 2, 3, 4, 5)
    ]
    assert scores[0] == scores[1] > scores[2] > scores[3] > scores[4]


def test_a_person_without_skills_suits_what_asks_for_none() -> None:
    nobody = person(1, "New here", {})
    assert suiting(nobody, replace(task(7, COPY, 1), demands=()), SKILLS).qualified
    assert suiting(nobody, task(7, COPY, 1), SKILLS).parts[0].sentence == "It asks for Copy 1 (she has none)."
