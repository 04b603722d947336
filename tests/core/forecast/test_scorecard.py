"""What was foretold beside what came true, on things whose fate is known."""

from __future__ import annotations

import math
import random
from datetime import date, timedelta

import pytest

from varifocal.core.forecast.scorecard import Course, Kept, Question, diagram, held, tallies, yes_or_no
from varifocal.core.forecast.scoring import independent

START, TODAY = date(2026, 1, 1), date(2026, 7, 1)


def one(number: int, *, most: int = 20, done: int | None = None, on: int = 0, chance: float = 0.8) -> Kept:
    day = START + timedelta(days=most)
    return Kept(("project", number), START + timedelta(days=on), chance, day, day, day)


def test_true_chances_are_found_true_while_half_of_it_is_still_open() -> None:
    chance = random.Random(5)
    kept, courses, early = [], {}, []
    for number in range(1_500):
        begun = START + timedelta(days=chance.randrange(180))
        middle = chance.uniform(20, 200)
        took = middle * math.exp(0.5 * chance.gauss(0, 1))
        most = begun + timedelta(days=round(middle * math.exp(0.5 * 0.8416)))
        done = begun + timedelta(days=round(took))
        known = done < TODAY
        courses["project", number] = Course(done=done if known else None)
        kept.append(Kept(("project", number), begun, most=most))
        if known:
            early.append(done <= most)
    found = held(tallies(kept, courses, TODAY))
    assert found.low < 0.8 < found.high
    assert found.things > 300
    assert sum(early) / len(early) > 0.86, "what is finished alone would have flattered us"


def test_each_thing_counts_once_however_long_it_was_late() -> None:
    kept = [one(1, on=day) for day in range(19)] + [one(2), one(3), one(4)]
    courses = {("project", number): Course(done=START + timedelta(days=10)) for number in (2, 3, 4)}
    courses["project", 1] = Course()
    found = held(line for line in tallies(kept, courses, TODAY) if line.question is Question.MOST)
    assert (found.things, found.days, found.came) == (4, 22, 0.75)
    assert not found.is_enough


@pytest.mark.parametrize(
    ("course", "came"),
    [
        (Course(done=START + timedelta(days=20)), True),
        (Course(done=START + timedelta(days=21)), False),
        (Course(), False),
        (Course(given_up=START + timedelta(days=20)), None),
        (Course(given_up=START + timedelta(days=21)), False),
    ],
)
def test_what_became_of_it(course: Course, came: bool | None) -> None:
    assert course.by(START + timedelta(days=20), TODAY) is came
    assert course.by(TODAY, TODAY) is None, "the day is not over"


def test_loss_is_dear_where_it_came_late() -> None:
    kept = [Kept(("task", 1), START, most=START + timedelta(days=10))]
    late, early = (
        held(tallies(kept, {("task", 1): Course(done=START + timedelta(days=day))}, TODAY)).lost
        for day in (15, 5)
    )
    assert (late, early) == (pytest.approx(4.0), pytest.approx(1.0))


def test_chances_stand_in_their_tenth_and_the_overdue_says_nothing() -> None:
    kept = [one(number, chance=0.95 if number % 2 else 0.31) for number in range(40)]
    kept.append(one(99, on=30))
    courses = {("project", number): Course(START if number % 2 else None) for number in (*range(40), 99)}
    low, high = diagram(tallies(kept, courses, TODAY))
    assert (low.told, low.came, low.things) == (pytest.approx(0.31), 0.0, 20)
    assert (high.told, high.came, high.things) == (pytest.approx(0.95), 1.0, 20)


def test_a_budget_is_kept_or_not_and_the_unknown_is_left_out() -> None:
    told = [(("budget", 1), 0.9), (("budget", 1), 0.7), (("budget", 2), 0.5)]
    found = held(yes_or_no(told, {("budget", 1): False}))
    assert (found.things, found.told, found.came) == (1, pytest.approx(0.8), 0.0)


def test_tasks_that_share_their_luck_count_as_fewer() -> None:
    came = [True] * 40 + [False] * 40
    assert independent(came, ["one"] * 40 + ["other"] * 40) == 2
    assert independent(came, range(80)) == pytest.approx(80, abs=2)
    assert independent([True] * 9, [1, 1, 1, 2, 2, 2, 3, 3, 3]) == 3
