"""Who could learn from whom: exact, with reasons, deterministic, and clear about what cannot be."""

from __future__ import annotations

from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.people.folk import COPY, FILM, SKILLS, mate
from varifocal.core.people.matching import Pipe, Tie, best_pairs, poured
from varifocal.core.people.mentors import Mate, match


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_no_other_choice_of_pairs_is_worth_more(seed: int) -> None:
    random = Random(seed)
    left, right = random.randint(1, 4), random.randint(1, 3)
    ties = [
        Tie(one, other, random.randint(1, 100) / 100)
        for one, other in product(range(left), range(right))
        if random.random() < 0.7
    ]
    seats = [random.randint(0, 2) for _ in range(right)]
    chosen = best_pairs(ties, [1] * left, seats)
    best = max(
        sum(tie.worth for tie, takes in zip(ties, taken, strict=True) if takes)
        for taken in product((False, True), repeat=len(ties))
        if _fits(ties, taken, seats)
    )
    assert _fits(ties, [place in chosen for place in range(len(ties))], seats)
    assert sum(ties[place].worth for place in chosen) == pytest.approx(best)


def _fits(ties: list[Tie], taken: object, seats: list[int]) -> bool:
    used = [tie for tie, takes in zip(ties, taken, strict=True) if takes]  # type: ignore[call-overload]
    lefts = [tie.left for tie in used]
    return len(lefts) == len(set(lefts)) and all(
        sum(tie.right == place for tie in used) <= seat for place, seat in enumerate(seats)
    )


def test_as_much_as_possible_is_poured_and_then_most_cheaply() -> None:
    pipes = [Pipe(0, 0, 2), Pipe(1, 0, 0), Pipe(1, 1, 0)]
    assert poured(pipes, have=[10, 10], asked=[10, 10]) == [10, 0, 10]
    assert poured(pipes, have=[10, 10], asked=[10, 0]) == [0, 10, 0]
    assert poured([], [1], [1]) == []


def test_two_who_want_the_same_teacher_are_spread_so_that_both_learn() -> None:
    people = [
        mate(1, {FILM: 4, COPY: 4}, seats=1),
        mate(2, {FILM: 5}, seats=1),
        mate(3, {FILM: 2}, {FILM: 4}),
        mate(4, {FILM: 3, COPY: 3}, {COPY: 4}),
    ]
    found = match(people, SKILLS)
    assert {(pair.teacher, pair.learner, pair.skill) for pair in found.pairs} == {(2, 3, FILM), (1, 4, COPY)}
    assert found.alone == ()
    assert "P3 wants to reach Film 4." in next(pair for pair in found.pairs if pair.learner == 3).reasons


def test_the_order_in_which_people_come_makes_no_difference() -> None:
    random = Random(4)
    people = [
        mate(one, {FILM: random.randint(1, 5)}, {FILM: 5} if one % 2 else None, seats=one % 3)
        for one in range(1, 30)
    ]
    shuffled = random.sample(people, len(people))
    assert match(people, SKILLS) == match(shuffled, SKILLS)


@pytest.mark.parametrize(
    ("teacher", "learner", "why"),
    [
        (
            mate(1, {FILM: 2}, seats=1),
            mate(2, {FILM: 2}, {FILM: 4}),
            "Nobody here is far enough ahead in Film",
        ),
        (mate(1, {FILM: 5}), mate(2, {FILM: 2}, {FILM: 4}), "none of them has said that she would"),
        (
            mate(1, {FILM: 5}, seats=1),
            mate(2, {FILM: 2}, {FILM: 4}, free=1),
            "less than 2 hours a month free",
        ),
        (
            mate(1, {FILM: 5}, seats=1, slots=[9]),
            mate(2, {FILM: 2}, {FILM: 4}),
            "a free hour when she has one",
        ),
        (
            mate(1, {FILM: 5}, seats=1, learns_from=[2]),
            mate(2, {FILM: 2}, {FILM: 4}),
            "learn from her already",
        ),
    ],
)
def test_a_wish_that_finds_nobody_says_why(teacher: Mate, learner: Mate, why: str) -> None:
    found = match([teacher, learner], SKILLS)
    assert found.pairs == ()
    assert why in found.alone[0].sentence


def test_nobody_has_more_learners_than_seats_those_of_today_among_them() -> None:
    people = [mate(1, {FILM: 5}, seats=2), mate(2, {FILM: 1}, learns_from=[1])]
    people += [mate(one, {FILM: 3}, {FILM: 4}) for one in (3, 4, 5)]
    assert len(match(people, SKILLS).pairs) == 1


def test_a_wish_already_reached_asks_for_nobody_and_nobody_teaches_herself() -> None:
    found = match([mate(1, {FILM: 5}, {FILM: 4, COPY: 0}, seats=1)], SKILLS)
    assert (found.pairs, found.alone) == ((), ())
