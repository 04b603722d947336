"""Skills against the plan: hours nobody has, what hangs on one person, who is ready for more."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.people.folk import CODE, COPY, FILM, SKILLS, TODAY, person, task
from varifocal.core.people.coverage import (
    Coverage,
    Span,
    Way,
    WithClient,
    clients_on_one,
    coverage,
    hours_of,
    ready_for_more,
)
from varifocal.core.portfolio import Person

YARA = person(1, "Yara", {FILM: 4, COPY: 3})
EMIL = person(2, "Emil", {COPY: 4, FILM: 2}, loves={FILM})


def cell(found: Coverage, skill: int, quarter: int = 0) -> tuple[float, int, float]:
    one = next(one for one in found.cells if one.skill == skill and one.quarter == quarter)
    return one.asked, one.people, one.uncovered


def test_an_hour_of_somebody_with_two_skills_covers_one_of_them() -> None:
    """Yara's quarter is 520 hours: both skills could be covered alone, not both together."""
    tasks = [task(7, FILM, 3, 400, TODAY), task(8, CODE, 1, 0, TODAY), task(9, COPY, 3, 300, TODAY)]
    alone = coverage(TODAY, [YARA], tasks, SKILLS)
    assert sum(cell(alone, skill)[2] for skill in (FILM, COPY)) == 700 - hours_of(
        YARA, TODAY, TODAY + timedelta(90)
    )
    both = coverage(TODAY, [YARA, EMIL], tasks, SKILLS)
    assert (cell(both, FILM), cell(both, COPY)) == ((400, 1, 0), (300, 2, 0))


def test_work_is_spread_over_the_quarters_the_plan_has_it_in() -> None:
    planned = {7: Span(TODAY + timedelta(days=81), TODAY + timedelta(days=100))}
    found = coverage(TODAY, [YARA], [task(7, FILM, 3, 40)], SKILLS, planned=planned)
    assert [cell(found, FILM, quarter)[0] for quarter in (0, 1, 2)] == [20, 20, 0]


@pytest.mark.parametrize(
    ("begins", "hours", "people", "way"),
    [
        (TODAY + timedelta(days=20), 60, [YARA], Way.PARTNER),
        (TODAY + timedelta(days=120), 60, [YARA, person(3, "Ravi", {CODE: 2})], Way.GROW),
        (TODAY + timedelta(days=120), 400, [YARA], Way.HIRE),
    ],
)
def test_a_gap_has_a_date_and_a_way_to_close_it(
    begins: date, hours: float, people: list[Person], way: Way
) -> None:
    (gap,) = coverage(TODAY, people, [task(7, CODE, 3, hours, begins)], SKILLS).gaps
    assert (gap.begins, gap.hours, gap.way) == (begins, hours, way)
    assert gap.sentence.startswith(
        f"From {begins:%d %B %Y} nobody here has Code at level 3: {hours:.0f} hours. "
    )

    words = {1: "learning", 3: "can", 4: "can teach"}
    (told,) = coverage(TODAY, people, [task(7, CODE, 3, hours, begins)], SKILLS, levels=words).gaps
    assert "nobody here has Code at “can”: " in told.sentence


def test_a_skill_one_person_alone_has_names_who_could_stand_in() -> None:
    (found,) = coverage(TODAY, [YARA, EMIL], [task(7, FILM, 3, 40, TODAY)], SKILLS).key_people
    assert (found.person, found.skill, found.hours) == (1, FILM, 40)
    assert [(one.person, one.levels, one.wants) for one in found.could] == [(2, 1, True)]
    assert found.sentence == (
        "Film hangs on Yara: 40 hours of work need it; somebody could stand in after a level more."
    )


def test_what_was_done_lately_is_needed_and_what_nobody_needs_hangs_on_nobody() -> None:
    assert coverage(TODAY, [YARA, EMIL], [], SKILLS).key_people == ()
    (found,) = coverage(TODAY, [YARA, EMIL], [], SKILLS, lately={(FILM, 3): 30}).key_people
    assert found.person == 1


def test_one_person_is_named_once_a_skill_and_whoever_leaves_comes_first() -> None:
    leaving = person(3, "Ravi", {CODE: 5}, left=TODAY + timedelta(days=30))
    tasks = [task(7, FILM, 3, 90, TODAY), task(8, FILM, 4, 30, TODAY), task(9, CODE, 3, 10, TODAY)]
    found = coverage(TODAY, [YARA, EMIL, leaving], tasks, SKILLS).key_people
    assert [(one.person, one.level, one.hours) for one in found] == [(3, 3, 10), (1, 3, 120)]
    assert "who leaves on 01 April 2026" in found[0].sentence


def test_hours_leave_out_absences_and_what_lies_after_her_last_day() -> None:
    away = Person(
        4, "Away", YARA.week, away=((TODAY, TODAY + timedelta(days=6)),), left=TODAY + timedelta(days=13)
    )
    assert hours_of(away, TODAY, TODAY + timedelta(days=90)) == YARA.week.hours
    assert hours_of(away, TODAY + timedelta(days=20), TODAY + timedelta(days=90)) == 0


def test_who_is_ready_for_more_has_long_worked_below_her_level_and_is_not_overloaded() -> None:
    done = {1: [2] * 10, 2: [2] * 9, 3: [0] * 20}
    people = [YARA, EMIL, person(3, "Ravi", {})]
    assert [one.person for one in ready_for_more(people, done)] == [1]
    assert ready_for_more(people, done, overloaded=[1]) == ()


def test_a_client_whom_one_person_alone_knows() -> None:
    spent = [
        WithClient(1, 1, 40),
        WithClient(1, 2, 3),
        WithClient(2, 1, 5),
        WithClient(3, 1, 20),
        WithClient(3, 2, 9),
    ]
    (found,) = clients_on_one(spent)
    assert (found.client, found.person, round(found.share, 2)) == (1, 1, 0.93)
