"""Which coming tasks would stretch somebody safely."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from core.people.folk import COPY, FILM, SKILLS, TODAY, person, task
from varifocal.core.people.stretching import Coming, Growing, Preference, if_she_did_it, preferences
from varifocal.core.plan import check, plan
from varifocal.core.portfolio import Portfolio, Project

YARA = person(1, "Yara", {FILM: 2}, loves={FILM})
TOBIAS = person(2, "Tobias", {FILM: 4})
WISH = Growing(YARA, {FILM: 4}, free=100)


def proposed(coming: Coming, growing: Growing = WISH, **about: object) -> tuple[Preference, ...]:
    return preferences(
        [growing], [coming], [YARA, TOBIAS], SKILLS, time_of={2: 10.0}, **about  # type: ignore[arg-type]
    )  # fmt: skip


def test_a_task_one_level_above_hers_is_proposed_with_gain_and_price() -> None:
    (found,) = proposed(Coming(task(7, FILM, 3, 24), room=40, doer=2))
    assert (found.person, found.task, found.instead_of, found.guide) == (1, 7, 2, 2)
    assert found.levels == pytest.approx(0.2)
    assert found.hours == pytest.approx(24 * 0.45)
    assert found.sentence == (
        "Yara instead of whoever has it now: +0.2 of a level in Film, 11 hours more in all; Tobias looks in."
    )


@pytest.mark.parametrize(
    "coming",
    [
        Coming(task(7, FILM, 2)),  # at her level: practice, no stretch
        Coming(task(7, FILM, 4)),  # out of reach
        Coming(task(7, COPY, 1)),  # not her wish
        Coming(task(7, FILM, 3), doer=1),  # hers already
        Coming(replace(task(7, FILM, 3), started=TODAY)),
        Coming(replace(task(7, FILM, 3), pinned_people=(2,))),
        Coming(task(7, FILM, 3, count=2)),
        Coming(task(7, FILM, 3), room=2.0),  # no room before its due date
        Coming(task(7, FILM, 3, 90)),  # the step would cost more than sixteen hours
    ],
)
def test_what_is_not_safe_is_not_proposed(coming: Coming) -> None:
    assert proposed(coming) == ()


def test_without_time_of_hers_or_of_somebody_who_looks_in_there_is_no_step() -> None:
    coming = Coming(task(7, FILM, 3, 24))
    assert proposed(coming, replace(WISH, free=20)) == ()
    assert preferences([WISH], [coming], [YARA, TOBIAS], SKILLS, time_of={2: 2.0}) == ()
    assert preferences([WISH], [coming], [YARA], SKILLS, time_of={}) == ()


def test_no_task_goes_to_two_and_nobody_looks_into_more_than_she_has_time_for() -> None:
    clara = person(3, "Clara", {FILM: 2})
    growing = [WISH, Growing(clara, {FILM: 3}, free=100)]
    one, two = Coming(task(7, FILM, 3, 24)), Coming(task(8, FILM, 3, 30))
    people = [YARA, TOBIAS, clara]
    assert len(preferences(growing, [one], people, SKILLS, time_of={2: 10})) == 1
    both = preferences(growing, [one, two], people, SKILLS, time_of={2: 10})
    assert {step.task for step in both} == {7, 8}
    assert len(preferences(growing, [one, two], people, SKILLS, time_of={2: 3})) == 1


def test_what_costs_too_much_otherwise_leaves_room_for_the_next_best() -> None:
    coming = [Coming(task(7, FILM, 3, 24)), Coming(task(8, FILM, 3, 20))]
    people = [YARA, TOBIAS]
    (best,) = preferences([WISH], coming, people, SKILLS, time_of={2: 10.0})
    (next_best,) = preferences([WISH], coming, people, SKILLS, time_of={2: 10.0}, without={(1, best.task)})
    assert {best.task, next_best.task} == {7, 8}
    assert preferences([WISH], coming, people, SKILLS, time_of={2: 10.0}, without={(1, 7), (1, 8)}) == ()


def test_if_she_did_it_the_plan_holds_takes_her_longer_and_the_guide_has_time_for_it() -> None:
    asked = replace(task(7, FILM, 3, 20), people=(2,), rank=1.0)
    here = Portfolio(
        datetime(2026, 3, 2, 8, tzinfo=UTC), "Europe/Berlin", (YARA, TOBIAS), (Project(1, "Film"),), (asked,)
    )
    (step,) = preferences([WISH], [Coming(asked, doer=2)], here.people, SKILLS, time_of={2: 10.0})
    tried = if_she_did_it(here, step, 99)
    planned = plan(tried)
    assert check(tried, planned) == []
    assert planned.placed[7].people == (1,)
    assert planned.placed[99].people == (2,)
    assert tried.task[7].left == pytest.approx(27)
    assert tried.task[99].left == pytest.approx(step.looks) == pytest.approx(2)
    assert planned.starts(99) >= planned.starts(7)
    assert if_she_did_it(tried, replace(step, task=5), 98) is tried
